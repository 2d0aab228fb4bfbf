import { newId } from "../../contract/ids.ts";
import { POD_OUTCOMES, type PodOutcome } from "../../contract/pools/capacity.ts";
import { closedBy } from "../endpoints/closed.ts";
import { conditionAfter, type Finding, ofPod } from "../endpoints/endpoint-condition.ts";
import type { EndpointRow, EndpointStore } from "../endpoints/store.ts";
import { RunpodError } from "../runpod/error.ts";
import { AGAIN_MS, type Outside } from "../runpod/outside.ts";
import type { ListedPod } from "../runpod/pods-api.ts";
import {
	isDead,
	LEFT_OUT,
	nextPodStep,
	POD_SERVING_MS,
	POD_STARTING_MS,
	podCost,
	remoteSince,
} from "./life.ts";
import { afterFailure, gpuFor, podsToStart } from "./start.ts";
import type { OpenPod, PodRow, PodStore } from "./store.ts";

/** What looking after pods needs of the world. */
interface PodWorld extends Outside {
	store: PodStore & EndpointStore;
}

/** Pods that one look does something with. */
const MAX_STEPS = 20;
/** RunPod's list is looked at so often for pods of ours that nobody knows of, in milliseconds. */
const SWEEP_MS = 600_000;
/** Of the names of our pods at RunPod; their id follows. */
const NAME = "darkroom-";

const nameOf = ({ id }: Pick<PodRow, "id">) => `${NAME}${id}`;

/** What a look at a pool has found. */
interface Seen {
	endpoints: readonly EndpointRow[];
	pods: readonly OpenPod[];
	/** What tasks lack that no open ticket or pod covers. */
	wanted: readonly { endpoint: string }[];
	/** Pods that no task is left for. */
	idle: ReadonlySet<string>;
}

/**
 * Looks after the pods of a pool: asks RunPod for its list where it is time or one is to be started, ends what is not to
 * stay, and starts what is wanted. Where the list does not come, nothing is started. Answers with when to come again for
 * what has to wait, since the list was asked for just now, in milliseconds; null: nothing has to.
 */
export async function tendPods(world: PodWorld, pool: string, seen: Seen): Promise<number | null> {
	const now = world.now();
	const due = seen.pods.filter((pod) => isDue(pod, seen.endpoints, now)).slice(0, MAX_STEPS);
	const starts = podsToStart(seen.endpoints, seen.pods, seen.wanted);
	const unswept = seen.endpoints.filter(
		({ pod, checked_at }) => pod !== null && now - checked_at >= SWEEP_MS,
	);
	if (due.length + starts.length + unswept.length === 0) return null;
	const soonest = world.lists.soonest(now);
	if (soonest > now) return soonest;
	let listed: readonly ListedPod[];
	try {
		const { pods, pages } = await world.runpod.pods();
		listed = pods;
		world.lists.note(world.now(), pages);
	} catch (error) {
		world.lists.note(world.now());
		await putOff(world, due, starts, error);
		return null;
	}
	for (const pod of due) await takeStep(world, seen, pod, listed);
	await endOrphans(world, seen.pods, listed);
	for (const { id } of unswept) await world.store.changeEndpoint(id, { checked_at: now });
	await startPods(world, pool, starts);
	return null;
}

type Templates = Map<string, Awaited<ReturnType<PodWorld["runpod"]["template"]>>>;

/** As they are by now: what ended meanwhile may hold an endpoint, and a start that fails does. */
async function startPods(world: PodWorld, pool: string, starts: readonly EndpointRow[]): Promise<void> {
	const templates: Templates = new Map();
	for (const { id } of starts) {
		const endpoint = (await world.store.endpoints(pool)).find((one) => one.id === id);
		if (endpoint && closedBy(endpoint, [], world.now()).length === 0)
			await startPod(world, pool, endpoint, templates);
	}
}

function isDue(pod: OpenPod, endpoints: readonly EndpointRow[], now: number): boolean {
	if (pod.due_at <= now) return true;
	if (pod.status === "starting") return pod.worker !== null;
	return pod.status === "serving" && leavingOf(pod, endpoints, now) !== null;
}

/** Why a pod is not to stay; null: it is. */
function leavingOf(
	pod: Pick<PodRow, "endpoint_id">,
	endpoints: readonly EndpointRow[],
	now: number,
): PodOutcome | null {
	const endpoint = endpoints.find(({ id }) => id === pod.endpoint_id);
	if (!endpoint) return "removed";
	return closedBy(endpoint, [], now).find((one) => one !== "held") ?? null;
}

