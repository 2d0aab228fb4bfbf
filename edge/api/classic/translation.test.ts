import fc from "fast-check";
import { expect, test } from "vitest";
import { distinctName } from "../../assets/filename.ts";
import type { PromptRequest } from "../../contract/comfyui/comfyui.ts";
import type { PreviewTick, ProgressTick } from "../../contract/jobs/events.ts";
import { JOB_STATUSES } from "../../contract/status.ts";
import { ApiError, problemResponse, WordedError } from "../../problem.ts";
import { GRAPH } from "../../testing/harbour.ts";
import {
	type ClassicJob,
	endMessage,
	historyEntry,
	type Message,
	numberOf,
	outputsOf,
	queueItem,
} from "./entries.ts";
import { inputsOf, namedFiles } from "./file-names.ts";
import {
	endMessages,
	lastMessage,
	nothingTold,
	previewMessage,
	progressMessages,
	started,
	statusMessage,
} from "./messages.ts";
import { allClasses, exactJson, withUploads } from "./node-classes.ts";
import { asComfyuiSaysIt } from "./refusals.ts";
import { graphOf, toRequest } from "./requests.ts";

const JOB: ClassicJob = {
	id: "job_01kb8x5m9zq4w7t2n6r3h0v1c8",
	status: "succeeded",
	client: "me",
	priority: 0,
	created_at: 1000,
	started_at: 2000,
	finished_at: 3000,
	error: null,
};
const load = (image: unknown, class_type = "LoadImage") => ({ "1": { class_type, inputs: { image } } });
const names = (graph: object) =>
	namedFiles(graph as Record<string, unknown>, null).map(({ filename }) => filename);

test("names of uploads are found as ComfyUI writes them; what chooses another folder or leaves its own is none", () => {
	for (const name of ["photo.png", "sub/photo.png", "photo.png [input]", "a\\photo.png", " photo.png"])
		expect([name, names(load(name))]).toEqual([name, ["photo.png"]]);
	for (const name of [
		"photo.png [output]",
		"sub/photo.png [temp]",
		"../photo.png",
		"/etc/photo.png",
		"",
		7,
		["2", 0],
	])
		expect([name, names(load(name))]).toEqual([name, []]);
	// A class that nobody has described, by the name of its input; prose is none.
	expect(names(load("photo.png", "SomePackLoader"))).toEqual(["photo.png"]);
	expect(names({ "1": { class_type: "CLIPTextEncode", inputs: { text: "photo.png" } } })).toEqual([]);
});

test("an input that reads an upload and names none is said where it is, in ComfyUI's words", () => {
	const files = namedFiles(load("photo.png"), null);
	expect(inputsOf(files, new Map([["photo.png", "ast_1"]]))).toEqual({ "1.image": "ast_1" });
	const refused = (() => {
		try {
			return inputsOf(files, new Map());
		} catch (error) {
			return asComfyuiSaysIt(error, load("photo.png"));
		}
	})();
	expect(refused).toMatchObject({
		code: "missing_asset",
		words: { type: "prompt_outputs_failed_validation" },
		beside: {
			status: 400,
			node_errors: {
				"1": {
					class_type: "LoadImage",
					errors: [
						{ type: "custom_validation_failed", details: "image", extra_info: { input_name: "image" } },
					],
				},
			},
		},
	});
	// Where it is not known to read one, the plan decides.
	expect(inputsOf(namedFiles(load("photo.png", "SomePackLoader"), null), new Map())).toEqual({});
});

