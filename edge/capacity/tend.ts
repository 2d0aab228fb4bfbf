import { checkEndpoints } from "./endpoints/check.ts";
import { closedBy } from "./endpoints/closed.ts";
import { capOf } from "./endpoints/fit.ts";
import type { EndpointRow } from "./endpoints/store.ts";
import { type Look, lookAt } from "./look.ts";
import type { Looked } from "./looks.ts";
import { tendPods } from "./pods/tend.ts";
import { newTickets, sendTicket } from "./tickets/issue.ts";
import { CHECK_USED_EVERY_MS, nextLook, nextStep, type Standing, type Step } from "./tickets/reconcile.ts";
import { takeStep } from "./tickets/steps.ts";
import type { OpenRow } from "./tickets/store.ts";
import type { World } from "./world.ts";

/** Requests to RunPod under way at the same time: an object has six connections. */
const AT_ONCE = 5;
/** Tickets that one look does something with. */
const MAX_STEPS = 60;

/** What a look has done, and when to come again, in milliseconds. */
export interface Tended extends Looked {
	next: number;
}

/**
 * Looks after the tickets and the pods of a pool: sends what is wanted, finds out what became of those that nobody came
 * with, takes back what is not wanted any more. What is known to be wanted is sent before anything is asked: a machine
 * waits for it. Doing it twice, or at the same time, does no harm. Null: no endpoint, no ticket and no pod is there.
 * Throws only where the store does.
 */
export async function tendPool(world: World, pool: string): Promise<Tended | null> {
	let look = await lookAt(world, pool);
	if (look.endpoints.length + look.tickets.length + look.pods.length === 0) return null;
	const holds = new Map(look.endpoints.map(({ row }) => [row.id, row.hold_until]));
	const tend = (tickets: readonly Due[]) =>
		inGroups(tickets, ({ row, standing }) => takeStep(world, rowsOf(look), holds, row, standing));
	// Their room is another's, and RunPod is not asked about them.
	const done = dueOf(look, world.now()).filter(({ step }) => step.do === "close" && step.outcome === "done");
	if ((await tend(done.slice(0, MAX_STEPS))).some(Boolean)) look = await lookAt(world, pool);
	const sent = await issue(world, pool, look, holds);
	const changed = await tend(dueOf(look, world.now()).slice(0, MAX_STEPS));
	if (changed.some(Boolean)) {
		look = await lookAt(world, pool);
		sent.push(...(await issue(world, pool, look, holds)));
	}
	const rows = sent.length === 0 ? rowsOf(look) : await world.store.endpoints(pool);
	await checkEndpoints(world, rows.filter(isServerless), look.tickets);
	const { pods, wanted, idle } = look;
	const postponed = await tendPods(world, pool, { endpoints: rows, pods, wanted: wanted.issue, idle });
	const last = await world.store.load(pool);
	const now = world.now();
	const then = {
		issued: sent.filter(({ refused }) => !refused).length,
		room: last.endpoints.filter(isServerless).some((row) => hasRoom(row, last.tickets, now)),
	};
	// Their tasks may have a ticket where nobody has refused one.
	if (sent.some(({ refused }) => refused) && last.endpoints.some(({ hold_until }) => hold_until <= now))
		return { ...then, next: now };
	const next = soonest(now, [
		...last.tickets.map((row) => nextLook({ ...row, idle: idle.has(row.id) })),
		...last.endpoints.flatMap(({ hold_until }) => (hold_until > now ? [hold_until] : [])),
		...last.pods.map(({ due_at }) => world.lists.soonest(due_at)),
		...(postponed === null ? [] : [postponed]),
	]);
	return { ...then, next };
}

const rowsOf = ({ endpoints }: Look) => endpoints.map(({ row }) => row);
const isServerless = ({ pod }: EndpointRow) => pod === null;

function hasRoom(row: EndpointRow, tickets: readonly OpenRow[], now: number): boolean {
	const own = tickets.filter(({ endpoint_id }) => endpoint_id === row.id);
	return own.length < capOf(row) && closedBy(row, own, now).length === 0;
}

/** A ticket that something is to be done about. */
interface Due {
	row: OpenRow;
	standing: Standing;
	step: Step;
}

function dueOf({ tickets, idle }: Look, now: number): Due[] {
	return tickets.flatMap((row) => {
		const standing = { ...row, idle: idle.has(row.id) };
		const step = nextStep(standing, now);
		return step.do === "nothing" ? [] : [{ row, standing, step }];
	});
}

/** Sends the tickets that are wanted; those that were written down, each with whether it was refused. */
async function issue(
	world: World,
	pool: string,
	look: Look,
	holds: Map<string, number>,
): Promise<{ refused: boolean }[]> {
	const rows = rowsOf(look);
	const made = newTickets(pool, rows.filter(isServerless), look.wanted.issue, world.now());
	if (made.length === 0) return [];
	const caps = new Map(rows.map((row) => [row.id, capOf(row)]));
	const written = await world.store.insert(made.slice(0, MAX_STEPS), caps);
	return inGroups(written, async (row) => ({ refused: await sendTicket(world, rows, row, holds) }));
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
