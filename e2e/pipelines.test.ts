import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { afterAll, beforeAll, expect, inject, test } from "vitest";
import { main } from "../client/main.ts";
import type { JobResource } from "../edge/contract/jobs/jobs.ts";
import type { ProjectEvent } from "../edge/contract/projects/project-events.ts";
import { promptIdOf } from "../worker/comfyui/prompt-id.ts";
import type { FaultScript } from "../worker/emulators/comfyui/faults.ts";
import { freePort } from "../worker/emulators/free-port.ts";
import { until } from "../worker/testing/until.ts";
import { sniffMedia } from "../workflows/media/media.ts";
import type { PipelineDefinition } from "../workflows/pipelines/definition/document.ts";
import { pipelines } from "../workflows/pipelines/index.ts";
import { PATIENCE_MS } from "../workflows/testing/patience.ts";
import { runs } from "../workflows/testing/runs.ts";
import { type Stack, startStack } from "./stack/stack.ts";
import { openStriker, VICTIMS, walkBorders } from "./testing/borders.ts";
import { capture } from "./testing/capture.ts";
import { setFaults } from "./testing/comfyui.ts";
import { ended } from "./testing/follow.ts";
import { assertInvariants } from "./testing/invariants.ts";
import { openLane } from "./testing/lane.ts";
import { paint } from "./testing/pictures.ts";

/** Pipelines by real processes: edge, workers and an emulated ComfyUI, killed at the borders of stages. */
let stack: Stack;
let base: string;

beforeAll(async () => {
	base = await mkdtemp(path.join(os.tmpdir(), "darkroom-comfyui-"));
	stack = await startStack({
		leaseMs: 8_000,
		workers: 0,
		// A port of its own: it is to come back there.
		emulator: [
			...["--library", "--step-ms", "1", "--base-directory", base],
			...["--port", String(await freePort())],
		],
		workerEnv: { POLL_MS: "3000" },
	});
});
afterAll(async () => {
	await stack.stop();
	await rm(base, { recursive: true, force: true });
});

/** In a thorough run each victim is killed at every border; everyday one after the other, at one border of so many. */
const ROUNDS = runs(VICTIMS.length, 1);
const OF_BORDERS = runs(1, 3);

test(
	"S0-A53 S0-A56 S3-01 S3-06 S3-49 S3-74 S3-108 worker, edge and ComfyUI are killed at the borders of the stages of every pipeline: each job ends right, and no stage that had succeeded runs twice",
	async () => {
		const lane = await openLane(stack, "borders");
		const strike = openStriker(stack, lane);
		const { id: picture } = await stack.client.upload(
			paint(64, 64, (x, y) => [x * 4, y * 4, 0]),
			"face.png",
		);
		const turn = inject("turn");
		const struck = new Set<string>();
		for (let round = 0; round < ROUNDS; round++)
			for (const [i, pipeline] of pipelines.entries()) {
				const begun = await begin(pipeline, picture);
				const met: string[] = [];
				const { length } = (await stack.client.job(begun.job)).stages;
				const first = turn % Math.min(OF_BORDERS, length);
				await walkBorders(stack, begun.job, async ({ stage, status }) => {
					const strikes = Math.floor(met.length / OF_BORDERS);
					const isNext = met.length % OF_BORDERS === first;
					const victim = VICTIMS[(turn + i + strikes + round) % VICTIMS.length] ?? "worker";
					met.push(`${stage} ${status}: ${isNext ? victim : "nothing"}`);
					if (isNext) {
						await strike(victim);
						struck.add(victim);
					}
					if (status === "awaiting_approval") await decide(begun.job);
					await begun.between?.();
				});
				const done = await stack.client.job(begun.job);
				expect([pipeline.id, done.status, done.error]).toEqual([pipeline.id, "succeeded", null]);
				const succeeded = done.stages.filter(({ status }) => status === "succeeded");
				expect(met.filter((border) => border.includes(" succeeded: "))).toHaveLength(succeeded.length);
				expect(done.stages.map(({ take }) => take).filter((take) => take > 1)).toEqual([]);
				await begun.after?.(done);
				await assertInvariants(stack, [begun.job]);
				console.log(`${pipeline.id}, killed after ${met.join(", ")}`);
			}
		expect(struck).toEqual(new Set(VICTIMS));
	},
	ROUNDS * 2 * PATIENCE_MS,
);

interface Begun {
	job: string;
	/** Looks at what must hold between two stages. */
	between?: () => Promise<void>;
	after?: (done: JobResource) => Promise<void>;
}

/** A job with the example of a pipeline. References are made for a character, who is to have all of them or none. */
async function begin({ id, example }: PipelineDefinition, picture: string): Promise<Begun> {
	const text = JSON.stringify(example).replaceAll(/ast_[0-9a-z]{26}/g, picture);
	const parameters = JSON.parse(text) as Record<string, unknown>;
	if (id !== "character-reference-dataset")
		return { job: (await stack.client.submit({ pipeline: id, parameters, pool: "borders" })).id };
	const { characters } = stack.client;
	const character = await characters.create({ name: "Mara", settings: {} });
	const { job } = await characters.makeReferences(character.id, { parameters, pool: "borders" });
	if (!job) throw new Error("no job makes the references");
	const stored = async () =>
		(await characters.references(character.id)).references.map(({ asset }) => asset.id);
	return {
		job: job.id,
		between: async () => {
			// In this order: it may end between the two.
			const { length } = await stored();
			const { status } = await stack.client.job(job.id);
			if (length > 0) expect([length, status]).toEqual([4, "succeeded"]);
		},
		after: async ({ outputs }) => {
			expect(outputs).toHaveLength(4);
			expect(await stored()).toEqual(outputs.map((output) => output.id));
		},
	};
}

