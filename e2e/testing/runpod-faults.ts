import type { Fault } from "../../worker/emulators/runpod/faults.ts";
import { until } from "../../worker/testing/until.ts";
import { EMULATED, LENT_POOL } from "../stack/runpod.ts";
import type { RunpodBench } from "./runpod-bench.ts";

/** Makes one thing go wrong, sees that it did, and leaves the endpoint able to work. */
type Strike = (bench: RunpodBench) => Promise<void>;

const JSON_200 = { status: 200, body: "{}" };
const HTML = { status: 200 };
/** Of answers that leave it open whether a ticket has arrived, and of those that do not. */
const UNCLEAR: Omit<Fault, "at">[] = [
	{ how: "after" },
	{ how: "drop" },
	{ status: 500 },
	{ status: 502 },
	{ status: 204 },
	{ status: 202, body: '{"status":"IN_QUEUE"}' },
	HTML,
];
const REFUSED: Omit<Fault, "at">[] = [
	{ status: 400 },
	{ status: 401 },
	{ status: 404 },
	{ status: 413 },
	{ status: 429 },
	{ status: 429, headers: { "retry-after": "7" } },
];

const nameOf = ({ at, how, status, body, headers, times }: Fault) =>
	[
		...[at, how ?? status, body === undefined && status === 200 ? "HTML" : body],
		...[headers && "retry-after", times && `${times} times`],
	]
		.filter(Boolean)
		.join(" ");

/** Whatever RunPod answers a worker: it asks again, and the job is done. */
const WORKER_SIDE: Fault[] = [
	...[204, 400, 401, 429, 500, 502, 200].map((status) => ({ at: "job-take", status })),
	{ at: "job-take", ...JSON_200 },
	{ at: "job-take", how: "drop" },
	...[429, 500].map((status) => ({ at: "job-stop", status })),
	{ at: "job-stop", how: "drop" },
	{ at: "job-done", status: 500, times: 3 },
	{ at: "job-done", status: 429 },
	{ at: "job-done", how: "drop" },
	{ at: "job-done", how: "after" },
	{ at: "ping", status: 500 },
	{ at: "ping", how: "drop" },
];

/** And whatever it answers the edge. What only reads is asked twice at once. */
const STATUS: Fault[] = [
	{ at: "status", status: 500, times: 2 },
	{ at: "status", how: "drop", times: 2 },
	{ at: "status", status: 404 },
	{ at: "status", ...HTML },
];
const CANCEL: Fault[] = [
	{ at: "cancel", status: 500, times: 2 },
	{ at: "cancel", how: "drop", times: 2 },
	{ at: "cancel", status: 404 },
];

/** Takes every worker away. */
async function empty({ scheduler, lent }: RunpodBench): Promise<void> {
	scheduler.scaling.idleTimeoutMs = 0;
	await until("no worker is left", () => lent.endpoint.workers().length === 0);
	scheduler.scaling.idleTimeoutMs = 60_000;
}

/** A ticket waits at an endpoint that brings nobody, for longer than is usual; the edge should find out why. */
async function isTold(bench: RunpodBench, condition: string, waitedMs: number): Promise<void> {
	await bench.hurry(
		`UPDATE tickets SET due_at = 0, issued_at = issued_at - ${waitedMs} WHERE closed_at IS NULL`,
		"UPDATE endpoints SET checked_at = 0",
	);
	await until(`the edge has found ${condition}`, async () => {
		const { endpoints } = await bench.lent.operator.pools.capacity(LENT_POOL);
		return endpoints.find(({ endpoint }) => endpoint === EMULATED)?.condition?.code === condition;
	});
}

/** The next worker that is handed something does not get the answer. */
function cutNextTake(bench: RunpodBench, then: (worker: string) => void): Promise<string> {
	const { queue, lent } = bench;
	const { take } = queue;
	return new Promise((resolve) => {
		queue.take = (worker, slots, now) => {
			const found = take.call(queue, worker, slots, now);
			const [first] = found;
			if (first) {
				queue.take = take;
				lent.endpoint.runpod.cut(worker);
				then(worker);
				resolve(first.id);
			}
			return found;
		};
	});
}

