import path from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { DurableEvent } from "../edge/contract/jobs/events.ts";
import { DIRECT_BYTES } from "../edge/contract/workers/workers.ts";
import { runs } from "../workflows/testing/runs.ts";
import { mostRepeated } from "../workflows/training/work.ts";
import { storageCounts } from "./stack/emulated-storage.ts";
import { endTrainers } from "./stack/left-trainers.ts";
import { SCRATCH, type Stack, startStack } from "./stack/stack.ts";
import { type TrainerMachine, trainerMachine } from "./stack/trainer-machine.ts";
import { attemptsOf } from "./testing/attempts.ts";
import { follow } from "./testing/follow.ts";
import { openLane } from "./testing/lane.ts";
import { paint } from "./testing/pictures.ts";

/** Real workers and processes of a stand-in trainer, killed with real signals. It learns nothing; all else is as in the field. */
const BASE = "AnythingV5_v5PrtRE.safetensors";
const [STEPS, SAVE_EVERY] = [60, 20];
/** Trainings that are killed side by side. */
const AT_ONCE = 3;

let stack: Stack;
let machine: TrainerMachine;
let pictures: { asset: string; caption: string }[];

beforeAll(async () => {
	machine = await trainerMachine([`checkpoints/${BASE}`], { stepMs: 25, stateBytes: DIRECT_BYTES });
	stack = await startStack({
		// A living worker must not lose it on a busy machine, nor the addresses that end with it: who waits for a dead one
		// waits as long.
		leaseMs: 10_000,
		workers: 0,
		directStorage: true,
		workerEnv: machine.env,
	});
	const { id } = await stack.client.upload(
		paint(64, 64, (x, y) => [x * 4, y * 4, 0]),
		"in.png",
	);
	pictures = Array.from({ length: 7 }, (_, i) => ({ asset: id, caption: `standing, background ${i}` }));
});
afterAll(async () => {
	await stack.stop();
	await machine.remove();
});

/** Starts a training in a pool of its own, with the same pictures and seed as every other. */
async function train(pool: string, env: Record<string, string> = {}) {
	const lane = await openLane(stack, pool);
	const doomed = lane.start(env);
	const { id } = await stack.client.trainings.start({
		...{ output_name: pool, family: "sd15", base_model: `checkpoints/${BASE}`, trigger: "ohwx woman" },
		...{ pictures, recipe: { steps: STEPS, save_every: SAVE_EVERY, seed: 42 }, pool },
	});
	return { lane, doomed, id };
}

/** How far a training has come, as it is told. */
interface Told {
	step: number;
	checkpoint: number;
}

/**
 * A training whose worker is killed as soon as `isTime` says so, by how far it has come; another one is started then.
 * Answers with how far it had come, and from which checkpoint it was gone on from.
 */
async function killedAt(pool: string, isTime: (told: Told) => boolean, env: Record<string, string> = {}) {
	const { lane, doomed, id } = await train(pool, env);
	const told: Told = { step: 0, checkpoint: 0 };
	/** Where the one after it stood. */
	const after: number[] = [];
	let killed = false;
	const seen = await follow(stack.client, id, {
		on: (frame) => {
			if (!("epoch" in frame)) return;
			if (frame.epoch > 1) {
				if (frame.type === "progress" && frame.step !== null) after.push(frame.step);
				return;
			}
			if (frame.type === "checkpoint") told.checkpoint = frame.step;
			if (frame.type === "progress") told.step = frame.step ?? 0;
			if (killed || !isTime(told)) return;
			killed = true;
			doomed.child.kill("SIGKILL");
			lane.start(env);
		},
	});
	expect(killed).toBe(true);
	await endTrainers(path.join(stack.state, SCRATCH), `${pool}-1`);
	return { id, told, after, events: seen.events };
}

/** Hashes of the weights that a job delivered. */
const weightsIn = (events: readonly DurableEvent[]) =>
	events.flatMap((event) =>
		event.type === "output" && event.output.name === "lora" ? [event.output.sha256] : [],
	);

