import { env } from "cloudflare:workers";
import { beforeAll, describe, expect, test } from "vitest";
import { library } from "../../../workflows/library/index.ts";
import { wrongValues } from "../../../workflows/testing/variants.ts";
import type { Asset } from "../../contract/assets.ts";
import type { ProblemCode } from "../../contract/problem.ts";
import { MAX_COMFYUI_BYTES, MAX_JSON_BYTES } from "../../http/responses.ts";
import { makeAccount, type TestAccount } from "../../testing/accounts.ts";
import { png, wav } from "../../testing/files.ts";
import { call, type JsonSchema, jsonOf, openApi, problemOf } from "../../testing/http.ts";
import { BASE_IMAGE, getJob, STORYBOARD, submit, uploadAsset, withAssets } from "../../testing/jobs.ts";
import { pipelineNamed } from "../../testing/own-pipelines.ts";
import { makeProject } from "../../testing/projects.ts";
import { CAPABILITIES, makeWorker, mustClaim, type TestWorker } from "../../testing/workers.ts";
import { documentNamed } from "../../testing/workflows.ts";
import { writesNothing } from "../../testing/writes.ts";

let account: TestAccount;
let foreign: TestAccount;
let worker: TestWorker;
let picture: Asset;
let sound: Asset;
let foreignPicture: Asset;
/** A pool without workers: nobody can say what is missing there. */
let idle: string;

beforeAll(async () => {
	account = await makeAccount();
	foreign = await makeAccount();
	worker = await makeWorker();
	picture = await uploadAsset(account, await png());
	sound = await uploadAsset(account, wav(), "sound.wav");
	foreignPicture = await uploadAsset(foreign, await png());
	const left = await makeWorker();
	await call("DELETE", `/v1/workers/${left.id}`, { as: left.token });
	idle = left.pool;
});

const json = { "content-type": "application/json" };

/** Sends a body that must be refused, with this code and these pointers, and must leave no trace. */
function refused(body: unknown, code: ProblemCode, ...pointers: string[]): Promise<string> {
	return writesNothing(() => refusal(body, code, ...pointers));
}

/** The same without the look at what was written, for many at once. */
async function refusal(body: unknown, code: ProblemCode, ...pointers: string[]): Promise<string> {
	const text = typeof body === "string" ? body : JSON.stringify(body);
	const headers = { ...json, "idempotency-key": crypto.randomUUID() };
	const answer = await call("POST", "/v1/jobs", { as: account.key, body: text, headers });
	const problem = await problemOf(answer, code);
	expect(problem.instance).toBe("/v1/jobs");
	const named = problem.errors.map((item) => item.pointer);
	// Something inside a list is named by its place in it.
	for (const at of pointers)
		expect(
			named.some((one) => one === at || one.startsWith(`${at}/`)),
			`${at} in ${named}`,
		).toBe(true);
	for (const item of problem.errors) {
		expect(item.code).toMatch(/^[a-z_]+$/);
		expect(item.message).not.toBe("");
	}
	return JSON.stringify(problem);
}

const storyboard = (parameters: Record<string, unknown>) => ({
	workflow: "storyboard-image",
	pool: worker.pool,
	parameters: { ...STORYBOARD.parameters, ...parameters },
});
const graphJob = (graph: unknown, more: object = {}) => ({ graph, pool: worker.pool, ...more });

describe("a body that is not JSON is 400", () => {
	test.each([
		["nothing", ""],
		["half", '{"workflow":'],
		["a word", "nonsense"],
		["single quotes", "{'workflow':'a'}"],
		["a comma too many", '{"a":1,}'],
		["NaN", '{"a":NaN}'],
		["two documents", "{}{}"],
		["a NUL", "\u0000"],
		["an unfinished string", '{"a":"'],
		["a control character in a string", '{"a":"\n"}'],
	])("%s", async (_name, body) => {
		await refused(body, "malformed_json", "");
	});
});

