import type { Progress } from "../../edge/contract/jobs/events.ts";
import { type ApiGraph, linksOf, nodeOf, reachable, titleOf } from "../../workflows/graph/graph.ts";
import type { ComfyMessage } from "./wire/frames.ts";

/**
 * Progress of a whole graph in percent. ComfyUI sends none: it tells which node runs, how far that node
 * is, and which nodes it had in its cache. Everything here is pure; a state is never changed in place.
 */
export interface ProgressState {
	/** Nodes that will run, with how long each takes compared to a cheap one. Cached nodes leave it. */
	readonly weights: ReadonlyMap<string, number>;
	readonly titles: ReadonlyMap<string, string>;
	readonly done: ReadonlySet<string>;
	/** Share of a started node that is done, 0 to 1. */
	readonly shares: ReadonlyMap<string, number>;
	readonly node: string | null;
	readonly step: number | null;
	readonly steps: number | null;
	/** Highest percentage ever told. */
	readonly percent: number;
	readonly succeeded: boolean;
}

/** Short of the end: 100 is said only once ComfyUI says that all of it succeeded. */
const ALMOST = 99;
/** Steps of one node are worth telling only where there are several; 1 of 1 is how ComfyUI marks any node. */
const FEWEST_STEPS = 2;

/**
 * The state before anything ran.
 * @param outputNodes classes that leave an output; without it, nodes nobody links to are taken for outputs
 */
export function startProgress(graph: ApiGraph, outputNodes?: ReadonlySet<string>): ProgressState {
	const nodes = reachable(graph, outputsOf(graph, outputNodes));
	return {
		weights: new Map([...nodes].map((id) => [id, weightOf(graph, id)])),
		titles: new Map(Object.entries(graph).map(([id, node]) => [id, titleOf(node)])),
		done: new Set(),
		shares: new Map(),
		node: null,
		step: null,
		steps: null,
		percent: 0,
		succeeded: false,
	};
}

/** The state after a message of this graph's prompt. Messages about anything else leave it as it is. */
export function advance(state: ProgressState, message: ComfyMessage): ProgressState {
	switch (message.type) {
		case "cached": {
			const cached = new Set(message.nodes);
			return settle({ ...state, weights: new Map([...state.weights].filter(([id]) => !cached.has(id))) });
		}
		case "executing":
			return message.node === null ? state : settle(enter(state, message.node));
		case "progress": {
			// An expanded node reports under ids like "2.0.0.1"; its steps count for the node in the graph.
			const node = message.node === null ? state.node : known(state, message.node);
			if (node === null) return state;
			const share = message.max > 0 ? clamp01(message.value / message.max) : 0;
			const entered = node === state.node ? state : enter(state, node);
			const counted = message.max >= FEWEST_STEPS;
			return settle({
				...entered,
				shares:
					message.node === node || message.node === null
						? raise(entered.shares, node, share)
						: entered.shares,
				step: counted ? Math.round(message.value) : entered.step,
				steps: counted ? Math.round(message.max) : entered.steps,
			});
		}
		case "progress_state": {
			const done = new Set(state.done);
			let shares = state.shares;
			for (const node of message.nodes) {
				if (node.state === "finished") done.add(node.node_id);
				else if (node.state === "running" && node.max > 0)
					shares = raise(shares, node.node_id, clamp01(node.value / node.max));
			}
			return settle({ ...state, done, shares });
		}
		case "executed":
			return settle({ ...state, done: new Set([...state.done, message.node]) });
		case "success":
			return { ...state, percent: 100, succeeded: true, done: new Set(state.weights.keys()) };
		default:
			return state;
	}
}

/** What to tell of a state. */
export function progressOf(state: ProgressState): Progress {
	const done = [...state.weights.keys()].filter((id) => state.done.has(id)).length;
	return {
		percent: Math.round(state.percent * 10) / 10,
		node: state.node,
		node_title: state.node === null ? null : ((state.titles.get(state.node) ?? null)?.slice(0, 200) ?? null),
		step: state.step,
		steps: state.steps,
		nodes_done: done,
		nodes_total: state.weights.size,
		message: null,
	};
}

/** Another node runs. The one before it may come back (lazy inputs): `progress_state` says what is done. */
function enter(state: ProgressState, id: string): ProgressState {
	const node = known(state, id) ?? id;
	return node === state.node ? state : { ...state, node, step: null, steps: null };
}

/** The node of the graph behind an id: "2.0.0.1" was made while "2" ran. */
function known(state: ProgressState, id: string): string | null {
	if (state.titles.has(id)) return id;
	const head = id.split(".")[0] ?? id;
	return state.titles.has(head) ? head : null;
}

function settle(state: ProgressState): ProgressState {
	let total = 0;
	let done = 0;
	for (const [id, weight] of state.weights) {
		total += weight;
		done += weight * (state.done.has(id) ? 1 : (state.shares.get(id) ?? 0));
	}
	const percent = total === 0 ? 0 : Math.min(ALMOST, (100 * done) / total);
	return { ...state, percent: Math.max(state.percent, percent) };
}

function raise(shares: ReadonlyMap<string, number>, id: string, share: number): ReadonlyMap<string, number> {
	return (shares.get(id) ?? 0) >= share ? shares : new Map([...shares, [id, share]]);
}

function clamp01(value: number): number {
	return Number.isFinite(value) ? Math.min(1, Math.max(0, value)) : 0;
}

function outputsOf(graph: ApiGraph, outputNodes?: ReadonlySet<string>): string[] {
	const known = Object.entries(graph).filter(([, node]) => outputNodes?.has(node.class_type));
	if (known.length > 0) return known.map(([id]) => id);
	const linked = new Set(Object.values(graph).flatMap((node) => linksOf(node).map(([, source]) => source)));
	return Object.keys(graph).filter((id) => !linked.has(id));
}

/** Rough costs: what matters is that a sampler outweighs everything else and a loader a text box. */
const WEIGHTS: readonly [RegExp, number][] = [
	[/Upscale.*Model|ImageUpscaleWithModel/i, 12],
	[/VAE.*(Decode|Encode)|(Decode|Encode).*VAE/i, 6],
	[/(Checkpoint|UNET|Diffusion|Model|CLIP|Lora|ControlNet).*Load/i, 8],
	[/Load(Checkpoint|Model|Lora)/i, 8],
	[/Video|Combine|RIFE|FILM/i, 6],
	[/Apply|Preprocessor|Detect|Segment/i, 4],
	[/TextEncode|Save/i, 2],
];
const SAMPLER = /KSampler|Sampler(Custom|.*Advanced)|DetailerForEach|FaceDetailer/i;
const NOT_A_SAMPLER = /SamplerSelect|^Sampler(?!Custom)|Scheduler|Sigmas/i;

function weightOf(graph: ApiGraph, id: string): number {
	const node = nodeOf(graph, id);
	if (node === undefined) return 1;
	const { steps } = node.inputs;
	const counted = typeof steps === "number" && steps > 0;
	// Whatever takes steps is a sampler, except for what only prepares them.
	if ((counted || SAMPLER.test(node.class_type)) && !NOT_A_SAMPLER.test(node.class_type))
		return 10 + 2 * (counted ? Math.min(steps, 500) : 20);
	return WEIGHTS.find(([pattern]) => pattern.test(node.class_type))?.[1] ?? 1;
}
