import { canRun } from "../pools/match.ts";
import { costBy, isOverBudget } from "./cost.ts";
import { newTickets, refusedBy, sendTicket } from "./issue.ts";
import { lookAtEndpoints } from "./look-at-endpoints.ts";
import {
	AGAIN_MS,
	afterCheck,
	CHECK_EVERY_MS,
	CHECK_USED_EVERY_MS,
	MAX_SENDS,
	nextLook,
	nextStep,
	type Standing,
} from "./reconcile.ts";
import { RunpodError } from "./runpod-error.ts";
import { tendPods } from "./tend-pods.ts";
import {
	capOf,
	type OpenTicket,
	type Place,
	type RunnableTask,
	SPENT_WITHIN_MS,
	wantedTickets,
} from "./want.ts";
import type { EndpointRow, OpenPod, OpenRow, TicketRow, World } from "./world.ts";

/** Requests to RunPod under way at the same time: an object has six connections. */
const AT_ONCE = 5;
/** Tickets that one look does something with. */
const MAX_STEPS = 60;

const UNANSWERED = `a ticket was sent ${MAX_SENDS} times, and no answer could be read`;

/**
 * Looks after the tickets and the pods of a pool: sends what is wanted, finds out what became of those that nobody came
 * with, takes back what is not wanted any more. Doing it twice, or at the same time, does no harm. Answers with when to
 * come again, in milliseconds; null: no endpoint, no ticket and no pod is there. Throws only where the store does.
 */
export async function tendPool(world: World, pool: string): Promise<number | null> {
	const first = await lookAt(world, pool);
	if (first.endpoints.length + first.tickets.length + first.pods.length === 0) return null;
	const holds = new Map(first.endpoints.map(({ id, hold_until }) => [id, hold_until]));
	const due = first.standings.filter(({ standing }) => nextStep(standing, world.now()).do !== "nothing");
	const changed = await inGroups(due.slice(0, MAX_STEPS), ({ row, standing }) =>
		takeStep(world, first.endpoints, holds, row, standing),
	);
	const then = changed.some(Boolean) ? await lookAt(world, pool) : first;
	const serverless = then.endpoints.filter((row) => row.pod === null);
	await lookAtEndpoints(world, serverless, then.tickets);
	const made = newTickets(pool, serverless, then.wanted.issue, world.now());
	const caps = new Map(then.places.map((place) => [place.id, capOf(place)]));
	const written = made.length === 0 ? [] : await world.store.insert(made.slice(0, MAX_STEPS), caps);
	const refused = await inGroups(written, (row) => sendTicket(world, then.endpoints, row, holds));
	const { endpoints, pods, wanted } = then;
	await tendPods(world, pool, { endpoints, pods, wanted: wanted.issue, idle: new Set(wanted.idle) });
	const last = await world.store.load(pool);
	const now = world.now();
	const looks = last.tickets.map((row) => nextLook({ ...row, idle: then.wanted.idle.includes(row.id) }));
	// Their tasks may have a ticket where nobody has refused one.
	if (refused.some(Boolean) && last.endpoints.some(({ hold_until }) => hold_until <= now)) return now;
	const held = last.endpoints.flatMap(({ hold_until }) => (hold_until > now ? [hold_until] : []));
	return Math.max(
		now,
		[...looks, ...held, ...last.pods.map(({ due_at }) => due_at)].reduce(
			(a, b) => Math.min(a, b),
			now + CHECK_USED_EVERY_MS,
		),
	);
}

async function lookAt(world: World, pool: string) {
	const { endpoints, tickets, pods } = await world.store.load(pool);
	const now = world.now();
	const places = endpoints.map((row) => placeOf(row, tickets, now));
	const most = places.reduce((sum, place) => sum + capOf(place), 0);
	const found = most === 0 ? [] : await world.next(pool, most);
	const spent = await world.store.spent(
		found.map(({ id }) => id),
		now - SPENT_WITHIN_MS,
	);
	const tasks = found.map((task) => ({ ...task, spent: spent.get(task.id) ?? 0 }));
	const waiting = await withoutWorker(world.store, pool, endpoints, tasks, now);
	const wanted = wantedTickets(places, openOf(tickets, pods), waiting);
	const idle = new Set(wanted.idle);
	const standings = tickets.map((row) => ({ row, standing: { ...row, idle: idle.has(row.id) } }));
	return { endpoints, tickets, pods, places, wanted, standings };
}

