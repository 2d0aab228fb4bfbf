import { createHash } from "node:crypto";
import { mkdir, writeFile } from "node:fs/promises";
import path from "node:path";
import type { DarkroomClient } from "../../client/client.ts";
import type { JobResource } from "../../edge/contract/jobs/jobs.ts";
import type { Running } from "../stack/processes.ts";
import { type Stack, startStack } from "../stack/stack.ts";
import { trainerMachine } from "../stack/trainer-machine.ts";
import { follow } from "../testing/follow.ts";
import { paint } from "../testing/pictures.ts";

const BASE = "AnythingV5_v5PrtRE.safetensors";
const TRIGGER = "ohwx_woman";
const [STEPS, SAVE_EVERY, STEP_MS] = [120, 20, 60];
/** The worker is killed as soon as it is so far. */
const KILLED_AT = 70;
const CLASS_PICTURES = 12;
/** A dead worker is found after so long, in milliseconds: in the field it is 30 seconds. */
const LEASE_MS = 5_000;

/**
 * From pictures to a LoRA that is used by name: a dataset with a fault that is found and mended, pictures of the class, a
 * training whose worker is killed in its middle, and a picture by a worker that never saw the LoRA.
 */
export async function showLora(output: string): Promise<void> {
	const began = performance.now();
	const say = (text: string) =>
		console.log(`${((performance.now() - began) / 1000).toFixed(1).padStart(5)} s  ${text}`);
	console.log(
		"ComfyUI is an emulator and the trainer a stand-in that learns nothing; edge, workers, kills and files are real.",
	);
	const machine = await trainerMachine([`checkpoints/${BASE}`], { stepMs: STEP_MS });
	const stack = await startStack({
		...{ leaseMs: LEASE_MS, workers: 0, workerEnv: machine.env },
		emulator: ["--library", "--fp32-vae", "--step-ms", "20", "--base-directory", machine.comfyui],
	});
	try {
		const first = stack.startWorker({ WORKER_NAME: "first" });
		say(`edge ${stack.edge.url}, a worker with a trainer`);
		const { client } = stack;
		await makeDataset(client, say);
		await client.datasets
			.regularise("ohwx", { pictures: CLASS_PICTURES, parameters: { checkpoint: BASE } })
			.then(async ({ regularisation_job }) => {
				await ended(client, regularisation_job ?? "");
				say(
					`${CLASS_PICTURES} pictures of the class, made by a job of the base model, each with a seed of its own`,
				);
			});
		const { version } = await client.datasets.freeze("ohwx");
		say(`frozen as ohwx@${version}: it never changes again`);
		const second: Running[] = [];
		const another = () => {
			first.child.kill("SIGKILL");
			second.push(stack.startWorker({ WORKER_NAME: "second" }));
		};
		const id = await train(stack, `ohwx@${version}`, another, say);
		const { checkpoints } = await client.trainings.get(id);
		say(
			`checkpoints: ${checkpoints.map(({ step, loss }) => `${step} (loss ${loss?.toFixed(3) ?? "?"})`).join(", ")}`,
		);
		const promoted = await client.trainings.promote(id, { step: checkpoints.at(-1)?.step ?? SAVE_EVERY });
		say(
			`promoted the checkpoint after ${checkpoints.at(-1)?.step} steps: ${promoted.name}@${promoted.promoted}`,
		);
		for (const worker of second) await worker.stop();
		stack.startWorker({ WORKER_NAME: "third" });
		const picture = await client.submit({
			workflow: "sd15-text-to-image",
			parameters: {
				...{ prompt: "standing on a cliff", seed: 7, lora: `${promoted.name}@${promoted.promoted}` },
				trigger_word: TRIGGER,
			},
		});
		const done = await ended(client, picture.id);
		const [file] = await Promise.all(done.outputs.map((asset) => client.download(asset)));
		await mkdir(output, { recursive: true });
		const at = path.join(output, "lora.png");
		await writeFile(at, file ?? new Uint8Array());
		say(
			`a picture with ${promoted.name}@${promoted.promoted}, by a third worker that fetched it by its hash: ${path.relative(process.cwd(), at)}`,
		);
	} finally {
		await stack.stop();
		await machine.remove();
	}
	console.log(`\nThe demo took ${((performance.now() - began) / 1000).toFixed(1)} s.`);
}

