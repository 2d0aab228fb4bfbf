import * as z from "zod";

/** Who works on an attempt: a worker beside a ComfyUI, and the very process. */
export interface Owner {
	worker: string;
	instance: string;
}
export const ownerSchema = z.object({ worker: z.string(), instance: z.string() });

/** An attempt as its files name it. */
export interface AttemptName {
	task: string;
	epoch: number;
}

/** A marker is touched this often while its attempt goes on; milliseconds. */
export const TOUCH_MS = 60_000;
/** One that was not touched for this long belongs to a worker that is gone; milliseconds. */
const GONE_MS = 10 * TOUCH_MS;
/** Files that nobody marked, of a worker without access to the disk, are left alone for this long; milliseconds. */
const UNMARKED_MS = 24 * 3_600_000;

/**
 * Whether an attempt's files are nobody's any more. An earlier life of the same worker is over, as there is one
 * at a time beside a ComfyUI; another worker's is over when it has stopped touching its marker. Pure.
 *
 * @param owner what the marker says; null where there is none or it cannot be read
 * @param touchedAt when the marker, or without one the files, were last touched; milliseconds
 */
export function isLeftBehind(owner: Owner | null, touchedAt: number, self: Owner, now: number): boolean {
	if (owner === null) return now - touchedAt > UNMARKED_MS;
	if (owner.instance === self.instance) return false;
	return owner.worker === self.worker || now - touchedAt > GONE_MS;
}

/** Name of the file that marks an attempt as held. */
export function markerName({ task, epoch }: AttemptName): string {
	return `${task}.${epoch}.json`;
}

/** The attempt that a marker is about, or null for a file that is no marker. */
export function attemptOfMarker(name: string): AttemptName | null {
	const [, task, epoch] = /^([A-Za-z0-9_-]+)\.(\d{1,9})\.json$/.exec(name) ?? [];
	return task === undefined ? null : { task, epoch: Number(epoch) };
}
