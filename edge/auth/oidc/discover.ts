import * as z from "zod";
import { getJson } from "../../outside/get-json.ts";
import type { Network } from "../../outside/network.ts";

const documentSchema = z.object({ issuer: z.string(), jwks_uri: z.string() });
/** Of a key only what says which it is; the rest is for the library that checks signatures. */
const keySetSchema = z.object({ keys: z.array(z.looseObject({ kty: z.string() })).max(100) });
export type KeySet = z.infer<typeof keySetSchema>;

type Found<T> = ({ ok: true } & T) | { ok: false; why: string };

/** Where the keys of an issuer are, by OpenID Connect Discovery. Never throws. */
export async function discover(issuer: string, network: Network): Promise<Found<{ jwks_url: string }>> {
	const url = `${issuer.replace(/\/$/, "")}/.well-known/openid-configuration`;
	const got = await getJson(url, network);
	if (!got.ok) return got;
	const document = documentSchema.safeParse(got.json);
	if (!document.success) return { ok: false, why: `${url} names no issuer, or no keys (\`jwks_uri\`)` };
	if (document.data.issuer !== issuer)
		return {
			ok: false,
			why: `${url} is of the issuer ${document.data.issuer}: it must be the same, exactly`,
		};
	return { ok: true, jwks_url: document.data.jwks_uri };
}

/** The public keys at a URL. Never throws. */
export async function fetchKeySet(url: string, network: Network): Promise<Found<{ keys: KeySet }>> {
	const got = await getJson(url, network);
	if (!got.ok) return got;
	const keys = keySetSchema.safeParse(got.json);
	return keys.success ? { ok: true, keys: keys.data } : { ok: false, why: `${url} is no set of keys` };
}
