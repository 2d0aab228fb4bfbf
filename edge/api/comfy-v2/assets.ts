import { createRoute, z } from "@hono/zod-openapi";
import { blake3 } from "@noble/hashes/blake3.js";
import { and, desc, eq } from "drizzle-orm";
import { contentResponse } from "../../assets/content.ts";
import { findAsset } from "../../assets/find.ts";
import { uploadFile } from "../../assets/upload.ts";
import { assetIdSchema } from "../../contract/assets/assets.ts";
import {
	comfyAssetSchema,
	comfyHashRequestSchema,
	comfyHashSchema,
} from "../../contract/comfyui/comfy-v2.ts";
import { type Database, database } from "../../db/client.ts";
import { assets } from "../../db/schema.ts";
import { eraseAssets, neededBy } from "../../housekeeping/erase.ts";
import { finishSoon } from "../../housekeeping/finish-deletions.ts";
import { type App, accountOf } from "../../http/app.ts";
import { auditorOf } from "../../http/auditor.ts";
import { readIdempotencyKey, sayReplayed } from "../../http/idempotency.ts";
import { json, jsonBody, refusals, security } from "../../http/responses.ts";
import { ApiError, notFound } from "../../problem.ts";
import { mayUpload } from "../upload.ts";
import { keptBy } from "./kept.ts";
import { toComfyAsset } from "./resources.ts";

const tags = ["comfy-v2"];
const idParam = z.object({ id: assetIdSchema });
const hashParam = z.object({ hash: comfyHashSchema });

const upload = createRoute({
	method: "post",
	path: "/api/v2/assets",
	operationId: "comfyUploadAsset",
	tags,
	summary: "Upload a picture, video or sound, in the words of Comfy API v2",
	description:
		"Multipart form with the field `file`; `expected_hash` is checked, the others are taken and not used. What the file is, is read from its bytes. Bytes that the account has already are not stored twice: the answer is the asset that has them. A key that comes again gets the same asset.",
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
						properties: {
							content_type: { type: "string", description: "Not used: the bytes say it" },
							file_path: { type: "string", description: "Not used: the file of the form has a name" },
							expected_hash: { type: "string", description: "`blake3:` and 64 hex digits" },
							file: { type: "string", format: "binary" },
						},
					},
				},
			},
		},
	},
	responses: {
		200: json(comfyAssetSchema, "The asset that has these bytes already"),
		201: json(comfyAssetSchema, "The asset"),
		...refusals(400, 401, 403, 409, 411, 413, 415, 422),
	},
});
const mint = createRoute({
	method: "post",
	path: "/api/v2/assets/from-hash",
	operationId: "comfyAssetFromHash",
	tags,
	summary: "The asset with these bytes, if the account has one",
	description: "Only what was uploaded by `POST /api/v2/assets` is known by this hash.",
	security,
	request: { body: jsonBody(comfyHashRequestSchema) },
	responses: {
		200: json(comfyAssetSchema, "The newest asset with these bytes"),
		...refusals(400, 401, 403, 404, 413, 415, 422),
	},
});
const byHash = createRoute({
	method: "get",
	path: "/api/v2/assets/by-hash/{hash}",
	operationId: "comfyFindAsset",
	tags,
	summary: "Whether the account has these bytes",
	description: "Asked with HEAD by clients that want to upload nothing twice.",
	security,
	request: { params: hashParam },
	responses: { 200: json(comfyAssetSchema, "The newest asset with these bytes"), ...refusals(401, 403, 404) },
});
const get = createRoute({
	method: "get",
	path: "/api/v2/assets/{id}",
	operationId: "comfyGetAsset",
	tags,
	summary: "An asset's record, with a new address of its bytes",
	description: "The address is good for an hour, and needs no key.",
	security,
	request: { params: idParam },
	responses: { 200: json(comfyAssetSchema, "The asset"), ...refusals(401, 403, 404) },
});
const content = createRoute({
	method: "get",
	path: "/api/v2/assets/{id}/content",
	operationId: "comfyGetAssetContent",
	tags,
	summary: "An asset's bytes, in the words of Comfy API v2",
	description: "Takes `Range`, `If-None-Match` and `If-Range`.",
	security,
	request: { params: idParam },
	responses: {
		200: { description: "The bytes", content: { "application/octet-stream": { schema: z.string() } } },
		206: {
			description: "A part of the bytes",
			content: { "application/octet-stream": { schema: z.string() } },
		},
		304: { description: "Unchanged" },
		...refusals(401, 403, 404, 416),
	},
});
const remove = createRoute({
	method: "delete",
	path: "/api/v2/assets/{id}",
	operationId: "comfyDeleteAsset",
	tags,
	summary: "Delete an asset, in the words of Comfy API v2",
	description: "409 `asset_in_use` while an unfinished job, a character or a LoRA needs it.",
	security,
	request: { params: idParam },
	responses: { 204: { description: "Deleted" }, ...refusals(401, 403, 404, 409) },
});

