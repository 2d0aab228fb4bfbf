import type { TrainingResource } from "../../../edge/contract/training/trainings.ts";
import type { Options } from "../../../workflows/command-line/shape.ts";
import { readLoraReference } from "../../../workflows/definition/lora-reference.ts";
import { CliError, type ExitName } from "../command.ts";
import { JSON_OPTION, POOL_OPTION } from "../options.ts";
import { type AskedPart, type Part, partedCommand, print, printJson } from "../parts.ts";
import { stayToEnd } from "../stay.ts";
import { comparisonOf } from "./compare.ts";
import { startTraining } from "./start.ts";
import { lineOf, textOf } from "./text.ts";

const options = {
	name: { value: "name", says: "what the LoRA is called" },
	base: { value: "folder/file", says: "the base model, as in checkpoints/v1-5.safetensors" },
	family: { value: "family", says: "family of the base model, as in sd15" },
	trigger: { value: "word", says: "the word it is learned under; absent: that of the dataset" },
	trainer: { value: "trainer", says: "sd-scripts (if absent), sd-scripts-flux or ai-toolkit" },
	steps: { value: "number", says: "absent: as the trainer's authors recommend" },
	repeats: { value: "number", says: "the same" },
	seed: { value: "number", says: "the same" },
	reg: {
		value: "folder",
		says: "pictures of the base model that keep it from forgetting the rest; with --class",
	},
	class: { value: "words", says: "what all of those show" },
	budget: { value: "usd", says: "what it may cost; absent: 5 USD" },
	pool: POOL_OPTION,
	last: { says: "the last weights become the LoRA by themselves" },
	wait: { says: "shows how it gets on until it has ended" },
	prompt: {
		value: "text",
		many: true,
		says: "what is shown, as often as wanted; the trigger word is put first",
	},
	seeds: { value: "numbers", says: "with commas between; absent: 1,2" },
	at: { value: "steps", says: "checkpoints by their step, with commas between; absent: all" },
	step: { value: "number", says: "the checkpoint after so many steps; absent: the last weights" },
	note: { value: "text", says: "why this one" },
	json: JSON_OPTION,
} as const satisfies Options;
type Asked = AskedPart<typeof options>;

const PARTS: Readonly<Record<string, Part<typeof options>>> = {
	start: {
		says: "uploads the pictures of a folder, each with the text beside it as its caption, and trains; name@version: on that version of a dataset",
		takes: ["<folder>"],
		options: [
			...(["name", "base", "family", "trigger", "trainer", "steps", "repeats", "seed"] as const),
			...(["reg", "class", "budget", "pool", "last", "wait", "json"] as const),
		],
		examples: ["spyke@1 --name spyke --base checkpoints/v1-5.safetensors --family sd15 --wait"],
		run: start,
	},
	list: {
		says: "one training per line: id, status, name, steps that are done of those there are",
		options: ["json"],
		examples: [""],
		run: list,
	},
	show: {
		says: "a training with its checkpoints: step, loss, what was made of it",
		takes: ["<id>"],
		options: ["json"],
		examples: ["job_…"],
		run: show,
	},
	watch: {
		says: "shows how it gets on until it has ended; Ctrl-C leaves it alone",
		takes: ["<id>"],
		options: ["json"],
		examples: ["job_…"],
		run: watch,
	},
	cancel: {
		says: "cancels it; its checkpoints stay",
		takes: ["<id>"],
		options: ["json"],
		examples: ["job_…"],
		run: cancel,
	},
	compare: {
		says: "makes pictures of each --prompt and --seed with and without checkpoints, and reports",
		takes: ["<id>"],
		options: ["prompt", "seeds", "at", "pool", "budget", "wait", "json"],
		examples: ['job_… --prompt "on a beach" --seeds 1,2 --wait'],
		run: compare,
	},
	report: {
		says: "what the newest comparison of a training says",
		takes: ["<id>"],
		options: ["json"],
		examples: ["job_…"],
		run: report,
	},
	promote: {
		says: "makes a checkpoint the next version of the LoRA: the one of --step, or the last weights",
		takes: ["<id>"],
		options: ["step", "note", "json"],
		examples: ["job_… --step 600"],
		run: promote,
	},
};

