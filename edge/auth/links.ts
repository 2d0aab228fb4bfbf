import type { OwnLimits } from "../contract/accounts/accounts.ts";
import type { Env } from "../env.ts";
import { ApiError } from "../problem.ts";
import { goodKey } from "./credentials.ts";
import { type Link, readLink, signLink } from "./signed.ts";
import type { Watcher } from "./watcher.ts";

/** What one signed URL opens: the bytes of an asset, or the events of a job, of a project, or of all jobs of its account. */
export type LinkTarget = { asset: string } | { job: string } | { project: string } | { account: true };

/**
 * Who comes by a signed URL, for what cannot send headers: `<img>`, `<video>`, `EventSource`. It opens one thing of
 * one account, for reading, as often as it is asked for until it runs out, and ends with the key behind it.
 */
export interface LinkPrincipal extends Watcher {
	kind: "link";
	to: LinkTarget;
	limits: OwnLimits | null;
	/** When the URL runs out, in milliseconds; what it has opened by then may stay open until `until`. */
	expires_at: number;
}

/** The ticket of a signed URL for whoever asks, good for `seconds`, but no longer than what it is asked with. */
export async function issueLink(
	env: Env,
	by: Watcher,
	to: LinkTarget,
	seconds: number,
	now: number,
): Promise<{ ticket: string; expires_at: number }> {
	// The signature knows whole seconds.
	const expires = Math.min(now + seconds * 1000, by.until ?? Number.POSITIVE_INFINITY);
	const expires_at = Math.floor(expires / 1000) * 1000;
	const claims: Link = { account: by.account, key: by.key, until: by.until, to };
	return { ticket: await signLink(env.SIGNING_SECRET, claims, expires_at), expires_at };
}

/** Who comes by this ticket at `now` (milliseconds); where it is not good, why. */
export async function followLink(
	env: Env,
	ticket: string,
	now: number,
): Promise<LinkPrincipal | "expired" | "invalid"> {
	const link = await readLink(env.SIGNING_SECRET, ticket);
	if (typeof link === "string") return link;
	const key = await goodKey(env, { id: link.key }, now);
	if (key?.account !== link.account) return "invalid";
	if (link.until !== null && link.until <= now) return "expired";
	const { account, until, to, exp } = link;
	return { kind: "link", account, key: key.id, until, limits: key.limits, to, expires_at: exp * 1000 };
}

/** The refusal of a signed URL. */
export function linkRefused(why: "expired" | "invalid"): ApiError {
	return why === "expired"
		? new ApiError("url_expired", "this signed URL has expired: ask for a new one")
		: new ApiError(
				"url_invalid",
				"this signed URL is not good for this address, was changed, or the key it was made with was revoked: ask for a new one",
			);
}
