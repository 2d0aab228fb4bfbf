import { createRoute, z } from "@hono/zod-openapi";
import { contentResponse } from "../../../assets/content.ts";
import { assetOfPool, handOut, keepThumbnail } from "../../../assets/thumbnail-chores.ts";
import { assetIdSchema } from "../../../contract/assets/assets.ts";
import {
	MAX_THUMBNAIL_BYTES,
	THUMBNAIL_TYPE,
	thumbnailChoresSchema,
} from "../../../contract/assets/thumbnails.ts";
import { idPattern } from "../../../contract/ids.ts";
import { database } from "../../../db/client.ts";
import { type App, declaredSize } from "../../../http/app.ts";
import { json, refusals, security } from "../../../http/responses.ts";
import { ApiError, notFound } from "../../../problem.ts";
import { readUpTo } from "../../../workflows/object-info.ts";
import { ownWorker } from "./workers.ts";

const workerParam = z.object({ id: z.string().regex(idPattern("worker")) });
const assetParam = workerParam.extend({ asset: assetIdSchema });

const take = createRoute({
	method: "post",
	path: "/v1/workers/{id}/thumbnails",
	operationId: "takeThumbnailChores",
	tags: ["workers"],
	summary: "Takes some files that thumbnails are wanted of",
	security,
	request: { params: workerParam },
	responses: {
		200: json(thumbnailChoresSchema.meta({ id: "ThumbnailChores" }), "The files, oldest wish first"),
		...refusals(401, 403, 404),
	},
});
const source = createRoute({
	method: "get",
	path: "/v1/workers/{id}/thumbnails/{asset}",
	operationId: "getThumbnailSource",
	tags: ["workers"],
	summary: "The bytes of a file that thumbnails are wanted of",
	security,
	request: { params: assetParam },
	responses: {
		200: { description: "The bytes", content: { "application/octet-stream": { schema: z.string() } } },
		206: {
			description: "A part of the bytes",
			content: { "application/octet-stream": { schema: z.string() } },
		},
		...refusals(401, 403, 404, 416),
	},
});
const put = createRoute({
	method: "put",
	path: "/v1/workers/{id}/thumbnails/{asset}/{size}",
	operationId: "uploadThumbnail",
	tags: ["workers"],
	summary: "One thumbnail of a file",
	description: `The body is WebP, at most ${MAX_THUMBNAIL_BYTES} bytes. The first of a size stays; it does not count as stored by the account, and goes with the file.`,
	security,
	request: {
		params: assetParam.extend({
			size: z.enum(["256", "768"]).openapi({ description: "Pixels of its longer edge" }),
		}),
		body: { content: { [THUMBNAIL_TYPE]: { schema: z.string().openapi({ format: "binary" }) } } },
	},
	responses: { 204: { description: "Stored" }, ...refusals(401, 403, 404, 411, 413, 415, 422) },
});

export function registerThumbnails(app: App): void {
	app.openapi(take, async (c) => {
		const worker = await ownWorker(c, c.req.valid("param").id);
		return c.json(await handOut(database(c.env.DB), worker.pool_id, Date.now()), 200);
	});

	app.openapi(source, async (c) => {
		const { id, asset } = c.req.valid("param");
		const worker = await ownWorker(c, id);
		const row = await assetOfPool(database(c.env.DB), worker.pool_id, asset);
		if (!row) throw notFound("asset");
		return contentResponse(c.env.BUCKET, row, c.req.raw);
	});

	app.openapi(put, async (c) => {
		const { id, asset, size } = c.req.valid("param");
		const worker = await ownWorker(c, id);
		declaredSize(c, MAX_THUMBNAIL_BYTES);
		if (c.req.header("content-type") !== THUMBNAIL_TYPE)
			throw new ApiError("unsupported_media", `send content-type: ${THUMBNAIL_TYPE}`);
		const row = await assetOfPool(database(c.env.DB), worker.pool_id, asset);
		if (!row) throw notFound("asset");
		const bytes = c.req.raw.body && (await readUpTo(c.req.raw.body, MAX_THUMBNAIL_BYTES));
		if (!bytes) throw new ApiError("payload_too_large", `the body may have ${MAX_THUMBNAIL_BYTES} bytes`);
		if (!isWebp(bytes)) {
			const message = "the body is no WebP picture";
			throw new ApiError("invalid_request", message, [{ pointer: "", code: "invalid_image", message }]);
		}
		const kept = await keepThumbnail(c.env, row, size === "256" ? 256 : 768, { bytes, type: THUMBNAIL_TYPE });
		if (!kept) throw notFound("asset");
		return c.body(null, 204);
	});
}

/** By its first bytes: a browser that is shown it as WebP reads it as nothing else. */
function isWebp(bytes: Uint8Array): boolean {
	const text = (start: number, end: number) => String.fromCharCode(...bytes.subarray(start, end));
	return text(0, 4) === "RIFF" && text(8, 12) === "WEBP";
}
