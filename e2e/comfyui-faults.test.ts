import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { JobResource } from "../edge/contract/jobs/jobs.ts";
import { promptIdOf } from "../worker/comfyui/prompt-id.ts";
import type { FaultAction, FaultScript } from "../worker/emulators/comfyui/faults.ts";
import { until } from "../worker/testing/until.ts";
import type { ApiGraph } from "../workflows/graph/graph.ts";
import { type Stack, startStack } from "./stack/stack.ts";
import { attemptsOf } from "./testing/attempts.ts";
import { hasRun, queueOf, setFaults, somethingRuns, strike } from "./testing/comfyui.ts";
import { ended, follow } from "./testing/follow.ts";
import { HOLD, heldPicture, invertedColour, slowPicture, slowUpload } from "./testing/graphs.ts";
import { openLane } from "./testing/lane.ts";
import { paint, read } from "./testing/pictures.ts";
import { type Rig, startRig } from "./testing/rig.ts";
import { shareRig } from "./testing/shared-rig.ts";

/**
 * Everything a ComfyUI does to the worker beside it. Each group has a worker process of its own, which starts and looks
 * after a ComfyUI of its own; its tests come one after the other, and the groups side by side.
 */
let stack: Stack;

beforeAll(async () => {
	stack = await startStack({
		workers: 0,
		workerEnv: {
			POLL_MS: "3000",
			LOOK_MS: "500",
			COMFYUI_SILENT_MS: "5000",
			COMFYUI_REFUSED_MS: "5000",
		},
	});
});
afterAll(() => stack.stop());

/** Runs a graph to its end; `blow` is called in the middle of its first run, which waits for that. */
async function run(rig: Rig, graph: ApiGraph, blow?: (rig: Rig) => unknown): Promise<JobResource> {
	if (blow) await setFaults(rig.comfyui, HOLD_EARLY);
	const { id } = await rig.submit(graph);
	const struck = async () => {
		if (!blow) return;
		await somethingRuns(rig.comfyui);
		await blow(rig);
		// What is gone holds nothing any more.
		await setFaults(rig.comfyui, []).catch(() => undefined);
	};
	const [{ progress }] = await Promise.all([follow(stack.client, id), struck()]);
	for (const ticks of Map.groupBy(progress, (tick) => tick.epoch).values()) {
		const percents = ticks.map((tick) => tick.percent);
		expect(percents).toEqual(percents.toSorted((a, b) => a - b));
	}
	return stack.client.job(id);
}

/** How the attempts of a job ended: their status, or their failure code. */
async function attempts(job: JobResource): Promise<string[]> {
	return (await attemptsOf(stack.client, job.id)).map((attempt) => attempt.error?.code ?? attempt.status);
}

/** Holds a victim in one of its first steps, until another script is set. */
const HOLD_EARLY: FaultScript = [
	{ at: "step", match: { class_type: "ProbeProgress", step: 3 }, times: 0, do: { kind: "hold" } },
];
const striking = (action: FaultAction) => (rig: Rig) => strike(rig.comfyui, action);
let victims = 0;
/** Long enough to be struck in its middle, and no two alike: ComfyUI keeps what it has made. */
const victim = () => slowPicture(++victims, 25, 120);
/** Of a group whose tests share a worker. */
const IN_TURN = { concurrent: false };

describe.concurrent("a ComfyUI that breaks down", () => {
	const rig = shareRig(() => stack, "breaks-down");
	const breakdowns: [string, (rig: Rig) => unknown, string][] = [
		["forgets what it was doing", striking({ kind: "forget" }), "comfyui_crashed"],
		["is interrupted by somebody else", striking({ kind: "interrupt" }), "interrupted"],
		// Its own answer dies with it.
		["dies", (rig) => strike(rig.comfyui, { kind: "crash" }).catch(() => {}), "comfyui_crashed"],
		["is killed", (rig) => rig.signalComfyui("SIGKILL"), "comfyui_crashed"],
		["freezes as a process", (rig) => rig.signalComfyui("SIGSTOP"), "comfyui_hung"],
	];
	test.each(breakdowns)(
		"and %s fails one attempt; the job succeeds with the next",
		IN_TURN,
		async (how, blow, code) => {
			const before = rig().starts();
			const job = await run(rig(), victim(), blow);
			expect([job.status, job.error]).toEqual(["succeeded", null]);
			expect(await attempts(job)).toEqual([code, "succeeded"]);
			const goesOn = how.startsWith("forgets") || how.startsWith("is interrupted");
			expect(rig().starts() - before).toBe(goesOn ? 0 : 1);
		},
	);
});

describe.concurrent("a ComfyUI that answers and does nothing more", () => {
	const env = { STALL_SECONDS: "2", INTERRUPT_ACK_MS: "1000" };
	const rig = shareRig(() => stack, "hangs", { env });
	const hangs: [string, FaultAction][] = [
		["hangs in a node", { kind: "hang" }],
		["loses its executor while it goes on answering", { kind: "zombie" }],
	];
	test.each(hangs)("and %s fails one attempt; the job succeeds with the next", IN_TURN, async (_, action) => {
		await setFaults(rig().comfyui, [
			{ at: "step", match: { class_type: "ProbeProgress", step: 3 }, do: action },
		]);
		const job = await run(rig(), victim());
		expect([job.status, job.error]).toEqual(["succeeded", null]);
		expect(await attempts(job)).toEqual(["comfyui_hung", "succeeded"]);
	});
});

