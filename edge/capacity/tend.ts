import { checkEndpoints } from "./endpoints/check.ts";
import { capOf } from "./endpoints/fit.ts";
import { lookAt } from "./look.ts";
import { tendPods } from "./pods/tend.ts";
import { newTickets, sendTicket } from "./tickets/issue.ts";
import { CHECK_USED_EVERY_MS, nextLook, nextStep } from "./tickets/reconcile.ts";
import { takeStep } from "./tickets/steps.ts";
import type { World } from "./world.ts";

/** Requests to RunPod under way at the same time: an object has six connections. */
const AT_ONCE = 5;
/** Tickets that one look does something with. */
const MAX_STEPS = 60;

/**
 * Looks after the tickets and the pods of a pool: sends what is wanted, finds out what became of those that nobody came
 * with, takes back what is not wanted any more. Doing it twice, or at the same time, does no harm. Answers with when to
 * come again, in milliseconds; null: no endpoint, no ticket and no pod is there. Throws only where the store does.
 */
export async function tendPool(world: World, pool: string): Promise<number | null> {
	const first = await lookAt(world, pool);
	if (first.endpoints.length + first.tickets.length + first.pods.length === 0) return null;
	const rows = first.endpoints.map(({ row }) => row);
	const holds = new Map(rows.map(({ id, hold_until }) => [id, hold_until]));
	const standings = first.tickets.map((row) => ({ row, standing: { ...row, idle: first.idle.has(row.id) } }));
	const due = standings.filter(({ standing }) => nextStep(standing, world.now()).do !== "nothing");
	const changed = await inGroups(due.slice(0, MAX_STEPS), ({ row, standing }) =>
		takeStep(world, rows, holds, row, standing),
	);
	const then = changed.some(Boolean) ? await lookAt(world, pool) : first;
	const { pods, wanted, idle } = then;
	const endpoints = then.endpoints.map(({ row }) => row);
	const serverless = endpoints.filter(({ pod }) => pod === null);
	await checkEndpoints(world, serverless, then.tickets);
	const made = newTickets(pool, serverless, wanted.issue, world.now());
	const caps = new Map(endpoints.map((row) => [row.id, capOf(row)]));
	const written = made.length === 0 ? [] : await world.store.insert(made.slice(0, MAX_STEPS), caps);
	const refused = await inGroups(written, (row) => sendTicket(world, endpoints, row, holds));
	const postponed = await tendPods(world, pool, { endpoints, pods, wanted: wanted.issue, idle });
	const last = await world.store.load(pool);
	const now = world.now();
	// Their tasks may have a ticket where nobody has refused one.
	if (refused.some(Boolean) && last.endpoints.some(({ hold_until }) => hold_until <= now)) return now;
	return soonest(now, [
		...last.tickets.map((row) => nextLook({ ...row, idle: idle.has(row.id) })),
		...last.endpoints.flatMap(({ hold_until }) => (hold_until > now ? [hold_until] : [])),
		...last.pods.map(({ due_at }) => world.lists.soonest(due_at)),
		...(postponed === null ? [] : [postponed]),
	]);
}

function soonest(now: number, times: readonly number[]): number {
	const first = times.reduce((a, b) => Math.min(a, b), now + CHECK_USED_EVERY_MS);
	return Math.max(now, first);
}

/** A few at a time. */
async function inGroups<T, R>(all: readonly T[], act: (one: T) => Promise<R>): Promise<R[]> {
	const results: R[] = [];
	for (let at = 0; at < all.length; at += AT_ONCE)
		results.push(...(await Promise.all(all.slice(at, at + AT_ONCE).map(act))));
	return results;
}
