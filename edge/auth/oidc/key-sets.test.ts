import { beforeEach, expect, test } from "vitest";
import { KeySets } from "./key-sets.ts";

const MINUTE = 60_000;
const URL = "https://id.example.com/keys";
const OLD = { keys: [{ kty: "RSA", kid: "old" }] };
const NEW = { keys: [{ kty: "RSA", kid: "new" }] };

let sets: KeySets;
let asked: number;
let there: typeof OLD | null;
beforeEach(() => {
	sets = new KeySets();
	asked = 0;
	there = OLD;
});
const get = (now: number, newer = false) =>
	sets.get(
		URL,
		now,
		async () => {
			asked += 1;
			return there ? { ok: true, keys: there } : { ok: false, why: "down" };
		},
		newer,
	);

test("keys are asked for once in ten minutes", async () => {
	for (const now of [0, 1, 9 * MINUTE]) expect(await get(now)).toEqual({ ok: true, keys: OLD });
	expect(asked).toBe(1);
	there = NEW;
	expect(await get(10 * MINUTE)).toEqual({ ok: true, keys: NEW });
	expect(asked).toBe(2);
});

test("a key that is missing is looked for at once, but made-up ones cost two questions a minute", async () => {
	await get(0);
	there = NEW;
	expect(await get(MINUTE, true)).toEqual({ ok: true, keys: NEW });
	for (let at = 0; at < MINUTE; at += 1000) await get(MINUTE + at, true);
	expect(asked).toBe(3);
});

test("an issuer that does not answer is asked twice a minute, and its keys stay good for an hour", async () => {
	await get(0);
	there = null;
	for (let at = 10 * MINUTE; at < 11 * MINUTE; at += 1000) expect(await get(at)).toMatchObject({ ok: true });
	expect(asked).toBe(3);
	expect(await get(59 * MINUTE)).toMatchObject({ ok: true });
	expect(await get(60 * MINUTE)).toEqual({ ok: false, why: "down" });
	there = NEW;
	expect(await get(61 * MINUTE)).toEqual({ ok: true, keys: NEW });
});

test("an issuer that never answered is not asked again at once", async () => {
	there = null;
	for (const now of [0, 1, 29_000]) expect(await get(now)).toEqual({ ok: false, why: "down" });
	expect(asked).toBe(1);
});

test("whoever comes while keys are on their way uses those there were", async () => {
	await get(0);
	let arrive = (_: { ok: true; keys: typeof NEW }) => {};
	const slow = sets.get(URL, 20 * MINUTE, () => new Promise((resolve) => (arrive = resolve)));
	expect(await get(20 * MINUTE)).toEqual({ ok: true, keys: OLD });
	arrive({ ok: true, keys: NEW });
	expect(await slow).toEqual({ ok: true, keys: NEW });
	expect(asked).toBe(1);
});
