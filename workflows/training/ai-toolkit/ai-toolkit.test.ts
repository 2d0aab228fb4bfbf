import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { LineCutter } from "../dialect/lines.ts";
import { trainingWork } from "../testing/work.ts";
import { aiToolkit, configOf } from "./dialect.ts";

const places = {
	pictures: "/t/pictures",
	regularisation: null,
	output: "/t/output",
	configs: "/t/configs",
	base: "/m/anything-v5.safetensors",
	resume: null,
	flux: null,
	device: "cuda",
} as const;
const work = trainingWork({ trainer: "ai-toolkit" });

test("S0-B07 its configuration is JSON with what the recipe says, and no sample is made", () => {
	const { args, env, files } = aiToolkit.launch(work, places);
	expect(args.slice(-2)).toEqual(["run.py", "/t/configs/ai-toolkit.json"]);
	expect(env).toMatchObject({ SEED: "42", PYTORCH_ENABLE_MPS_FALLBACK: "1" });
	const [process] = configOf(work, places).config.process;
	expect(JSON.parse(files[0]?.text ?? "")).toEqual(configOf(work, places));
	expect(process).toMatchObject({
		network: { type: "lora", linear: 32, linear_alpha: 16 },
		train: { steps: 700, batch_size: 1, optimizer: "adamw", dtype: "fp16", disable_sampling: true },
		save: { save_every: 200 },
	});
});

test("its bar counts the whole training, and other bars are none", () => {
	const line = "mia:  30%|███ | 210/700 [03:30<08:10,  1.00s/it, lr: 1.0e-04 loss: 1.234e-01]";
	const bar = aiToolkit.read(line);
	expect(bar).toMatchObject({ type: "bar", loss: 0.1234, learning_rate: 1e-4, seconds_per_step: 1 });
	expect(bar?.type === "bar" && aiToolkit.stepsDone(bar, 700)).toBe(210);
	expect(aiToolkit.read("Loading pipeline components: 40%|██ | 2/5 [00:01<00:01,  1.9it/s]")).toBeNull();
});

/** What 27a03a91 printed: six steps on a CPU, a checkpoint each two; resumed from the fourth after a kill -9. */
function readAll(name: string) {
	const text = readFileSync(new URL(`fixtures/${name}`, import.meta.url), "utf8");
	const cutter = new LineCutter();
	return [...cutter.push(text), ...cutter.end()].flatMap((line) => aiToolkit.read(line) ?? []);
}

test.each([
	["whole.log", [0, 1, 2, 3, 4, 5, 6], [9.3e-5, 7.5e-5, 5e-5, 2.5e-5, 6.7e-6, 0]],
	["resumed.log", [4, 5, 6], [6.7e-6, 0]],
])(
	"%s of the real one is read: steps of the whole, a rate that goes on, losses, the device",
	(name, steps, rates) => {
		const lines = readAll(name);
		expect(lines[0]).toEqual({ type: "device", device: "cpu" });
		const bars = lines.filter((line) => line.type === "bar");
		expect(lines).toHaveLength(bars.length + 1);
		expect([...new Set([steps[0], ...bars.map((one) => aiToolkit.stepsDone(one, 6))])]).toEqual(steps);
		expect([...new Set(bars.map(({ learning_rate }) => learning_rate))]).toEqual(rates);
		expect(bars.every(({ loss }) => loss !== null && loss > 0)).toBe(true);
	},
);

test("its linear rate falls to nothing, where its own would rise from a third", () => {
	const falling = { ...work, recipe: { ...work.recipe, scheduler: "linear" as const } };
	const [process] = configOf(falling, places).config.process;
	expect(process).toMatchObject({ train: { lr_scheduler_params: { start_factor: 1, end_factor: 0 } } });
});

test("only the newest weights have an optimiser's state, and go back where it finds them", () => {
	const name = "trained";
	const files = [
		{ path: `${name}/${name}_000000200.safetensors`, bytes: 9 },
		{ path: `${name}/${name}_000000400.safetensors`, bytes: 9 },
		{ path: `${name}/optimizer.pt`, bytes: 9 },
	];
	expect(aiToolkit.checkpoints(work, files, { step: 401, ended: false })).toEqual([]);
	const found = aiToolkit.checkpoints(work, files, { step: 402, ended: false });
	expect(found.map(({ step }) => step)).toEqual([400]);
	const resumed = { ...work, resume: { step: 400, files: [], before: null } };
	expect(aiToolkit.restore(resumed, { role: "lora", name: "anything" })).toEqual({
		below: "output",
		path: `${name}/${name}_000000400.safetensors`,
	});
	// Whatever the LoRA is called: files that begin like its name would be gone on from.
	for (const output_name of ["c", "opt", "trained"])
		for (const own of ["config.yaml", "optimizer.pt"])
			expect(own.startsWith(configOf({ ...work, output_name }, places).config.name)).toBe(false);
	expect(aiToolkit.restore(resumed, { role: "log", name: "losses.jsonl" })).toBeNull();
});
