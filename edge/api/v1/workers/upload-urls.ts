import { createRoute } from "@hono/zod-openapi";
import { leaseLost } from "../../../auth/grants.ts";
import {
	MAX_OUTPUTS,
	uploadUrlReplySchema,
	uploadUrlRequestSchema,
} from "../../../contract/workers/workers.ts";
import { database } from "../../../db/client.ts";
import type { App } from "../../../http/app.ts";
import { countedPart, json, jsonBody, refusals, security } from "../../../http/responses.ts";
import { holdsTaskQuery } from "../../../jobs/store/load.ts";
import { DIRECT_MOST_BYTES, directStorage, signedPut } from "../../../storage/direct.ts";
import { outputKey } from "../../../storage/keys.ts";
import { overLimit, storageRefusal, usageOf, wouldPass } from "../../../storage/limit.ts";
import { attemptParam, attemptPath, endOverLimit, grantOf } from "./attempt.ts";

const uploadUrl = createRoute({
	method: "post",
	path: `${attemptPath}/outputs/{upload}/url`,
	operationId: "createUploadUrl",
	tags: ["attempts"],
	summary: "Where the bytes of an output can be sent without this edge between",
	description:
		"An address of storage that is good for one PUT of these very bytes, while the lease lasts: storage checks their SHA-256 itself. Nothing is told here afterwards: `complete` and `checkpoints` look at what lies there. `direct` is null where this deployment has no key for that, or the file is larger than storage takes at once.",
	security,
	request: {
		params: attemptParam.extend({ upload: countedPart(0, MAX_OUTPUTS - 1) }),
		body: jsonBody(uploadUrlRequestSchema),
	},
	responses: {
		200: json(uploadUrlReplySchema.meta({ id: "UploadUrl" }), "Where to send it"),
		...refusals(400, 401, 403, 404, 409, 413, 415, 422),
	},
});

export function registerUploadUrls(app: App): void {
	app.openapi(uploadUrl, async (c) => {
		const param = c.req.valid("param");
		const grant = await grantOf(c, param);
		const { size, sha256, content_type } = c.req.valid("json");
		const storage = directStorage(c.env);
		const now = Date.now();
		const db = database(c.env.DB);
		const [[held], usage] = await Promise.all([
			holdsTaskQuery(db, grant.task, grant.epoch),
			usageOf(db, grant.account),
		]);
		if (held === undefined) throw leaseLost(grant);
		if (wouldPass(usage, size)) {
			await endOverLimit(c, grant, overLimit(usage, size));
			throw storageRefusal(usage, size);
		}
		if (storage === null || size > DIRECT_MOST_BYTES) return c.json({ direct: null }, 200);
		const key = outputKey(grant, param.upload, sha256);
		const seconds = Math.max(1, Math.floor((held.lease_until - now) / 1000));
		const put = await signedPut(storage, { key, sha256, contentType: content_type }, seconds, now);
		const expires_at = new Date(now + seconds * 1000).toISOString();
		c.header("cache-control", "no-store");
		return c.json({ direct: { ...put, expires_at } }, 200);
	});
}
