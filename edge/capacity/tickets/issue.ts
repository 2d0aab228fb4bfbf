import { newId } from "../../contract/ids.ts";
import { CHECK_AFTER_MS } from "../endpoints/check.ts";
import { conditionAfter } from "../endpoints/endpoint-condition.ts";
import type { EndpointRow, EndpointStore } from "../endpoints/store.ts";
import { RunpodError } from "../runpod/error.ts";
import { AGAIN_MS, type Outside } from "../runpod/outside.ts";
import type { TicketRow, TicketStore } from "./store.ts";
import { timesOf } from "./times.ts";
import type { NewTicket } from "./want.ts";

/** What looking after tickets needs of the world. */
export interface TicketWorld extends Outside {
	store: TicketStore & EndpointStore;
}

/** An endpoint that refuses is left alone for so long, in milliseconds. */
const REFUSED_MS = 60_000;

/** Tickets as they are written down before RunPod hears of them. */
export function newTickets(
	pool: string,
	endpoints: readonly EndpointRow[],
	wanted: readonly NewTicket[],
	now: number,
): TicketRow[] {
	return wanted.flatMap(({ endpoint: id, kind, hint }): TicketRow[] => {
		const endpoint = endpoints.find((one) => one.id === id);
		if (!endpoint) return [];
		return [
			{
				id: newId("ticket", now),
				pool_id: pool,
				endpoint_id: id,
				runpod_endpoint: endpoint.runpod_id,
				micro_usd_per_second: endpoint.micro_usd_per_second,
				kind,
				request_id: null,
				status: "issuing",
				hint_task: hint,
				issued_at: now,
				tries: 0,
				// Whoever finds it then knows that whoever wrote it did not come far.
				due_at: now + 2 * AGAIN_MS,
				remote: null,
				remote_since: null,
				checked_at: 0,
				used_task: null,
				used_epoch: null,
				used_at: null,
				closed_at: null,
				outcome: null,
				cost_micro_usd: 0,
				problem: null,
			},
		];
	});
}

/**
 * Sends a ticket to RunPod, and writes down what became of that. It is the same ticket however often it is sent. One
 * that RunPod does not take is over, so that its task may have one at another endpoint; its own is left alone for a
 * while. `holds`: until when endpoints are, as far as this look knows; it is added to. Answers whether the ticket is over.
 */
export async function sendTicket(
	world: TicketWorld,
	endpoints: readonly EndpointRow[],
	row: TicketRow,
	holds: Map<string, number>,
): Promise<boolean> {
	const { store, runpod, now, random, tell } = world;
	const endpoint = endpoints.find((one) => one.id === row.endpoint_id);
	if ((holds.get(row.endpoint_id) ?? 0) > now()) {
		await store.change(row, { status: "closed", outcome: "refused", closed_at: now() });
		return true;
	}
	const input = { v: 1, kind: "ticket", ticket_id: row.id, hint_task_id: row.hint_task };
	try {
		const request_id = await runpod.run(
			row.runpod_endpoint,
			input,
			timesOf(row.kind, endpoint?.time_limits ?? {}),
		);
		await store.change(row, {
			status: "issued",
			request_id,
			tries: row.tries + 1,
			due_at: now() + CHECK_AFTER_MS * (1 + 0.25 * random()),
		});
		const after = endpoint && conditionAfter(endpoint, { type: "ticket_taken" }, now());
		if (endpoint && after && after.condition !== endpoint.condition)
			await store.changeEndpoint(endpoint.id, after);
		return false;
	} catch (error) {
		if (!(error instanceof RunpodError)) throw error;
		tell("a ticket was not taken", { ticket: row.id, code: error.code, why: error.message });
		if (error.ambiguous) {
			await store.change(row, { status: "unknown", tries: row.tries + 1, due_at: now() + AGAIN_MS });
			return false;
		}
		await store.change(row, { status: "closed", outcome: "refused", closed_at: now() });
		if (error.code !== "too_many_requests") {
			await refusedBy(world, endpoint, error.message, holds);
			return true;
		}
		const until = now() + (error.retryAfterMs ?? AGAIN_MS);
		holds.set(row.endpoint_id, until);
		await store.changeEndpoint(row.endpoint_id, { hold_until: until });
		return true;
	}
}

/** An endpoint does not take tickets, and why: it is left alone for a minute. */
export async function refusedBy(
	{ store, now }: TicketWorld,
	endpoint: EndpointRow | undefined,
	why: string,
	holds: Map<string, number>,
): Promise<void> {
	if (!endpoint) return;
	const until = now() + REFUSED_MS;
	holds.set(endpoint.id, until);
	await store.changeEndpoint(endpoint.id, {
		hold_until: until,
		...conditionAfter(endpoint, { type: "refused", why }, now()),
	});
}
