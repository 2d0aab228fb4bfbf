import fc from "fast-check";
import { expect, test } from "vitest";
import { ApiError } from "../../problem.ts";
import { inComfysWords, missingAssets, withoutAssets } from "./translation.ts";

const asset = (info: object) => ({ __type: "core/ASSET", info });
const id = "ast_01kb8x5m9zq4w7t2n6r3h0v1c8";

test("inputs that name an asset become empty, and are told with their place; everything else stays", () => {
	const workflow = {
		"1": {
			class_type: "LoadImage",
			inputs: { image: asset({ id, hash: "blake3:00", file_path: "a.png" }), upload: "image" },
		},
		"2": { class_type: "SaveImage", inputs: { images: ["1", 0] }, _meta: { title: "x" } },
		"3": { class_type: "LoadImageMask", inputs: { image: asset({ hash: "blake3:11" }) } },
		extra: null,
	};
	const before = structuredClone(workflow);
	expect(withoutAssets(workflow)).toEqual({
		graph: {
			"1": { class_type: "LoadImage", inputs: { image: "", upload: "image" } },
			"2": workflow["2"],
			"3": { class_type: "LoadImageMask", inputs: { image: "" } },
			extra: null,
		},
		assets: [
			{ node: "1", input: "image", id, hash: "blake3:00" },
			{ node: "3", input: "image", id: null, hash: "blake3:11" },
		],
	});
	expect(workflow).toEqual(before);
});

test("whatever is sent as a graph is read without a fault", () => {
	fc.assert(
		fc.property(fc.dictionary(fc.string(), fc.jsonValue()), (workflow) => {
			expect(withoutAssets(workflow).assets).toEqual([]);
		}),
	);
});

test("refusals keep their place in the body that was sent, and have the name that clients know", () => {
	const item = (pointer: string) => ({ pointer, code: "x", message: "x" });
	const error = new ApiError("invalid_graph", "x", [
		item("/graph/1/inputs/a"),
		item("/inputs/7.image"),
		item("/graph"),
	]);
	expect(inComfysWords(error)).toMatchObject({
		code: "invalid_workflow",
		errors: [item("/workflow/1/inputs/a"), item("/workflow/7/inputs/image"), item("/workflow")],
	});
	expect(inComfysWords(new ApiError("budget_exceeded", "x"))).toMatchObject({ code: "insufficient_credits" });
	expect(inComfysWords(new ApiError("queue_full", "x", [], { "retry-after": "3" }))).toMatchObject({
		code: "queue_full",
		headers: { "retry-after": "3" },
	});
	const broken = new Error("x");
	expect(inComfysWords(broken)).toBe(broken);
	expect(missingAssets([{ node: "1", input: "image", id: null, hash: null }]).errors[0]).toMatchObject({
		pointer: "/workflow/1/inputs/image",
		code: "missing_asset",
	});
});
