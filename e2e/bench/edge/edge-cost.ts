import type { Usage } from "../instruments/counting-worker.ts";

/** A thing that Cloudflare bills. Prices in US dollars for a million; so many a month are in the paid plan. */
interface Price {
	of: string;
	count(usage: Usage, cpuMs: number): number;
	usd: number;
	included: number;
}

/** A Durable Object has this much memory while it is at work, in GB. */
const OBJECT_GB = 0.128;
const MILLION = 1e6;

/**
 * Source: cloudflare-docs, its pages of prices of Workers (07acbb6), Durable Objects (07e200b), D1 (25a83ce) and R2
 * (07ec87d), read in November 2026. Storage is left out: it is paid for by month, not by job.
 */
const PRICES: readonly Price[] = [
	{ of: "Worker requests", count: (usage) => usage.worker_requests, usd: 0.3, included: 10 * MILLION },
	{ of: "Worker CPU, ms", count: (_, cpuMs) => cpuMs, usd: 0.02, included: 30 * MILLION },
	{
		of: "object requests",
		count: (usage) => usage.object_requests + usage.object_messages / 20,
		usd: 0.15,
		included: MILLION,
	},
	{
		of: "object GB-s",
		count: (usage) => (usage.object_ms / 1000) * OBJECT_GB,
		usd: 12.5,
		included: 400_000,
	},
	{
		of: "object rows read",
		count: (usage) => usage.object_rows_read,
		usd: 0.001,
		included: 25_000 * MILLION,
	},
	{ of: "object rows written", count: (usage) => usage.object_rows_written, usd: 1, included: 50 * MILLION },
	{ of: "D1 rows read", count: (usage) => usage.rows_read, usd: 0.001, included: 25_000 * MILLION },
	{ of: "D1 rows written", count: (usage) => usage.rows_written, usd: 1, included: 50 * MILLION },
	{ of: "R2 class A", count: (usage) => usage.r2_class_a, usd: 4.5, included: MILLION },
	{ of: "R2 class B", count: (usage) => usage.r2_class_b, usd: 0.36, included: 10 * MILLION },
];

export interface CostLine {
	of: string;
	/** For each job. */
	count: number;
	/** Of a million jobs in one month, in US dollars: all of it, and beyond what the plan includes. */
	gross: number;
	net: number;
}

/** What a million jobs cost at Cloudflare that each use this. `cpuMs`: processor time of the Worker, in milliseconds. Pure. */
export function costOfMillion(usage: Usage, cpuMs: number): CostLine[] {
	return PRICES.map(({ of, count, usd, included }) => {
		const each = count(usage, cpuMs);
		const beyond = Math.max(0, each * MILLION - included);
		return { of, count: each, gross: each * usd, net: (beyond / MILLION) * usd };
	});
}
