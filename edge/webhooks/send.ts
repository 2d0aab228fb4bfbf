import type { DeliveryErrorCode } from "../contract/webhooks/webhooks.ts";
import { destinationOf, insideOf } from "../outside/destination.ts";
import type { Network } from "../outside/network.ts";
import type { Resolve } from "../outside/resolve.ts";
import type { Attempted } from "./schedule.ts";
import { signedHeaders } from "./secrets.ts";

/** Longest wait for an answer, in milliseconds. */
const ANSWER_MS = 10_000;
/** HTTP: the endpoint is no more, and wants nothing again. */
const GONE = 410;

export interface Message {
	/** Goes along as `webhook-id`. */
	id: string;
	type: string;
	/** JSON. */
	body: string;
}

/**
 * Posts a message once, signed with each of the secrets. Where the URL may go is looked at anew each time, since a
 * name may lead elsewhere by now. Redirects are not followed, and of the answer only status and `retry-after` are
 * read. Never throws. `now` in milliseconds.
 */
export async function post(
	target: string,
	secrets: readonly string[],
	message: Message,
	network: Network,
	now: number,
): Promise<Attempted> {
	if (secrets.length === 0) return failed("secret_lost", "the signing secret cannot be read: rotate it");
	const destination = destinationOf(target, network.allowLoopback);
	if (!destination.ok) return failed("address_refused", destination.message);
	if (destination.resolve !== null) {
		const refusal = await whereItLeads(destination.resolve, network.resolve);
		if (refusal) return refusal;
	}
	try {
		const response = await network.fetch(destination.url.href, {
			method: "POST",
			headers: {
				"content-type": "application/json",
				"user-agent": "Darkroom-Webhooks/1",
				...signedHeaders(secrets, message.id, now, message.body),
			},
			body: message.body,
			redirect: "manual",
			signal: AbortSignal.timeout(ANSWER_MS),
		});
		await response.body?.cancel().catch(() => {});
		return judge(response, now);
	} catch (error) {
		const late = error instanceof Error && error.name === "TimeoutError";
		return late
			? failed("timeout", `no answer within ${ANSWER_MS / 1000} seconds`)
			: failed("connection", "no connection came about, or it broke");
	}
}

async function whereItLeads(host: string, resolve: Resolve): Promise<Attempted | null> {
	try {
		const inside = insideOf(host, await resolve(host));
		if (!inside) return null;
		return failed(inside.code === "not_resolved" ? "not_resolved" : "address_refused", inside.message);
	} catch {
		return failed("not_resolved", `the name ${host} could not be looked up`);
	}
}

function judge({ status, ok, headers }: Response, now: number): Attempted {
	if (ok) return { ok: true, status };
	const redirect = status >= 300 && status < 400;
	const error = redirect
		? {
				code: "redirect" as const,
				message: `answered ${status}; redirects are not followed: give the final URL`,
			}
		: { code: "status" as const, message: `answered ${status}` };
	const retry_after_ms = retryAfter(headers.get("retry-after"), now);
	return { ok: false, status, error, gone: status === GONE, retry_after_ms };
}

/** What `retry-after` asks for, in milliseconds: seconds or a date. */
function retryAfter(text: string | null, now: number): number | null {
	if (text === null) return null;
	const at = /^\d{1,9}$/.test(text) ? now + Number(text) * 1000 : Date.parse(text);
	return Number.isNaN(at) ? null : Math.max(0, at - now);
}

export function failed(code: DeliveryErrorCode, message: string): Attempted {
	return { ok: false, status: null, error: { code, message }, gone: false, retry_after_ms: null };
}
