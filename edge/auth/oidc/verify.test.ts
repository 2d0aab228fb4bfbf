import { exportJWK, generateKeyPair, type JSONWebKeySet, SignJWT, UnsecuredJWT } from "jose";
import { beforeAll, expect, test } from "vitest";
import type { OidcAlgorithm } from "../../contract/access/oidc.ts";
import { readUnchecked, verify } from "./verify.ts";

const NOW = Date.UTC(2026, 10, 27, 12);
const SECONDS = NOW / 1000;
const BY = {
	issuer: "https://id.example.com",
	audience: "darkroom",
	algorithms: ["RS256", "ES256", "EdDSA"] as OidcAlgorithm[],
};
const CLAIMS = { iss: BY.issuer, aud: BY.audience, sub: "ada", exp: SECONDS + 600 };
const secrets = new Map<string, CryptoKey>();
const keys: JSONWebKeySet = { keys: [] };

beforeAll(async () => {
	for (const alg of BY.algorithms) {
		const { privateKey, publicKey } = await generateKeyPair(alg, { extractable: true });
		secrets.set(alg, privateKey);
		keys.keys.push({ ...(await exportJWK(publicKey)), kid: alg, alg });
	}
	secrets.set("stranger", (await generateKeyPair("RS256")).privateKey);
});

async function token(claims: object = {}, alg = "RS256", header: object = {}, by = alg): Promise<string> {
	const key = secrets.get(by);
	if (!key) throw new Error(`no key ${by}`);
	return new SignJWT({ ...CLAIMS, ...claims }).setProtectedHeader({ alg, kid: alg, ...header }).sign(key);
}
const whyNot = async (text: string, by = BY) => {
	const checked = await verify(text, by, keys, NOW);
	return checked.ok ? null : checked;
};

test.each(BY.algorithms)(
	"a good token signed with %s is good until it expires, clocks allowed for",
	async (alg) => {
		const checked = await verify(await token({}, alg), BY, keys, NOW);
		expect(checked).toMatchObject({ ok: true, claims: { sub: "ada" }, until: NOW + 630_000 });
		expect(await verify(await token({ aud: ["other", "darkroom"] }, alg), BY, keys, NOW)).toMatchObject({
			ok: true,
		});
	},
);

test.each<[string, object, RegExp]>([
	["of another issuer", { iss: "https://evil.example" }, /claim iss/],
	["of an issuer that only begins so", { iss: `${BY.issuer}/` }, /claim iss/],
	["for another audience", { aud: "shop" }, /claim aud/],
	["that has expired", { exp: SECONDS - 31 }, /has expired/],
	["that never ends", { exp: undefined }, /lacks the claim exp/],
	["of nobody", { sub: undefined }, /lacks the claim sub/],
	["for nobody", { aud: undefined }, /claim aud/],
	["that is not good yet", { nbf: SECONDS + 60 }, /not good yet/],
])("a token %s is refused and told why", async (_, claims, why) => {
	expect(await whyNot(await token(claims))).toMatchObject({
		unknownKey: false,
		why: expect.stringMatching(why),
	});
});

test("a token is refused whose signature is another's, or is none, or with a secret that everybody has", async () => {
	expect((await whyNot(await token({}, "RS256", {}, "stranger")))?.why).toMatch(/signature/);
	const good = await token();
	const [head = "", , signature = ""] = good.split(".");
	const changed = btoa(JSON.stringify({ ...CLAIMS, sub: "eve" })).replaceAll("=", "");
	expect((await whyNot(`${head}.${changed}.${signature}`))?.why).toMatch(/signature/);
	expect(await whyNot(new UnsecuredJWT(CLAIMS).encode())).not.toBeNull();
	const none = btoa(JSON.stringify({ alg: "none" })).replaceAll("=", "");
	expect(await whyNot(`${none}.${good.split(".")[1]}.`)).not.toBeNull();
	// The public key as a shared secret: whoever reads the key set could sign so.
	const secret = new TextEncoder().encode(JSON.stringify(keys.keys[0]));
	const shared = await new SignJWT(CLAIMS).setProtectedHeader({ alg: "HS256", kid: "RS256" }).sign(secret);
	expect((await whyNot(shared))?.why).toMatch(/RS256 or ES256/);
	expect((await whyNot(good, { ...BY, algorithms: ["ES256"] }))?.why).toMatch(/must be ES256/);
});

test("a key that is not among those known is told apart: it may be new", async () => {
	expect(await whyNot(await token({}, "RS256", { kid: "new" }))).toMatchObject({ unknownKey: true });
});

test("what a token says of itself is read without belief, and garbage is nobody's", async () => {
	expect(readUnchecked(await token({ aud: Array.from({ length: 50 }, (_, i) => `a${i}`) }))).toMatchObject({
		issuer: BY.issuer,
		audiences: expect.objectContaining({ length: 10 }),
	});
	for (const text of ["a.b.c", "x", "..", "eyJhbGciOiJub25lIn0.e30.", await token({ iss: undefined })])
		expect(readUnchecked(text)).toBeNull();
});
