import { cutText } from "../workflows/graph/excerpt.ts";
import { PROBLEM_CODES, type Problem, type ProblemCode, type ProblemItem } from "./contract/problem.ts";

/** A refusal on its way out. Thrown anywhere below a route, answered in one place. */
export class ApiError extends Error {
	readonly code: ProblemCode;
	readonly errors: ProblemItem[];
	readonly headers: Record<string, string>;
	/** How many more there were than `errors` holds. */
	readonly leftOut: number;

	/** `detail` says what was wrong, where, and what to do; it is shown to the caller. */
	constructor(
		code: ProblemCode,
		detail: string,
		errors: ProblemItem[] = [],
		headers: Record<string, string> = {},
		leftOut = 0,
	) {
		super(detail);
		this.name = "ApiError";
		this.code = code;
		this.errors = errors;
		this.headers = headers;
		this.leftOut = leftOut;
	}
}

/** A refusal for programs that look for their own words in `error`, where others find the envelope. */
export class WordedError extends ApiError {
	readonly words: unknown;
	/** What they look for beside `error`, and the status they know it by. */
	readonly beside: { status?: number; [field: string]: unknown };

	constructor(
		words: unknown,
		{ code, message, errors, headers, leftOut }: ApiError,
		beside: WordedError["beside"] = {},
	) {
		super(code, message, errors, headers, leftOut);
		this.name = "WordedError";
		this.words = words;
		this.beside = beside;
	}
}

/** The refusal with the places that they have in another body: what was sent was translated before it was refused. Pure. */
export function withPointers(error: ApiError, placeOf: (pointer: string) => string): ApiError {
	const items = error.errors.map((item) => ({ ...item, pointer: placeOf(item.pointer) }));
	return new ApiError(error.code, error.message, items, error.headers, error.leftOut);
}

/** Items of a refusal that are told, and characters of each text: every item is in the body twice. */
export const MAX_ITEMS = 50;
const MAX_TEXT = 1_000;

/** The items as they are told: so many of them, none of them long, and a word on how many more there were. */
function shownItems({ errors, leftOut }: ApiError): ProblemItem[] {
	const shown = errors.slice(0, MAX_ITEMS).map((item) => ({
		pointer: cutText(item.pointer, MAX_TEXT),
		code: item.code,
		message: cutText(item.message, MAX_TEXT),
	}));
	const more = leftOut + errors.length - shown.length;
	return more === 0 ? shown : [...shown, { pointer: "", code: "more_errors", message: `and ${more} more` }];
}

/** The response for a refusal: RFC 9457, with the Comfy envelope beside it. */
export function problemResponse(error: ApiError, instance: string): Response {
	const { status, title } = PROBLEM_CODES[error.code];
	const errors = shownItems(error);
	const detail = cutText(error.message, MAX_TEXT);
	const body: Problem = {
		type: `urn:darkroom:problem:${error.code}`,
		title,
		status,
		detail,
		instance: cutText(instance, MAX_TEXT),
		code: error.code,
		errors,
		error: { code: error.code, message: detail, details: { errors } },
	};
	const shown = error instanceof WordedError ? { ...body, ...error.beside, error: error.words } : body;
	return new Response(JSON.stringify(shown), {
		status: shown.status,
		headers: {
			"content-type": "application/problem+json",
			"x-content-type-options": "nosniff",
			...error.headers,
		},
	});
}

/** The one answer for things that are not there and things that belong to somebody else. */
export function notFound(what: string): ApiError {
	return new ApiError("not_found", `there is no such ${what}, or it is not yours`);
}
