import { createRoute, z } from "@hono/zod-openapi";
import { and, eq, lte } from "drizzle-orm";
import type { Notice } from "../../../../workflows/plan/notices.ts";
import { joinParts } from "../../../assets/parts.ts";
import { toAsset } from "../../../assets/resource.ts";
import { foundOf } from "../../../attempts/found.ts";
import { keepIfHeld, verifyOutputs } from "../../../attempts/outputs.ts";
import { shortMemory } from "../../../attempts/short-memory.ts";
import { issueGrant, leaseLost } from "../../../auth/grants.ts";
import { failureClass } from "../../../contract/failures.ts";
import {
	attemptReplySchema,
	type CompleteRequest,
	completeRequestSchema,
	failRequestSchema,
	MAX_OUTPUTS,
	OUTPUT_PARTS,
	releaseRequestSchema,
	reportReplySchema,
	reportSchema,
	uploadReplySchema,
} from "../../../contract/workers/workers.ts";
import { database } from "../../../db/client.ts";
import { workers } from "../../../db/schema.ts";
import { type App, declaredSize } from "../../../http/app.ts";
import { counted, countedPart, json, jsonBody, refusals, security } from "../../../http/responses.ts";
import { askJob } from "../../../jobs/live/ask.ts";
import type { JobChange } from "../../../jobs/store/job-change.ts";
import { holdsTask, renewLeaseQuery } from "../../../jobs/store/load.ts";
import { leaseMs } from "../../../lease.ts";
import { jobObject } from "../../../objects.ts";
import { SEEN_EVERY_MS } from "../../../pools/capabilities.ts";
import { heardNow } from "../../../pools/presence.ts";
import { ApiError } from "../../../problem.ts";
import { storeBodies } from "../../../storage/bodies.ts";
import { outputFolder, outputKey, partKey, ranFolder } from "../../../storage/keys.ts";
import { overLimit, storageRefusal, usageOf, wouldPass } from "../../../storage/limit.ts";
import { deleteObjects } from "../../../storage/objects.ts";
import { attemptParam, attemptPath, attemptReply, endOverLimit, grantOf, replyOf } from "./attempt.ts";

/** Largest request with an output, in bytes: Cloudflare ends request bodies at 100 MB. */
const MAX_OUTPUT_BYTES = 100_000_000;

const progress = createRoute({
	method: "post",
	path: `${attemptPath}/progress`,
	operationId: "reportProgress",
	tags: ["attempts"],
	summary: "A batch of ticks; renews the lease",
	security,
	request: { params: attemptParam, body: jsonBody(reportSchema) },
	responses: {
		200: json(reportReplySchema.meta({ id: "ReportReply" }), "Noted"),
		...refusals(400, 401, 403, 404, 409, 413, 415, 422, 503),
	},
});
const upload = createRoute({
	method: "put",
	path: `${attemptPath}/outputs/{upload}`,
	operationId: "uploadOutput",
	tags: ["attempts"],
	summary: "The bytes of one output, or of a part of it; storage checks them against x-content-sha256",
	description: `An output of more than ${OUTPUT_PARTS.bytes} bytes comes in parts of that size, the last one excepted, in any order but the last one last: \`part\` counts from 0, \`parts\` says how many there are, and \`x-whole-sha256\` is the hash of all of it. The reply to the last part is about the whole.`,
	security,
	request: {
		params: attemptParam.extend({
			upload: countedPart(0, MAX_OUTPUTS - 1),
		}),
		query: z.object({
			part: counted(0, OUTPUT_PARTS.most - 1).optional(),
			parts: counted(1, OUTPUT_PARTS.most).default(1).openapi({ default: 1 }),
		}),
		headers: z.object({
			"x-content-sha256": z.string().regex(/^[0-9a-f]{64}$/),
			"x-whole-sha256": z
				.string()
				.regex(/^[0-9a-f]{64}$/)
				.optional(),
		}),
		body: { content: { "application/octet-stream": { schema: z.string().openapi({ format: "binary" }) } } },
	},
	responses: {
		201: json(uploadReplySchema.meta({ id: "UploadReply" }), "Stored"),
		...refusals(401, 403, 404, 409, 411, 413, 422),
	},
});
const answered = attemptReplySchema.meta({ id: "AttemptReply" });
const complete = createRoute({
	method: "post",
	path: `${attemptPath}/complete`,
	operationId: "completeAttempt",
	tags: ["attempts"],
	summary: "The attempt succeeded: its outputs are checked in storage before the task may succeed",
	security,
	request: { params: attemptParam, body: jsonBody(completeRequestSchema, { large: ["graph"] }) },
	responses: {
		200: json(answered, "What became of the task"),
		...refusals(400, 401, 403, 404, 409, 413, 415, 422, 503),
	},
});
const fail = createRoute({
	method: "post",
	path: `${attemptPath}/fail`,
	operationId: "failAttempt",
	tags: ["attempts"],
	summary: "The attempt failed",
	security,
	request: { params: attemptParam, body: jsonBody(failRequestSchema) },
	responses: {
		200: json(answered, "What became of the task"),
		...refusals(400, 401, 403, 404, 409, 413, 415, 422, 503),
	},
});
const release = createRoute({
	method: "post",
	path: `${attemptPath}/release`,
	operationId: "releaseAttempt",
	tags: ["attempts"],
	summary:
		"Gives the task back unharmed; a drain is never counted as a try, other causes from the fourth time on",
	security,
	request: { params: attemptParam, body: jsonBody(releaseRequestSchema) },
	responses: {
		200: json(answered, "What became of the task"),
		...refusals(400, 401, 403, 404, 409, 413, 415, 422, 503),
	},
});

