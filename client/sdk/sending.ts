import { type OnSent, sendByXhr, xhrHere } from "./xhr.ts";

/** So many bytes are handed over at once. */
const PIECE_BYTES = 65_536;

/**
 * Sends a body as `fetch` would, and tells how far it is: in browsers what they say they sent; in Node each piece once
 * the next one is asked for, so that it was taken by the socket. Elsewhere it is known only that it began and ended.
 *
 * @param fetching what asks otherwise; null: nothing of its own was given
 */
export function sending(body: Blob, onSent: OnSent, fetching: typeof fetch | null): typeof fetch {
	return async (url, init = {}) => {
		const to = String(url);
		const xhr = fetching === null ? xhrHere() : null;
		const ask = fetching ?? fetch;
		onSent(0, body.size);
		if (xhr !== null) return sendByXhr(xhr, to, init, body, onSent);
		if (!isNode()) {
			const answer = await ask(to, { ...init, body });
			onSent(body.size, body.size);
			return answer;
		}
		const headers = new Headers(init.headers);
		// What is said to be of no known length is refused.
		headers.set("content-length", String(body.size));
		const streamed: RequestInit & { duplex: "half" } = {
			...init,
			headers,
			body: inPieces(body, onSent),
			duplex: "half",
		};
		return ask(to, streamed);
	};
}

/** The bytes of a body in pieces, made only when they are asked for. */
export function inPieces(body: Blob, onSent: OnSent): ReadableStream<Uint8Array<ArrayBuffer>> {
	let at = 0;
	return new ReadableStream(
		{
			async pull(controller) {
				// The one before was taken.
				if (at > 0) onSent(at, body.size);
				if (at >= body.size) return controller.close();
				const piece = new Uint8Array(await body.slice(at, at + PIECE_BYTES).arrayBuffer());
				at += piece.length;
				controller.enqueue(piece);
			},
		},
		{ highWaterMark: 0 },
	);
}

function isNode(): boolean {
	const { process, Bun, Deno } = globalThis as {
		process?: { versions?: { node?: string } };
		Bun?: unknown;
		Deno?: unknown;
	};
	return process?.versions?.node !== undefined && Bun === undefined && Deno === undefined;
}