describe("a body of another shape is 422 and says where", () => {
	test.each(["null", "[]", "1", '"text"', "true"])("%s", async (body) => {
		await refused(body, "invalid_request", "");
	});

	const ok = { workflow: "storyboard-image", parameters: STORYBOARD.parameters };
	const cases: [string, object, ...string[]][] = [
		["a field nobody knows", { ...ok, webhook: "x" }, "/webhook"],
		[
			"fields that are ours to set",
			{ ...ok, account_id: "a", status: "succeeded" },
			"/account_id",
			"/status",
		],
		["a name with a slash and a tilde", { ...ok, "a/b~c": 1 }, "/a~1b~0c"],
		["neither workflow nor graph", {}, "/workflow"],
		["both workflow and graph", { ...ok, graph: {} }, "/workflow"],
		["a graph with parameters", { graph: {}, parameters: {} }, "/parameters"],
		["a workflow with inputs", { ...ok, inputs: {} }, "/inputs"],
		["a workflow without a name", { ...ok, workflow: "" }, "/workflow"],
		["a workflow that is a number", { ...ok, workflow: 1 }, "/workflow"],
		["parameters in a list", { ...ok, parameters: [] }, "/parameters"],
		["parameters that are null", { ...ok, parameters: null }, "/parameters"],
		["a graph in a list", { graph: [] }, "/graph"],
		["inputs that are no ids", { graph: {}, inputs: { "1.image": "../x.png" } }, "/inputs/1.image"],
		["a priority of 101", { ...ok, priority: 101 }, "/priority"],
		["a priority of -101", { ...ok, priority: -101 }, "/priority"],
		["half a priority", { ...ok, priority: 0.5 }, "/priority"],
		["a priority in text", { ...ok, priority: "1" }, "/priority"],
		["no time at all", { ...ok, deadline_s: 0 }, "/deadline_s"],
		["more than a week", { ...ok, deadline_s: 604_801 }, "/deadline_s"],
		["metadata that is no text", { ...ok, metadata: { a: 1 } }, "/metadata/a"],
		["metadata too long", { ...ok, metadata: { a: "x".repeat(1001) } }, "/metadata/a"],
		[
			"too much metadata",
			{ ...ok, metadata: Object.fromEntries(Array.from({ length: 51 }, (_, i) => [`k${i}`, ""])) },
			"/metadata",
		],
		["a pool nobody has", { ...ok, pool: "nowhere" }, "/pool"],
		["a pool that is a path", { ...ok, pool: "../default" }, "/pool"],
	];
	test.each(cases)("%s", async (_name, body, ...pointers) => {
		await refused(body, "invalid_request", ...pointers);
	});

	test.each(["none", "storyboard-image@2", "storyboard-image@", "../storyboard-image", "__proto__", "graph"])(
		"a workflow that is not there: %j",
		async (workflow) => {
			await refused({ ...ok, workflow }, "unknown_workflow", "/workflow");
		},
	);
});

describe("names that reach a prototype are refused, wherever they stand", () => {
	test.each([
		["at the top", '{"workflow":"storyboard-image","__proto__":{"graph":{}}}', "/__proto__"],
		[
			"among the parameters",
			'{"workflow":"storyboard-image","parameters":{"prompt":"x","__proto__":{"seed":1}}}',
			"/parameters/__proto__",
		],
		["in a graph", '{"graph":{"__proto__":{"class_type":"A","inputs":{}}}}', "/graph/__proto__"],
		[
			"in an input",
			'{"graph":{"1":{"class_type":"A","inputs":{"a":{"__proto__":{}}}}}}',
			"/graph/1/inputs/a/__proto__",
		],
		["in metadata", '{"workflow":"storyboard-image","metadata":{"__proto__":"x"}}', "/metadata/__proto__"],
		["written in escapes", '{"workflow":"storyboard-image","\\u005f_proto__":{}}', "/__proto__"],
	])("%s", async (_name, body, at) => {
		await refused(body, "invalid_request", at);
	});

	test.each(["constructor", "prototype", "toString", "hasOwnProperty"])(
		"a parameter called %s",
		async (name) => {
			await refused(storyboard({ [name]: { a: 1 } }), "invalid_request", `/parameters/${name}`);
		},
	);

	test.each(["constructor", "toString"])("a node called %s", async (name) => {
		const node = { class_type: "SaveImage", inputs: {} };
		await refused(graphJob({ [name]: node }), "invalid_graph", `/graph/${name}`);
	});
});

