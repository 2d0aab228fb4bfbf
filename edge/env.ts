import type { AccountRpc } from "./rpc/account.ts";
import type { JobRpc } from "./rpc/job.ts";
import type { LimitRpc } from "./rpc/limit.ts";
import type { PoolRpc } from "./rpc/pool.ts";
import type { ProjectRpc } from "./rpc/project.ts";
import type { WebhookRpc } from "./rpc/webhook.ts";

/** What `wrangler.toml` binds, and the two secrets. */
export interface Env {
	DB: D1Database;
	BUCKET: R2Bucket;
	/** What was built beside the Worker: the studio. */
	ASSETS: Fetcher;
	JOBS: DurableObjectNamespace<JobRpc>;
	POOLS: DurableObjectNamespace<PoolRpc>;
	LIMITS: DurableObjectNamespace<LimitRpc>;
	WEBHOOKS: DurableObjectNamespace<WebhookRpc>;
	ACCOUNTS: DurableObjectNamespace<AccountRpc>;
	PROJECTS: DurableObjectNamespace<ProjectRpc>;
	/** Sends e-mail, where the deployment has it; with `EMAIL_FROM`, the address it comes from. */
	EMAIL?: SendEmail;
	EMAIL_FROM?: string;
	/** `1`: webhooks and OIDC issuers may lie on this machine, without TLS too. For local use only. */
	WEBHOOKS_ALLOW_LOOPBACK?: string;
	/** Where names are looked up over HTTPS, in JSON, before anything is asked of them. */
	WEBHOOKS_RESOLVER?: string;
	/** A key of RunPod that is good for the endpoints of this deployment's pools. Without it no tickets are issued. */
	RUNPOD_API_KEY?: string;
	/** Where requests of RunPod go, and where its endpoints are managed; without them: RunPod itself. */
	RUNPOD_URL?: string;
	RUNPOD_MANAGEMENT_URL?: string;
	/**
	 * R2's S3 interface and a key for the bucket of this deployment: workers then send and fetch large files without the
	 * edge between (`storage/direct.ts`). All four, or none.
	 */
	R2_S3_ENDPOINT?: string;
	R2_S3_BUCKET?: string;
	R2_S3_ACCESS_KEY_ID?: string;
	R2_S3_SECRET_ACCESS_KEY?: string;
	/** Takes a point for each attempt that ends, where the deployment has it. */
	ANALYTICS?: AnalyticsEngineDataset;
	/** An API key that stands for programs of this machine which ask for pages without one. For local use only. */
	PAGES_KEY?: string;
	/** Origins of foreign web pages that may call the API and open sockets, with commas between; `*`: all. */
	ALLOWED_ORIGINS: string;
	/** `1`: a line in the log for each request. */
	LOG_REQUESTS?: string;
	/** Chores of housekeeping that are left alone, with commas between (`housekeeping/keep-house.ts`). */
	PAUSED_CHORES?: string;
	/** Length of a lease in milliseconds, where tests want another one. */
	LEASE_MS?: string;
	/** Least pause between two questions for RunPod's list of pods in milliseconds, where tests want another one. */
	POD_LIST_MS?: string;
	/** Limits for a minute, or at once for sockets; what is left out has its default (`limits/policies.ts`). */
	LIMIT_REQUESTS?: string;
	LIMIT_UPLOADS?: string;
	LIMIT_BODY_BYTES?: string;
	LIMIT_OPEN_SOCKETS?: string;
	LIMIT_ADDRESS_REQUESTS?: string;
	LIMIT_ADDRESS_UPLOADS?: string;
	LIMIT_ADDRESS_BYTES?: string;
	LIMIT_ADDRESS_SOCKETS?: string;
	LIMIT_FAILED_AUTHENTICATIONS?: string;
	/** Signs client tokens, tickets and attempt grants. At least 32 characters. */
	SIGNING_SECRET: string;
	/** Bearer token of the operator: makes accounts and worker tokens. */
	ADMIN_KEY: string;
}
