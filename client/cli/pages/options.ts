import path from "node:path";
import type { Options, Values } from "../../../workflows/command-line/shape.ts";
import { CliError } from "../command.ts";
import { POOL_OPTION } from "../options.ts";
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
}

/** What stands where in a project. */
export const LAYOUT = `  prompt     prompts/ch-01/ch01_p001.txt        UTF-8 text; --prompt names another file
  picture    output/ch-01/raw/ch01_p001_v1.png  the next version that is free; its path goes to stdout
  workflow   output/ch-01/raw/ch01_p001_v1.workflow.json   the graph that ran: --replay <file> runs it again
  log        output/ch-01/generation-log.json   an entry for each picture
`;

export const GENERATE_OPTIONS = {
	comfyui: { says: "by ComfyUI; modes such as manual and api are your project's own" },
	chapter: { value: "n", short: "c", says: `1 to ${MOST_CHAPTERS}` },
	page: { value: "n", short: "p", says: `1 to ${MOST_PAGES}` },
	replay: {
		value: "file",
		says: "the same graph again, as the next version; other settings do not apply",
	},
	project: { value: "folder", says: "the project; absent: where you are" },
	prompt: { value: "file", says: "the prompt of the page" },
	negative: { value: "text", says: "what is not wanted" },
	pose: {
		value: "file",
		says: "a picture whose pose is followed (one ControlNet)",
		twice: "--pose is there twice: one ControlNet at a time is allowed",
	},
	"pose-kind": { value: "kind", says: "photo (the default) or skeleton" },
	strength: { value: "n", says: "how closely the pose is followed: 0.4 to 0.9; absent: 0.65" },
	lora: { value: "name", says: "LoRA, with or without .safetensors" },
	checkpoint: { value: "name", says: "checkpoint of Stable Diffusion 1.5" },
	seed: { value: "n", says: "absent: chosen, and told in the log" },
	steps: { value: "n", says: "steps of the sampler" },
	cfg: { value: "n", says: "how closely the prompt is followed" },
	sampler: { value: "name", says: "as ComfyUI names it" },
	scheduler: { value: "name", says: "as ComfyUI names it" },
	resolution: { value: "WxH", says: "at most 512x768, which is the default" },
	pool: POOL_OPTION,
	json: { says: "the path of the picture, as JSON" },
} as const satisfies Options;

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

/** What the options ask for. @param at an absolute path of a file that was named. @throws CliError `usage` */
export function readOptions(values: GenerateValues, at: (file: string) => string): GenerateOptions {
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
	};
}

type GenerateValues = Values<typeof GENERATE_OPTIONS>;

function placeOf(values: GenerateValues, replay: string | null): PagePlace {
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

function settingsOf(values: GenerateValues): Record<string, string | number> {
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
