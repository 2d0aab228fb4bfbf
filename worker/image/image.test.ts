import { execFile } from "node:child_process";
import { access, mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, expect, test } from "vitest";
import { describeWorkflow, library } from "../../workflows/library/index.ts";
import models from "../models/lock.json" with { type: "json" };
import { readLock } from "../models/lock.ts";
import { writeContext } from "./context.ts";
import { extraModelPaths } from "./model-paths.ts";
import lock from "./nodes.lock.json" with { type: "json" };
import { readNodesLock } from "./nodes-lock.ts";

const run = promisify(execFile);
const described = library.map(describeWorkflow);
const pinned = readNodesLock(lock, described);

let folder: string;
let context: string;
/** The context as it is written where everything is there already. */
beforeAll(async () => {
	folder = await mkdtemp(path.join(tmpdir(), "darkroom-test-"));
	context = path.join(folder, "context");
	const local = new Map<string, string>();
	for (const { name } of [pinned.comfyui, ...pinned.nodes]) {
		const here = path.join(folder, "local", name);
		await mkdir(path.join(here, ".git"), { recursive: true });
		await writeFile(path.join(here, "requirements.txt"), "");
		local.set(name, here);
	}
	await mkdir(context);
	await writeFile(path.join(context, "left-over"), "");
	await writeContext(context, {
		...pinned,
		models: readLock(models),
		volume: "/runpod-volume/models",
		local,
		node: process.execPath,
		say: () => undefined,
	});
});
afterAll(() => rm(folder, { recursive: true, force: true }));

test("S0-C22 what the Dockerfile copies is in the folder that it is built from, and nothing of before", async () => {
	const dockerfile = await readFile(path.resolve(import.meta.dirname, "../Dockerfile"), "utf8");
	const copied = [...dockerfile.matchAll(/^COPY (.+) \S+$/gm)].flatMap(([, names = ""]) => names.split(" "));
	expect(copied).toEqual(expect.arrayContaining(["comfyui", "nodes", "node", "worker.mjs", "models.mjs"]));
	for (const name of copied) await access(path.join(context, name));
	await expect(access(path.join(context, "left-over"))).rejects.toThrow("ENOENT");
	await expect(access(path.join(context, "comfyui/.git"))).rejects.toThrow("ENOENT");
});

test("the worker and the fetcher of models run from an empty folder, without anything beside them", async () => {
	const empty = path.join(folder, "empty");
	await mkdir(empty);
	const alone = { cwd: empty, env: { PATH: "" } };
	const worker = await run(process.execPath, [path.join(context, "worker.mjs"), "--help"], alone);
	expect(worker.stdout).toContain("--edge-url");
	const listed = await run(process.execPath, [path.join(context, "models.mjs"), "list"], alone);
	expect(listed.stdout.trim().split("\n")).toHaveLength(models.files.length);
});

test("ComfyUI looks on the volume for every folder that the library's files lie in", async () => {
	const yaml = await readFile(path.join(context, "extra_model_paths.yaml"), "utf8");
	expect(yaml).toMatch(/^darkroom:\n {2}base_path: \/runpod-volume\/models\n/);
	for (const { folder: of } of models.files)
		expect(yaml).toContain(`\n  ${of.split("/")[0]}: ${of.split("/")[0]}/\n`);
	expect(extraModelPaths([{ folder: "ultralytics/bbox" }], "/m")).toContain("  ultralytics: ultralytics/\n");
});

test("every node pack that a workflow needs is locked to a commit, and none besides", () => {
	const needed = new Set(described.flatMap(({ custom_nodes }) => custom_nodes.map(({ name }) => name)));
	expect(new Set(pinned.nodes.map(({ name }) => name))).toEqual(needed);
	const without = { ...lock, nodes: lock.nodes.slice(1) };
	expect(() => readNodesLock(without, described)).toThrow(/no commit for comfyui_controlnet_aux/);
	const surplus = { ...lock, nodes: [...lock.nodes, { name: "other", commit: "0".repeat(40) }] };
	expect(() => readNodesLock(surplus, described)).toThrow(/other, which no workflow needs/);
	expect(() => readNodesLock({ ...lock, nodes: [{ name: "a", commit: "main" }] }, described)).toThrow();
});
