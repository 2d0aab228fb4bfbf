import { env } from "cloudflare:workers";
import { exportJWK, generateKeyPair, type JWK, type JWTPayload, SignJWT } from "jose";
import { insertIssuer } from "../auth/oidc-issuers.ts";
import type { Scope } from "../contract/access/scopes.ts";
import { newId } from "../contract/ids.ts";
import { database } from "../db/client.ts";
import { keepSecrets } from "./redaction.ts";

/** An issuer of tokens with real keys, that answers as such: discovery, and its set of keys. */
export class TestIssuer {
	readonly url: string;
	/** What was asked of it, in order. */
	readonly asked: string[] = [];
	readonly keys: JWK[] = [];
	/** Its status, where it does not answer well. */
	status = 200;
	private readonly secrets = new Map<string, CryptoKey>();

	constructor(url = `https://${crypto.randomUUID()}.example.com`) {
		this.url = url;
	}

	async addKey(kid: string, alg = "RS256"): Promise<void> {
		const { privateKey, publicKey } = await generateKeyPair(alg, { extractable: true });
		this.secrets.set(kid, privateKey);
		this.keys.push({ ...(await exportJWK(publicKey)), kid, alg });
	}

	/** A token, good for ten minutes; `claims` take the place of what it says by itself. */
	async token(claims: JWTPayload = {}, kid = "one", alg = "RS256"): Promise<string> {
		const key = this.secrets.get(kid);
		if (!key) throw new Error(`no key ${kid}`);
		const now = Math.floor(Date.now() / 1000);
		const all = { iss: this.url, aud: "darkroom", sub: "someone", iat: now, exp: now + 600, ...claims };
		const token = await new SignJWT(all).setProtectedHeader({ alg, kid }).sign(key);
		keepSecrets(token);
		return token;
	}

	/** Answers what is asked of it; null: another is asked. */
	answer(url: URL): Response | null {
		if (!url.href.startsWith(`${this.url}/`)) return null;
		this.asked.push(url.pathname);
		if (this.status !== 200) return new Response(null, { status: this.status });
		if (url.pathname === "/keys") return Response.json({ keys: this.keys });
		return Response.json({ issuer: this.url, jwks_uri: `${this.url}/keys` });
	}
}

/** An issuer of the account that was stored without asking it. Answers with its id. */
export async function storeIssuer(account: string, scopes: Scope[] = ["jobs:read"]): Promise<string> {
	const id = newId("oidcIssuer");
	const issuer = `https://${crypto.randomUUID()}.example.com`;
	const row = {
		...{ id, account_id: account, issuer, audience: "darkroom", jwks_url: `${issuer}/keys` },
		...{ algorithms: ["RS256" as const], scopes, rules: [], created_at: Date.now() },
	};
	await insertIssuer(database(env.DB), row, { account, key: "key_test", subject: null, address: null });
	return id;
}
