import { createRoute } from "@hono/zod-openapi";
import { toAsset } from "../../../assets/resource.ts";
import { verifyOutputs } from "../../../attempts/outputs.ts";
import {
	type CheckpointFile,
	checkpointRequestSchema,
	STATES_KEPT,
} from "../../../contract/training/checkpoints.ts";
import { attemptReplySchema, type ManifestItem } from "../../../contract/workers/workers.ts";
import { database } from "../../../db/client.ts";
import type { App } from "../../../http/app.ts";
import { json, jsonBody, refusals, security } from "../../../http/responses.ts";
import { askJob } from "../../../jobs/live/ask.ts";
import { ApiError, withPointers } from "../../../problem.ts";
import { overLimit, usageOf } from "../../../storage/limit.ts";
import { attemptParam, attemptPath, endOverLimit, grantOf, replyOf } from "./attempt.ts";

const checkpoint = createRoute({
	method: "post",
	path: `${attemptPath}/checkpoints`,
	operationId: "reportCheckpoint",
	tags: ["attempts"],
	summary: "A training has come so far that another attempt could go on from there",
	description: `Its files were uploaded like outputs, and are checked in storage first. From then on the next attempt gets them as \`resume\`; where no attempt came so far before, what was tried in vain counts no more. States before the newest ${STATES_KEPT} go; weights and losses stay. Where an attempt began further back than the last one had come, what it stores takes the place of what is there of that step, and states of earlier attempts beyond it go. A step that is not beyond the last one of the same attempt changes nothing; an attempt that is over is refused (\`lease_lost\`).`,
	security,
	request: { params: attemptParam, body: jsonBody(checkpointRequestSchema) },
	responses: {
		200: json(attemptReplySchema.meta({ id: "AttemptReply" }), "What became of the task"),
		...refusals(400, 401, 403, 404, 409, 413, 415, 422, 503),
	},
});

export function registerCheckpoints(app: App): void {
	app.openapi(checkpoint, async (c) => {
		const grant = await grantOf(c, c.req.valid("param"));
		const { step, loss, files } = c.req.valid("json");
		const verified = await verifyOutputs(c.env.BUCKET, grant, files.map(asItem), Date.now()).catch(
			inTheirPlace,
		);
		// Nobody's outputs: what a task delivers is what it completes with.
		const rows = verified.map((row) => ({ ...row, task_id: null, hidden: true }));
		const parts = rows.map(({ id }, i) => ({ role: files[i]?.role ?? "log", asset: id }));
		const resume = { step, assets: rows.map(({ id }) => id) };
		const answer = await askJob(c.env, grant, {
			command: { type: "checkpoint", task: grant.task, epoch: grant.epoch, resume, loss },
			assets: rows.map((row) => ({ row, asset: toAsset(row) })),
			parts,
		});
		if (answer.ok || answer.guard !== "storage")
			return replyOf(c, grant, answer, answer.ok && answer.changed ? resume.assets : []);
		const size = rows.reduce((sum, row) => sum + row.size, 0);
		const usage = await usageOf(database(c.env.DB), grant.account);
		return replyOf(c, grant, await endOverLimit(c, grant, overLimit(usage, size)));
	});
}

function asItem({ role, name, upload, sha256, bytes }: CheckpointFile): ManifestItem {
	const text = role === "log";
	return {
		...{ upload, name: role, node: "", filename: name, sha256, size: bytes },
		kind: text ? "text" : "file",
		content_type: text ? "text/plain; charset=utf-8" : "application/octet-stream",
		...{ width: null, height: null, duration_ms: null },
	};
}

/** Where the request names what a manifest would. */
function inTheirPlace(error: unknown): never {
	if (!(error instanceof ApiError)) throw error;
	throw withPointers(error, (pointer) => pointer.replace(/^\/manifest/, "/files"));
}
