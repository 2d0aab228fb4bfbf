import type { MiddlewareHandler } from "hono";
import { log } from "../log.ts";
import type { AppContext, AppTypes } from "./app-types.ts";

/** What is told of a request. Never its query, which may hold a signature, nor its body. */
export interface RequestLine {
	level: "info" | "warn" | "error";
	message: "request";
	request: string;
	method: string;
	path: string;
	status: number;
	ms: number;
	account?: string;
	/** The job that it made. */
	job?: string;
	/** Code of the refusal. */
	refused?: string;
}

/** One line of JSON for each request that is worth one, where the deployment asks for it. */
export const logRequests: MiddlewareHandler<AppTypes> = async (c, next) => {
	const began = Date.now();
	await next();
	if (c.env.LOG_REQUESTS !== "1") return;
	const line = lineOf(c, Date.now() - began);
	if (line === null) return;
	const { level, message, ...about } = line;
	log[level](message, about);
};

function lineOf(c: AppContext, ms: number): RequestLine | null {
	const { status } = c.res;
	const principal = c.get("principal");
	// Workers ask several times a second; what they are refused is told.
	if (status < 400 && principal?.kind !== "operator" && isRoutine(c.req.path)) return null;
	// Also where it was waited for, and the answer is 200.
	const made =
		status < 300 ? /^\/v1\/jobs\/(job_\w+)$/.exec(c.res.headers.get("location") ?? "")?.[1] : undefined;
	const refused = c.get("refused");
	return {
		level: status >= 500 ? "error" : status >= 400 ? "warn" : "info",
		message: "request",
		request: c.get("requestId"),
		method: c.req.method,
		path: c.req.path,
		status,
		ms,
		...(principal?.kind === "account" ? { account: principal.account } : {}),
		...(made === undefined ? {} : { job: made }),
		...(refused === undefined ? {} : { refused }),
	};
}

function isRoutine(path: string): boolean {
	return /^\/(health|readyz)$|^\/v1\/(workers|tasks)\//.test(path);
}
