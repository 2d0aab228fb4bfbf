import * as z from "zod";
import type { Env } from "../env.ts";
import type { Policy } from "./bucket.ts";

/** All limits are for a minute. */
const WINDOW = 60;

/** Limits of an account, for a minute each but for `open-sockets`, which is how many may be open at once. */
export const ACCOUNT_LIMITS = {
	requests: { variable: "LIMIT_REQUESTS", quota: 30_000, unit: "requests" },
	uploads: { variable: "LIMIT_UPLOADS", quota: 3000, unit: "requests" },
	"body-bytes": { variable: "LIMIT_BODY_BYTES", quota: 10_000_000_000, unit: "content-bytes" },
	"open-sockets": { variable: "LIMIT_OPEN_SOCKETS", quota: 5000, unit: "requests" },
} as const;
export type AccountLimit = keyof typeof ACCOUNT_LIMITS;
/** Limits of an address, whoever asks from there. */
const ADDRESS_LIMITS = {
	"address-requests": { variable: "LIMIT_ADDRESS_REQUESTS", quota: 60_000 },
	"failed-authentications": { variable: "LIMIT_FAILED_AUTHENTICATIONS", quota: 600 },
} as const;

/** Limits that an account has instead of the configured ones. */
export const ownLimitsSchema = z
	.partialRecord(z.enum(Object.keys(ACCOUNT_LIMITS) as [AccountLimit]), z.int().min(1).max(1e12))
	.meta({ id: "RateLimits" });
export type OwnLimits = z.infer<typeof ownLimitsSchema>;

/** A limit of an account: its own, the configured one, or the default. */
export function accountPolicy(env: Env, name: AccountLimit, own: OwnLimits | null): Policy {
	const { variable, quota, unit } = ACCOUNT_LIMITS[name];
	return { name, quota: own?.[name] ?? configured(env[variable], quota), window: WINDOW, unit };
}

export function addressPolicy(env: Env, name: keyof typeof ADDRESS_LIMITS): Policy {
	const { variable, quota } = ADDRESS_LIMITS[name];
	return { name, quota: configured(env[variable], quota), window: WINDOW, unit: "requests" };
}

/** A number in the configuration; what is none counts as not said. */
function configured(text: string | undefined, otherwise: number): number {
	const value = Number(text);
	return Number.isSafeInteger(value) && value >= 1 ? value : otherwise;
}

/**
 * Whom an address stands for: one host, or the 64 bits of IPv6 that one customer is given. Null where the platform
 * did not say.
 */
export function networkOf(address: string | undefined): string | null {
	if (!address) return null;
	if (!address.includes(":") || address.includes(".")) return address.toLowerCase();
	const [head = "", tail] = address.toLowerCase().split("::");
	const left = head === "" ? [] : head.split(":");
	const right = tail === undefined || tail === "" ? [] : tail.split(":");
	const zeros = tail === undefined ? 0 : Math.max(0, 8 - left.length - right.length);
	const groups = [...left, ...Array.from({ length: zeros }, () => "0"), ...right];
	return `${groups
		.slice(0, 4)
		.map((group) => Number.parseInt(group, 16).toString(16))
		.join(":")}::/64`;
}
