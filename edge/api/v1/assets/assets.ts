import { createRoute, z } from "@hono/zod-openapi";
import { contentResponse } from "../../../assets/content.ts";
import { findAsset } from "../../../assets/find.ts";
import { listAssetRows } from "../../../assets/list.ts";
import { toAsset } from "../../../assets/resource.ts";
import { thumbnailResponse } from "../../../assets/thumbnails.ts";
import { uploadFile } from "../../../assets/upload.ts";
import { inStorage, readableInput } from "../../../attempts/inputs.ts";
import { linkRefused } from "../../../auth/links.ts";
import { assetIdSchema, assetSchema, OUTPUT_KINDS } from "../../../contract/assets/assets.ts";
import { characterIdSchema } from "../../../contract/characters/characters.ts";
import { projectIdSchema } from "../../../contract/projects/projects.ts";
import { database } from "../../../db/client.ts";
import type { assets } from "../../../db/schema.ts";
import { type App, type AppContext, accountOf, principalOf, scopedAccount } from "../../../http/app.ts";
import { readIdempotencyKey, sayReplayed } from "../../../http/idempotency.ts";
import {
	createdQuery,
	json,
	jsonBody,
	pageOf,
	pageQuery,
	refusals,
	security,
	signedSecurity,
	ticketQuery,
} from "../../../http/responses.ts";
import { ApiError, notFound } from "../../../problem.ts";
import { mayUpload } from "../../upload.ts";

const idParam = z.object({ id: assetIdSchema });

const uploadAsset = createRoute({
	method: "post",
	path: "/v1/assets",
	operationId: "uploadAsset",
	tags: ["assets"],
	summary: "Upload a picture, video or sound",
	description:
		"Multipart form with one field `file`. What the file is, is read from its bytes: pictures (PNG, JPEG, WebP), films and sounds by their tracks (MP4, MOV, 3GP, WebM, Matroska, Ogg, M4A, MP3, WAV, FLAC, AAC). HEIC, HEIF and AVIF are refused: ComfyUI cannot be relied on to open them.",
	security,
	request: {
		headers: z.object({ "idempotency-key": z.string().optional() }),
		body: {
			required: true,
			content: {
				"multipart/form-data": {
					// Plain JSON Schema: a zod schema would have the form read before its size is looked at.
					schema: {
						type: "object",
						required: ["file"],
						properties: { file: { type: "string", format: "binary" } },
					},
				},
			},
		},
	},
	responses: { 201: json(assetSchema, "The asset"), ...refusals(400, 401, 403, 409, 411, 413, 415, 422) },
});
const listAssets = createRoute({
	method: "get",
	path: "/v1/assets",
	operationId: "listAssets",
	tags: ["assets"],
	summary: "List assets, newest first",
	description:
		"Where `kind`, `sha256`, or something of the job that made them, is asked for, a page looks at 1,000 assets at most: it may then have fewer than `limit`, or none, and say `has_more`.",
	security,
	request: {
		query: pageQuery.extend({
			job: z.string().max(100).optional().openapi({ description: "Only what this job made" }),
			kind: z.enum(OUTPUT_KINDS).optional().openapi({ description: "Only assets of this kind" }),
			workflow: z.string().max(200).optional().openapi({
				description:
					"Only what jobs of this workflow made: `storyboard-image` in every version, `storyboard-image@1` in that one",
			}),
			pipeline: z
				.string()
				.max(200)
				.optional()
				.openapi({ description: "Only what jobs of this pipeline made; with or without a version" }),
			character: characterIdSchema
				.optional()
				.openapi({ description: "Only what jobs about this character made" }),
			project: projectIdSchema
				.optional()
				.openapi({ description: "Only what was made for the shots of this project" }),
			sha256: z
				.string()
				.regex(/^[0-9a-f]{64}$/)
				.optional()
				.openapi({ description: "Only files with these bytes, by their SHA-256 in hex" }),
			made_from: assetIdSchema.optional().openapi({
				description: "Only what jobs made that were given this asset: of the newest 200 such jobs",
			}),
			include_hidden: z.enum(["true", "false"]).default("false"),
			...createdQuery,
		}),
	},
	responses: {
		200: json(pageOf(assetSchema).meta({ id: "AssetPage" }), "A page of assets"),
		...refusals(401, 403, 422),
	},
});
const getAsset = createRoute({
	method: "get",
	path: "/v1/assets/{id}",
	operationId: "getAsset",
	tags: ["assets"],
	summary: "An asset's record",
	security,
	request: { params: idParam },
	responses: { 200: json(assetSchema, "The asset"), ...refusals(401, 403, 404) },
});
const getContent = createRoute({
	method: "get",
	path: "/v1/assets/{id}/content",
	operationId: "getAssetContent",
	tags: ["assets"],
	summary: "An asset's bytes",
	description:
		"Takes `Range`, `If-None-Match` and `If-Range`; the ETag is the SHA-256. With `size` it is a thumbnail: one that is not there yet is made by the next idle worker, and the picture itself is the answer meanwhile (404 for a film). With a key or token in the `Authorization` header, or by the signed URL of `POST /v1/assets/{id}/url`, which needs no header.",
	security: signedSecurity,
	request: {
		params: idParam,
		query: ticketQuery.extend({
			size: z
				.enum(["256", "768"])
				.optional()
				.openapi({ description: "A thumbnail with so many pixels on its longer edge" }),
		}),
	},
	responses: {
		200: { description: "The bytes", content: { "application/octet-stream": { schema: z.string() } } },
		206: {
			description: "A part of the bytes",
			content: { "application/octet-stream": { schema: z.string() } },
		},
		304: { description: "Unchanged" },
		307: {
			description:
				"Where it lies in storage, for a minute: to an attempt that said `x-follows-storage`, of a large file",
		},
		...refusals(401, 403, 404, 409, 416),
	},
});
const importAsset = createRoute({
	method: "post",
	path: "/v1/assets/from-url",
	operationId: "importAsset",
	tags: ["assets"],
	summary: "Import from a URL (not enabled)",
	description:
		"Refused until fetching is guarded against reaching private networks. Upload the file instead.",
	security,
	request: { body: jsonBody(z.strictObject({ url: z.string().max(2000) })) },
	responses: {
		201: json(assetSchema, "The asset, once importing is enabled"),
		...refusals(400, 401, 403, 413, 415, 422),
	},
});

