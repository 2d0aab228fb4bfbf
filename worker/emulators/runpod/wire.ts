/** What a call is answered with. */
export interface Answer {
	status: number;
	/** Undefined: nothing. */
	body?: unknown;
}

/** A call that is answered once there is something to be found, or with `late()` after a while. */
export interface Poll {
	/** Null: nothing yet. */
	find(): unknown;
	late(): Answer;
	/** Milliseconds; absent: as the server holds polls. */
	holdMs?: number;
}

/** A call, taken apart. */
export interface Asked {
	method: string;
	/** What comes behind the endpoint in its path, and what comes behind that. */
	place: string;
	rest: readonly string[];
	query: URLSearchParams;
	/** Null: no JSON object. */
	body: Record<string, unknown> | null;
	bytes: number;
}

export const NOT_FOUND: Answer = { status: 404, body: { error: "not found" } };

/** A refusal of the management API: a problem of RFC 9457. */
export function problem(status: number, title: string, detail: string): Answer {
	return { status, body: { title, status, detail } };
}

/** The JSON object that a body is; null: it is none. */
export function parseBody(body: Buffer): Record<string, unknown> | null {
	try {
		const value: unknown = JSON.parse(body.toString("utf8"));
		return typeof value === "object" && value !== null && !Array.isArray(value)
			? (value as Record<string, unknown>)
			: null;
	} catch {
		return null;
	}
}