/** Open tickets and pods, as what covers a task: a pod may be given any that its endpoint is for. */
export function openOf(tickets: readonly TicketRow[], pods: readonly OpenPod[]): OpenTicket[] {
	return [
		...tickets.map(({ id, endpoint_id: endpoint, kind, status }) => ({
			id,
			endpoint,
			kind,
			used: status === "used",
		})),
		...pods.map(({ id, endpoint_id: endpoint, status, worker }) => ({
			id,
			endpoint,
			kind: "train" as const,
			used: status === "ending" || worker?.busy === true,
		})),
	];
}

/**
 * The tasks that no idle worker of the pool's own is about to take. Where endpoints of RunPod serve the pool, all: an
 * idle worker may be one of theirs, and claims nothing without a ticket.
 */
export async function withoutWorker(
	store: World["store"],
	pool: string,
	endpoints: readonly EndpointRow[],
	tasks: readonly RunnableTask[],
	now: number,
): Promise<readonly RunnableTask[]> {
	if (tasks.length === 0 || endpoints.some(({ pod }) => pod === null)) return tasks;
	const idle = await store.idle(pool, now);
	return tasks.filter(({ needs }) => {
		const at = idle.findIndex((able) => canRun({ nodes: [], models: [], ...needs }, able));
		if (at >= 0) idle.splice(at, 1);
		return at < 0;
	});
}

/** An endpoint as issuing sees it. */
export function placeOf(row: EndpointRow, open: readonly TicketRow[], now: number): Place {
	const own = open.filter(({ endpoint_id }) => endpoint_id === row.id);
	const closed = row.hold_until > now || isOverBudget(row, own, now);
	return { ...row, state: row.paused_at !== null ? "paused" : closed ? "closed" : "open" };
}

/** Whether something was changed that others may be issued for. */
async function takeStep(
	world: World,
	endpoints: readonly EndpointRow[],
	holds: Map<string, number>,
	row: OpenRow,
	standing: Standing,
): Promise<boolean> {
	const step = nextStep(standing, world.now());
	try {
		switch (step.do) {
			case "nothing":
				return false;
			case "send":
				return await sendTicket(world, endpoints, row, holds);
			case "close": {
				const closed = await close(world, row, step.outcome);
				const endpoint = endpoints.find(({ id }) => id === row.endpoint_id);
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
				return await check(world, row, standing);
		}
	} catch (error) {
		if (!(error instanceof RunpodError)) throw error;
		return await putOff(world, row, step.do === "withdraw", error);
	}
}

/** RunPod could not be asked. A ticket whose attempt is over is closed all the same: nothing waits for it. */
async function putOff(
	world: World,
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

async function check(world: World, row: OpenRow, standing: Standing): Promise<boolean> {
	const remote =
		row.request_id === null ? null : await world.runpod.status(row.runpod_endpoint, row.request_id);
	const now = world.now();
	const { step, condition, problem } = afterCheck(standing, remote, now);
	if (problem !== null && row.problem === null)
		world.tell("a ticket ended before its attempt", { ticket: row.id, why: problem });
	if (condition !== null)
		await world.store.changeEndpoint(row.endpoint_id, {
			condition,
			condition_since: now,
			condition_note: `a worker took ticket ${row.id} and did not claim with it`,
		});
	if (step.do === "close") {
		if (step.outcome === "unclaimed") await giveUp(world, row);
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

/** A machine that holds a request which nobody will claim with is paid for until that is over. */
async function giveUp({ runpod, tell }: World, row: OpenRow): Promise<void> {
	if (row.request_id === null) return;
	try {
		await runpod.cancel(row.runpod_endpoint, row.request_id);
	} catch (error) {
		if (!(error instanceof RunpodError)) throw error;
		tell("RunPod did not take back a ticket that was not claimed", { ticket: row.id, why: error.message });
	}
}

function close(world: World, row: OpenRow, outcome: TicketRow["outcome"]): Promise<boolean> {
	const now = world.now();
	const cost_micro_usd = costBy(row, now);
	return world.store.change(row, { status: "closed", outcome, closed_at: now, cost_micro_usd });
}

/** A few at a time. */
async function inGroups<T, R>(all: readonly T[], act: (one: T) => Promise<R>): Promise<R[]> {
	const results: R[] = [];
	for (let at = 0; at < all.length; at += AT_ONCE)
		results.push(...(await Promise.all(all.slice(at, at + AT_ONCE).map(act))));
	return results;
}
