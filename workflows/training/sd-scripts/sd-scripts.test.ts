import { readFileSync } from "node:fs";
import fc from "fast-check";
import { expect, test } from "vitest";
import { barIn, LineCutter, troubleIn } from "../dialect/lines.ts";
import { trainingWork } from "../testing/work.ts";
import { datasetToml, repeatsOf } from "./dataset.ts";
import { sdScripts } from "./dialect.ts";
import { stateFolder } from "./names.ts";

/** What 48d368fa printed and wrote: six steps on a CPU, a checkpoint each two, killed after the fourth, resumed. */
const fixture = (name: string) => readFileSync(new URL(`fixtures/${name}`, import.meta.url), "utf8");

const linesOf = (text: string) => {
	const cutter = new LineCutter();
	return [...cutter.push(text), ...cutter.end()];
};
const readAll = (name: string) => linesOf(fixture(name)).flatMap((line) => sdScripts.read(line) ?? []);
const stepsIn = (name: string) => [
	...new Set(readAll(name).flatMap((line) => (line.type === "bar" ? [sdScripts.stepsDone(line, 6)] : []))),
];

const written = fixture("written.tsv")
	.trim()
	.split("\n")
	.map((row) => {
		const [path = "", bytes] = row.split("\t");
		return { path, bytes: Number(bytes) };
	});

const places = {
	pictures: "/t/pictures",
	regularisation: "/t/regularisation",
	output: "/t/output",
	configs: "/t/configs",
	base: "/m/anything-v5.safetensors",
	resume: null,
	flux: null,
	device: "cuda",
} as const;

test("the real trainer's bar is read to its last step, with loss and seconds", () => {
	expect(stepsIn("whole.log")).toEqual([0, 1, 2, 3, 4, 5, 6]);
	const last = readAll("whole.log").findLast(({ type }) => type === "bar");
	expect(last).toMatchObject({
		done: 6,
		total: 6,
		loss: expect.any(Number),
		seconds_per_step: expect.any(Number),
	});
	const others = readAll("whole.log").filter(({ type }) => type !== "bar");
	expect(others).toEqual([
		{ type: "device", device: "cpu" },
		...[2, 4, 6].map((step) => ({ type: "saved", step })),
	]);
});

test("after a resume its bar counts what is left, and the steps of the whole are told", () => {
	expect(stepsIn("killed.log").at(-1)).toBeLessThan(6);
	expect(stepsIn("resumed.log")).toEqual([4, 5, 6]);
});

test("what it prints is read the same in whatever pieces it comes", () => {
	const text = fixture("whole.log");
	const whole = linesOf(text);
	fc.assert(
		fc.property(fc.array(fc.integer({ min: 1, max: 400 }), { minLength: 1, maxLength: 50 }), (sizes) => {
			const cutter = new LineCutter();
			const lines: string[] = [];
			let at = 0;
			for (let i = 0; at < text.length; i++) {
				const size = sizes[i % sizes.length] ?? 1;
				lines.push(...cutter.push(text.slice(at, at + size)));
				at += size;
			}
			expect([...lines, ...cutter.end()]).toEqual(whole);
		}),
		{ numRuns: 20 },
	);
});

test("a checkpoint is whole once the bar has passed it; the state needs the file that is written last", () => {
	const work = trainingWork();
	const found = (step: number, ended = false, files = written) =>
		sdScripts.checkpoints(work, files, { step, ended }).map((one) => one.step);
	expect(found(6)).toEqual([2, 4]);
	expect(found(6, true)).toEqual([2, 4, 6]);
	const partly = written.filter(
		({ path }) => path !== `${stateFolder(work.output_name, 4)}/random_states_0.pkl`,
	);
	expect(found(6, true, partly)).toEqual([2, 6]);
	const [first] = sdScripts.checkpoints(work, written, { step: 6, ended: true });
	expect(first?.lora).toBe("spyke_plasma_v1-step00000002.safetensors");
	expect(first?.state.map(({ name }) => name)).toContain("optimizer.bin");
	expect(written.map(({ path }) => path)).toContain(sdScripts.last(work));
});

