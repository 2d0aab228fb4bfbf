import { expect, test } from "vitest";
import type { Progress } from "../../edge/contract/jobs/events.ts";
import type { Report, ReportReply } from "../../edge/contract/workers/workers.ts";
import { systemClock } from "../process/clock.ts";
import { Reporter } from "./reporter.ts";

const at = (percent: number): Progress => ({
	percent,
	node: "3",
	node_title: "Sampler",
	step: percent,
	steps: 100,
	nodes_done: 1,
	nodes_total: 2,
	message: null,
});

/** A reporter whose first report is answered only when `answer` is called, and what it sent. */
function held(watched: boolean) {
	const sent: Report[] = [];
	const first = Promise.withResolvers<ReportReply>();
	const reply: ReportReply = { cancel: false, drain: false, watched, lease_until: new Date(0).toISOString() };
	const reporter = new Reporter({
		send: (report) => {
			sent.push(report);
			return sent.length === 1 ? first.promise : Promise.resolve(reply);
		},
		clock: systemClock,
		times: { idleMs: 60_000, watchedMs: 60_000, previewMs: 60_000 },
		leaseMs: 30_000,
		on: { reply() {}, lost: (why) => expect.unreachable(why) },
	});
	reporter.start();
	return { reporter, sent, answer: () => first.resolve(reply) };
}

test("whoever watches sees the last step, also where the attempt is over before an earlier report was answered", async () => {
	const { reporter, sent, answer } = held(true);
	reporter.progress(at(100));
	const stopped = reporter.stop();
	answer();
	await stopped;
	expect(sent.map(({ seq, events }) => [seq, events])).toEqual([
		[1, []],
		[2, [{ type: "progress", ...at(100) }]],
	]);
});

test("where nobody watches, or the last step has not come, the end of an attempt waits for no further report", async () => {
	for (const [watched, percent] of [
		[false, 100],
		[true, 99],
	] as const) {
		const { reporter, sent, answer } = held(watched);
		reporter.progress(at(percent));
		const stopped = reporter.stop();
		answer();
		await stopped;
		expect(sent).toHaveLength(1);
	}
});
