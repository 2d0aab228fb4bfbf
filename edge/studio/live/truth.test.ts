import fc from "fast-check";
import { expect, test } from "vitest";
import type { DurableEvent, PreviewTick, ProgressTick } from "../../contract/jobs/events.ts";
import type { JobResource } from "../../contract/jobs/jobs.ts";
import { pauseBefore } from "./socket.ts";
import { type JobView, withEvent, withSnapshot, withTick } from "./truth.ts";

const AT = "2026-11-27T00:00:00.000Z";
const TASKS = ["tsk_a", "tsk_b"];

/** As much of a job as its events change. */
const jobAt0 = {
	id: "job_1",
	status: "queued",
	version: 0,
	progress: [],
	outputs: [],
	queue: null,
	queue_reason: null,
	stages: [
		{
			...{ key: "image", status: "queued", take: 1, since: AT },
			tasks: TASKS.map((id, index) => ({
				id,
				index,
				take: 1,
				status: "queued",
				epoch: 0,
				worker: null,
				outputs: [],
			})),
		},
	],
} as unknown as JobResource;

const ofTask = (task: string) => ({ stage: "image", task, index: TASKS.indexOf(task), take: 1, epoch: 1 });
const taskIs = (task: string, status: string) => ({
	...{ type: "task", ...ofTask(task), status, worker: "wkr_1", error: null, retry_at: null },
});
const output = (task: string) => ({ type: "output", ...ofTask(task), output: { id: `ast_${task}` } });
const HISTORY = [
	{ type: "job", status: "queued", error: null },
	...TASKS.map((task) => taskIs(task, "running")),
	{ type: "job", status: "running", error: null },
	{ type: "stage", stage: "image", status: "running", take: 1, error: null },
	...TASKS.flatMap((task) => [output(task), taskIs(task, "succeeded")]),
	{ type: "stage", stage: "image", status: "succeeded", take: 1, error: null },
	{ type: "job", status: "succeeded", error: null },
].map((event, i) => ({ ...event, seq: i + 1, job: "job_1", at: AT }) as unknown as DurableEvent);

/** What the edge says of the job once so many of its events are written. */
const edgeAt = (version: number): JobResource =>
	HISTORY.slice(0, version).reduce(withEvent, withSnapshot(undefined, jobAt0)).job;
const END = edgeAt(HISTORY.length);

const tick = (task: string, percent: number, epoch = 1) =>
	({ type: "progress", job: "job_1", task, stage: "image", index: 0, epoch, percent }) as ProgressTick;

/** What may reach a page: events in any order, doubled, some never; snapshots of any age; ticks at any time. */
const arriving = fc.array(
	fc.oneof(
		{ weight: 6, arbitrary: fc.constantFrom(...HISTORY).map((event) => ({ event })) },
		{ weight: 1, arbitrary: fc.nat(HISTORY.length).map((version) => ({ snapshot: edgeAt(version) })) },
		{
			weight: 2,
			arbitrary: fc
				.record({ task: fc.constantFrom(...TASKS), percent: fc.nat(100), epoch: fc.nat(2) })
				.map(({ task, percent, epoch }) => ({ tick: tick(task, percent, epoch) })),
		},
	),
	{ maxLength: 60 },
);

function after(
	view: JobView,
	what: { event?: DurableEvent; snapshot?: JobResource; tick?: ProgressTick },
): JobView {
	if (what.event) return withEvent(view, what.event);
	return what.snapshot ? withSnapshot(view, what.snapshot) : what.tick ? withTick(view, what.tick) : view;
}

test("whatever arrives, late, doubled, out of order or never, the page ends with what the edge says", () => {
	fc.assert(
		fc.property(arriving, (all) => {
			const seen = all.reduce(after, withSnapshot(undefined, jobAt0));
			// Coming back: what follows the last version is replayed; where something is missing, it is asked for.
			const replayed = HISTORY.filter(({ seq }) => seq > seen.job.version).reduce(withEvent, seen);
			expect(replayed.job).toEqual(END);
			expect(replayed.ahead).toEqual([]);
			expect(withSnapshot(seen, END)).toEqual({ ...seen, job: END, ahead: [], stale: false });
		}),
	);
});

test("no version is ever left for an older one, no terminal state for another, and a gap is always told", () => {
	fc.assert(
		fc.property(arriving, (all) => {
			let view = withSnapshot(undefined, jobAt0);
			for (const what of all) {
				const next = after(view, what);
				expect(next.job.version).toBeGreaterThanOrEqual(view.job.version);
				if (view.job.status === "succeeded") expect(next.job.status).toBe("succeeded");
				if (next.ahead.length > 0) expect(next.stale).toBe(true);
				view = next;
			}
		}),
	);
});

test("a tick never goes back, and none of an attempt or a job that is over is shown", () => {
	const running = withSnapshot(undefined, edgeAt(4));
	const half = withTick(running, tick("tsk_a", 50));
	expect(withTick(half, tick("tsk_a", 40))).toBe(half);
	expect(withTick(half, tick("tsk_a", 10, 2)).job.progress).toEqual([tick("tsk_a", 10, 2)]);
	expect(withTick(half, tick("tsk_a", 90, 0))).toBe(half);
	const over = withSnapshot(undefined, END);
	expect(withTick(over, tick("tsk_a", 50))).toBe(over);
});

test("a preview stays when its task has ended: the picture takes its place once it has loaded", () => {
	const preview: PreviewTick = {
		...{ type: "preview" as const, job: "job_1", task: "tsk_a", stage: "image", index: 0, epoch: 1 },
		...{ node: null, content_type: "image/jpeg" as const, data: "eA==" },
	};
	const seen = withTick(withSnapshot(undefined, edgeAt(4)), preview);
	const ended = HISTORY.reduce(withEvent, seen);
	expect(ended.previews.tsk_a?.url).toBe("data:image/jpeg;base64,eA==");
});

test("who was lost comes back after a pause that grows, is random, and ends somewhere", () => {
	expect(pauseBefore(0, 1)).toBe(300);
	expect(pauseBefore(3, 0.5)).toBe(1200);
	expect(pauseBefore(50, 1)).toBe(15_000);
});
