import { once } from "node:events";
import { WebSocket } from "ws";
import { EVENTS_PROTOCOL } from "../../../edge/contract/sockets.ts";
import { invertedColour } from "../../testing/graphs.ts";
import { type CrowdEdge, startCrowdEdge } from "../instruments/crowd-edge.ts";
import { crowdAccount, crowdWorkers, post } from "../instruments/fleet.ts";
import { concurrently, percentile } from "../instruments/measure.ts";

/** Clients at the same moment, and what each asks, one after the other. */
const CLIENTS = 300;
const REQUESTS = 1;
/** Sockets that watch one job, and what they are told. */
const SOCKETS = 200;
const FRAMES = 20;

interface Timed {
	/** Milliseconds until each answer. */
	times: number[];
	seconds: number;
	trips: number;
	/** Processor time of workerd in seconds, which says more than time where the machine has others to serve. */
	cpu: number;
}

/**
 * Many at once, ours beside what does nothing in the same workerd: what a route takes over an empty one, and over
 * one that asks D1 as often for nothing, is ours; the rest is workerd's and D1's. All in one run, since only ratios
 * can be compared from machine to machine.
 */
export async function crowd(): Promise<[string, string][]> {
	const edge = await startCrowdEdge();
	try {
		return [...(await requests(edge)), ...(await sockets(edge))];
	} finally {
		await edge.stop();
	}
}

async function requests(edge: CrowdEdge): Promise<[string, string][]> {
	const rows: [string, string][] = [];
	const client = await crowdAccount(edge);
	const headers = { authorization: `Bearer ${client.key}`, "content-type": "application/json" };
	const jobs = await Promise.all(
		Array.from({ length: 20 }, (_, i) => client.submitGraph({ graph: invertedColour(i) })),
	);
	const crowded = async (call: (i: number) => Promise<Response>): Promise<Timed> => {
		const times: number[] = [];
		const before = await edge.asked();
		const cpuBefore = await edge.cpu();
		const seconds = await concurrently(CLIENTS * REQUESTS, CLIENTS, async (i) => {
			const began = performance.now();
			const response = await call(i);
			await response.arrayBuffer();
			if (!response.ok && response.status !== 204) throw new Error(`${response.url}: ${response.status}`);
			times.push(performance.now() - began);
		});
		const cpu = (await edge.cpu()) - cpuBefore;
		const trips = (await edge.asked()) - before;
		return { times, seconds, trips, cpu };
	};
	const get = (route: string) => () => fetch(`${edge.url}${route}`, { headers });
	// The first of a kind warms up what the others find warm.
	await crowded(get("/bench/empty"));
	const empty = await crowded(get("/bench/empty"));
	rows.push([`${CLIENTS} clients at once: an empty route`, figures(empty)]);
	const asking = new Map<number, Timed>();
	const route = async (label: string, call: (i: number) => Promise<Response>) => {
		const ours = await crowded(call);
		const each = Math.round(ours.trips / ours.times.length);
		let idle = asking.get(each);
		if (!idle) {
			idle = await crowded(get(`/bench/d1?times=${each}`));
			asking.set(each, idle);
			rows.push([`${CLIENTS} clients at once: D1 asked ${each} times for nothing`, figures(idle, empty)]);
		}
		rows.push([
			`${CLIENTS} clients at once: ${label}`,
			`${figures(ours, empty)}; ${ratio(ours, idle)} of D1 alone`,
		]);
	};
	await route("GET /v1/jobs/{id}", (i) => get(`/v1/jobs/${jobs[i % jobs.length]?.id}`)());
	await route("GET /v1/jobs", get("/v1/jobs?limit=20"));
	await route("POST /v1/jobs", (i) => post(`${edge.url}/v1/jobs`, headers, { graph: invertedColour(i) }));
	const workers = await crowdWorkers(edge, CLIENTS);
	await route("claim, each a worker of its own", (i) => {
		const worker = workers[i % workers.length];
		return post(`${edge.url}/v1/workers/${worker?.id}/claim`, worker?.headers ?? {}, {
			claim_id: crypto.randomUUID(),
		});
	});
	return rows;
}

