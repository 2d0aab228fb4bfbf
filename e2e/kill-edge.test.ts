import { afterAll, beforeAll, expect, test } from "vitest";
import { DarkroomClient } from "../client/client.ts";
import type { JobResource } from "../edge/contract/jobs/jobs.ts";
import { until } from "../worker/testing/until.ts";
import { runs } from "../workflows/testing/runs.ts";
import { type Stack, startStack } from "./stack/stack.ts";
import { setFaults } from "./testing/comfyui.ts";
import { ended, follow, type Seen } from "./testing/follow.ts";
import { HOLD, heldPicture, invertedColour } from "./testing/graphs.ts";
import { assertInvariants } from "./testing/invariants.ts";
import { refusal } from "./testing/refusal.ts";

/**
 * The edge is killed as by a power cut, several times, in the middle of submissions, with workers at work and
 * people watching; each time it starts again on the same data. The tests look at what came of it.
 */
const ROUNDS = runs(3, 2);
const SUBMITTERS = 6;
const WATCHED = 2;
/** Jobs acknowledged in each round before the power goes. */
const BEFORE_CUT = runs(20, 8);

let stack: Stack;
/** What was sent under which idempotency key. */
const sent = new Map<string, object>();
/** Which job each key was answered with before its power cut. */
const acknowledged = new Map<string, string>();
const watched: { job: string; seen: Seen }[] = [];
/** How often each watched job was connected to. */
const hellos = new Map<string, number>();
const jobs = new Map<string, JobResource>();

beforeAll(async () => {
	stack = await startStack({
		workers: 2,
		emulator: ["--step-ms", "1", "--probes"],
		workerEnv: { POLL_MS: "3000" },
	});
	const watchers: Promise<unknown>[] = [];
	for (let round = 0; round < ROUNDS; round++) {
		await setFaults(stack.comfyui.url, HOLD);
		for (let i = 0; i < WATCHED; i++) {
			const { over } = await watchOne(round * WATCHED + i);
			watchers.push(over);
		}
		await submitUntilCut(round);
		await until("everybody watches again", () => [...hellos.values()].every((count) => count > 1));
		await setFaults(stack.comfyui.url, []);
	}
	await Promise.all(watchers);
	// Everybody asks again with the same key: those who were interrupted, and those who had their answer.
	await Promise.all(
		[...sent].map(async ([key, graph]) => {
			const { id } = await stack.client.submitGraph({ graph }, key);
			jobs.set(key, await ended(stack.client, id));
		}),
	);
});
afterAll(() => stack.stop());

/** A job that is held until it was watched through a power cut; returns once it is watched. */
async function watchOne(n: number): Promise<{ over: Promise<void> }> {
	const { id } = await stack.client.submitGraph({ graph: heldPicture(n) });
	const begun = Promise.withResolvers<void>();
	const watching = follow(stack.client, id, {
		on: (frame) => {
			if (frame.type !== "hello") return;
			hellos.set(id, (hellos.get(id) ?? 0) + 1);
			begun.resolve();
		},
	});
	await Promise.race([begun.promise, watching]);
	return {
		over: watching.then((seen) => {
			watched.push({ job: id, seen });
		}),
	};
}

async function submitUntilCut(round: number): Promise<void> {
	// One try: what the power cut interrupts counts as not acknowledged.
	const client = new DarkroomClient({ url: stack.edge.url, key: stack.client.key, tries: 1 });
	const enough = Promise.withResolvers<void>();
	let answers = 0;
	let off = false;
	const submitter = async (lane: number) => {
		for (let i = 0; !off; i++) {
			const key = `${round}-${lane}-${i}`;
			const graph = invertedColour(round * 65536 + lane * 256 + i, 16, 16);
			sent.set(key, graph);
			const job = await client.submitGraph({ graph }, key).catch((error: unknown) => {
				if (!off) enough.reject(error);
				return null;
			});
			if (job === null) return;
			acknowledged.set(key, job.id);
			answers++;
			if (answers === BEFORE_CUT) enough.resolve();
		}
	};
	const submitters = Array.from({ length: SUBMITTERS }, (_, lane) => submitter(lane));
	await enough.promise;
	const back = stack.restartEdge();
	off = true;
	await Promise.all([back, ...submitters]);
}

test("S0-C05 no job that was acknowledged is lost: the same key still answers with the same job (P1, P7)", () => {
	expect(acknowledged.size).toBeGreaterThanOrEqual(ROUNDS * BEFORE_CUT);
	const again = [...acknowledged.keys()].map((key) => [key, jobs.get(key)?.id]);
	expect(again).toEqual([...acknowledged]);
	const unanswered = sent.size - acknowledged.size;
	console.log(
		`${ROUNDS} power cuts: ${acknowledged.size} jobs acknowledged, 0 lost; ${unanswered} requests interrupted; ${watched.length} jobs watched throughout`,
	);
});

test("a key that was interrupted made one job at most, however often it is sent", async () => {
	const ids = [...jobs.values()].map((job) => job.id);
	expect(new Set(ids).size).toBe(sent.size);
	const listed: string[] = [];
	for (let cursor: string | null | undefined; cursor !== null; ) {
		const page = await stack.client.jobs({ limit: 100, ...(cursor ? { cursor } : {}) });
		listed.push(...page.data.map((job) => job.id));
		cursor = page.next_cursor;
	}
	expect(listed.toSorted()).toEqual([...ids, ...watched.map(({ job }) => job)].toSorted());
});

test("a key from before a power cut still refuses another body (P7)", async () => {
	const [key] = acknowledged.keys();
	const error = await refusal(stack.client.submitGraph({ graph: invertedColour(1, 8, 8) }, key));
	expect([error.status, error.code]).toEqual([422, "idempotency_key_reuse"]);
});

test("every job succeeds", () => {
	const others = [...jobs.values()].filter((job) => job.status !== "succeeded");
	expect(others.map((job) => [job.status, job.error])).toEqual([]);
});

test("S0-E07 who watches is told everything once and in order, across power cuts (P8)", async () => {
	expect(watched).toHaveLength(ROUNDS * WATCHED);
	expect([...hellos.values()].every((count) => count > 1)).toBe(true);
	for (const { job, seen } of watched) {
		const { version, status } = await stack.client.job(job);
		expect(status).toBe("succeeded");
		expect(seen.events.map((event) => event.seq)).toEqual(Array.from({ length: version }, (_, i) => i + 1));
	}
});

test("all promises hold for all of them", async () => {
	await assertInvariants(stack, [
		...[...jobs.values()].map((job) => job.id),
		...watched.map(({ job }) => job),
	]);
});
