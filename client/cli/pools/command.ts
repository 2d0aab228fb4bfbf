import {
	type EndpointResource,
	type EndpointSettings,
	WORK_KINDS,
} from "../../../edge/contract/pools/capacity.ts";
import type { Options } from "../../../workflows/command-line/shape.ts";
import type { Pools } from "../../pools.ts";
import { CliError, type ExitName, OPERATOR_KEY } from "../command.ts";
import { gather } from "../gather.ts";
import { JSON_OPTION } from "../options.ts";
import { type AskedPart, type Part, partedCommand, print, printJson } from "../parts.ts";
import { historyQuery, historyTable } from "./history.ts";
import { listed, shown } from "./text.ts";

const options = {
	gpu: { value: "words", says: "class of GPU" },
	"vram-gb": { value: "number", says: "its memory" },
	"micro-usd-per-second": {
		value: "number",
		says: "of one second of one machine, in millionths of a US dollar",
	},
	"max-workers": { value: "number", says: "as set at RunPod; or so many pods at most" },
	spare: { value: "0 to 2", says: "tickets beyond the machines; absent: 1" },
	kinds: { value: "a,b", says: "of small, large, train; absent: all" },
	"daily-budget-usd": { value: "n", says: "no tickets beyond it, each day (UTC); none: no limit" },
	pause: {
		value: "why",
		says: "no tickets from now on, and those that nobody uses are taken back; pods end",
	},
	resume: { says: "tickets and pods again" },
	"pod-template": {
		value: "id",
		says: "of pods: RunPod's id of their template, whose WORKER_TOKEN refers to a secret there",
	},
	"pod-gpus": { value: "a,b", says: "RunPod's names of GPUs, the first choice first" },
	"pod-idle": { value: "seconds", says: "a pod without work for so long stops; absent: 300" },
	"pod-start": { value: "seconds", says: "its worker must be there by then; absent: 1200" },
	step: {
		value: "minute|hour",
		says: "minutes of the last day, or hours of the last thirty; absent: minute",
	},
	hours: { value: "number", says: "so many hours back; absent: 1 of minutes, 24 of hours" },
	json: JSON_OPTION,
} as const satisfies Options;
type Asked = AskedPart<typeof options>;
type Values = Asked["values"];

const PARTS: Readonly<Record<string, Part<typeof options>>> = {
	list: {
		says: "pools, with their workers and what waits for them",
		options: ["json"],
		examples: [""],
		async run({ values, client }) {
			const all = await gather(client.pools.list());
			return tell(values, all, listed(all));
		},
	},
	history: {
		says: "how it stood: what waited, workers, how many were busy, what was spent",
		takes: ["<pool>"],
		options: ["step", "hours", "json"],
		examples: ["default --step hour"],
		async run({ words: [pool = ""], values, client }) {
			const history = await client.pools.history(pool, historyQuery(values, Date.now()));
			return tell(values, history, historyTable(history));
		},
	},
	explain: {
		says: "its endpoints, its tickets and pods, and why it has no more of them",
		takes: ["<pool>"],
		options: ["json"],
		examples: ["default"],
		async run({ words: [pool = ""], values, client }) {
			const capacity = await client.pools.capacity(pool);
			return tell(values, capacity, shown(capacity));
		},
	},
	set: {
		says: "adds an endpoint of RunPod (its id there), or changes what is named; with --pod-template one of pods (a name of yours), which are started for what waits",
		takes: ["<pool>", "<endpoint>"],
		options: [
			...(["gpu", "vram-gb", "micro-usd-per-second", "max-workers", "spare", "kinds"] as const),
			...(["daily-budget-usd", "pause", "resume"] as const),
			...(["pod-template", "pod-gpus", "pod-idle", "pod-start", "json"] as const),
		],
		examples: [
			'default abc123 --gpu "RTX 4090" --vram-gb 24 --micro-usd-per-second 310 --max-workers 3',
			'default abc123 --pause "too dear at night"',
		],
		async run({ words: [pool = "", endpoint = ""], values, client }) {
			return tell(values, await set(client.pools, pool, endpoint, values), `${endpoint} serves ${pool}`);
		},
	},
	remove: {
		says: "takes it away; it must have no open tickets: pause it first. Its pods finish and end",
		takes: ["<pool>", "<endpoint>"],
		options: ["json"],
		examples: ["default abc123"],
		async run({ words: [pool = "", endpoint = ""], values, client }) {
			await client.pools.deleteEndpoint(pool, endpoint);
			return tell(values, { pool, endpoint }, `${endpoint} serves ${pool} no more`);
		},
	},
};