describe("every parameter of every workflow has limits, and beyond them it is refused by name", () => {
	// One of each kind; the library's own tests try every workflow without a server between.
	const some = ["storyboard-image", "z-image-turbo-base-image", "multi-ref-face", "kling-3-video"];
	for (const workflow of library.filter(({ id }) => some.includes(id))) {
		const example = { ...workflow.example };
		test(`${workflow.id}: wrong types and values out of range`, async () => {
			const { parameters } = await jsonOf<{ parameters: JsonSchema }>(
				await call("GET", `/v1/workflows/${workflow.id}`, { as: account.key }),
				200,
			);
			const ask = (sent: object, name: string) =>
				refusal(
					{ workflow: workflow.id, pool: idle, parameters: sent },
					"invalid_request",
					`/parameters/${name}`,
				);
			let tried = 0;
			await writesNothing(async () => {
				for (const [name, schema] of Object.entries(parameters.properties ?? {})) {
					for (const value of wrongValues(schema)) {
						await ask({ ...example, [name]: value }, name);
						tried += 1;
					}
				}
				for (const name of parameters.required ?? []) {
					const { [name]: _, ...rest } = example;
					await ask(rest, name);
				}
			});
			expect(tried).toBeGreaterThan(5);
		});

		test(`${workflow.id}: the limits themselves are accepted`, async () => {
			const { parameters, assets } = await jsonOf<{
				parameters: JsonSchema;
				assets: Record<string, string>;
			}>(await call("GET", `/v1/workflows/${workflow.id}`, { as: account.key }), 200);
			for (const [name, schema] of Object.entries(parameters.properties ?? {})) {
				// Some go only with another parameter's value, as sides do with a ratio; the workflow's own tests look at those.
				if (/width|height|^pictures$|first_picture|optimized_for/.test(name)) continue;
				for (const value of [schema.minimum, schema.maximum, ...(schema.enum ?? [])]) {
					if (value === undefined) continue;
					const job = await submit(account, idle, {
						workflow: workflow.id,
						parameters: { ...(await withAssets(account, example, assets)), [name]: value },
					});
					expect(job.parameters[name]).toBe(value);
				}
			}
		});
	}

	test.each([
		["blank", " \n\t "],
		["empty", ""],
		["with a NUL", "a\u0000b"],
		["with half a surrogate pair", "a\ud83d"],
		["of 4001 characters", "x".repeat(4001)],
	])("a prompt that is %s", async (_name, prompt) => {
		await refused(storyboard({ prompt }), "invalid_request", "/parameters/prompt");
		await refused(
			{ ...BASE_IMAGE, parameters: { ...BASE_IMAGE.parameters, prompt } },
			"invalid_request",
			"/parameters/prompt",
		);
	});

	test.each([
		[{ width: 1920 }, "/parameters/height"],
		[{ height: 1080 }, "/parameters/width"],
		[{ width: 1920, height: 256 }, "/parameters/width"],
		[{ render_width: 512 }, "/parameters/render_height"],
		[{ width: 2 ** 31, height: 1080 }, "/parameters/width"],
		[{ steps: 1e9 }, "/parameters/steps"],
	])("sizes that do not fit together: %j", async (parameters, at) => {
		await refused(storyboard(parameters), "invalid_request", at);
	});
});

/** Names that could lead somewhere else than to a file of one's own. */
const TRICKS = [
	"../secret.safetensors",
	"a/../../secret.safetensors",
	"..\\secret.safetensors",
	"/etc/passwd",
	"\\\\server\\share\\a.safetensors",
	"C:\\models\\a.safetensors",
	"~/a.safetensors",
	"a.safetensors [output]",
	"a.safetensors [temp]",
	"a\u0000.safetensors",
	"a\n.safetensors",
	"%2e%2e/a.safetensors",
	"..%2fa.safetensors",
	"%5c..%5ca.safetensors",
	"https://example.com/a.safetensors",
	"file:///a.safetensors",
	"a.safetensors%00.png",
];

