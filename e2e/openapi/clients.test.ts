import { execFile } from "node:child_process";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, expect, test } from "vitest";
import { openApiDocument } from "../../edge/deploy/openapi-document.ts";
import { root } from "../stack/processes.ts";
import { WITH_CLIENT, WITH_TYPES } from "./programs.ts";

const run = promisify(execFile);
const STRICT = {
	compilerOptions: {
		strict: true,
		noUncheckedIndexedAccess: true,
		noEmit: true,
		target: "es2024",
		lib: ["es2024", "dom", "dom.iterable"],
		module: "esnext",
		moduleResolution: "bundler",
		allowImportingTsExtensions: true,
		types: [],
	},
	include: ["*.ts"],
};

let folder: string;

beforeAll(async () => {
	folder = await mkdtemp(path.join(os.tmpdir(), "darkroom-clients-"));
	const input = path.join(folder, "openapi.json");
	await writeFile(input, JSON.stringify(await openApiDocument()));
	const hooks = path.join(import.meta.dirname, "typescript-5.mjs");
	const script = path.join(import.meta.dirname, "generate.mjs");
	await run(process.execPath, ["--import", hooks, script, input, folder], { cwd: root });
});
afterAll(async () => {
	await rm(folder, { recursive: true, force: true });
});

test("generated types take nothing for an object that is always empty", async () => {
	const types = await readFile(path.join(folder, "types.ts"), "utf8");
	const empty = types.split("\n").filter((line) => line.includes("Record<string, never>"));
	// What the generator says of parts that the document does not have.
	expect(empty).toEqual(["export type $defs = Record<string, never>;"]);
});

test("clients of openapi-typescript and hey-api compile for the first call under strict, and refuse slips", async () => {
	await writeFile(path.join(folder, "with-types.ts"), WITH_TYPES);
	await writeFile(path.join(folder, "with-client.ts"), WITH_CLIENT);
	await writeFile(path.join(folder, "tsconfig.json"), JSON.stringify(STRICT));
	const tsc = path.join(root, "node_modules/typescript/bin/tsc");
	const { stdout } = await run(process.execPath, [tsc, "-p", folder]).catch(
		(error: { stdout: string }) => error,
	);
	expect(stdout).toBe("");
});
