import { createRoute, z } from "@hono/zod-openapi";
import { portraitOf, portraitsOf } from "../../../characters/portraits.ts";
import { toCharacter } from "../../../characters/resource.ts";
import {
	type CharacterRow,
	deleteCharacter,
	findCharacter,
	hasPicture,
	insertCharacter,
	listCharacters,
	unfinishedJobOf,
	updateCharacter,
} from "../../../characters/store.ts";
import {
	type CharacterRequest,
	characterChangeSchema,
	characterIdSchema,
	characterRequestSchema,
	characterSchema,
	MAX_CHARACTERS,
} from "../../../contract/characters/characters.ts";
import { newId } from "../../../contract/ids.ts";
import { type Database, database, isConflict } from "../../../db/client.ts";
import { finishSoon } from "../../../housekeeping/finish-deletions.ts";
import { type App, accountOf } from "../../../http/app.ts";
import { auditorOf } from "../../../http/auditor.ts";
import { readIdempotencyKey, sayReplayed } from "../../../http/idempotency.ts";
import {
	createdQuery,
	json,
	jsonBody,
	pageOf,
	pageQuery,
	refusals,
	security,
} from "../../../http/responses.ts";
import { earlier, type IdempotencyKey, once } from "../../../idempotency/once.ts";
import { wakeForBudget } from "../../../jobs/sweep/wake-for-budget.ts";
import { ApiError, notFound } from "../../../problem.ts";

const tags = ["characters"];
const idParam = z.object({ id: characterIdSchema });

const create = createRoute({
	method: "post",
	path: "/v1/characters",
	operationId: "createCharacter",
	tags,
	summary: "Make a character",
	description: `Somebody who is to look the same in many pictures: settings that become the text of prompts, a picture that it begins with, and later its references. An account may have ${MAX_CHARACTERS}. Jobs are about it where they name it as \`character\`.`,
	security,
	request: {
		headers: z.object({ "idempotency-key": z.string().optional() }),
		body: jsonBody(characterRequestSchema),
	},
	responses: {
		201: json(characterSchema, "The character"),
		...refusals(400, 401, 403, 404, 409, 413, 415, 422, 503),
	},
});
const list = createRoute({
	method: "get",
	path: "/v1/characters",
	operationId: "listCharacters",
	tags,
	summary: "List characters, newest first",
	security,
	request: { query: pageQuery.extend(createdQuery) },
	responses: {
		200: json(pageOf(characterSchema).meta({ id: "CharacterPage" }), "A page of characters"),
		...refusals(401, 403, 422),
	},
});
const get = createRoute({
	method: "get",
	path: "/v1/characters/{id}",
	operationId: "getCharacter",
	tags,
	summary: "A character",
	security,
	request: { params: idParam },
	responses: { 200: json(characterSchema, "The character"), ...refusals(401, 403, 404) },
});
const change = createRoute({
	method: "patch",
	path: "/v1/characters/{id}",
	operationId: "changeCharacter",
	tags,
	summary: "Change a character",
	description: "What is not named stays. Jobs that were submitted keep what they began with.",
	security,
	request: { params: idParam, body: jsonBody(characterChangeSchema) },
	responses: {
		200: json(characterSchema, "The character as it is now"),
		...refusals(400, 401, 403, 404, 413, 415, 422),
	},
});
const remove = createRoute({
	method: "delete",
	path: "/v1/characters/{id}",
	operationId: "deleteCharacter",
	tags,
	summary: "Delete a character with its references",
	description:
		"While a job about it has not ended it is 409 with the id of the job. Its jobs, and the other pictures they made, stay. Asking again is 404.",
	security,
	request: { params: idParam },
	responses: { 204: { description: "Deleted" }, ...refusals(401, 403, 404, 409) },
});

