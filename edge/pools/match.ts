import { holdingFor } from "../../workflows/graph/versions.ts";
import type { Capabilities } from "../../workflows/object-info/capabilities.ts";
import { findProfile, profileProblems } from "../../workflows/plan/profiles.ts";
import type { TaskNeeds } from "../db/stored.ts";
import { isLentFor, type Lent } from "./lent.ts";

/** A queued task that the worker could run, as the queue offers it: the first few of each account. */
export interface Candidate {
	task: string;
	job: string;
	account: string;
	priority: number;
	/** Tasks of the account that hold a worker now. */
	held: number;
	/** How many more of them may. */
	room: number;
	/** When its job was submitted: a task that came back, or whose stage opened late, keeps its job's age. */
	submitted_at: number;
	needs: TaskNeeds;
}

export interface Asker {
	/** Files its ComfyUI has loaded. */
	warm_models: readonly string[];
	/** Tasks it must not be given. */
	refused?: ReadonlySet<string>;
	/** The task that brought it here: it is given that one, if it is there. */
	hint?: string | null;
}

export interface Dealt {
	now: number;
	/** Numbers in [0, 1): the lots that equals draw. */
	random: () => number;
}

/** A task whose turn it is may be passed over for one with warm models until its job is this old. */
export const PATIENCE_MS = 20_000;

interface Lane {
	/** Tasks of the account that hold a worker, those dealt out meanwhile included. */
	load: number;
	room: number;
	lot: number;
	queue: Candidate[];
}

/**
 * Deals candidates out, the best for each who asks and none twice. Accounts take turns: the one with the fewest
 * tasks running goes first, and equals draw lots. How long their tasks have waited must not decide: with fewer
 * workers than accounts, whoever queued a thousand tasks first would be served alone until they are done. Within
 * an account: priority, then age, and a task whose models the worker has loaded may overtake its equals while
 * they have not waited long. What is dealt counts as running, so that many who ask at once are served as if they
 * had come one after the other.
 * Priority counts only within an account, so that nobody can buy a place before others by asking for it.
 */
export class Dealer {
	private lanes: Lane[];
	private readonly now: number;

	constructor(candidates: readonly Candidate[], { now, random }: Dealt) {
		this.now = now;
		this.lanes = [...Map.groupBy(candidates, ({ account }) => account).values()].map((queue) => ({
			load: queue[0]?.held ?? 0,
			room: queue[0]?.room ?? 0,
			lot: random(),
			queue,
		}));
		this.keepOpen();
	}

	/** How many are left that may be dealt. */
	get left(): number {
		return this.lanes.reduce((sum, { queue }) => sum + queue.length, 0);
	}

	/** The next one for somebody; null where nothing is left that it may have. */
	deal({ warm_models, refused, hint }: Asker): Candidate | null {
		for (const lane of hint ? this.lanes : []) {
			const hinted = lane.queue.find(({ task }) => task === hint && !refused?.has(task));
			if (hinted) return this.take(lane, hinted);
		}
		const warm = new Set(warm_models);
		this.lanes.sort((a, b) => a.load - b.load || a.lot - b.lot);
		for (const lane of this.lanes) {
			const first = this.firstOf(lane.queue, warm, refused);
			if (first !== null) return this.take(lane, first);
		}
		return null;
	}

	private take(lane: Lane, taken: Candidate): Candidate {
		lane.queue = lane.queue.filter((one) => one !== taken);
		lane.load += 1;
		lane.room -= 1;
		this.keepOpen();
		return taken;
	}

	private keepOpen(): void {
		this.lanes = this.lanes.filter(({ queue, room }) => queue.length > 0 && room > 0);
	}

	private firstOf(
		queue: readonly Candidate[],
		warm: ReadonlySet<string>,
		refused: ReadonlySet<string> | undefined,
	): Candidate | null {
		return queue.reduce<Candidate | null>((best, one) => {
			if (refused?.has(one.task)) return best;
			return best === null || this.compare(one, best, warm) < 0 ? one : best;
		}, null);
	}

	/** Below zero where `a` comes before `b` of the same account. */
	private compare(a: Candidate, b: Candidate, warm: ReadonlySet<string>): number {
		const overdue = (one: Candidate) => (this.now - one.submitted_at >= PATIENCE_MS ? 1 : 0);
		const warmth = (one: Candidate) =>
			!overdue(one) && one.needs.models.some(({ file }) => warm.has(file)) ? 1 : 0;
		return (
			b.priority - a.priority ||
			overdue(b) - overdue(a) ||
			warmth(b) - warmth(a) ||
			compareText(a.job, b.job) ||
			compareText(a.task, b.task)
		);
	}
}

function compareText(a: string, b: string): number {
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
	/** What it was lent for; null: for everything. */
	lent: Lent | null;
}

export function abilityOf(capabilities: Capabilities, vram_bytes: number, lent: Lent | null = null): Ability {
	const lists = Object.values(capabilities.model_inputs).flatMap((inputs) => Object.values(inputs).flat());
	return { capabilities, nodes: new Set(capabilities.nodes), files: new Set(lists), vram_bytes, lent };
}

/** Whether a worker has every node class and model file that a task names, and is what it asks for besides. */
export function canRun(needs: TaskNeeds, able: Ability): boolean {
	return hasAllButModels(needs, able) && needs.models.every(({ file }) => able.files.has(file));
}

/** Model files that a worker lacks for a task; null where it lacks something else as well. */
export function lackedModels(needs: TaskNeeds, able: Ability): TaskNeeds["models"] | null {
	return hasAllButModels(needs, able) ? needs.models.filter(({ file }) => !able.files.has(file)) : null;
}

function hasAllButModels(needs: TaskNeeds, { capabilities, nodes, vram_bytes, lent }: Ability): boolean {
	const { comfyui_version, launch_flags, partner_nodes, input_directory } = capabilities;
	const form = holdingFor(needs.forms, comfyui_version);
	const profile = findProfile(capabilities.profile);
	return (
		(lent === null || isLentFor(lent, needs)) &&
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
