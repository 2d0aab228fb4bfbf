import { expect, test } from "vitest";
import { OPERATOR_KEY } from "./command.ts";
import { connectionOf } from "./connection.ts";

const local = { url: "http://127.0.0.1:3000", api_key: "dk_live_local", admin_key: "operator-here" };

test("the Darkroom of this machine is used by itself; what is said otherwise wins", () => {
	expect(connectionOf(undefined, {}, local)).toEqual({ url: "http://127.0.0.1:3000/", key: "dk_live_local" });
	const env = { DARKROOM_URL: "https://darkroom.example", DARKROOM_KEY: "dk_live_mine" };
	expect(connectionOf(undefined, env, local)).toEqual({
		url: "https://darkroom.example/",
		key: "dk_live_mine",
	});
	expect(connectionOf("http://127.0.0.1:9", env, null)).toEqual({
		url: "http://127.0.0.1:9/",
		key: "dk_live_mine",
	});
	expect(connectionOf("http://127.0.0.1:3000/", {}, local).key).toBe("dk_live_local");
});

test("the key of this machine goes to no other address", () => {
	expect(() => connectionOf("https://darkroom.example", {}, local)).toThrow(
		"set DARKROOM_KEY to an API key of",
	);
	expect(() => connectionOf("http://127.0.0.1:3001", { DARKROOM_KEY: "" }, local)).toThrow(
		"set DARKROOM_KEY",
	);
});

test.each<[url: string | undefined, key: string, words: RegExp]>([
	[undefined, "k", /Start one \(npm start\), or set DARKROOM_URL/],
	["localhost:3000", "k", /is no address such as/],
	["http://127.0.0.1:1", "a\nb", /characters that no key has/],
])("%s with the key %j is refused in words", (url, key, words) => {
	expect(() => connectionOf(url, { DARKROOM_KEY: key }, null)).toThrow(words);
});

test("what only the operator may is asked with the operator's key, and an account's is never sent in its place", () => {
	const elsewhere = { DARKROOM_URL: "https://darkroom.example", DARKROOM_KEY: "dk_live_mine" };
	expect(() => connectionOf(undefined, elsewhere, local, OPERATOR_KEY)).toThrow(
		"set DARKROOM_ADMIN_KEY to the operator's key of https://darkroom.example",
	);
	expect(connectionOf(undefined, {}, local, OPERATOR_KEY).key).toBe("operator-here");
	const set = { ...elsewhere, DARKROOM_ADMIN_KEY: "operator" };
	expect(connectionOf(undefined, set, local, OPERATOR_KEY).key).toBe("operator");
	expect(() => connectionOf(undefined, {}, { ...local, admin_key: undefined }, OPERATOR_KEY)).toThrow(
		"set DARKROOM_ADMIN_KEY",
	);
});
