import type { EndpointCondition } from "../contract/capacity.ts";
import type { EndpointHealth } from "../db/stored.ts";
import { WELL } from "./issue.ts";
import { CHECK_AFTER_MS, CHECK_EVERY_MS, CRASH_LOOP_MS, conditionOf } from "./reconcile.ts";
import { RunpodError } from "./runpod-error.ts";
import type { EndpointRow, TicketRow, World } from "./world.ts";

/** Finds out why nobody comes with tickets that have waited for a while, and what is over by now. */
export async function lookAtEndpoints(
	world: World,
	endpoints: readonly EndpointRow[],
	tickets: readonly TicketRow[],
): Promise<void> {
	for (const endpoint of endpoints) {
		const own = tickets.filter(({ endpoint_id }) => endpoint_id === endpoint.id);
		await lookAtEndpoint(world, endpoint, own);
	}
}

async function lookAtEndpoint(world: World, endpoint: EndpointRow, own: readonly TicketRow[]): Promise<void> {
	const { condition, condition_since, checked_at } = endpoint;
	const now = world.now();
	const waited = Math.max(
		0,
		...own.flatMap(({ status, issued_at }) => (status === "issued" ? [now - issued_at] : [])),
	);
	// Somebody came with a ticket since.
	const came = own.some(({ used_at }) => used_at !== null && used_at > (condition_since ?? 0));
	const stays = condition === "refused" || condition === "unreachable";
	if (condition !== null && (stays ? came : came || waited < CHECK_AFTER_MS))
		await world.store.changeEndpoint(endpoint.id, WELL);
	if (came || stays || waited < CHECK_AFTER_MS || now - checked_at < CHECK_EVERY_MS) return;
	try {
		const health = await world.runpod.health(endpoint.runpod_id);
		const scaling = await scalingOf(world, endpoint, health, waited);
		const found = conditionOf(health, scaling, waited);
		await world.store.changeEndpoint(endpoint.id, {
			health,
			checked_at: now,
			condition: found,
			condition_since: found === null ? null : found === condition ? condition_since : now,
			condition_note: found && noteOf(found, health, scaling?.unhealthy ?? 0),
		});
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
	waited: number,
): Promise<Awaited<ReturnType<World["runpod"]["scaling"]>> | null> {
	const nobody = workers.running + workers.idle + workers.ready + workers.initializing === 0;
	if (!nobody && waited <= CRASH_LOOP_MS) return null;
	try {
		return await runpod.scaling(runpod_id);
	} catch (error) {
		if (error instanceof RunpodError) return null;
		throw error;
	}
}

function noteOf(found: EndpointCondition, { workers, jobs }: EndpointHealth, unhealthy: number): string {
	const counts = `workers: ${workers.initializing} starting, ${workers.throttled} throttled, ${workers.running} running; ${jobs.in_queue} requests in the queue`;
	if (found === "crash_loop")
		return `${unhealthy} workers are unhealthy: they end before they take a request. Look at their logs at RunPod. ${counts}`;
	if (found === "scaled_down")
		return "its max workers are 0: RunPod sets them so after a week without requests. Set them again at RunPod";
	return counts;
}
