// Installs what is missing, then runs a program of this repository under the Node that the project pins.
// It is the first thing that runs on a fresh clone, under whatever Node the machine has (20 or newer), so it
// is plain JavaScript without dependencies.
import { spawnSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import path from "node:path";

const root = path.resolve(import.meta.dirname ?? path.dirname(new URL(import.meta.url).pathname), "..");
const installed = path.join(root, "node_modules/.package-lock.json");
const node = path.join(root, "node_modules/.bin", process.platform === "win32" ? "node.cmd" : "node");

/** What npm installed says of itself must name every package of the lock file in its version. */
function upToDate() {
	if (!existsSync(installed) || !existsSync(node)) return false;
	const wanted = JSON.parse(readFileSync(path.join(root, "package-lock.json"), "utf8")).packages;
	const have = JSON.parse(readFileSync(installed, "utf8")).packages;
	return Object.entries(wanted).every(
		([name, entry]) => name === "" || entry.optional || have[name]?.version === entry.version,
	);
}

if (!upToDate()) {
	console.error("Installing packages (once)…");
	// CI and production settings of the machine must not leave out what the tests need. Warnings that a package wants
	// a newer Node are about the one that runs npm, not the pinned one that everything runs under.
	const result = spawnSync("npm", ["ci", "--include=dev", "--no-audit", "--no-fund", "--loglevel=error"], {
		cwd: root,
		stdio: ["ignore", "inherit", "inherit"],
		shell: process.platform === "win32",
	});
	if (result.status !== 0) {
		console.error("npm ci failed; see above.");
		process.exit(result.status ?? 1);
	}
}

const bin = path.join(root, "node_modules/.bin");
const result = spawnSync(node, process.argv.slice(2), {
	cwd: root,
	stdio: "inherit",
	env: {
		...process.env,
		PATH: `${bin}${path.delimiter}${process.env.PATH ?? ""}`,
		// No telemetry, and no look-ups that are not needed.
		WRANGLER_SEND_METRICS: "false",
		CLOUDFLARE_CF_FETCH_ENABLED: "false",
	},
});
if (result.signal) process.kill(process.pid, result.signal);
process.exit(result.status ?? 1);
