import { holdingFor } from "../../workflows/graph/versions.ts";
import type { Capabilities } from "../../workflows/object-info/capabilities.ts";
import { findProfile, profileProblems } from "../../workflows/plan/profiles.ts";
import type { TaskNeeds } from "../db/stored.ts";

/** A queued task that the worker could run, as the queue offers it: the first few of each account. */
export interface Candidate {
	task: string;
	job: string;
	account: string;
	priority: number;
	/** Tasks of the account that hold a worker now. */
	held: number;
	/** When its job was submitted: a task that came back, or whose stage opened late, keeps its job's age. */
	submitted_at: number;
	needs: TaskNeeds;
}

export interface Asker {
	/** Files its ComfyUI has loaded. */
	warm_models: string[];
	now: number;
	/** Numbers in [0, 1): the lots that equals draw. */
	random: () => number;
}

/** A task whose turn it is may be passed over for one with warm models until its job is this old. */
export const PATIENCE_MS = 20_000;

/**
 * The candidates, best first. Accounts take turns: the one with the fewest tasks
 * running goes first, and equals draw lots. How long their tasks have waited must not decide: with fewer
 * workers than accounts, whoever queued a thousand tasks first would be served alone until they are done. Within
 * an account: priority, then age, and a task whose models the worker has loaded may overtake its equals while
 * they have not waited long.
 * Priority counts only within an account, so that nobody can buy a place before others by asking for it.
 */
export function match(candidates: readonly Candidate[], asker: Asker): Candidate[] {
	const queues = new Map<string, Candidate[]>();
	for (const candidate of candidates) {
		const queue = queues.get(candidate.account);
		if (queue) queue.push(candidate);
		else queues.set(candidate.account, [candidate]);
	}
	const warm = new Set(asker.warm_models);
	const lanes = [...queues.values()].map((queue) => ({
		load: queue[0]?.held ?? 0,
		lot: asker.random(),
		queue: orderWithin(queue, warm, asker.now),
	}));
	const result: Candidate[] = [];
	while (lanes.some((lane) => lane.queue.length > 0)) {
		lanes.sort((a, b) => a.load - b.load || a.lot - b.lot);
		for (const lane of lanes) {
			const next = lane.queue.shift();
			if (!next) continue;
			result.push(next);
			lane.load += 1;
			break;
		}
		for (let i = lanes.length - 1; i >= 0; i--) if (lanes[i]?.queue.length === 0) lanes.splice(i, 1);
	}
	return result;
}

function orderWithin(queue: Candidate[], warm: ReadonlySet<string>, now: number): Candidate[] {
	const overdue = (candidate: Candidate) => (now - candidate.submitted_at >= PATIENCE_MS ? 1 : 0);
	const warmth = (candidate: Candidate) =>
		!overdue(candidate) && candidate.needs.models.some(({ file }) => warm.has(file)) ? 1 : 0;
	return queue.sort(
		(a, b) =>
			b.priority - a.priority ||
			overdue(b) - overdue(a) ||
			warmth(b) - warmth(a) ||
			compare(a.job, b.job) ||
			compare(a.task, b.task),
	);
}

function compare(a: string, b: string): number {
	return a < b ? -1 : a > b ? 1 : 0;
}

/** What a worker can do, ready to be asked for many tasks. */
export interface Ability {
	capabilities: Capabilities;
	nodes: ReadonlySet<string>;
	/** Every model file that any loader lists. */
	files: ReadonlySet<string>;
	/** GPU memory, in bytes; 0: not known. */
	vram_bytes: number;
}

export function abilityOf(capabilities: Capabilities, vram_bytes: number): Ability {
	const lists = Object.values(capabilities.model_inputs).flatMap((inputs) => Object.values(inputs).flat());
	return { capabilities, nodes: new Set(capabilities.nodes), files: new Set(lists), vram_bytes };
}

/** Whether a worker has every node class and model file that a task names, and is what it asks for besides. */
export function canRun(needs: TaskNeeds, able: Ability): boolean {
	return hasAllButModels(needs, able) && needs.models.every(({ file }) => able.files.has(file));
}

/** Model files that a worker lacks for a task; null where it lacks something else as well. */
export function lackedModels(needs: TaskNeeds, able: Ability): TaskNeeds["models"] | null {
	return hasAllButModels(needs, able) ? needs.models.filter(({ file }) => !able.files.has(file)) : null;
}

function hasAllButModels(needs: TaskNeeds, { capabilities, nodes, vram_bytes }: Ability): boolean {
	const { comfyui_version, launch_flags, partner_nodes, input_directory } = capabilities;
	const form = holdingFor(needs.forms, comfyui_version);
	const profile = findProfile(capabilities.profile);
	return (
		(form ?? needs).nodes.every((node) => nodes.has(node)) &&
		vram_bytes >= (needs.min_vram_bytes ?? 0) &&
		// What a worker does not report is not held against it.
		(needs.launch_flags ?? []).every((flag) => launch_flags?.includes(flag) !== false) &&
		!(needs.partner && partner_nodes === false) &&
		!(needs.absolute_folders && input_directory === false) &&
		(profile === undefined ||
			needs.demands === undefined ||
			profileProblems(profile, needs.demands).length === 0)
	);
}
