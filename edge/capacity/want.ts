import { WORK_KINDS, type WorkKind } from "../contract/capacity.ts";
import type { TaskNeeds } from "../db/stored.ts";
import { isLentFor, type Lender, lentBy, workOf } from "../pools/lent.ts";

/** An endpoint as far as issuing goes. */
export interface Place extends Lender {
	price_micro_usd: number;
	max_workers: number;
	spare: number;
	/** `closed`: it is given no tickets now. `paused`: and those that nobody uses are taken back. */
	state: "open" | "closed" | "paused";
}

export interface OpenTicket {
	id: string;
	endpoint: string;
	kind: WorkKind;
	/** An attempt holds it. */
	used: boolean;
}

/** A task that a claim could take now. */
export interface RunnableTask {
	id: string;
	needs: Partial<TaskNeeds>;
	/** Tickets that were issued for it lately and came to nothing. */
	spent: number;
}

export interface NewTicket {
	endpoint: string;
	kind: WorkKind;
	hint: string;
}

export interface Wanted {
	issue: NewTicket[];
	/** Tickets that nobody uses and nothing is left for. */
	idle: string[];
}

/** Tickets that may come to nothing for one task within {@link SPENT_WITHIN_MS}; no more are issued for it then. */
export const MAX_SPENT = 5;
export const SPENT_WITHIN_MS = 60 * 60 * 1000;

/** Tickets that an endpoint may have open. */
export function capOf({ max_workers, spare }: Pick<Place, "max_workers" | "spare">): number {
	return max_workers + spare;
}

/** The endpoints that a task may run at, the smallest and cheapest first. */
export function placesFor<P extends Place>(needs: RunnableTask["needs"], all: readonly P[]): P[] {
	return all
		.filter(
			(place) =>
				isLentFor(lentBy(place, workOf(needs), all), needs) &&
				place.vram_bytes >= (needs.min_vram_bytes ?? 0),
		)
		.toSorted(
			(a, b) =>
				a.vram_bytes - b.vram_bytes || a.price_micro_usd - b.price_micro_usd || (a.id < b.id ? -1 : 1),
		);
}

/**
 * Which tickets to issue now. `tasks` are in the order in which claims would take them. Each task is given one of the
 * tickets that are open and not used; for each that is left, one is issued where the first endpoint that has room for
 * it lies. So there are never more of them than tasks, and no endpoint has more than its cap. Pure.
 */
export function wantedTickets(
	places: readonly Place[],
	open: readonly OpenTicket[],
	tasks: readonly RunnableTask[],
): Wanted {
	const free = new FreeTickets(open);
	const count = new Map<string, number>();
	for (const { endpoint } of open) count.set(endpoint, (count.get(endpoint) ?? 0) + 1);
	const issue: NewTicket[] = [];
	// Tasks of one kind have the very same needs: a look may be at thousands.
	const known = new Map<RunnableTask["needs"], Place[]>();
	const wishes = tasks.map((task) => {
		const fitting = known.get(task.needs) ?? placesFor(task.needs, places);
		known.set(task.needs, fitting);
		return { ...task, fitting, kind: workOf(task.needs) };
	});
	// Who has the least choice first: a small task does not take the ticket that was issued for a large one.
	const choosing = wishes.toSorted((a, b) => a.fitting.length - b.fitting.length);
	const covered = new Set(
		choosing.filter(({ kind, fitting }) => free.take(kind, fitting)).map(({ id }) => id),
	);
	for (const { id, fitting, kind, spent } of wishes) {
		if (covered.has(id) || spent >= MAX_SPENT) continue;
		const place = fitting.find((one) => one.state === "open" && (count.get(one.id) ?? 0) < capOf(one));
		if (!place) continue;
		count.set(place.id, (count.get(place.id) ?? 0) + 1);
		issue.push({ endpoint: place.id, kind, hint: id });
	}
	return { issue, idle: free.left };
}

/** Open tickets that nobody uses, by what they are good for. */
class FreeTickets {
	private readonly byPlace = new Map<string, Map<WorkKind, string[]>>();
	private readonly untaken: Set<string>;

	constructor(open: readonly OpenTicket[]) {
		const free = open.filter(({ used }) => !used);
		this.untaken = new Set(free.map(({ id }) => id));
		for (const [endpoint, own] of Map.groupBy(free, (ticket) => ticket.endpoint)) {
			const kinds = [...Map.groupBy(own, ({ kind }) => kind)];
			this.byPlace.set(endpoint, new Map(kinds.map(([kind, some]) => [kind, some.map(({ id }) => id)])));
		}
	}

	/** Takes one that a task can be claimed with, of these the one that is good for the least besides. Whether there was one. */
	take(kind: WorkKind, fitting: readonly Place[]): boolean {
		for (const one of WORK_KINDS.slice(WORK_KINDS.indexOf(kind))) {
			for (const { id, state } of fitting) {
				const ticket = state === "paused" ? undefined : this.byPlace.get(id)?.get(one)?.shift();
				if (ticket !== undefined) return this.untaken.delete(ticket);
			}
		}
		return false;
	}

	/** Ids of those that no task was found for. */
	get left(): string[] {
		return [...this.untaken];
	}
}
