import type { TrainingResource } from "../../../edge/contract/trainings.ts";
import { readLoraReference } from "../../../workflows/definition/lora-reference.ts";
import { CliError, type ExitName } from "../command.ts";
import { type AskedPart, type Part, partedCommand, print, readPart } from "../parts.ts";
import { stayToEnd } from "../stay.ts";
import { comparisonOf } from "./compare.ts";
import { startTraining } from "./start.ts";
import { lineOf, textOf } from "./text.ts";

const USAGE = `npm run darkroom -- trainings <what> [options]

LoRAs as they are trained: checkpoints, and which of them becomes a version of the LoRA.

  start <folder>           uploads the pictures of a folder, each with the text beside it as its caption, and trains;
                           name@version: on that version of a dataset
  list                     one training per line: id, status, name, steps that are done of those there are
  show <id>                a training with its checkpoints: step, loss, what was made of it
  watch <id>               shows how it gets on until it has ended; Ctrl-C leaves it alone
  cancel <id>              cancels it; its checkpoints stay
  compare <id>             makes pictures of each --prompt and --seed with and without checkpoints, and reports
  report <id>              what the newest comparison of a training says
  promote <id>             makes a checkpoint the next version of the LoRA: the one of --step, or the last weights

  --name <name>            of start: what the LoRA is called
  --base <folder/file>     of start: the base model, as in checkpoints/v1-5.safetensors
  --family <family>        of start: family of the base model, as in sd15
  --trigger <word>         of start: the word it is learned under; absent: that of the dataset
  --trainer <trainer>      of start: sd-scripts (if absent), sd-scripts-flux or ai-toolkit
  --steps, --repeats, --seed <number>   of start: absent: as the trainer's authors recommend
  --reg <folder>           of start: pictures of the base model that keep it from forgetting the rest; with --class
  --class <words>          of start: what all of those show
  --budget <usd>           of start: what it may cost; absent: 5 USD
  --pool <name>            of start: the pool of workers
  --last                   of start: the last weights become the LoRA by themselves
  --wait                   of start: as watch, at once
  --prompt <text>          of compare, as often as wanted: what is shown; the trigger word is put first
  --seeds <numbers>        of compare: with commas between; absent: 1,2
  --at <steps>             of compare: checkpoints by their step, with commas between; absent: all
  --step <number>          of promote: the checkpoint after so many steps
  --note <text>            of promote: why this one
  --json                   what the API answers, as JSON
  --url <address>          where Darkroom is; also DARKROOM_URL; absent: the one npm start runs on this machine

Examples:
  npm run darkroom -- trainings start spyke@1 --name spyke --base checkpoints/v1-5.safetensors --family sd15 --wait
  npm run darkroom -- trainings promote job_… --step 600

DARKROOM_KEY is the API key; of the Darkroom that npm start runs here it is known.
Ends with 0 done, 1 the training did not succeed, 2 not understood, 3 a file cannot be read, 4 Darkroom does not answer, 5 Darkroom refuses, 130 left off.`;

const options = {
	name: { type: "string" },
	base: { type: "string" },
	family: { type: "string" },
	trigger: { type: "string" },
	trainer: { type: "string" },
	steps: { type: "string" },
	repeats: { type: "string" },
	seed: { type: "string" },
	reg: { type: "string" },
	class: { type: "string" },
	budget: { type: "string" },
	pool: { type: "string" },
	last: { type: "boolean" },
	wait: { type: "boolean" },
	prompt: { type: "string", multiple: true },
	seeds: { type: "string" },
	at: { type: "string" },
	step: { type: "string" },
	note: { type: "string" },
	json: { type: "boolean" },
	url: { type: "string" },
} as const;

type Asked = AskedPart<typeof options>;

const PARTS: Readonly<Record<string, Part<typeof options>>> = {
	start: {
		takes: ["folder"],
		options: [
			...["name", "base", "family", "trigger", "trainer", "steps", "repeats", "seed"],
			...["reg", "class", "budget", "pool", "last", "wait", "json"],
		] as (keyof typeof options)[],
		run: start,
	},
	list: { takes: [], options: ["json"], run: list },
	show: { takes: ["id"], options: ["json"], run: show },
	watch: { takes: ["id"], options: ["json"], run: watch },
	cancel: { takes: ["id"], options: [], run: cancel },
	compare: {
		takes: ["id"],
		options: ["prompt", "seeds", "at", "pool", "budget", "wait", "json"],
		run: compare,
	},
	report: { takes: ["id"], options: ["json"], run: report },
	promote: { takes: ["id"], options: ["step", "note", "json"], run: promote },
};

export const trainings = partedCommand({ usage: USAGE }, options, PARTS);

/** Which part is asked for, and with what. @throws CliError `usage` */
export const readTrainingArguments = (args: readonly string[]) => readPart(args, options, PARTS);

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

async function cancel({ words: [id = ""], client }: Asked): Promise<ExitName> {
	print(`${id}\t${(await client.cancel(id)).status}`);
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
