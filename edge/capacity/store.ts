import { DAY_MS } from "../day.ts";
import type { Database } from "../db/client.ts";
import { endpointStore, endpointsQuery } from "./endpoints/store.ts";
import { forgetPods, openPodsQuery, podStore, toOpenPods } from "./pods/store.ts";
import { forgetTickets, openTicketsQuery, ticketStore } from "./tickets/store.ts";
import type { CapacityStore } from "./world.ts";

/** Tickets and pods that are over are kept for so long, in milliseconds, and so many go at once. */
const KEPT_MS = 30 * DAY_MS;
const FORGOTTEN_AT_ONCE = 500;

/** Endpoints, tickets and pods in D1. */
export function capacityStore(db: Database): CapacityStore {
	return {
		...endpointStore(db),
		...ticketStore(db),
		...podStore(db),
		load: async (pool) => {
			const [endpoints, tickets, pods] = await db.batch([
				endpointsQuery(db, pool),
				openTicketsQuery(db, pool),
				openPodsQuery(db, pool),
			]);
			return { endpoints, tickets, pods: toOpenPods(pods) };
		},
	};
}

/** Deletes tickets and pods that have been over for a month. */
export async function forgetClosed(db: Database, now: number): Promise<void> {
	await forgetPods(db, now - KEPT_MS, FORGOTTEN_AT_ONCE);
	await forgetTickets(db, now - KEPT_MS, FORGOTTEN_AT_ONCE);
}
