import { createHash } from "node:crypto";
import type { ServerResponse } from "node:http";

/** What a request to the edge is about, and how it is answered: the part of the fake edge that knows addresses. */

/** One request as the edge saw it, with when it came (performance.now, milliseconds). */
export interface Seen {
	at: number;
	what:
		| "register"
		| "object-info"
		| "claim"
		| "claimed"
		| "report"
		| "upload"
		| "checkpoint"
		| "complete"
		| "fail"
		| "release"
		| "download"
		| "bye";
	task: string | null;
	epoch: number | null;
}

export interface EdgeFault {
	what: Seen["what"];
	/** `before`: nothing happened; `after`: it happened, but the answer is lost. */
	how: "before" | "after" | number;
	times: number;
}

/** A status with what the body is made of. */
export type Reply = [number, unknown];

export function whatOf(method: string, path: string): Seen["what"] | null {
	const route = `${method} ${path}`;
	if (route === "POST /v1/workers") return "register";
	if (/^PUT \/v1\/workers\/[^/]+\/object-info$/.test(route)) return "object-info";
	if (/^POST \/v1\/workers\/[^/]+\/claim$/.test(route)) return "claim";
	if (/^DELETE \/v1\/workers\/[^/]+$/.test(route)) return "bye";
	if (/^GET \/v1\/assets\//.test(route)) return "download";
	if (/\/outputs\/\d+$/.test(route)) return "upload";
	const step = /\/attempts\/\d+\/(progress|complete|fail|release|checkpoints)$/.exec(route)?.[1];
	if (step === "checkpoints") return "checkpoint";
	if (step === "complete" || step === "fail" || step === "release") return step;
	return step === "progress" ? "report" : null;
}

export function problem(code: string) {
	return { code, title: code, detail: code };
}

export function answer(response: ServerResponse, status: number, body: unknown): void {
	const bytes = body === null ? "" : Buffer.isBuffer(body) ? body : JSON.stringify(body);
	response.writeHead(status, { "content-type": Buffer.isBuffer(body) ? "image/png" : "application/json" });
	response.end(bytes);
}

export function sha256(bytes: Buffer): string {
	return createHash("sha256").update(bytes).digest("hex");
}
