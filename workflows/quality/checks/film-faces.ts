import type { Faces } from "../faces/found.ts";
import { spansOf } from "../frames/spans.ts";
import { type Check, type CheckStatus, passed, told } from "./check.ts";
import { checkFaces, type Person } from "./face-checks.ts";
import type { Standards } from "./standards.ts";

/** The faces of some pictures of a film, in their order, each for the stretch up to the next one; or why nobody looked. */
export type FilmFaces =
	| {
			samples: readonly {
				/** When the picture begins, in seconds. */
				at: number;
				faces: Faces;
			}[];
			/** When the film ends, in seconds. */
			end: number;
	  }
	| { unseen: string };

/** Share of the pictures that were looked at in which a face is to be seen. A convention of ours: no set of films was measured. */
const FACE_SEEN_FROM = 0.5;

const IDS = ["video_face", "video_face_match"] as const;

/**
 * Whether a face is kept over a film: in how many of its pictures one is seen, and how like the person the least like of
 * them is. Pure. A film fails where its middle picture would; what some of its pictures lack is told, and when.
 */
export function checkFilmFaces(found: FilmFaces, person: Person | null, standards: Standards): Check[] {
	const skipped = (why: string) => IDS.map((id) => told(id, "skipped", why));
	if ("unseen" in found) return skipped(found.unseen);
	if (standards.face_view === "back") return skipped("a back shows no face");
	const { samples, end } = found;
	const [first] = samples;
	if (first === undefined) return skipped("no picture of it was looked at");
	const unseen = samples.find(({ faces }) => faces.how !== "found")?.faces;
	if (unseen !== undefined && unseen.how !== "found") {
		const status = unseen.how === "failed" ? "error" : "skipped";
		return IDS.map((id) => told(id, status, unseen.why));
	}
	const times = { starts: samples.map(({ at }) => at), end };
	return [seen(samples, times), matched(samples, times, person, standards)];
}

type Samples = Extract<FilmFaces, { end: number }>["samples"];
type Times = Parameters<typeof spansOf>[1];

function seen(samples: Samples, times: Times): Check {
	const id = "video_face";
	const without = samples.map(({ faces }) => faces.how === "found" && faces.faces.length === 0);
	const count = without.filter((one) => !one).length;
	const share = count / samples.length;
	const both = { value: round(share), limit: FACE_SEEN_FROM, spans: spansOf(without, times) };
	if (share >= FACE_SEEN_FROM) return passed(id, both);
	return told(
		id,
		"warn",
		`a face is seen in ${count} of ${samples.length} pictures that were looked at`,
		both,
	);
}

function matched(samples: Samples, times: Times, person: Person | null, standards: Standards): Check {
	const id = "video_face_match";
	const each = samples.map(({ faces }) =>
		checkFaces(faces, person, standards).find((check) => check.id === "face_match"),
	);
	const compared = each.flatMap((check, i) =>
		check !== undefined && check.status !== "skipped" && typeof check.value === "number"
			? [{ check, value: check.value, at: times.starts[i] ?? 0 }]
			: [],
	);
	const sorted = compared.toSorted((a, b) => a.value - b.value);
	const [lowest] = sorted;
	const middle = sorted[Math.floor(sorted.length / 2)];
	if (lowest === undefined || middle === undefined)
		return told(id, "skipped", each.find((check) => check !== undefined)?.reason ?? "nobody was compared");
	const bad = each.map((check) => check?.status === "warn" || check?.status === "fail");
	const where = `lowest at ${round(lowest.at)} seconds, half above ${middle.value}, of ${compared.length} pictures; ${lowest.check.where ?? ""}`;
	const all = {
		...{ value: lowest.value, limit: lowest.check.limit, where: where.slice(0, 300) },
		spans: spansOf(bad, times),
	};
	const status: CheckStatus = middle.check.status === "fail" ? "fail" : bad.includes(true) ? "warn" : "pass";
	if (status === "pass") return passed(id, all);
	const count = `in ${bad.filter((one) => one).length} of ${compared.length} pictures that were looked at`;
	return told(id, status, `${count}: ${lowest.check.reason}`, all);
}

function round(value: number): number {
	return Number(value.toFixed(3));
}
