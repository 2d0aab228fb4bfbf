import type { Scope } from "../contract/access/scopes.ts";
import { database } from "../db/client.ts";
import type { Env } from "../env.ts";
import { networkOf } from "../outside/network.ts";
import { ApiError } from "../problem.ts";
import { goodKey, type KeyRecord, REVOCATION_MS } from "./credentials.ts";
import { fetchKeySet } from "./oidc/discover.ts";
import { KeySets } from "./oidc/key-sets.ts";
import { scopesOf } from "./oidc/rules.ts";
import { readUnchecked, type Said, verify } from "./oidc/verify.ts";
import { findIssuer, type IssuerRow, isIssuer } from "./oidc-issuers.ts";
import { Remembered } from "./remembered.ts";

const keySets = new KeySets();
/** Letters of a subject that are kept; the standard has 255. */
const MOST_SUBJECT = 255;
const issuers = new Remembered<IssuerRow>(REVOCATION_MS, 1000);

/** To be called where an issuer was changed or deleted: this isolate need not wait to know. */
export function forgetIssuer({ issuer, audience }: Pick<IssuerRow, "issuer" | "audience">): void {
	issuers.forget(nameOf(issuer, audience));
}

/** What a token of an issuer opens: the issuer's key, for what, and until when (milliseconds). */
interface Opened {
	key: KeyRecord;
	scopes: Scope[];
	until: number;
	/** `sub` of the token; null: it has none. */
	subject: string | null;
}

/**
 * Who comes with a token of an OpenID Connect issuer at `now` (milliseconds); null where it is no such token. With `known`,
 * only issuers that were good here lately are looked at.
 * @throws ApiError `unauthorized`, and why; `unavailable` where the issuer's keys cannot be had.
 */
export async function readOidcToken(
	env: Env,
	token: string,
	now: number,
	which: "all" | "known",
): Promise<Opened | null> {
	const said = readUnchecked(token);
	if (!said || !/^https?:/.test(said.issuer)) return null;
	const by = await issuerOf(env, said, now, which);
	const checked = await checkWithKeys(env, token, by, now);
	if (!checked.ok) throw refused(checked.why);
	// Deleted with its issuer: known at once where that was done, and within seconds elsewhere.
	const key = await goodKey(env, { id: by.id }, now);
	if (key?.account !== by.account_id) throw refused(unknownIssuer(said.issuer));
	const { sub } = checked.claims;
	const subject = typeof sub === "string" ? sub.slice(0, MOST_SUBJECT) : null;
	return { key, scopes: scopesOf(checked.claims, by), until: checked.until, subject };
}

async function issuerOf(
	env: Env,
	{ issuer, audiences }: Said,
	now: number,
	which: "all" | "known",
): Promise<IssuerRow> {
	for (const audience of audiences) {
		const known = issuers.get(nameOf(issuer, audience), now);
		if (known) return known;
	}
	if (which === "known") throw refused(unknownIssuer(issuer));
	const db = database(env.DB);
	const found = await findIssuer(db, issuer, audiences);
	if (!found)
		throw refused(
			(await isIssuer(db, issuer))
				? "the token is meant for another audience than any account takes of its issuer"
				: unknownIssuer(issuer),
		);
	issuers.set(nameOf(issuer, found.audience), found, now);
	return found;
}

/** A key that is not among the known ones may be new: then they are read once more. */
async function checkWithKeys(env: Env, token: string, by: IssuerRow, now: number) {
	const network = networkOf(env);
	const ask = (url: string) => fetchKeySet(url, network);
	const check = async (newer: boolean) => {
		const got = await keySets.get(by.jwks_url, now, ask, newer);
		if (!got.ok)
			throw new ApiError("unavailable", `the keys of the token's issuer cannot be had: ${got.why}`, [], {
				"retry-after": "30",
			});
		return verify(token, by, got.keys, now);
	};
	const first = await check(false);
	return first.ok || !first.unknownKey ? first : check(true);
}

const nameOf = (issuer: string, audience: string) => JSON.stringify([issuer, audience]);

const unknownIssuer = (issuer: string) =>
	`no account takes tokens of the issuer ${issuer.slice(0, 200)}: name it with POST /v1/oidc-issuers`;

function refused(why: string): ApiError {
	return new ApiError("unauthorized", why, [], { "www-authenticate": 'Bearer error="invalid_token"' });
}
