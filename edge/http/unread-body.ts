import type { MiddlewareHandler } from "hono";
import type { AppTypes } from "./app-types.ts";

/** So much of a body that nobody wants is taken all the same, in bytes and milliseconds. */
const MOST = { bytes: 100_000_000, ms: 30_000 } as const;

/**
 * Takes the rest of a body that a refusal has left unread: many clients (Node's fetch, Python's http.client) send all
 * of it before they look at the answer, and see a broken pipe in place of a 401 or 413 where it is not taken.
 */
export const takeUnreadBodies: MiddlewareHandler<AppTypes> = async (c, next) => {
	await next();
	const { body, bodyUsed } = c.req.raw;
	if (body !== null && c.res.status >= 400 && !bodyUsed && !body.locked) await discard(body);
};

/** Reads a stream to its end and keeps nothing of it, within bounds; never throws. */
async function discard(body: ReadableStream<Uint8Array>): Promise<void> {
	const reader = body.getReader();
	const late = new Promise<null>((resolve) => setTimeout(() => resolve(null), MOST.ms));
	try {
		for (let size = 0; size < MOST.bytes; ) {
			const part = await Promise.race([reader.read(), late]);
			if (part === null || part.done) break;
			size += part.value.byteLength;
		}
	} catch {
		// Its sender went away.
	} finally {
		reader.releaseLock();
	}
}
