import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { CrashStep } from "../worker/process/crash-at.ts";
import { until } from "../worker/testing/until.ts";
import { PATIENCE_MS } from "../workflows/testing/patience.ts";
import { inTurn } from "../workflows/testing/runs.ts";
import { type Stack, startStack } from "./stack/stack.ts";
import { attemptsOf } from "./testing/attempts.ts";
import { setFaults } from "./testing/comfyui.ts";
import { ended, follow } from "./testing/follow.ts";
import { HOLD, heldPicture, invertedColour, slowPicture, slowUpload } from "./testing/graphs.ts";
import { assertInvariants } from "./testing/invariants.ts";
import { exitOf, type Lane, openLane, said } from "./testing/lane.ts";
import { paint } from "./testing/pictures.ts";

/** Real worker processes, real signals, one ComfyUI for all. Every scenario has a pool of its own. */
let stack: Stack;
let picture: string;

beforeAll(async () => {
	stack = await startStack({
		// Long enough for a busy machine: a living worker must not lose it.
		leaseMs: 8_000,
		workers: 0,
		emulator: ["--probes"],
		workerEnv: { POLL_MS: "3000", LOG_LEVEL: "debug" },
	});
	picture = (
		await stack.client.upload(
			paint(16, 16, (x, y) => [x * 16, y * 16, 0]),
			"in.png",
		)
	).id;
});
afterAll(() => stack.stop());

async function scenario(pool: string, body: (lane: Lane) => Promise<void>): Promise<void> {
	const lane = await openLane(stack, pool);
	await body(lane);
	await assertInvariants(stack, lane.jobs);
}

/** Lets ComfyUI go on afterwards whatever happens: it is everybody's. */
async function whileHeld<T>(body: () => Promise<T>): Promise<T> {
	try {
		return await body();
	} finally {
		await setFaults(stack.comfyui.url, []);
	}
}

const tasksOf = async (job: string) => (await stack.client.job(job)).stages.flatMap((stage) => stage.tasks);
const endings = async (job: string) => (await attemptsOf(stack.client, job)).map((attempt) => attempt.status);

/** Every step, and how the attempts of the task end. Where both are possible, the power went in between. */
const STEPS: Record<CrashStep, string[][]> = {
	claimed: [["lease_expired", "succeeded"]],
	inputs_staged: [["lease_expired", "succeeded"]],
	before_prompt: [["lease_expired", "succeeded"]],
	prompt_posted: [["lease_expired", "succeeded"]],
	queued: [["lease_expired", "succeeded"]],
	sampling: [["lease_expired", "succeeded"]],
	executed: [["lease_expired", "succeeded"]],
	before_upload: [["lease_expired", "succeeded"]],
	mid_upload: [["lease_expired", "succeeded"]],
	uploaded: [["lease_expired", "succeeded"]],
	complete_sent: [["succeeded"], ["lease_expired", "succeeded"]],
	completed: [["succeeded"]],
};

/** Steps that a power cut meets alike: before ComfyUI has the prompt, while it has, and before and after the files are up. */
const ALIKE: CrashStep[][] = [
	["claimed", "inputs_staged", "before_prompt"],
	["prompt_posted", "queued", "sampling"],
	["executed", "before_upload", "mid_upload"],
	["uploaded", "complete_sent", "completed"],
];

test("every step is one of those that are tried in turn", () => {
	expect(ALIKE.flat()).toEqual(Object.keys(STEPS));
});

describe.concurrent("kill -9 of a worker", () => {
	test.each(inTurn("workers are killed at", ALIKE))(
		"at `%s` costs the job nothing: another worker brings it to its end (P2, P4, P5)",
		async (step) => {
			await scenario(`kill-${step.replace("_", "-")}`, async (lane) => {
				const doomed = lane.start({ CRASH_AT: step });
				const { id } = await lane.submit(slowUpload(4, 20), { "1.image": picture });
				expect(await exitOf(doomed)).toBe("SIGKILL");
				lane.start();
				const job = await ended(stack.client, id);
				expect([job.status, job.error]).toEqual(["succeeded", null]);
				expect(STEPS[step]).toContainEqual(await endings(id));
			});
		},
	);
});

