import { env } from "cloudflare:workers";
import { expect, test } from "vitest";
import { EDITOR_FILES, EDITOR_SETTINGS } from "../../../contract/comfyui/userdata.ts";
import { makeAccount, type TestAccount } from "../../../testing/accounts.ts";
import { call, jsonOf, problemOf } from "../../../testing/http.ts";
import { writesNothing } from "../../../testing/writes.ts";

const get = (account: TestAccount, path: string) => call("GET", path, { as: account.key });
const set = (account: TestAccount, path: string, json: unknown) =>
	call("POST", path, { as: account.key, json });
/** As the editor sends it: a text that is called nothing else. */
const keep = (account: TestAccount, file: string, text: string, query = "") =>
	call("POST", `/api/userdata/${encodeURIComponent(file)}${query}`, {
		as: account.key,
		body: text,
		headers: { "content-length": String(new TextEncoder().encode(text).length) },
	});
const read = async (account: TestAccount, file: string) =>
	new TextDecoder().decode(await (await get(account, `/userdata/${encodeURIComponent(file)}`)).arrayBuffer());

test("settings of the editor are kept for the account, one by one and together, and no other account has them", async () => {
	const [account, other] = [await makeAccount(), await makeAccount()];
	expect(await jsonOf(await get(account, "/settings"), 200)).toEqual({});
	expect((await set(account, "/api/settings/Comfy.ColorPalette", "dark")).status).toBe(200);
	await set(account, "/settings", { "Comfy.Locale": "de", "Comfy.Keybinding.NewBindings": [{ key: "x" }] });
	await set(account, "/settings", { "Comfy.Locale": null });
	const all = {
		"Comfy.ColorPalette": "dark",
		"Comfy.Locale": null,
		"Comfy.Keybinding.NewBindings": [{ key: "x" }],
	};
	expect(await jsonOf(await get(account, "/api/settings"), 200)).toEqual(all);
	expect(await jsonOf(await get(account, "/settings/Comfy.ColorPalette"), 200)).toBe("dark");
	expect(await jsonOf(await get(account, "/settings/Comfy.Never"), 200)).toBeNull();
	expect(await jsonOf(await get(other, "/settings"), 200)).toEqual({});
});

test("there is an end to settings, and what passes it writes nothing", async () => {
	const account = await makeAccount();
	const some = Object.fromEntries(Array.from({ length: EDITOR_SETTINGS.most }, (_, i) => [`a${i}`, i]));
	expect((await set(account, "/settings", some)).status).toBe(200);
	await writesNothing(async () => {
		await problemOf(await set(account, "/settings", { one: 1, a0: "other" }), "storage_limit");
		await problemOf(await set(account, "/settings/a0", "x".repeat(EDITOR_SETTINGS.value)), "invalid_request");
		await problemOf(await set(account, "/settings", { ["x".repeat(201)]: 1 }), "invalid_request");
		await problemOf(await set(account, "/settings", [1]), "invalid_request");
	});
	expect((await set(account, "/settings/a0", "x".repeat(60_000))).status).toBe(200);
	const large = Object.fromEntries(Array.from({ length: 8 }, (_, i) => [`a${i}`, "x".repeat(65_500)]));
	await problemOf(await set(account, "/settings", large), "storage_limit");
	expect((await jsonOf<Record<string, unknown>>(await get(account, "/settings"), 200)).a1).toBe(1);
});

test("files of the editor are kept, listed as ComfyUI lists them, moved and deleted; nothing leads out of them", async () => {
	const [account, other] = [await makeAccount(), await makeAccount()];
	const text = JSON.stringify({ nodes: [], ö: "😀" });
	expect(await jsonOf(await keep(account, "workflows/a.json", text), 200)).toBe("workflows/a.json");
	expect(
		await jsonOf(await keep(account, "workflows/sub/b.json", "{}", "?full_info=true"), 200),
	).toMatchObject({
		path: "workflows/sub/b.json",
		size: 2,
	});
	await keep(account, "workflows-other.json", "{}");
	expect(await read(account, "workflows/a.json")).toBe(text);
	const answer = await get(account, "/userdata/workflows%2Fa.json");
	expect(answer.headers.get("content-disposition")).toBe("attachment");
	await answer.body?.cancel();
	const listed = async (query: string) => jsonOf(await get(account, `/userdata?dir=workflows${query}`), 200);
	expect(await listed("")).toEqual(["a.json"]);
	expect(await listed("&recurse=true")).toEqual(["a.json", "sub/b.json"]);
	expect(await listed("&recurse=true&split=true")).toEqual([
		["a.json", "a.json"],
		["sub/b.json", "sub", "b.json"],
	]);
	expect(await listed("&full_info=true")).toMatchObject([{ path: "a.json", modified: expect.any(Number) }]);
	await problemOf(await keep(account, "workflows/a.json", "{}", "?overwrite=false"), "conflict");
	expect(await jsonOf(await keep(account, "workflows/a.json", "[]"), 200)).toBe("workflows/a.json");
	const move = (from: string, to: string, query = "") =>
		call("POST", `/api/userdata/${encodeURIComponent(from)}/move/${encodeURIComponent(to)}${query}`, {
			as: account.key,
		});
	await problemOf(await move("workflows/a.json", "workflows/sub/b.json", "?overwrite=false"), "conflict");
	await problemOf(await move("workflows/none.json", "workflows/sub/b.json"), "not_found");
	expect(await read(account, "workflows/sub/b.json")).toBe("{}");
	expect(await jsonOf(await move("workflows/a.json", "workflows/a.json"), 200)).toBe("workflows/a.json");
	expect(await jsonOf(await move("workflows/a.json", "workflows/sub/b.json"), 200)).toBe(
		"workflows/sub/b.json",
	);
	expect(await read(account, "workflows/sub/b.json")).toBe("[]");
	for (const odd of ["a/../../b", "a\\b", "a\u0000b", "x".repeat(300)])
		await problemOf(await keep(account, odd, "{}"), "forbidden");
	await problemOf(await get(account, "/userdata"), "invalid_request");
	await problemOf(await get(other, "/userdata/workflows%2Fsub%2Fb.json"), "not_found");
	const gone = () => call("DELETE", "/userdata/workflows%2Fsub%2Fb.json", { as: account.key });
	expect((await gone()).status).toBe(204);
	await problemOf(await gone(), "not_found");
	expect(await listed("&recurse=true")).toEqual([]);
});

test("there is an end to files, what is no text is refused, and nothing is kept of it", async () => {
	const account = await makeAccount();
	await env.DB.prepare(`INSERT INTO editor_files SELECT ?, 'f/' || value, '', ?, 1, 1, 1 FROM json_each(?)`)
		.bind(account.id, EDITOR_FILES.all / 10, JSON.stringify(Array.from({ length: 10 }, (_, i) => i)))
		.run();
	await writesNothing(async () => {
		await problemOf(await keep(account, "f/one-more", "{}"), "storage_limit");
		await problemOf(await keep(account, "f/large", "x".repeat(EDITOR_FILES.file + 1)), "payload_too_large");
		const odd = new Uint8Array([0xff, 0xfe]);
		const headers = { "content-length": "2", "content-type": "application/json" };
		await problemOf(
			await call("POST", "/userdata/odd.png", { as: account.key, body: odd, headers }),
			"unsupported_media",
		);
	});
	// In place of one that is as large it is taken.
	expect((await keep(account, "f/1", "{}")).status).toBe(200);
});
