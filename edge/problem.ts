import { PROBLEM_CODES, type Problem, type ProblemCode, type ProblemItem } from "./contract/problem.ts";

/** A refusal on its way out. Thrown anywhere below a route, answered in one place. */
export class ApiError extends Error {
	readonly code: ProblemCode;
	readonly errors: ProblemItem[];
	readonly headers: Record<string, string>;

	/** `detail` says what was wrong, where, and what to do; it is shown to the caller. */
	constructor(
		code: ProblemCode,
		detail: string,
		errors: ProblemItem[] = [],
		headers: Record<string, string> = {},
	) {
		super(detail);
		this.name = "ApiError";
		this.code = code;
		this.errors = errors;
		this.headers = headers;
	}
}

/** The response for a refusal: RFC 9457, with the Comfy envelope beside it. */
export function problemResponse(error: ApiError, instance: string): Response {
	const { status, title } = PROBLEM_CODES[error.code];
	const body: Problem = {
		type: `urn:darkroom:problem:${error.code}`,
		title,
		status,
		detail: error.message,
		instance,
		code: error.code,
		errors: error.errors,
		error: { code: error.code, message: error.message, details: error.errors },
	};
	return new Response(JSON.stringify(body), {
		status,
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
