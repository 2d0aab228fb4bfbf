import type { Env } from "../env.ts";
import { leaseMs } from "../lease.ts";
import { ApiError } from "../problem.ts";
import { type Grant, signGrant } from "./signed.ts";

/**
 * A grant is good for its attempt and its worker's token: every use asks whether the attempt still holds its task
 * and whether the token was revoked. That it also runs out is for the one that leaked. Every renewal of the lease
 * brings a new one, so it must only outlast the silence after which a worker gives up.
 */
const LEASES = 20;
const LEAST_MS = 120_000;

/** A new grant for an attempt, signed at `now` (milliseconds). */
export function issueGrant(env: Env, claims: Grant, now: number): Promise<string> {
	return signGrant(env.SIGNING_SECRET, claims, now + Math.max(LEASES * leaseMs(env), LEAST_MS));
}

/** The answer to an attempt that no longer holds its task. */
export function leaseLost({ task, epoch }: Pick<Grant, "task" | "epoch">): ApiError {
	return new ApiError("lease_lost", `attempt ${epoch} of ${task} is over; stop, and publish nothing of it`);
}