async function sockets(edge: CrowdEdge): Promise<[string, string][]> {
	const client = await crowdAccount(edge);
	const { id } = await client.submitGraph({ graph: invertedColour(1) });
	const headers = { authorization: `Bearer ${client.key}` };
	const ws = edge.url.replace("http", "ws");
	const rows: [string, string][] = [];
	const watched = async (path: string, tell: (n: number) => Promise<unknown>) => {
		const join = async () => {
			const before = await edge.asked();
			const began = performance.now();
			const all = Array.from(
				{ length: SOCKETS },
				() => new WebSocket(ws + path, [EVENTS_PROTOCOL], { headers }),
			);
			await Promise.all(all.map((socket) => once(socket, "message")));
			const ms = performance.now() - began;
			return { all, ms, trips: (await edge.asked()) - before };
		};
		const first = await join();
		// As after a kill: everybody is gone at once, and comes back at once.
		for (const socket of first.all) socket.terminate();
		const again = await join();
		let heard = 0;
		let done = () => {};
		const all = new Promise<void>((resolve) => (done = resolve));
		for (const socket of again.all)
			socket.on("message", (data) => {
				if (String(data).includes('"bench"') && ++heard === SOCKETS * FRAMES) done();
			});
		const began = performance.now();
		for (let n = 1; n <= FRAMES; n++) await tell(n);
		await all;
		const told = performance.now() - began;
		for (const socket of again.all) socket.terminate();
		return { joined: first.ms, again: again.ms, trips: again.trips, told };
	};
	const none = await watched("/bench/socket", (n) =>
		post(`${edge.url}/bench/socket`, {}, { type: "bench", n }),
	);
	const [worker] = await crowdWorkers(edge, 1);
	const claimed = await post(`${edge.url}/v1/workers/${worker?.id}/claim`, worker?.headers ?? {}, {
		claim_id: crypto.randomUUID(),
	});
	const task = (await claimed.json()) as { task_id: string; job_id: string; epoch: number; grant: string };
	const ours = await watched(`/v1/jobs/${id}/socket?previews=1`, (seq) =>
		post(
			`${edge.url}/v1/tasks/${task.task_id}/attempts/${task.epoch}/progress`,
			{ authorization: `Bearer ${task.grant}`, "content-type": "application/json" },
			{
				seq,
				events: [
					{
						type: "progress",
						percent: 1,
						node: "bench",
						node_title: "bench",
						step: seq,
						steps: FRAMES,
						nodes_done: 0,
						nodes_total: 1,
					},
				],
			},
		),
	);
	const row = (what: string, a: number, b: number, more = "") =>
		rows.push([
			`${SOCKETS} sockets: ${what}`,
			`an empty object ${a.toFixed(0)} ms, a job ${b.toFixed(0)} ms (${(b / a).toFixed(1)}x)${more}`,
		]);
	row("all join at once", none.joined, ours.joined);
	row("all drop and come back at once", none.again, ours.again, `; D1 asked ${ours.trips} times`);
	row(`${FRAMES} frames to everybody`, none.told, ours.told);
	return rows;
}

function figures(one: Timed, empty?: Timed): string {
	const { times, seconds, trips, cpu } = one;
	const [p50, p95] = [0.5, 0.95].map((share) => percentile(times, share).toFixed(0));
	const each = ((cpu / times.length) * 1000).toFixed(1);
	const beside = empty ? `, ${ratio(one, empty)} of empty` : "";
	return `${(times.length / seconds).toFixed(0)}/s, p50 ${p50} · p95 ${p95} ms, CPU ${each} ms each, D1 asked ${(trips / times.length).toFixed(1)} times each${beside}`;
}

/** How much longer it took than something else, and how much more processor time. */
function ratio(one: Timed, other: Timed): string {
	return `${(one.seconds / other.seconds).toFixed(1)}x time and ${(one.cpu / other.cpu).toFixed(1)}x CPU`;
}