export function registerAssets(app: App): void {
	app.openapi(uploadAsset, async (c) => {
		const { account } = await accountOf(c, "assets:write");
		await mayUpload(c, account);
		const header = c.req.header("idempotency-key");
		const { made, replayed } = await uploadFile(c.env, {
			account,
			request: c.req.raw,
			keyOf: ({ sha256 }, filename) => readIdempotencyKey(header, "POST /v1/assets", { sha256, filename }),
		});
		if (replayed) sayReplayed(c);
		return c.json(toAsset(made), 201);
	});

	app.openapi(importAsset, async (c) => {
		await accountOf(c, "assets:write");
		throw new ApiError(
			"import_disabled",
			"import from a URL is not enabled; upload the file to POST /v1/assets",
		);
	});

	app.openapi(listAssets, async (c) => {
		const { account } = await accountOf(c, "assets:read");
		const { include_hidden, ...query } = c.req.valid("query");
		const hidden = include_hidden === "true";
		const page = await listAssetRows(database(c.env.DB), account, { ...query, hidden });
		return c.json({ ...page, data: page.data.map(toAsset) }, 200);
	});

	app.openapi(getAsset, async (c) => {
		return c.json(toAsset(await readableAsset(c, c.req.valid("param").id)), 200);
	});

	app.openapi(getContent, async (c) => {
		const { id } = c.req.valid("param");
		const { size } = c.req.valid("query");
		const principal = await principalOf(c);
		const answer = (row: typeof assets.$inferSelect, seconds?: number) => {
			if (size === undefined) return contentResponse(c.env.BUCKET, row, c.req.raw, seconds);
			const later = (work: Promise<unknown>) => c.executionCtx.waitUntil(work);
			return thumbnailResponse(c.env, row, size === "256" ? 256 : 768, c.req.raw, later, seconds);
		};
		if (principal.kind === "link") {
			const { account, to, expires_at } = principal;
			if (!("asset" in to) || to.asset !== id) throw linkRefused("invalid");
			const seconds = Math.max(0, Math.floor((expires_at - Date.now()) / 1000));
			return answer(await findAsset(c.env, account, id), seconds);
		}
		// An attempt reads what its own task was given, while it lasts, and nothing else of the account.
		if (principal.kind === "attempt") {
			const row = await readableInput(c.env, principal, id);
			const elsewhere = await inStorage(c.env, row, c.req.raw);
			return elsewhere ?? contentResponse(c.env.BUCKET, row, c.req.raw);
		}
		return answer(await readableAsset(c, id));
	});
}

/** An asset of the account that asks; with a token for one job, only what that job made. */
export async function readableAsset(c: AppContext, id: string) {
	const { account, job } = await scopedAccount(c, "assets:read");
	const row = await findAsset(c.env, account, id);
	if (job !== null && row.job_id !== job) throw notFound("asset");
	return row;
}