const SCHEDULING: Record<string, Strike> = {
	"no machine is free, and RunPod's health cannot be read": async (bench) => {
		await empty(bench);
		bench.scheduler.platform.machines = 0;
		await bench.submit();
		await bench.waiting();
		bench.faults.add([{ at: "health", status: 500, times: 2 }]);
		await bench.hurry(
			"UPDATE tickets SET issued_at = issued_at - 100000",
			"UPDATE endpoints SET checked_at = 0",
		);
		await bench.struck();
		await isTold(bench, "no_capacity", 0);
		bench.scheduler.platform.machines = Number.POSITIVE_INFINITY;
	},
	"tickets run out of their time in the queue, and the queue is emptied": async (bench) => {
		await empty(bench);
		bench.scheduler.platform.machines = 0;
		await bench.submit();
		const first = await bench.waiting();
		first.policy.ttl = 1;
		await until("it is forgotten", () => bench.queue.get(first.id) === undefined);
		await bench.hurry();
		await bench.waiting();
		bench.queue.purge();
		await bench.hurry();
		await bench.waiting();
		bench.scheduler.platform.machines = Number.POSITIVE_INFINITY;
	},
	"RunPod has set the workers to none, as after a week": async (bench) => {
		await empty(bench);
		const { workersMax } = bench.scheduler.scaling;
		bench.scheduler.set({ workersMax: 0 }, Date.now());
		await bench.submit();
		await bench.waiting();
		await isTold(bench, "scaled_down", 100_000);
		bench.scheduler.set({ workersMax }, Date.now());
	},
	"workers crash before they take anything": async (bench) => {
		await empty(bench);
		const { template } = bench.lent.endpoint;
		const { WORKER_TOKEN: good } = template;
		const { restartMs } = bench.scheduler.platform;
		bench.scheduler.platform.restartMs = 3_600_000;
		template.WORKER_TOKEN = "wrong";
		await bench.submit();
		await until("one has crashed", () =>
			bench.scheduler.workers().some(({ state }) => state === "unhealthy"),
		);
		template.WORKER_TOKEN = good ?? "";
		await isTold(bench, "crash_loop", 400_000);
		bench.scheduler.platform.restartMs = restartMs;
	},
	"a worker takes a ticket and dies before the claim": async (bench) => {
		const taken = cutNextTake(bench, (worker) => bench.kill(worker));
		await bench.submit();
		await taken;
	},
	"a ticket is handed out, and its worker never hears of it": async (bench) => {
		const taken = cutNextTake(bench, () => undefined);
		await bench.submit();
		const request = await taken;
		await until("it is taken back", async () => {
			// Its answer may not have been written down yet.
			await bench.hurry(
				`UPDATE tickets SET due_at = 0, remote = 'IN_PROGRESS', remote_since = issued_at - 130000 WHERE request_id = '${request}'`,
			);
			return bench.queue.get(request)?.status === "CANCELLED";
		});
	},
	"a worker is killed while it works": async (bench) => {
		const { worker } = await bench.running();
		bench.kill(worker);
	},
	"a worker gives no sign of life": async (bench) => {
		const { worker } = await bench.running();
		bench.lent.endpoint.fleet.act({ do: "freeze", worker });
		bench.queue.heard(worker, Date.now() - 31_000);
		await until("it is killed", () => bench.lent.endpoint.fleet.pid(worker) === undefined);
	},
	"a worker does not heed SIGTERM": async (bench) => {
		const { worker } = await bench.running();
		bench.lent.endpoint.fleet.act({ do: "freeze", worker });
		for (const action of bench.scheduler.refresh(worker, Date.now() - 31_000))
			bench.lent.endpoint.fleet.act(action);
		await until("it is killed", () => bench.lent.endpoint.fleet.pid(worker) === undefined);
	},
	"a worker is told to end while it works": async (bench) => {
		const { worker } = await bench.running();
		for (const action of bench.scheduler.refresh(worker, Date.now())) bench.lent.endpoint.fleet.act(action);
	},
	"FlashBoot freezes a worker and brings it back": async (bench) => {
		const { scaling } = bench.scheduler;
		const states = () => bench.scheduler.workers().map(({ state }) => state);
		scaling.flashBoot = true;
		do {
			await bench.submit();
			// What else waited would bring a machine beside the frozen one.
			await bench.quiet();
			scaling.idleTimeoutMs = 0;
			await until("all that are there are frozen", () => states().every((state) => state === "parked"));
			scaling.idleTimeoutMs = 60_000;
			// Where none is left by then, it idled for too long before on a busy machine: another job brings another.
		} while (states().length === 0);
		const frozen = bench.scheduler.workers().map(({ id }) => [id, bench.lent.endpoint.fleet.pid(id)]);
		const { worker } = await bench.running();
		const thawed = frozen.find(([id]) => id === worker);
		if (thawed?.[1] !== bench.lent.endpoint.fleet.pid(worker)) throw new Error("another process came back");
		scaling.flashBoot = false;
	},
	"a request runs for longer than it may": async (bench) => {
		const { request } = await bench.running();
		request.policy.executionTimeout = 1;
		await until("it is ended", () => request.status === "TIMED_OUT");
	},
	"a request's time to live is over while it runs": async (bench) => {
		const { request } = await bench.running();
		request.policy.ttl = 1;
		await until("it is forgotten", () => bench.queue.get(request.id) === undefined);
	},
	"a request is canceled at RunPod while it runs": async (bench) => {
		const { request } = await bench.running();
		bench.lent.endpoint.runpod.cancel(request.id);
	},
	"a ticket is doubled, one is for nothing, and one is none": async (bench) => {
		const { request } = await bench.running();
		const { runpod } = bench.lent.endpoint;
		const twin = runpod.run(request.input);
		const nothing = runpod.run({ v: 1, kind: "ticket", ticket_id: "tkt_unknown" });
		const foreign = runpod.run({ prompt: "a fox" });
		await until("all three are brought back", () =>
			[twin, nothing, foreign].every(({ endedAt }) => endedAt !== null),
		);
		const found = [twin, nothing, foreign].map(({ status }) => status).join();
		if (found !== "COMPLETED,COMPLETED,FAILED") throw new Error(`they came back as ${found}`);
	},
};

