import { solid } from "../render/canvas.ts";
import { encodePng } from "../render/png.ts";
import type { ComfyVersion } from "../version.ts";

/** A part of a form; with a file name it is a file. */
export interface Part {
	name: string;
	value: string | Buffer;
	filename?: string;
}

/** A request as it goes over the wire: the path is sent as it stands. */
export interface Ask {
	method?: string;
	path: string;
	headers?: Record<string, string>;
	/** Sent as it stands. */
	body?: string;
	form?: Part[];
}

/** What of the answer is compared. A pattern has to occur; null means that there is no such header. */
export interface Answer {
	status: number;
	headers?: Record<string, string | RegExp | null>;
	body?: unknown;
}

interface Row {
	title: string;
	/** Only this release does so. */
	only?: ComfyVersion;
	/** Classes that the server must have. */
	needs?: string[];
}
/** One request and its answer, after others whose answers do not matter here. */
export interface AskRow extends Row {
	before?: Ask[];
	ask: Ask;
	answer: Answer;
}
/** A graph that runs, and what history then says of it. */
export interface RunRow extends Row {
	before?: Ask[];
	graph: Record<string, unknown>;
	more?: Record<string, unknown>;
	history: {
		status: string;
		outputs?: unknown;
		error?: { exception_type?: string; exception_message?: RegExp };
	};
}

const PNG = encodePng(solid(8, 6, [1, 2, 3]));
const OTHER_SIZE = encodePng({ ...solid(4, 4, [0, 0, 0]), alpha: new Uint8Array(16).fill(9) });
const TROUBLE = /^500 Internal Server Error/;

const post = (path: string, body: string): Ask => ({
	method: "POST",
	path,
	body,
	headers: { "content-type": "application/json" },
});
const upload = (form: Part[], path = "/upload/image"): Ask => ({ method: "POST", path, form });
const image = (filename: string, value: Buffer = PNG): Part => ({ name: "image", filename, value });
const field = (name: string, value: string): Part => ({ name, value });

const empty = (color: number) => ({
	class_type: "EmptyImage",
	inputs: { width: 16, height: 16, batch_size: 1, color },
});
const save = (from: string, filename_prefix: unknown) => ({
	class_type: "SaveImage",
	inputs: { images: [from, 0], filename_prefix },
});
const one = (prefix: unknown) => ({ "1": empty(1), "2": save("1", prefix) });
const file = (filename: string, subfolder: string, type = "output") => ({ filename, subfolder, type });

/**
 * Requests whose answers are easy to get wrong, with what real servers answer: 0.33.0, and 0.3.64 where nothing
 * else is said. `tag` is new for each server, so that names mean the same on one that has been used before.
 */
