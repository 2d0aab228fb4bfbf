import type { Candidate } from "./candidate.ts";
import { Heap } from "./heap.ts";
import { Lane } from "./lane.ts";

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

/** An account whose tasks are dealt out. */
interface Account {
	lane: Lane;
	/** Its tasks that hold a worker, those dealt out meanwhile included. */
	load: number;
	room: number;
	lot: number;
}

/** An account's turn; void where its load has grown since. */
interface Turn {
	account: Account;
	load: number;
}

/**
 * Deals candidates out, the best for each who asks and none twice. Accounts take turns: the one with the fewest
 * tasks running goes first, and equals draw lots. How long their tasks have waited must not decide: with fewer
 * workers than accounts, whoever queued a thousand tasks first would be served alone until they are done. Within
 * an account: priority, then age, and a task whose models the worker has loaded may overtake its equals while
 * they have not waited long. What is dealt counts as running, so that many who ask at once are served as if they
 * had come one after the other.
 * Priority counts only within an account, so that nobody can buy a place before others by asking for it.
 * Dealing n candidates out takes n log n steps.
 */
export class Dealer {
	private readonly accounts: Account[];
	private readonly byTask = new Map<string, { account: Account; candidate: Candidate }>();
	private readonly turns = new Heap<Turn>(
		(a, b) => a.load < b.load || (a.load === b.load && a.account.lot < b.account.lot),
	);

	constructor(candidates: readonly Candidate[], { now, random }: Dealt) {
		const own = [...Map.groupBy(candidates, ({ account }) => account).values()];
		this.accounts = own.map((some) => {
			const [first] = some;
			const lane = new Lane(some, now);
			const account = { lane, load: first?.held ?? 0, room: first?.room ?? 0, lot: random() };
			for (const candidate of some) this.byTask.set(candidate.task, { account, candidate });
			return account;
		});
		for (const account of this.accounts) this.queueUp(account);
	}

	/** How many are left that may be dealt. */
	get left(): number {
		return this.accounts.reduce((sum, { lane, room }) => sum + (room > 0 ? lane.left : 0), 0);
	}

	/** The next one for somebody; null where nothing is left that it may have. */
	deal({ warm_models, refused, hint }: Asker): Candidate | null {
		const hinted = hint ? this.byTask.get(hint) : undefined;
		if (hinted && hinted.account.room > 0 && !refused?.has(hinted.candidate.task))
			return this.take(hinted.account, hinted.candidate);
		const passed: Turn[] = [];
		let dealt: Candidate | null = null;
		for (let turn = this.turns.pop(); turn !== undefined; turn = this.turns.pop()) {
			const { account, load } = turn;
			if (load !== account.load || account.room <= 0) continue;
			const first = account.lane.first(warm_models, refused);
			if (first !== null) {
				dealt = this.take(account, first);
				break;
			}
			passed.push(turn);
		}
		for (const turn of passed) this.turns.push(turn);
		return dealt;
	}

	private take(account: Account, taken: Candidate): Candidate {
		account.lane.take(taken);
		this.byTask.delete(taken.task);
		account.load += 1;
		account.room -= 1;
		this.queueUp(account);
		return taken;
	}

	private queueUp(account: Account): void {
		if (account.room > 0 && account.lane.left > 0) this.turns.push({ account, load: account.load });
	}
}
