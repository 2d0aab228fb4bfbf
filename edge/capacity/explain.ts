import type { EndpointResource, PoolCapacity } from "../contract/capacity.ts";
import { ENDPOINT_CONDITIONS, POD_OUTCOMES } from "../contract/capacity.ts";
import type { Env } from "../env.ts";
import { spentToday } from "./cost.ts";
import { openOf, placeOf, withoutWorker } from "./tend.ts";
import { capOf, MAX_SPENT, placesFor, SPENT_WITHIN_MS, wantedTickets } from "./want.ts";
import type { EndpointRow, OpenPod, PodRow, TicketRow, TicketStore, World } from "./world.ts";

/** Why a pool has the tickets and pods that it has. */
export async function explain(
	store: TicketStore,
	{ id, name }: { id: string; name: string },
	next: World["next"],
	{ RUNPOD_API_KEY }: Pick<Env, "RUNPOD_API_KEY">,
	now: number,
): Promise<PoolCapacity> {
	const { endpoints, tickets, pods } = await store.load(id);
	const places = endpoints.map((row) => placeOf(row, tickets, now));
	const most = places.reduce((sum, place) => sum + capOf(place), 0);
	const found = await next(id, Math.max(1, most));
	const spent = await store.spent(
		found.map((task) => task.id),
		now - SPENT_WITHIN_MS,
	);
	const tasks = found.map((task) => ({ ...task, spent: spent.get(task.id) ?? 0 }));
	const waiting = await withoutWorker(store, id, endpoints, tasks, now);
	const { issue, idle } = wantedTickets(places, openOf(tickets, pods), waiting);
	const useless = idle.filter((one) => tickets.some((row) => row.id === one)).length;
	const homeless = tasks.filter(({ needs }) => placesFor(needs, places).length === 0).length;
	const givenUp = tasks.filter((task) => task.spent >= MAX_SPENT).length;
	const reasons = [
		...(endpoints.length === 0 ? ["no endpoint of RunPod serves this pool: its workers are its own"] : []),
		...(endpoints.length > 0 && !RUNPOD_API_KEY
			? ["this deployment has no RUNPOD_API_KEY: no tickets are issued, and no pods started"]
			: []),
		...(tasks.length === 0 ? ["nothing waits that could be claimed now"] : []),
		...(endpoints.length > 0 && homeless > 0
			? [`${homeless} tasks need more memory, or another kind of work, than any endpoint is for`]
			: []),
		...(givenUp > 0
			? [
					`${givenUp} tasks have had ${MAX_SPENT} tickets within the hour that came to nothing; look at the workers' logs`,
				]
			: []),
		...(waiting.length < tasks.length
			? [`${tasks.length - waiting.length} tasks are left to idle workers of the pool`]
			: []),
		...(useless > 0 ? [`${useless} tickets have nothing left to do and are taken back`] : []),
		...endpoints.flatMap((row) => reasonsOf(row, tickets, pods, now)),
		...tickets.flatMap(({ id: ticket, problem }) => (problem === null ? [] : [`${ticket}: ${problem}`])),
	];
	reasons.push(...pods.map((pod) => podWords(pod, now)));
	return {
		pool: name,
		runnable: tasks.length,
		wanted: issue.length,
		endpoints: endpoints.map((row) => toEndpoint(row, name, { tickets, pods }, now)),
		reasons,
	};
}

function podWords(
	{ id, runpod_endpoint, runpod_pod, status, asked_at, remote, outcome, worker }: OpenPod,
	now: number,
): string {
	const at = runpod_pod === null ? "RunPod may have it" : `${runpod_pod} at RunPod`;
	const does = worker?.busy ? ", at work" : "";
	const ends = outcome === null ? "" : `; it ends: ${POD_OUTCOMES[outcome]}`;
	return `${id} of ${runpod_endpoint} (${at}, ${remote ?? "not looked at yet"}): ${status}${does}, asked for ${Math.round((now - asked_at) / 1000)} s ago${ends}`;
}