const endings = async (id: string) => (await attemptsOf(stack.client, id)).map(({ status }) => status);

test("S0-B17 S0-B18 a training whose worker is killed goes on from its last checkpoint on another, to the same weights", async () => {
	const { id } = await train("unbroken");
	const percents: number[] = [];
	const { events } = await follow(stack.client, id, {
		on: (frame) => {
			if (frame.type === "progress") percents.push(frame.percent);
		},
	});
	expect(percents.length).toBeGreaterThan(1);
	expect(percents).toEqual(percents.toSorted((a, b) => a - b));
	expect(percents.every((percent) => percent >= 0 && percent <= 100)).toBe(true);
	const unbroken = weightsIn(events);
	expect(unbroken).toHaveLength(1);
	const broken = await killedAt("broken", ({ checkpoint }) => checkpoint >= SAVE_EVERY);
	expect(await endings(broken.id)).toEqual(["lease_expired", "succeeded"]);
	expect(weightsIn(broken.events)).toEqual(unbroken);
	expect(Math.min(...broken.after)).toBeGreaterThanOrEqual(broken.told.checkpoint);
	const steps = broken.events.flatMap((event) => (event.type === "checkpoint" ? [event.step] : []));
	// None twice: it went on, and did not begin again.
	expect(steps).toEqual([...new Set(steps)]);
	const { checkpoints, step } = await stack.client.trainings.get(broken.id);
	expect(checkpoints.map((one) => one.step)).toEqual(steps);
	expect(step).toBe(STEPS - SAVE_EVERY);
	const tasks = (await stack.client.job(broken.id)).stages.flatMap((stage) => stage.tasks);
	expect(tasks.map(({ attempts }) => attempts)).toEqual([1]);
	// States went to storage and came from there, past the edge: nothing large was ever sent to it.
	const { storage, edge } = await storageCounts(stack.edge.url);
	// How many states are stored before a kill or an end depends on how busy the machine is.
	const stored = events.filter(({ type }) => type === "checkpoint").length + steps.length;
	expect(storage.puts).toBeGreaterThanOrEqual(stored);
	expect(storage.gets).toBeGreaterThanOrEqual(1);
	expect(storage.refused).toBe(0);
	expect(edge.largest).toBeLessThan(DIRECT_BYTES);
});

test("killed at any step, a training ends well, and no more is done again than an interval and a tenth", async () => {
	const repeats: number[] = [];
	const kill = async (i: number) => {
		const at = Math.floor(Math.random() * (STEPS - 2));
		// Several at once, on a machine that is busy by that: a step takes longer than it takes to be told to wait.
		const slower = { TRAINER_STAND_IN_STEP_MS: "60" };
		const { id, told, after, events } = await killedAt(`random-${i}`, ({ step }) => step >= at, slower);
		expect([at, (await endings(id)).at(-1)]).toEqual([at, "succeeded"]);
		expect([at, Math.min(...after) >= told.checkpoint]).toEqual([at, true]);
		const steps = events.flatMap((event) => (event.type === "checkpoint" ? [event.step] : []));
		expect([at, ...steps]).toEqual([at, ...new Set(steps)]);
		// What it is gone on from: all that the edge had, whether the watcher had heard of it or not.
		const stored = events.map((event) => (event.type === "checkpoint" && event.epoch === 1 ? event.step : 0));
		repeats.push(told.step - Math.max(...stored));
	};
	for (let i = 0; i < runs(30, 0); i += AT_ONCE)
		await Promise.all(Array.from({ length: AT_ONCE }, (_, lane) => kill(i + lane)));
	if (repeats.length === 0) return;
	console.log(`steps repeated, of intervals of ${SAVE_EVERY}: ${repeats.join(", ")}`);
	// And the step that was under way when the trainer was told to wait.
	expect(Math.max(...repeats)).toBeLessThanOrEqual(mostRepeated({ save_every: SAVE_EVERY }) + 1);
}, 1_200_000);