export function registerAttempts(app: App): void {
	app.openapi(progress, async (c) => {
		const grant = await grantOf(c, c.req.valid("param"));
		const object = jobObject(c.env, grant.job);
		const identity = { job: grant.job, pool: grant.pool, account: grant.account };
		const noted = await object.report(identity, grant.task, grant.epoch, c.req.valid("json"));
		if (!noted.ok) throw leaseLost(grant);
		const now = Date.now();
		const reply = {
			cancel: noted.cancel,
			drain: false,
			watched: noted.watched,
			lease_until: new Date(now + leaseMs(c.env)).toISOString(),
		};
		if (!noted.renew_due) return c.json(reply, 200);
		const db = database(c.env.DB);
		const [, [renewed], , [worker]] = await db.batch([
			heardNow(db, c.env, grant.pool, now),
			renewLeaseQuery(db, grant.task, grant.epoch, now + leaseMs(c.env)),
			db
				.update(workers)
				.set({ last_seen_at: now })
				.where(and(eq(workers.id, grant.worker), lte(workers.last_seen_at, now - SEEN_EVERY_MS))),
			db.select({ draining: workers.draining }).from(workers).where(eq(workers.id, grant.worker)),
		]);
		if (!renewed) throw leaseLost(grant);
		c.executionCtx.waitUntil(object.renewed(grant.task));
		return c.json(
			{
				...reply,
				cancel: reply.cancel || renewed.status === "canceling",
				drain: worker?.draining ?? false,
				grant: await issueGrant(c.env, grant, now),
			},
			200,
		);
	});

	app.openapi(upload, async (c) => {
		const param = c.req.valid("param");
		const grant = await grantOf(c, param);
		const size = declaredSize(c, MAX_OUTPUT_BYTES);
		// What a finished attempt has stored is final (P5), and one that lost its lease has nothing to store.
		const db = database(c.env.DB);
		const [held, usage] = await Promise.all([
			holdsTask(db, grant.task, grant.epoch),
			usageOf(db, grant.account),
		]);
		if (!held) throw leaseLost(grant);
		if (wouldPass(usage, size)) {
			await endOverLimit(c, grant, overLimit(usage, size));
			throw storageRefusal(usage, size);
		}
		const { "x-content-sha256": sha256, "x-whole-sha256": whole } = c.req.valid("header");
		const { part, parts } = c.req.valid("query");
		const contentType = c.req.header("content-type") ?? "application/octet-stream";
		const folder = outputFolder(grant, param.upload);
		const key = part === undefined ? outputKey(grant, param.upload, sha256) : partKey(folder, part);
		try {
			await c.env.BUCKET.put(key, c.req.raw.body ?? new Uint8Array(), {
				sha256,
				httpMetadata: { contentType },
			});
		} catch (error) {
			if (!/checksum|sha-?256/i.test(String(error))) throw error;
			throw new ApiError(
				"output_mismatch",
				`the bytes of output ${param.upload} do not have the SHA-256 ${sha256}`,
			);
		}
		if (!(await keepIfHeld(c.env, grant, key))) throw leaseLost(grant);
		if (whole !== undefined && part === parts - 1) {
			const joinedKey = outputKey(grant, param.upload, whole);
			const joined = await joinParts(c.env.BUCKET, joinedKey, { folder, parts, sha256: whole, contentType });
			if (!(await keepIfHeld(c.env, grant, joinedKey))) throw leaseLost(grant);
			return c.json({ upload: param.upload, size: joined, sha256: whole }, 201);
		}
		return c.json({ upload: param.upload, size, sha256 }, 201);
	});

	app.openapi(complete, async (c) => {
		const grant = await grantOf(c, c.req.valid("param"));
		const { manifest, graph, gpu_ms, spans, blocked } = c.req.valid("json");
		const rows = await verifyOutputs(c.env.BUCKET, grant, manifest, Date.now());
		const ran = await storeBodies(c.env.BUCKET, ranFolder(grant), [JSON.stringify(graph)]);
		const found = foundOf(rows);
		const size = rows.reduce((sum, row) => sum + row.size, ran.bytes);
		const change: JobChange = {
			command: {
				type: "complete",
				task: grant.task,
				epoch: grant.epoch,
				outputs: rows.map((row) => ({ name: row.name, asset: row.id })),
				gpu_ms,
				spans,
				...(found && { found }),
			},
			assets: rows.map((row) => ({ row, asset: toAsset(row) })),
			ran: { column: ran.columns[0] ?? "", bytes: ran.bytes },
			notices: blocked.map(branchNotRun),
		};
		const answer = await askJob(c.env, grant, change);
		const full = !answer.ok && answer.guard === "storage";
		if (!full) {
			const kept = answer.ok && answer.changed;
			return replyOf(c, grant, answer, kept ? rows.map(({ id }) => id) : []);
		}
		const usage = await usageOf(database(c.env.DB), grant.account);
		const ended = await endOverLimit(c, grant, overLimit(usage, size), { gpu_ms, spans });
		// Nothing names them, and nothing can any more: the attempt is over by this. If it was over already, it may
		// have succeeded meanwhile.
		if (ended.ok && ended.changed)
			await deleteObjects(c.env.BUCKET, [...rows.map((row) => row.r2_key), ...(ran.key ? [ran.key] : [])]);
		return replyOf(c, grant, ended);
	});

	app.openapi(fail, async (c) => {
		const grant = await grantOf(c, c.req.valid("param"));
		const { failure, gpu_ms, spans } = c.req.valid("json");
		const memory =
			failureClass(failure.code) === "capacity"
				? await shortMemory(database(c.env.DB), grant, Date.now())
				: null;
		return attemptReply(c, grant, {
			command: {
				type: "fail",
				task: grant.task,
				epoch: grant.epoch,
				failure,
				gpu_ms,
				spans,
				...(memory && { memory }),
			},
		});
	});

	app.openapi(release, async (c) => {
		const grant = await grantOf(c, c.req.valid("param"));
		const { cause, gpu_ms, spans } = c.req.valid("json");
		return attemptReply(c, grant, {
			command: { type: "release", task: grant.task, epoch: grant.epoch, cause, gpu_ms, spans },
		});
	});
}

function branchNotRun({ node, class_type, message }: CompleteRequest["blocked"][number]): Notice {
	const named = `${node}${class_type === null ? "" : ` (${class_type})`}`;
	return { pointer: "", code: "branch_not_run", message: `Node ${named} did not run: ${message}` };
}
