import { env } from "cloudflare:workers";
import { describe, expect, test } from "vitest";
import { deleteCharacter } from "../../../characters/store.ts";
import { characterSchema, MAX_CHARACTERS } from "../../../contract/characters/characters.ts";
import { database } from "../../../db/client.ts";
import { makeAccount } from "../../../testing/accounts.ts";
import { ask, getCharacter, makeCharacter } from "../../../testing/characters.ts";
import { mp4, png } from "../../../testing/files.ts";
import { call, jsonOf, problemOf } from "../../../testing/http.ts";
import { getJob, STORYBOARD, submit, uploadAsset } from "../../../testing/jobs.ts";
import { makeWorker } from "../../../testing/workers.ts";
import { writesNothing } from "../../../testing/writes.ts";

const ABSENT = "chr_00000000000000000000000000";

test("S3-33 S3-107 a character is made, shown, changed and deleted; its settings become the text of a prompt", async () => {
	const account = await makeAccount();
	const picture = await uploadAsset(account, await png(3, 3));
	const made = await makeCharacter(account, {
		name: "Mara",
		settings: { description: "red leather jacket.", gender: "female", age: 30, hair_color: "black" },
		base_image: picture.id,
		style_lora: { file: "styles/ink.safetensors" },
		metadata: { customer: "42" },
	});
	expect(made).toMatchObject({
		name: "Mara",
		prompt: "A woman, 30 years old, black hair, red leather jacket.",
		base_image: picture.id,
		portrait: { id: picture.id, width: 3, height: 3 },
		style_lora: { file: "styles/ink.safetensors", strength: 0.8 },
		references_version: 0,
	});
	const path = `/v1/characters/${made.id}`;
	const changed = characterSchema.parse(
		await jsonOf(
			await ask(account, "PATCH", path, { settings: { description: "elf" }, style_lora: null }),
			200,
		),
	);
	expect(changed).toMatchObject({ name: "Mara", prompt: "elf", style_lora: null, base_image: picture.id });
	expect(await getCharacter(account, made.id)).toEqual(changed);
	expect((await ask(account, "DELETE", path)).status).toBe(204);
	for (const method of ["GET", "DELETE"]) await problemOf(await ask(account, method, path), "not_found");
});

test("characters are listed newest first, page by page", async () => {
	const account = await makeAccount();
	const made = [];
	for (const name of ["a", "b", "c"]) made.unshift((await makeCharacter(account, { name })).id);
	const page = async (query: string) =>
		jsonOf<{ data: { id: string }[]; next_cursor: string | null }>(
			await ask(account, "GET", `/v1/characters?${query}`),
			200,
		);
	const first = await page("limit=2");
	const second = await page(`limit=2&cursor=${first.next_cursor}`);
	expect([...first.data, ...second.data].map(({ id }) => id)).toEqual(made);
	expect(second.next_cursor).toBeNull();
});

test("the same key makes one character, and another body is refused", async () => {
	const account = await makeAccount();
	const make = (name: string) =>
		call("POST", "/v1/characters", { as: account.key, json: { name }, headers: { "idempotency-key": "k" } });
	const [one, two] = await Promise.all([make("a"), make("a")]);
	expect(await jsonOf(one, 201)).toEqual(await jsonOf(two, 201));
	await problemOf(await make("b"), "idempotency_key_reuse");
});

test("a job says whom it is about, and the list finds it by that", async () => {
	const account = await makeAccount();
	const worker = await makeWorker();
	const { id } = await makeCharacter(account);
	const job = await submit(account, worker, { ...STORYBOARD, character: id });
	await submit(account, worker);
	expect(await getJob(account, job.id)).toMatchObject({ character: id });
	const listed = async (query: string) =>
		(
			await jsonOf<{ data: { id: string; character: string }[] }>(
				await ask(account, "GET", `/v1/jobs?${query}`),
				200,
			)
		).data;
	expect(await listed(`character=${id}`)).toMatchObject([{ id: job.id, character: id }]);
	expect(await listed(`character=${id}&status=succeeded`)).toEqual([]);
	// While it is made, whom it is about stays.
	const refused = await problemOf(await ask(account, "DELETE", `/v1/characters/${id}`), "conflict");
	expect(refused.detail).toContain(job.id);
	await ask(account, "POST", `/v1/jobs/${job.id}/cancel`);
	expect((await ask(account, "DELETE", `/v1/characters/${id}`)).status).toBe(204);
	expect(await getJob(account, job.id)).toMatchObject({ character: id });
});