test("a refusal is told in ComfyUI's form, with 400 for what is wrong with the prompt, and stays a problem beside it", async () => {
	const missing = new ApiError("unsupported_capability", "no worker has Nothing", [
		{ pointer: "/graph/1/class_type", code: "missing_node", message: "no worker has Nothing" },
	]);
	const graph = { "1": { class_type: "Nothing", inputs: {}, _meta: { title: "What?" } } };
	const said = asComfyuiSaysIt(missing, graph);
	if (!(said instanceof WordedError)) throw new Error("it is not said in words");
	const response = problemResponse(said, "/prompt");
	expect(response.status).toBe(400);
	expect(await response.json()).toMatchObject({
		status: 400,
		code: "unsupported_capability",
		error: {
			type: "missing_node_type",
			message: "no worker has Nothing",
			extra_info: { node_id: "1", class_type: "Nothing", node_title: "What?" },
		},
		node_errors: { "1": { class_type: "Nothing", dependent_outputs: [] } },
	});
	const full = asComfyuiSaysIt(new ApiError("queue_full", "wait", [], { "retry-after": "10" }), GRAPH);
	expect(full).toMatchObject({ words: { type: "queue_full" }, beside: { node_errors: {} } });
	if (full instanceof WordedError) expect(problemResponse(full, "/prompt").status).toBe(429);
	const other = new Error("x");
	const front = new ApiError("invalid_request", "x", [
		{ pointer: "/prompt", code: "no_prompt", message: "x" },
	]);
	expect(asComfyuiSaysIt(front, null)).toMatchObject({ words: { type: "no_prompt" } });
	expect(asComfyuiSaysIt(other, GRAPH)).toBe(other);
	const refused: PromptRequest[] = [
		{},
		{ prompt: GRAPH, prompt_id: "x" },
		{ prompt: GRAPH, extra_data: { api_key_comfy_org: "x" } },
		{ prompt: GRAPH, partial_execution_targets: ["7"] },
	];
	for (const sent of refused)
		expect(() => graphOf(sent)).toThrow(expect.objectContaining({ code: "invalid_request" }));
});

test("front and numbers below zero go first, and the client's id is kept", () => {
	const priority = (sent: PromptRequest) => toRequest(sent, GRAPH, {}).priority;
	expect([{}, { number: 5 }, { front: false }, { number: null }].map(priority)).toEqual([0, 0, 0, 0]);
	expect([{ front: true }, { number: -1 }].map(priority)).toEqual([1, 1]);
	expect(toRequest({ client_id: "me" }, GRAPH, {}).metadata).toEqual({ comfyui_client_id: "me" });
	const method = (preview_method: string) =>
		toRequest({ extra_data: { preview_method } }, GRAPH, {}).metadata.comfyui_preview_method;
	expect(["auto", "none", "default"].map(method)).toEqual(["auto", undefined, undefined]);
	expect(numberOf({ ...JOB, priority: 1 })).toBeLessThan(numberOf(JOB));
});

test("a job is an entry of the queue and of history, with its files by node where /view finds them", () => {
	expect(queueItem(JOB, GRAPH)).toEqual([1000, JOB.id, GRAPH, { client_id: "me", create_time: 1000 }, ["7"]]);
	expect(queueItem({ ...JOB, client: "" }, {})).toEqual([1000, JOB.id, {}, { create_time: 1000 }, []]);
	const file = (id: string, name: string, kind: "image" | "video" | "audio" | "text") =>
		({ id, name, kind, filename: `${id}.x` }) as const;
	const made = [
		file("a", "7", "image"),
		file("b", "9", "audio"),
		file("c", "7", "video"),
		file("d", "9", "text"),
	];
	const at = (id: string) => ({ filename: `${id}.x`, subfolder: id, type: "output" });
	expect(outputsOf(made)).toEqual({
		"7": { images: [at("a"), at("c")], animated: [true] },
		"9": { audio: [at("b")], files: [at("d")] },
	});
	expect(historyEntry(JOB, GRAPH, made)).toMatchObject({
		status: {
			status_str: "success",
			completed: true,
			messages: [
				["execution_start", { prompt_id: JOB.id, timestamp: 2000 }],
				["execution_cached", { nodes: [], prompt_id: JOB.id }],
				["execution_success", { prompt_id: JOB.id, timestamp: 3000 }],
			],
		},
		meta: { "7": { node_id: "7", display_node: "7", parent_node: null, real_node_id: "7" } },
	});
	const canceled = historyEntry({ ...JOB, status: "canceled", started_at: null }, {}, []);
	expect(canceled.status).toMatchObject({
		status_str: "error",
		completed: false,
		messages: [["execution_interrupted", { prompt_id: JOB.id }]],
	});
	const error = { code: "node_error", message: "boom", node_id: "5", class_type: "KSampler" } as const;
	expect(endMessage({ ...JOB, status: "failed", error })).toEqual([
		"execution_error",
		expect.objectContaining({
			node_id: "5",
			node_type: "KSampler",
			exception_message: "boom",
			traceback: [],
		}),
	]);
	for (const status of JOB_STATUSES)
		expect([status, endMessage({ ...JOB, status }) === null]).toEqual([
			status,
			["queued", "running", "canceling"].includes(status),
		]);
});

