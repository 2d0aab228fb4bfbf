import { env } from "cloudflare:workers";
import { expect, test } from "vitest";
import { imageChecklist } from "../../workflows/prompts/checklist.ts";
import { reviewSchema, reviewsSchema } from "../contract/assets/reviews.ts";
import { makeAccount } from "../testing/accounts.ts";
import { png } from "../testing/files.ts";
import { call, jsonOf, problemOf } from "../testing/http.ts";
import { uploadAsset } from "../testing/jobs.ts";

test("what a person says of a picture by the ten points is kept with who said it and when, and the next word takes its place", async () => {
	const account = await makeAccount();
	const { id } = await uploadAsset(account, await png());
	const path = `/v1/assets/${id}/review`;
	const say = async (json: object) =>
		reviewSchema.parse(await jsonOf(await call("PUT", path, { as: account.key, json }), 200));
	const list = async () =>
		reviewsSchema.parse(await jsonOf(await call("GET", `${path}s`, { as: account.key }), 200));
	expect(await list()).toEqual({ checklist: imageChecklist, data: [] });
	expect(imageChecklist).toHaveLength(10);
	const first = await say({ answers: { photorealistic: true, sharp: false }, note: "the left eye is soft" });
	expect(first).toMatchObject({ asset: id, points: 1, of: 2, note: "the left eye is soft" });
	expect(first.by).not.toBe("");
	expect((await list()).data).toEqual([first]);
	const all = Object.fromEntries(imageChecklist.map((point) => [point.id, true]));
	expect(await say({ answers: all })).toMatchObject({ points: 10, of: 10, note: "" });
	expect((await list()).data).toHaveLength(1);

	const wrong = await call("PUT", path, { as: account.key, json: { answers: { beautiful: true } } });
	await problemOf(wrong, "invalid_request");
	const stranger = await makeAccount();
	await problemOf(await call("PUT", path, { as: stranger.key, json: { answers: {} } }), "not_found");
	await problemOf(await call("GET", `${path}s`, { as: stranger.key }), "not_found");

	await call("DELETE", `/v1/assets/${id}`, { as: account.key });
	const left = env.DB.prepare("SELECT count(*) AS n FROM reviews WHERE asset_id = ?").bind(id);
	expect(await left.first("n")).toBe(0);
});