export function registerComfyAssets(app: App): void {
	app.openapi(upload, async (c) => {
		const principal = await accountOf(c, "assets:write");
		const { account } = principal;
		await mayUpload(c, account);
		const db = database(c.env.DB);
		const header = c.req.header("idempotency-key");
		const { made, replayed, known } = await uploadFile(c.env, {
			account,
			request: c.req.raw,
			besides: { hash: blake3.create(), fields: ["expected_hash"] },
			same: async ({ otherHash, fields }) => {
				const expected = fields.get("expected_hash");
				if (expected !== undefined && expected !== `blake3:${otherHash}`)
					throw otherBytes(expected, otherHash);
				return (await withHash(db, account, otherHash)) ?? null;
			},
			keyOf: ({ sha256 }, filename) =>
				readIdempotencyKey(header, "POST /api/v2/assets", { sha256, filename }),
		});
		if (replayed) sayReplayed(c);
		const asset = await toComfyAsset(c, principal, made, await keptBy(db, account));
		return c.json({ ...asset, created_new: !known }, known ? 200 : 201);
	});

	app.openapi(mint, async (c) => {
		const principal = await accountOf(c, "assets:write");
		const db = database(c.env.DB);
		const row = await knownBytes(db, principal.account, c.req.valid("json").hash);
		const asset = await toComfyAsset(c, principal, row, await keptBy(db, principal.account));
		return c.json({ ...asset, created_new: false }, 200);
	});

	app.openapi(byHash, async (c) => {
		const principal = await accountOf(c, "assets:read");
		const db = database(c.env.DB);
		const row = await knownBytes(db, principal.account, c.req.valid("param").hash);
		return c.json(await toComfyAsset(c, principal, row, await keptBy(db, principal.account)), 200);
	});

	app.openapi(get, async (c) => {
		const principal = await accountOf(c, "assets:read");
		const row = await findAsset(c.env, principal.account, c.req.valid("param").id);
		const kept = await keptBy(database(c.env.DB), principal.account);
		return c.json(await toComfyAsset(c, principal, row, kept), 200);
	});

	app.openapi(content, async (c) => {
		const { account } = await accountOf(c, "assets:read");
		const row = await findAsset(c.env, account, c.req.valid("param").id);
		return contentResponse(c.env.BUCKET, row, c.req.raw);
	});

	app.openapi(remove, async (c) => {
		const principal = await accountOf(c, "assets:write");
		const { account } = principal;
		const { id } = c.req.valid("param");
		const db = database(c.env.DB);
		if ((await eraseAssets(db, account, [id], Date.now(), auditorOf(c, principal))).length === 0) {
			if ((await neededBy(db, { account, asset: id })) === null) throw notFound("asset");
			throw new ApiError("asset_in_use", "an unfinished job, a character or a LoRA needs this asset");
		}
		await finishSoon(c.env, Date.now(), account);
		return c.body(null, 204);
	});
}

/** The newest asset of an account with these bytes; `hash` in hex. */
async function withHash(db: Database, account: string, hash: string) {
	const [row] = await db
		.select()
		.from(assets)
		.where(and(eq(assets.account_id, account), eq(assets.blake3, hash)))
		.orderBy(desc(assets.id))
		.limit(1);
	return row;
}

/** `hash`: with the name of its kind before it. @throws ApiError `blob_not_found` */
async function knownBytes(db: Database, account: string, hash: string) {
	const row = await withHash(db, account, hash.slice("blake3:".length));
	if (!row)
		throw new ApiError("blob_not_found", "no asset of the account is known to have these bytes: upload them");
	return row;
}

function otherBytes(expected: string, hash: string): ApiError {
	const message = `the file has the hash blake3:${hash}; nothing was stored`;
	const told = /^blake3:[0-9a-f]{64}$/.test(expected)
		? message
		: `no hash like \`blake3:\` and 64 hex digits; ${message}`;
	return new ApiError("hash_mismatch", told, [
		{ pointer: "/expected_hash", code: "hash_mismatch", message: told },
	]);
}