describe.concurrent("SIGTERM to a worker", () => {
	test("in the middle of a run gives the task back at once, uncounted, and another worker finishes it (P4)", async () => {
		await scenario("drain-running", async (lane) => {
			const leaving = lane.start({ DRAIN_MS: "0", CRASH_AT: "sampling", CRASH_SIGNAL: "SIGTERM" });
			const { id } = await lane.submit(slowPicture(1, 40, 100));
			const seen = await follow(stack.client, id, {
				on: (frame) => {
					if (frame.type === "task" && frame.epoch === 1 && frame.status === "queued") lane.start();
				},
			});
			expect(seen.events.some((event) => event.type === "task" && event.error !== null)).toBe(false);
			expect(await exitOf(leaving)).toBe(0);
			expect(await endings(id)).toEqual(["released", "succeeded"]);
			expect((await tasksOf(id)).map((task) => task.attempts)).toEqual([1]);
		});
	});

	test("gives back what waits behind a run that it still finishes", async () => {
		await scenario("drain-queued", async (lane) => {
			const leaving = lane.start({ DRAIN_MS: String(PATIENCE_MS) });
			await setFaults(stack.comfyui.url, HOLD);
			// Used to quick graphs, the worker fetches the next one at once.
			const quick = await lane.submit(invertedColour(9));
			expect((await ended(stack.client, quick.id)).status).toBe("succeeded");
			const first = await lane.submit(heldPicture(2));
			const second = await whileHeld(async () => {
				await until("the first one runs", async () => {
					const { progress } = await stack.client.job(first.id);
					return progress.some((tick) => tick.step !== null);
				});
				const second = await lane.submit(slowPicture(3, 2, 100));
				await until("the worker has claimed the second one ahead", async () =>
					(await tasksOf(second.id)).some((task) => task.epoch === 1),
				);
				leaving.child.kill("SIGTERM");
				await until("the second one is given back", async () => (await endings(second.id))[0] === "released");
				expect((await stack.client.job(first.id)).status).toBe("running");
				return second;
			});
			expect(await exitOf(leaving)).toBe(0);
			expect((await stack.client.job(first.id)).status).toBe("succeeded");
			// A claim that was on its way may have brought it once more, and it went back again.
			expect(new Set(await endings(second.id))).toEqual(new Set(["released"]));
			lane.start();
			expect((await ended(stack.client, second.id)).status).toBe("succeeded");
			expect((await endings(second.id)).at(-1)).toBe("succeeded");
			expect((await tasksOf(second.id)).map((task) => task.attempts)).toEqual([1]);
		});
	});

	test("while it has nothing to do ends it, and later tasks go to others", async () => {
		await scenario("drain-idle", async (lane) => {
			const leaving = lane.start();
			await until("it is registered", () => said(leaving, '"registered"'));
			leaving.child.kill("SIGTERM");
			expect(await exitOf(leaving)).toBe(0);
			const { id } = await lane.submit(slowPicture(4, 2, 20));
			lane.start();
			expect((await ended(stack.client, id)).status).toBe("succeeded");
			expect(await endings(id)).toEqual(["succeeded"]);
		});
	});
});

describe.concurrent("a worker that is hard to trust", () => {
	test("S1-13 cannot be crashed for ever: a job that kills every worker fails after three attempts, and the next one runs", async () => {
		await scenario("poison", async (lane) => {
			const { id } = await lane.submit(slowPicture(5, 3, 20));
			const deaths: (number | string | null)[] = [];
			const victims = async () => {
				while (deaths.length < 3) deaths.push(await exitOf(lane.start({ CRASH_AT: "queued" })));
			};
			const [job] = await Promise.all([ended(stack.client, id), victims()]);
			expect(deaths).toEqual(["SIGKILL", "SIGKILL", "SIGKILL"]);
			expect(job).toMatchObject({ status: "failed", error: { code: "lease_expired", whose_fault: "us" } });
			expect(await endings(id)).toEqual(["lease_expired", "lease_expired", "lease_expired"]);
			const next = await lane.submit(invertedColour(6));
			lane.start();
			expect((await ended(stack.client, next.id)).status).toBe("succeeded");
			expect(await endings(id)).toHaveLength(3);
		});
	});

	test("cannot change a job after it was frozen past its lease: the other worker's result stands (P2)", async () => {
		await scenario("frozen", async (lane) => {
			const frozen = lane.start({ CRASH_AT: "sampling", CRASH_SIGNAL: "SIGSTOP" });
			const { id } = await lane.submit(slowPicture(7, 30, 50));
			await follow(stack.client, id, {
				on: (frame) => {
					if (frame.type === "task" && frame.epoch === 1 && frame.status === "queued") lane.start();
				},
			});
			const before = await stack.client.job(id);
			expect(before.status).toBe("succeeded");
			expect(await endings(id)).toEqual(["lease_expired", "succeeded"]);
			frozen.child.kill("SIGCONT");
			await until("the frozen worker has noticed", () => said(frozen, "dropped: this attempt is over"));
			expect(await stack.client.job(id)).toEqual(before);
			// From here on it works like the others.
			frozen.child.kill("SIGTERM");
			expect(await exitOf(frozen)).toBe(0);
		});
	});
});
