import type { HttpReply } from "../process/request.ts";
import { refusalOf } from "./errors.ts";

/** The header of whoever holds a token. */
export function bearer(token: string): Record<string, string> {
	return { authorization: `Bearer ${token}` };
}

/** The reply, where it is a success. Throws EdgeRefusal and LeaseLost. */
export function accept(what: string, reply: HttpReply): HttpReply {
	if (reply.status >= 200 && reply.status < 300) return reply;
	throw refusalOf(what, reply.status, reply.body);
}

/** What a reply says. Throws SyntaxError where it was cut short. */
export function json(reply: HttpReply): unknown {
	return JSON.parse(reply.body.toString("utf8"));
}
