import { expect, test } from "vitest";
import type { Embedding } from "../faces/embedding.ts";
import type { Faces } from "../faces/found.ts";
import { face, seen } from "../testing/faces.ts";
import { type Check, checkSchema } from "./check.ts";
import { personOf } from "./face-checks.ts";
import { checkFilmFaces } from "./film-faces.ts";
import { standardsSchema } from "./standards.ts";

const shown = (...embeddings: Embedding[]): Faces =>
	seen(...embeddings.map((embedding) => face({ embedding })));
const HER: Faces = shown([1, 0]);
const OTHER: Faces = shown([0, 1]);
const NOBODY: Faces = shown();
const person = personOf([HER]);
/** A picture each half second. */
const film = (...faces: Faces[]) => ({
	samples: faces.map((one, i) => ({ at: i / 2, faces: one })),
	end: faces.length / 2,
});
const check = (found: Parameters<typeof checkFilmFaces>[0], standards: object = {}, whom = person) => {
	const checks = checkFilmFaces(found, whom, standardsSchema.parse(standards));
	expect(checks.map((one) => checkSchema.parse(one))).toEqual(checks);
	return Object.fromEntries(checks.map((one) => [one.id, one])) as Record<string, Check>;
};

test("a face that is kept passes, with the least like of it", () => {
	const { video_face, video_face_match } = check(film(HER, HER, HER, HER));
	expect(video_face).toMatchObject({ status: "pass", value: 1, spans: [] });
	expect(video_face_match).toMatchObject({ status: "pass", spans: [] });
	expect(video_face_match?.where).toContain("of 4 pictures");
});

test("when the face is another one is told, and fails only where most of it is, and a face was asked for", () => {
	const some = check(film(HER, HER, HER, OTHER, OTHER), { face_view: "any" });
	expect(some.video_face_match).toMatchObject({
		...{ status: "warn", value: expect.closeTo(0.01, 2), spans: [{ from: 1.5, to: 2.5 }] },
		reason: "in 2 of 5 pictures that were looked at: the face is not like that of the person",
	});
	const most = film(HER, OTHER, OTHER, OTHER);
	expect(check(most, { face_view: "any" }).video_face_match).toMatchObject({ status: "fail" });
	expect(check(most).video_face_match).toMatchObject({ status: "warn" });
	expect(check(film(HER, shown([0, 1], [1, 0]))).video_face_match).toMatchObject({ status: "pass" });
});

test("when no face is seen is told where it is more than half; pictures without one are not compared", () => {
	const { video_face, video_face_match } = check(film(NOBODY, NOBODY, NOBODY, HER));
	expect(video_face).toMatchObject({ status: "warn", value: 0.25, spans: [{ from: 0, to: 1.5 }] });
	expect(video_face_match).toMatchObject({ status: "pass", spans: [] });
	expect(check(film(HER, NOBODY)).video_face).toMatchObject({
		status: "pass",
		spans: [{ from: 0.5, to: 1 }],
	});
	expect(check(film(NOBODY)).video_face_match).toMatchObject({ status: "skipped" });
});

test("where nobody looked, or nobody can be compared, it is no pass", () => {
	const both = (status: string) => ({ video_face: { status }, video_face_match: { status } });
	expect(check({ unseen: "this machine has no ffmpeg" })).toMatchObject(both("skipped"));
	expect(check(film())).toMatchObject(both("skipped"));
	expect(check(film(HER, { how: "not_tried", why: "no model" }))).toMatchObject(both("skipped"));
	expect(check(film({ how: "failed", why: "broke" }))).toMatchObject(both("error"));
	expect(check(film(HER), { face_view: "back" })).toMatchObject(both("skipped"));
	expect(check(film(HER), { subject: "drawing" }).video_face_match).toMatchObject({ status: "skipped" });
	expect(checkFilmFaces(film(HER), null, standardsSchema.parse({}))[1]).toMatchObject({ status: "skipped" });
});
