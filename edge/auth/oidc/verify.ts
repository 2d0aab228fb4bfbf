import {
	createLocalJWKSet,
	decodeJwt,
	decodeProtectedHeader,
	errors,
	type JSONWebKeySet,
	jwtVerify,
} from "jose";
import type { OidcAlgorithm } from "../../contract/access/oidc.ts";

/** How far the clocks of issuer and edge may be apart, in milliseconds. */
const CLOCKS_MS = 30_000;
/** Audiences of one token that are looked at. */
const MOST_AUDIENCES = 10;

/** What a token says of itself before anything of it was checked. */
export interface Said {
	issuer: string;
	audiences: string[];
	/** Which of the issuer's keys it says it is signed with; null: it says nothing. */
	kid: string | null;
}

/** Whose token this says it is; null: it is no token of an issuer. Pure, and believes nothing. */
export function readUnchecked(token: string): Said | null {
	try {
		const { iss, aud } = decodeJwt(token);
		const { kid } = decodeProtectedHeader(token);
		const audiences = [aud ?? []].flat().filter((one) => typeof one === "string");
		return typeof iss === "string" && iss !== ""
			? {
					issuer: iss,
					audiences: audiences.slice(0, MOST_AUDIENCES),
					kid: typeof kid === "string" ? kid : null,
				}
			: null;
	} catch {
		return null;
	}
}

/** Why a token is refused, in words for whoever sent it. */
export type Checked =
	| { ok: true; claims: Record<string, unknown>; until: number }
	/** `unknownKey`: the issuer's keys may have changed since they were read. */
	| { ok: false; unknownKey: boolean; why: string };

/** Checks a token against an issuer and its keys at `now` (milliseconds). `until`: when it ends, clocks allowed for. Pure. */
export async function verify(
	token: string,
	by: { issuer: string; audience: string; algorithms: readonly OidcAlgorithm[] },
	keys: JSONWebKeySet,
	now: number,
): Promise<Checked> {
	try {
		const { payload } = await jwtVerify(token, createLocalJWKSet(keys), {
			issuer: by.issuer,
			audience: by.audience,
			algorithms: [...by.algorithms],
			clockTolerance: CLOCKS_MS / 1000,
			currentDate: new Date(now),
			requiredClaims: ["exp", "sub"],
		});
		return { ok: true, claims: payload, until: (payload.exp ?? 0) * 1000 + CLOCKS_MS };
	} catch (error) {
		return { ok: false, unknownKey: error instanceof errors.JWKSNoMatchingKey, why: reasonOf(error, by) };
	}
}

function reasonOf(error: unknown, { algorithms }: { algorithms: readonly string[] }): string {
	if (error instanceof errors.JWTExpired) return "the token has expired: sign in at its issuer again";
	if (error instanceof errors.JWTClaimValidationFailed)
		return error.reason === "missing"
			? `the token lacks the claim ${error.claim}`
			: error.claim === "nbf"
				? "the token is not good yet"
				: `the claim ${error.claim} of the token does not fit its issuer here`;
	if (error instanceof errors.JOSEAlgNotAllowed)
		return `the token is signed in a way that is not accepted of its issuer: it must be ${algorithms.join(" or ")}`;
	if (error instanceof errors.JWKSNoMatchingKey)
		return "the token is signed with a key that its issuer does not name";
	if (error instanceof errors.JWKSMultipleMatchingKeys)
		return "the token does not say which of its issuer's keys it is signed with (`kid`)";
	if (error instanceof errors.JWSSignatureVerificationFailed) return "the signature of the token is wrong";
	return "the token cannot be read";
}