describe("no string leads a worker out of its folders", () => {
	test.each([
		...TRICKS,
		"%date%",
		"a/./b.safetensors",
		"a//b.safetensors",
		"x".repeat(250),
		".",
		"",
		"a.exe",
	])("style_lora %j", async (style_lora) => {
		await refused(storyboard({ style_lora }), "invalid_request", "/parameters/style_lora");
	});

	const save = (filename_prefix: unknown) => ({
		"1": { class_type: "EmptySD3LatentImage", inputs: { width: 512, height: 512, batch_size: 1 } },
		"2": { class_type: "SaveImage", inputs: { images: ["1", 0], filename_prefix } },
	});
	test.each(TRICKS)("filename_prefix %j", async (name) => {
		const body = await refused(graphJob(save(name)), "invalid_graph", "/graph/2/inputs/filename_prefix");
		expect(body).toContain("unsafe_path");
	});

	test.each([...TRICKS, "picture.png", "subfolder/picture.png", "picture.png [input]", ""])(
		"a LoadImage that names a file itself: %j",
		async (image) => {
			const graph = { ...save("x"), "3": { class_type: "LoadImage", inputs: { image } } };
			const body = await refused(graphJob(graph), "invalid_graph", "/graph/3/inputs/image");
			expect(body).toContain("file_input_not_allowed");
		},
	);

	test("a folder for a custom node, also nested and computed", async () => {
		const node = (inputs: object) => ({ ...save("x"), "3": { class_type: "LoadImagesFromDir", inputs } });
		for (const inputs of [
			{ directory: "/etc" },
			{ path: "../../x" },
			{ options: { folder_path: "/" } },
			{ files: ["../a"] },
		])
			await refused(graphJob(node(inputs)), "invalid_graph");
		const computed = {
			...node({ directory: ["4", 0] }),
			"4": { class_type: "StringConcatenate", inputs: { a: "/", b: "etc" } },
		};
		await refused(graphJob(computed), "invalid_graph", "/graph/3/inputs/directory");
	});
});

test("API4 a graph with more assets than a worker's grant can name, or larger than can be stored, is refused", async () => {
	const many = Array.from({ length: 120 }, (_, i) => String(i + 1));
	const graph = {
		...Object.fromEntries(many.map((id) => [id, { class_type: "LoadImage", inputs: { image: "" } }])),
		"0": { class_type: "SaveImage", inputs: { images: ["1", 0], filename_prefix: "x" } },
	};
	const inputs = Object.fromEntries(many.map((id) => [`${id}.image`, picture.id]));
	await refused(graphJob(graph, { inputs }), "invalid_request", "/inputs");
	const bulky = { "1": { class_type: "PreviewAny", inputs: { source: "x".repeat(700_000) } } };
	await refused(graphJob(bulky), "invalid_request", "/graph");
});

describe("assets must be there, one's own, and of the right kind", () => {
	test.each([
		["malformed", () => "ast_x", "invalid_request" as const],
		["a path", () => "../../uploads/x", "invalid_request" as const],
		["absent", () => "ast_00000000000000000000000000", "missing_asset" as const],
		["another account's", () => foreignPicture.id, "missing_asset" as const],
		["a sound", () => sound.id, "invalid_request" as const],
	])("a reference that is %s", async (_name, id, code) => {
		await refused(storyboard({ references: [id()] }), code, "/parameters/references/0");
	});

	test("API1 an asset of another account and one that never was are told apart by nothing but their id", async () => {
		const absent = "ast_00000000000000000000000000";
		const [one, other] = [
			await refused(storyboard({ references: [foreignPicture.id] }), "missing_asset"),
			await refused(storyboard({ references: [absent] }), "missing_asset"),
		];
		expect(one.replaceAll(foreignPicture.id, "ID")).toBe(other.replaceAll(absent, "ID"));
	});

	test.each([
		["absent", () => "ast_00000000000000000000000000", "missing_asset" as const],
		["another account's", () => foreignPicture.id, "missing_asset" as const],
		["a sound", () => sound.id, "invalid_request" as const],
	])("an input of a raw graph that is %s", async (_name, id, code) => {
		const graph = {
			"1": { class_type: "LoadImage", inputs: { image: "" } },
			"2": { class_type: "SaveImage", inputs: { images: ["1", 0], filename_prefix: "x" } },
		};
		await refused(graphJob(graph, { inputs: { "1.image": id() } }), code, "/inputs/1.image");
		const job = await submit(account, worker, { graph, inputs: { "1.image": picture.id } });
		expect(job.status).toBe("queued");
	});

	test("an input for a place that is not in the graph", async () => {
		const graph = { "2": { class_type: "SaveImage", inputs: { filename_prefix: "x" } } };
		for (const place of ["1.image", "2", "2.images", ".", "", "__proto__.x", "2.__proto__"])
			await refused(
				graphJob(graph, { inputs: { [place]: picture.id } }),
				"invalid_graph",
				`/inputs/${place}`,
			);
	});
});