test("what is read to delete a character does not grow with the jobs that were about it", async () => {
	const account = await makeAccount();
	const { id } = await makeCharacter(account);
	const job = await submit(account, await makeWorker(), { ...STORYBOARD, character: id });
	await ask(account, "POST", `/v1/jobs/${job.id}/cancel`);
	const { results } = await env.DB.prepare("SELECT name FROM pragma_table_info('jobs')").all<{
		name: string;
	}>();
	const columns = results.map(({ name }) => (name === "id" ? "id || value" : name)).join();
	await env.DB.prepare(
		`WITH RECURSIVE n(value) AS (SELECT 1 UNION ALL SELECT value + 1 FROM n WHERE value < 300)
			INSERT INTO jobs SELECT ${columns} FROM jobs, n WHERE id = ?`,
	)
		.bind(job.id)
		.run();
	let read = 0;
	const counting = new Proxy(env.DB, {
		get: (db, name) => {
			if (name !== "batch") return Reflect.get(db, name, db).bind(db);
			return async (statements: D1PreparedStatement[]) => {
				const done = await db.batch(statements);
				read += done.reduce((sum, { meta }) => sum + meta.rows_read, 0);
				return done;
			};
		},
	});
	const by = { account: account.id, key: "key_test", subject: null, address: null };
	expect(await deleteCharacter(database(counting), by, id, 0)).toBe(true);
	expect(read).toBeLessThan(50);
});

test("an account has a limit of characters", async () => {
	const account = await makeAccount();
	const { id } = await makeCharacter(account);
	await env.DB.prepare(
		`WITH RECURSIVE n (value) AS (SELECT 1 UNION ALL SELECT value + 1 FROM n WHERE value < ?)
			INSERT INTO characters SELECT 'chr_' || printf('%026d', value), account_id, name, settings, NULL, NULL, metadata,
			NULL, 0, created_at, updated_at, NULL, 0, 0 FROM characters, n WHERE id = ?`,
	)
		.bind(MAX_CHARACTERS - 1, id)
		.run();
	const refused = await writesNothing(() => ask(account, "POST", "/v1/characters", { name: "one more" }));
	await problemOf(refused, "character_limit");
	expect((await ask(account, "DELETE", `/v1/characters/${id}`)).status).toBe(204);
	await makeCharacter(account);
});

describe("bad input", () => {
	test.each([
		["no name", {}, "/name"],
		["an unknown field", { name: "a", colour: "red" }, "/colour"],
		["an unknown setting", { name: "a", settings: { mood: "x" } }, "/settings/mood"],
		["a child", { name: "a", settings: { age: 12 } }, "/settings/age"],
		["a strength beyond all", { name: "a", style_lora: { file: "x", strength: 9 } }, "/style_lora/strength"],
		["no id of an asset", { name: "a", base_image: "picture" }, "/base_image"],
		[
			"a picture that is not there",
			{ name: "a", base_image: "ast_00000000000000000000000000" },
			"/base_image",
		],
	])("%s is refused, with its place", async (_, json, pointer) => {
		const account = await makeAccount();
		const refused = await writesNothing(() => ask(account, "POST", "/v1/characters", json));
		expect(refused.status).toBe(422);
		const { errors } = await problemOf(refused);
		expect(errors.map((error) => error.pointer)).toContain(pointer);
	});

	test("a base picture of another account, or no picture at all, is refused by POST and PATCH", async () => {
		const [account, other] = [await makeAccount(), await makeAccount()];
		const { id } = await makeCharacter(account);
		const theirs = await uploadAsset(other, await png(3, 3));
		const film = await uploadAsset(account, mp4(), "film.mp4");
		for (const base_image of [theirs.id, film.id]) {
			const json = { name: "a", base_image };
			for (const answer of [
				await writesNothing(() => ask(account, "POST", "/v1/characters", json)),
				await writesNothing(() => ask(account, "PATCH", `/v1/characters/${id}`, json)),
			]) {
				const { errors } = await problemOf(answer, "missing_asset");
				expect(errors[0]?.pointer).toBe("/base_image");
			}
		}
	});

	test("a job about a character that is not there, or is somebody else's, is refused", async () => {
		const account = await makeAccount();
		const worker = await makeWorker();
		const theirs = await makeCharacter(await makeAccount());
		for (const character of [ABSENT, theirs.id]) {
			const json = { ...STORYBOARD, pool: worker.pool, character };
			const refused = await writesNothing(() => ask(account, "POST", "/v1/jobs", json));
			const { errors } = await problemOf(refused, "unknown_character");
			expect(errors[0]?.pointer).toBe("/character");
		}
	});
});
