import { createRoute, z } from "@hono/zod-openapi";
import {
	LORA_PARTS,
	loraChangeSchema,
	loraNameSchema,
	loraRequestSchema,
	loraSchema,
	loraUploadSchema,
	MAX_LORA_VERSIONS,
	MAX_LORAS,
	sha256Schema,
} from "../../../contract/training/loras.ts";
import { database } from "../../../db/client.ts";
import { finishSoon } from "../../../housekeeping/finish-deletions.ts";
import { type App, accountOf, declaredSize } from "../../../http/app.ts";
import { auditorOf } from "../../../http/auditor.ts";
import { readIdempotencyKey, sayReplayed } from "../../../http/idempotency.ts";
import {
	counted,
	countedPart,
	json,
	jsonBody,
	pageOf,
	pageQuery,
	refusals,
	security,
} from "../../../http/responses.ts";
import { earlier, once } from "../../../idempotency/once.ts";
import { wakeForLoras } from "../../../jobs/sweep/wake-for-loras.ts";
import { settle } from "../../../loras/awaited.ts";
import { makeLora } from "../../../loras/make.ts";
import { refused } from "../../../loras/read.ts";
import { toLora } from "../../../loras/resource.ts";
import { deleteLora, findLora, listLoras, updateLora } from "../../../loras/store.ts";
import { ApiError, notFound } from "../../../problem.ts";
import { loraPartsFolder, partKey } from "../../../storage/keys.ts";
import { storageRefusal, usageOf, wouldPass } from "../../../storage/limit.ts";

const tags = ["loras"];
const nameParam = z.object({ name: loraNameSchema });

const upload = createRoute({
	method: "put",
	path: "/v1/lora-uploads/{sha256}",
	operationId: "uploadLora",
	tags,
	summary: "A part of a file that is to be a LoRA",
	description: `The address has the SHA-256 of the whole file. Every part but the last has ${LORA_PARTS.bytes} bytes; they come in any order, and again where one got lost. \`POST /v1/loras\` joins and checks them. Parts that nobody joins are deleted after a day.`,
	security,
	request: {
		params: z.object({ sha256: sha256Schema }),
		query: z.object({
			part: counted(0, LORA_PARTS.most - 1, "From 0").default(0),
			parts: counted(1, LORA_PARTS.most, "How many there are").default(1),
		}),
		body: { content: { "application/octet-stream": { schema: z.string().openapi({ format: "binary" }) } } },
	},
	responses: { 201: json(loraUploadSchema, "Stored"), ...refusals(401, 403, 404, 409, 411, 413, 422) },
});
const create = createRoute({
	method: "post",
	path: "/v1/loras",
	operationId: "createLora",
	tags,
	summary: "Make a LoRA of a file, or the next version of one",
	description: `The file must be a .safetensors file of a LoRA: its header is read, and one that is a pickle, cut off, or a whole model is refused with what it is. The same bytes are stored once. An account may have ${MAX_LORAS} LoRAs of ${MAX_LORA_VERSIONS} versions. Jobs use one by sending \`name@version\` where their workflow takes a LoRA; the worker fetches it by its hash.`,
	security,
	request: {
		headers: z.object({ "idempotency-key": z.string().optional() }),
		body: jsonBody(loraRequestSchema),
	},
	responses: {
		201: json(loraSchema, "The LoRA, with the new version first"),
		...refusals(400, 401, 403, 404, 409, 413, 415, 422, 503),
	},
});
const list = createRoute({
	method: "get",
	path: "/v1/loras",
	operationId: "listLoras",
	tags,
	summary: "List LoRAs by name",
	description:
		"Each with all its versions. One that awaits its training says the job, and has none for as long.",
	security,
	request: { query: pageQuery.extend({ cursor: loraNameSchema.optional() }) },
	responses: {
		200: json(pageOf(loraSchema).meta({ id: "LoraPage" }), "A page of LoRAs"),
		...refusals(401, 403, 422),
	},
});
const get = createRoute({
	method: "get",
	path: "/v1/loras/{name}",
	operationId: "getLora",
	tags,
	summary: "A LoRA with its versions",
	description: "Where it awaits a training that has ended by now, its file is taken over first.",
	security,
	request: { params: nameParam },
	responses: { 200: json(loraSchema, "The LoRA"), ...refusals(401, 403, 404) },
});
const change = createRoute({
	method: "patch",
	path: "/v1/loras/{name}",
	operationId: "changeLora",
	tags,
	summary: "Change what is noted of a LoRA, or promote another version",
	description: "Files never change: another one is another version (`POST /v1/loras` with the same name).",
	security,
	request: { params: nameParam, body: jsonBody(loraChangeSchema) },
	responses: {
		200: json(loraSchema, "The LoRA as it is now"),
		...refusals(400, 401, 403, 404, 413, 415, 422),
	},
});
const remove = createRoute({
	method: "delete",
	path: "/v1/loras/{name}",
	operationId: "deleteLora",
	tags,
	summary: "Delete a LoRA with all its versions",
	description:
		"Jobs that were submitted keep what they need until they have ended; files that were uploaded go then. Asking again is 404.",
	security,
	request: { params: nameParam },
	responses: { 204: { description: "Deleted" }, ...refusals(401, 403, 404) },
});
const removeVersion = createRoute({
	method: "delete",
	path: "/v1/loras/{name}/versions/{version}",
	operationId: "deleteLoraVersion",
	tags,
	summary: "Delete a version of a LoRA",
	description: "The promoted one is 409: promote another first, or delete the LoRA.",
	security,
	request: { params: nameParam.extend({ version: countedPart(1, 999_999) }) },
	responses: { 204: { description: "Deleted" }, ...refusals(401, 403, 404, 409) },
});

