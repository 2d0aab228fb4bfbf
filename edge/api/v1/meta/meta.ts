import { createRoute, z } from "@hono/zod-openapi";
import { gt, sql } from "drizzle-orm";
import packageJson from "../../../../package.json" with { type: "json" };
import { database } from "../../../db/client.ts";
import { workers } from "../../../db/schema.ts";
import type { App } from "../../../http/app.ts";
import { openApiDocument } from "../../../http/openapi/document.ts";
import { json, refusals } from "../../../http/responses.ts";
import { countUnswept } from "../../../jobs/sweep/sweep.ts";
import { poolObject } from "../../../objects.ts";
import { WORKER_SEEN_MS } from "../../../pools/capabilities.ts";
import { directStorage } from "../../../storage/direct.ts";

const healthSchema = z
	.object({
		status: z.literal("ok"),
		/** A worker with a ComfyUI behind it was seen within the last minute. */
		comfyui: z.boolean(),
		/** One of those runs on Apple's GPU. */
		mps: z.boolean(),
		/** Unfinished jobs that the sweeper fails on, which its log names: an operator should look. */
		jobs_unswept: z.int(),
		version: z.string(),
	})
	.meta({ id: "Health" });
const readySchema = z
	.object({
		status: z.enum(["ready", "not_ready"]),
		d1: z.boolean(),
		r2: z.boolean(),
		durable_objects: z.boolean(),
		large_files: z
			.enum(["storage", "edge"])
			.describe("Where workers send and fetch large files: at storage itself, or through this edge"),
	})
	.meta({ id: "Readiness" });

const health = createRoute({
	method: "get",
	path: "/health",
	operationId: "getHealth",
	tags: ["meta"],
	summary: "Whether the edge answers, and whether a ComfyUI is there",
	responses: { 200: json(healthSchema, "The edge is up"), ...refusals(400) },
});
const ready = createRoute({
	method: "get",
	path: "/readyz",
	operationId: "getReadiness",
	tags: ["meta"],
	summary: "Whether D1, R2 and Durable Objects answer",
	responses: {
		200: json(readySchema, "All answer"),
		503: json(readySchema, "One does not"),
		...refusals(400),
	},
});

/** Workers that /health looks at. */
const MOST_WORKERS = 1000;

const VERSION = packageJson.version;

export function registerMeta(app: App): void {
	app.openapi(health, async (c) => {
		const db = database(c.env.DB);
		const [rows, jobs_unswept] = await Promise.all([
			db
				.select({ device: sql<string>`${workers.gpu} ->> 'type'` })
				.from(workers)
				.where(sql`${gt(workers.last_seen_at, Date.now() - WORKER_SEEN_MS)} AND gone_at IS NULL`)
				.limit(MOST_WORKERS)
				.catch(() => []),
			countUnswept(db).catch(() => 0),
		]);
		const body = {
			status: "ok" as const,
			comfyui: rows.length > 0,
			mps: rows.some(({ device }) => device === "mps"),
			jobs_unswept,
		};
		return c.json({ ...body, version: VERSION }, 200);
	});

	app.openapi(ready, async (c) => {
		const works = (probe: Promise<unknown>) =>
			probe.then(
				() => true,
				() => false,
			);
		const [d1, r2, durable_objects] = await Promise.all([
			works(c.env.DB.prepare("SELECT 1 FROM pools LIMIT 1").first()),
			works(c.env.BUCKET.head("readyz")),
			works(poolObject(c.env, "readyz").ring("readyz", 0)),
		]);
		const ok = d1 && r2 && durable_objects;
		const status = ok ? ("ready" as const) : ("not_ready" as const);
		const large_files = directStorage(c.env) === null ? ("edge" as const) : ("storage" as const);
		return c.json({ status, d1, r2, durable_objects, large_files }, ok ? 200 : 503);
	});

	app.openAPIRegistry.registerPath({
		method: "get",
		path: "/openapi.json",
		operationId: "getOpenApi",
		tags: ["meta"],
		summary: "This document",
		responses: {
			200: json(z.looseObject({ openapi: z.string() }), "The OpenAPI document"),
			...refusals(400),
		},
	});
	app.get("/openapi.json", () => {
		document ??= JSON.stringify(openApiDocument(app, VERSION));
		return new Response(document, { headers: { "content-type": "application/json" } });
	});
}

/** Made once: it takes a moment, and never changes while the Worker runs. */
let document: string | undefined;
