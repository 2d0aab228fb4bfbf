import * as z from "zod";
import { line } from "../../workflows/definition/parameters.ts";
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

export const newAccountSchema = z
	.object({ id: z.string(), name: z.string(), api_key: newApiKeySchema })
	.meta({ id: "Account" });

export const newWorkerTokenSchema = z
	.object({ id: z.string(), pool: z.string(), token: z.string() })
	.meta({ id: "WorkerToken" });
