import { expect, test, vi } from "vitest";
import type { Asset } from "../../../edge/contract/assets/assets.ts";
import { Reviews } from "../../reviews.ts";
import { review } from "./command.ts";
import { reviewOf } from "./said.ts";
import { lookedAt, queueTable } from "./text.ts";

const ASSET = "ast_01kb8x5m9zq4w7t2n6r3h0v1c8";
const AT = "2026-11-01T00:00:00.000Z";
const blank = {
	id: "image_blank",
	status: "fail",
	value: 0,
	limit: 2,
	where: null,
	reason: "the picture is black",
} as const;
const asset: Asset = {
	...{
		id: ASSET,
		kind: "image",
		content_type: "image/png",
		filename: "a.png",
		size: 1,
		sha256: "0".repeat(64),
	},
	...{ width: 512, height: 768, duration_ms: null, job: "job_1", task: null, name: null, position: null },
	...{ label: null, hidden: false, thumbnails: null, created_at: AT, url: `/v1/assets/${ASSET}/content` },
	quality: { status: "fail", checks: [blank] },
};

test("a verdict with points and a note is read; what is no verdict or no point is refused with what there is", () => {
	expect(reviewOf("fail", { yes: "skin, lighting", no: "sharp", note: "soft" })).toEqual({
		answers: { skin: true, lighting: true, sharp: false },
		verdict: "fail",
		note: "soft",
	});
	expect(reviewOf("pass", {})).toEqual({ answers: {}, verdict: "pass" });
	expect(() => reviewOf("good", {})).toThrow('there is no verdict "good": pass, fail');
	expect(() => reviewOf("pass", { yes: "eyes" })).toThrow('there is no point "eyes": photorealistic');
	expect(() => reviewOf("pass", { yes: "toString" })).toThrow("there is no point");
	expect(() => reviewOf("pass", { yes: "sharp", no: "sharp" })).toThrow("sharp stands in --yes and in --no");
});

test.each([
	[["decide", ASSET], "decide takes <picture> <verdict>"],
	[["decide", ASSET, "good"], 'there is no verdict "good"'],
	[["list", "--order", "best"], 'there is no order "best": worst, newest'],
	[["show", ASSET, "--note", "x"], "show takes no --note"],
])("%j is refused before anything is asked", async (args, message) => {
	const asked = review.run(args, { DARKROOM_URL: "http://127.0.0.1:9", DARKROOM_KEY: "dk_live_x" });
	await expect(asked).rejects.toMatchObject({ exit: "usage", message: expect.stringContaining(message) });
});

test("a queue is a table; one picture tells its checks, and what people found not to hold", () => {
	expect(queueTable([{ asset, reason: "failed" }])).toBe(`${ASSET}  failed  job_1  the picture is black`);
	const checks = [blank, { ...blank, id: "file_type", status: "pass", reason: "" } as const];
	const checklist = [{ id: "sharp", text: "Sharp focus on eyes and face" }];
	const said = {
		...{ asset: ASSET, by: "key_1", at: AT, answers: { sharp: false, skin: true } },
		...{ verdict: "fail" as const, note: "soft", points: 1, of: 2 },
	};
	expect(lookedAt(asset, { status: "fail", checks }, { checklist, data: [said] }).split("\n")).toEqual([
		`${ASSET}  a.png, 512x768  of job_1`,
		"checks: fail, 1 passed, 0 skipped",
		"  fail: image_blank: the picture is black (0, limit 2)",
		`key_1  ${AT}  fail, 1 of 2 points hold: soft`,
		"  not: Sharp focus on eyes and face",
	]);
	expect(lookedAt(asset, { status: "skipped", checks: [] }, { checklist, data: [] })).toContain(
		"nobody has said",
	);
});

test("the client asks the routes of the queue and of one picture, page by page", async () => {
	const page = (data: object[], next: string | null) =>
		Response.json({ data, next_cursor: next, has_more: next !== null, waiting: 2 });
	const ask = vi
		.fn<(method: string, path: string, init?: RequestInit) => Promise<Response>>()
		.mockResolvedValueOnce(page([{ asset, reason: "failed" }], `3.${ASSET}`))
		.mockResolvedValueOnce(page([{ asset, reason: "doubtful" }], null))
		.mockResolvedValueOnce(new Response(null, { status: 204 }));
	const reviews = new Reviews(ask);
	const reasons: string[] = [];
	for await (const one of reviews.queue({ order: "newest" })) reasons.push(one.reason);
	await reviews.takeBack(ASSET);
	expect(reasons).toEqual(["failed", "doubtful"]);
	expect(ask.mock.calls.map(([method, path]) => `${method} ${path}`)).toEqual([
		"GET /v1/review-queue?order=newest",
		`GET /v1/review-queue?order=newest&cursor=3.${ASSET}`,
		`DELETE /v1/assets/${ASSET}/review`,
	]);
});
