import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { factsOf } from "../../../workflows/safetensors/family.ts";
import { readHeader } from "../../../workflows/safetensors/header.ts";
import { LineCutter } from "../../../workflows/training/dialect/lines.ts";
import { sdScripts } from "../../../workflows/training/sd-scripts/dialect.ts";
import { trainingWork } from "../../../workflows/training/testing/work.ts";
import { writtenIn } from "../../runners/train/training-folder.ts";
import { readBehaviour, readOptions } from "./options.ts";
import { train } from "./train.ts";
import { standInLora } from "./weights.ts";

const fixtures = new URL("../../../workflows/training/sd-scripts/fixtures/", import.meta.url);
const base = trainingWork();
const work = { ...base, recipe: { ...base.recipe, steps: 6, save_every: 2 } };
let root: string;
const places = (output: string, resume: { folder: string; step: number } | null = null) => ({
	pictures: join(root, "pictures"),
	regularisation: null,
	output: join(root, output),
	configs: root,
	base: join(root, "base.safetensors"),
	resume,
	flux: null,
	device: "cpu" as const,
});

beforeAll(async () => {
	root = await mkdtemp(join(tmpdir(), "darkroom-stand-in-"));
	await mkdir(join(root, "pictures"));
	await writeFile(join(root, "pictures", "0000.png"), "a picture");
	await writeFile(join(root, "base.safetensors"), "no model");
});
afterAll(() => rm(root, { recursive: true, force: true }));

/** What the stand-in prints when it is started as the worker starts sd-scripts. */
async function printed(at: ReturnType<typeof places>): Promise<string> {
	const { args, files } = sdScripts.launch(work, at);
	for (const { path, text } of files) await writeFile(path, text);
	let text = "";
	const add = (piece: string) => {
		text += piece;
	};
	const streams = { out: (line: string) => add(`\n${line}\n`), bar: add, die: () => undefined };
	await train(
		readOptions(args),
		readBehaviour({ TRAINER_STAND_IN_STEP_MS: "0", TRAINER_STAND_IN_FAULT: "cpu" }),
		streams,
	);
	return text;
}

/** What the worker reads from it: steps, kinds of lines, and the last loss being a number. */
function readAs(text: string) {
	const cutter = new LineCutter();
	const lines = [...cutter.push(text), ...cutter.end()].flatMap((line) => sdScripts.read(line) ?? []);
	return {
		steps: [...new Set(lines.flatMap((one) => (one.type === "bar" ? [sdScripts.stepsDone(one, 6)] : [])))],
		others: lines.filter(({ type }) => type !== "bar"),
		loss: typeof lines.findLast((one) => one.type === "bar" && one.loss !== null) === "object",
	};
}

const real = (name: string) => readFile(new URL(name, fixtures), "utf8");

test("the same parser reads the same from it as from the real one, whole and resumed", async () => {
	expect(readAs(await printed(places("whole")))).toEqual(readAs(await real("whole.log")));
	const state = join(root, "whole", "spyke_plasma_v1-step00000004-state");
	const resumed = await printed(places("resumed", { folder: state, step: 4 }));
	expect(readAs(resumed)).toEqual(readAs(await real("resumed.log")));
	const last = (folder: string) => readFile(join(root, folder, sdScripts.last(work)));
	expect((await last("resumed")).equals(await last("whole"))).toBe(true);
});

test("it leaves the files that the real one leaves, but for states before the newest two", async () => {
	const names = (await writtenIn(join(root, "whole"))).map(({ path }) => path).toSorted();
	const theirs = (await real("written.tsv"))
		.trim()
		.split("\n")
		.map((row) => row.split("\t")[0] ?? "");
	expect(names).toEqual(theirs.filter((path) => !path.startsWith("spyke_plasma_v1-step00000002-state/")));
});

test("its weights are a LoRA of SD 1.5 that says it learned nothing", async () => {
	const bytes = await readFile(join(root, "whole", sdScripts.last(work)));
	const read = readHeader(bytes, bytes.length);
	if (!read.ok) throw new Error(read.why);
	expect(factsOf(read.header).family).toBe("sd15");
	expect(read.header.metadata).toMatchObject({ ss_steps: "6", stand_in: expect.stringContaining("nothing") });
});

test("an argument that sd-scripts does not have is refused", () => {
	const { args } = sdScripts.launch(work, places("x"));
	expect(() => readOptions([...args, "--train_steps=3"])).toThrow("--train_steps");
	expect(() => readOptions(["--output_dir=x"])).toThrow("no script");
});

test.each([
	["train_network.py", "sd15"],
	["sdxl_train_network.py", "sdxl"],
	["flux_train_network.py", "flux"],
])("what %s leaves is a LoRA for %s", (script, family) => {
	const bytes = standInLora("made", { script: `/sd-scripts/${script}`, rank: 4, alpha: 2, metadata: {} });
	const read = readHeader(bytes, bytes.length);
	expect(read.ok && factsOf({ ...read.header, metadata: {} }).family).toBe(family);
	expect(read.ok && factsOf({ ...read.header, tensors: [] }).family).toBe(family);
});
