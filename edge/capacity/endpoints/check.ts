import type { EndpointHealth } from "../../db/stored.ts";
import type { Scaling } from "../runpod/client.ts";
import { RunpodError } from "../runpod/error.ts";
import type { Outside } from "../runpod/outside.ts";
import { CRASH_LOOP_MS, conditionAfter, isLasting } from "./endpoint-condition.ts";
import type { EndpointRow, EndpointStore } from "./store.ts";

/** RunPod is asked about what nobody came with after this long, and then so often; milliseconds. */
export const CHECK_AFTER_MS = 90_000;
export const CHECK_EVERY_MS = 60_000;

interface World extends Outside {
	store: EndpointStore;
}

/** What of a ticket tells how its endpoint is. */
interface Waiting {
	endpoint_id: string;
	status: string;
	issued_at: number;
	used_at: number | null;
}

/** Finds out why nobody comes with tickets that have waited for a while, and what is over by now. */
export async function checkEndpoints(
	world: World,
	endpoints: readonly EndpointRow[],
	tickets: readonly Waiting[],
): Promise<void> {
	const byEndpoint = Map.groupBy(tickets, ({ endpoint_id }) => endpoint_id);
	for (const endpoint of endpoints) await checkEndpoint(world, endpoint, byEndpoint.get(endpoint.id) ?? []);
}

async function checkEndpoint(world: World, endpoint: EndpointRow, own: readonly Waiting[]): Promise<void> {
	const { condition, condition_since, checked_at } = endpoint;
	const now = world.now();
	const waited_ms = own.reduce(
		(most, { status, issued_at }) => (status === "issued" ? Math.max(most, now - issued_at) : most),
		0,
	);
	const came = own.some(({ used_at }) => used_at !== null && used_at > (condition_since ?? 0));
	if (came || waited_ms < CHECK_AFTER_MS) {
		const after = conditionAfter(endpoint, { type: came ? "claimed" : "quiet" }, now);
		if (after.condition !== condition) await world.store.changeEndpoint(endpoint.id, after);
		return;
	}
	if (isLasting(condition) || now - checked_at < CHECK_EVERY_MS) return;
	try {
		const health = await world.runpod.health(endpoint.runpod_id);
		const scaling = await scalingOf(world, endpoint, health, waited_ms);
		const after = conditionAfter(endpoint, { type: "waited", waited_ms, health, scaling }, now);
		await world.store.changeEndpoint(endpoint.id, { health, checked_at: now, ...after });
		const found = after.condition;
		if (found !== condition && (found === "crash_loop" || found === "scaled_down"))
			world.tell("an endpoint brings no workers", { endpoint: endpoint.runpod_id, condition: found });
	} catch (error) {
		if (!(error instanceof RunpodError)) throw error;
		world.tell("RunPod did not say how an endpoint is", { endpoint: endpoint.runpod_id, why: error.message });
		await world.store.changeEndpoint(endpoint.id, { checked_at: now });
	}
}

/**
 * What the management API knows besides. Only where nobody is there, or not for long: it allows few requests. A key
 * that is good for one endpoint alone may not be good for this.
 */
async function scalingOf(
	{ runpod }: World,
	{ runpod_id }: EndpointRow,
	{ workers }: EndpointHealth,
	waitedMs: number,
): Promise<Scaling | null> {
	const nobody = workers.running + workers.idle + workers.ready + workers.initializing === 0;
	if (!nobody && waitedMs <= CRASH_LOOP_MS) return null;
	try {
		return await runpod.scaling(runpod_id);
	} catch (error) {
		if (error instanceof RunpodError) return null;
		throw error;
	}
}