describe("graphs that cannot run are refused before they are stored", () => {
	const save = { class_type: "SaveImage", inputs: { images: ["1", 0], filename_prefix: "x" } };

	test("S2-GEN-04a the format the editor saves is told apart from the API format", async () => {
		const ui = { nodes: [{ id: 1, type: "SaveImage" }], links: [], version: 0.4 };
		expect(await refused(graphJob(ui), "workflow_format_ui", "/graph")).toContain("Export (API)");
	});

	test("S0-A23 a class no worker has is named", async () => {
		const graph = { "1": { class_type: "FancyUpscale9000", inputs: {} }, "2": save };
		const body = await refused(graphJob(graph), "unsupported_capability", "/graph/1/class_type");
		expect(body).toContain("FancyUpscale9000");
	});

	test("a model no worker lists is named with its file and its folder", async () => {
		const body = await refused(
			storyboard({ style_lora: "styles/none.safetensors" }),
			"unsupported_capability",
		);
		expect(body).toContain("styles/none.safetensors");
		expect(body).toContain("models/loras");
		await submit(account, worker, storyboard({ style_lora: "styles/ink.safetensors" }));
	});

	test.each([
		["empty", {}, "/graph"],
		["without a class", { "1": { inputs: {} } }, "/graph/1"],
		[
			"with a link to nowhere",
			{ "1": { class_type: "SaveImage", inputs: { images: ["9", 0] } } },
			"/graph/1/inputs/images",
		],
		[
			"in a circle",
			{ "1": { class_type: "VAEDecode", inputs: { samples: ["1", 0] } }, "2": save },
			"/graph/1",
		],
		[
			"with an integer that neither JSON nor 64 bits carry",
			{ "1": { class_type: "SaveImage", inputs: { seed: 2 ** 80 } } },
			"/graph/1/inputs/seed",
		],
		[
			"of 501 nodes",
			Object.fromEntries(
				Array.from({ length: 501 }, (_, i) => [String(i), { class_type: "SaveImage", inputs: {} }]),
			),
			"/graph",
		],
		["without an output", { "1": { class_type: "EmptySD3LatentImage", inputs: {} } }, "/graph"],
		["wrapped as ComfyUI's own API wants it", { prompt: { "1": save } }, "/graph/prompt"],
	])("a graph %s", async (_name, graph, at) => {
		await refused(graphJob(graph), "invalid_graph", at);
	});
});

