import { type Problem, problemSchema } from "../edge/contract/problem.ts";

/** A refusal of the edge, with its code, its pointers into the request and its request id. */
export class DarkroomError extends Error {
	readonly status: number;
	readonly code: string;
	readonly problem: Problem | null;
	readonly requestId: string | null;

	constructor(
		status: number,
		code: string,
		message: string,
		problem: Problem | null,
		requestId: string | null,
	) {
		super(message);
		this.name = "DarkroomError";
		this.status = status;
		this.code = code;
		this.problem = problem;
		this.requestId = requestId;
	}
}

/** Reads a refused response. Never throws: what is no problem body becomes one with code `http_<status>`. */
export async function readProblem(response: Response): Promise<DarkroomError> {
	const text = await response.text().catch(() => "");
	const requestId = response.headers.get("x-request-id");
	const problem = problemSchema.safeParse(parse(text));
	if (!problem.success) {
		const type = response.headers.get("content-type")?.split(";")[0] ?? "no content";
		const words = text
			.replaceAll(/<[^>]*>|\s+/g, " ")
			.trim()
			.slice(0, 200);
		const message = `${response.url || "the address"} is no Darkroom edge, or something stands before it: it answered ${response.status} (${type}${words === "" ? "" : `: ${words}`})`;
		return new DarkroomError(response.status, `http_${response.status}`, message, null, requestId);
	}
	const { code, detail, errors } = problem.data;
	// The first of them is often what the whole says.
	const further = errors.filter((item) => !detail.includes(item.message));
	const where = further.map((item) => `\n  ${item.pointer}: ${item.message}`).join("");
	return new DarkroomError(response.status, code, `${detail}${where}`, problem.data, requestId);
}

function parse(text: string): unknown {
	try {
		return JSON.parse(text);
	} catch {
		return null;
	}
}
