import type { OwnLimits, RateLimitName } from "../contract/accounts/accounts.ts";
import type { Env } from "../env.ts";
import type { Policy } from "../rpc/limit.ts";

/** All limits are for a minute. */
const WINDOW = 60;

const ACCOUNT_LIMITS = {
	requests: { variable: "LIMIT_REQUESTS", quota: 30_000, unit: "requests" },
	uploads: { variable: "LIMIT_UPLOADS", quota: 3000, unit: "requests" },
	"body-bytes": { variable: "LIMIT_BODY_BYTES", quota: 10_000_000_000, unit: "content-bytes" },
	"open-sockets": { variable: "LIMIT_OPEN_SOCKETS", quota: 5000, unit: "requests" },
} as const satisfies Record<RateLimitName, object>;
/** Limits of an address, whoever asks from there. */
const ADDRESS_LIMITS = {
	"address-requests": { variable: "LIMIT_ADDRESS_REQUESTS", quota: 60_000, unit: "requests" },
	"address-uploads": { variable: "LIMIT_ADDRESS_UPLOADS", quota: 6000, unit: "requests" },
	"address-bytes": { variable: "LIMIT_ADDRESS_BYTES", quota: 20_000_000_000, unit: "content-bytes" },
	/** Sockets and streams that are opened, not those that are open. */
	"address-sockets": { variable: "LIMIT_ADDRESS_SOCKETS", quota: 10_000, unit: "requests" },
	"failed-authentications": { variable: "LIMIT_FAILED_AUTHENTICATIONS", quota: 600, unit: "requests" },
} as const;

/** A limit of an account: its own, the configured one, or the default. */
export function accountPolicy(env: Env, name: RateLimitName, own: OwnLimits | null): Policy {
	const { variable, quota, unit } = ACCOUNT_LIMITS[name];
	return { name, quota: own?.[name] ?? configured(env[variable], quota), window: WINDOW, unit };
}

/** All limits of an account, as they count. */
export function accountQuotas(env: Env, own: OwnLimits | null): Record<RateLimitName, number> {
	const quota = (name: RateLimitName) => accountPolicy(env, name, own).quota;
	return {
		requests: quota("requests"),
		uploads: quota("uploads"),
		"body-bytes": quota("body-bytes"),
		"open-sockets": quota("open-sockets"),
	};
}

export function addressPolicy(env: Env, name: keyof typeof ADDRESS_LIMITS): Policy {
	const { variable, quota, unit } = ADDRESS_LIMITS[name];
	return { name, quota: configured(env[variable], quota), window: WINDOW, unit };
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
