import { expect, test } from "vitest";
import { type Doing, once } from "./once.ts";

const KEY = { route: "POST /v1/things", key: "one", body_hash: "a" };
const row = (body_hash: string) => ({
	...KEY,
	body_hash,
	account_id: "acc_1",
	resource_id: "thing",
	created_at: 0,
});
const taken = new Error("Failed query: insert", {
	cause: new Error(
		"D1_ERROR: UNIQUE constraint failed: idempotency_keys.account_id, idempotency_keys.route, idempotency_keys.key",
	),
});
const lost = new Error("Failed query: insert", {
	cause: new Error("D1_ERROR: UNIQUE constraint failed: events.job_id, events.seq"),
});

type Thing = Doing<{ earlier: ReturnType<typeof row> | undefined }, string>;
const unwanted = () => Promise.reject(new Error("not to be called"));
const nothing = async () => ({ earlier: undefined });

test("P7 what was made with the key is given again, and nothing is made", async () => {
	const look = async () => ({ earlier: row("a") });
	const again = async (resource: string) => `${resource} again`;
	expect(await once(KEY, { look, again, make: unwanted } satisfies Thing)).toMatchObject({
		made: "thing again",
		replayed: true,
	});
});

test("P7 the key with another body is refused", async () => {
	const look = async () => ({ earlier: row("b") });
	await expect(once(KEY, { look, again: unwanted, make: unwanted })).rejects.toMatchObject({
		code: "idempotency_key_reuse",
	});
});

test("without a key everything is made anew", async () => {
	const made = await once(null, { look: nothing, again: unwanted, make: async () => "new" });
	expect(made).toMatchObject({ made: "new", replayed: false });
});

test("P7 whoever loses against the same key at the same moment gets what the other made", async () => {
	let looks = 0;
	const { made, replayed } = await once(KEY, {
		look: async () => ({ earlier: ++looks === 1 ? undefined : row("a") }),
		again: async (resource) => resource,
		make: () => Promise.reject(taken),
	});
	expect({ made, replayed, looks }).toEqual({ made: "thing", replayed: true, looks: 2 });
});

test("whoever loses by another constraint looks again only where that was named, and not for ever", async () => {
	let tries = 0;
	const losing = {
		look: nothing,
		again: unwanted,
		make: () => {
			tries += 1;
			return Promise.reject(lost);
		},
	};
	await expect(once(KEY, losing)).rejects.toBe(lost);
	expect(tries).toBe(1);
	await expect(once(null, { ...losing, losesBy: ["event"] })).rejects.toMatchObject({ code: "unavailable" });
	expect(tries).toBe(4);
});

test("a failure that is no lost race is thrown as it is", async () => {
	const broken = new Error("Failed query: UNIQUE constraint failed: idempotency_keys.account_id, …");
	await expect(
		once(KEY, { look: nothing, again: unwanted, make: () => Promise.reject(broken) }),
	).rejects.toBe(broken);
});
