import { WORK_KINDS, type WorkKind } from "../../contract/pools/capacity.ts";
import type { TaskNeeds } from "../../db/stored.ts";
import { workOf } from "../../pools/lent.ts";
import type { Closed } from "../endpoints/closed.ts";
import { capOf, endpointsFor, type PricedEndpoint } from "../endpoints/fit.ts";

/** An endpoint as far as issuing goes. */
export interface IssuingEndpoint extends PricedEndpoint {
	max_workers: number;
	spare: number;
	/** Why it is given no tickets now; null: it is. Of one that is paused those that nobody uses are taken back. */
	closed: Closed | null;
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

/**
 * Which tickets to issue now. `tasks` are in the order in which claims would take them. Each task is given one of the
 * tickets that are open and not used; for each that is left, one is issued at the first endpoint for it that has room.
 * So there are never more of them than tasks, and no endpoint has more than its cap. Pure; takes n log n steps.
 */
export function wantedTickets(
	endpoints: readonly IssuingEndpoint[],
	open: readonly OpenTicket[],
	tasks: readonly RunnableTask[],
): Wanted {
	const free = new FreeTickets(open);
	const count = new Map<string, number>();
	for (const { endpoint } of open) count.set(endpoint, (count.get(endpoint) ?? 0) + 1);
	const issue: NewTicket[] = [];
	// Tasks of one kind have the very same needs: a look may be at thousands.
	const known = new Map<RunnableTask["needs"], IssuingEndpoint[]>();
	const wishes = tasks.map((task) => {
		const fitting = known.get(task.needs) ?? endpointsFor(task.needs, endpoints);
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
		const endpoint = fitting.find((one) => one.closed === null && (count.get(one.id) ?? 0) < capOf(one));
		if (!endpoint) continue;
		count.set(endpoint.id, (count.get(endpoint.id) ?? 0) + 1);
		issue.push({ endpoint: endpoint.id, kind, hint: id });
	}
	return { issue, idle: free.left };
}

/** Open tickets that nobody uses, by what they are good for. */
class FreeTickets {
	/** By endpoint and kind, the next one last. */
	private readonly byEndpoint = new Map<string, Map<WorkKind, string[]>>();
	private readonly untaken: Set<string>;

	constructor(open: readonly OpenTicket[]) {
		const free = open.filter(({ used }) => !used);
		this.untaken = new Set(free.map(({ id }) => id));
		for (const [endpoint, own] of Map.groupBy(free.toReversed(), (ticket) => ticket.endpoint)) {
			const kinds = [...Map.groupBy(own, ({ kind }) => kind)];
			this.byEndpoint.set(endpoint, new Map(kinds.map(([kind, some]) => [kind, some.map(({ id }) => id)])));
		}
	}

	/** Takes one that a task can be claimed with, of these the one that is good for the least besides. Whether there was one. */
	take(kind: WorkKind, fitting: readonly IssuingEndpoint[]): boolean {
		for (const one of WORK_KINDS.slice(WORK_KINDS.indexOf(kind))) {
			for (const { id, closed } of fitting) {
				const ticket = closed === "paused" ? undefined : this.byEndpoint.get(id)?.get(one)?.pop();
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
