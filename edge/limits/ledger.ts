import type { Charge, Policy } from "../rpc/limit.ts";
import { type Bucket, fullBucket, refilled, take } from "./bucket.ts";

/** Where one limit stands after it was asked. */
export interface Standing {
	policy: Policy;
	left: number;
	/** Seconds until it lets the same through; 0 where it did. */
	wait: number;
}

interface Entry {
	bucket: Bucket;
	/** What was taken here and the subject's object does not know yet. */
	unsent: number;
	policy: Policy;
}
interface Subject {
	entries: Map<string, Entry>;
	sentAt: number;
}

/** An object hears from an isolate at most this often, in milliseconds. */
export const SYNC_MS = 1000;
/** And only when a hundredth of a quota was used: who asks rarely costs nothing. */
const SHARE = 100;

/**
 * The limits as one isolate sees them: it decides by its own copy of each bucket, so that no request waits for
 * another machine, and is told from time to time what the others took. `now` is in milliseconds everywhere.
 */
export class Ledger {
	private readonly subjects = new Map<string, Subject>();
	private readonly most: number;

	/** Of more than `most` subjects, the one that has been silent longest is forgotten. */
	constructor(most: number) {
		this.most = most;
	}

	/** Takes all of it, or nothing where one of the limits is reached. */
	spend(subject: string, charges: Charge[], now: number): { ok: boolean; standings: Standing[] } {
		const { entries } = this.subject(subject, now);
		const tries = charges.map(({ policy, cost }) => {
			const entry = entryOf(entries, policy, now);
			return { entry, policy, cost, taken: take(entry.bucket, policy, cost, now) };
		});
		const ok = tries.every(({ taken }) => taken.ok);
		const standings = tries.map(({ entry, policy, cost, taken }) => {
			if (ok) {
				entry.bucket = taken.bucket;
				entry.unsent += cost;
			}
			return { policy, left: refilled(entry.bucket, policy, now).left, wait: taken.wait };
		});
		return { ok, standings };
	}

	/** Whether one more could be taken; takes nothing. */
	hasLeft(subject: string, policy: Policy, now: number): boolean {
		const entry = this.subjects.get(subject)?.entries.get(policy.name);
		return entry === undefined || take(entry.bucket, policy, 1, now).ok;
	}

	/** What the subject's object should be told now, or null. Counts as told. */
	due(subject: string, now: number): Charge[] | null {
		const known = this.subjects.get(subject);
		if (!known || (now >= known.sentAt && now - known.sentAt < SYNC_MS)) return null;
		const entries = [...known.entries.values()];
		if (!entries.some(({ unsent, policy }) => unsent > 0 && unsent * SHARE >= policy.quota)) return null;
		known.sentAt = now;
		return entries.map((entry) => {
			const charge = { policy: entry.policy, cost: entry.unsent };
			entry.unsent = 0;
			return charge;
		});
	}

	/** The object's answer: what is left by everybody's count. What was taken since then is not in it. */
	told(subject: string, left: Record<string, number>, now: number): void {
		const entries = this.subjects.get(subject)?.entries;
		for (const [name, value] of Object.entries(left)) {
			const entry = entries?.get(name);
			if (!entry) continue;
			// An object that was evicted has forgotten; what was taken here is taken all the same.
			const mine = refilled(entry.bucket, entry.policy, now).left;
			entry.bucket = { left: Math.min(mine, value - entry.unsent), at: now };
		}
	}

	private subject(name: string, now: number): Subject {
		const known = this.subjects.get(name) ?? { entries: new Map(), sentAt: now - SYNC_MS };
		// The map is in the order of the last use.
		this.subjects.delete(name);
		this.subjects.set(name, known);
		const [oldest] = this.subjects.keys();
		if (this.subjects.size > this.most && oldest !== undefined) this.subjects.delete(oldest);
		return known;
	}
}

function entryOf(entries: Map<string, Entry>, policy: Policy, now: number): Entry {
	const known = entries.get(policy.name);
	if (known && known.policy.quota === policy.quota) return known;
	// What was taken of another quota, maybe long ago, is no debt of this one.
	const fresh = { bucket: fullBucket(policy, now), unsent: 0, policy };
	entries.set(policy.name, fresh);
	return fresh;
}