test("whatever is sent as a graph is read without a fault", () => {
	fc.assert(
		fc.property(fc.dictionary(fc.string(), fc.jsonValue()), (graph) => {
			expect(namedFiles(graph, null)).toEqual([]);
			expect(queueItem(JOB, graph)).toHaveLength(5);
			const wrong = new ApiError("invalid_graph", "x", [{ pointer: "/graph/1", code: "x", message: "x" }]);
			expect(asComfyuiSaysIt(wrong, graph)).toBeInstanceOf(WordedError);
		}),
	);
});

test("another name for other bytes keeps its extension, and is short", () => {
	expect(distinctName("photo.png", "0123456789")).toBe("photo-01234567.png");
	expect(distinctName("photo", "0123456789")).toBe("photo-01234567");
	expect(distinctName(`${"ä".repeat(150)}.png`, "0123456789").length).toBeLessThan(150);
});

test("inputs that read an upload offer the account's own, old style and new, in choices too; nothing else changes", () => {
	const uploads = [
		{ filename: "a.png", kind: "image" },
		{ filename: "b.mp4", kind: "video" },
		{ filename: "a.png", kind: "image" },
	] as const;
	const choice = (file: unknown) => ({ key: "x", inputs: { required: { file } } });
	const info = {
		input: {
			required: {
				image: [["theirs.png"], { image_upload: true }],
				video: ["COMBO", { options: ["theirs.mp4"], video_upload: true }],
				known: [["theirs.png"]],
				size: ["INT", { max: 18446744073709551615n }],
				mode: ["COMFY_DYNAMICCOMBO_V3", { options: [choice([["theirs.png"], { image_upload: true }])] }],
			},
			hidden: { prompt: "PROMPT" },
		},
		output_node: true,
	};
	const seen = withUploads(info, ["known"], uploads);
	expect(seen).toEqual({
		input: {
			required: {
				image: [["a.png"], { image_upload: true }],
				video: ["COMBO", { options: ["b.mp4"], video_upload: true }],
				known: [["a.png", "b.mp4"]],
				size: info.input.required.size,
				mode: ["COMFY_DYNAMICCOMBO_V3", { options: [choice([["a.png"], { image_upload: true }])] }],
			},
			hidden: { prompt: "PROMPT" },
		},
		output_node: true,
	});
	expect(exactJson(seen)).toContain('"max":18446744073709551615');
	expect(exactJson(seen)).not.toContain("theirs");
	expect(exactJson({ a: Number.NaN })).toBe('{"a":null}');
	for (const odd of [null, 7, {}, { input: 7 }, { input: { required: [] } }])
		expect(withUploads(odd, ["x"], [])).toEqual(odd);
	expect(allClasses([{ A: 1 }, { A: 2, B: 3 }, null])).toEqual({ A: 1, B: 3 });
});

const TICK = {
	type: "progress",
	job: JOB.id,
	task: "tsk_1",
	stage: "main",
	index: 0,
	epoch: 1,
	percent: 10,
	node: "5",
	node_title: "KSampler",
	step: null,
	steps: null,
	nodes_done: 1,
	nodes_total: 7,
	message: null,
} as const satisfies ProgressTick;
const types = (messages: readonly Message[]) => messages.map(([type]) => type);

