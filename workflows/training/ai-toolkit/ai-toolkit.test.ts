import { expect, test } from "vitest";
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

test("its configuration is JSON with what the recipe says, and no sample is made", () => {
	const { args, files } = aiToolkit.launch(work, places);
	expect(args).toEqual(["run.py", "/t/configs/ai-toolkit.json"]);
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

test("only the newest weights have an optimiser's state, and go back where it finds them", () => {
	const name = work.output_name;
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
	expect(aiToolkit.restore(resumed, { role: "log", name: "losses.jsonl" })).toBeNull();
});