describe("bodies too large or too deep are refused before anything reads them", () => {
	const exactly = (size: number) => {
		const body = JSON.stringify({ ...STORYBOARD, pool: worker.pool });
		return body + " ".repeat(size - body.length);
	};

	test("API4 a body of 1 MB is read; one byte more is 413, with and without a content-length", async () => {
		const ok = await call("POST", "/v1/jobs", {
			as: account.key,
			body: exactly(MAX_JSON_BYTES),
			headers: json,
		});
		expect(ok.status).toBe(201);
		await refused(exactly(MAX_JSON_BYTES + 1), "payload_too_large");
		const stream = new ReadableStream({
			start(controller) {
				const half = new TextEncoder().encode(exactly(MAX_JSON_BYTES + 1));
				controller.enqueue(half.subarray(0, 600_000));
				controller.enqueue(half.subarray(600_000));
				controller.close();
			},
		});
		const answer = await writesNothing(() =>
			call("POST", "/v1/jobs", { as: account.key, body: stream, headers: json }),
		);
		await problemOf(answer, "payload_too_large");
	});

	test.each([
		["/v1/workers", MAX_COMFYUI_BYTES],
		["/v1/workflows", MAX_COMFYUI_BYTES],
		["/v1/workflows/harbour/versions", MAX_COMFYUI_BYTES],
		["/v1/workflows/convert", MAX_COMFYUI_BYTES],
		["/v1/workflows/validate", MAX_COMFYUI_BYTES],
		["/v1/workflows/harbour/estimate", MAX_JSON_BYTES],
		["/v1/workflows/harbour/retire", MAX_JSON_BYTES],
		["/v1/api-keys", MAX_JSON_BYTES],
		["/v1/tokens", MAX_JSON_BYTES],
		["/v1/accounts", MAX_JSON_BYTES],
		["/v1/worker-tokens", MAX_JSON_BYTES],
		["/v1/assets/from-url", MAX_JSON_BYTES],
	])("%s has its limit of %i bytes", async (path, limit) => {
		const body = `{"name":"${"x".repeat(limit)}"}`;
		const answer = await writesNothing(() => call("POST", path, { as: env.ADMIN_KEY, body, headers: json }));
		await problemOf(answer, "payload_too_large");
	});

	test.each([
		["lists", `${"[".repeat(10_000)}${"]".repeat(10_000)}`],
		["lists that never end", "[".repeat(500_000)],
		["objects", `${'{"a":'.repeat(10_000)}1${"}".repeat(10_000)}`],
		[
			"a parameter",
			`{"workflow":"storyboard-image","parameters":{"prompt":${"[".repeat(10_000)}${"]".repeat(10_000)}}}`,
		],
		[
			"a graph",
			`{"graph":{"1":{"class_type":"A","inputs":{"a":${"[".repeat(10_000)}${"]".repeat(10_000)}}}}}`,
		],
	])("API4 10,000 levels of %s", async (_name, body) => {
		await refused(body, "invalid_request", "");
	});

	test("a graph may be as deep as graphs may be, and no deeper", async () => {
		const nested = (levels: number): unknown => (levels === 0 ? 1 : [nested(levels - 1)]);
		const graph = (levels: number) => ({
			"1": { class_type: "SaveImage", inputs: { filename_prefix: "x", a: nested(levels) } },
		});
		await submit(account, worker, { graph: graph(29) });
		await refused(graphJob(graph(30)), "invalid_graph");
		await submit(account, worker, { ...STORYBOARD, metadata: { "[[[[": '{"[[[['.repeat(100) } });
	});
});

test.each([
	"text/plain",
	"application/x-www-form-urlencoded",
	"multipart/form-data; boundary=x",
	"application/xml",
	"json",
])("a body sent as %s is 415, as a page of another site would send it", async (type) => {
	const body = JSON.stringify(STORYBOARD);
	const answer = await writesNothing(() =>
		call("POST", "/v1/jobs", { as: account.key, body, headers: { "content-type": type } }),
	);
	await problemOf(answer, "unsupported_media");
});

test("a body without a content type is 415", async () => {
	const body = new TextEncoder().encode(JSON.stringify(STORYBOARD));
	await problemOf(
		await writesNothing(() => call("POST", "/v1/jobs", { as: account.key, body })),
		"unsupported_media",
	);
});

