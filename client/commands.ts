import type { Listed as Shown } from "../workflows/command-line/overview.ts";
import type { Command } from "./cli/command.ts";

/** A command as the list of all has it: what it is called is known before it is loaded. */
export interface Listed extends Shown {
	load(): Promise<Command>;
}

/** A command with its name, loaded. */
export type Named = Omit<Listed, "load"> & Command;

/**
 * All commands. A further one is a file below cli/ and a line here. Only the one that is asked for is loaded: a list of
 * all, and a completion in a shell, must be there at once.
 */
export const COMMANDS: readonly Listed[] = [
	{
		name: "init",
		summary: "keeps the address and the key of a Darkroom for this user",
		load: async () => (await import("./cli/setup/init.ts")).init,
	},
	{
		name: "doctor",
		summary: "looks whether everything is there that a first job needs",
		load: async () => (await import("./cli/setup/doctor.ts")).doctor,
	},
	{
		name: "run",
		summary: "runs a workflow or a graph, and shows how it gets on",
		load: async () => (await import("./cli/jobs/run.ts")).run,
	},
	{
		name: "watch",
		summary: "shows how a job gets on until it has ended",
		load: async () => (await import("./cli/jobs/watch.ts")).watch,
	},
	{
		name: "jobs",
		summary: "lists, shows, watches, cancels, retries, downloads jobs",
		load: async () => (await import("./cli/jobs/command.ts")).jobs,
	},
	{
		name: "pipelines",
		summary: "jobs of several stages, and pipelines of one's own",
		load: async () => (await import("./cli/pipelines/command.ts")).pipelines,
	},
	{
		name: "generate",
		summary: "makes a page of a manga with ComfyUI",
		load: async () => (await import("./cli/pages/generate.ts")).generate,
	},
	{
		name: "characters",
		summary: "who is to look the same in many pictures",
		load: async () => (await import("./cli/characters/command.ts")).characters,
	},
	{
		name: "storyboards",
		alias: "storyboard",
		summary: "scripts whose sentences become pictures",
		load: async () => (await import("./cli/storyboards/command.ts")).storyboards,
	},
	{
		name: "assets",
		summary: "uploads, lists, downloads, deletes files",
		load: async () => (await import("./cli/assets/command.ts")).assets,
	},
	{
		name: "workflows",
		summary: "the library on this machine: list, show, convert, validate, import, doctor",
		load: async () => (await import("./cli/library/command.ts")).workflows,
	},
	{
		name: "import",
		summary: "makes a workflow of a graph that you have, or jobs of what a ComfyUI made",
		load: async () => (await import("./cli/imports/command.ts")).imports,
	},
	{
		name: "dataset",
		alias: "datasets",
		summary: "pictures with captions, from which a LoRA is trained",
		load: async () => (await import("./cli/dataset/command.ts")).dataset,
	},
	{
		name: "trainings",
		summary: "LoRAs as they are trained, and which checkpoint becomes one",
		load: async () => (await import("./cli/trainings/command.ts")).trainings,
	},
	{
		name: "loras",
		alias: "lora",
		summary: "LoRAs that jobs name, and every worker can be given",
		load: async () => (await import("./cli/loras/command.ts")).loras,
	},
	{
		name: "qa",
		summary: "says what is wrong with pictures on this machine",
		load: async () => (await import("./cli/qa/command.ts")).qa,
	},
	{
		name: "review",
		alias: "reviews",
		summary: "pictures that wait for a person: list, show, decide, withdraw",
		load: async () => (await import("./cli/reviews/command.ts")).review,
	},
	{
		name: "usage",
		summary: "what work took and cost",
		load: async () => (await import("./cli/usage/command.ts")).usage,
	},
	{
		name: "keys",
		summary: "keys of the account, and tokens for browsers and apps",
		load: async () => (await import("./cli/keys/command.ts")).keys,
	},
	{
		name: "audit",
		summary: "what was changed of the account: who, when, from where",
		load: async () => (await import("./cli/audit/command.ts")).audit,
	},
	{
		name: "types",
		summary: "prints types for TypeScript: the parameters of every workflow",
		load: async () => (await import("./cli/types/command.ts")).types,
	},
	{
		name: "completion",
		summary: "prints completions for bash, zsh or fish",
		load: async () => (await import("./cli/setup/completion.ts")).completionOf(everyCommand),
	},
	{
		name: "pools",
		summary:
			"lists pools, shows how they stood, sets the endpoints of RunPod that serve them, explains their tickets",
		load: async () => (await import("./cli/pools/command.ts")).pools,
	},
	{
		name: "worker",
		alias: "workers",
		summary: "lists and drains workers, makes their tokens",
		load: async () => (await import("./cli/workers/command.ts")).worker,
	},
	{
		name: "admin",
		summary: "accounts, keys, workers and jobs, for whoever runs a Darkroom",
		load: async () => (await import("./cli/admin/command.ts")).admin,
	},
	{
		name: "benchmark",
		summary: "whether a machine is fast enough to begin with",
		load: async () => (await import("./cli/benchmark.ts")).benchmark,
	},
];

/** All of them, loaded: for what is said of each. */
export function everyCommand(): Promise<Named[]> {
	return Promise.all(COMMANDS.map(async ({ load, ...listed }) => ({ ...listed, ...(await load()) })));
}
