import type { LookWish } from "../rpc/pool.ts";
import { LOOK_PAUSE_MS, Pace } from "./runpod/pace.ts";

/** Looks for new tasks that bring no ticket and are not kept waiting all the same; each counts for one pause. */
const IN_VAIN = 5;

/** What came of a look. */
export interface Looked {
	/** Tickets that were sent, and not refused. */
	issued: number;
	/** An endpoint would take another. */
	room: boolean;
}

/**
 * When a pool is looked at. Looks cost rows, so there is a pause between them; but a machine does not stand idle, or
 * wait to be started, for the sake of it: where an attempt has ended, or a task has come and an endpoint has room, the
 * look is at once. There are no more of these than attempts and tickets, but for a few that bring none. Knows no clock.
 */
export class Looks {
	private readonly pace = new Pace(LOOK_PAUSE_MS);
	/** Until when those in vain count. */
	private vainUntil = 0;
	private room = true;
	private wished: "freed" | "work" | null = null;
	private under: "freed" | "work" | null = null;

	/** When to look for this wish, in milliseconds; `random`: from 0 to 1, how late within what it allows. */
	wish({ reason, within = 0 }: LookWish, now: number, random: number): number {
		if (reason === "freed") this.wished = reason;
		else if (reason === "work" && this.room && this.vainUntil - now < IN_VAIN * LOOK_PAUSE_MS)
			this.wished ??= reason;
		else return this.pace.soonest(now + random * within);
		return now;
	}

	/** When the look may be that is to be at a time, in milliseconds: later, unless it is wished for. */
	soonest(at: number): number {
		return this.wished === null ? this.pace.soonest(at) : at;
	}

	/** What is wished from now on may come too late for this look; and whether there is room is not known before its end. */
	begin(): void {
		this.room = true;
		this.under = this.wished;
		this.wished = null;
	}

	/** `looked`: what came of it; null: it failed. */
	end(now: number, looked: Looked | null): void {
		if (this.under === "work" && (looked?.issued ?? 0) === 0)
			this.vainUntil = Math.max(this.vainUntil, now) + LOOK_PAUSE_MS;
		this.room = looked?.room ?? true;
		this.pace.note(now);
	}
}
