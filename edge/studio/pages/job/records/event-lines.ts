import type { DurableEvent } from "../../../../contract/jobs/events.ts";

/** An event as a line of a log: what it is about, and what became of it. Pure. */
export function lineOf(event: DurableEvent): string {
	const about = "task" in event ? `${event.stage}[${event.index}] take ${event.take}` : "";
	const error = "error" in event && event.error ? `: ${event.error.code}: ${event.error.message}` : "";
	switch (event.type) {
		case "job":
			return `job ${event.status}${error}`;
		case "stage":
			return `stage ${event.stage} ${event.status}${event.take > 0 ? `, take ${event.take}` : ""}${
				event.over_budget ? ", over budget" : ""
			}${error}`;
		case "task": {
			const where = event.worker === null ? "" : ` on ${event.worker}`;
			const again = event.retry_at === null ? "" : `, again at ${event.retry_at}`;
			return `task ${about} ${event.status}, attempt ${event.epoch}${where}${again}${error}`;
		}
		case "output":
			return `output ${about} ${event.output.id} ${event.output.filename}`;
		case "checkpoint":
			return `checkpoint ${about} step ${event.step}`;
		case "verdict":
			return `verdict ${about} ${event.result}: ${event.note}`;
		case "decision":
			return `decision ${event.stage} take ${event.take} ${event.choice} by ${event.by}`;
	}
}

/** The whole log as text, as somebody sends it on. Pure. */
export function logText(events: readonly DurableEvent[]): string {
	return events.map((event) => `${event.seq}\t${event.at}\t${lineOf(event)}`).join("\n");
}
