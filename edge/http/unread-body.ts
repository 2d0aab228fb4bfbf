import type { MiddlewareHandler } from "hono";
import type { AppTypes } from "./app-types.ts";
import { type Clock, Incoming, systemClock } from "./incoming.ts";

/**
 * So much of a body that nobody wants is taken all the same: bytes in all, milliseconds in all, and milliseconds in
 * which nothing comes. Who sends all it has before it looks at the answer does not pause for so long; who pauses waits
 * for the answer.
 */
export const MOST = { bytes: 100_000_000, ms: 30_000, silentMs: 2_000 } as const;

/**
 * Takes the rest of a body that a refusal has left unread, whether none of it was read or the refusal came midway.
 * workerd closes the connection with an answer whose request was not read to its end, and many clients (Node's fetch,
 * Python's http.client) send all of it before they look at the answer: they see a broken pipe in place of a 401 or 413.
 */
export const takeUnreadBodies: MiddlewareHandler<AppTypes> = async (c, next) => {
	const { body } = c.req.raw;
	await next();
	if (body === null || c.res.status < 400) return;
	// Where nobody paces it, it is as it came.
	const incoming = c.get("incoming") ?? (body.locked ? undefined : new Incoming(body));
	if (!incoming) return;
	// Its sender waits to be asked for it, and sees the refusal first.
	if (!incoming.asked && c.req.header("expect")?.toLowerCase() === "100-continue") return;
	await discard(incoming);
};

/** Reads a body to its end and keeps nothing of it, within `MOST`. Never throws. */
export async function discard(incoming: Incoming, { now, after }: Clock = systemClock): Promise<void> {
	const began = now();
	try {
		for (let bytes = 0; bytes < MOST.bytes; ) {
			const left = Math.min(MOST.silentMs, MOST.ms - (now() - began));
			if (left <= 0) break;
			let callOff = () => {};
			const late = new Promise<null>((resolve) => {
				callOff = after(left, () => resolve(null));
			});
			const part = await Promise.race([incoming.read(), late]).finally(callOff);
			if (part === null || part.done) break;
			bytes += part.value.byteLength;
		}
	} catch {
		// Its sender went away.
	}
}
