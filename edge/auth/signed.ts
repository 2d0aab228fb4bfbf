import { errors, jwtVerify, SignJWT } from "jose";
import * as z from "zod";
import { SCOPES } from "../contract/access/scopes.ts";

/**
 * Short-lived tokens that need no storage: JWTs signed with the server's secret. `aud` keeps the kinds
 * apart, so that a ticket is never taken for a grant.
 */
const ISSUER = "darkroom";

const clientTokenSchema = z.object({
	account: z.string(),
	/** Id of the key that minted it, and ends it. */
	key: z.string(),
	scopes: z.array(z.enum(SCOPES)),
	/** Set when the token is good for one job only. */
	job: z.string().nullable(),
});
const ticketSchema = z.object({
	account: z.string(),
	/** Id of the job or the project whose socket it opens. */
	opens: z.string(),
	jti: z.string(),
	/** Id of the key that stands behind it. */
	key: z.string(),
	/** When the credentials it was made with run out, in milliseconds. */
	until: z.number().nullable(),
});
const grantSchema = z.object({
	account: z.string(),
	pool: z.string(),
	job: z.string(),
	task: z.string(),
	epoch: z.number(),
	/** The character whose references the attempt makes; null: nobody's. */
	references_of: z.string().nullable(),
	worker: z.string(),
	/** Id of the worker's token. */
	token: z.string(),
});
const linkSchema = z.object({
	account: z.string(),
	/** Id of the key that stands behind it. */
	key: z.string(),
	/** When the credentials it was made with run out, in milliseconds. */
	until: z.number().nullable(),
	to: z.union([
		z.strictObject({ asset: z.string() }),
		z.strictObject({ job: z.string() }),
		z.strictObject({ project: z.string() }),
		z.strictObject({ account: z.literal(true) }),
	]),
});
const signInSchema = z.object({
	account: z.string(),
	/** Id of the key that stands behind it. */
	key: z.string(),
	scopes: z.array(z.enum(SCOPES)),
	/** When the credentials it was made with run out, in milliseconds. */
	until: z.number().nullable(),
	/** Id that the session will have: of two who sign in with it, one does. */
	session: z.string(),
});
const operatorSessionClaims = z.object({ session: z.string() });
export type ClientToken = z.infer<typeof clientTokenSchema>;
export type Ticket = z.infer<typeof ticketSchema>;
export type Grant = z.infer<typeof grantSchema>;
export type Link = z.infer<typeof linkSchema>;
export type SignIn = z.infer<typeof signInSchema>;

export const signClientToken = (secret: string, claims: ClientToken, expiresAt: number) =>
	sign(secret, "client", claims, expiresAt);
export const signTicket = (secret: string, claims: Ticket, expiresAt: number) =>
	sign(secret, "ticket", claims, expiresAt);
export const signGrant = (secret: string, claims: Grant, expiresAt: number) =>
	sign(secret, "grant", claims, expiresAt);
export const signLink = (secret: string, claims: Link, expiresAt: number) =>
	sign(secret, "link", claims, expiresAt);
export const signOperatorSession = (
	secret: string,
	claims: z.infer<typeof operatorSessionClaims>,
	expiresAt: number,
) => sign(secret, "operator-session", claims, expiresAt);
export const signSignIn = (secret: string, claims: SignIn, expiresAt: number) =>
	sign(secret, "sign-in", claims, expiresAt);

/** With `exp`, its end in seconds. */
export const readClientToken = (secret: string, token: string) =>
	verify(secret, "client", clientTokenSchema.extend({ exp: z.number() }), token);
export const readTicket = (secret: string, token: string) => verify(secret, "ticket", ticketSchema, token);
export const readGrant = (secret: string, token: string) => verify(secret, "grant", grantSchema, token);
export const readOperatorSession = (secret: string, token: string) =>
	verify(secret, "operator-session", operatorSessionClaims, token);
export const readSignIn = (secret: string, token: string) => verify(secret, "sign-in", signInSchema, token);

/** With `exp`, its end in seconds; where it is not good, whether that is only because it has run out. */
export function readLink(
	secret: string,
	token: string,
): Promise<(Link & { exp: number }) | "expired" | "invalid"> {
	return verifyOrWhy(secret, "link", linkSchema.extend({ exp: z.number() }), token);
}

/** True for text that could be one of these tokens at all. */
export function looksSigned(text: string): boolean {
	return /^[\w-]+\.[\w-]+\.[\w-]+$/.test(text);
}

async function sign(secret: string, audience: string, claims: object, expiresAt: number): Promise<string> {
	return new SignJWT({ ...claims })
		.setProtectedHeader({ alg: "HS256" })
		.setIssuer(ISSUER)
		.setAudience(audience)
		.setExpirationTime(Math.ceil(expiresAt / 1000))
		.sign(keyOf(secret));
}

/** The claims, or null for anything that is forged, expired, of another kind, or malformed. */
async function verify<T extends object>(
	secret: string,
	audience: string,
	schema: z.ZodType<T>,
	token: string,
): Promise<T | null> {
	const claims = await verifyOrWhy(secret, audience, schema, token);
	return typeof claims === "string" ? null : claims;
}

async function verifyOrWhy<T extends object>(
	secret: string,
	audience: string,
	schema: z.ZodType<T>,
	token: string,
): Promise<T | "expired" | "invalid"> {
	try {
		const { payload } = await jwtVerify(token, keyOf(secret), {
			issuer: ISSUER,
			audience,
			algorithms: ["HS256"],
		});
		const claims = schema.safeParse(payload);
		return claims.success ? claims.data : "invalid";
	} catch (error) {
		// Said only after the signature was found good.
		return error instanceof errors.JWTExpired ? "expired" : "invalid";
	}
}

function keyOf(secret: string): Uint8Array {
	if (!secret || secret.length < 32) throw new Error("SIGNING_SECRET must have at least 32 characters");
	return new TextEncoder().encode(secret);
}
