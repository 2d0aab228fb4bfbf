import { Webhook } from "standardwebhooks";
import type { SealedSecret } from "../db/stored.ts";

/**
 * Signing secrets of webhooks. They must be usable, so they are stored encrypted (AES-256-GCM) under a key derived
 * from the deployment's own secret, and bound to their endpoint: what lies in the database signs nothing by itself.
 */

/** Bytes of a secret. */
const SECRET_BYTES = 32;
const IV_BYTES = 12;
/** After a rotation the secret before is good for so long, in milliseconds. */
export const OLD_SECRET_MS = 24 * 60 * 60 * 1000;
/** Secrets that may be good at the same time. */
export const MAX_SECRETS = 5;

/** A new secret, as Standard Webhooks writes it. */
export function newSigningSecret(): string {
	return `whsec_${toBase64(crypto.getRandomValues(new Uint8Array(SECRET_BYTES)))}`;
}

/** `master` is the deployment's signing secret. */
export async function seal(master: string, endpoint: string, secret: string): Promise<string> {
	const iv = crypto.getRandomValues(new Uint8Array(IV_BYTES));
	const algorithm = { name: "AES-GCM", iv, additionalData: encode(endpoint) };
	const sealed = await crypto.subtle.encrypt(algorithm, await keyOf(master), encode(secret));
	return toBase64(new Uint8Array([...iv, ...new Uint8Array(sealed)]));
}

/** The secret; null where it was sealed for another endpoint, or with a master that is no more. */
export async function unseal(master: string, endpoint: string, sealed: string): Promise<string | null> {
	try {
		const bytes = Uint8Array.from(atob(sealed), (char) => char.charCodeAt(0));
		const iv = bytes.subarray(0, IV_BYTES);
		const algorithm = { name: "AES-GCM", iv, additionalData: encode(endpoint) };
		const secret = await crypto.subtle.decrypt(algorithm, await keyOf(master), bytes.subarray(IV_BYTES));
		return new TextDecoder().decode(secret);
	} catch {
		return null;
	}
}

/** The secrets that are good at `now` (milliseconds), the newest first; those that cannot be read are left out. */
export async function goodSecrets(
	master: string,
	endpoint: string,
	secrets: readonly SealedSecret[],
	now: number,
): Promise<string[]> {
	const good = secrets.filter(({ until }) => until === null || until > now);
	const opened = await Promise.all(good.map(({ sealed }) => unseal(master, endpoint, sealed)));
	return opened.filter((secret) => secret !== null);
}

/** Secrets after a rotation at `now` (milliseconds): the new one, and for a day those before. Pure. */
export function rotated(secrets: readonly SealedSecret[], sealed: string, now: number): SealedSecret[] {
	const before = secrets
		.map((secret) => ({ ...secret, until: secret.until ?? now + OLD_SECRET_MS }))
		.filter(({ until }) => until > now);
	return [{ sealed, until: null }, ...before];
}

/** The headers of Standard Webhooks: a signature with each secret. `now` in milliseconds. */
export function signedHeaders(secrets: readonly string[], id: string, now: number, body: string) {
	const at = new Date(now);
	return {
		"webhook-id": id,
		"webhook-timestamp": String(Math.floor(now / 1000)),
		"webhook-signature": secrets.map((secret) => new Webhook(secret).sign(id, at, body)).join(" "),
	};
}

const keys = new Map<string, Promise<CryptoKey>>();

function keyOf(master: string): Promise<CryptoKey> {
	const known = keys.get(master);
	if (known) return known;
	const key = deriveKey(master);
	keys.set(master, key);
	return key;
}

async function deriveKey(master: string): Promise<CryptoKey> {
	const base = await crypto.subtle.importKey("raw", encode(master), "HKDF", false, ["deriveKey"]);
	const info = encode("darkroom webhook secrets");
	const algorithm = { name: "HKDF", hash: "SHA-256", salt: new Uint8Array(), info };
	return crypto.subtle.deriveKey(algorithm, base, { name: "AES-GCM", length: 256 }, false, [
		"encrypt",
		"decrypt",
	]);
}

function encode(text: string): Uint8Array<ArrayBuffer> {
	return new Uint8Array(new TextEncoder().encode(text));
}

function toBase64(bytes: Uint8Array): string {
	return btoa(String.fromCharCode(...bytes));
}
