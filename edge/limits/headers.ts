import { ApiError } from "../problem.ts";
import type { Standing } from "./ledger.ts";

/** `RateLimit-Policy` and `RateLimit` (draft-ietf-httpapi-ratelimit-headers-10). */
export function limitHeaders(standings: Standing[]): Record<string, string> {
	if (standings.length === 0) return {};
	const policies = standings.map(({ policy: { name, quota, window, unit } }) =>
		[`"${name}"`, `q=${quota}`, ...(unit === "requests" ? [] : [`qu="${unit}"`]), `w=${window}`].join(";"),
	);
	const limits = standings.map(({ policy: { name, quota, window }, left, wait }) => {
		// How long until there is more; a bucket that is full has nothing to come.
		const more =
			wait > 0 ? wait : Math.ceil(Math.min(window, ((quota - Math.max(0, left)) * window) / quota));
		return `"${name}";r=${Math.max(0, Math.floor(left))};t=${Math.max(0, more)}`;
	});
	return { "ratelimit-policy": policies.join(", "), ratelimit: limits.join(", ") };
}

/** The refusal where a limit was reached; it says which, and when to come back. */
export function limited(whose: string, standings: Standing[]): ApiError {
	const reached = standings.filter((standing) => standing.wait > 0);
	const wait = Math.max(1, ...reached.map((standing) => standing.wait));
	const items = reached.map(({ policy: { name, quota, window, unit } }) => ({
		pointer: "",
		code: name,
		message: `${quota} ${unit === "requests" ? name : "bytes"} in ${window} seconds`,
	}));
	const named = items.map((item) => `"${item.code}" (${item.message})`).join(" and ");
	return new ApiError(
		"rate_limited",
		`${whose} has reached its limit ${named}; try again in ${wait} s`,
		items,
		{
			"retry-after": String(wait),
			...limitHeaders(reached),
		},
	);
}
