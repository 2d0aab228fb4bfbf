import { describe, expect, test } from "vitest";
import { NOT_ASKED } from "../faces/found.ts";
import { measure } from "../pixels/measure.ts";
import type { Raster } from "../pixels/raster.ts";
import { black, blank, good, noise } from "../testing/pictures.ts";
import { type Check, checkSchema, worstOf } from "./check.ts";
import type { Examination } from "./examination.ts";
import { checkPicture } from "./picture-checks.ts";
import { checkSet, type Member } from "./set-checks.ts";
import { standardsSchema, usualStandards } from "./standards.ts";

const seen = (picture: Raster): Examination => ({
	size: 1000,
	sha256: "0".repeat(64),
	content_type: "image/png",
	strange: null,
	width: picture.width,
	height: picture.height,
	animated: false,
	decoded: { how: "whole", measures: measure(picture) },
	faces: NOT_ASKED,
	thumbnail: null,
});
const statuses = (checks: readonly Check[]) =>
	Object.fromEntries(checks.map(({ id, status }) => [id, status]));
const GOOD = seen(good(1));

describe("one picture", () => {
	test("that is as asked passes, and what nobody asked for is skipped with a reason", () => {
		const checks = checkPicture(GOOD, { extension: "PNG", width: 192, height: 160 }, usualStandards);
		expect(checks.map((check) => checkSchema.parse(check))).toEqual(checks);
		expect(statuses(checks)).toMatchObject({
			file_decodable: "pass",
			file_type: "pass",
			image_dimensions: "pass",
			image_aspect: "pass",
			image_blank: "pass",
			image_noise: "pass",
			image_sharpness: "pass",
			image_exposure: "pass",
		});
		expect(worstOf(checks)).toBe("pass");
		const unasked = checkPicture(GOOD, {}, usualStandards).find(({ id }) => id === "image_dimensions");
		expect(unasked).toMatchObject({ status: "skipped", reason: "no size was asked for", value: "192x160" });
	});

	test.each<[string, Examination, object, object]>([
		[
			"of another size",
			GOOD,
			{ width: 160, height: 192 },
			{ image_dimensions: "fail", image_aspect: "fail" },
		],
		["of the shape asked for", GOOD, { aspect: 1.2 }, { image_dimensions: "skipped", image_aspect: "pass" }],
		["a pixel off the shape", GOOD, { aspect: 1.195 }, { image_aspect: "pass" }],
		["of another type than its name", GOOD, { extension: "jpg" }, { file_type: "fail" }],
		[
			"of one colour",
			seen(blank(3)),
			{},
			{ image_blank: "fail", image_noise: "skipped", image_sharpness: "skipped" },
		],
		["black", seen(black(3)), {}, { image_blank: "fail", image_exposure: "warn" }],
		["noise", seen(noise(3)), {}, { image_noise: "fail" }],
		["noise of a few pixels", seen(noise(3, 40, 40)), {}, { image_noise: "skipped" }],
	])("%s", (_, found, wanted, expected) => {
		expect(statuses(checkPicture(found, wanted, usualStandards))).toMatchObject(expected);
	});

	test("that is a map may be of one colour; a drawing has no skin", () => {
		const map = standardsSchema.parse({ subject: "map" });
		expect(worstOf(checkPicture(seen(black(3)), {}, map))).toBe("pass");
		const drawing = standardsSchema.parse({ subject: "drawing" });
		expect(statuses(checkPicture(GOOD, {}, drawing))).toMatchObject({ image_skin_texture: "skipped" });
	});

	test("that nobody looked at never passes; one that broke who looked is an error, and no failure of its own", () => {
		const unseen = { ...GOOD, decoded: { how: "not_tried", why: "a film" } } as const;
		expect(worstOf(checkPicture(unseen, {}, usualStandards))).toBe("skipped");
		const broke = { ...GOOD, decoded: { how: "failed", why: "it took too long" } } as const;
		expect(worstOf(checkPicture(broke, {}, usualStandards))).toBe("error");
		expect(worstOf([])).toBe("skipped");
	});
});

describe("a set", () => {
	const member = (name: string, picture: Raster, sha256 = name): Member => ({
		name,
		sha256,
		measures: measure(picture),
	});

	test("names the file that another is the same as; what is of one colour is like nothing", () => {
		const set = [
			member("a", good(1)),
			member("b", good(2)),
			member("c", good(1), "a"),
			member("d", blank(1)),
			member("e", blank(2)),
			{ name: "f", sha256: "f", measures: null },
		];
		const found = checkSet(set, usualStandards);
		expect(found.map(statuses)).toMatchObject([
			{ duplicate_exact: "pass", duplicate_near: "pass" },
			{ duplicate_near: "pass", duplicate_mirrored: "pass" },
			{ duplicate_exact: "fail" },
			{ duplicate_exact: "pass", duplicate_near: "skipped" },
			{ duplicate_near: "skipped" },
			{ duplicate_near: "skipped", set_style: "skipped" },
		]);
		expect(found[2]?.[0]).toMatchObject({ where: "a", reason: "it is the same file as a" });
	});

	test("of three pictures has no style", () => {
		const three = [1, 2, 3].map((seed) => member(`${seed}`, good(seed)));
		expect(checkSet(three, usualStandards).map(statuses)).toMatchObject(
			Array(3).fill({ set_style: "skipped" }),
		);
	});
});
