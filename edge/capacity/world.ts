import type { endpoints, tickets } from "../db/schema.ts";
import type { Standing } from "./reconcile.ts";
import type { Runpod } from "./runpod.ts";
import type { RunnableTask } from "./want.ts";

export type EndpointRow = typeof endpoints.$inferSelect;
export type TicketRow = typeof tickets.$inferSelect;
/** An open ticket, with what became of the attempt that it was used for. */
export type OpenRow = TicketRow & Pick<Standing, "attempt" | "task" | "run_until">;

/** Where tickets are written down. Nothing else is relied on: whoever looks again goes on where another stopped. */
export interface TicketStore {
	/** The endpoints of a pool, and its open tickets. */
	load(pool: string): Promise<{ endpoints: EndpointRow[]; tickets: OpenRow[] }>;
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
