import { createRoute, z } from "@hono/zod-openapi";
import { and, desc, eq, getTableColumns, isNull, lt, sql } from "drizzle-orm";
import { canonical } from "../../../../workflows/graph/canonical.ts";
import { isOlder } from "../../../../workflows/graph/versions.ts";
import { findProfile } from "../../../../workflows/plan/profiles.ts";
import { gpuClassOf } from "../../../../workflows/prices/price-sheet.ts";
import { areWished } from "../../../assets/thumbnail-chores.ts";
import { noteAction } from "../../../auth/operator-actions.ts";
import { bearerOf } from "../../../auth/principal.ts";
import { hashSecret, secretKind } from "../../../auth/secret.ts";
import { claimTask } from "../../../claims/claim.ts";
import { THUMBNAILS_WANTED } from "../../../contract/assets/thumbnails.ts";
import { idPattern, newId } from "../../../contract/ids.ts";
import { workerSchema } from "../../../contract/operator/operator.ts";
import { DOORBELL_PROTOCOL } from "../../../contract/sockets.ts";
import {
	claimedTaskSchema,
	claimRequestSchema,
	registerReplySchema,
	registerRequestSchema,
	SAFE_COMFYUI_VERSION,
} from "../../../contract/workers/workers.ts";
import { database } from "../../../db/client.ts";
import { pack } from "../../../db/pack.ts";
import { cutPage } from "../../../db/page.ts";
import { capabilities, pools, workers, workerTokens } from "../../../db/schema.ts";
import { type App, type AppContext, operatorOf, principalOf } from "../../../http/app.ts";
import {
	json,
	jsonBody,
	MAX_COMFYUI_BYTES,
	pageOf,
	pageQuery,
	refusals,
	security,
} from "../../../http/responses.ts";
import { answerSocket, requireUpgrade } from "../../../http/upgrade.ts";
import { leaseMs } from "../../../lease.ts";
import { poolObject } from "../../../objects.ts";
import { goneAt, isIdle, SEEN_EVERY_MS } from "../../../pools/capabilities.ts";
import { namesakesOf } from "../../../pools/namesakes.ts";
import { ApiError, notFound } from "../../../problem.ts";
import { hasObjectInfo } from "../../../workflows/object-info.ts";

const idParam = z.object({ id: z.string().regex(idPattern("worker")) });

const register = createRoute({
	method: "post",
	path: "/v1/workers",
	operationId: "registerWorker",
	tags: ["workers"],
	summary: "A worker introduces itself and says what its ComfyUI can run",
	security,
	request: {
		body: jsonBody(registerRequestSchema, { maxBytes: MAX_COMFYUI_BYTES, large: ["capabilities"] }),
	},
	responses: {
		201: json(registerReplySchema.meta({ id: "WorkerRegistered" }), "Registered"),
		...refusals(400, 401, 403, 413, 415, 422),
	},
});
const list = createRoute({
	method: "get",
	path: "/v1/workers",
	operationId: "listWorkers",
	tags: ["workers"],
	summary: "All workers, newest first (operator)",
	security,
	request: { query: pageQuery },
	responses: {
		200: json(pageOf(workerSchema).meta({ id: "WorkerPage" }), "A page of workers"),
		...refusals(401, 403, 422),
	},
});
const leave = createRoute({
	method: "delete",
	path: "/v1/workers/{id}",
	operationId: "removeWorker",
	tags: ["workers"],
	summary: "A worker goes away after it has given everything back",
	security,
	request: { params: idParam },
	responses: { 204: { description: "Gone" }, ...refusals(401, 403, 404) },
});
const drain = createRoute({
	method: "post",
	path: "/v1/workers/{id}/drain",
	operationId: "drainWorker",
	tags: ["workers"],
	summary: "Tells a worker to finish what it has and take nothing new (operator)",
	security,
	request: { params: idParam },
	responses: { 204: { description: "Told" }, ...refusals(401, 403, 404) },
});
const claim = createRoute({
	method: "post",
	path: "/v1/workers/{id}/claim",
	operationId: "claimTask",
	tags: ["workers"],
	summary: "Takes the next task; asking again with the same claim_id gives the same one",
	security,
	request: { params: idParam, body: jsonBody(claimRequestSchema) },
	responses: {
		200: json(claimedTaskSchema, "A task, leased to this worker"),
		204: { description: "Nothing to do" },
		...refusals(400, 401, 403, 404, 413, 415, 422),
	},
});
const socket = createRoute({
	method: "get",
	path: "/v1/workers/{id}/socket",
	operationId: "openDoorbell",
	tags: ["workers"],
	summary: "The doorbell: a WebSocket that says when to look for work",
	description: `Subprotocol \`${DOORBELL_PROTOCOL}\`. A worker says \`{"type":"wants_work"}\` or \`{"type":"has_work"}\`: whether it is to be told of new work.`,
	security,
	request: { params: idParam },
	responses: { 101: { description: "The socket" }, ...refusals(401, 403, 404, 426) },
});

