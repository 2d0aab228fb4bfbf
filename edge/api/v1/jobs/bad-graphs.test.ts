import { beforeAll, describe, expect, test } from "vitest";
import type { Asset } from "../../../contract/assets/assets.ts";
import { makeAccount, type TestAccount } from "../../../testing/accounts.ts";
import { png, wav } from "../../../testing/files.ts";
import { jobBodies } from "../../../testing/job-bodies.ts";
import { submit, uploadAsset } from "../../../testing/jobs.ts";
import { refused } from "../../../testing/refused.ts";
import { makeWorker, type TestWorker } from "../../../testing/workers.ts";

let account: TestAccount;
let worker: TestWorker;
let picture: Asset;
let sound: Asset;
let foreignPicture: Asset;
beforeAll(async () => {
	account = await makeAccount();
	worker = await makeWorker();
	picture = await uploadAsset(account, await png());
	sound = await uploadAsset(account, wav(), "sound.wav");
	foreignPicture = await uploadAsset(await makeAccount(), await png());
});

const { storyboard, graphJob } = jobBodies(() => worker.pool);

describe("graphs that cannot run are refused before they are stored", () => {
	const save = { class_type: "SaveImage", inputs: { images: ["1", 0], filename_prefix: "x" } };

	test("S2-GEN-04a the format the editor saves is told apart from the API format", async () => {
		const ui = { nodes: [{ id: 1, type: "SaveImage" }], links: [], version: 0.4 };
		expect(await refused(account, graphJob(ui), "workflow_format_ui", "/graph")).toContain("Export (API)");
	});

	test("S0-A23 a class no worker has is named", async () => {
		const graph = { "1": { class_type: "FancyUpscale9000", inputs: {} }, "2": save };
		const body = await refused(account, graphJob(graph), "unsupported_capability", "/graph/1/class_type");
		expect(body).toContain("FancyUpscale9000");
	});

	test("a model no worker lists is named with its file and its folder", async () => {
		const body = await refused(
			account,
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
		await refused(account, graphJob(graph), "invalid_graph", at);
	});
});

describe("assets must be there, one's own, and of the right kind", () => {
	test.each([
		["malformed", () => "ast_x", "invalid_request" as const],
		["a path", () => "../../uploads/x", "invalid_request" as const],
		["absent", () => "ast_00000000000000000000000000", "missing_asset" as const],
		["another account's", () => foreignPicture.id, "missing_asset" as const],
		["a sound", () => sound.id, "invalid_request" as const],
	])("a reference that is %s", async (_name, id, code) => {
		await refused(account, storyboard({ references: [id()] }), code, "/parameters/references/0");
	});

	test("API1 an asset of another account and one that never was are told apart by nothing but their id", async () => {
		const absent = "ast_00000000000000000000000000";
		const [one, other] = [
			await refused(account, storyboard({ references: [foreignPicture.id] }), "missing_asset"),
			await refused(account, storyboard({ references: [absent] }), "missing_asset"),
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
		await refused(account, graphJob(graph, { inputs: { "1.image": id() } }), code, "/inputs/1.image");
		const job = await submit(account, worker, { graph, inputs: { "1.image": picture.id } });
		expect(job.status).toBe("queued");
	});

	test("an input for a place that is not in the graph", async () => {
		const graph = { "2": { class_type: "SaveImage", inputs: { filename_prefix: "x" } } };
		for (const place of ["1.image", "2", "2.images", ".", "", "__proto__.x", "2.__proto__"])
			await refused(
				account,
				graphJob(graph, { inputs: { [place]: picture.id } }),
				"invalid_graph",
				`/inputs/${place}`,
			);
	});
});

test("API4 a graph with more assets than a worker's grant can name, or larger than can be stored, is refused", async () => {
	const many = Array.from({ length: 120 }, (_, i) => String(i + 1));
	const graph = {
		...Object.fromEntries(many.map((id) => [id, { class_type: "LoadImage", inputs: { image: "" } }])),
		"0": { class_type: "SaveImage", inputs: { images: ["1", 0], filename_prefix: "x" } },
	};
	const inputs = Object.fromEntries(many.map((id) => [`${id}.image`, picture.id]));
	await refused(account, graphJob(graph, { inputs }), "invalid_request", "/inputs");
	const bulky = { "1": { class_type: "PreviewAny", inputs: { source: "x".repeat(700_000) } } };
	await refused(account, graphJob(bulky), "invalid_request", "/graph");
});