describe.concurrent("a ComfyUI that is too small, or dies every time", () => {
	const dies: FaultScript = [{ at: "node", match: { class_type: "ProbeProgress" }, do: { kind: "crash" } }];
	const pool = "no-way-out";
	// Given at the start, so that every new process has it.
	const rig = shareRig(() => stack, pool, { emulator: ["--fault", JSON.stringify(dies)] });
	const greedy: FaultScript = [
		{ at: "node", match: { class_type: "ProbeProgress" }, times: 0, do: { kind: "oom" } },
	];

	test(
		"and dies under every attempt fails the job after two: it is not given to a third ComfyUI",
		IN_TURN,
		async () => {
			const job = await run(rig(), victim());
			expect(job).toMatchObject({ status: "failed", error: { code: "comfyui_crashed", whose_fault: "us" } });
			expect(await attempts(job)).toEqual(["comfyui_crashed", "comfyui_crashed"]);
		},
	);

	test(
		"and runs out of memory fails the job at once where no machine has more, and says so",
		IN_TURN,
		async () => {
			// Another one of the same size is no help.
			const twin = await startRig(stack, pool, { beside: rig() });
			for (const { comfyui } of [rig(), twin]) await setFaults(comfyui, greedy);
			const job = await run(rig(), victim());
			expect(job).toMatchObject({
				status: "failed",
				error: { code: "out_of_memory", class: "capacity", node_id: "2", class_type: "ProbeProgress" },
			});
			expect(job.error?.message).toMatch(/^A machine ran out of 24\.0 GB .* no worker of this pool has more/);
			expect(await attempts(job)).toEqual(["out_of_memory"]);
			await twin.stop();
		},
	);

	test(
		"and runs out of memory hands the job to a machine that has more, and never gets it again",
		IN_TURN,
		async () => {
			await setFaults(rig().comfyui, greedy);
			const large = await startRig(stack, pool, { beside: rig(), emulator: ["--vram-gb", "48"] });
			// Whoever takes it first, the large one runs it in the end, for as long as it has to be busy.
			const long = await rig().submit(slowPicture(++victims, 1_000, 500));
			await somethingRuns(large.comfyui);
			const { id } = await rig().submit(victim());
			await until("the small one has run out of memory", async () => {
				const [task] = (await stack.client.job(id)).stages.flatMap((stage) => stage.tasks);
				return task?.epoch === 1 && task.status === "queued";
			});
			// The small one takes what came later, and leaves this.
			const later = await rig().submit(invertedColour(5));
			expect((await ended(stack.client, later.id)).status).toBe("succeeded");
			const waiting = await stack.client.job(id);
			expect(waiting.stages[0]?.tasks[0]).toMatchObject({
				status: "queued",
				epoch: 1,
				error: { code: "out_of_memory" },
			});
			await stack.client.cancel(long.id);
			expect((await ended(stack.client, long.id)).status).toBe("canceled");
			const job = await ended(stack.client, id);
			expect([job.status, job.error]).toEqual(["succeeded", null]);
			expect(await attempts(job)).toEqual(["out_of_memory", "succeeded"]);
			const [small, other] = (await attemptsOf(stack.client, id)).map((attempt) => attempt.worker);
			expect((await attemptsOf(stack.client, later.id)).map(({ worker }) => worker)).toEqual([small]);
			expect(other).not.toBe(small);
			await large.stop();
		},
	);
});

describe.concurrent("a ComfyUI that is only hard to understand", () => {
	const slow: FaultScript = [{ at: "listen", do: { kind: "slow_start", ms: 3000, how: "refuse" } }];
	const rig = shareRig(() => stack, "confuses", {
		...{ emulator: ["--fault", JSON.stringify(slow)], ready: false },
	});
	const confusions: [string, ((rig: Rig) => unknown) | undefined][] = [
		["comes up slowly", undefined],
		["drops its sockets", striking({ kind: "drop_sockets" })],
		["leaves its sockets open and silent", striking({ kind: "half_open" })],
		["answers pings and tells nothing", striking({ kind: "deaf" })],
		["sends frames that nobody can read", striking({ kind: "garbage_frames" })],
		["says everything twice", striking({ kind: "duplicate_frames", count: 50 })],
		[
			"stands still for a moment",
			async (rig) => {
				rig.signalComfyui("SIGSTOP");
				const asked = fetch(`${rig.comfyui}/queue`, { signal: AbortSignal.timeout(1000) });
				await expect(asked).rejects.toThrow();
				rig.signalComfyui("SIGCONT");
			},
		],
	];
	test.each(confusions)("and %s costs no attempt", IN_TURN, async (_, blow) => {
		const job = await run(rig(), victim(), blow);
		expect([job.status, job.error]).toEqual(["succeeded", null]);
		expect(await attempts(job)).toEqual(["succeeded"]);
		expect(rig().starts()).toBe(1);
	});

	test("and loses the answer to a prompt it has taken runs it once", IN_TURN, async () => {
		await setFaults(rig().comfyui, [
			{ at: "http", match: { method: "POST", route: "/prompt" }, do: { kind: "drop_http", when: "after" } },
		]);
		const job = await run(rig(), victim());
		expect(await attempts(job)).toEqual(["succeeded"]);
		expect(job.outputs).toHaveLength(1);
	});

	test("and names a file that is not there is asked to make it again", IN_TURN, async () => {
		await setFaults(rig().comfyui, [{ at: "output", do: { kind: "lose_output" } }]);
		const job = await run(rig(), victim());
		expect(await attempts(job)).toEqual(["succeeded"]);
		const [output] = job.outputs;
		if (!output) throw new Error("there is no picture");
		expect(read(await stack.client.download(output)).width).toBe(64);
	});
});

