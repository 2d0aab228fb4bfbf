import * as z from "zod";
import { idPattern } from "../ids.ts";
import { SCOPES } from "./scopes.ts";

/** Issuers that an account may have. */
export const MAX_ISSUERS = 10;
const MAX_RULES = 50;

/** Signatures with a public key: whoever can check one cannot make one. */
const OIDC_ALGORITHMS = [
	"RS256",
	"RS384",
	"RS512",
	"PS256",
	"PS384",
	"PS512",
	"ES256",
	"ES384",
	"ES512",
	"EdDSA",
] as const;
export type OidcAlgorithm = (typeof OIDC_ALGORITHMS)[number];

export const oidcIssuerIdSchema = z.string().regex(idPattern("oidcIssuer"));

const scopes = z
	.array(z.enum(SCOPES))
	.max(SCOPES.length)
	.describe("What every token of the issuer may do; [] where only rules say");

const ruleSchema = z
	.strictObject({
		claim: z
			.string()
			.min(1)
			.max(200)
			.describe("Name of a claim, or the way to one inside others with dots: `realm_access.roles`"),
		value: z
			.string()
			.min(1)
			.max(500)
			.describe(
				"What the claim says, or one of what it says where it is a list; of `scope` and `scp` one word",
			),
		scopes: z.array(z.enum(SCOPES)).min(1).describe("What tokens may do that say so"),
	})
	.meta({ id: "OidcRule", description: "What tokens with a certain claim may do" });
export type OidcRule = z.infer<typeof ruleSchema>;

const algorithms = z
	.array(z.enum(OIDC_ALGORITHMS))
	.min(1)
	.describe("Signatures that are accepted; never `none`, nor any with a shared secret");
const rules = z.array(ruleSchema).max(MAX_RULES).describe("What tokens may do by their claims; rules add up");

export const oidcIssuerRequestSchema = z
	.strictObject({
		issuer: z
			.url()
			.max(500)
			.describe("The `iss` of its tokens, exactly; its keys are found below it by OpenID Connect Discovery"),
		audience: z.string().min(1).max(500).describe("The `aud` of tokens for this account, mostly a client id"),
		algorithms: algorithms.default(["RS256", "ES256"]),
		scopes: scopes.default([]),
		rules: rules.default([]),
	})
	.meta({ id: "OidcIssuerRequest", description: "Whose tokens the account takes, and what they may do" });

export const oidcIssuerChangeSchema = z
	.strictObject({ algorithms, scopes, rules })
	.partial()
	.meta({ id: "OidcIssuerChange", description: "What is to change of an issuer; what is not named stays" });

export const oidcIssuerSchema = z
	.object({
		id: oidcIssuerIdSchema.describe("Its id, `oid_…`: what its tokens decide is told with it"),
		issuer: z.string().describe("The `iss` of its tokens"),
		audience: z.string().describe("The `aud` of its tokens"),
		jwks_url: z.string().describe("Where its public keys are, as its discovery document says"),
		algorithms,
		scopes,
		rules,
		created_at: z.iso.datetime(),
	})
	.meta({ id: "OidcIssuer", description: "Somebody whose tokens the account takes" });
export type OidcIssuer = z.infer<typeof oidcIssuerSchema>;
