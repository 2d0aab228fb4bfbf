export type RunpodErrorCode =
	| "unauthorized"
	| "not_found"
	| "refused"
	| "no_capacity"
	| "too_many_requests"
	| "unavailable"
	| "timeout"
	| "unreadable";

/** It is asked again after this long whatever it says, in milliseconds: a clock or a header may be wrong. */
const LONGEST_PAUSE_MS = 10 * 60_000;

/** What went wrong at RunPod. It holds nothing of the request: that has the key in it. */
export class RunpodError extends Error {
	readonly code: RunpodErrorCode;
	/** HTTP status; null: there was no answer. */
	readonly status: number | null;
	/** How long RunPod asks to be left alone, in milliseconds, ten minutes at most; null: it does not say. */
	readonly retryAfterMs: number | null;

	constructor(
		code: RunpodErrorCode,
		message: string,
		more: { status?: number; retryAfterMs?: number | null } = {},
	) {
		super(message);
		this.name = "RunpodError";
		this.code = code;
		this.status = more.status ?? null;
		this.retryAfterMs = more.retryAfterMs ?? null;
	}

	/** Whether what was asked may have happened all the same. */
	get ambiguous(): boolean {
		return this.code === "unavailable" || this.code === "timeout" || this.code === "unreadable";
	}
}

/** An answer that is none that was hoped for. */
export interface BadAnswer {
	status: number;
	/** As `retry-after` has it. */
	retryAfter: string | null;
	/** What the answer says in words, without anything secret. */
	words: string;
}

/** What a bad answer means. `asked`: what was asked, for people. */
export function errorOf(asked: string, { status, retryAfter, words }: BadAnswer, now: number): RunpodError {
	const said = words === "" ? "" : `: ${words}`;
	const because = (code: RunpodErrorCode, message: string) => new RunpodError(code, message, { status });
	switch (status) {
		case 401:
		case 403:
			return because(
				"unauthorized",
				`RunPod does not take the key for ${asked} (${status}); RUNPOD_API_KEY must be good for this endpoint${said}`,
			);
		case 404:
			return because("not_found", `RunPod has none of that: ${asked} (404)${said}`);
		case 429:
			return new RunpodError("too_many_requests", `RunPod wants ${asked} later (429)`, {
				status,
				retryAfterMs: waitOf(retryAfter, now),
			});
		default:
			return status >= 500 || status < 400
				? because("unavailable", `RunPod is not well: ${asked} was answered ${status}${said}`)
				: because("refused", `RunPod refuses ${asked} (${status})${said}`);
	}
}

/** What `retry-after` asks for, in milliseconds: seconds or a date; null: neither. */
function waitOf(text: string | null, now: number): number | null {
	if (text === null) return null;
	const at = /^\d{1,9}$/.test(text) ? now + Number(text) * 1000 : Date.parse(text);
	return Number.isNaN(at) ? null : Math.min(LONGEST_PAUSE_MS, Math.max(0, at - now));
}