export function registerWorkers(app: App): void {
	app.openapi(register, async (c) => {
		const principal = await principalOf(c);
		if (principal.kind !== "worker") throw new ApiError("forbidden", "this route takes a worker token");
		const request = c.req.valid("json");
		const now = Date.now();
		const id = newId("worker");
		const body = canonical(request.capabilities);
		const hash = await hashSecret(body);
		const db = database(c.env.DB);
		const [pool, namesakes] = await db.batch([
			db.select({ name: pools.name }).from(pools).where(eq(pools.id, principal.pool)),
			namesakesOf(db, principal.pool, request, now),
			db
				.insert(capabilities)
				.values({ hash, body: await pack(body) })
				.onConflictDoNothing(),
			db.insert(workers).values({
				id,
				pool_id: principal.pool,
				token_id: principal.token,
				name: request.name,
				version: request.version,
				comfyui_version: request.capabilities.comfyui_version,
				gpu: request.gpu,
				emulated: request.emulated,
				capabilities_hash: hash,
				draining: false,
				registered_at: now,
				last_seen_at: now,
				gone_at: null,
				object_info_sha256: request.object_info_sha256 ?? null,
				gpu_class: gpuClassOf(request.gpu.name),
				machine: request.machine ?? null,
				trains_alone: findProfile(request.capabilities.profile)?.trains_alone ?? false,
			}),
		]);
		const warnings = [
			...(isOlder(request.capabilities.comfyui_version, SAFE_COMFYUI_VERSION)
				? [
						`ComfyUI ${request.capabilities.comfyui_version} has known holes (CISA VA-26-238-01); use ${SAFE_COMFYUI_VERSION} or newer`,
					]
				: []),
			...namesakes.map(
				(other) =>
					`another worker of the pool is called ${request.name} and was heard of ${Math.max(0, Math.round((now - other.last_seen_at) / 1000))} s ago (${other.id}); this one is ${id}. If it is not a life of this one that was killed, give each its own WORKER_NAME, so that people can tell them apart`,
			),
		];
		return c.json(
			{
				worker_id: id,
				pool: pool[0]?.name ?? principal.pool,
				lease_ms: leaseMs(c.env),
				socket: `/v1/workers/${id}/socket`,
				warnings,
				wants_object_info:
					request.object_info_sha256 !== undefined &&
					!(await hasObjectInfo(c.env.BUCKET, request.object_info_sha256)),
			},
			201,
		);
	});

	app.openapi(list, async (c) => {
		await operatorOf(c);
		const { limit, cursor } = c.req.valid("query");
		const rows = await database(c.env.DB)
			.select({ ...getTableColumns(workers), pool: pools.name, idle: isIdle })
			.from(workers)
			.innerJoin(pools, eq(pools.id, workers.pool_id))
			.where(cursor === undefined ? undefined : lt(workers.id, cursor))
			.orderBy(desc(workers.id))
			.limit(limit + 1);
		const cut = cutPage(rows, limit);
		const at = (time: number) => new Date(time).toISOString();
		const now = Date.now();
		const data = cut.data.map((row) => {
			const gone = goneAt(row, now);
			return {
				id: row.id,
				pool: row.pool,
				name: row.name,
				version: row.version,
				comfyui_version: row.comfyui_version,
				gpu: row.gpu,
				emulated: row.emulated,
				draining: row.draining,
				idle: gone === null && !row.draining && row.idle === 1,
				registered_at: at(row.registered_at),
				last_seen_at: at(row.last_seen_at),
				gone_at: gone === null ? null : at(gone),
			};
		});
		return c.json({ ...cut, data }, 200);
	});

	app.openapi(leave, async (c) => {
		const worker = await ownWorker(c, c.req.valid("param").id);
		await database(c.env.DB).update(workers).set({ gone_at: Date.now() }).where(eq(workers.id, worker.id));
		return c.body(null, 204);
	});

	app.openapi(drain, async (c) => {
		const { hash } = await operatorOf(c);
		const { id } = c.req.valid("param");
		const db = database(c.env.DB);
		const note = noteAction(db, {
			hash,
			action: "worker.drain",
			target: id,
			now: Date.now(),
			when: sql`EXISTS (SELECT 1 FROM workers WHERE id = ${id})`,
		});
		const [, [row]] = await db.batch([
			note.before,
			db
				.update(workers)
				.set({ draining: true })
				.where(eq(workers.id, id))
				.returning({ pool: workers.pool_id }),
		]);
		if (!row) throw notFound("worker");
		await poolObject(c.env, row.pool).tell(id, { type: "drain" });
		return c.body(null, 204);
	});

	app.openapi(claim, async (c) => {
		const worker = await ownWorker(c, c.req.valid("param").id);
		const now = Date.now();
		if (now - worker.last_seen_at >= SEEN_EVERY_MS) {
			c.executionCtx.waitUntil(
				database(c.env.DB)
					.update(workers)
					.set({ last_seen_at: now })
					.where(eq(workers.id, worker.id))
					.execute(),
			);
		}
		const request = c.req.valid("json");
		const result = await claimTask(c.env, worker, request);
		if (!result) {
			if (await areWished(database(c.env.DB), worker.pool_id, now)) c.header(THUMBNAILS_WANTED, "1");
			return c.body(null, 204);
		}
		if (result.more) {
			const pool = poolObject(c.env, worker.pool_id);
			// A hint: without it, others find what is left when they ask by themselves.
			c.executionCtx.waitUntil(Promise.allSettled([pool.passOn(worker.id)]));
		}
		return c.json(result.claimed, 200);
	});

	app.openapi(socket, async (c) => {
		requireUpgrade(c);
		const worker = await ownWorker(c, c.req.valid("param").id);
		const headers = { upgrade: "websocket", "x-worker-id": worker.id, "x-token-id": worker.token_id };
		const pool = poolObject(c.env, worker.pool_id);
		const response = await pool.fetch("https://pool/socket", { headers });
		return answerSocket(c, response.webSocket, DOORBELL_PROTOCOL);
	});
}

/** The worker a token speaks for: registered with the same token, and not gone. */
export async function ownWorker(c: AppContext, id: string): Promise<typeof workers.$inferSelect> {
	const bearer = bearerOf(c.req.header("authorization"));
	// The common case in one query; what is refused is looked at again, to say why.
	const [row] =
		bearer && secretKind(bearer) === "workerToken"
			? await database(c.env.DB)
					.select({ worker: workers })
					.from(workers)
					.innerJoin(workerTokens, eq(workerTokens.id, workers.token_id))
					.where(
						and(
							eq(workers.id, id),
							eq(workerTokens.hash, await hashSecret(bearer)),
							isNull(workerTokens.revoked_at),
							isNull(workers.gone_at),
						),
					)
			: [];
	if (row) return row.worker;
	const principal = await principalOf(c);
	if (principal.kind !== "worker") throw new ApiError("forbidden", "this route takes a worker token");
	throw notFound("worker");
}
