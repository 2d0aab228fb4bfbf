import { readFileSync } from "node:fs";
import path from "node:path";
import * as z from "zod";
import { DarkroomClient } from "../client.ts";
import { ACCOUNT_KEY, CliError, type Environment, type KeyKind, say } from "./command.ts";
import { readConfigured } from "./config-file.ts";

/** Where `npm start` of this checkout keeps its address and the key of its account, readable by this user only. */
const LOCAL = path.resolve(import.meta.dirname, "../../.wrangler/state/secrets.json");
const localSchema = z.object({ url: z.string(), api_key: z.string(), admin_key: z.string().optional() });
export type Local = z.infer<typeof localSchema>;

/** The Darkroom that `npm start` runs or ran on this machine, or null. */
export function readLocal(file = LOCAL): Local | null {
	try {
		return localSchema.parse(JSON.parse(readFileSync(file, "utf8")));
	} catch {
		return null;
	}
}

/**
 * Which edge is asked, and with which key: a key is sent nowhere but where it belongs. Keys are no option of the
 * command line, where every user of the machine could read them.
 */
export function connectionOf(
	url: string | undefined,
	env: Environment,
	local: Local | null,
	{ variable, what, local: own }: KeyKind = ACCOUNT_KEY,
): { url: string; key: string } {
	const configured = what === ACCOUNT_KEY.what ? readConfigured(env) : null;
	const to = url ?? (env.DARKROOM_URL || undefined) ?? configured?.url ?? local?.url;
	if (to === undefined)
		throw new CliError(
			"usage",
			`where is Darkroom? Start one (npm start), or set DARKROOM_URL and ${variable}`,
		);
	const address = URL.parse(to);
	if (address === null || !/^https?:$/.test(address.protocol))
		throw new CliError("usage", `${to} is no address such as http://127.0.0.1:8787`);
	const here = local !== null && address.origin === URL.parse(local.url)?.origin ? local[own] : undefined;
	const kept =
		configured !== null && address.origin === URL.parse(configured.url)?.origin ? configured.key : undefined;
	const key = env[variable] || kept || here;
	if (!key) throw new CliError("usage", `set ${variable} to ${what} of ${address.origin}`);
	if (!/^[\x21-\x7e]+$/.test(key)) throw new CliError("usage", `${variable} has characters that no key has`);
	return { url: address.href, key };
}
/** A client whose failures to reach the edge are told in words. */
export function connect({ url, key }: { url: string; key: string }): DarkroomClient {
	let away = false;
	let met = false;
	let sent = false;
	const asking: typeof fetch = async (...request) => {
		try {
			const answer = await fetch(...request);
			met = true;
			away = false;
			return answer;
		} catch (error) {
			const why = reasonOf(error);
			sent ||= !NEVER_SENT.includes(why);
			const unreachable = new Unreachable(url, why, sent, error);
			// What was begun goes on once it is back.
			if (met && !away) say(`${unreachable.message}. Waiting for it`);
			away = true;
			throw unreachable;
		}
	};
	return new DarkroomClient({ url, key, fetch: asking });
}

/** Errors after which the edge has certainly heard nothing. */
const NEVER_SENT = ["ECONNREFUSED", "ENOTFOUND", "EAI_AGAIN", "EHOSTUNREACH", "ENETUNREACH"];

/** What fetch says is “fetch failed”; why it failed is in the cause. */
function reasonOf(error: unknown): string {
	const inner = error instanceof Error && error.cause instanceof Error ? error.cause : error;
	if (!(inner instanceof Error)) return String(inner);
	return "code" in inner ? String(inner.code) : inner.message;
}

/** The edge did not answer. */
export class Unreachable extends CliError {
	/** Whether it may have heard what was asked. */
	readonly sent: boolean;

	constructor(url: string, why: string, sent: boolean, cause: unknown) {
		super("unreachable", `Darkroom at ${url} does not answer (${why}): is it running? npm start begins one`, {
			cause,
		});
		this.sent = sent;
	}
}