export function registerCharacters(app: App): void {
	app.openapi(create, async (c) => {
		const { account } = await accountOf(c, "characters:write");
		const request = c.req.valid("json");
		const key = await readIdempotencyKey(
			c.req.header("idempotency-key"),
			"POST /v1/characters",
			await c.req.json(),
		);
		const db = database(c.env.DB);
		const { made, replayed } = await once(key, {
			look: () => earlier(db, account, key),
			again: async (id) => {
				const row = await findCharacter(db, account, id);
				if (!row) throw notFound("character");
				return row;
			},
			make: () => make(db, account, request, key),
		});
		if (replayed) sayReplayed(c);
		const character = toCharacter(made, await portraitOf(db, made));
		c.header("location", character.urls.self);
		return c.json(character, 201);
	});

	app.openapi(list, async (c) => {
		const { account } = await accountOf(c, "characters:read");
		const db = database(c.env.DB);
		const page = await listCharacters(db, account, c.req.valid("query"));
		const portraits = await portraitsOf(db, account, page.data);
		const data = page.data.map((row) => toCharacter(row, portraits.get(row.id) ?? null));
		return c.json({ ...page, data }, 200);
	});

	app.openapi(get, async (c) => {
		const { account } = await accountOf(c, "characters:read");
		const db = database(c.env.DB);
		const row = await findCharacter(db, account, c.req.valid("param").id);
		if (!row) throw notFound("character");
		return c.json(toCharacter(row, await portraitOf(db, row)), 200);
	});

	app.openapi(change, async (c) => {
		const { account } = await accountOf(c, "characters:write");
		const { id } = c.req.valid("param");
		const { base_image, ...rest } = c.req.valid("json");
		const db = database(c.env.DB);
		const named = base_image === undefined ? {} : { base_asset_id: base_image };
		const row = await updateCharacter(db, account, id, { ...rest, ...named, updated_at: Date.now() });
		if (row) {
			if (rest.budget_micro_usd !== undefined)
				c.executionCtx.waitUntil(wakeForBudget(c.env, { account, character: id }, Date.now()));
			return c.json(toCharacter(row, await portraitOf(db, row)), 200);
		}
		if (base_image && (await findCharacter(db, account, id))) throw noPicture(base_image);
		throw notFound("character");
	});

	app.openapi(remove, async (c) => {
		const principal = await accountOf(c, "characters:write");
		const { account } = principal;
		const { id } = c.req.valid("param");
		const db = database(c.env.DB);
		if (!(await deleteCharacter(db, auditorOf(c, principal), id, Date.now()))) {
			const job = await unfinishedJobOf(db, account, id);
			if (job === null || !(await findCharacter(db, account, id))) throw notFound("character");
			throw new ApiError("conflict", `the job ${job} has not ended and is about this character`);
		}
		await finishSoon(c.env, Date.now(), account);
		return c.body(null, 204);
	});
}

async function make(
	db: Database,
	account: string,
	{ name, settings, base_image, style_lora, metadata }: CharacterRequest,
	key: IdempotencyKey | null,
): Promise<CharacterRow> {
	const now = Date.now();
	const row: CharacterRow = {
		id: newId("character", now),
		account_id: account,
		name,
		settings,
		base_asset_id: base_image,
		style_lora,
		metadata,
		dataset_job_id: null,
		references_version: 0,
		budget_micro_usd: null,
		spent_micro_usd: 0,
		reserved_micro_usd: 0,
		created_at: now,
		updated_at: now,
	};
	try {
		await insertCharacter(db, row, key);
	} catch (error) {
		if (isConflict(error, "owner")) throw notFound("account");
		if (!isConflict(error, "character")) throw error;
		if (base_image !== null && !(await hasPicture(db, account, base_image))) throw noPicture(base_image);
		throw new ApiError("character_limit", `an account may have ${MAX_CHARACTERS} characters; delete one`);
	}
	return row;
}

function noPicture(id: string): ApiError {
	const message = `there is no picture ${id}, or it is not yours`;
	return new ApiError("missing_asset", message, [{ pointer: "/base_image", code: "missing_asset", message }]);
}
