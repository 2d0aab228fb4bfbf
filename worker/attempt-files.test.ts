import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { ApiGraph } from "../workflows/graph/graph.ts";
import type { ComfyVersion } from "./emulators/comfyui/version.ts";
import type { FakeTask } from "./testing/fake-attempts.ts";
import { failingPicture, slowPicture } from "./testing/graphs.ts";
import { startProcess } from "./testing/process.ts";
import { type RigOptions, startableWorker } from "./testing/rig.ts";
import { until } from "./testing/until.ts";
import { ended, useRig } from "./testing/use-rig.ts";

/** What attempts write on ComfyUI's disk, and whose it is. */
const rig = useRig();
let dataDir: string;
beforeEach(() => {
	dataDir = mkdtempSync(join(tmpdir(), "darkroom-files-"));
});
afterEach(() => {
	rmSync(dataDir, { recursive: true, force: true });
});

const start = async ({ comfy, ...options }: RigOptions = {}) => {
	await rig.start({ comfy: { dataDir, ...comfy }, ...options });
};
/** Every file below ComfyUI's folders. Folders go while they are read: then it is looked again. */
function files(): string[] {
	try {
		return ["input", "output", "temp"].flatMap((side) =>
			existsSync(join(dataDir, side))
				? readdirSync(join(dataDir, side), { recursive: true, withFileTypes: true })
						.filter((entry) => entry.isFile())
						.map(({ parentPath, name }) => relative(dataDir, join(parentPath, name)))
				: [],
		);
	} catch (error) {
		if ((error as NodeJS.ErrnoException).code === "ENOENT") return files();
		throw error;
	}
}
const gone = () => until("nothing is left", () => files().length === 0);

const empty = (color: number) => ({
	class_type: "EmptyImage",
	inputs: { width: 64, height: 48, batch_size: 1, color },
});

/** A saving class whose names begin as it likes: it takes no prefix. */
const own = {
	OwnSave: {
		input: { required: { images: ["IMAGE"] } },
		input_order: { required: ["images"] },
		output: [],
		output_name: [],
		output_is_list: [],
		name: "OwnSave",
		output_node: true,
	},
};
const saved = (color: number): ApiGraph => ({
	"1": empty(color),
	"3": { class_type: "OwnSave", inputs: { images: ["1", 0] } },
});

describe("a prefix that another node gives", () => {
	test("saves in the attempt's folder all the same, its wish as a part of the name", async () => {
		await start();
		const graph: ApiGraph = {
			"1": empty(1),
			"2": { class_type: "PrimitiveString", inputs: { value: "shared/mine" } },
			"3": { class_type: "SaveImage", inputs: { images: ["1", 0], filename_prefix: ["2", 0] } },
		};
		const task = rig.edge.submit({ graph });
		await ended(task);
		expect(task.completion?.manifest.map(({ filename }) => filename)).toEqual(["3_mine_00001_.png"]);
		expect(files()).toEqual([`output/darkroom/${task.id}/1/3_mine_00001_.png`]);
	});
});

describe("whose file it is", () => {
	test("a cached result that names another job's file by now is run again, never delivered", async () => {
		await start({ comfy: { objectInfo: own } });
		const alone = async (task: FakeTask) => {
			await ended(task);
			expect(task.failure).toBeNull();
			return task.uploads.get(0)?.sha256;
		};
		const red = await alone(rig.edge.submit({ graph: saved(0xff0000) }));
		// Somebody tidies ComfyUI's output folder, and the next picture gets the name of the first.
		for (const name of files()) rmSync(join(dataDir, name));
		const blue = await alone(rig.edge.submit({ graph: saved(0x0000ff) }));
		expect(files()).toEqual(["output/ComfyUI_00001_.png"]);
		const again = rig.edge.submit({ graph: saved(0xff0000) });
		expect(await alone(again)).toBe(red);
		expect(red).not.toBe(blue);
		expect(again.completion?.graph["3"]?.inputs).toMatchObject({ darkroom_run: 1 });
		expect(rig.comfy.gpuLog).toHaveLength(4);
	});

	test("a file that was written before its prompt ran is not taken, however often", async () => {
		await start({ comfy: { objectInfo: own } });
		const task = rig.edge.submit({ graph: saved(1) });
		// The disk says so of whatever is written.
		const watch = setInterval(() => {
			for (const name of files()) utimesSync(join(dataDir, name), 1_000_000, 1_000_000);
		}, 0);
		try {
			rig.comfy.setFaults([{ at: "end", times: 0, do: { kind: "hang", ms: 100 } }]);
			await ended(task);
		} finally {
			clearInterval(watch);
		}
		expect(task.failure).toMatchObject({
			code: "missing_output",
			node_id: "3",
			message: expect.stringContaining("before or after this prompt ran"),
		});
		expect(task.uploads.size).toBe(0);
		expect(rig.comfy.gpuLog).toHaveLength(2);
	});
});

