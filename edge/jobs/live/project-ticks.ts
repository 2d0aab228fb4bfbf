import type { ProgressTick } from "../../contract/jobs/events.ts";
import { type ShotProgress, shotPercent } from "../../contract/projects/project-events.ts";
import type { Env } from "../../env.ts";
import { projectObject } from "../../objects.ts";
import type { Job } from "../lifecycle/aggregate.ts";
import type { EventLog } from "./event-log.ts";

/** A project that nobody watches is asked again after this long, in milliseconds. */
const UNWATCHED_MS = 5_000;

/**
 * Tells the feed of a project how the picture of its shot gets on, while somebody watches it. All of it may be lost:
 * what it remembers, and what it tells.
 */
export class ProjectTicks {
	private readonly env: Env;
	private readonly log: EventLog;
	/** The attempt that was told last. */
	private told: string | null = null;
	private unwatchedUntil = 0;

	constructor(env: Env, log: EventLog) {
		this.env = env;
		this.log = log;
	}

	/** Takes note of the job as it was just written. */
	note({ project_id, shot_id }: Job): void {
		if (project_id !== null && shot_id !== null) this.log.setShot({ project: project_id, shot: shot_id });
	}

	/** The first of an attempt says that ComfyUI has begun. Never throws. */
	async tell(job: string, tick: ProgressTick | undefined): Promise<void> {
		const shot = this.log.shot();
		if (shot === null || tick === undefined || Date.now() < this.unwatchedUntil) return;
		const attempt = `${tick.task} ${tick.epoch}`;
		const progress = this.told === attempt ? shotPercent(tick.percent) : shotPercent(0);
		const body: ShotProgress = {
			type: "progress",
			projectId: shot.project,
			sentenceId: shot.shot,
			jobId: job,
			jobType: "image",
			progress,
			message: "ComfyUI processing...",
		};
		try {
			const object = projectObject(this.env, shot.project);
			if (await object.tick(JSON.stringify(body))) this.told = attempt;
			else this.unwatchedUntil = Date.now() + UNWATCHED_MS;
		} catch {
			// The next one says more.
		}
	}
}
