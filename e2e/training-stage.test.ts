import { afterAll, beforeAll, expect, test } from "vitest";
import { trainingPipeline } from "../workflows/pipelines/testing/training.ts";
import { PATIENCE_MS } from "../workflows/testing/patience.ts";
import { type Stack, startStack } from "./stack/stack.ts";
import { type TrainerMachine, trainerMachine } from "./stack/trainer-machine.ts";
import { attemptsOf } from "./testing/attempts.ts";
import { ended, follow } from "./testing/follow.ts";
import { openLane } from "./testing/lane.ts";

/** From words to pictures with a LoRA of its own as one job: real processes, an emulated ComfyUI, a stand-in trainer. */
const BASE = "AnythingV5_v5PrtRE.safetensors";
const [STEPS, SAVE_EVERY] = [60, 20];

let stack: Stack;
let machine: TrainerMachine;

beforeAll(async () => {
	machine = await trainerMachine([`checkpoints/${BASE}`], { stepMs: 25 });
	stack = await startStack({
		...{ leaseMs: 3_000, workers: 0 },
		emulator: ["--library", "--fp32-vae", "--step-ms", "1", "--base-directory", machine.comfyui],
		workerEnv: machine.env,
	});
});
afterAll(async () => {
	await stack.stop();
	await machine.remove();
});

test("S0-A28 pictures, a dataset with captions, a class beside, a training whose worker is killed, checkpoints side by side, a person's word, final pictures: one job; another waits for its LoRA", async () => {
	const { client } = stack;
	const lane = await openLane(stack, "character");
	const doomed = lane.start();
	await client.pipelines.create(trainingPipeline("from-words", BASE));
	const { id } = await client.submit({
		...{ pipeline: "from-words", pool: "character" },
		parameters: {
			name: "mia",
			steps: STEPS,
			save_every: SAVE_EVERY,
			class_scenes: ["a woman, standing"],
			choose: true,
		},
	});
	const waiting = await client.submit({
		...{ workflow: "sd15-text-to-image", pool: "character", wait_for_loras: true },
		parameters: { prompt: "at night", lora: "mia@1", checkpoint: BASE },
	});
	expect(waiting.queue).toMatchObject({
		reason: "lora_not_ready",
		loras: [{ reference: "mia@1", training: id }],
	});
	const after: number[] = [];
	let kept = 0;
	const seen = await follow(client, id, {
		ms: PATIENCE_MS,
		on: (frame) => {
			if (frame.type === "stage" && frame.status === "awaiting_approval")
				void client.pipelines.decide(id, frame.stage, { choice: "approve" });
			if (frame.type === "progress" && frame.stage === "train" && frame.epoch > 1 && frame.step !== null)
				after.push(frame.step);
			if (frame.type !== "checkpoint" || kept > 0) return;
			kept = frame.step;
			doomed.child.kill("SIGKILL");
			lane.start();
		},
	});
	const job = await client.job(id);
	expect(job.error).toBeNull();
	expect(job.stages.map(({ key, status }) => `${key} ${status}`)).toEqual(
		["pictures", "class", "train", "comparison", "choice", "final"].map(
			(key) => `${key} ${key === "comparison" ? "skipped" : "succeeded"}`,
		),
	);
	expect(kept).toBe(SAVE_EVERY);
	expect(Math.min(...after)).toBeGreaterThanOrEqual(kept);
	const [task] = job.stages.find(({ key }) => key === "train")?.tasks ?? [];
	const attempts = (await attemptsOf(client, id)).filter((attempt) => attempt.task === task?.id);
	expect(attempts.map(({ status }) => status)).toEqual(["lease_expired", "succeeded"]);
	expect(seen.events.some((event) => event.type === "checkpoint" && event.loss !== null)).toBe(true);
	const training = await client.trainings.get(id);
	expect(training).toMatchObject({ output_name: "mia", pictures: 7, steps: STEPS });
	// Pictures are not looked at here, so that the figures speak for none, and the last weights are taken.
	const comparison = await client.trainings.comparison(id);
	expect(comparison).toMatchObject({ id, stage: "choice", status: "succeeded" });
	expect(comparison.columns.map(({ step, pictures }) => [step, pictures])).toEqual([
		[null, 1],
		...[20, 40, 60].map((step) => [step, 1]),
	]);
	expect(comparison.recommended).toBeNull();
	expect(training.weights_versions).toEqual(["mia@1"]);
	expect(job.cost.estimate_micro_usd).toBeGreaterThan(0);
	expect(job.cost.stages.map(({ stage }) => stage)).toContain("train");
	expect(await ended(client, waiting.id)).toMatchObject({ status: "succeeded" });
});
