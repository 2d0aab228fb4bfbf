import { DarkroomError, readProblem } from "./errors.ts";
import { reasonOf } from "./reason-of.ts";
import { sending } from "./sending.ts";
import { whole } from "./whole.ts";
import type { OnSent } from "./xhr.ts";

export interface ClientOptions {
	/** Where the edge is, for example `https://darkroom.example.workers.dev`. */
	url: string;
	/**
	 * An API key, a client token, or the operator's key for what only the operator may. A function is asked before each
	 * request, for tokens that run out.
	 */
	key: string | (() => string | Promise<string>);
	fetch?: typeof fetch;
	/** Tries in all for requests that can be repeated without harm; 4, if absent. */
	tries?: number;
}

export interface RequestOptions {
	signal?: AbortSignal;
	/** The same key and the same request make the same thing, once. Absent: one is made, and kept over tries. */
	idempotencyKey?: string;
	tries?: number;
	headers?: Record<string, string>;
}

/** A body whose way is told of. */
export interface SentBody extends Omit<RequestOptions, "idempotencyKey"> {
	body: Blob;
	onSent: OnSent;
}

/** The longest pause between two tries, in milliseconds, where the edge names none. */
const MAX_PAUSE_MS = 5000;

/** Asks the edge, and asks again where the network or the edge fails: for what changes nothing when it is asked twice. */
export class Transport {
	readonly url: string;
	private readonly options: ClientOptions;

	constructor(options: ClientOptions) {
		this.url = options.url.replace(/\/+$/, "");
		this.options = options;
	}

	/** The key that is asked with now. */
	async key(): Promise<string> {
		const { key } = this.options;
		return typeof key === "string" ? key : key();
	}

	/** The same with a body that tells how much of it was taken; see {@link sending}. */
	send(method: string, path: string, { body, onSent, headers, signal, tries }: SentBody): Promise<Response> {
		const all = { ...headers, "content-type": body.type || "application/octet-stream" };
		const init: RequestInit = { headers: all, ...(signal && { signal }) };
		return this.request(method, path, init, tries, sending(body, onSent, this.options.fetch ?? null));
	}

	/**
	 * An answer that is no refusal, with its body read: every request that is made more than once may be, as reads, what
	 * changes nothing twice, and posts with a key. @throws DarkroomError for a refusal, and what `fetch` throws
	 */
	async request(
		method: string,
		path: string,
		init: RequestInit = {},
		tries = this.options.tries ?? 4,
		ask: typeof fetch = this.options.fetch ?? fetch,
	): Promise<Response> {
		const headers = new Headers(init.headers);
		for (let attempt = 1; ; attempt++) {
			const last = attempt >= tries;
			try {
				headers.set("authorization", `Bearer ${await this.key()}`);
				const response = await ask(/^https?:/.test(path) ? path : this.url + path, {
					...init,
					method,
					headers,
				});
				// What came of it only counts once it is here: an answer that breaks off is asked for again.
				if (response.ok) return await whole(response);
				// The answer to an earlier try may have been lost, and what is to go is not there.
				if (method === "DELETE" && attempt > 1 && response.status === 404) return response;
				const problem = await readProblem(response);
				if (last || (response.status < 500 && response.status !== 429)) throw problem;
				await pause(attempt, Number(response.headers.get("retry-after")) * 1000, init.signal);
			} catch (error) {
				if (last || error instanceof DarkroomError || init.signal?.aborted) throw error;
				await pause(attempt, 0, init.signal);
			}
		}
	}
}

/** Half a moment, longer from try to try. Rejects where `signal` fires. */
function pause(attempt: number, atLeast: number, signal: AbortSignal | null | undefined): Promise<void> {
	const jittered = Math.random() * Math.min(MAX_PAUSE_MS, 200 * 2 ** attempt);
	return new Promise((resolve, reject) => {
		const stop = () => {
			clearTimeout(timer);
			reject(reasonOf(signal));
		};
		const timer = setTimeout(
			() => {
				signal?.removeEventListener("abort", stop);
				resolve();
			},
			Math.max(jittered, atLeast || 0),
		);
		signal?.addEventListener("abort", stop, { once: true });
	});
}
