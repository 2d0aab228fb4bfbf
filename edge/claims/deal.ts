import type { Candidate } from "../pools/candidate.ts";
import { Dealer, type Dealt } from "../pools/dealer.ts";
import type { Wanted } from "./reserve.ts";

/** Tasks named beyond those that are wanted, where others may be faster. */
const SPARE = 16;

/** Who asks, as far as dealing goes. */
export interface Player {
	warm_models: readonly string[];
	/** Tasks that it was refused. */
	refused: readonly string[];
	/** The task that its ticket was issued for; null: it has none. */
	hint?: string | null;
}

/** Those who ask from machines of one kind, and what such a machine can run. */
export interface Table<P extends Player> {
	players: readonly P[];
	candidates: readonly Candidate[];
}

/** What those at a table are to be given. */
export interface Hand<P extends Player> {
	/** The best task for each, and behind those what may stand in for one that is taken. */
	wanted: Wanted;
	picks: ReadonlyMap<P, string>;
	/** Whether something is left that they could have taken as well. */
	more: boolean;
}

/**
 * Deals candidates out to all who ask at the same moment, table after table: each gets the best task for it, none
 * is dealt twice, and what one table was dealt counts at the next for how much its account runs.
 */
export function dealOut<P extends Player>(tables: readonly Table<P>[], how: Dealt): Hand<P>[] {
	const named = new Set<string>();
	const running = new Map<string, number>();
	const dealt = tables.map(({ players, candidates }) => {
		const free = candidates.flatMap((one) => {
			const more = running.get(one.account) ?? 0;
			return named.has(one.task) ? [] : [{ ...one, held: one.held + more, room: one.room - more }];
		});
		const dealer = new Dealer(free, how);
		const picks = new Map<P, string>();
		for (const player of players) {
			const task = dealer.deal({ ...player, refused: new Set(player.refused) });
			if (task === null) continue;
			picks.set(player, task.task);
			named.add(task.task);
			running.set(task.account, (running.get(task.account) ?? 0) + 1);
		}
		return { dealer, picks, more: dealer.left > 0 };
	});
	// What stands in for others comes last: nobody's best task is put aside for that.
	return dealt.map(({ dealer, picks, more }) => {
		const ids = [...picks.values()];
		for (let i = 0; ids.length > 0 && i < SPARE; i++) {
			const task = dealer.deal({ warm_models: [], refused: named });
			if (task === null) break;
			ids.push(task.task);
			named.add(task.task);
		}
		return { wanted: { ids, count: picks.size }, picks, more };
	});
}

/** Who gets which of the tasks that could be reserved: each its own, else one that stands in for it. */
export function handOut<P extends Player>(
	{ wanted, picks }: Hand<P>,
	reserved: { has(task: string): boolean },
): Map<P, string> {
	const given = new Map([...picks].filter(([, task]) => reserved.has(task)));
	const taken = new Set(given.values());
	const spare = wanted.ids.filter((id) => reserved.has(id) && !taken.has(id));
	for (const player of picks.keys()) {
		if (given.has(player)) continue;
		const at = spare.findIndex((id) => !player.refused.includes(id));
		const [task] = at < 0 ? [] : spare.splice(at, 1);
		if (task !== undefined) given.set(player, task);
	}
	return given;
}
