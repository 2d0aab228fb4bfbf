import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { ClaimedFolder } from "../edge/contract/workers/workers.ts";
import type { ApiGraph } from "../workflows/graph/graph.ts";
import type { FaultScript } from "./emulators/comfyui/faults.ts";
import { until } from "./testing/until.ts";
import { ended, useRig } from "./testing/use-rig.ts";

const rig = useRig();
let dataDir: string;
beforeEach(() => {
	dataDir = mkdtempSync(join(tmpdir(), "darkroom-folders-"));
});
afterEach(() => {
	rmSync(dataDir, { recursive: true, force: true });
});

/** A class that names a folder, as loaders of datasets do. */
const objectInfo = {
	ReadFolder: {
		input: { required: { folder: ["STRING", {}] } },
		input_order: { required: ["folder"] },
		output: ["IMAGE"],
		output_is_list: [false],
		output_name: ["IMAGE"],
		name: "ReadFolder",
		output_node: false,
	},
};
const graph: ApiGraph = {
	"1": { class_type: "ReadFolder", inputs: { folder: "" } },
	"2": { class_type: "SaveImage", inputs: { images: ["1", 0], filename_prefix: "x" } },
};
const bytes = [Buffer.from("first"), Buffer.from("second")];

async function run(path: ClaimedFolder["path"], env: Record<string, string> = {}) {
	const task = await start(path, env);
	await ended(task);
	return task;
}

async function start(path: ClaimedFolder["path"], env: Record<string, string>, faults: FaultScript = []) {
	// A node takes long enough for its files to be seen.
	await rig.start({ comfy: { objectInfo, dataDir, nodeMs: 200, faults }, env });
	const files = bytes.map((content, i) => {
		const { node: _, input: __, ...file } = rig.edge.input("1", "folder", content);
		return { ...file, name: `ref_${i}` };
	});
	const task = rig.edge.submit({
		graph,
		folders: [
			{ node: "1", input: "folder", path, files: [...files, { name: "ref_0.txt", text: "a ümlaut, words" }] },
		],
	});
	return task;
}

describe("S3-17 S3-28 S3-82 S3-36 S2-DATA-02a a folder of files", () => {
	test("lies in ComfyUI's input folder under numbered names, captions beside their pictures", async () => {
		const task = await run("input");
		expect(task.failure).toBeNull();
		const folder = `darkroom/${task.id}/1/1_folder`;
		expect(task.completion?.graph["1"]?.inputs.folder).toBe(folder);
		const staged = join(dataDir, "input", folder);
		expect(readdirSync(staged).sort()).toEqual(["ref_0.png", "ref_0.txt", "ref_1.png"]);
		expect(readFileSync(join(staged, "ref_0.txt"), "utf8")).toBe("a ümlaut, words");
		expect(readFileSync(join(staged, "ref_1.png"), "utf8")).toBe("second");
	});

	test("S3-91 S3-30 S3-44 S3-84 is named by its absolute path where the node wants that, and removed afterwards", async () => {
		const task = await start("absolute", { COMFYUI_DIR: dataDir });
		const folder = join(dataDir, "input", "darkroom", task.id, "1", "1_folder");
		await until("its files are there", () => existsSync(join(folder, "ref_1.png")));
		await ended(task);
		expect(task.failure).toBeNull();
		expect(task.completion?.graph["1"]?.inputs.folder).toBe(folder);
		expect(rig.edge.registrations[0]?.capabilities.input_directory).toBe(true);
		await until("the files are gone", () => !existsSync(folder));
	});

	test("S3-46 S3-84 S3-95 is removed as well where its task fails", async () => {
		const task = await start("absolute", { COMFYUI_DIR: dataDir }, [
			{ at: "node", match: { node_id: "1" }, do: { kind: "error", type: "RuntimeError", message: "broken" } },
		]);
		const folder = join(dataDir, "input", "darkroom", task.id, "1", "1_folder");
		await until("its files are there", () => existsSync(join(folder, "ref_1.png")));
		await ended(task);
		expect(task.failure).toMatchObject({ code: "node_error", node_id: "1" });
		await until("the files are gone", () => !existsSync(folder));
	});

	test("fails its task where the worker does not know ComfyUI's folder", async () => {
		const task = await run("absolute");
		expect(rig.edge.registrations[0]?.capabilities.input_directory).toBe(false);
		expect(task.failure).toMatchObject({ code: "worker_error", node_id: "1" });
		expect(task.failure?.message).toContain("COMFYUI_DIR");
	});
});