describe("S0-D34 addresses, queries and headers that make no sense are answered, never with 5xx", () => {
	const IDS = [
		"x",
		"job_",
		"%00",
		"%E0%A4%A",
		"%2e%2e%2f%2e%2e%2fsecret",
		"job_IIIIIIIIIIIIIIIIIIIIIIIIII",
		"job_0000000000000000000000000'",
		"%27%20OR%201%3D1",
		"__proto__",
		"%F0%9F%92%A9",
		"j".repeat(5000),
		"job_00000000000000000000000000%0d%0ax-evil:1",
	];

	test("API1 malformed ids in every path are not found", async () => {
		const job = await submit(account, worker);
		const task = await mustClaim(worker);
		const { paths } = await openApi();
		const credentialsFor = (path: string) =>
			path.startsWith("/v1/workers") ? worker.token : path.startsWith("/v1/tasks") ? task.grant : account.key;
		let tried = 0;
		for (const [path, operations] of Object.entries(paths)) {
			if (!path.includes("{")) continue;
			for (const method of Object.keys(operations)) {
				for (const id of IDS) {
					const place = path.replaceAll(/\{\w+\}/g, id);
					for (const as of [credentialsFor(path), env.ADMIN_KEY]) {
						const answer = await call(method.toUpperCase(), place, { as });
						expect([403, 404, 426], `${method} ${place}`).toContain(answer.status);
						expect(answer.headers.get("x-evil")).toBeNull();
						await problemOf(answer);
						tried += 1;
					}
				}
			}
		}
		expect(tried).toBeGreaterThan(500);
		await call("POST", `/v1/jobs/${job.id}/cancel`, { as: account.key });
	});

	test.each([
		"limit=0",
		"limit=201",
		"limit=-1",
		"limit=1.5",
		"limit=x",
		"limit=",
		"limit=1&limit=2",
		"limit=99999999999999999999",
		"cursor=",
		"cursor=x",
		"cursor=%27",
		"cursor=job_x",
		`cursor=${"x".repeat(5000)}`,
		"cursor=%00",
		"cursor=job_00000000000000000000000000&cursor=job_00000000000000000000000000",
		"status=done",
		"status=",
		`workflow=${"x".repeat(201)}`,
	])("GET /v1/jobs?%s is refused and names the field", async (query) => {
		const problem = await problemOf(
			await call("GET", `/v1/jobs?${query}`, { as: account.key }),
			"invalid_request",
		);
		expect(problem.errors[0]?.pointer).toBe(`/${query.split("=")[0]}`);
	});

	test.each([
		"wait=0",
		"wait=61",
		"wait=x",
		"wait=",
		"since_version=-1",
		"since_version=x",
		"since_version=0.5",
	])("GET /v1/jobs/{id}?%s is refused", async (query) => {
		const { id } = await submit(account, worker);
		await problemOf(await call("GET", `/v1/jobs/${id}?${query}`, { as: account.key }), "invalid_request");
	});

	test.each(["after=-1", "after=x", "after=1.5", "previews=2"])(
		"a stream asked for with %s is refused",
		async (query) => {
			const { id } = await submit(account, worker);
			await problemOf(
				await call("GET", `/v1/jobs/${id}/events?${query}`, { as: account.key }),
				"invalid_request",
			);
		},
	);

	test("API4 headers of 16,000 characters are read or refused, and never break anything", async () => {
		const long = "x".repeat(16_000);
		const { id } = await submit(account, worker);
		for (const name of [
			"prefer",
			"range",
			"if-none-match",
			"if-range",
			"x-request-id",
			"last-event-id",
			"origin",
			"accept",
		]) {
			for (const path of [`/v1/jobs/${id}`, picture.url, "/v1/jobs"]) {
				const answer = await call("GET", path, { as: account.key, headers: { [name]: long } });
				expect(answer.status, `${name} on ${path}`).toBe(200);
				await answer.arrayBuffer();
			}
		}
		await problemOf(await call("GET", "/v1/jobs", { as: long }), "unauthorized");
		await problemOf(await call("GET", "/v1/jobs", { headers: { authorization: long } }), "unauthorized");
	});
});