describe("outputs", () => {
	test("come as they were declared, whatever the order in which ComfyUI ran them", async () => {
		await start({ comfy: { orderOutputs: (ids) => ids.toReversed() } });
		const graph: ApiGraph = { "1": empty(1) };
		for (const id of ["5", "10", "9", "2"])
			graph[id] = { class_type: "SaveImage", inputs: { images: ["1", 0], filename_prefix: id } };
		const outputs = [{ name: "second", node: "10", kind: "image" as const }];
		const task = rig.edge.submit({ graph, outputs });
		await ended(task);
		expect(task.completion?.manifest.map(({ name, upload }) => [name, upload])).toEqual([
			["second", 0],
			["2", 1],
			["5", 2],
			["9", 3],
		]);
	});

	test("of which there are too many fail before the first is uploaded, and the graph is not run again", async () => {
		await start();
		const graph: ApiGraph = {
			"1": { class_type: "EmptyImage", inputs: { width: 1, height: 1, batch_size: 1001, color: 0 } },
			"2": { class_type: "SaveImage", inputs: { images: ["1", 0], filename_prefix: "x" } },
		};
		const task = rig.edge.submit({ graph });
		await ended(task);
		expect(task.failure).toMatchObject({
			code: "too_many_outputs",
			node_id: "2",
			message: expect.stringMatching(/1001 outputs.*node 2.*at most 1000/),
		});
		expect(rig.edge.tried.get("upload")).toBeUndefined();
		expect(rig.comfy.gpuLog).toHaveLength(1);
	});

	test("of a branch that was blocked are told of in the completion, with ComfyUI's words", async () => {
		await start();
		const graph = failingPicture(1, "blocker");
		graph["9"] = { class_type: "SaveImage", inputs: { images: ["1", 0], filename_prefix: "z" } };
		const task = rig.edge.submit({ graph });
		await ended(task);
		expect(task.completion?.manifest.map(({ node }) => node)).toEqual(["9"]);
		expect(task.completion?.blocked).toEqual([
			{ node: "3", class_type: "SaveImage", message: "blocked by probe" },
		]);
	});

	test("that are missing because of that say so", async () => {
		await start();
		const task = rig.edge.submit({ graph: failingPicture(1, "blocker") });
		await ended(task);
		expect(task.failure).toMatchObject({ code: "missing_output", node_id: "3", class_type: "SaveImage" });
		expect(task.failure?.message).toContain("blocked by probe");
	});

	test("of a text that a node saves as Markdown are one, not two", async () => {
		await start();
		const graph: ApiGraph = {
			"1": { class_type: "PrimitiveString", inputs: { value: "# Title" } },
			"2": { class_type: "SaveText", inputs: { text: ["1", 0], filename_prefix: "x", format: "md" } },
		};
		const task = rig.edge.submit({ graph });
		await ended(task);
		expect(task.completion?.manifest).toMatchObject([
			{ kind: "text", filename: "2_00001.md", content_type: "text/markdown; charset=utf-8" },
		]);
		expect(task.uploads.get(0)?.bytes.toString()).toBe("# Title");
	});
});

describe("after an attempt", () => {
	test("nothing of it is left: inputs, outputs, previews, and what a node wrote elsewhere", async () => {
		await start({ comfy: { objectInfo: own }, env: { COMFYUI_DIR: dataDir } });
		writeFileSync(join(dataDir, "output", "of-the-operator.png"), "x");
		const graph: ApiGraph = {
			"1": { class_type: "LoadImage", inputs: { image: "" } },
			"2": { class_type: "PreviewImage", inputs: { images: ["4", 0] } },
			"4": empty(7),
			"5": { class_type: "SaveImage", inputs: { images: ["4", 0], filename_prefix: "x" } },
			...{ "6": { class_type: "OwnSave", inputs: { images: ["4", 0] } } },
		};
		const inputs = [rig.edge.input("1", "image", Buffer.from("nobody reads it"))];
		const task = rig.edge.submit({ graph, inputs });
		await ended(task);
		expect(task.failure).toBeNull();
		await until("its files are gone", () => files().length === 1);
		expect(files()).toEqual(["output/of-the-operator.png"]);
	});

	test("that failed nothing is left either", async () => {
		await start({ env: { COMFYUI_DIR: dataDir } });
		const task = rig.edge.submit({ graph: failingPicture(2, "value_error") });
		await ended(task);
		expect(task.failure?.code).toBe("node_error");
		await gone();
	});

	test("previews that came from the cache are somebody else's, and stay", async () => {
		await start({ env: { COMFYUI_DIR: dataDir } });
		const graph: ApiGraph = {
			"1": empty(3),
			"2": { class_type: "PreviewImage", inputs: { images: ["1", 0] } },
			"3": { class_type: "SaveImage", inputs: { images: ["1", 0], filename_prefix: "x" } },
		};
		const body = JSON.stringify({ prompt: graph });
		await fetch(`${rig.comfy.url}/prompt`, { method: "POST", body });
		await rig.comfy.whenIdle();
		const before = files().filter((name) => name.startsWith("temp/"));
		expect(before).toHaveLength(1);
		const task = rig.edge.submit({ graph });
		await ended(task);
		await until("its own are gone", () => !files().some((name) => name.includes("darkroom")));
		expect(files().filter((name) => name.startsWith("temp/"))).toEqual(before);
	});

	test("they are looked for where ComfyUI was told to keep them", async () => {
		const elsewhere = join(dataDir, "input");
		await start({
			comfy: { argv: ["--input-directory", elsewhere, `--output-directory=${join(dataDir, "output")}`] },
			// Its own folders are not there: only what it says of itself helps.
			env: { COMFYUI_DIR: join(dataDir, "code") },
		});
		const task = rig.edge.submit({ graph: slowPicture(1) });
		await ended(task);
		await gone();
	});
});