export function askRows(tag: string): AskRow[] {
	const submit = (more: string) => post("/prompt", `{"prompt": ${JSON.stringify(one(`${tag}/x`))}${more}}`);
	const mask = (name: string, reference: object, value = PNG) =>
		upload(
			[image(`${tag}-${name}.png`, value), field("original_ref", JSON.stringify(reference))],
			"/upload/mask",
		);
	const text = (name: string, value = "<p>") => upload([image(`${tag}.${name}`, Buffer.from(value))]);
	const view = (name: string, more = "") => ({ path: `/view?filename=${tag}.${name}&type=input${more}` });
	const recent = { only: "0.33.0" } as const;
	return [
		...["null", '"text"', "[]", "5"].map(
			(value): AskRow => ({
				...recent,
				title: `extra_data ${value} is trouble`,
				ask: submit(`, "extra_data": ${value}`),
				answer: { status: 500, body: TROUBLE },
			}),
		),
		...["[2]", "[]", '["1"]', '""'].map(
			(value): AskRow => ({
				title: `partial_execution_targets ${value} leave no output`,
				ask: submit(`, "partial_execution_targets": ${value}`),
				answer: { status: 400, body: { error: { type: "prompt_no_outputs" } } },
			}),
		),
		...["[]", '"text"', "{}"].map(
			(body): AskRow => ({
				title: `POST /prompt ${body} has no prompt`,
				ask: post("/prompt", body),
				answer: { status: 400, body: { error: { type: "no_prompt" } } },
			}),
		),
		...["null", "5", '["prompt"]', "nope"].map(
			(body): AskRow => ({
				title: `POST /prompt ${body} is trouble`,
				ask: post("/prompt", body),
				answer: { status: 500, body: TROUBLE },
			}),
		),
		{ title: "POST /interrupt [] is trouble", ask: post("/interrupt", "[]"), answer: { status: 500 } },
		{ title: "POST /interrupt without a body is not", ask: post("/interrupt", ""), answer: { status: 200 } },
		{ title: "POST /queue [] does nothing", ask: post("/queue", "[]"), answer: { status: 200 } },
		{ title: "POST /queue null is trouble", ask: post("/queue", "null"), answer: { status: 500 } },
		{
			title: "POST /queue with no list to delete is trouble",
			ask: post("/queue", '{"delete": null}'),
			answer: { status: 500 },
		},
		...["max_items=abc", "max_items=", "max_items=1.5", "offset=abc"].map(
			(query): AskRow => ({
				title: `GET /history?${query} is trouble`,
				ask: { path: `/history?${query}` },
				answer: { status: 500, body: TROUBLE },
			}),
		),

		{
			title: "an upload keeps a name beyond ASCII",
			ask: upload([image(`${tag} ü ö 世.png`)]),
			answer: { status: 200, body: { name: `${tag} ü ö 世.png`, subfolder: "", type: "input" } },
		},
		{
			title: "which is found under that name",
			ask: { path: `/view?type=input&filename=${encodeURIComponent(`${tag} ü ö 世.png`)}` },
			answer: { status: 200, headers: { "content-type": "image/png" } },
		},
		{
			title: "an upload whose name has a folder keeps it, where the folder is there",
			before: [upload([image("a.png"), field("subfolder", tag)])],
			ask: upload([image(`${tag}/b.png`)]),
			answer: { status: 200, body: { name: `${tag}/b.png`, subfolder: "" } },
		},
		{
			title: "and is trouble where it is not",
			ask: upload([image(`${tag}-none/b.png`)]),
			answer: { status: 500 },
		},
		{
			title: "of two images the first counts",
			ask: upload([image(`${tag}-first.png`), image(`${tag}-second.png`)]),
			answer: { status: 200, body: { name: `${tag}-first.png` } },
		},
		{ title: "an image without a name is trouble", ask: upload([image("")]), answer: { status: 500 } },
		{
			title: "an image that is a text is trouble",
			ask: upload([field("image", "text")]),
			answer: { status: 500 },
		},
		{ title: "a form without an image is refused", ask: upload([field("x", "y")]), answer: { status: 400 } },
		{
			title: "JSON is a form without an image",
			ask: post("/upload/image", '{"image": "x"}'),
			answer: { status: 400 },
		},
		{
			title: "a picture of any type is offered by LoadImage",
			before: [text("svg", "<svg/>")],
			ask: { path: "/object_info/LoadImage" },
			answer: { status: 200, body: new RegExp(`"${tag}\\.svg"`) },
		},

		{
			title: "a mask of another size is trouble",
			before: [upload([image(`${tag}-original.png`)])],
			ask: mask("size", { filename: `${tag}-original.png`, type: "input" }, OTHER_SIZE),
			answer: { status: 500 },
		},
		...[{ filename: "none.png" }, { filename: "../x.png" }, { filename: "x.png", type: "models" }].map(
			(reference, i): AskRow => ({
				title: `a mask of ${JSON.stringify(reference)} is answered as if it were saved`,
				ask: mask(`missing${i}`, reference),
				answer: { status: 200, body: { name: `${tag}-missing${i}.png`, type: "input" } },
			}),
		),
		{
			title: "but is not",
			before: [mask("missing", { filename: "none.png" })],
			ask: { path: `/view?filename=${tag}-missing.png&type=input` },
			answer: { status: 404 },
		},
		{
			title: "a mask of nothing is trouble",
			ask: upload([image(`${tag}-mask.png`)], "/upload/mask"),
			answer: { status: 500 },
		},

		...["html", "svg", "js", "css"].map(
			(name): AskRow => ({
				...recent,
				title: `/view has .${name} saved, and cached by nobody`,
				before: [text(name)],
				ask: view(name),
				answer: {
					status: 200,
					headers: {
						"content-type": "application/octet-stream",
						"content-disposition": `attachment; filename="${tag}.${name}"`,
						"cache-control": /no-store/,
					},
				},
			}),
		),
		{
			title: "/view of a picture is no attachment, and may be cached",
			before: [upload([image(`${tag}.png`)])],
			ask: view("png"),
			answer: {
				status: 200,
				headers: {
					"content-disposition": `filename="${tag}.png"`,
					"cache-control": null,
					etag: /"/,
					"last-modified": /GMT$/,
				},
			},
		},
		{
			title: "/view of what has not changed since is 304",
			before: [upload([image(`${tag}.png`)])],
			ask: { ...view("png"), headers: { "if-modified-since": "Fri, 01 Jan 2100 00:00:00 GMT" } },
			answer: { status: 304 },
		},
		...["&preview=webp", "&channel=rgb", "&channel=a"].map(
			(more): AskRow => ({
				title: `/view${more} says the name of the file`,
				before: [upload([image(`${tag}.png`)])],
				ask: view("png", more),
				answer: { status: 200, headers: { "content-disposition": `filename="${tag}.png"` } },
			}),
		),
		{ title: "/view of an empty name is refused", ask: { path: "/view?filename=" }, answer: { status: 400 } },
		{ title: "/view without a name finds nothing", ask: { path: "/view" }, answer: { status: 404 } },
		{
			title: "/view cuts a fixed number of letters off a name that says where it lies",
			before: [upload([image(`${tag}.png`)])],
			ask: { path: `/view?filename=${tag}.pngx[input]` },
			answer: { status: 200, headers: { "content-type": "image/png" } },
		},

		...["http://127.0.0.1:1", "http://localhost:1", "http://evil.example"].map(
			(origin): AskRow => ({
				title: `a page of ${origin} is refused`,
				ask: { path: "/prompt", headers: { origin } },
				answer: { status: 403 },
			}),
		),
		{
			title: "a page without an origin is not",
			ask: { path: "/prompt", headers: { origin: "null" } },
			answer: { status: 200 },
		},
		{
			title: "OPTIONS is answered by anything",
			ask: { method: "OPTIONS", path: "/prompt" },
			answer: { status: 200, body: "" },
		},
		{
			title: "a wrong method says which are right",
			ask: { method: "DELETE", path: "/prompt" },
			answer: { status: 405, headers: { allow: "GET,HEAD,POST" } },
		},
		{
			title: "also where there is nothing",
			ask: { method: "PUT", path: "/nothing" },
			answer: { status: 405, headers: { allow: "GET,HEAD" } },
		},
		{ title: "a path that begins with two slashes", ask: { path: "//prompt" }, answer: { status: 404 } },
		{ title: "/ws without an upgrade is refused", ask: { path: "/ws" }, answer: { status: 400 } },
		{ title: "the page has a name", ask: { path: "/index.html" }, answer: { status: 200 } },

		...(
			[
				["sort_by=x", "sort_by must be 'created_at' or 'execution_duration'"],
				["sort_order=x", "sort_order must be 'asc' or 'desc'"],
				["offset=x", "offset must be an integer"],
				["limit=x", "limit must be an integer"],
				["limit=0", "limit must be a positive integer"],
			] as const
		).map(
			([query, error]): AskRow => ({
				...recent,
				title: `GET /api/jobs?${query} is refused`,
				ask: { path: `/api/jobs?${query}` },
				answer: { status: 400, body: { error } },
			}),
		),
		{
			...recent,
			title: "canceling jobs takes JSON",
			ask: post("/api/jobs/cancel", "nope"),
			answer: { status: 400 },
		},

		{
			title: "a setting is kept",
			before: [post(`/settings/${tag}.one`, "[1]"), post("/settings", `{"${tag}.two": "2"}`)],
			ask: { path: "/settings" },
			answer: { status: 200, body: { [`${tag}.one`]: [1], [`${tag}.two`]: "2" } },
		},
		{
			title: "a setting that nobody made is null",
			ask: { path: `/settings/${tag}.none` },
			answer: { status: 200, body: null },
		},
		{
			title: "a user has a name of their own",
			ask: post("/users", '{"username": "default"}'),
			answer: { status: 400, body: { error: "Duplicate username." } },
		},
		{
			title: "folders of models are told",
			ask: { path: "/internal/folder_paths" },
			answer: { status: 200, body: /"checkpoints": \["[^"]*\/models\/checkpoints"/ },
		},
		{
			title: "files of a folder are told, the newest first",
			before: [upload([image(`${tag}-newest.png`)])],
			ask: { path: "/internal/files/input" },
			answer: { status: 200, body: new RegExp(`^\\["${tag}-newest\\.png`) },
		},
		{
			title: "files of other folders are not",
			ask: { path: "/internal/files/models" },
			answer: { status: 400 },
		},
		{
			title: "routes of the page itself are not below /api",
			ask: { path: "/api/internal/logs" },
			answer: { status: 404 },
		},
		{ title: "templates are told", ask: { path: "/workflow_templates" }, answer: { status: 200 } },
		{
			...recent,
			title: "replacements of nodes are told",
			ask: { path: "/node_replacements" },
			answer: { status: 200 },
		},
		{ ...recent, title: "subgraphs are told", ask: { path: "/global_subgraphs" }, answer: { status: 200 } },
		{ ...recent, title: "assets are off", ask: { path: "/api/assets" }, answer: { status: 503 } },
		{
			title: "userdata is moved",
			before: [post(`/userdata/${tag}%2Fa.json`, "{}")],
			ask: { method: "POST", path: `/userdata/${tag}%2Fa.json/move/${tag}%2Fb%2Fc.json` },
			answer: { status: 200, body: `${tag}/b/c.json` },
		},
		{
			title: "userdata is listed in parts",
			before: [post(`/userdata/${tag}d%2Fb%2Fc.json`, "{}")],
			ask: { path: `/userdata?dir=${tag}d&recurse=true&split=true` },
			answer: { status: 200, body: [["b/c.json", "b", "c.json"]] },
		},
		{
			title: "userdata is listed as a tree",
			before: [post(`/userdata/${tag}e%2Fb%2Fc.json`, "{}")],
			ask: { path: `/v2/userdata?path=${tag}e` },
			answer: {
				status: 200,
				body: [
					{ name: "b", path: `${tag}e/b`, type: "directory" },
					{ name: "c.json", path: `${tag}e/b/c.json`, type: "file", size: 2 },
				],
			},
		},
	];
}

/** Graphs, and what is left of them. */
export function runRows(tag: string): RunRow[] {
	const audio = { class_type: "EmptyAudio", inputs: { duration: 1, sample_rate: 44100, channels: 2 } };
	const sound = (class_type: string, prefix: string, more = {}) => ({
		"1": audio,
		"2": { class_type, inputs: { audio: ["1", 0], filename_prefix: `${tag}/${prefix}`, ...more } },
	});
	const picture = [upload([image(`${tag}.png`)])];
	const text = { class_type: "PrimitiveString", inputs: { value: `${tag}/linked` } };
	const latent = (class_type: string) => ({ class_type, inputs: { width: 64, height: 64, batch_size: 1 } });
	const shown = (class_type: string, inputs: object) => ({
		"1": { class_type, inputs },
		"2": { class_type: "PreviewImage", inputs: { images: ["1", 0] } },
	});
	return [
		{
			title: "FLAC is numbered without a line behind",
			only: "0.33.0",
			graph: sound("SaveAudio", "flac"),
			history: { status: "success", outputs: { "2": { audio: [file("flac_00001.flac", tag)] } } },
		},
		{
			title: "FLAC is numbered with a line behind",
			only: "0.3.64",
			graph: sound("SaveAudio", "flac"),
			history: { status: "success", outputs: { "2": { audio: [file("flac_00001_.flac", tag)] } } },
		},
		{
			title: "MP3 is numbered without a line behind",
			only: "0.33.0",
			graph: sound("SaveAudioMP3", "mp3", { quality: "128k" }),
			history: { status: "success", outputs: { "2": { audio: [file("mp3_00001.mp3", tag)] } } },
		},
		{
			title: "WebM is a picture that moves",
			graph: {
				"1": empty(2),
				"2": {
					class_type: "SaveWEBM",
					inputs: { images: ["1", 0], filename_prefix: `${tag}/w`, codec: "vp9", fps: 8, crf: 32 },
				},
			},
			history: {
				status: "success",
				outputs: { "2": { images: [file("w_00001_.webm", tag)], animated: [true] } },
			},
		},
		{
			title: "a saved text is told as well as its file",
			only: "0.33.0",
			graph: {
				"1": { class_type: "PrimitiveString", inputs: { value: "# words" } },
				"2": {
					class_type: "SaveText",
					inputs: { text: ["1", 0], filename_prefix: `${tag}/t`, format: "md" },
				},
			},
			history: {
				status: "success",
				outputs: { "2": { text: ["# words"], files: [file("t_00001.md", tag)] } },
			},
		},
		{
			title: "a prefix may come over a link",
			graph: { "1": empty(3), "2": save("1", ["3", 0]), "3": text },
			history: { status: "success", outputs: { "2": { images: [file("linked_00001_.png", tag)] } } },
		},
		{
			title: "an empty prefix is a dot",
			graph: { "1": empty(4), "2": save("1", "") },
			history: { status: "success", outputs: { "2": { images: [file("._00001_.png", "")] } } },
		},
		{
			title: "a prefix that leads out is an exception of the node",
			graph: one("../../../escape"),
			history: {
				status: "error",
				error: {
					exception_type: "Exception",
					exception_message:
						/Saving image outside the output folder is not allowed\.\n full_output_folder: \//,
				},
			},
		},
		{
			title: "LoadImage without a name is accepted, and fails at work",
			graph: shown("LoadImage", { image: "" }),
			history: { status: "error", error: { exception_type: "IsADirectoryError" } },
		},
		{
			title: "WebcamCapture reads a file of the input folder, two letters past its name",
			before: picture,
			graph: shown("WebcamCapture", {
				image: `${tag}.pngx[input]`,
				width: 0,
				height: 0,
				capture_on_queue: true,
			}),
			history: { status: "success", outputs: { "2": { images: [{ type: "temp" }] } } },
		},
		{
			title: "a mask is shown as a preview",
			before: picture,
			graph: {
				"1": { class_type: "LoadImageMask", inputs: { image: `${tag}.png`, channel: "red" } },
				"2": { class_type: "MaskPreview", inputs: { mask: ["1", 0] } },
			},
			history: { status: "success", outputs: { "2": { images: [{ type: "temp", subfolder: "" }] } } },
		},
		{
			title: "pictures that go over the socket leave nothing in the history",
			needs: ["SaveImageWebsocket"],
			graph: { "1": empty(5), "2": { class_type: "SaveImageWebsocket", inputs: { images: ["1", 0] } } },
			history: { status: "success", outputs: {} },
		},
		{
			title: "latents that do not fit are an exception of the node",
			graph: {
				"1": latent("EmptyLatentImage"),
				"2": latent("EmptySD3LatentImage"),
				"3": { class_type: "LatentAdd", inputs: { samples1: ["1", 0], samples2: ["2", 0] } },
				"4": { class_type: "SaveLatent", inputs: { samples: ["3", 0], filename_prefix: `${tag}/l` } },
			},
			history: { status: "error", error: { exception_type: "RuntimeError" } },
		},
		{
			title: "a switch computes the branch it takes, and not the other",
			only: "0.33.0",
			before: picture,
			graph: {
				"1": { class_type: "LoadImage", inputs: { image: "" } },
				"2": empty(6),
				"3": { class_type: "PrimitiveBoolean", inputs: { value: true } },
				"4": {
					class_type: "ComfySwitchNode",
					inputs: { switch: ["3", 0], on_false: ["1", 0], on_true: ["2", 0] },
				},
				"5": save("4", `${tag}/s`),
			},
			history: { status: "success", outputs: { "5": { images: [file("s_00001_.png", tag)] } } },
		},
		{
			title: "partial_execution_targets as a text name the outputs in it",
			graph: { ...one(`${tag}/p`), "3": save("1", `${tag}/q`) },
			more: { partial_execution_targets: "2" },
			history: { status: "success", outputs: { "2": { images: [file("p_00001_.png", tag)] } } },
		},
	];
}
