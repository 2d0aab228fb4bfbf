import { spawnSync } from "node:child_process";
import { randomBytes } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { parseArgs } from "node:util";
import { makeDocsAssets } from "./docs-assets.ts";
import { makeReferenceAssets } from "./reference-assets.ts";
import { makeStudioAssets } from "./studio-assets.ts";

/**
 * Puts the edge on Cloudflare: makes D1 database and R2 bucket where they are not there yet, applies the
 * migrations, deploys the Worker, and on the first time sets the secrets. Running it again deploys the
 * current state of the code; nothing is made twice.
 *
 *   npm run deploy              (needs `npx wrangler login`, or CLOUDFLARE_API_TOKEN)
 *   npm run deploy -- --dry-run (says what it would do, and builds the bundle)
 */
const root = path.resolve(import.meta.dirname, "../..");
const USAGE = `npm run deploy -- [options]: the edge on Cloudflare; running it again deploys the code as it is now

  --dry-run  says what it would do, and builds the bundle
  --help     this

Needs \`npx wrangler login\`, or CLOUDFLARE_API_TOKEN in the environment.`;
const dry = readFlags()["dry-run"];

function readFlags() {
	const options = { "dry-run": { type: "boolean", default: false }, help: { type: "boolean" } } as const;
	try {
		const { values } = parseArgs({ options });
		if (!values.help) return values;
		console.log(USAGE);
		process.exit(0);
	} catch (error) {
		console.error(`${error instanceof Error ? error.message : String(error)} (--help lists all)`);
		process.exit(2);
	}
}

/** The configuration that is deployed: as committed, with the id of this account's database. */
const config = path.join(root, "wrangler.deploy.toml");
const PLACEHOLDER = "00000000-0000-0000-0000-000000000000";

interface Output {
	ok: boolean;
	text: string;
}

function wrangler(args: string[], show = true): Output {
	console.log(`\n$ wrangler ${args.join(" ")}`);
	const result = spawnSync(
		process.execPath,
		[path.join(root, "node_modules/wrangler/bin/wrangler.js"), ...args],
		{ cwd: root, encoding: "utf8", env: { ...process.env, WRANGLER_SEND_METRICS: "false" } },
	);
	const text = `${result.stdout}${result.stderr}`;
	if (show || result.status !== 0) console.log(text.trim());
	return { ok: result.status === 0, text };
}

function need(output: Output, what: string): string {
	if (!output.ok) {
		console.error(
			`\nDeployment stopped: ${what} failed. Nothing after it was done; run it again once that is mended.`,
		);
		process.exit(1);
	}
	return output.text;
}

/** The id of the database called `darkroom`, made where it is not there. */
function databaseId(): string {
	const find = () => {
		const text = need(wrangler(["d1", "list", "--json"], false), "listing the databases");
		const list = JSON.parse(text.slice(text.indexOf("["))) as { name: string; uuid: string }[];
		return list.find((database) => database.name === "darkroom")?.uuid;
	};
	const there = find();
	if (there) return there;
	need(wrangler(["d1", "create", "darkroom"]), "making the database");
	const made = find();
	if (!made) throw new Error("the database was made but is not listed");
	return made;
}

function makeBucket(): void {
	const made = wrangler(["r2", "bucket", "create", "darkroom-assets"], false);
	if (!made.ok && !/already exists/i.test(made.text)) need(made, "making the bucket");
}

/** Sets the secrets that are not set yet. Returns the operator's key where it was made now. */
function secretsFile(folder: string): { file: string | null; operatorKey: string | null } {
	const listed = wrangler(["secret", "list", "--config", config, "--format", "json"], false);
	// Anything but "this Worker is new" must stop here: new secrets would end every running attempt and token.
	if (!listed.ok && !/does not exist|not found|10007/i.test(listed.text)) need(listed, "listing the secrets");
	const has = (name: string) => listed.ok && listed.text.includes(`"${name}"`);
	const secrets: Record<string, string> = {};
	if (!has("SIGNING_SECRET")) secrets.SIGNING_SECRET = randomBytes(32).toString("hex");
	if (!has("ADMIN_KEY")) secrets.ADMIN_KEY = randomBytes(32).toString("hex");
	if (Object.keys(secrets).length === 0) return { file: null, operatorKey: null };
	const file = path.join(folder, "secrets.json");
	writeFileSync(file, JSON.stringify(secrets), { mode: 0o600 });
	return { file, operatorKey: secrets.ADMIN_KEY ?? null };
}

function deploy(): void {
	const folder = mkdtempSync(path.join(os.tmpdir(), "darkroom-deploy-"));
	try {
		const toml = readFileSync(path.join(root, "wrangler.toml"), "utf8");
		writeFileSync(config, toml.replace(PLACEHOLDER, databaseId()));
		makeBucket();
		need(
			wrangler(["d1", "migrations", "apply", "darkroom", "--remote", "--config", config]),
			"applying the migrations",
		);
		const { file, operatorKey } = secretsFile(folder);
		need(
			wrangler(["deploy", "--config", config, ...(file ? ["--secrets-file", file] : [])]),
			"deploying the Worker",
		);
		if (operatorKey) {
			console.log(`\nOperator key, shown this once: ${operatorKey}`);
			console.log("Make an account with it: POST /v1/accounts; a token for workers: POST /v1/worker-tokens.");
		}
	} finally {
		rmSync(folder, { recursive: true, force: true });
		rmSync(config, { force: true });
	}
}

await Promise.all([makeDocsAssets(), makeReferenceAssets(), makeStudioAssets()]);
if (dry) {
	console.log("Would: find or make the D1 database `darkroom` and the R2 bucket `darkroom-assets`,");
	console.log(
		"apply migrations/ to it, deploy the Worker, and set SIGNING_SECRET and ADMIN_KEY if they are not set.",
	);
	need(
		wrangler(["deploy", "--dry-run", "--outdir", path.join(root, ".wrangler/bundle")]),
		"building the bundle",
	);
} else {
	deploy();
}
