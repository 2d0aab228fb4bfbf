import type { JobRpc } from "./jobs/job-rpc.ts";
import type { PoolRpc } from "./pools/pool-rpc.ts";

/** What `wrangler.toml` binds, and the two secrets. */
export interface Env {
	DB: D1Database;
	BUCKET: R2Bucket;
	JOBS: DurableObjectNamespace<JobRpc>;
	POOLS: DurableObjectNamespace<PoolRpc>;
	/** Comma-separated origins of foreign web pages that may call the API and open sockets. */
	ALLOWED_ORIGINS: string;
	/** Length of a lease in milliseconds, where tests want another one. */
	LEASE_MS?: string;
	/** Signs client tokens, tickets and attempt grants. At least 32 characters. */
	SIGNING_SECRET: string;
	/** Bearer token of the operator: makes accounts and worker tokens. */
	ADMIN_KEY: string;
}