/** Says yes to whatever a job waits for; where something is to be picked, the first. */
async function decide(job: string): Promise<void> {
	const { awaiting, stages } = await stack.client.job(job);
	const stage = stages.find(({ key }) => key === awaiting?.stage);
	if (!awaiting || !stage) throw new Error(`${job} waits for nobody`);
	const made = stage.tasks.flatMap(({ outputs }) => outputs.map((output) => output.id));
	const { gate } = awaiting;
	await stack.client.pipelines.decide(
		job,
		awaiting.stage,
		gate && "pick" in gate ? { choice: "pick", outputs: made.slice(0, gate.pick[0]) } : { choice: "approve" },
	);
}

test("an own pipeline by the command line: put twice, shown, estimated, run with its picture approved, and retired", async () => {
	const lane = await openLane(stack, "words");
	lane.start();
	const file = path.join(base, "portrait.json");
	const document = {
		...{ id: "portrait", title: "Portrait", purpose: "A picture that somebody looks at.", category: "image" },
		parameters: [
			{ type: "text", name: "prompt", description: "What is seen.", required: true, max_length: 1000 },
			{ type: "image", name: "face", description: "A face to hold.", required: false },
			{ type: "seed", name: "seed", description: "The seed." },
		],
		stages: [
			{
				...{ key: "base", title: "Base", gate: { approve: true } },
				run: {
					first_of: [
						{
							...{ when: { present: "face" }, workflow: "face-swap-flux-pulid@1" },
							with: { face: { parameter: "face" } },
						},
						{ workflow: "z-image-turbo-base-image@1" },
					],
				},
				with: { prompt: { parameter: "prompt" }, variations: { value: 1 }, seed: { parameter: "seed" } },
			},
		],
		example: { prompt: "A woman of 30" },
	};
	const env = { DARKROOM_URL: stack.edge.url, DARKROOM_KEY: stack.client.key, DARKROOM_CWD: base };
	const captured = capture();
	const ran: string[] = [];
	const darkroom = async (...args: string[]) => {
		const from = captured.said().length;
		const code = await main(["pipelines", ...args], env);
		const said = captured.said().slice(from);
		ran.push(`${args.join(" ")}: ${code}\n${said}`);
		return { code, said };
	};
	try {
		await writeFile(file, JSON.stringify({ ...document, stages: [] }));
		const refused = await darkroom("put", "portrait.json");
		expect([refused.code, refused.said]).toEqual([5, expect.stringContaining("stages: too small")]);
		await writeFile(file, JSON.stringify(document));
		expect(await darkroom("put", "portrait.json")).toEqual({ code: 0, said: "portrait@1\n" });
		expect(await darkroom("put", "portrait.json")).toEqual({ code: 0, said: "portrait@2\n" });
		expect((await darkroom("list", "--own")).said).toBe("portrait@2\taccount\tPortrait\n");
		expect((await darkroom("list")).said).toContain("film-from-picture@1\tlibrary\t");
		expect(JSON.parse((await darkroom("show", "portrait@1", "--document")).said)).toEqual(document);
		expect((await darkroom("show", "portrait")).said).toContain("waits for an approval");
		expect((await darkroom("estimate", "portrait", "--set", "prompt=x")).said).toMatch(/^base\t1 tasks\t/);
		await writeFile(
			path.join(base, "face.png"),
			paint(64, 64, (x, y) => [x * 4, y * 4, 0]),
		);
		await writeFile(path.join(base, "asked.json"), JSON.stringify({ prompt: "y", seed: 3 }));
		const running = darkroom(
			...["run", "portrait", "--pool", "words", "--out", "made", "--parameters", "asked.json"],
			...["--set", "prompt=a woman on a pier", "--file", "face=face.png"],
		);
		const [, job = "", stage = ""] = await Promise.race([
			until("it says how to go on", () => /pipelines decide (job_\w+) (\w+) approve/.exec(captured.said())),
			running.then(() => []),
		]);
		expect((await darkroom("decide", job, "nowhere", "approve")).code).toBe(5);
		expect((await darkroom("decide", job, stage, "approve")).code).toBe(0);
		expect([(await running).code, ran.at(-1)]).toEqual([0, expect.stringContaining("1/1 Base  succeeded")]);
		const { parameters, outputs } = await stack.client.job(job);
		expect(parameters).toMatchObject({ prompt: "a woman on a pier", seed: 3 });
		const [output] = outputs;
		expect((await readFile(path.join(base, "made/base-1.png"))).length).toBe(output?.size);
		expect((await darkroom("retire", "portrait@2")).said).toBe("portrait@2\n");
		const retired = await darkroom("run", "portrait@2", "--set", "prompt=x");
		expect([retired.code, retired.said]).toEqual([5, expect.stringContaining("retired")]);
		await assertInvariants(stack, [job]);
	} finally {
		captured.end();
	}
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
