/** One place of a request that was wrong. */
export interface ProblemItem {
	/** RFC 6901 pointer into the body, or the name of a header or of a part of the query. */
	pointer: string;
	code: string;
	message: string;
}

/** What a refusal says (RFC 9457). */
export interface Problem {
	type: string;
	title: string;
	status: number;
	detail: string;
	instance: string;
	code: string;
	errors: ProblemItem[];
}

/** A refusal of the edge, with its code, its pointers into the request and its request id. */
export class DarkroomError extends Error {
	readonly status: number;
	/** From the closed list of the API's reference; `http_<status>` where something else answered. */
	readonly code: string;
	readonly problem: Problem | null;
	/** To quote where something broke; null: nothing answered. */
	readonly requestId: string | null;

	constructor(
		status: number,
		code: string,
		message: string,
		problem: Problem | null = null,
		requestId: string | null = null,
	) {
		super(message);
		this.name = new.target.name;
		this.status = status;
		this.code = code;
		this.problem = problem;
		this.requestId = requestId;
	}

	/** What to do about it, in a sentence. */
	get hint(): string {
		return HINTS[this.code] ?? BY_STATUS[this.status] ?? "see `problem`";
	}
}

/** The key or token is missing, wrong, revoked or has run out. */
export class AuthenticationError extends DarkroomError {}
/** The key or token may not do this. */
export class PermissionError extends DarkroomError {}
/** It is not there, or belongs to somebody else. */
export class NotFoundError extends DarkroomError {}
/** What stands there does not allow this now. */
export class ConflictError extends DarkroomError {}
/** The request does not fit: `problem.errors` points to each place. */
export class InvalidRequestError extends DarkroomError {}
/** A limit is reached; it was tried again as often as was asked for. */
export class RateLimitError extends DarkroomError {}
/** Something broke or is away on the other side; it was tried again as often as was asked for. */
export class ServerError extends DarkroomError {}

const HINTS: Record<string, string> = {
	unauthorized: "send a key or token that is good: it may be revoked, or have run out",
	forbidden: "use a key with the scope that the message names",
	not_found: "look at the id, and at whose key was used",
	idempotency_key_reuse: "use a new key for a new request",
	invalid_request: "mend the places in `problem.errors`",
	invalid_graph: "mend the nodes in `problem.errors`; `workflows.validate` says the same without a job",
	workflow_format_ui: "send the graph in API format, or convert it by `workflows.convert`",
	missing_asset: "upload the file first and send its id",
	unsupported_capability: "no worker of the pool can run it: see which node or model is named",
	budget_exceeded: "raise the budget of the job or of the account",
	queue_full: "wait until jobs have ended, or ask the operator for more",
	storage_limit: "delete assets or jobs, or ask the operator for more",
	lora_not_ready: "wait for its training, or send `wait_for_loras: true` and the job waits",
	payload_too_large: "send less, or upload files by themselves",
	rate_limited: "ask less often",
	content_gone: "nothing brings it back: submit or store it anew",
	unavailable: "ask again in a moment",
	internal: "quote `requestId` to whoever runs the deployment",
};
const BY_STATUS: Record<number, string> = {
	402: "raise the budget",
	409: "look at how it stands, and ask again",
	429: "ask less often",
	503: "ask again in a moment",
};

/** The error of a refusal with this status. */
export function errorOf(
	status: number,
	code: string,
	message: string,
	problem: Problem | null,
	requestId: string | null,
): DarkroomError {
	const Kind = kindOf(status);
	return new Kind(status, code, message, problem, requestId);
}

function kindOf(status: number): typeof DarkroomError {
	if (status === 401) return AuthenticationError;
	if (status === 403) return PermissionError;
	if (status === 404 || status === 410) return NotFoundError;
	if (status === 409) return ConflictError;
	if (status === 429) return RateLimitError;
	if (status >= 500) return ServerError;
	return status >= 400 ? InvalidRequestError : DarkroomError;
}

/** Reads a refused response. Never rejects: what is no problem body becomes an error with code `http_<status>`. */
export async function readProblem(response: Response): Promise<DarkroomError> {
	const text = await response.text().catch(() => "");
	const requestId = response.headers.get("x-request-id");
	const problem = problemOf(text);
	if (problem === null) {
		const type = response.headers.get("content-type")?.split(";")[0] ?? "no content";
		const words = text
			.replaceAll(/<[^>]*>|\s+/g, " ")
			.trim()
			.slice(0, 200);
		const message = `${response.url || "the address"} is no Darkroom edge, or something stands before it: it answered ${response.status} (${type}${words === "" ? "" : `: ${words}`})`;
		return errorOf(response.status, `http_${response.status}`, message, null, requestId);
	}
	const { code, detail, errors } = problem;
	// The first of them is often what the whole says.
	const further = errors.filter((item) => !detail.includes(item.message));
	const where = further.map((item) => `\n  ${item.pointer}: ${item.message}`).join("");
	return errorOf(response.status, code, `${detail}${where}`, problem, requestId);
}

function problemOf(text: string): Problem | null {
	try {
		const body: unknown = JSON.parse(text);
		if (typeof body !== "object" || body === null) return null;
		const { code, detail, errors } = body as Partial<Problem>;
		const good = typeof code === "string" && typeof detail === "string" && Array.isArray(errors);
		return good ? (body as Problem) : null;
	} catch {
		return null;
	}
}