test("what a worker sends is checked as strictly, and a wrong report changes nothing", async () => {
	const own = await makeWorker();
	const owner = await makeAccount();
	const job = await submit(owner, own);
	const task = await mustClaim(own);
	const path = `/v1/tasks/${task.task_id}/attempts/${task.epoch}`;
	const sha = "0".repeat(64);
	const item = {
		upload: 0,
		name: "image",
		node: "9",
		kind: "image",
		filename: "a",
		content_type: "image/png",
		size: 1,
		sha256: sha,
	};
	const bad: [string, unknown, string][] = [
		["progress", { seq: 0, events: [] }, "/seq"],
		["progress", { seq: 1, events: [{ type: "progress", percent: 101 }] }, "/events/0/percent"],
		["progress", { seq: 1, events: [{ type: "log" }] }, "/events/0/type"],
		[
			"progress",
			{ seq: 1, events: [{ type: "preview", node: null, content_type: "text/html", data: "" }] },
			"/events/0/content_type",
		],
		["progress", { seq: 1, events: [], status: "succeeded" }, "/status"],
		["complete", { manifest: [], gpu_ms: 1 }, "/graph"],
		[
			"complete",
			{ manifest: [{ ...item, sha256: "x" }], graph: task.graph, gpu_ms: 1 },
			"/manifest/0/sha256",
		],
		["complete", { manifest: [{ ...item, upload: -1 }], graph: task.graph, gpu_ms: 1 }, "/manifest/0/upload"],
		[
			"complete",
			{ manifest: [{ ...item, r2_key: "x" }], graph: task.graph, gpu_ms: 1 },
			"/manifest/0/r2_key",
		],
		["complete", { manifest: [item], graph: task.graph, gpu_ms: -1 }, "/gpu_ms"],
		["fail", { failure: { code: "nothing_known", message: "x" } }, "/failure/code"],
		["fail", { failure: { code: "worker_error" } }, "/failure/message"],
		["release", {}, "/reason"],
	];
	for (const [action, body, at] of bad) {
		const answer = await writesNothing(() =>
			call("POST", `${path}/${action}`, { as: task.grant, json: body }),
		);
		const problem = await problemOf(answer, "invalid_request");
		expect(
			problem.errors.map((error) => error.pointer),
			action,
		).toContain(at);
	}
	const registration = {
		name: "w",
		version: "1",
		gpu: { name: "g", vram_bytes: 1, type: "cuda" },
		capabilities: CAPABILITIES,
	};
	for (const [field, value] of [
		["name", ""],
		["gpu", null],
		["capabilities", {}],
		["pool", "other"],
	] as const) {
		const answer = await writesNothing(() =>
			call("POST", "/v1/workers", { as: worker.token, json: { ...registration, [field]: value } }),
		);
		await problemOf(answer, "invalid_request");
	}
	for (const claim_id of ["", "x", 1, null]) {
		const answer = await writesNothing(() =>
			call("POST", `/v1/workers/${worker.id}/claim`, { as: worker.token, json: { claim_id } }),
		);
		await problemOf(answer, "invalid_request");
	}
	const output = await call("PUT", `${path}/outputs/0`, {
		as: task.grant,
		body: "x",
		headers: { "x-content-sha256": "no" },
	});
	expect((await problemOf(output, "invalid_request")).errors[0]?.pointer).toBe("/x-content-sha256");
	expect(await getJob(owner, job.id)).toMatchObject({ status: "running" });
});

test("whatever people call a thing, it shows something and stays on one line", async () => {
	const { id: project } = await makeProject(account, worker.pool);
	const requests = [
		["/v1/characters", account.key, (name: string) => ({ name }), "/name"],
		["/v1/projects", account.key, (name: string) => ({ name }), "/name"],
		[
			`/v1/projects/${project}/shots`,
			account.key,
			(sentence: string) => ({ shots: [{ sentence }] }),
			"/shots/0/sentence",
		],
		["/v1/api-keys", account.key, (name: string) => ({ name }), "/name"],
		["/v1/accounts", env.ADMIN_KEY, (name: string) => ({ name }), "/name"],
		["/v1/worker-tokens", env.ADMIN_KEY, (name: string) => ({ name, pool: worker.pool }), "/name"],
		[
			"/v1/webhooks",
			account.key,
			(description: string) => ({ url: "https://a.example", description }),
			"/description",
		],
		[
			"/v1/pipelines",
			account.key,
			(title: string) => ({ document: pipelineNamed("named", undefined, { title }) }),
			"/document/title",
		],
		[
			"/v1/workflows",
			account.key,
			(title: string) => ({ document: documentNamed("named", { title }) }),
			"/document/title",
		],
	] as const;
	for (const [path, as, body, pointer] of requests)
		for (const name of ["  ", "\u00a0", "\u0000", "a\u0007b"]) {
			const answer = await writesNothing(() => call("POST", path, { as, json: body(name) }));
			const problem = await problemOf(answer, "invalid_request");
			expect([path, name, problem.errors[0]?.pointer]).toEqual([path, name, pointer]);
		}
});
