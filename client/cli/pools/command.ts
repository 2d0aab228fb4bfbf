import { type EndpointResource, type EndpointSettings, WORK_KINDS } from "../../../edge/contract/capacity.ts";
import type { Pools } from "../../pools.ts";
import { readArguments } from "../arguments.ts";
import { CliError, type Command, type ExitName, OPERATOR_KEY } from "../command.ts";
import { connect, connectionOf, readLocal } from "../connection.ts";
import { historyQuery, historyTable } from "./history.ts";
import { listed, shown } from "./text.ts";

const USAGE = `npm run darkroom -- pools <what> [options]

Pools of workers, and the endpoints of RunPod that bring them machines. Needs the operator's key.

  list                       pools, with their workers and what waits for them
  history <pool>             how it stood: what waited, workers, how many were busy, what was spent
  explain <pool>             its endpoints, its tickets and pods, and why it has no more of them
  set <pool> <endpoint>      adds an endpoint of RunPod (its id there), or changes what is named;
                             with --pod-template one of pods (a name of yours), which are started for what waits
  remove <pool> <endpoint>   takes it away; it must have no open tickets: pause it first. Its pods finish and end

  --gpu <words>              class of GPU
  --vram-gb <number>         its memory
  --micro-usd-per-second <number> of one second of one machine, in millionths of a US dollar
  --max-workers <number>     as set at RunPod; or so many pods at most
  --spare <0 to 2>           tickets beyond the machines; absent: 1
  --kinds <a,b>              of small, large, train; absent: all
  --daily-budget-usd <n>     no tickets beyond it, each day (UTC); none: no limit
  --pause <why>              no tickets from now on, and those that nobody uses are taken back; pods end
  --resume                   tickets and pods again
  --pod-template <id>        of pods: RunPod's id of their template, whose WORKER_TOKEN refers to a secret there
  --pod-gpus <a,b>           RunPod's names of GPUs, the first choice first
  --pod-idle <seconds>       a pod without work for so long stops; absent: 300
  --pod-start <seconds>      its worker must be there by then; absent: 1200
  --step <minute|hour>       of history: minutes of the last day, or hours of the last thirty; absent: minute
  --hours <number>           of history: so many hours back; absent: 1 of minutes, 24 of hours
  --json                     what the API answers, as JSON
  --url <address>            where Darkroom is; also DARKROOM_URL; absent: the one npm start runs on this machine

Examples:
  npm run darkroom -- pools explain default
  npm run darkroom -- pools set default abc123 --gpu "RTX 4090" --vram-gb 24 --micro-usd-per-second 310 --max-workers 3

DARKROOM_ADMIN_KEY is the operator's key; of the Darkroom that npm start runs here it is known.
Ends with 0 done, 2 not understood, 4 Darkroom does not answer, 5 Darkroom refuses.`;

const options = {
	gpu: { type: "string" },
	"vram-gb": { type: "string" },
	"micro-usd-per-second": { type: "string" },
	"max-workers": { type: "string" },
	spare: { type: "string" },
	kinds: { type: "string" },
	"daily-budget-usd": { type: "string" },
	pause: { type: "string" },
	resume: { type: "boolean" },
	"pod-template": { type: "string" },
	"pod-gpus": { type: "string" },
	"pod-idle": { type: "string" },
	"pod-start": { type: "string" },
	step: { type: "string" },
	hours: { type: "string" },
	json: { type: "boolean" },
	url: { type: "string" },
} as const;
type Values = ReturnType<typeof readArguments<typeof options>>["values"];

export const pools: Command = {
	usage: USAGE,
	parts: ["list", "explain", "history", "set", "remove"],
	options: Object.keys(options),
	key: OPERATOR_KEY,
	async run(args, env): Promise<ExitName> {
		const { words, values } = readArguments(args, options, { most: 3 });
		const [what, pool, endpoint] = words;
		const client = connect(connectionOf(values.url, env, readLocal(), OPERATOR_KEY));
		const tell = (answer: unknown, text: string) =>
			process.stdout.write(`${values.json ? JSON.stringify(answer, null, 2) : text}\n`);
		if (what === "list" && pool === undefined) {
			const all = [];
			for await (const one of client.pools.list()) all.push(one);
			tell(all, listed(all));
		} else if (what === "explain" && pool !== undefined && endpoint === undefined) {
			const capacity = await client.pools.capacity(pool);
			tell(capacity, shown(capacity));
		} else if (what === "history" && pool !== undefined && endpoint === undefined) {
			const history = await client.pools.history(pool, historyQuery(values, Date.now()));
			tell(history, historyTable(history));
		} else if (what === "set" && pool !== undefined && endpoint !== undefined) {
			tell(await set(client.pools, pool, endpoint, values), `${endpoint} serves ${pool}`);
		} else if (what === "remove" && pool !== undefined && endpoint !== undefined) {
			await client.pools.deleteEndpoint(pool, endpoint);
			tell({ pool, endpoint }, `${endpoint} serves ${pool} no more`);
		} else throw new CliError("usage", `what is to be done? ${USAGE.split("\n")[0]} (--help tells all)`);
		return "ok";
	},
};

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
