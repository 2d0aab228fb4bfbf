import type { endpoints, pods, tickets } from "../db/schema.ts";
import type { Ability } from "../pools/match.ts";
import type { Standing } from "./reconcile.ts";
import type { Runpod } from "./runpod.ts";
import type { RunnableTask } from "./want.ts";

export type EndpointRow = typeof endpoints.$inferSelect;
export type TicketRow = typeof tickets.$inferSelect;
/** An open ticket, with what became of the attempt that it was used for. */
export type OpenRow = TicketRow & Pick<Standing, "attempt" | "task" | "run_until">;
export type PodRow = typeof pods.$inferSelect;
/** What is known of the worker of a pod. */
export interface PodWorker {
	id: string;
	seen_at: number;
	gone_at: number | null;
	/** It holds a task. */
	busy: boolean;
}

/** An open pod, with its worker. */
export type OpenPod = PodRow & { worker: PodWorker | null };

/** Where tickets and pods are written down. Nothing else is relied on: whoever looks again goes on where another stopped. */
export interface TicketStore {
	/** The endpoints of a pool, its open tickets and its open pods. */
	load(pool: string): Promise<{ endpoints: EndpointRow[]; tickets: OpenRow[]; pods: OpenPod[] }>;
	/**
	 * How many tickets for each of these tasks have come to nothing since a time (milliseconds). What RunPod did not take
	 * says nothing of the task.
	 */
	spent(tasks: string[], since: number): Promise<ReadonlyMap<string, number>>;
	/** Writes new tickets of one pool, those left out whose endpoint has no room by now, or is gone. Answers with those written. */
	insert(rows: TicketRow[], caps: ReadonlyMap<string, number>): Promise<TicketRow[]>;
	/** Changes an open ticket, if it still has this status. Whether it did. */
	change(ticket: Pick<TicketRow, "id" | "status">, to: Partial<TicketRow>): Promise<boolean>;
	changeEndpoint(id: string, to: Partial<EndpointRow>): Promise<void>;
	/** Writes a new pod, unless its endpoint has as many open ones as it may. Whether it did. */
	insertPod(row: PodRow, most: number): Promise<boolean>;
	/** Changes an open pod, if it still has this status. Whether it did. */
	changePod(pod: Pick<PodRow, "id" | "status">, to: Partial<PodRow>): Promise<boolean>;
	/** Of these ids those of pods that are over. */
	closedPods(ids: string[]): Promise<string[]>;
	/** A worker takes nothing new from now on. */
	drain(worker: string): Promise<void>;
	/** The workers of a pool that wait for work and are no pods. */
	idle(pool: string, now: number): Promise<Ability[]>;
}

/** What tending needs of the world. */
export interface World {
	store: TicketStore;
	runpod: Runpod;
	/** The first tasks that claims would take now, in their order, at most so many. */
	next(pool: string, count: number): Promise<Omit<RunnableTask, "spent">[]>;
	now(): number;
	random(): number;
	/** Tells who runs this. Nothing secret. */
	tell(message: string, about: Record<string, unknown>): void;
}
