import { readFile } from "node:fs/promises";
import path from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Asset } from "../edge/contract/assets/assets.ts";
import type { Frame, ProgressTick } from "../edge/contract/jobs/events.ts";
import type { JobResource } from "../edge/contract/jobs/jobs.ts";
import { root } from "./stack/processes.ts";
import { type Stack, startStack } from "./stack/stack.ts";
import { ended, follow, type Seen } from "./testing/follow.ts";
import { assertInvariants } from "./testing/invariants.ts";
import { type Colour, difference, meanColour, paint, read, textChunks } from "./testing/pictures.ts";

/**
 * What the product is for: a reference picture goes up, a storyboard picture and three base images come back,
 * watched by several people at once. Everything happens before the tests, which look at what came of it.
 */
const STORYBOARD = {
	prompt: "The keeper climbs the last stairs of the lighthouse as the storm breaks over the bay.",
	seed: 42,
};
const BASE = { prompt: "portrait of a lighthouse keeper, weathered face", seed: 7, variations: 3 };

interface Watched {
	job: JobResource;
	/** Number of the last event when the first of them began to watch. */
	head: number;
	/** From the moment it was submitted. */
	early: Seen;
	/** From the first progress on, without previews. */
	late: Seen;
	pictures: Uint8Array<ArrayBuffer>[];
}

let stack: Stack;
let reference: Asset;
let storyboard: Watched;
let base: Watched;

beforeAll(async () => {
	stack = await startStack({ emulator: ["--step-ms", "50"] });
	const { client } = stack;
	const file = path.join(root, "e2e/fixtures/reference.png");
	reference = await client.upload(new Uint8Array(await readFile(file)), path.basename(file));
	[storyboard, base] = await Promise.all([
		watched("storyboard-image", { ...STORYBOARD, references: [reference.id] }),
		watched("z-image-turbo-base-image", BASE),
	]);
});
afterAll(() => stack.stop());

async function watched(workflow: string, parameters: Record<string, unknown>): Promise<Watched> {
	const { client } = stack;
	const { id } = await client.submit({ workflow, parameters });
	let late: Promise<Seen> | null = null;
	let head: number | null = null;
	const join = (frame: Frame) => {
		if (frame.type === "hello") head ??= frame.head;
		if (frame.type === "progress") late ??= follow(client, id);
	};
	const early = await follow(client, id, { previews: true, on: join });
	const job = await client.job(id);
	const pictures = await Promise.all(job.outputs.map((output) => client.download(output)));
	return { job, head: head ?? 0, early, late: await (late ?? follow(client, id)), pictures };
}

function perTask(ticks: ProgressTick[]): ProgressTick[][] {
	return [...Map.groupBy(ticks, (tick) => `${tick.task} ${tick.epoch}`).values()];
}

/** The graph of a finished task, sent again with its inputs. */
async function replay(job: JobResource): Promise<JobResource> {
	const [task] = (await stack.client.sidecar(job.id)).tasks;
	if (!task) throw new Error("the sidecar has no task");
	const inputs = Object.fromEntries(
		task.inputs.map(({ node, input, asset_id }) => [`${node}.${input}`, asset_id]),
	);
	const again = await stack.client.submitGraph({ graph: task.graph, inputs });
	return ended(stack.client, again.id);
}

test("S1-05 S1-56 a storyboard picture and three base images are made, each a PNG of the size that was asked for", () => {
	expect([storyboard.job.status, storyboard.job.error]).toEqual(["succeeded", null]);
	expect([base.job.status, base.job.error]).toEqual(["succeeded", null]);
	expect([storyboard.pictures.length, base.pictures.length]).toEqual([1, 3]);
	const sizes = [...storyboard.pictures, ...base.pictures].map((png) => {
		const { width, height } = read(png);
		return `${width}x${height}`;
	});
	expect(sizes).toEqual(["1920x1080", "1024x1024", "1024x1024", "1024x1024"]);
	for (const { job } of [storyboard, base]) {
		expect(job.outputs.map((output) => `${output.width}x${output.height}`)).toEqual(
			job === base.job ? sizes.slice(1) : sizes.slice(0, 1),
		);
	}
});

test("who comes late sees the same numbered events as who was there from the start (P8)", () => {
	for (const { early, late, job } of [storyboard, base]) {
		expect(early.events.map((event) => event.seq)).toEqual(
			Array.from({ length: job.version }, (_, i) => i + 1),
		);
		expect(late.events).toEqual(early.events);
	}
});

