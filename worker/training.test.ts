import { afterAll, afterEach, beforeAll, expect, inject, test, vi } from "vitest";
import { readHeader } from "../workflows/safetensors/header.ts";
import { damaged, delivered, submitTraining, trainingMachine } from "./testing/trainings.ts";
import { until } from "./testing/until.ts";
import { ended, useRig } from "./testing/use-rig.ts";

const rig = useRig();
let machine: Awaited<ReturnType<typeof trainingMachine>>;
beforeAll(async () => {
	machine = await trainingMachine(inject("programs").trainer);
});
afterAll(() => machine.remove());
afterEach(() => vi.unstubAllEnvs());

const start = (env: Record<string, string> = {}, timings = {}) => {
	for (const [name, value] of Object.entries(env)) vi.stubEnv(name, value);
	return rig.start({ env: machine.env, timings });
};

test("a worker with a trainer says so, trains, stores checkpoints meanwhile, and delivers weights", async () => {
	await start();
	expect(rig.edge.registrations[0]?.capabilities.trainers).toContainEqual({
		trainer: "sd-scripts",
		version: "unknown",
		device: "cuda",
	});
	const task = submitTraining(rig.edge);
	await ended(task);
	expect(task.failure).toBeNull();
	expect(task.completion?.manifest.map(({ name, kind }) => [name, kind])).toEqual([
		["lora", "file"],
		["losses", "text"],
		["printed", "text"],
	]);
	const weights = delivered(task, "lora");
	expect(readHeader(weights, weights.length)).toMatchObject({ ok: true });
	const losses = delivered(task, "losses").toString().trim().split("\n");
	expect(losses.map((line) => JSON.parse(line).step)).toEqual([1, 2, 3, 4, 5]);
	expect(delivered(task, "printed").toString()).toContain("stand-in");
	expect(delivered(task, "printed").toString()).not.toContain("/tmp");
	expect(task.checkpoints.map(({ step }) => step)).toEqual([2, 4]);
	expect(task.checkpoints[0]?.files.map(({ role, name }) => `${role}/${name}`)).toEqual(
		expect.arrayContaining(["state/random_states_0.pkl", "state/optimizer.bin", "log/losses.jsonl"]),
	);
	const told = task.reports.findLast((one) => one.type === "progress");
	expect(told).toMatchObject({ steps: 5, node_title: "Training" });
});

test("a training goes on where another left it, and ends with the same weights as an unbroken one", async () => {
	await start();
	const whole = submitTraining(rig.edge);
	await ended(whole);
	const resumed = submitTraining(rig.edge, {}, { resume: whole.checkpoints.toReversed() });
	await ended(resumed);
	expect(resumed.failure).toBeNull();
	expect(delivered(resumed, "lora").equals(delivered(whole, "lora"))).toBe(true);
	// The loss of the step that was saved is told after its state is.
	const losses = delivered(resumed, "losses").toString().trim().split("\n");
	expect(losses.map((line) => JSON.parse(line).step)).toEqual(expect.arrayContaining([1, 2, 3, 5]));
	const steps = resumed.reports.flatMap((one) => (one.type === "progress" ? [one.step ?? 0] : []));
	expect(Math.min(...steps)).toBeGreaterThanOrEqual(4);
	expect(resumed.checkpoints).toEqual([]);
});

test("a kept file whose hash is wrong is not gone on from: the checkpoint before it is, and that is said", async () => {
	await start();
	const whole = submitTraining(rig.edge);
	await ended(whole);
	const [first, second] = whole.checkpoints;
	if (!first || !second) throw new Error("no checkpoints");
	const resumed = submitTraining(rig.edge, {}, { resume: [damaged(second), first] });
	await ended(resumed);
	expect(resumed.failure).toBeNull();
	expect(delivered(resumed, "lora").equals(delivered(whole, "lora"))).toBe(true);
	expect(resumed.checkpoints.map(({ step }) => step)).toEqual([4]);
	expect(rig.logged("the one before it is taken")).toBe(true);
	const anew = submitTraining(rig.edge, {}, { resume: [damaged(second), damaged(first)] });
	await ended(anew);
	expect(anew.checkpoints.map(({ step }) => step)).toEqual([2, 4]);
});