function reasonsOf(
	row: EndpointRow,
	tickets: readonly TicketRow[],
	pods: readonly PodRow[],
	now: number,
): string[] {
	const { runpod_id, pause_reason, daily_budget_micro_usd: budget, condition, condition_note } = row;
	const own = tickets.filter(({ endpoint_id }) => endpoint_id === row.id);
	const spent = spentToday(row, own, now);
	return [
		...(row.paused_at === null ? [] : [`${runpod_id} is paused: ${pause_reason}`]),
		...(budget !== null && spent >= budget
			? [`${runpod_id} has spent ${usd(spent)} of ${usd(budget)} today; it goes on at midnight, UTC`]
			: []),
		...(condition === null
			? []
			: [`${runpod_id}: ${ENDPOINT_CONDITIONS[condition]}; ${condition_note ?? ""}`]),
		...(row.hold_until > now
			? [
					`${runpod_id} is left alone until ${new Date(row.hold_until).toISOString()}, since RunPod asked for it or refused`,
				]
			: []),
		...(row.pod !== null && podsOf(row, pods).length >= row.max_workers
			? [`${runpod_id} has ${row.max_workers} pods, and may have no more`]
			: []),
		...(row.pod !== null &&
		podsOf(row, pods).length > 0 &&
		podsOf(row, pods).every((one) => one.used_at === null)
			? [`${runpod_id} gets a second pod once the first has claimed a task`]
			: []),
		...(row.pod === null && own.length >= capOf(row)
			? [
					`${runpod_id} has ${own.length} open tickets, and may have ${capOf(row)}: ${row.max_workers} machines and ${row.spare} spare`,
				]
			: []),
	];
}

const usd = (micro: number) => `${(micro / 1_000_000).toFixed(2)} USD`;

const podsOf = <P extends PodRow>({ runpod_id }: EndpointRow, pods: readonly P[]) =>
	pods.filter(({ runpod_endpoint }) => runpod_endpoint === runpod_id);

/** An endpoint as the API shows it; with the open tickets and pods of its pool. */
export function toEndpoint(
	row: EndpointRow,
	pool: string,
	{ tickets, pods }: { tickets: readonly TicketRow[]; pods: readonly PodRow[] },
	now: number,
): EndpointResource {
	const own = tickets.filter(({ endpoint_id }) => endpoint_id === row.id);
	const used = own.filter(({ status }) => status === "used").length;
	const at = (time: number) => new Date(time).toISOString();
	const { condition, condition_since, condition_note } = row;
	return {
		endpoint: row.runpod_id,
		pool,
		mode: row.pod === null ? "serverless" : "pod",
		pod: row.pod,
		gpu: row.gpu,
		vram_bytes: row.vram_bytes,
		price_micro_usd: row.price_micro_usd,
		max_workers: row.max_workers,
		spare: row.spare,
		kinds: row.kinds,
		time_limits: Object.fromEntries(
			Object.entries(row.time_limits).map(([kind, { execution_ms, ttl_ms }]) => [
				kind,
				{ execution_s: execution_ms / 1000, ttl_s: ttl_ms / 1000 },
			]),
		),
		daily_budget_micro_usd: row.daily_budget_micro_usd,
		pause_reason: row.pause_reason,
		paused_at: row.paused_at === null ? null : at(row.paused_at),
		condition:
			condition === null
				? null
				: {
						code: condition,
						since: at(condition_since ?? now),
						message: `${ENDPOINT_CONDITIONS[condition]}. ${condition_note ?? ""}`.trim(),
					},
		spent_today_micro_usd: spentToday(row, own, now),
		tickets: { cap: row.pod === null ? capOf(row) : 0, waiting: own.length - used, used },
		pods: countsOf(podsOf(row, pods)),
		created_at: at(row.created_at),
		updated_at: at(row.updated_at),
	};
}

function countsOf(pods: readonly PodRow[]): EndpointResource["pods"] {
	const count = (...of: PodRow["status"][]) => pods.filter(({ status }) => of.includes(status)).length;
	return { starting: count("asking", "starting"), serving: count("serving"), ending: count("ending") };
}