export const pools = partedCommand(
	{
		name: "pools",
		about: "Pools of workers, and the endpoints of RunPod that bring them machines.",
		key: OPERATOR_KEY,
		options,
	},
	PARTS,
);

function tell(values: Values, answer: unknown, text: string): ExitName {
	if (values.json) printJson(answer);
	else print(text);
	return "ok";
}

async function set(all: Pools, pool: string, endpoint: string, values: Values): Promise<EndpointResource> {
	const { endpoints } = await all.capacity(pool);
	const there = endpoints.find((one) => one.endpoint === endpoint);
	return all.putEndpoint(pool, endpoint, settingsOf(there, values));
}

/** What is there, with what is named in its place. Throws where something is missing or no number. */
export function settingsOf(there: EndpointResource | undefined, values: Values): EndpointSettings {
	const number = (name: keyof typeof options, factor = 1): number | undefined => {
		const text = values[name];
		if (typeof text !== "string") return undefined;
		const value = Number(text);
		if (text.trim() === "" || !Number.isFinite(value))
			throw new CliError("usage", `--${name}: ${text} is no number`);
		return Math.round(value * factor);
	};
	const needed = <T>(name: keyof typeof options, value: T | undefined): T => {
		if (value === undefined) throw new CliError("usage", `a new endpoint needs --${name}`);
		return value;
	};
	const budget = values["daily-budget-usd"] === "none" ? null : number("daily-budget-usd", 1_000_000);
	const template = values["pod-template"] ?? there?.pod?.template;
	const gpus = values["pod-gpus"]?.split(",").map((word) => word.trim());
	const pod =
		template === undefined
			? null
			: {
					template,
					gpu_ids: needed("pod-gpus", gpus ?? there?.pod?.gpu_ids),
					idle_s: number("pod-idle") ?? there?.pod?.idle_s ?? 300,
					start_s: number("pod-start") ?? there?.pod?.start_s ?? 1200,
				};
	return {
		mode: pod === null ? "serverless" : "pod",
		pod,
		gpu: needed("gpu", values.gpu ?? there?.gpu),
		vram_bytes: needed("vram-gb", number("vram-gb", 2 ** 30) ?? there?.vram_bytes),
		micro_usd_per_second: needed(
			"micro-usd-per-second",
			number("micro-usd-per-second") ?? there?.micro_usd_per_second,
		),
		max_workers: needed("max-workers", number("max-workers") ?? there?.max_workers),
		spare: number("spare") ?? there?.spare ?? 1,
		kinds: values.kinds === undefined ? (there?.kinds ?? [...WORK_KINDS]) : kindsOf(values.kinds),
		time_limits: there?.time_limits ?? {},
		daily_budget_micro_usd: budget === undefined ? (there?.daily_budget_micro_usd ?? null) : budget,
		pause_reason: values.resume ? null : (values.pause ?? there?.pause_reason ?? null),
	};
}

function kindsOf(text: string) {
	return text.split(",").map((word) => {
		const kind = WORK_KINDS.find((one) => one === word.trim());
		if (kind === undefined)
			throw new CliError("usage", `--kinds: ${word} is none of ${WORK_KINDS.join(", ")}`);
		return kind;
	});
}