describe.each(["0.33.0", "0.3.64"] as const)("a worker that was killed beside ComfyUI %s", (version) => {
	const kill = async (comfy: { version: ComfyVersion }, step: string) => {
		await start({ comfy, idle: true });
		const graph: ApiGraph = {
			...slowPicture(1, 40, 20),
			"9": { class_type: "LoadImage", inputs: { image: "" } },
		};
		graph["4"] = { class_type: "PreviewImage", inputs: { images: ["1", 0] } };
		const inputs = [rig.edge.input("9", "image", Buffer.from("a customer's"))];
		const task = rig.edge.submit({ graph, inputs });
		const env = { SCRATCH_DIR: join(dataDir, "scratch"), COMFYUI_DIR: dataDir, WORKER_NAME: "rig" };
		const doomed = startProcess(rig.edge, rig.comfy.url, { ...env, CRASH_AT: step });
		expect(await doomed.ended).toBe("SIGKILL");
		expect(files().some((name) => name.startsWith(`input/darkroom/${task.id}/1/`))).toBe(true);
		return task;
	};
	const next = async (name: string) => {
		const lines: string[] = [];
		const env = { COMFYUI_DIR: dataDir, WORKER_NAME: name, SCRATCH_DIR: join(dataDir, "scratch") };
		const worker = startableWorker(rig.edge, rig.comfy.url, lines, env);
		await worker.start();
		return { worker, lines };
	};

	test.each(["sampling", "before_upload"])(
		"at `%s` leaves files that its next life removes",
		async (step) => {
			const task = await kill({ version }, step);
			const { worker } = await next("rig");
			await gone();
			const history = await (await fetch(`${rig.comfy.url}/history`)).json();
			expect(history).toEqual({});
			await worker.drain();
			expect(task.epoch).toBe(1);
		},
	);

	test("leaves files that another worker removes once nobody touches their marker any more, and not before", async () => {
		const task = await kill({ version }, "before_upload");
		const first = await next("other");
		const marker = join(dataDir, "output", ".darkroom", `${task.id}.1.json`);
		await until("it has looked", () => first.lines.some((line) => line.includes("looked for files")));
		expect(files().some((name) => name.startsWith(`input/darkroom/${task.id}/1/`))).toBe(true);
		await first.worker.drain();
		utimesSync(marker, new Date(Date.now() - 3_600_000), new Date(Date.now() - 3_600_000));
		const second = await next("another");
		await gone();
		await second.worker.drain();
	});
});

test("files that nobody marked are left alone for a day: a worker without access to the disk may be at work", async () => {
	const folder = join(dataDir, "input", "darkroom", "tsk_x", "1");
	mkdirSync(folder, { recursive: true });
	writeFileSync(join(folder, "image_0.png"), "x");
	await start({ env: { COMFYUI_DIR: dataDir } });
	await until("it has looked", () => rig.lines.some((line) => line.includes("looked for files")));
	expect(files()).toEqual(["input/darkroom/tsk_x/1/image_0.png"]);
	const old = new Date(Date.now() - 2 * 86_400_000);
	utimesSync(folder, old, old);
	const lines: string[] = [];
	const second = startableWorker(rig.edge, rig.comfy.url, lines, {
		COMFYUI_DIR: dataDir,
		WORKER_NAME: "second",
	});
	await second.start();
	await gone();
	await second.drain();
});

test("S3-37 files that cannot be deleted are warned of, and neither their task nor the next one suffers", async () => {
	await start({ env: { COMFYUI_DIR: dataDir } });
	const run = async (color: number, task = rig.submit(slowPicture(color))) => {
		await ended(task);
		expect(task.status).toBe("succeeded");
		return task;
	};
	const first = rig.submit(slowPicture(1));
	// A file where a folder is to be removed: even who may do everything cannot.
	mkdirSync(join(dataDir, "input", "darkroom"), { recursive: true });
	writeFileSync(join(dataDir, "input", "darkroom", first.id), "x");
	await run(1, first);
	await until("it was warned of", () =>
		rig.lines.some((line) => line.includes("files could not be deleted") && line.includes(first.id)),
	);
	await run(2);
	await until("all else is gone", () => files().length === 1);
	expect(files()).toEqual([`input/darkroom/${first.id}`]);
});
