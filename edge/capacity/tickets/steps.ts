import { CHECK_EVERY_MS } from "../endpoints/check.ts";
import { costBy } from "../endpoints/cost.ts";
import { conditionAfter } from "../endpoints/endpoint-condition.ts";
import type { EndpointRow } from "../endpoints/store.ts";
import { RunpodError } from "../runpod/error.ts";
import { AGAIN_MS } from "../runpod/outside.ts";
import { refusedBy, sendTicket, type TicketWorld } from "./issue.ts";
import { afterCheck, CHECK_USED_EVERY_MS, MAX_SENDS, nextStep, type Standing } from "./reconcile.ts";
import type { OpenRow, TicketRow } from "./store.ts";

const UNANSWERED = `a ticket was sent ${MAX_SENDS} times, and no answer could be read`;

/**
 * Does what is due about a ticket. `holds`: until when endpoints are to be left alone, as far as this look knows.
 * Whether something was changed that others may be issued for.
 */
export async function takeStep(
	world: TicketWorld,
	endpoints: readonly EndpointRow[],
	holds: Map<string, number>,
	row: OpenRow,
	standing: Standing,
): Promise<boolean> {
	const step = nextStep(standing, world.now());
	const endpoint = endpoints.find(({ id }) => id === row.endpoint_id);
	try {
		switch (step.do) {
			case "nothing":
				return false;
			case "send":
				return await sendTicket(world, endpoints, row, holds);
			case "close": {
				const closed = await close(world, row, step.outcome);
				if (closed && step.outcome === "refused") await refusedBy(world, endpoint, UNANSWERED, holds);
				return closed;
			}
			case "withdraw":
				if (row.request_id !== null) await world.runpod.cancel(row.runpod_endpoint, row.request_id);
				return await close(world, row, step.outcome);
			case "stop":
				if (row.request_id !== null) await world.runpod.cancel(row.runpod_endpoint, row.request_id);
				await world.store.change(row, { remote: "CANCELLED", remote_since: world.now() });
				return false;
			case "check":
				return await check(world, endpoint, row, standing);
		}
	} catch (error) {
		if (!(error instanceof RunpodError)) throw error;
		return await putOff(world, row, step.do === "withdraw", error);
	}
}

/** RunPod could not be asked. A ticket whose attempt is over is closed all the same: nothing waits for it. */
async function putOff(
	world: TicketWorld,
	row: OpenRow,
	withdrawing: boolean,
	{ code, message, retryAfterMs }: RunpodError,
): Promise<boolean> {
	world.tell("RunPod could not be asked about a ticket", { ticket: row.id, code, why: message });
	if (withdrawing && row.status === "used") return close(world, row, "done");
	const now = world.now();
	await world.store.change(row, { checked_at: now, due_at: now + Math.max(retryAfterMs ?? 0, AGAIN_MS) });
	return false;
}

async function check(
	world: TicketWorld,
	endpoint: EndpointRow | undefined,
	row: OpenRow,
	standing: Standing,
): Promise<boolean> {
	const remote =
		row.request_id === null ? null : await world.runpod.status(row.runpod_endpoint, row.request_id);
	const now = world.now();
	const { step, problem } = afterCheck(standing, remote, now);
	if (problem !== null && row.problem === null)
		world.tell("a ticket ended before its attempt", { ticket: row.id, why: problem });
	if (step.do === "close") {
		if (step.outcome === "unclaimed") await giveUp(world, endpoint, row);
		return close(world, row, step.outcome);
	}
	const every = row.status === "used" ? CHECK_USED_EVERY_MS : CHECK_EVERY_MS;
	await world.store.change(row, {
		remote: remote ?? "GONE",
		remote_since: remote === row.remote ? row.remote_since : now,
		checked_at: now,
		due_at: now + every * (0.75 + 0.5 * world.random()),
		problem: row.problem ?? problem,
	});
	return false;
}

/** Its workers do not reach the edge; and a machine that holds a request which nobody will claim with is paid for until that is over. */
async function giveUp(
	{ store, runpod, tell, now }: TicketWorld,
	endpoint: EndpointRow | undefined,
	row: OpenRow,
): Promise<void> {
	if (endpoint)
		await store.changeEndpoint(
			endpoint.id,
			conditionAfter(endpoint, { type: "unclaimed", ticket: row.id }, now()),
		);
	if (row.request_id === null) return;
	try {
		await runpod.cancel(row.runpod_endpoint, row.request_id);
	} catch (error) {
		if (!(error instanceof RunpodError)) throw error;
		tell("RunPod did not take back a ticket that was not claimed", { ticket: row.id, why: error.message });
	}
}

function close(world: TicketWorld, row: OpenRow, outcome: TicketRow["outcome"]): Promise<boolean> {
	const now = world.now();
	const cost_micro_usd = costBy(row, now);
	return world.store.change(row, { status: "closed", outcome, closed_at: now, cost_micro_usd });
}
