import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { mkdir, writeFile } from "node:fs/promises";
import { basename, join } from "node:path";
import { loraFile, stateFolder } from "../../../workflows/training/sd-scripts/names.ts";
import { systemClock } from "../../process/clock.ts";
import type { Behaviour, Options } from "./options.ts";
import { type Memory, readState, removeState, writeState } from "./state.ts";
import { standInLora } from "./weights.ts";

/** What it prints to: sd-scripts' logs go to stdout, its bar to stderr. */
export interface Streams {
	out(line: string): void;
	bar(text: string): void;
	/** Ends the process as the kernel does when memory runs out. */
	die(): void;
}

/**
 * Behaves like sd-scripts: reads the data set, counts steps, prints its bar, and writes weights and states under its
 * names. It learns nothing, and says so. Throws what the real one would end with.
 */
export async function train(
	options: Options,
	{ stepMs, stateBytes, device, fault }: Behaviour,
	streams: Streams,
): Promise<void> {
	const { steps, saveEvery, output, name } = options;
	streams.out("This is a stand-in for sd-scripts: it behaves like a trainer, and learns nothing.");
	if (!existsSync(options.base))
		throw new Error(`FileNotFoundError: [Errno 2] No such file or directory: '${options.base}'`);
	const pictures = readDataset(options.dataset, streams);
	let memory: Memory = { step: 0, made: hash(`${options.seed}/${pictures}`) };
	let begun = 0;
	if (options.resume !== null) {
		memory = readState(options.resume.folder);
		begun = options.resume.step;
		streams.out(`INFO     load train state from ${join(options.resume.folder, "train_state.json")}`);
		if (begun >= steps)
			throw new Error(
				`AssertionError: max_train_steps should be greater than initial step: ${steps} vs ${begun}`,
			);
	}
	streams.out("running training / 学習開始");
	streams.out(`  total optimization steps / 学習ステップ数: ${steps}`);
	streams.out(`INFO     unet dtype: torch.float32, device: ${device}`);
	const strikes = (kind: string, step: number) => fault?.kind === kind && step >= fault.step;
	await mkdir(output, { recursive: true });
	let losses = 0;
	const total = steps - begun;
	streams.bar(bar(0, total, stepMs, null));
	for (let step = begun + 1; step <= steps; step++) {
		const average = losses / Math.max(1, step - begun - 1);
		if (strikes("silent", step)) await new Promise(() => setInterval(() => {}, 60_000));
		if (strikes("killed", step)) return streams.die();
		if (strikes("out-of-memory", step))
			throw new Error("torch.OutOfMemoryError: CUDA out of memory. Tried to allocate 2.00 GiB.");
		await systemClock.sleep(stepMs);
		memory = { step, made: hash(`${memory.made}/${step}`) };
		streams.bar(bar(step - begun, total, stepMs, step - begun === 1 ? null : average));
		losses += 0.05 + 0.1 / (1 + step / 50);
		if (step % saveEvery === 0) {
			if (strikes("disk-full", step)) throw new Error("OSError: [Errno 28] No space left on device");
			streams.out(`\nsaving checkpoint: ${join(output, loraFile(name, step))}`);
			await writeFile(join(output, loraFile(name, step)), weights(options, memory));
			streams.out(`INFO     saving state at step ${step}`);
			const state = join(output, stateFolder(name, step));
			await writeState(state, memory, weights(options, memory), stateBytes);
			streams.out(`INFO     Random states saved in ${join(state, "random_states_0.pkl")}`);
			if (step > 2 * saveEvery) await removeState(join(output, stateFolder(name, step - 2 * saveEvery)));
		}
		streams.bar(bar(step - begun, total, stepMs, losses / (step - begun)));
	}
	if (fault?.kind === "no-file") return;
	await writeState(join(output, `${name}-state`), memory, weights(options, memory), stateBytes);
	streams.out(`\nsaving checkpoint: ${join(output, `${name}.safetensors`)}`);
	await writeFile(join(output, `${name}.safetensors`), weights(options, memory));
	streams.out("INFO     model saved.");
}

function weights({ script, rank, alpha, base }: Options, { step, made }: Memory): Buffer {
	const metadata = {
		ss_network_module: "networks.lora",
		ss_network_dim: String(rank),
		ss_network_alpha: String(alpha),
		ss_sd_model_name: basename(base),
		ss_steps: String(step),
	};
	return standInLora(made, { script, rank, alpha, metadata });
}

/** The folders that a data set names, each of which must have pictures; answers with what their bytes are, as a hash. */
function readDataset(file: string, streams: Streams): string {
	const toml = readFileSync(file, "utf8");
	const folders = [...toml.matchAll(/^image_dir = (".*")$/gm)].map(([, text]) =>
		String(JSON.parse(text ?? '""')),
	);
	return hash(
		folders
			.map((folder) => {
				const pictures = readdirSync(folder).filter((one) => /\.(png|jpe?g|webp)$/.test(one));
				if (pictures.length === 0) throw new Error(`No image found in ${folder}`);
				streams.out(`INFO     found directory ${folder} contains ${pictures.length} image files`);
				return pictures
					.toSorted()
					.map((one) => hash(readFileSync(join(folder, one))))
					.join();
			})
			.join("/"),
	);
}

function hash(of: string | Buffer): string {
	return createHash("sha256").update(of).digest("hex");
}

/** A bar as tqdm draws it. */
function bar(done: number, total: number, stepMs: number, loss: number | null): string {
	const percent = Math.floor((100 * done) / total);
	const full = "█".repeat(Math.floor(percent / 10)).padEnd(10);
	const rate = done === 0 ? "?it/s" : `${(stepMs / 1000).toFixed(2)}s/it`;
	const told = loss === null ? "" : `, avr_loss=${loss.toPrecision(3)}`;
	return `\rsteps: ${String(percent).padStart(3)}%|${full}| ${done}/${total} [00:00<00:00, ${rate}${told}]`;
}
