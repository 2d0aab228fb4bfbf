import * as z from "zod";
import { line } from "../../../workflows/definition/parameters.ts";
import { jobIdSchema } from "../jobs/stages.ts";
import { SCOPES } from "./scopes.ts";

export const apiKeySchema = z
	.object({
		id: z.string(),
		name: z.string(),
		last4: z.string(),
		scopes: z.array(z.enum(SCOPES)),
		created_at: z.iso.datetime(),
		expires_at: z.iso.datetime().nullable(),
	})
	.meta({ id: "ApiKey" });
export type ApiKey = z.infer<typeof apiKeySchema>;

export const newApiKeySchema = apiKeySchema
	.extend({ key: z.string().describe("Shown this once") })
	.meta({ id: "NewApiKey" });
export type NewApiKey = z.infer<typeof newApiKeySchema>;

export const apiKeyRequestSchema = z
	.strictObject({
		name: line(100),
		scopes: z
			.array(z.enum(SCOPES))
			.min(1)
			.default([...SCOPES]),
		expires_in_s: z
			.int()
			.min(60)
			.max(10 * 366 * 24 * 3600)
			.optional(),
	})
	.meta({ id: "ApiKeyRequest" });

/** Longest life of a client token, in seconds. */
const MAX_TOKEN_S = 3600;

export const clientTokenRequestSchema = z
	.strictObject({
		scopes: z.array(z.enum(SCOPES)).min(1),
		job: jobIdSchema.optional(),
		expires_in_s: z.int().min(30).max(MAX_TOKEN_S).default(600),
	})
	.meta({ id: "ClientTokenRequest" });

export const clientTokenSchema = z
	.object({ token: z.string(), expires_at: z.iso.datetime() })
	.meta({ id: "ClientToken" });

export const newAccountSchema = z
	.object({ id: z.string(), name: z.string(), api_key: newApiKeySchema })
	.meta({ id: "Account" });

export const newWorkerTokenSchema = z
	.object({ id: z.string(), pool: z.string(), token: z.string() })
	.meta({ id: "WorkerToken" });