describe.concurrent("a cancel (P6)", () => {
	let canceled: JobResource;
	const rig = shareRig(
		() => stack,
		"cancels",
		{},
		async () => {
			const lane = await openLane(stack, "cancels");
			canceled = await stack.client.cancel((await lane.submit(victim())).id);
		},
	);
	/** Cancels a job once `ready` says that it is time, and returns what became of it. */
	async function cancelWhen(job: JobResource, ready: () => Promise<unknown>): Promise<JobResource> {
		await ready();
		const answer = await stack.client.cancel(job.id);
		expect(answer.status).toBe("canceling");
		return ended(stack.client, job.id);
	}
	const isClaimed = (job: JobResource) => () =>
		until("a worker has it", async () => (await stack.client.job(job.id)).status === "running");

	test("before any worker has the job ends it at once, and no worker ever gets it", IN_TURN, async () => {
		expect(canceled.status).toBe("canceled");
		// The worker that came later runs the next job, and not this one.
		rig().jobs.push(canceled.id);
		await run(rig(), invertedColour(7));
		const job = await stack.client.job(canceled.id);
		expect([job.status, await attempts(job)]).toEqual(["canceled", []]);
	});

	test("while its inputs are on their way to ComfyUI ends it before it gets there", IN_TURN, async () => {
		const slow = { kind: "slow_http", ms: 15_000 } as const;
		await setFaults(rig().comfyui, [{ at: "http", match: { route: "/upload/image" }, do: slow }]);
		const asset = await stack.client.upload(
			paint(8, 8, () => [9, 9, 9]),
			"in.png",
		);
		const job = await rig().submit(slowUpload(20, 50), { "1.image": asset.id });
		expect(await cancelWhen(job, isClaimed(job))).toMatchObject({ status: "canceled", outputs: [] });
		const [attempt] = await attemptsOf(stack.client, job.id);
		expect(attempt?.gpu_ms ?? 0).toBe(0);
	});

	test(
		"while it waits in ComfyUI's queue ends it without a run, and leaves the running one alone",
		IN_TURN,
		async () => {
			// Used to quick graphs, the worker fetches the next one at once.
			await run(rig(), invertedColour(8));
			await setFaults(rig().comfyui, HOLD);
			const first = await rig().submit(heldPicture(1));
			await somethingRuns(rig().comfyui);
			const second = await rig().submit(slowPicture(2, 5, 80));
			const isWaiting = () =>
				until("the second one waits", async () => (await queueOf(rig().comfyui)).waiting === 1);
			expect(await cancelWhen(second, isWaiting)).toMatchObject({ status: "canceled", outputs: [] });
			const [attempt] = await attemptsOf(stack.client, second.id);
			expect(attempt?.gpu_ms ?? 0).toBe(0);
			expect((await stack.client.job(first.id)).status).toBe("running");
			await setFaults(rig().comfyui, []);
			expect((await ended(stack.client, first.id)).status).toBe("succeeded");
		},
	);

	test("in the middle of a run stops the GPU", IN_TURN, async () => {
		const job = await rig().submit(slowPicture(3, 10_000, 50));
		const over = await cancelWhen(job, () => somethingRuns(rig().comfyui));
		expect(over).toMatchObject({ status: "canceled", outputs: [] });
		expect(await attempts(over)).toEqual(["canceled"]);
	});

	test("while its picture is on the way to storage delivers nothing", IN_TURN, async () => {
		const slow = { kind: "slow_http", ms: 15_000 } as const;
		await setFaults(rig().comfyui, [{ at: "http", match: { route: "/view" }, do: slow }]);
		const job = await rig().submit(slowPicture(4, 10, 50));
		const over = await cancelWhen(job, () =>
			hasRun(rig().comfyui, promptIdOf(job.stages[0]?.tasks[0]?.id ?? "", 1)),
		);
		expect(over).toMatchObject({ status: "canceled", outputs: [] });
	});

	test("of a job that has ended is refused, and the job stays as it is", IN_TURN, async () => {
		const job = await run(rig(), invertedColour(5));
		await expect(stack.client.cancel(job.id)).rejects.toMatchObject({ status: 409, code: "conflict" });
		expect(await stack.client.job(job.id)).toEqual(job);
	});
});