/** What is tried whenever anything is: the others take a minute and more. */
const EVERYDAY: readonly string[] = [
	"a worker takes a ticket and dies before the claim",
	"a ticket is handed out, and its worker never hears of it",
	"a request is canceled at RunPod while it runs",
	"a ticket is doubled, one is for nothing, and one is none",
];

/**
 * Everything that can go wrong at RunPod, by name; `few`: what tickets meet every day, and one of each kind of answer on
 * the wire. Every answer has tests of its own beside what hears it.
 */
export function runpodFaults(few: boolean): [string, Strike][] {
	const some = <T>(faults: readonly T[]) => (few ? faults.slice(0, 1) : faults);
	return [
		...Object.entries(SCHEDULING).filter(([name]) => !few || EVERYDAY.includes(name)),
		...some(WORKER_SIDE).map((fault): [string, Strike] => [nameOf(fault), (bench) => bench.wire(fault)]),
		...[...some(UNCLEAR), ...some(REFUSED)].map((how): [string, Strike] => {
			const fault = { at: "run", ...how };
			return [nameOf(fault), (bench) => bench.issuing(fault)];
		}),
		...some(STATUS).map((fault): [string, Strike] => [
			nameOf(fault),
			(bench) => bench.edgeCalls(fault, "running"),
		]),
		...some(CANCEL).map((fault): [string, Strike] => [
			nameOf(fault),
			(bench) => bench.edgeCalls(fault, "canceled"),
		]),
	];
}
