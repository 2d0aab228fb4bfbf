import * as z from "zod";
import {
	type ApiKey,
	apiKeySchema,
	newAccountSchema,
	newApiKeySchema,
	newWorkerTokenSchema,
} from "../edge/contract/access/keys.ts";
import type { Scope } from "../edge/contract/access/scopes.ts";
import { type AccountResource, accountSchema } from "../edge/contract/accounts/accounts.ts";
import { type JobResource, jobSchema } from "../edge/contract/jobs/jobs.ts";
import {
	type NewOperatorKey,
	newOperatorKeySchema,
	type OperatorActionResource,
	type OperatorJob,
	type OperatorJobSummary,
	type OperatorKeyResource,
	operatorActionSchema,
	operatorJobSchema,
	operatorJobSummarySchema,
	operatorKeySchema,
	type WorkerResource,
	type WorkerTokenRecord,
	workerSchema,
	workerTokenSchema,
} from "../edge/contract/operator/operator.ts";
import { type Usage, type UsageBy, usageSchema } from "../edge/contract/usage/usage.ts";
import { type Ask, allOf, askJson, searchOf } from "./ask.ts";
import type { UsageQuery } from "./usage.ts";

/** What jobs of all accounts are narrowed to. */
export interface OperatorJobQuery {
	account?: string;
	status?: string;
	/** Code of the failure that they ended with. */
	error?: string;
	/** Only unfinished ones that the sweeper fails on. */
	unswept?: true;
	limit?: number;
}

/** What whoever runs a deployment does with it; the client's key must be the operator's. */
export class Operator {
	private readonly ask: Ask;
	private readonly once: Ask;

	/** @param once makes a request that is not tried again: whatever it makes would be made twice */
	constructor(ask: Ask, once: Ask) {
		this.ask = ask;
		this.once = once;
	}

	/** All accounts, newest first. */
	accounts(): AsyncGenerator<AccountResource> {
		return allOf(this.ask, "/v1/accounts", {}, accountSchema);
	}

	/** A new account with its first key, which is shown this once. */
	async createAccount(name: string): Promise<z.infer<typeof newAccountSchema>> {
		return newAccountSchema.parse(await askJson(this.once, "POST", "/v1/accounts", { name }));
	}

	/** What an account's attempts came to, and how its jobs ended. */
	async usage(account: string, query: UsageQuery & { by?: UsageBy } = {}): Promise<Usage> {
		const path = `/v1/accounts/${encodeURIComponent(account)}/usage?${searchOf(query)}`;
		return usageSchema.parse(await askJson(this.ask, "GET", path));
	}

	/** Keys of an account that were not revoked. */
	async accountKeys(account: string): Promise<ApiKey[]> {
		return z.object({ data: z.array(apiKeySchema) }).parse(await askJson(this.ask, "GET", keysOf(account)))
			.data;
	}

	/** A new key of an account, shown this once. Without scopes it has all. */
	async createAccountKey(
		account: string,
		request: { name: string; scopes?: readonly Scope[] },
	): Promise<z.infer<typeof newApiKeySchema>> {
		return newApiKeySchema.parse(await askJson(this.once, "POST", keysOf(account), request));
	}

	async revokeAccountKey(account: string, key: string): Promise<void> {
		await this.ask("DELETE", `${keysOf(account)}/${encodeURIComponent(key)}`);
	}

	/** Operator keys that were made by rotation, and those that have ended. */
	async keys(): Promise<OperatorKeyResource[]> {
		return z
			.object({ data: z.array(operatorKeySchema) })
			.parse(await askJson(this.ask, "GET", "/v1/operator-keys")).data;
	}

	/** A new key of the operator in place of all others, which end after `overlap_s` seconds. */
	async rotateKey(overlap_s: number): Promise<NewOperatorKey> {
		return newOperatorKeySchema.parse(
			await askJson(this.once, "POST", "/v1/operator-keys/rotate", { overlap_s }),
		);
	}

	/** All worker tokens, newest first; those that were revoked too. */
	workerTokens(): AsyncGenerator<WorkerTokenRecord> {
		return allOf(this.ask, "/v1/worker-tokens", {}, workerTokenSchema);
	}

	/** A new token for the workers of a pool, shown this once. */
	async createWorkerToken(request: {
		pool: string;
		name: string;
	}): Promise<z.infer<typeof newWorkerTokenSchema>> {
		return newWorkerTokenSchema.parse(await askJson(this.once, "POST", "/v1/worker-tokens", request));
	}

	async revokeWorkerToken(id: string): Promise<void> {
		await this.ask("DELETE", `/v1/worker-tokens/${encodeURIComponent(id)}`);
	}

	/** All workers, newest first; those that are gone too. */
	workers(): AsyncGenerator<WorkerResource> {
		return allOf(this.ask, "/v1/workers", {}, workerSchema);
	}

	/** Tells a worker to finish what it has and to end. */
	async drainWorker(id: string): Promise<void> {
		await this.ask("POST", `/v1/workers/${encodeURIComponent(id)}/drain`);
	}

	/** Jobs of all accounts, newest first. */
	jobs(query: OperatorJobQuery = {}): AsyncGenerator<OperatorJobSummary> {
		return allOf(this.ask, "/v1/operator/jobs", query, operatorJobSummarySchema);
	}

	/** A job of any account, with its attempts. */
	async job(id: string): Promise<OperatorJob> {
		return operatorJobSchema.parse(await askJson(this.ask, "GET", jobPath(id)));
	}

	async cancelJob(id: string): Promise<JobResource> {
		return jobSchema.parse(await askJson(this.ask, "POST", `${jobPath(id)}/cancel`));
	}

	/** What operators changed, newest first; `target`: on that account, key, token, worker or job. */
	actions(query: { target?: string; limit?: number } = {}): AsyncGenerator<OperatorActionResource> {
		return allOf(this.ask, "/v1/operator-actions", query, operatorActionSchema);
	}
}

const keysOf = (account: string) => `/v1/accounts/${encodeURIComponent(account)}/api-keys`;
const jobPath = (id: string) => `/v1/operator/jobs/${encodeURIComponent(id)}`;
