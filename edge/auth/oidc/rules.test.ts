import { expect, test } from "vitest";
import type { OidcRule } from "../../contract/access/oidc.ts";
import { scopesOf } from "./rules.ts";

const rule = (claim: string, value: string): OidcRule => ({ claim, value, scopes: ["jobs:write"] });
const may = (claims: Record<string, unknown>, ...rules: OidcRule[]) =>
	scopesOf(claims, { scopes: ["jobs:read"], rules });

test.each([
	["the very value", { role: "artist" }, rule("role", "artist")],
	["one of a list", { groups: ["staff", "artist"] }, rule("groups", "artist")],
	["a claim inside others", { realm_access: { roles: ["artist"] } }, rule("realm_access.roles", "artist")],
	["a name with dots", { "https://a.example/roles": ["artist"] }, rule("https://a.example/roles", "artist")],
	["a word of scope", { scope: "openid artist" }, rule("scope", "artist")],
	["a truth", { email_verified: true }, rule("email_verified", "true")],
])("a rule is met by %s", (_, claims, by) => {
	expect(may(claims, by)).toEqual(["jobs:read", "jobs:write"]);
});

test.each([
	["a part of it", { role: "artists" }, rule("role", "artist")],
	["a word of a claim that people write themselves", { name: "an artist" }, rule("name", "artist")],
	["nothing", {}, rule("role", "artist")],
	["null", { role: null }, rule("role", "null")],
	["an object", { role: { artist: true } }, rule("role", "artist")],
	["what every object has", { role: "x" }, rule("constructor.name", "Object")],
	["a list in a list", { groups: [["artist"]] }, rule("groups", "artist")],
])("a rule is not met by %s", (_, claims, by) => {
	expect(may(claims, by)).toEqual(["jobs:read"]);
});

test("rules add up, and say each scope once, in their order", () => {
	const both = may(
		{ groups: ["a", "b"] },
		{ claim: "groups", value: "b", scopes: ["assets:read", "jobs:read"] },
		{ claim: "groups", value: "a", scopes: ["jobs:write"] },
		{ claim: "groups", value: "c", scopes: ["keys:write"] },
	);
	expect(both).toEqual(["jobs:read", "jobs:write", "assets:read"]);
});
