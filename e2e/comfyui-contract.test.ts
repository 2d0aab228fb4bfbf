import { decode as decodeJpeg } from "jpeg-js";
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from "vitest";
import type { JobResource } from "../edge/contract/jobs/jobs.ts";
import type { ApiGraph } from "../workflows/graph/graph.ts";
import type { Stack } from "./stack/stack.ts";
import { queueIsEmpty } from "./testing/comfyui.ts";
import { failingGraph, startContractStack, TINY } from "./testing/contract-stack.ts";
import { ended, follow } from "./testing/follow.ts";
import { invertedColour, invertedUpload, scaledUpload, tinyTextToImage } from "./testing/graphs.ts";
import { assertInvariants } from "./testing/invariants.ts";
import { difference, paint, plain, ROUNDING, read, textChunks } from "./testing/pictures.ts";
import { refusal } from "./testing/refusal.ts";

/**
 * What the worker relies on ComfyUI for, through the whole product: edge, a real worker process, and the
 * emulator or, with COMFYUI_URL, the server there. Both must pass the same tests.
 */
let stack: Stack;
let classes: Set<string>;
let tiny: boolean;

beforeAll(async () => {
	({ stack, classes, tiny } = await startContractStack());
});
afterAll(() => stack.stop());

/** Submits a graph; what it leaves behind is checked when the test is over. */
async function submit(graph: ApiGraph, inputs: Record<string, string> = {}): Promise<JobResource> {
	const job = await stack.client.submitGraph({ graph, inputs });
	onTestFinished(() => assertInvariants(stack, [job.id]));
	return job;
}

async function run(graph: ApiGraph, inputs?: Record<string, string>): Promise<JobResource> {
	return ended(stack.client, (await submit(graph, inputs)).id);
}

async function pictures(job: JobResource): Promise<Uint8Array[]> {
	expect(job.error).toBeNull();
	expect(job.status).toBe("succeeded");
	return Promise.all(job.outputs.map((output) => stack.client.download(output)));
}

async function onePicture(job: JobResource): Promise<Uint8Array> {
	const [picture, ...others] = await pictures(job);
	expect(others).toEqual([]);
	if (!picture) throw new Error("there is no picture");
	return picture;
}

/** Four fields of one colour each, 8 x 8 pixels, in `size` times that. */
const fields = (size: number) =>
	paint(16 * size, 16 * size, (x, y) => [x < 8 * size ? 0 : 255, y < 8 * size ? 40 : 200, 120]);

