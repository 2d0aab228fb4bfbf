import type { Frame, ProgressTick } from "../../edge/contract/jobs/events.ts";

/** What one subscriber has seen of one job. */
export interface View {
	label: string;
	/** Numbers of the durable events, in the order they came. */
	seen: number[];
	status: string;
	ticks: Map<string, ProgressTick>;
	finished: Set<string>;
	tasks: number;
}

export function newView(label: string, tasks: number): View {
	return { label, seen: [], status: "queued", ticks: new Map(), finished: new Set(), tasks };
}

/** Takes a frame into a view. */
export function take(view: View, frame: Frame): void {
	if ("seq" in frame) view.seen.push(frame.seq);
	switch (frame.type) {
		case "hello":
			view.status = frame.status;
			for (const tick of frame.progress) view.ticks.set(tick.task, tick);
			return;
		case "job":
			view.status = frame.status;
			return;
		case "task":
			if (frame.status === "succeeded") view.finished.add(frame.task);
			if (frame.status !== "running") view.ticks.delete(frame.task);
			return;
		case "progress":
			view.ticks.set(frame.task, frame);
			return;
		case "stage":
		case "output":
		case "checkpoint":
		case "verdict":
		case "decision":
		case "preview":
			return;
	}
}

/** Percent of the whole job: finished tasks, and how far the running ones are. */
function percent(view: View): number {
	const running = [...view.ticks.values()].reduce((sum, tick) => sum + tick.percent, 0);
	return Math.min(100, (view.finished.size * 100 + running) / view.tasks);
}

/** One line: bar, percent, what runs now. */
function line(view: View): string {
	const now = percent(view);
	const filled = Math.round((now / 100) * 24);
	const tick = [...view.ticks.values()].at(-1);
	const step = tick && tick.step !== null ? ` ${tick.step}/${tick.steps}` : "";
	const at = tick?.node_title ? `${tick.node_title}${step}` : view.status;
	return `${view.label} [${"█".repeat(filled)}${"·".repeat(24 - filled)}] ${now.toFixed(0).padStart(3)}% ${at}`;
}

/** Redraws its lines in place on a terminal; elsewhere prints a line when it says something new. */
export class Screen {
	private drawn = 0;
	private readonly last = new Map<string, string>();

	draw(views: View[]): void {
		const lines = views.map(line);
		if (!process.stdout.isTTY) {
			for (const [i, text] of lines.entries()) {
				const key = views[i]?.label ?? "";
				if (this.last.get(key) !== text) console.log(text);
				this.last.set(key, text);
			}
			return;
		}
		if (this.drawn > 0) process.stdout.write(`\x1b[${this.drawn}A`);
		for (const text of lines) process.stdout.write(`\x1b[2K${text.slice(0, process.stdout.columns - 1)}\n`);
		this.drawn = lines.length;
	}
}