export const trainings = partedCommand(
	{
		name: "trainings",
		about: "LoRAs as they are trained: checkpoints, and which of them becomes a version of the LoRA.",
		ends: {
			failed: "the training did not succeed",
			files: "a file cannot be read",
			interrupted: "left off",
		},
		options,
	},
	PARTS,
);

async function start({ words: [folder = ""], values, client, at }: Asked): Promise<ExitName> {
	const must = (option: "name" | "base" | "family"): string => {
		const value = values[option];
		if (value === undefined) throw new CliError("usage", `start takes --${option}`);
		return value;
	};
	const said = { name: must("name"), base: must("base"), family: must("family") };
	const reg = values.reg === undefined ? null : at(values.reg);
	const from = readLoraReference(folder) === null ? { folder: at(folder) } : { dataset: folder };
	const training = await startTraining(client, from, reg, { ...values, ...said });
	if (!values.wait) {
		tell(training, values.json, () => training.id);
		return "ok";
	}
	return watchUntilEnd(client, training.id, values.json);
}

async function list({ values, client }: Asked): Promise<ExitName> {
	const all = [];
	for await (const training of client.trainings.list()) all.push(training);
	if (values.json) print(JSON.stringify(all, null, 2));
	else if (all.length > 0) print(all.map(lineOf).join("\n"));
	return "ok";
}

async function show({ words: [id = ""], values, client }: Asked): Promise<ExitName> {
	const training = await client.trainings.get(id);
	tell(training, values.json, () => textOf(training));
	return "ok";
}

async function watch({ words: [id = ""], values, client }: Asked): Promise<ExitName> {
	return watchUntilEnd(client, id, values.json);
}

async function watchUntilEnd(
	client: Asked["client"],
	id: string,
	json: boolean | undefined,
): Promise<ExitName> {
	const job = await stayToEnd(client, id);
	const training = await client.trainings.get(id);
	tell(training, json, () => textOf(training));
	if (job === null) return "interrupted";
	return training.status === "succeeded" ? "ok" : "failed";
}

async function cancel({ words: [id = ""], values, client }: Asked): Promise<ExitName> {
	const job = await client.cancel(id);
	if (values.json) printJson(job);
	else print(`${id}\t${job.status}`);
	return "ok";
}

async function compare({ words: [id = ""], values, client }: Asked): Promise<ExitName> {
	const made = await client.trainings.compare(id, comparisonOf(values));
	if (values.wait) {
		if ((await stayToEnd(client, made.id)) === null) return "interrupted";
	}
	const shown = values.wait ? await client.trainings.comparison(id, made.id) : made;
	print(values.json ? JSON.stringify(shown, null, 2) : values.wait ? shown.report : shown.id);
	return values.wait && shown.status !== "succeeded" ? "failed" : "ok";
}

async function report({ words: [id = ""], values, client }: Asked): Promise<ExitName> {
	const shown = await client.trainings.comparison(id);
	print(values.json ? JSON.stringify(shown, null, 2) : `${shown.id}\t${shown.status}\n${shown.report}`);
	return "ok";
}

async function promote({ words: [id = ""], values, client }: Asked): Promise<ExitName> {
	const { note } = values;
	const step = values.step === undefined ? undefined : Number(values.step);
	if (step !== undefined && !(Number.isInteger(step) && step > 0))
		throw new CliError("usage", `--step ${values.step} is no number of steps`);
	const lora = await client.trainings.promote(id, { ...(step && { step }), ...(note && { note }) });
	if (values.json) print(JSON.stringify(lora, null, 2));
	else print(`${lora.name}@${lora.promoted}`);
	return "ok";
}

function tell(training: TrainingResource, json: boolean | undefined, text: () => string): void {
	print(json ? JSON.stringify(training, null, 2) : text());
}