test("a job's ticks are told as ComfyUI tells a prompt's: its start once, each node as it begins, its steps, its end", () => {
	const told = nothingTold();
	expect(types(started(told, JOB.id, 5))).toEqual(["execution_start", "execution_cached"]);
	expect(started(told, JOB.id, 6)).toEqual([]);
	expect(progressMessages(told, { ...TICK, node: null }, 7)).toEqual([]);
	expect(progressMessages(told, TICK, 7)).toEqual([
		[
			"progress_state",
			{
				prompt_id: JOB.id,
				nodes: {
					"5": {
						value: 0,
						max: 1,
						state: "running",
						node_id: "5",
						prompt_id: JOB.id,
						display_node_id: "5",
						parent_node_id: null,
						real_node_id: "5",
					},
				},
			},
		],
		["executing", { node: "5", display_node: "5", prompt_id: JOB.id }],
	]);
	expect(progressMessages(told, { ...TICK, step: 3, steps: 20 }, 8)).toEqual([
		["progress_state", { prompt_id: JOB.id, nodes: { "5": expect.objectContaining({ value: 3, max: 20 }) } }],
		["progress", { value: 3, max: 20, prompt_id: JOB.id, node: "5" }],
	]);
	expect(progressMessages(told, { ...TICK, node: "6" }, 9)[0]?.[1]).toMatchObject({
		nodes: { "5": { value: 20, state: "finished" }, "6": { state: "running" } },
	});
	const outputs = outputsOf([{ id: "a", name: "7", kind: "image", filename: "a.png" }]);
	const end = endMessages(told, JOB, outputs);
	expect(types(end)).toEqual(["executed", "progress_state", "execution_success"]);
	expect(end[0]?.[1]).toEqual({ node: "7", display_node: "7", output: outputs["7"], prompt_id: JOB.id });
	expect(lastMessage(JOB.id)).toEqual(["executing", { node: null, prompt_id: JOB.id }]);
	// One of which nothing was told, and one that never began.
	expect(types(endMessages(nothingTold(), JOB, {}))).toEqual([
		"execution_start",
		"execution_cached",
		"execution_success",
	]);
	const canceled = { ...JOB, status: "canceled", started_at: null } as const;
	expect(types(endMessages(nothingTold(), canceled, {}))).toEqual(["execution_interrupted"]);
	expect(endMessages(nothingTold(), { ...JOB, status: "running" }, {})).toEqual([]);
	expect(statusMessage(3, "me")).toEqual([
		"status",
		{ status: { exec_info: { queue_remaining: 3 } }, sid: "me" },
	]);
});

test("a preview is a binary message in ComfyUI's form, with what it is of for clients that read that", () => {
	const tick = {
		...{ type: "preview", job: JOB.id, task: "tsk_1", stage: "main", index: 0, epoch: 1, node: "5" },
		...{ content_type: "image/jpeg", data: "/9j/" },
	} as const satisfies PreviewTick;
	const picture = new Uint8Array([0xff, 0xd8, 0xff]);
	expect([...(previewMessage(tick, picture, false) ?? [])]).toEqual([
		0, 0, 0, 1, 0, 0, 0, 1, 0xff, 0xd8, 0xff,
	]);
	expect(previewMessage({ ...tick, content_type: "image/png" }, picture, false)?.[7]).toBe(2);
	expect(previewMessage({ ...tick, content_type: "image/webp" }, picture, false)).toBeNull();
	const message = previewMessage(tick, picture, true) ?? new Uint8Array(8);
	const view = new DataView(message.buffer);
	const length = view.getUint32(4);
	expect(view.getUint32(0)).toBe(4);
	expect(JSON.parse(new TextDecoder().decode(message.subarray(8, 8 + length)))).toMatchObject({
		node_id: "5",
		prompt_id: JOB.id,
		image_type: "image/jpeg",
	});
	expect([...message.subarray(8 + length)]).toEqual([0xff, 0xd8, 0xff]);
});