test("each base image is told of as soon as it is there, not at the end of the job", () => {
	const kinds = base.early.events.flatMap((event) => {
		if (event.type === "output") return [`output ${event.index}`];
		return event.type === "task" && event.status === "succeeded" ? [`done ${event.index}`] : [];
	});
	expect(kinds.toSorted()).toEqual(["done 0", "done 1", "done 2", "output 0", "output 1", "output 2"]);
	const first = kinds.findIndex((kind) => kind.startsWith("output"));
	const last = kinds.findLastIndex((kind) => kind.startsWith("done"));
	expect(first).toBeLessThan(last - 2);
});

test("S1-11 every task of a job that is watched shows its progress, the quick ones too", () => {
	for (const { early, head, job } of [storyboard, base]) {
		// One that was over before anybody watched has nothing to show.
		const seen = early.events.filter(
			(event) => event.type === "task" && event.status === "succeeded" && event.seq > head,
		);
		expect(perTask(early.progress).length).toBeGreaterThanOrEqual(seen.length);
		expect(seen.length).toBeGreaterThan(0);
		expect(job.stages[0]?.tasks.length).toBeGreaterThanOrEqual(seen.length);
	}
});

test("the progress of a task never goes back and ends at 100, for every subscriber", () => {
	for (const { early, late } of [storyboard, base]) {
		for (const ticks of [...perTask(early.progress), ...perTask(late.progress)]) {
			const percents = ticks.map((tick) => tick.percent);
			expect(percents).toEqual(percents.toSorted((a, b) => a - b));
			expect(percents.at(-1)).toBe(100);
		}
	}
});

test("previews come to whoever asked for them, and to nobody else", () => {
	expect(storyboard.early.previews.length).toBeGreaterThan(0);
	for (const { early, late } of [storyboard, base]) {
		expect(early.previews.every((preview) => preview.data.length > 100)).toBe(true);
		expect(late.previews).toEqual([]);
	}
});

test("the three base images have seeds of their own and look different", async () => {
	const sidecar = await stack.client.sidecar(base.job.id);
	expect(sidecar.tasks.map((task) => task.seed)).toEqual([7, 8, 9]);
	const [one, two, three] = base.pictures.map(read);
	if (!one || !two || !three) throw new Error("there are not three pictures");
	for (const [a, b] of [
		[one, two],
		[two, three],
		[one, three],
	] as const) {
		expect(difference(a, b)).toBeGreaterThan(20);
	}
});

test("a picture shows the reference it was made from", async () => {
	const colours: Record<"red" | "blue", Colour> = { red: [250, 20, 20], blue: [20, 20, 250] };
	const mean = async (name: "red" | "blue") => {
		const picture = paint(256, 256, () => colours[name]);
		const asset = await stack.client.upload(picture, `${name}.png`);
		const job = await stack.client.submit({
			workflow: "storyboard-image",
			parameters: { ...STORYBOARD, references: [asset.id] },
		});
		const [output] = (await ended(stack.client, job.id)).outputs;
		if (!output) throw new Error("there is no picture");
		return meanColour(read(await stack.client.download(output)));
	};
	const [red, blue] = await Promise.all([mean("red"), mean("blue")]);
	expect(red[0]).toBeGreaterThan(blue[0]);
	expect(red[2]).toBeLessThan(blue[2]);
});

test("S2-REPRO the graph of the sidecar, sent again with its inputs, makes the same file", async () => {
	for (const { job } of [storyboard, base]) {
		const again = await replay(job);
		expect(again.error).toBeNull();
		expect(again.outputs.map((output) => output.sha256)).toEqual([job.outputs[0]?.sha256]);
	}
});

test("the sidecar names seeds, models, inputs and the ComfyUI that ran it", async () => {
	const [task] = (await stack.client.sidecar(storyboard.job.id)).tasks;
	expect(task?.seed).toBe(42);
	expect(task?.models.length).toBeGreaterThan(2);
	expect(task?.inputs.map((input) => input.asset_id)).toContain(reference.id);
	expect(task?.comfyui_version).toMatch(/^\d+\.\d+\.\d+$/);
	expect(JSON.stringify(task?.graph)).toContain(STORYBOARD.prompt);
});

test("delivered files carry neither prompt nor graph", () => {
	for (const png of [...storyboard.pictures, ...base.pictures]) {
		expect(textChunks(png)).toEqual([]);
		for (const word of ["lighthouse", "KSampler", "class_type"])
			expect(Buffer.from(png).includes(word)).toBe(false);
	}
});

test("all promises hold for both jobs", async () => {
	await assertInvariants(stack, [storyboard.job.id, base.job.id]);
});