test("a trainer waits where storage is slow: no more is ever to be done again than an interval and a tenth", async () => {
	await start({ TRAINER_STAND_IN_STEP_MS: "60" }, { stallMs: 400 });
	// Longer than a trainer may be silent.
	rig.edge.faults.push({ what: "checkpoint", how: 503, times: 5 });
	const task = submitTraining(rig.edge, { steps: 9, save_every: 4 });
	await until("it waits", () => rig.logged("the trainer waits until its state is stored"));
	expect(task.checkpoints).toEqual([]);
	await ended(task);
	expect(task.failure).toBeNull();
	expect(task.checkpoints.map(({ step }) => step)).toEqual([4, 8]);
	expect(rig.logged("the trainer goes on")).toBe(true);
});

test.each([
	["silent@3", "worker_error", "printed nothing"],
	["no-file", "missing_output", "code 0"],
	["killed@3", "out_of_memory", "killed from outside"],
	["out-of-memory@3", "out_of_memory", "CUDA out of memory"],
	["disk-full@4", "machine_unfit", "No space left on device"],
])("a trainer with the fault %s ends the attempt as %s", async (fault, code, words) => {
	await start({ TRAINER_STAND_IN_FAULT: fault }, { stallMs: 700 });
	const task = submitTraining(rig.edge);
	await ended(task);
	expect(task.failure).toMatchObject({ code, message: expect.stringContaining(words) });
	expect(task.failure?.message).not.toContain("/tmp");
	// What was whole before is kept.
	expect(task.checkpoints.map(({ step }) => step)).toEqual(fault === "no-file" ? [2, 4] : [2]);
});

test("S2-LORA-04 a trainer that does not use the GPU is ended at once, and says so", async () => {
	await start({ TRAINER_STAND_IN_FAULT: "cpu" });
	const task = submitTraining(rig.edge, { steps: 5_000 });
	await ended(task);
	expect(task.failure).toMatchObject({
		code: "machine_unfit",
		message: expect.stringContaining("to train on cuda and trains on cpu"),
	});
	expect(task.checkpoints).toEqual([]);
});

test("a worker that is asked to leave keeps what is saved and gives the training back", async () => {
	await start({ TRAINER_STAND_IN_FAULT: "silent@5" });
	const task = submitTraining(rig.edge, { steps: 8 });
	await until("a checkpoint was kept", () => task.checkpoints.length === 2);
	await rig.worker.drain();
	expect(task.releases).toMatchObject([{ cause: "drain" }]);
	expect(task.checkpoints.map(({ step }) => step)).toEqual([2, 4]);
});

test("a training that is canceled ends its trainer at once", async () => {
	await start({ TRAINER_STAND_IN_FAULT: "silent@3" });
	const task = submitTraining(rig.edge);
	await until("it trains", () => task.checkpoints.length === 1);
	rig.edge.cancel(task);
	await ended(task);
	expect(task).toMatchObject({ status: "canceled" });
});

test("what this machine cannot do is left to another", async () => {
	await start({}, {});
	const lacking = submitTraining(rig.edge, {}, { work: { base_model: "checkpoints/other.safetensors" } });
	await ended(lacking);
	expect(lacking.failure?.code).toBe("missing_model");
	const other = submitTraining(rig.edge, {}, { work: { trainer: "ai-toolkit" } });
	await ended(other);
	expect(other.failure?.code).toBe("capabilities_outdated");
	const flux = submitTraining(rig.edge, {}, { work: { family: "flux" } });
	await ended(flux);
	expect(flux.failure?.code).toBe("machine_unfit");
});
