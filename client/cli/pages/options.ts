import path from "node:path";
import { readArguments } from "../arguments.ts";
import { CliError } from "../command.ts";
import { MOST_CHAPTERS, MOST_PAGES, type PagePlace, placeOfWorkflow } from "./names.ts";

/** What `generate` was asked for. Paths are absolute. */
export interface GenerateOptions {
	place: PagePlace;
	/** The manga project: prompts are read and pictures written below it. */
	project: string;
	/** Of the prompt; null: where prompts of the project lie. */
	promptFile: string | null;
	/** Of a picture whose pose is followed. */
	pose: string | null;
	/** A workflow file to run again; null: the page is made from its prompt. */
	replay: string | null;
	/** What of a page's body the options say. */
	settings: Readonly<Record<string, string | number>>;
	pool: string | undefined;
	url: string | undefined;
}

export const USAGE = `npm run darkroom -- generate --comfyui -c <n> --page <n> [options]
npm run darkroom -- generate --replay <file>

Makes a page of a manga with ComfyUI: reads its prompt, waits for the picture, and writes it beside the versions
there are, which are never overwritten.

  prompt     prompts/ch-01/ch01_p001.txt        UTF-8 text; --prompt names another file
  picture    output/ch-01/raw/ch01_p001_v1.png  the next version that is free; its path goes to stdout
  workflow   output/ch-01/raw/ch01_p001_v1.workflow.json   the graph that ran: --replay <file> runs it again
  log        output/ch-01/generation-log.json   an entry for each picture

  --comfyui             by ComfyUI; modes such as manual and api are your project's own
  -c, --chapter <n>     1 to ${MOST_CHAPTERS}
  -p, --page <n>        1 to ${MOST_PAGES}
  --replay <file>       the same graph again, as the next version; other settings do not apply
  --project <folder>    the project; absent: where you are
  --prompt <file>       the prompt of the page
  --negative <text>     what is not wanted
  --pose <file>         a picture whose pose is followed (one ControlNet)
  --pose-kind <kind>    photo (the default) or skeleton
  --strength <n>        how closely the pose is followed: 0.4 to 0.9; absent: 0.65
  --lora <name>         LoRA, with or without .safetensors
  --checkpoint <name>   checkpoint of Stable Diffusion 1.5
  --seed <n>            absent: chosen, and told in the log
  --steps <n>  --cfg <n>  --sampler <name>  --scheduler <name>
  --resolution <WxH>    at most 512x768, which is the default
  --pool <name>         the pool of workers; absent: default
  --url <address>       where Darkroom is; also DARKROOM_URL; absent: the one npm start runs on this machine

Examples:
  npm run darkroom -- generate --comfyui -c 1 --page 1 --seed 7
  npm run darkroom -- generate --replay output/ch-01/raw/ch01_p001_v1.workflow.json

DARKROOM_KEY is the API key; of the Darkroom that npm start runs here it is known.
Ctrl-C cancels the page. A run that was killed is taken up where it was by running the same command again.
Ends with 0 done, 1 the page could not be made, 2 not understood, 3 a file cannot be read or written, 4 Darkroom does
not answer, 5 Darkroom refuses, 130 interrupted.`;

const options = {
	comfyui: { type: "boolean" },
	chapter: { type: "string", short: "c" },
	page: { type: "string", short: "p" },
	replay: { type: "string" },
	project: { type: "string" },
	prompt: { type: "string" },
	negative: { type: "string" },
	pose: { type: "string" },
	"pose-kind": { type: "string" },
	strength: { type: "string" },
	lora: { type: "string" },
	checkpoint: { type: "string" },
	seed: { type: "string" },
	steps: { type: "string" },
	cfg: { type: "string" },
	sampler: { type: "string" },
	scheduler: { type: "string" },
	resolution: { type: "string" },
	pool: { type: "string" },
	url: { type: "string" },
} as const;
export const OPTION_NAMES = Object.keys(options);

/** Settings of a page by option, and what they are in its body. */
const SETTINGS = {
	negative: ["negativePrompt", "text"],
	"pose-kind": ["poseKind", "text"],
	strength: ["controlnetStrength", "number"],
	lora: ["loraId", "text"],
	checkpoint: ["checkpoint", "text"],
	seed: ["seed", "number"],
	steps: ["steps", "number"],
	cfg: ["cfg", "number"],
	sampler: ["sampler", "text"],
	scheduler: ["scheduler", "text"],
	resolution: ["resolution", "text"],
} as const;

/** Reads the arguments. `cwd`: where paths begin that are not absolute. @throws CliError `usage` */
export function readOptions(args: readonly string[], cwd: string): GenerateOptions {
	const values = parse(args);
	const at = (file: string) => path.resolve(cwd, file);
	const replay = values.replay === undefined ? null : at(values.replay);
	if (values.comfyui !== true && replay === null)
		throw new CliError(
			"usage",
			"give --comfyui: that is the mode in which Darkroom makes a page. The modes manual and api are your project's own stages",
		);
	const settings = settingsOf(values);
	const forbidden =
		replay === null ? [] : [...Object.keys(settings), ...(values.prompt === undefined ? [] : ["prompt"])];
	if (forbidden.length > 0)
		throw new CliError(
			"usage",
			"--replay runs the graph as it is: leave out the prompt and other settings, or make a new page with --comfyui",
		);
	return {
		place: placeOf(values, replay),
		project: at(values.project ?? "."),
		promptFile: values.prompt === undefined ? null : at(values.prompt),
		pose: values.pose === undefined ? null : at(values.pose),
		replay,
		settings,
		pool: values.pool,
		url: values.url,
	};
}

function parse(args: readonly string[]) {
	const twice = { pose: "--pose is there twice: one ControlNet at a time is allowed" };
	return readArguments(args, options, { twice }).values;
}

type Values = ReturnType<typeof parse>;

function placeOf(values: Values, replay: string | null): PagePlace {
	const named = replay === null ? null : placeOfWorkflow(path.basename(replay));
	if (named !== null && values.chapter === undefined && values.page === undefined) return named;
	if (replay !== null && named === null && (values.chapter === undefined || values.page === undefined))
		throw new CliError(
			"usage",
			`${path.basename(replay)} does not say which page it is, as ch01_p001_v1.workflow.json does: give -c and --page`,
		);
	return {
		chapter: counted("-c", "the chapter", values.chapter, MOST_CHAPTERS),
		page: counted("--page", "the page", values.page, MOST_PAGES),
	};
}

function counted(option: string, what: string, text: string | undefined, most: number): number {
	if (text === undefined)
		throw new CliError("usage", `${option} is missing: which is ${what}? From 1 to ${most}`);
	const number = Number(text);
	if (/^\d+$/.test(text) && number >= 1 && number <= most) return number;
	throw new CliError(
		"usage",
		`${option} is a whole number from 1 to ${most}; you gave ${JSON.stringify(text)}`,
	);
}

function settingsOf(values: Values): Record<string, string | number> {
	const found: Record<string, string | number> = {};
	for (const [option, [field, kind]] of Object.entries(SETTINGS)) {
		const text = values[option as keyof typeof SETTINGS];
		if (text === undefined) continue;
		if (kind === "number" && !/^-?\d+(\.\d+)?$/.test(text))
			throw new CliError("usage", `--${option} is a number; you gave ${JSON.stringify(text)}`);
		found[field] = kind === "number" ? Number(text) : text;
	}
	return found;
}
