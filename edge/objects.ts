import type { Env } from "./env.ts";

/** The Durable Object of a pool: its doorbell, its desk, and who looks after its tickets. */
export function poolObject({ POOLS }: Pick<Env, "POOLS">, pool: string) {
	return POOLS.get(POOLS.idFromName(pool));
}

/** The Durable Object of a job: its watchers, its commands and its alarm. */
export function jobObject({ JOBS }: Pick<Env, "JOBS">, job: string) {
	return JOBS.get(JOBS.idFromName(job));
}

/** The Durable Object of a project: those who watch its pictures. */
export function projectObject({ PROJECTS }: Pick<Env, "PROJECTS">, project: string) {
	return PROJECTS.get(PROJECTS.idFromName(project));
}

/** The Durable Object of an account: those who watch all of its jobs. */
export function accountObject({ ACCOUNTS }: Pick<Env, "ACCOUNTS">, account: string) {
	return ACCOUNTS.get(ACCOUNTS.idFromName(account));
}

/** The Durable Object of a webhook: its deliveries. */
export function webhookObject({ WEBHOOKS }: Pick<Env, "WEBHOOKS">, webhook: string) {
	return WEBHOOKS.get(WEBHOOKS.idFromName(webhook));
}

/** The Durable Object that counts what one subject uses. */
export function limitObject({ LIMITS }: Pick<Env, "LIMITS">, subject: string) {
	return LIMITS.get(LIMITS.idFromName(subject));
}
