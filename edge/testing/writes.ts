import { env } from "cloudflare:workers";
import { expect } from "vitest";

const TABLES = [
	"accounts",
	"api_keys",
	"assets",
	"attempts",
	"character_references",
	"characters",
	"checkpoints",
	"deletions",
	"events",
	"idempotency_keys",
	"job_inputs",
	"job_workflows",
	"jobs",
	"lora_versions",
	"loras",
	"operator_keys",
	"pipeline_numbers",
	"pipelines",
	"pools",
	"project_events",
	"projects",
	"shots",
	"stages",
	"task_plans",
	"tasks",
	"trainings",
	"worker_tokens",
	"webhook_deliveries",
	"webhook_endpoints",
	"workers",
	"workflows",
] as const;

/** How many rows every table has, and how many objects the bucket. */
export async function countEverything(): Promise<Record<string, number>> {
	const columns = TABLES.map((table) => `(SELECT count(*) FROM ${table}) AS ${table}`).join(", ");
	const rows = await env.DB.prepare(`SELECT ${columns}`).first<Record<string, number>>();
	const { objects } = await env.BUCKET.list({ limit: 1000 });
	return { ...rows, objects: objects.length };
}

/** Does something with each of many that must leave no trace in D1 or R2. */
export async function eachWritesNothing<T extends { id: string }>(
	all: readonly T[],
	act: (one: T, at: number) => Promise<unknown>,
): Promise<void> {
	const before = await countEverything();
	for (const [at, one] of all.entries()) {
		await act(one, at);
		expect(await countEverything(), one.id).toEqual(before);
	}
}

/** Runs something that must leave no trace in D1 or R2. */
export async function writesNothing<T>(act: () => Promise<T>): Promise<T> {
	const before = await countEverything();
	const result = await act();
	expect(await countEverything()).toEqual(before);
	return result;
}