async function putOff(
	world: PodWorld,
	due: readonly OpenPod[],
	starts: readonly EndpointRow[],
	error: unknown,
): Promise<void> {
	if (!(error instanceof RunpodError)) throw error;
	world.tell("RunPod did not tell its pods", { code: error.code, why: error.message });
	const until = world.now() + Math.max(error.retryAfterMs ?? 0, AGAIN_MS);
	for (const pod of due) await world.store.changePod(pod, { due_at: until });
	for (const endpoint of new Set(starts))
		await world.store.changeEndpoint(
			endpoint.id,
			error.ambiguous || error.code === "too_many_requests"
				? { hold_until: until }
				: afterFailure(endpoint, { type: "refused", why: error.message }, world.now()),
		);
}

async function takeStep(
	world: PodWorld,
	{ endpoints, idle }: Seen,
	pod: OpenPod,
	listed: readonly ListedPod[],
): Promise<void> {
	const now = world.now();
	const { worker, ...row } = pod;
	const found = listed.find(({ id, name }) =>
		row.runpod_pod === null ? name === nameOf(row) : id === row.runpod_pod,
	);
	const step = nextPodStep(row, worker, found?.status ?? null, leavingOf(row, endpoints, now), now);
	const remote = found?.status ?? LEFT_OUT;
	// What is over, as what a list leaves out may be, ran until its worker said goodbye.
	const over = found === undefined ? row.paid_until : now;
	const ranUntil = found && !isDead(found.status) ? now : (worker?.gone_at ?? over);
	const known = {
		remote,
		remote_since: remoteSince(row, remote, now),
		used_at: worker?.busy ? now : row.used_at,
		due_at:
			now + (row.status === "serving" ? POD_SERVING_MS : POD_STARTING_MS) * (0.75 + 0.5 * world.random()),
		...(row.status !== "asking" && paidUntil(row, ranUntil)),
	};
	const endpoint = endpoints.find(({ id }) => id === row.endpoint_id);
	switch (step.do) {
		case "keep":
			await world.store.changePod(row, known);
			if (endpoint && known.used_at !== null && endpoint.start_failures > 0)
				await world.store.changeEndpoint(endpoint.id, {
					start_failures: 0,
					...conditionAfter(endpoint, { type: "claimed" }, now),
				});
			return;
		case "adopt":
			await world.store.changePod(row, { ...known, status: "starting", runpod_pod: found?.id ?? null });
			return;
		case "serve":
			await world.store.changePod(row, { ...known, status: "serving", registered_at: now });
			if (endpoint?.condition)
				await world.store.changeEndpoint(endpoint.id, conditionAfter(endpoint, { type: "pod_serving" }, now));
			return;
		case "drain": {
			if (worker) await world.store.drain(worker.id);
			const { outcome } = step;
			await world.store.changePod(row, {
				...known,
				status: "ending",
				outcome,
				due_at: now + POD_STARTING_MS,
			});
			// Something waited all the time, and it did not claim it.
			if (outcome === "idle" && known.used_at === null && !idle.has(row.id))
				await failed(world, endpoint, { type: "pod_useless", pod: row.id });
			return;
		}
		case "terminate":
			if (!(await end(world, row, found?.id ?? row.runpod_pod))) {
				await world.store.changePod(row, { ...known, due_at: now + AGAIN_MS });
				return;
			}
			await close(world, endpoint, row, step.outcome, found ? ranUntil : now);
			return;
		case "close":
			await close(world, endpoint, row, step.outcome, ranUntil);
	}
}

/** Whether RunPod has ended it. */
async function end(
	{ runpod, tell }: PodWorld,
	{ id }: Pick<PodRow, "id">,
	remote: string | null,
): Promise<boolean> {
	try {
		if (remote !== null) await runpod.endPod(remote);
		return true;
	} catch (error) {
		if (!(error instanceof RunpodError)) throw error;
		tell("a pod could not be terminated", { pod: id, code: error.code, why: error.message });
		return false;
	}
}

/** Time that has been counted stays so. */
function paidUntil(row: PodRow, until: number): Pick<PodRow, "cost_micro_usd" | "paid_until"> {
	return { cost_micro_usd: podCost(row, until), paid_until: Math.max(row.paid_until, until) };
}

/** `ended`: until when it ran, in milliseconds. */
async function close(
	world: PodWorld,
	endpoint: EndpointRow | undefined,
	row: PodRow,
	outcome: PodOutcome,
	ended: number,
): Promise<void> {
	const paid = row.status === "asking" ? {} : paidUntil(row, ended);
	const now = world.now();
	if (!(await world.store.changePod(row, { ...paid, status: "closed", outcome, closed_at: now }))) return;
	if (ofPod(outcome) === null) return;
	const note = `${row.id} (${row.runpod_pod}): ${POD_OUTCOMES[outcome]}`;
	await failed(world, endpoint, { type: "pod_ended", outcome, note });
}

