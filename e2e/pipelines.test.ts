import { mkdtemp, rm } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { ProjectEvent } from "../edge/contract/project-events.ts";
import { promptIdOf } from "../worker/comfyui/prompt-id.ts";
import type { FaultScript } from "../worker/emulators/comfyui/faults.ts";
import { sniffMedia } from "../workflows/media/media.ts";
import { PATIENCE_MS } from "../workflows/testing/patience.ts";
import { type Stack, startStack } from "./stack/stack.ts";
import { attemptsOf } from "./testing/attempts.ts";
import { setFaults } from "./testing/comfyui.ts";
import { ended, follow } from "./testing/follow.ts";
import { assertInvariants } from "./testing/invariants.ts";
import { exitOf, openLane } from "./testing/lane.ts";
import { paint } from "./testing/pictures.ts";
import { until } from "./testing/until.ts";

/** Pipelines by real processes: edge, workers and an emulated ComfyUI, killed at the borders of stages. */
let stack: Stack;
let base: string;

beforeAll(async () => {
	base = await mkdtemp(path.join(os.tmpdir(), "darkroom-comfyui-"));
	stack = await startStack({
		leaseMs: 8_000,
		workers: 0,
		emulator: ["--library", "--step-ms", "1", "--base-directory", base],
		workerEnv: { POLL_MS: "1000" },
	});
});
afterAll(async () => {
	await stack.stop();
	await rm(base, { recursive: true, force: true });
});

const VIEWS = ["avatar", "front", "side", "back"];

test("S3-01 S3-06 S3-49 S3-108 a worker that dies with each stage, and an edge that is killed in between: no stage runs twice, and all four views become references together", async () => {
	const lane = await openLane(stack, "dataset");
	const reference = await stack.client.upload(
		paint(64, 64, (x, y) => [x * 4, y * 4, 0]),
		"face.png",
	);
	const { characters } = stack.client;
	const { id: mara } = await characters.create({
		name: "Mara",
		settings: { description: "woman, black hair" },
	});
	const { job } = await characters.makeReferences(mara, {
		parameters: { references: [reference.id], seed: 7 },
		pool: "dataset",
	});
	if (!job) throw new Error("no job makes the references");
	const seen: number[] = [];
	const watching = follow(stack.client, job.id, { on: (frame) => "seq" in frame && seen.push(frame.seq) });
	for (const [i, view] of VIEWS.entries()) {
		// It dies when the edge has its outputs: what comes next is the edge's alone.
		const doomed = lane.start({ CRASH_AT: "completed" });
		await until(`${view} is made`, async () => {
			const { stages } = await stack.client.job(job.id);
			return stages[i]?.status === "succeeded";
		});
		expect(await exitOf(doomed)).toBe("SIGKILL");
		if (i === VIEWS.length - 1) break;
		// Whole or not at all.
		expect((await characters.references(mara)).references).toEqual([]);
		await stack.restartEdge();
	}
	const done = await ended(stack.client, job.id);
	expect([done.status, done.error]).toEqual(["succeeded", null]);
	expect(done.stages.map(({ key, take, tasks }) => [key, take, tasks.length])).toEqual(
		VIEWS.map((key) => [key, 1, 1]),
	);
	// A worker may have claimed the next stage before it died with this one: that attempt ran nothing.
	const ran = (await attemptsOf(stack.client, job.id)).filter(({ status }) => status !== "lease_expired");
	expect(ran.map(({ stage, status }) => [stage, status])).toEqual(VIEWS.map((key) => [key, "succeeded"]));
	expect(done.outputs).toHaveLength(4);
	const { references } = await characters.references(mara);
	expect(references.map(({ asset }) => asset.id)).toEqual(done.outputs.map(({ id }) => id));
	await watching;
	expect(seen).toEqual(Array.from({ length: done.version }, (_, i) => i + 1));
	await assertInvariants(stack, [job.id]);
});

test("S0-A56 every pipeline runs its example to the end, whatever it asks of people", async () => {
	const lane = await openLane(stack, "examples");
	lane.start();
	lane.start();
	const { id: picture } = await stack.client.upload(
		paint(64, 64, (x, y) => [x * 4, y * 4, 0]),
		"face.png",
	);
	const ran: Record<string, string> = {};
	for (const pipeline of (await stack.client.pipelines.list()).data) {
		const parameters = JSON.parse(
			JSON.stringify(pipeline.example).replaceAll(/ast_[0-9a-z]{26}/g, picture),
		) as Record<string, unknown>;
		const { id } = await stack.client.submit({ pipeline: pipeline.id, parameters, pool: "examples" });
		const decide = async () => {
			const { awaiting, stages } = await stack.client.job(id);
			const stage = stages.find(({ key }) => key === awaiting?.stage);
			if (!awaiting || !stage) return;
			const made = stage.tasks.flatMap(({ outputs }) => outputs.map((output) => output.id));
			await stack.client.pipelines.decide(
				id,
				awaiting.stage,
				awaiting.gate && "pick" in awaiting.gate
					? { choice: "pick", outputs: made.slice(0, awaiting.gate.pick[0]) }
					: { choice: "approve" },
			);
		};
		await follow(stack.client, id, {
			on: (frame) => {
				if (frame.type === "stage" && frame.status === "awaiting_approval") void decide();
			},
		});
		const done = await ended(stack.client, id);
		expect([pipeline.id, done.status, done.error]).toEqual([pipeline.id, "succeeded", null]);
		ran[pipeline.id] = done.stages.map(({ key, status }) => `${key} ${status}`).join(", ");
		await assertInvariants(stack, [id]);
	}
	console.log(ran);
	expect(Object.keys(ran)).toContain("character-creation");
});