describe("graphs without a model", () => {
	test("a graph runs, and its picture arrives with the pixels it should have, and without its graph in it", async () => {
		const job = await run(invertedColour(0x336699));
		const png = await onePicture(job);
		const picture = read(png);
		expect(difference(picture, plain(64, 48, [0xcc, 0x99, 0x66]))).toBeLessThanOrEqual(ROUNDING);
		expect(job.outputs[0]).toMatchObject({ kind: "image", content_type: "image/png", width: 64, height: 48 });
		expect(textChunks(png)).toEqual([]);
	});

	test("an uploaded picture goes in, and comes out scaled", async () => {
		const asset = await stack.client.upload(fields(1), "fields.png");
		const picture = read(await onePicture(await run(scaledUpload(64, 64), { "1.image": asset.id })));
		const wanted = read(fields(4));
		expect([picture.width, picture.height]).toEqual([64, 64]);
		// The middle of each field: how the edges between them come out depends on who scales.
		for (const x of [16, 48]) {
			for (const y of [16, 48]) expect(picture.colourAt(x, y)).toEqual(wanted.colourAt(x, y));
		}
	});

	test("a picture inverted twice is the picture that was uploaded, and once is not", async () => {
		const asset = await stack.client.upload(fields(1), "fields.png");
		const inverted = async (times: number) =>
			read(await onePicture(await run(invertedUpload(times), { "1.image": asset.id })));
		const [once, twice] = await Promise.all([inverted(1), inverted(2)]);
		expect(difference(twice, read(fields(1)))).toBeLessThanOrEqual(ROUNDING);
		expect(difference(once, read(fields(1)))).toBeGreaterThan(200);
	});

	test("two uploads with the same file name are not mixed up", async () => {
		const assets = await Promise.all(
			([[255, 0, 0] as const, [0, 0, 255] as const] as const).map((colour) =>
				stack.client.upload(
					paint(8, 8, () => colour),
					"same.png",
				),
			),
		);
		const colours = await Promise.all(
			assets.map(async (asset) =>
				read(await onePicture(await run(invertedUpload(2), { "1.image": asset.id }))).colourAt(4, 4),
			),
		);
		expect(colours).toEqual([
			[255, 0, 0],
			[0, 0, 255],
		]);
	});

	test("a graph with two outputs delivers both, each under its node", async () => {
		const graph = invertedColour(0xff0000);
		graph.original = {
			class_type: "SaveImage",
			inputs: { images: ["1", 0], filename_prefix: "some/folder/original" },
		};
		const job = await run(graph);
		const byNode = new Map(
			await Promise.all(
				job.outputs.map(
					async (output) => [output.name, read(await stack.client.download(output)).colourAt(0, 0)] as const,
				),
			),
		);
		expect(byNode).toEqual(
			new Map([
				["3", [0, 255, 255]],
				["original", [255, 0, 0]],
			]),
		);
	});

	test("a batch delivers every picture of it, in its order", async () => {
		const graph = invertedColour(0);
		graph["1"] = {
			class_type: "EmptyImage",
			inputs: { width: 16, height: 16, batch_size: 3, color: 0x00ff00 },
		};
		const job = await run(graph);
		expect(await pictures(job)).toHaveLength(3);
		expect(job.outputs.map((output) => output.position)).toEqual([0, 1, 2]);
	});

	test("previews are no outputs: a graph that only previews is refused before it runs", async () => {
		const graph = invertedColour(0x123456);
		graph["3"] = { class_type: "PreviewImage", inputs: { images: ["2", 0] } };
		await expect(run(graph)).rejects.toThrow(/Node 3 \(PreviewImage\).*SaveImage/);
	});

	test("text that a node shows is an output", async () => {
		const text = 'Grüße, 世界 & "quotes"\nsecond line';
		const job = await run({ "1": { class_type: "PreviewAny", inputs: { source: text } } });
		const [bytes] = await pictures(job);
		expect(new TextDecoder().decode(bytes)).toBe(text);
		expect(job.outputs[0]).toMatchObject({ kind: "text", name: "1" });
	});

	test("the same graph again is a job of its own with the same picture, though ComfyUI has it in its cache", async () => {
		const first = await run(invertedColour(0x0a0b0c));
		const second = await run(invertedColour(0x0a0b0c));
		expect(await onePicture(second)).toEqual(await onePicture(first));
		expect(second.outputs[0]?.id).not.toBe(first.outputs[0]?.id);
	});

	test("sixteen graphs at once all end with their own picture", async () => {
		const shades = Array.from({ length: 16 }, (_, i) => 255 - i * 15);
		const found = await Promise.all(
			shades.map(async (shade) => read(await onePicture(await run(invertedColour(shade))))),
		);
		for (const [i, shade] of shades.entries()) {
			const wanted = plain(64, 48, [255, 255, 255 - shade]);
			expect(difference(found[i] ?? wanted, wanted)).toBeLessThanOrEqual(ROUNDING);
		}
		expect(found).toHaveLength(16);
	});
});

