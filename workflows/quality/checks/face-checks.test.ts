import { describe, expect, test } from "vitest";
import type { Faces } from "../faces/found.ts";
import { engine, face, seen } from "../testing/faces.ts";
import { type Check, checkSchema, worstOf } from "./check.ts";
import { checkFaces, personOf } from "./face-checks.ts";
import { standardsSchema } from "./standards.ts";

const HER = personOf([seen(face())]);
const SOMEBODY_ELSE = face({ embedding: [0, 1] });
/** A cosine of 0.75: a score of 0.87. */
const ALIKE = face({ embedding: [0.75, Math.sqrt(1 - 0.75 ** 2)] });
const statuses = (checks: readonly Check[]) =>
	Object.fromEntries(checks.map(({ id, status }) => [id.replace("face_", ""), status]));
const check = (found: Faces, standards: object = {}, person = HER) =>
	checkFaces(found, person, standardsSchema.parse(standards));

test("what is found stands in the shape of every check, with the figures behind the score", () => {
	const checks = check(seen(face()), { face_view: "front" });
	expect(checks.map((one) => checkSchema.parse(one))).toEqual(checks);
	expect(statuses(checks)).toEqual({ count: "pass", view: "pass", sharpness: "pass", match: "pass" });
	expect(checks.at(-1)?.where).toContain("cosine 1.000 with 1 reference; human 1");
});

test.each<[string, Faces, object, object]>([
	["of somebody else", seen(SOMEBODY_ELSE), { face_view: "any" }, { match: "fail" }],
	["of somebody else that nobody asked for", seen(SOMEBODY_ELSE), {}, { match: "warn" }],
	["of her, not as like as promised", seen(ALIKE), { face_match_target: 0.95 }, { match: "warn" }],
	["of her, as like as promised", seen(ALIKE), { face_match_target: 0.8 }, { match: "pass" }],
	["with her among others", seen(SOMEBODY_ELSE, face()), {}, { match: "pass" }],
	["of somebody else who looks away", seen(face({ ...SOMEBODY_ELSE, view: "side" })), {}, { match: "warn" }],
	[
		"without anybody",
		seen(),
		{ face_view: "any" },
		{ count: "warn", match: "skipped", sharpness: "skipped" },
	],
	["without the one that must be there", seen(), { faces_from: 1 }, { count: "fail" }],
	["of a profile that was not found", seen(), { face_view: "side" }, { count: "warn", match: "skipped" }],
	["of a back", seen(), { face_view: "back" }, { view: "pass", count: "skipped", match: "skipped" }],
	["of a back that looks at us", seen(face()), { face_view: "back" }, { view: "fail" }],
	["of a side that looks at us", seen(face()), { face_view: "side" }, { view: "fail" }],
	["of a side half turned", seen(face({ view: "three_quarter" })), { face_view: "side" }, { view: "warn" }],
	["of two instead of one", seen(face(), face()), { face_view: "any", faces_up_to: 1 }, { count: "fail" }],
	["that is blurred in the face", seen(face({ sharpness: 1 })), {}, { sharpness: "warn" }],
	["that is drawn", seen(SOMEBODY_ELSE), { subject: "drawing" }, { match: "skipped" }],
	["that is a map", seen(SOMEBODY_ELSE), { subject: "map", face_view: "any" }, { count: "skipped" }],
	["that nobody asked anything of", seen(), {}, { count: "skipped", view: "skipped" }],
])("a picture %s", (_, found, standards, expected) => {
	expect(statuses(check(found, standards))).toMatchObject(expected);
});

describe("without a model", () => {
	test("nothing passes, and the reason is told", () => {
		const checks = check({ how: "not_tried", why: "no model" }, { face_view: "front" });
		expect(new Set(checks.map(({ status, reason }) => `${status} ${reason}`))).toEqual(
			new Set(["skipped no model"]),
		);
		expect(worstOf(checks)).toBe("skipped");
		expect(worstOf(check({ how: "failed", why: "broke" }))).toBe("error");
	});

	test("and without somebody to compare with nothing matches", () => {
		const match = (person: ReturnType<typeof personOf> | null) =>
			checkFaces(seen(face()), person, standardsSchema.parse({})).at(-1);
		expect(match(null)).toMatchObject({ status: "skipped", reason: "there is nobody to compare with" });
		expect(match(personOf([seen()]))).toMatchObject({ status: "skipped" });
		expect(match({ ...HER, weights: "b" })).toMatchObject({
			status: "skipped",
			reason: expect.stringContaining("another model"),
		});
	});
});

test("with references that are not like each other nobody is compared", () => {
	const strangers = personOf([seen(face()), seen(SOMEBODY_ELSE)]);
	expect(check(seen(face()), { face_view: "any" }, strangers).at(-1)).toMatchObject({
		status: "skipped",
		reason: expect.stringContaining("not like each other"),
	});
});

test("references without a face, and those of another model, are counted and left out", () => {
	const other: Faces = { how: "found", engine: { ...engine, weights: "b" }, faces: [face()] };
	expect(personOf([seen(face()), seen(), other, { how: "not_tried", why: "" }])).toMatchObject({
		embeddings: [[1, 0]],
		without: 3,
	});
});
