import * as z from "zod";
import {
	type ApiKey,
	type apiKeyRequestSchema,
	apiKeySchema,
	type clientTokenRequestSchema,
	clientTokenSchema,
	type NewApiKey,
	newApiKeySchema,
} from "../edge/contract/access/keys.ts";
import { type AuditAction, type AuditEntry, auditEntrySchema } from "../edge/contract/operator/audit.ts";
import { type Ask, allOf, askJson } from "./ask.ts";

const listSchema = z.object({ data: z.array(apiKeySchema) });

/** Keys of the account, and tokens that are made with one. */
export class Keys {
	private readonly ask: Ask;

	constructor(ask: Ask) {
		this.ask = ask;
	}

	async list(): Promise<ApiKey[]> {
		return listSchema.parse(await askJson(this.ask, "GET", "/v1/api-keys")).data;
	}

	/** Makes a key, which is shown this once. */
	async create(request: z.input<typeof apiKeyRequestSchema>): Promise<NewApiKey> {
		return newApiKeySchema.parse(await askJson(this.ask, "POST", "/v1/api-keys", request));
	}

	/** Ends a key, with all tokens and sockets that were made with it. */
	async revoke(id: string): Promise<void> {
		await this.ask("DELETE", `/v1/api-keys/${encodeURIComponent(id)}`);
	}

	/** What was changed of the account, newest first. */
	audit(query: { action?: AuditAction; target?: string; by?: string } = {}): AsyncGenerator<AuditEntry> {
		return allOf(this.ask, "/v1/audit", query, auditEntrySchema);
	}

	/** A token for a browser or an app: it runs out by itself. */
	async token(request: z.input<typeof clientTokenRequestSchema>): Promise<z.infer<typeof clientTokenSchema>> {
		return clientTokenSchema.parse(await askJson(this.ask, "POST", "/v1/tokens", request));
	}
}