describe("graphs that cannot run", () => {
	test("a class no worker has is refused at submit, naming the node and the class", async () => {
		const graph = invertedColour(1);
		graph["2"] = { class_type: "NoSuchNodeAnywhere", inputs: { image: ["1", 0] } };
		const error = await refusal(stack.client.submitGraph({ graph }));
		expect([error.status, error.code]).toEqual([422, "unsupported_capability"]);
		expect(error.problem?.errors).toEqual([
			expect.objectContaining({ pointer: "/graph/2/class_type", code: "missing_node" }),
		]);
		expect(error.message).toContain("NoSuchNodeAnywhere");
	});

	test("a model no worker has is refused at submit, naming the node, the input and the file", async () => {
		const graph = tinyTextToImage({ model: "no_such_model.safetensors" });
		const error = await refusal(stack.client.submitGraph({ graph }));
		expect([error.status, error.code]).toEqual([422, "unsupported_capability"]);
		expect(error.problem?.errors).toContainEqual(
			expect.objectContaining({ pointer: "/graph/1/inputs/unet_name", code: "missing_model" }),
		);
		expect(error.message).toContain("no_such_model.safetensors");
	});

	test("a link to a node that is not there is refused at submit", async () => {
		const graph = invertedColour(1);
		graph["2"] = { class_type: "ImageInvert", inputs: { image: ["99", 0] } };
		const error = await refusal(stack.client.submitGraph({ graph }));
		expect([error.status, error.code]).toEqual([422, "invalid_graph"]);
		expect(error.message).toContain("99");
	});

	test("a value out of its range is refused at submit in ComfyUI's words, naming the node and the input", async () => {
		const error = await refusal(stack.client.submitGraph({ graph: invertedColour(1, -5) }));
		expect([error.status, error.code]).toEqual([422, "invalid_graph"]);
		expect(error.problem?.errors).toContainEqual(
			expect.objectContaining({ pointer: "/graph/1/inputs/width", code: "node_validation" }),
		);
		expect(error.message).toMatch(/EmptyImage.*-5 smaller than min/);
	});

	test("a link of the wrong type is refused at submit at the node that takes it", async () => {
		const graph = invertedColour(1);
		graph["3"] = {
			class_type: "VAEDecode",
			inputs: { samples: ["2", 0], vae: ["4", 0] },
		};
		graph["4"] = { class_type: "VAELoader", inputs: { vae_name: "pixel_space" } };
		graph["5"] = { class_type: "SaveImage", inputs: { images: ["3", 0], filename_prefix: "x" } };
		const error = await refusal(stack.client.submitGraph({ graph }));
		expect([error.status, error.code]).toEqual([422, "invalid_graph"]);
		expect(error.problem?.errors).toContainEqual(
			expect.objectContaining({ pointer: "/graph/3/inputs/samples", code: "node_validation" }),
		);
	});

	test("one bad output of two fails the whole job: nothing is delivered that is only half of what was asked", async () => {
		const graph = invertedColour(2);
		graph.bad = {
			class_type: "SaveImage",
			inputs: { images: ["empty", 0], filename_prefix: "bad" },
		};
		graph.empty = { class_type: "EmptyImage", inputs: { width: 0, height: 8, batch_size: 1, color: 0 } };
		const job = await run(graph);
		expect(job.error).toMatchObject({ code: "node_validation", node_id: "empty", class_type: "EmptyImage" });
		expect(job.outputs).toEqual([]);
	});

	test("an exception in a node fails the job with its code, node and class, without paths of the machine", async (test) => {
		const graph = failingGraph(classes);
		if (graph === null) return test.skip("this server has no node that is sure to fail");
		const job = await run(graph);
		expect(job).toMatchObject({
			status: "failed",
			error: { code: "node_error", class: "graph", whose_fault: "user", node_id: "2" },
		});
		expect(job.error?.class_type).toBe(graph["2"]?.class_type);
		expect(job.error?.message).not.toMatch(/\/\w+\/\w+/);
		expect(job.stages[0]?.tasks[0]?.attempts).toBe(1);
	});

	test("memory that runs out is not tried again where no machine has more, and fails as out_of_memory", async (test) => {
		if (!classes.has("ProbeFail")) return test.skip("this server has no node that runs out of memory");
		const graph = invertedColour(3);
		graph["2"] = { class_type: "ProbeFail", inputs: { image: ["1", 0], kind: "oom" } };
		const job = await run(graph);
		expect(job.error).toMatchObject({ code: "out_of_memory", class: "capacity", node_id: "2" });
		expect(job.stages[0]?.tasks[0]?.attempts).toBe(1);
	});

	test("the worker runs the next graph after every one that failed", async () => {
		expect((await run(invertedColour(0x00ff00))).status).toBe("succeeded");
	});
});