async function failed(world: PodWorld, endpoint: EndpointRow | undefined, found: Finding): Promise<void> {
	if (!endpoint) return;
	const after = afterFailure(endpoint, found, world.now());
	const { condition, condition_note: why } = after;
	world.tell("a pod came to nothing", { endpoint: endpoint.runpod_id, condition, why });
	await world.store.changeEndpoint(endpoint.id, after);
}

/** Pods of ours at RunPod that are over here: their answer was lost, or they are doubles. */
async function endOrphans(
	world: PodWorld,
	open: readonly PodRow[],
	listed: readonly ListedPod[],
): Promise<void> {
	const ours = listed.filter(({ name, status }) => name.startsWith(NAME) && status !== "TERMINATED");
	const known = new Map(open.map((row) => [nameOf(row), row]));
	const unknown = ours.filter(({ id, name }) => {
		const row = known.get(name);
		return row === undefined || (row.runpod_pod !== null && row.runpod_pod !== id);
	});
	const ids = unknown.map(({ name }) => name.slice(NAME.length));
	const closed = new Set(ids.length === 0 ? [] : await world.store.closedPods(ids));
	for (const { id, name } of unknown.slice(0, MAX_STEPS)) {
		const row = { id: name.slice(NAME.length) };
		if (closed.has(row.id) || known.has(name)) await end(world, row, id);
	}
}

async function startPod(
	world: PodWorld,
	pool: string,
	endpoint: EndpointRow,
	templates: Templates,
): Promise<void> {
	const { store, runpod } = world;
	if (endpoint.pod === null) return;
	const now = world.now();
	let row: PodRow | null = null;
	try {
		const named = endpoint.pod.template;
		const template = templates.get(named) ?? (await runpod.template(named));
		templates.set(named, template);
		row = newPod(pool, endpoint, now);
		if (!(await store.insertPod(row, endpoint.max_workers))) return;
		const env = {
			WORKER_NAME: row.id,
			IDLE_STOP_AFTER: `${endpoint.pod.idle_s}`,
			IDLE_STOP_ACTION: "terminate",
		};
		const runpod_pod = await runpod.createPod({ name: nameOf(row), gpu_id: row.gpu_id, template, env });
		await store.changePod(row, { status: "starting", runpod_pod, due_at: world.now() + POD_STARTING_MS });
		const after = conditionAfter(endpoint, { type: "pod_taken", pod: row.id }, now);
		if (after.condition !== endpoint.condition) await store.changeEndpoint(endpoint.id, after);
	} catch (error) {
		if (!(error instanceof RunpodError)) throw error;
		await notStarted(world, endpoint, row, error);
	}
}

/** RunPod did not take a pod, or did not say so. `row`: null where it was not asked for one yet. */
async function notStarted(
	world: PodWorld,
	endpoint: EndpointRow,
	row: PodRow | null,
	{ code, message, ambiguous, retryAfterMs }: RunpodError,
): Promise<void> {
	world.tell("a pod was not started", { endpoint: endpoint.runpod_id, code, why: message });
	if (row !== null && ambiguous) {
		await world.store.changePod(row, { due_at: world.now() + AGAIN_MS });
		return;
	}
	const outcome = code === "no_capacity" ? code : "refused";
	const found = { type: "pod_ended", outcome, note: message } as const;
	if (row !== null) await world.store.changePod(row, { status: "closed", outcome, closed_at: world.now() });
	if (code === "too_many_requests" || ambiguous)
		await world.store.changeEndpoint(endpoint.id, {
			hold_until: world.now() + Math.max(retryAfterMs ?? 0, AGAIN_MS),
		});
	else await world.store.changeEndpoint(endpoint.id, afterFailure(endpoint, found, world.now()));
}

function newPod(pool: string, endpoint: EndpointRow, now: number): PodRow {
	return {
		id: newId("pod", now),
		pool_id: pool,
		endpoint_id: endpoint.id,
		runpod_endpoint: endpoint.runpod_id,
		micro_usd_per_second: endpoint.micro_usd_per_second,
		gpu_id: gpuFor(endpoint),
		idle_ms: (endpoint.pod?.idle_s ?? 0) * 1000,
		start_ms: (endpoint.pod?.start_s ?? 0) * 1000,
		runpod_pod: null,
		status: "asking",
		asked_at: now,
		registered_at: null,
		used_at: null,
		// Whoever finds it then knows that whoever wrote it did not come far.
		due_at: now + 2 * AGAIN_MS,
		remote: null,
		remote_since: null,
		outcome: null,
		closed_at: null,
		cost_micro_usd: 0,
		paid_until: now,
	};
}