test("S0-B07 S2-LORA-01a S2-LORA-01b S2-LORA-02a S2-INFRA-03a S2-INFRA-03b the arguments are those of the documents", () => {
	const { args, env } = sdScripts.launch(trainingWork(), places);
	expect(args).toEqual(
		expect.arrayContaining([
			"train_network.py",
			"--network_module=networks.lora",
			"--network_dim=32",
			"--network_alpha=16",
			"--mixed_precision=fp16",
			"--optimizer_type=AdamW",
			"--save_every_n_steps=200",
			"--save_state",
			"--max_train_steps=700",
			"--clip_skip=2",
			"--seed=42",
		]),
	);
	expect(args.join(" ")).not.toMatch(/xformers|8bit|bitsandbytes|triton|resume/);
	expect(env).toMatchObject({ PYTORCH_ENABLE_MPS_FALLBACK: "1" });
});

test("a resume names its state and the step to count from", () => {
	const resume = { folder: "/t/resume/x-state", step: 200 };
	const { args } = sdScripts.launch(trainingWork(), { ...places, resume });
	expect(args).toEqual(
		expect.arrayContaining(["--resume=/t/resume/x-state", "--initial_step=200", "--skip_until_initial_step"]),
	);
});

test("AdaFactor keeps to the rate and the scheduler that are asked for", () => {
	const work = trainingWork();
	const { args } = sdScripts.launch({ ...work, recipe: { ...work.recipe, optimizer: "AdaFactor" } }, places);
	const at = args.indexOf("--optimizer_args");
	expect(args.slice(at - 1, at + 4)).toEqual([
		"--optimizer_type=AdaFactor",
		"--optimizer_args",
		"relative_step=False",
		"scale_parameter=False",
		"warmup_init=False",
	]);
	expect(args[at + 4]).toMatch(/^--/);
});

test("the data set is one epoch as long as the training, and its strings cannot break out", () => {
	const regularisation = { class_prompt: 'a "girl"\nnum_repeats = 9', repeats: 1, pictures: [] };
	const work = trainingWork({ regularisation }, 20);
	// 20 pictures ten times, and as much of the class: 400 of 1,200 steps.
	expect(repeatsOf(work)).toBe(30);
	expect(repeatsOf(trainingWork({}, 20))).toBe(60);
	const toml = datasetToml(work, places);
	expect(toml).toContain('class_tokens = "a \\"girl\\" num_repeats = 9"');
	expect(toml.match(/^num_repeats/gm)).toHaveLength(2);
	fc.assert(
		fc.property(fc.integer({ min: 1, max: 300 }), fc.integer({ min: 1, max: 50 }), (pictures, repeats) => {
			const one = trainingWork({ repeats }, pictures);
			expect(repeatsOf(one) * pictures).toBeGreaterThanOrEqual(one.recipe.steps * one.recipe.batch);
			expect(repeatsOf(one) % repeats).toBe(0);
		}),
		{ numRuns: 50 },
	);
});

test.each([
	["torch.OutOfMemoryError: CUDA out of memory. Tried to allocate 2.00 GiB", "out_of_memory"],
	["RuntimeError: MPS backend out of memory (MPS allocated: 17.0 GB)", "out_of_memory"],
	["OSError: [Errno 28] No space left on device", "disk_full"],
	["ValueError: fp16 mixed precision requires a GPU (not 'mps').", "no_device"],
	["PIL.UnidentifiedImageError: cannot identify image file '/t/0001.png'", "unreadable_picture"],
	["INFO loading u-net: <All keys matched successfully>", undefined],
])("%s is read as %s", (line, trouble) => {
	expect(troubleIn(line)?.trouble).toBe(trouble);
});

test("bars in either unit, and of other things", () => {
	expect(barIn("steps:  10%|█ | 5/50 [00:02<00:22,  2.00it/s, avr_loss=nan]")).toMatchObject({
		seconds_per_step: 0.5,
	});
	expect(sdScripts.read("steps:  10%|█ | 5/50 [00:02<00:22,  2.00it/s, avr_loss=nan]")).toMatchObject({
		loss: null,
	});
	expect(sdScripts.read("read caption: 100%|█| 5/5 [00:00<00:00, 34836.41it/s]")).toBeNull();
});