describe("text to image on tiny weights", () => {
	test("shows progress that never goes back, steps of the sampler, and previews to whoever asked for them", async (test) => {
		if (!tiny) return test.skip(`this server does not list ${TINY.unet}`);
		const job = await submit(tinyTextToImage({ seed: 11, steps: 120 }));
		const [asked, other] = await Promise.all([
			follow(stack.client, job.id, { previews: true }),
			follow(stack.client, job.id),
		]);
		expect(asked.events).toEqual(other.events);
		const percents = asked.progress.map((tick) => tick.percent);
		expect(percents.length).toBeGreaterThan(2);
		expect(percents).toEqual(percents.toSorted((a, b) => a - b));
		expect(percents.at(-1)).toBe(100);
		expect(asked.progress.some((tick) => tick.steps === 120 && tick.node_title === "Sampler")).toBe(true);
		expect(other.previews).toEqual([]);
		expect(asked.previews.length).toBeGreaterThan(0);
		for (const preview of asked.previews) {
			expect(preview.content_type).toBe("image/jpeg");
			const { width, height } = decodeJpeg(Buffer.from(preview.data, "base64"));
			expect(Math.min(width, height)).toBeGreaterThanOrEqual(16);
		}
		expect((await stack.client.job(job.id)).status).toBe("succeeded");
	});

	test("the same seed gives the same picture, another seed another one", async (test) => {
		if (!tiny) return test.skip(`this server does not list ${TINY.unet}`);
		const shot = async (seed: number) => read(await onePicture(await run(tinyTextToImage({ seed }))));
		const [first, again, other] = await Promise.all([shot(21), shot(21), shot(22)]);
		expect([first.width, first.height]).toEqual([128, 128]);
		expect(difference(first, again)).toBe(0);
		expect(difference(first, other)).toBeGreaterThan(0);
	});

	test("a seed of 53 bits reaches ComfyUI unrounded", async (test) => {
		if (!tiny) return test.skip(`this server does not list ${TINY.unet}`);
		const shot = async (seed: number) => {
			const job = await run(tinyTextToImage({ seed }));
			const sidecar = await stack.client.sidecar(job.id);
			expect(sidecar.tasks[0]?.graph["6"]).toMatchObject({ inputs: { seed } });
			return read(await onePicture(job));
		};
		const [largest, neighbour] = await Promise.all([
			shot(Number.MAX_SAFE_INTEGER),
			shot(Number.MAX_SAFE_INTEGER - 1),
		]);
		expect(difference(largest, neighbour)).toBeGreaterThan(0);
	});

	test("a cancel in the middle of a long run stops the GPU, and the next graph runs", async (test) => {
		if (!tiny) return test.skip(`this server does not list ${TINY.unet}`);
		const job = await submit(tinyTextToImage({ seed: 31, steps: 10_000 }));
		const canceled: Promise<JobResource>[] = [];
		await follow(stack.client, job.id, {
			on: (frame) => {
				if (frame.type === "progress" && (frame.step ?? 0) >= 3 && canceled.length === 0)
					canceled.push(stack.client.cancel(job.id));
			},
		});
		expect((await Promise.all(canceled)).map((answer) => answer.status)).toEqual(["canceling"]);
		expect(await stack.client.job(job.id)).toMatchObject({ status: "canceled", outputs: [] });
		await queueIsEmpty(stack.comfyui.url);
		expect((await run(invertedColour(0x0000ff))).status).toBe("succeeded");
	});
});

test("whatever was asked of it, ComfyUI has nothing left to do", async () => {
	await queueIsEmpty(stack.comfyui.url);
});
