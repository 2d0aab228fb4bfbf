import { execFile } from "node:child_process";
import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { promisify } from "node:util";
import { build } from "esbuild";
import * as z from "zod";
import { openApiDocument } from "../../edge/deploy/openapi-document.ts";
import { root } from "../stack/processes.ts";
import { methodsOf, type Paths, sourceOf } from "./resources.ts";

const run = promisify(execFile);
const SOURCE = path.join(root, "client/sdk/package");
const GENERATED = path.join(SOURCE, "generated");

/** Writes what the package is made of the API: its types, and a method for every operation. */
export async function generateSdk(): Promise<Paths> {
	const document = await openApiDocument();
	await mkdir(GENERATED, { recursive: true });
	const folder = await mkdtemp(path.join(os.tmpdir(), "darkroom-sdk-"));
	try {
		const input = path.join(folder, "openapi.json");
		await writeFile(input, JSON.stringify(document));
		const hooks = path.join(root, "e2e/openapi/typescript-5.mjs");
		const script = path.join(root, "e2e/openapi/generate.mjs");
		await run(process.execPath, ["--import", hooks, script, input, folder], { cwd: root });
		await cp(path.join(folder, "types.ts"), path.join(GENERATED, "api.ts"));
	} finally {
		await rm(folder, { recursive: true, force: true });
	}
	const paths = document.paths as Paths;
	await writeFile(path.join(GENERATED, "resources.ts"), sourceOf(methodsOf(paths)));
	return paths;
}

/**
 * The package as it is published, in `folder`: one file of JavaScript without dependencies, its types, what it is.
 * Answers with the operations that it was made of.
 */
export async function buildSdk(folder: string): Promise<Paths> {
	const paths = await generateSdk();
	await rm(folder, { recursive: true, force: true });
	const { version, license, engines } = z
		.object({ version: z.string(), license: z.string(), engines: z.object({ node: z.string() }) })
		.parse(JSON.parse(await readFile(path.join(root, "package.json"), "utf8")));
	const types = path.join(folder, "types");
	const tsc = path.join(root, "node_modules/typescript/bin/tsc");
	const [, made] = await Promise.all([
		bundle(path.join(folder, "index.js")),
		run(process.execPath, [tsc, "-p", SOURCE, "--outDir", types]).catch(({ stdout }: { stdout: string }) => {
			throw new Error(`the types of the package cannot be made:\n${stdout}`);
		}),
	]);
	if (made.stdout !== "") throw new Error(made.stdout);
	const index = "./types/client/sdk/package/index.d.ts";
	const manifest = {
		...{ name: "@darkroom/sdk", version, license, engines, type: "module", sideEffects: false },
		description:
			"Typed client of Darkroom: jobs, live progress, files, characters, storyboards. No dependencies.",
		exports: { ".": { types: index, default: "./index.js" } },
		types: index,
		files: ["index.js", "types", "README.md", "LICENSE"],
	};
	await writeFile(path.join(folder, "package.json"), `${JSON.stringify(manifest, null, "\t")}\n`);
	await cp(path.join(SOURCE, "README.md"), path.join(folder, "README.md"));
	await cp(path.join(root, "LICENSE"), path.join(folder, "LICENSE"));
	return paths;
}

async function bundle(outfile: string): Promise<void> {
	await build({
		entryPoints: [path.join(SOURCE, "index.ts")],
		outfile,
		bundle: true,
		minify: true,
		// Errors are told by their names.
		keepNames: true,
		format: "esm",
		// What React Native's own compiler takes: it knows no static blocks of classes.
		target: "es2021",
		platform: "neutral",
		logLevel: "warning",
	});
}
