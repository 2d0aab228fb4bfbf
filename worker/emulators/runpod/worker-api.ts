import type { Queue } from "./queue.ts";
import type { Action, Scheduler } from "./scheduler.ts";
import type { Answer, Asked, Poll } from "./wire.ts";

const PLACES: readonly string[] = [
	"job-take",
	"job-take-batch",
	"job-stop",
	"job-done",
	"job-stream",
	"ping",
];
/** What a worker is told that FlashBoot keeps. */
const PARKED: Answer = { status: 400, body: { error: "this worker is parked" } };

/** Whether a place is for workers. */
export const isWorkerPlace = (place: string) => PLACES.includes(place);

interface Parts {
	queue: Queue;
	scheduler: Scheduler | null;
	now(): number;
	act(action: Action): void;
	/** Something has changed that others may wait for. */
	pass(): void;
}

/** An endpoint as its workers see it. */
export function answerWorker(
	parts: Parts,
	{ place, rest: [worker = "", id = ""], query, body, bytes }: Asked,
): Answer | Poll {
	const { queue, scheduler, now } = parts;
	const late = () => ({ status: 204 });
	switch (place) {
		case "job-take":
		case "job-take-batch": {
			const admitted = () => scheduler?.admits(worker, now()) ?? true;
			if (!admitted()) return PARKED;
			const slots = place === "job-take" ? 1 : Number(query.get("batch_size") ?? "1");
			const find = () => {
				if (!admitted()) return null;
				const found = queue.take(worker, slots, now()).map(({ id, input }) => ({ id, input }));
				return found.length === 0 ? null : place === "job-take" ? found[0] : found;
			};
			return { find, late };
		}
		case "job-stop": {
			const find = () => {
				const jobsToStop = queue.takeStops(worker);
				return jobsToStop.length === 0 ? null : { jobsToStop };
			};
			return { find, late };
		}
		case "ping":
			queue.heard(worker, now(), (query.get("job_id") ?? "").split(","));
			if (query.get("status") === "unhealthy") scheduler?.unhealthy(worker);
			return { status: 200, body: {} };
	}
	if (body === null) return { status: 400, body: { error: "no JSON object" } };
	const status =
		place === "job-stream"
			? queue.streamed(id, body.output, bytes)
			: queue.said(worker, id, body, bytes, now());
	if (body.stopPod === true) for (const action of scheduler?.refresh(worker, now()) ?? []) parts.act(action);
	parts.pass();
	return { status, body: {} };
}