export function registerLoras(app: App): void {
	app.openapi(upload, async (c) => {
		const { account } = await accountOf(c, "assets:write");
		const { sha256 } = c.req.valid("param");
		const { part, parts } = c.req.valid("query");
		const size = declaredSize(c, LORA_PARTS.bytes);
		if (part >= parts) throw refused("part", "invalid_parameter", `part counts from 0 to ${parts - 1}`);
		// Storage joins parts of one size alone.
		if (part < parts - 1 && size !== LORA_PARTS.bytes)
			throw refused("part", "invalid_parameter", `every part but the last has ${LORA_PARTS.bytes} bytes`);
		const usage = await usageOf(database(c.env.DB), account);
		if (wouldPass(usage, size)) throw storageRefusal(usage, size);
		const key = partKey(loraPartsFolder(account, sha256), part);
		await c.env.BUCKET.put(key, c.req.raw.body ?? new Uint8Array());
		return c.json({ sha256, part, size }, 201);
	});

	app.openapi(create, async (c) => {
		const { account } = await accountOf(c, "assets:write");
		const request = c.req.valid("json");
		const header = c.req.header("idempotency-key");
		const key = await readIdempotencyKey(header, "POST /v1/loras", await c.req.json());
		const db = database(c.env.DB);
		const { made, replayed } = await once(key, {
			look: () => earlier(db, account, key),
			again: (name) => mustFind(account, name, c.env.DB),
			make: async () => {
				await makeLora(c.env, account, request, key);
				c.executionCtx.waitUntil(wakeForLoras(c.env, account, Date.now()));
				return mustFind(account, request.name, c.env.DB);
			},
		});
		if (replayed) sayReplayed(c);
		c.header("location", `/v1/loras/${made.row.name}`);
		return c.json(toLora(made), 201);
	});

	app.openapi(list, async (c) => {
		const { account } = await accountOf(c, "assets:read");
		const { limit, cursor } = c.req.valid("query");
		const found = await listLoras(database(c.env.DB), account, { limit, cursor });
		const data = found.slice(0, limit).map(toLora);
		const has_more = found.length > limit;
		return c.json({ data, has_more, next_cursor: has_more ? (data.at(-1)?.name ?? null) : null }, 200);
	});

	app.openapi(get, async (c) => {
		const { account } = await accountOf(c, "assets:read");
		const { name } = c.req.valid("param");
		await settle(c.env, account, [name]);
		return c.json(toLora(await mustFind(account, name, c.env.DB)), 200);
	});

	app.openapi(change, async (c) => {
		const { account } = await accountOf(c, "assets:write");
		const { name } = c.req.valid("param");
		const asked = c.req.valid("json");
		const changed = await updateLora(database(c.env.DB), account, name, { ...asked, updated_at: Date.now() });
		const lora = await mustFind(account, name, c.env.DB);
		if (!changed) throw refused("/promoted", "invalid_parameter", `${name} has no version ${asked.promoted}`);
		return c.json(toLora(lora), 200);
	});

	app.openapi(remove, async (c) => {
		const principal = await accountOf(c, "assets:write");
		const { account } = principal;
		const now = Date.now();
		if (
			!(await deleteLora(database(c.env.DB), auditorOf(c, principal), c.req.valid("param").name, null, now))
		)
			throw notFound("LoRA");
		c.executionCtx.waitUntil(wakeForLoras(c.env, account, now));
		await finishSoon(c.env, now, account);
		return c.body(null, 204);
	});

	app.openapi(removeVersion, async (c) => {
		const principal = await accountOf(c, "assets:write");
		const { account } = principal;
		const { name, version } = c.req.valid("param");
		const now = Date.now();
		if (!(await deleteLora(database(c.env.DB), auditorOf(c, principal), name, version, now))) {
			const { row } = await mustFind(account, name, c.env.DB);
			if (row.promoted !== version) throw notFound("version");
			throw new ApiError(
				"conflict",
				`version ${version} is the one that is promoted; promote another first, or delete the LoRA`,
			);
		}
		await finishSoon(c.env, now, account);
		return c.body(null, 204);
	});
}

/** @throws ApiError `not_found` */
async function mustFind(account: string, name: string, d1: D1Database) {
	const lora = await findLora(database(d1), account, name);
	if (!lora) throw notFound("LoRA");
	return lora;
}
