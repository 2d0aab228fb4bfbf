import { mkdir, writeFile } from "node:fs/promises";
import path from "node:path";
import type { DarkroomClient } from "../../client/client.ts";
import type { Asset } from "../../edge/contract/assets/assets.ts";
import type { Frame } from "../../edge/contract/jobs/events.ts";
import { BASE_PICTURE_TARGETS } from "../../workflows/definition/targets.ts";
import { type Stack, startStack } from "../stack/stack.ts";
import { trainerMachine } from "../stack/trainer-machine.ts";
import { follow } from "../testing/follow.ts";

/** What Flux is trained from, as ComfyUI's folders have it. */
const MODELS = [
	"diffusion_models/flux1-dev.safetensors",
	"text_encoders/clip_l.safetensors",
	"text_encoders/t5xxl_fp16.safetensors",
	"vae/ae.safetensors",
];
const PARAMETERS = {
	prompt: "A woman of 25 with long brown hair, brown eyes and freckles, wearing a plain grey sweater",
	...{
		seed: 7,
		sheet_pictures: 7,
		face_swap: true,
		face_swap_prompt: "the same woman, on a pier in the rain",
	},
	expressions: ["portrait, front view, broad smile with teeth, plain white background"],
	lighting: ["upper body, front view, golden light of the late afternoon"],
	poses: ["full body, walking, city street"],
	...{ train: true, lora_name: "mara", trigger: "ohwx mara", training_steps: 600, choose_checkpoint: true },
	class_scenes: ["A woman of 40, portrait, plain white background", "A woman of 30, standing, a street"],
	compared_scenes: ["full body, walking, city street"],
};
const STEP_MS = 20;
/** The worker is killed as soon as its training is so far: between two checkpoints, one each 200 steps. */
const KILLED_AT = 260;
/** A dead worker is found after so long, in milliseconds: in the field it is 30 seconds. */
const LEASE_MS = 5_000;
/** What making a character may cost, in millionths of a dollar. */
const PROMISED_MICRO_USD = 2_000_000;

type Say = (text: string) => void;
/** What the demo has seen of the job so far. */
interface Seen {
	base: { at: number; asset: Asset }[];
	step: number;
	killed: boolean;
	again: boolean;
	finals: Asset[];
}

/**
 * A character from words, as one job: base pictures of which one is picked, its skin, a sheet, variations, pictures of
 * the class, a training whose worker is killed in its middle, its checkpoints side by side, a choice, and final pictures
 * with the trigger word.
 */
export async function showCharacterCreation(output: string): Promise<void> {
	const began = performance.now();
	const say: Say = (text) =>
		console.log(`${((performance.now() - began) / 1000).toFixed(1).padStart(5)} s  ${text}`);
	console.log(
		"ComfyUI is an emulator and the trainer a stand-in that learns nothing; edge, workers, kills and files are real.",
	);
	const machine = await trainerMachine(MODELS, { stepMs: STEP_MS });
	const stack = await startStack({
		...{ leaseMs: LEASE_MS, workers: 0, workerEnv: machine.env },
		emulator: ["--library", "--fp32-vae", "--step-ms", "5", "--base-directory", machine.comfyui],
	});
	try {
		const first = stack.startWorker({ WORKER_NAME: "first" });
		say(`edge ${stack.edge.url}, a worker with a trainer`);
		const submitted = performance.now();
		const { id, stages, cost } = await stack.client.submit({
			...{ pipeline: "character-creation", parameters: PARAMETERS },
		});
		say(`${id}: "${PARAMETERS.prompt}"`);
		say(`${stages.length} stages as one job; it may cost ${dollars(cost.budget_micro_usd ?? 0)}`);
		const seen: Seen = { base: [], step: 0, killed: false, again: false, finals: [] };
		const kill = () => {
			first.child.kill("SIGKILL");
			stack.startWorker({ WORKER_NAME: "second" });
		};
		const decided = Promise.withResolvers<never>();
		const watched = follow(stack.client, id, {
			on: (frame) => {
				tell(frame, seen, performance.now() - submitted, say);
				if (frame.type === "stage" && frame.status === "awaiting_approval")
					decide(stack.client, id, frame.stage, say).catch(decided.reject);
				if (seen.killed || seen.step < KILLED_AT) return;
				seen.killed = true;
				kill();
				say(`    the worker is killed (kill -9) at step ${seen.step}; another one starts`);
			},
		});
		// Nobody would ever decide again: the job waits as long as it may.
		await Promise.race([watched, decided.promise]);
		await report(stack, id, seen, say);
		await mkdir(output, { recursive: true });
		for (const [i, asset] of seen.finals.entries()) {
			const file = path.join(output, `character-creation-${i + 1}.png`);
			await writeFile(file, await stack.client.download(asset));
			say(`final picture: ${path.relative(process.cwd(), file)}`);
		}
	} finally {
		await stack.stop();
		await machine.remove();
	}
	console.log(`\nThe demo took ${((performance.now() - began) / 1000).toFixed(1)} s.`);
}

