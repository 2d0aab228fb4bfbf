import * as z from "zod";

/** The edge refused a request. `code` is one of its problem codes, or the status where it gave none. */
export class EdgeRefusal extends Error {
	readonly status: number;
	readonly code: string;
	constructor(what: string, status: number, code: string, detail: string) {
		super(`the edge answered ${what} with ${status} ${code}: ${detail.slice(0, 500)}`);
		this.name = "EdgeRefusal";
		this.status = status;
		this.code = code;
	}
	/** Worth asking again: the edge, not the request, is at fault. */
	get passing(): boolean {
		return this.status >= 500 || this.status === 429 || this.status === 408;
	}
	/** The edge does not know this attempt or its grant: nothing more can be told about it. */
	get barred(): boolean {
		return this.status === 401 || this.status === 403 || this.status === 404;
	}
}

/** This attempt is over, somebody else may hold the task: stop, and publish nothing. */
export class LeaseLost extends Error {
	constructor(what: string) {
		super(`${what}: this attempt is over`);
		this.name = "LeaseLost";
	}
}

const problemSchema = z.object({ code: z.string(), detail: z.string().catch("") });

/** The error for a reply that is not a success. */
export function refusalOf(what: string, status: number, body: Buffer): EdgeRefusal | LeaseLost {
	let json: unknown = null;
	try {
		json = JSON.parse(body.toString("utf8"));
	} catch {
		// A proxy's page, or nothing: the status has to do.
	}
	const problem = problemSchema.safeParse(json).data;
	if (status === 409 && problem?.code === "lease_lost") return new LeaseLost(what);
	return new EdgeRefusal(what, status, problem?.code ?? String(status), problem?.detail ?? "");
}
