import type { DurableEvent } from "../../contract/jobs/events.ts";
import { isTerminal, type JobStatus } from "../../contract/status.ts";
import type { JobIdentity } from "../../rpc/job.ts";
import { NumberedLog } from "./numbered-log.ts";

export interface ShotOfJob {
	project: string;
	shot: string;
}

export interface RunningTask {
	task: string;
	stage: string;
	index: number;
	epoch: number;
	worker: string;
	canceling: boolean;
}

/** What follows from a job's events. */
interface Standing {
	status: JobStatus;
	/** Milliseconds since 1970; null: it has not ended. */
	ended_at: number | null;
	running: Map<string, RunningTask>;
}

/** The task that a worker holds by this event; null: none does. Pure. */
export function heldBy(event: DurableEvent): RunningTask | null {
	if (event.type !== "task" || !event.worker) return null;
	if (event.status !== "running" && event.status !== "canceling") return null;
	const { task, stage, index, epoch, worker, status } = event;
	return { task, stage, index, epoch, worker, canceling: status === "canceling" };
}

/**
 * A job's events as its object keeps them, and what follows from them: who runs now and how the job stands. That is read
 * from the events again whenever the object wakes, and never stored: each row that is written is billed.
 */
export class EventLog extends NumberedLog<DurableEvent> {
	private known: Standing | null = null;

	override forget(): void {
		super.forget();
		this.known = null;
	}

	/** Remembers whose log this is; the object itself knows only a hash of it. */
	identify({ job, pool }: JobIdentity): void {
		if (this.identity() === null) this.setFact("identity", JSON.stringify({ job, pool }));
	}

	private identity(): JobIdentity | null {
		const text = this.fact("identity");
		return text === null ? null : (JSON.parse(text) as JobIdentity);
	}

	job(): string | null {
		// Objects of earlier versions have them apart.
		return this.identity()?.job ?? this.fact("job");
	}

	pool(): string | null {
		return this.identity()?.pool ?? this.fact("pool");
	}

	/** The shot whose picture the job makes, once that is known. */
	shot(): ShotOfJob | null {
		const text = this.fact("shot");
		return text === null ? null : (JSON.parse(text) as ShotOfJob);
	}

	setShot(shot: ShotOfJob): void {
		if (this.fact("shot") === null) this.setFact("shot", JSON.stringify(shot));
	}

	status(): JobStatus {
		return this.standing().status;
	}

	endedAt(): number | null {
		return this.standing().ended_at;
	}

	override append(events: readonly DurableEvent[]): void {
		super.append(events);
		// Nobody has asked yet: it is read once somebody does.
		if (this.known) for (const event of events) note(this.known, event);
	}

	running(taskId: string): RunningTask | null {
		return this.standing().running.get(taskId) ?? null;
	}

	allRunning(): RunningTask[] {
		return [...this.standing().running.values()];
	}

	private standing(): Standing {
		if (this.known) return this.known;
		const standing: Standing = { status: "queued", ended_at: null, running: new Map() };
		for (const event of this.eventsAfter(0)) note(standing, event);
		this.known = standing;
		return standing;
	}
}

function note(standing: Standing, event: DurableEvent): void {
	if (event.type === "job") {
		standing.status = event.status;
		if (isTerminal(event.status)) standing.ended_at = Date.parse(event.at);
	}
	if (event.type !== "task") return;
	const held = heldBy(event);
	if (held) standing.running.set(event.task, held);
	else standing.running.delete(event.task);
}
