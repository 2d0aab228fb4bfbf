import { canRun } from "../pools/match.ts";
import { type Closed, closedBy } from "./endpoints/closed.ts";
import { capOf } from "./endpoints/fit.ts";
import type { EndpointRow } from "./endpoints/store.ts";
import type { OpenPod } from "./pods/store.ts";
import type { OpenRow } from "./tickets/store.ts";
import {
	type OpenTicket,
	type RunnableTask,
	SPENT_WITHIN_MS,
	type Wanted,
	wantedTickets,
} from "./tickets/want.ts";
import type { World } from "./world.ts";

/** An endpoint with what it has open. */
export interface SeenEndpoint {
	row: EndpointRow;
	tickets: OpenRow[];
	/** All that closes it for new tickets and pods, what counts most first; none: it is open. */
	closed: Closed[];
}

/** What of a pool is read once, and what follows from it: tending acts by it, and explaining tells it. */
export interface Look {
	at: number;
	endpoints: SeenEndpoint[];
	tickets: OpenRow[];
	pods: OpenPod[];
	/** The first tasks that claims could take now. */
	tasks: RunnableTask[];
	/** Those of them that machines are wanted for. */
	waiting: readonly RunnableTask[];
	wanted: Omit<Wanted, "idle">;
	/** Open tickets and pods that nobody uses and nothing is left for. */
	idle: ReadonlySet<string>;
}

type Source = Pick<World, "store" | "next" | "now">;

/** Looks at a pool: reads only. */
export async function lookAt(source: Source, pool: string): Promise<Look> {
	const { endpoints: rows, tickets, pods } = await source.store.load(pool);
	const at = source.now();
	const byEndpoint = Map.groupBy(tickets, ({ endpoint_id }) => endpoint_id);
	const endpoints = rows.map((row): SeenEndpoint => {
		const own = byEndpoint.get(row.id) ?? [];
		return { row, tickets: own, closed: closedBy(row, own, at) };
	});
	const most = rows.reduce((sum, row) => sum + capOf(row), 0);
	const found = await source.next(pool, Math.max(1, most));
	const spent = await source.store.spent(
		found.map(({ id }) => id),
		at - SPENT_WITHIN_MS,
	);
	const tasks = found.map((task) => ({ ...task, spent: spent.get(task.id) ?? 0 }));
	const waiting = await withoutWorker(source, pool, rows, tasks, at);
	const issuing = endpoints.map(({ row, closed }) => ({ ...row, closed: closed[0] ?? null }));
	const { issue, idle } = wantedTickets(issuing, openOf(tickets, pods), waiting);
	return { at, endpoints, tickets, pods, tasks, waiting, wanted: { issue }, idle: new Set(idle) };
}

/** Open tickets and pods, as what covers a task: a pod may be given any that its endpoint is for. */
function openOf(tickets: readonly OpenRow[], pods: readonly OpenPod[]): OpenTicket[] {
	return [
		...tickets.map(({ id, endpoint_id: endpoint, kind, status }) => ({
			id,
			endpoint,
			kind,
			used: status === "used",
		})),
		...pods.map(({ id, endpoint_id: endpoint, status, worker }) => ({
			id,
			endpoint,
			kind: "train" as const,
			used: status === "ending" || worker?.busy === true,
		})),
	];
}

/**
 * The tasks that no idle worker of the pool's own is about to take. Where endpoints of RunPod serve the pool, all: an
 * idle worker may be one of theirs, and claims nothing without a ticket.
 */
async function withoutWorker(
	{ store }: Source,
	pool: string,
	endpoints: readonly EndpointRow[],
	tasks: readonly RunnableTask[],
	now: number,
): Promise<readonly RunnableTask[]> {
	if (tasks.length === 0 || endpoints.some(({ pod }) => pod === null)) return tasks;
	const idle = await store.idle(pool, now);
	return tasks.filter(({ needs }) => {
		const at = idle.findIndex((able) => canRun({ nodes: [], models: [], ...needs }, able));
		if (at >= 0) idle.splice(at, 1);
		return at < 0;
	});
}