/** A line for what happens, and what is remembered of it. `after`: since the job was submitted, in milliseconds. */
function tell(frame: Frame, seen: Seen, after: number, say: Say): void {
	if (frame.type === "stage" && ["queued", "succeeded", "skipped", "failed"].includes(frame.status))
		say(`  ${frame.stage}: ${frame.status}`);
	if (frame.type === "output" && frame.stage === "base-images")
		seen.base.push({ at: after, asset: frame.output });
	if (frame.type === "output" && frame.stage === "face-swap")
		say("    a picture with the chosen face, long before anything is trained");
	if (frame.type === "output" && frame.stage === "final") seen.finals.push(frame.output);
	if (frame.type === "checkpoint")
		say(`    checkpoint after ${frame.step} steps is in R2 (loss ${frame.loss?.toFixed(3) ?? "?"})`);
	if (frame.type !== "progress" || frame.stage !== "train" || frame.step === null) return;
	if (seen.killed && frame.epoch > 1 && !seen.again) {
		seen.again = true;
		const repeated = Math.max(0, seen.step - frame.step + 1);
		say(`    the second worker goes on at step ${frame.step}; ${repeated} steps are done again`);
	}
	if (!seen.killed) seen.step = frame.step;
}

/** What a person says where the job waits for one: the second base picture, and what the figures speak for. */
async function decide(client: DarkroomClient, job: string, stage: string, say: Say): Promise<void> {
	if (stage !== "choice") {
		const { stages } = await client.job(job);
		const made = stages.find(({ key }) => key === stage)?.tasks.flatMap(({ outputs }) => outputs) ?? [];
		const picked = (made[1] ?? made[0])?.id ?? "";
		await client.pipelines.decide(job, stage, { choice: "pick", outputs: [picked] });
		say(`    somebody picks the second of ${made.length} base pictures`);
		return;
	}
	const { columns, recommended, prompts, seeds } = await client.trainings.comparison(job);
	say(`    ${prompts.length} scene at ${seeds.length} seeds, without the LoRA and with each checkpoint:`);
	for (const { step, pictures, sharpness_ratio } of columns)
		say(
			step === null
				? `      without       ${pictures} pictures`
				: `      step ${String(step).padEnd(8)} ${pictures} pictures, ${sharpness_ratio === null ? "nobody measured their sharpness" : `sharpness ${sharpness_ratio.toFixed(2)} of that without`}`,
		);
	const step = recommended ?? columns.at(-1)?.step ?? 0;
	const { name, promoted } = await client.trainings.promote(job, { step });
	say(
		`    ${recommended === null ? "the figures speak for none" : `the figures speak for step ${recommended}`}; somebody promotes step ${step}: ${name}@${promoted}`,
	);
	await client.pipelines.decide(job, stage, { choice: "approve" });
}

/** What was promised of it, beside what came of it here. */
async function report({ client }: Stack, id: string, { base, finals }: Seen, say: Say): Promise<void> {
	const { status, error, cost } = await client.job(id);
	if (status !== "succeeded") throw new Error(`${id} ended as ${status}: ${error?.code} ${error?.message}`);
	const training = await client.trainings.get(id);
	say(`${training.output_name} was learned from ${training.pictures} pictures (${training.dataset})`);
	const seconds = (ms: number | undefined) => ((ms ?? 0) / 1000).toFixed(1);
	const { first_ms, all_ms } = BASE_PICTURE_TARGETS;
	say("What was promised, and came of it by an emulator, whose times say nothing of a GPU:");
	say(`  first base picture   ${seconds(base[0]?.at)} s  (promised: ${first_ms / 1000} s)`);
	say(`  all ${base.length} of them        ${seconds(base.at(-1)?.at)} s  (promised: ${all_ms / 1000} s)`);
	const trained = cost.stages.find(({ stage }) => stage === "train")?.micro_usd ?? 0;
	say(
		cost.unpriced_attempts > 0
			? `  what it cost is not known: ${cost.unpriced_attempts} of ${cost.attempts} attempts ran on a machine without a price (promised: ${dollars(PROMISED_MICRO_USD)} without the training)`
			: `  without the training ${dollars(cost.micro_usd - trained)} (promised: ${dollars(PROMISED_MICRO_USD)}), the training ${dollars(trained)}`,
	);
	const { total } = await client.usage.sums({ by: "workflow" });
	say(
		`  jobs that succeeded  ${total.jobs_succeeded} of ${total.jobs}; of those that lost a worker ${((total.recovery_rate ?? 0) * 100).toFixed(0)} % recovered`,
	);
	if (finals.length === 0) throw new Error("no final picture was made");
}

const dollars = (micro: number) => `${(micro / 1_000_000).toFixed(4)} USD`;
