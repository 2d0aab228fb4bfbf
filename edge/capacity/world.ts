import type { EndpointRow, EndpointStore } from "./endpoints/store.ts";
import type { OpenPod, PodStore } from "./pods/store.ts";
import type { Outside } from "./runpod/outside.ts";
import type { OpenRow, TicketStore } from "./tickets/store.ts";
import type { RunnableTask } from "./tickets/want.ts";

/** Where all of it is written down. Nothing else is relied on: whoever looks again goes on where another stopped. */
export interface CapacityStore extends EndpointStore, TicketStore, PodStore {
	/** The endpoints of a pool, its open tickets and its open pods. */
	load(pool: string): Promise<{ endpoints: EndpointRow[]; tickets: OpenRow[]; pods: OpenPod[] }>;
}

/** What tending needs of the world. */
export interface World extends Outside {
	store: CapacityStore;
	/** The first tasks that claims would take now, in their order, at most so many. */
	next(pool: string, count: number): Promise<Omit<RunnableTask, "spent">[]>;
}
