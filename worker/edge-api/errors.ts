import * as z from "zod";
import { EXIT, Fatal } from "../process/exit.ts";
import type { HttpReply } from "../process/request.ts";
import { foundInstead } from "./found.ts";

const isPassingStatus = (status: number) => status >= 500 || status === 429 || status === 408;

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
		return isPassingStatus(this.status);
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

/** Something answered that is no edge: `EDGE_URL` leads elsewhere. The message says what was found there. */
class NoEdge extends EdgeRefusal {
	constructor(what: string, reply: HttpReply) {
		super(what, reply.status, "no_edge", "");
		this.name = "NoEdge";
		this.message = `what is at EDGE_URL is no Darkroom edge: asked to ${what}, it answered ${foundInstead(reply)}; set EDGE_URL to the address of the edge, such as http://127.0.0.1:8787`;
	}
}

/** The error for a reply that is not a success. */
export function refusalOf(what: string, status: number, body: Buffer): EdgeRefusal | LeaseLost {
	// A proxy's page, or nothing: the status has to do.
	const problem = problemOf(body);
	if (status === 409 && problem?.code === "lease_lost") return new LeaseLost(what);
	return new EdgeRefusal(what, status, problem?.code ?? String(status), problem?.detail ?? "");
}

/** Throws {@link NoEdge} for what no edge answers: a page, or a refusal without a code. What may pass is let through. */
export function mustBeEdge(what: string, reply: HttpReply): void {
	const { status, headers, body } = reply;
	if (isPassingStatus(status)) return;
	const isJson = /^application\/([\w.-]+\+)?json\b/i.test(headers["content-type"] ?? "");
	if (!isJson || (status >= 300 && problemOf(body) === undefined)) throw new NoEdge(what, reply);
}

function problemOf(body: Buffer): z.infer<typeof problemSchema> | undefined {
	try {
		return problemSchema.safeParse(JSON.parse(body.toString("utf8"))).data;
	} catch {
		return undefined;
	}
}

/** Why it makes no sense to go on after this, in words for whoever runs the worker; null where it does. */
export function fatalOf(error: unknown): Fatal | null {
	if (error instanceof Fatal) return error;
	if (error instanceof NoEdge) return new Fatal(error.message, EXIT.broken);
	if (!(error instanceof EdgeRefusal) || error.passing) return null;
	if (error.status === 401)
		return new Fatal(
			"the edge does not accept this worker's token: it was revoked, mistyped, or is of another edge. What it had in hand goes to other workers. Make a token (POST /v1/worker-tokens, with the operator's key) and start it with that as WORKER_TOKEN",
			EXIT.token,
		);
	if (error.status === 403)
		return new Fatal(
			"WORKER_TOKEN is no worker's token; make one with POST /v1/worker-tokens and the operator's key",
			EXIT.token,
		);
	return new Fatal(`the edge does not accept this worker: ${error.message}`, EXIT.broken);
}