/** Ten pictures, of which one says nothing of what it shows: that is found, and mended. */
async function makeDataset(client: DarkroomClient, say: (text: string) => void): Promise<void> {
	await client.datasets.create({ name: "ohwx", trigger_word: TRIGGER, class_words: "woman" });
	const views = ["front view", "side view", "back view", "looking up", "sitting"];
	const items = [];
	for (let i = 0; i < 10; i++) {
		const hash = createHash("sha256").update(`picture ${i}`).digest();
		const bytes = paint(512, 512, (x, y) => [
			hash[(x >> 5) % 32] ?? 0,
			hash[(y >> 5) % 32] ?? 0,
			hash[((x + y) >> 6) % 32] ?? 0,
		]);
		const { id } = await client.upload(bytes, `picture-${i}.png`);
		const said = `${TRIGGER}, upper body, ${views[i % views.length]}, background ${i}`;
		items.push({ asset: id, caption: i === 4 ? "" : said });
	}
	const { added } = await client.datasets.add("ohwx", { items });
	const before = await client.datasets.checks("ohwx");
	const faulty = before.items.filter(({ findings }) => findings.some(({ severity }) => severity === "fault"));
	say(`a dataset of ${before.pictures} pictures; ${faulty.length} with a fault:`);
	for (const { item, findings } of faulty)
		for (const { severity, message } of findings)
			if (severity === "fault") say(`  picture ${item}: ${message}`);
	for (const { item } of faulty)
		await client.datasets.changeItem("ohwx", item, {
			caption: `${TRIGGER}, upper body, sitting, background 4`,
		});
	const after = await client.datasets.checks("ohwx");
	if (!after.ready) throw new Error(`the dataset is still not ready: ${JSON.stringify(after.findings)}`);
	say(`mended; ${added} pictures are ready`);
}

/** Trains, has the worker killed in the middle, and starts another one, which goes on. Answers with the training's id. */
async function train(
	stack: Stack,
	dataset: string,
	another: () => void,
	say: (text: string) => void,
): Promise<string> {
	const { client } = stack;
	const { id } = await client.trainings.start({
		...{ output_name: "ohwx", family: "sd15", base_model: `checkpoints/${BASE}`, dataset },
		recipe: { steps: STEPS, save_every: SAVE_EVERY, seed: 42 },
	});
	say(`${id}: ${STEPS} steps, a checkpoint each ${SAVE_EVERY}`);
	const told = { step: 0, checkpoint: 0, killed: false };
	await follow(client, id, {
		on: (frame) => {
			if (frame.type === "checkpoint") {
				if (told.killed && frame.epoch === 1) return;
				told.checkpoint = frame.step;
				say(`  checkpoint after ${frame.step} steps is in R2`);
			}
			if (frame.type === "progress" && frame.step !== null) {
				if (frame.epoch > 1 && told.killed && told.step > 0) {
					say(
						`  the second worker goes on at step ${frame.step}; ${Math.max(0, told.step - frame.step + 1)} steps are done again`,
					);
					told.step = 0;
				} else if (!told.killed) told.step = frame.step;
			}
			if (told.killed || told.step < KILLED_AT) return;
			told.killed = true;
			another();
			say(
				`  the worker is killed (kill -9) at step ${told.step}, after the checkpoint of ${told.checkpoint}`,
			);
		},
	});
	await ended(client, id);
	return id;
}

async function ended(client: DarkroomClient, id: string): Promise<JobResource> {
	await follow(client, id);
	const job = await client.job(id);
	if (job.status !== "succeeded") throw new Error(`${id} ended as ${job.status}: ${job.error?.message}`);
	return job;
}