test("no worker and no lease is held while a person is waited for; a decision goes on across a killed edge", async () => {
	const lane = await openLane(stack, "film");
	lane.start();
	const job = await stack.client.submit({
		pipeline: "film-from-picture",
		parameters: { prompt: "a woman on a pier", motion: "she turns her head", seed: 7 },
		pool: "film",
	});
	const waitsFor = (stage: string) =>
		until(
			`${stage} waits for a person`,
			async () => (await stack.client.job(job.id)).awaiting?.stage === stage,
		);
	await waitsFor("picture");
	expect(
		(await stack.client.job(job.id)).stages
			.flatMap(({ tasks }) => tasks)
			.every(({ worker }) => worker === null),
	).toBe(true);
	await stack.restartEdge();
	await stack.client.pipelines.decide(job.id, "picture", { choice: "retake", take: 1 });
	await until("another take is there", async () => (await stack.client.job(job.id)).awaiting?.take === 2);
	await stack.client.pipelines.decide(job.id, "picture", { choice: "approve", take: 2 });
	await waitsFor("preview");
	await stack.client.pipelines.decide(job.id, "preview", { choice: "approve" });
	const done = await ended(stack.client, job.id);
	expect([done.status, done.error]).toEqual(["succeeded", null]);
	expect(done.outputs.at(-1)?.kind).toBe("video");
	await assertInvariants(stack, [job.id]);
});

test("P8 S1-12 S1-13 S1-19 a storyboard on one feed: the edge is killed while it is watched and one picture fails twice; no event is missed or comes again", async () => {
	const lane = await openLane(stack, "storyboard");
	const { projects } = stack.client;
	const { id } = await projects.create({ name: "The light", pool: "storyboard", retry_backoff_s: 1 });
	await projects.addShots(
		id,
		[1, 2, 3, 4].map((n) => ({ sentence: `Sentence ${n}.`, image_prompt: `a lighthouse, ${n}`, seed: n })),
	);
	const seen: ProjectEvent[] = [];
	let hellos = 0;
	const done = new AbortController();
	const signal = AbortSignal.any([done.signal, AbortSignal.timeout(PATIENCE_MS)]);
	const watching = (async () => {
		for await (const frame of projects.watch(id, { signal })) {
			if (frame.type === "hello") hellos += 1;
			if ("seq" in frame) seen.push(frame);
			if (seen.filter(({ type }) => type === "job_complete").length === 4) done.abort();
		}
	})();
	const { data } = await projects.generate(id);
	const unlucky = data[1]?.job ?? "";
	const task = (await stack.client.job(unlucky)).stages[0]?.tasks[0]?.id ?? "";
	const interrupted = [1, 2].map((epoch) => ({
		...{ at: "step", do: { kind: "interrupt" } },
		match: { prompt_id: promptIdOf(task, epoch) },
	})) as FaultScript;
	await setFaults(stack.comfyui.url, interrupted);
	lane.start();
	await until("one picture is there", () => seen.some(({ type }) => type === "job_complete"));
	await stack.restartEdge();
	await watching;
	await setFaults(stack.comfyui.url, []);
	expect(hellos).toBeGreaterThan(1);
	expect(seen.map(({ seq }) => seq)).toEqual(seen.map((_, i) => i + 1));
	expect((await projects.get(id)).head).toBe(seen.length);
	const ofUnlucky = seen.filter(({ jobId }) => jobId === unlucky).map(({ type }) => type);
	expect(ofUnlucky).toEqual([
		...["job_queued", "progress", "job_retry", "progress", "job_retry", "progress", "job_complete"],
	]);
	for await (const shot of projects.shots(id)) {
		expect(shot).toMatchObject({ status: "completed", is_image_dirty: false, error: null });
		expect(sniffMedia(await projects.image(id, shot.id))).toMatchObject({ width: 1920, height: 1080 });
	}
	await assertInvariants(
		stack,
		data.map(({ job }) => job),
	);
});
