import type { ProjectFrame } from "../../contract/projects/project-events.ts";
import type { ProjectResource, ShotResource } from "../../contract/projects/projects.ts";

/**
 * What the page knows of a storyboard: its shots as the edge told them, and what its feed said since. All of this file
 * is pure. What an event does not tell whole makes its shot stale, and it is asked for.
 */
export interface BoardView {
	project: ProjectResource;
	shots: readonly ShotResource[];
	/** How far the picture of a shot is, by the shot's id, while a worker is at it. */
	percents: Readonly<Record<string, number>>;
	/** Number of the last event that was taken. */
	seen: number;
	/** Ids of shots that have to be asked for. */
	stale: readonly string[];
	/** Something was missed: everything has to be asked for. */
	gap: boolean;
}

type Numbered = Extract<ProjectFrame, { seq: number }>;

/** The view after the edge told all of it. `project` was asked for before `shots`, so no event between is lost. */
export function withBoard(
	view: BoardView | undefined,
	project: ProjectResource,
	shots: readonly ShotResource[],
): BoardView {
	const open = new Set(shots.filter(isOpen).map(({ id }) => id));
	const percents = Object.fromEntries(Object.entries(view?.percents ?? {}).filter(([id]) => open.has(id)));
	const seen = Math.max(view?.seen ?? 0, project.head);
	return { project, shots, percents, seen, stale: [], gap: false };
}

/** The view after the edge told one shot. */
export function withShot(view: BoardView, shot: ShotResource): BoardView {
	const shots = view.shots.map((one) => (one.id === shot.id ? shot : one));
	const percents = isOpen(shot) ? view.percents : without(view.percents, shot.id);
	return { ...view, shots, percents, stale: view.stale.filter((id) => id !== shot.id) };
}

/** The view after a frame of the feed. One that is late changes nothing. */
export function withFrame(view: BoardView, frame: ProjectFrame): BoardView {
	if (frame.type === "hello") return frame.progress.reduce<BoardView>(withFrame, view);
	if (!("seq" in frame)) return withTick(view, frame);
	if (frame.seq <= view.seen) return view;
	// A number is missing only where the edge no longer keeps it.
	const next = { ...view, seen: frame.seq, gap: view.gap || frame.seq > view.seen + 1 };
	return withEvent(next, frame);
}

function withTick(view: BoardView, tick: Exclude<ProjectFrame, Numbered | { type: "hello" }>): BoardView {
	const shot = view.shots.find(({ id }) => id === tick.sentenceId);
	if (!shot || shot.job !== tick.jobId || !isOpen(shot)) return view;
	return { ...view, percents: { ...view.percents, [shot.id]: tick.progress } };
}

function withEvent(view: BoardView, event: Numbered): BoardView {
	const shot = view.shots.find(({ id }) => id === event.sentenceId);
	// Somebody else has added it.
	if (!shot) return { ...view, gap: true };
	if (event.type === "job_queued") {
		const queued = { status: "queued", job: event.jobId, error: null } as const;
		return changed({ ...view, percents: without(view.percents, shot.id) }, shot.id, queued);
	}
	// What an older job of the shot says is over.
	if (event.jobId !== shot.job) return view;
	switch (event.type) {
		case "progress":
			return changed({ ...view, percents: { ...view.percents, [shot.id]: event.progress } }, shot.id, {
				status: "generating",
			});
		case "job_retry":
			return ended(view, shot.id, {});
		case "job_complete":
			return ended(view, shot.id, { status: "completed" });
		case "job_failed":
			return ended(view, shot.id, { status: "failed" });
		case "job_canceled":
			return ended(view, shot.id, { status: "canceled" });
	}
}

/** What came of an attempt (its picture, its error) only the edge can say. */
function ended(view: BoardView, id: string, change: Partial<ShotResource>): BoardView {
	const stale = view.stale.includes(id) ? view.stale : [...view.stale, id];
	return changed({ ...view, stale, percents: without(view.percents, id) }, id, change);
}

function changed(view: BoardView, id: string, change: Partial<ShotResource>): BoardView {
	return { ...view, shots: view.shots.map((shot) => (shot.id === id ? { ...shot, ...change } : shot)) };
}

function without<V>(values: Readonly<Record<string, V>>, id: string): Record<string, V> {
	const { [id]: _, ...rest } = values;
	return rest;
}

/** Whether a picture of the shot is being made, or waits for that. */
export function isOpen({ status }: Pick<ShotResource, "status">): boolean {
	return status === "queued" || status === "generating";
}
