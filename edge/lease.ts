import { LEASE_MS } from "./contract/workers/workers.ts";
import type { Env } from "./env.ts";

/** The lease in milliseconds. Tests that kill workers shorten it; everybody else should leave it. */
export function leaseMs(env: Env): number {
	const configured = Number(env.LEASE_MS);
	return configured >= 500 ? configured : LEASE_MS;
}

/** A renewal is written to D1 at most this often per task, in milliseconds: each is a row written. */
export function renewEveryMs(env: Env): number {
	return leaseMs(env) / 3;
}
