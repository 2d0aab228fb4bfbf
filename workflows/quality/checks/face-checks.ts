import { scoreOf } from "../faces/curve.ts";
import { agreement, cosine, type Embedding, meanOf } from "../faces/embedding.ts";
import type { EngineName, Faces, FoundFace } from "../faces/found.ts";
import { type Check, type CheckId, passed, told } from "./check.ts";
import { asksForFaces, type Standards } from "./standards.ts";

/** Whom a picture is to show, as pictures of them were embedded. */
export interface Person {
	/** Of each picture of them the largest face. */
	embeddings: Embedding[];
	/** Weights that embedded them; see {@link EngineName}. Null: none was embedded. */
	weights: string | null;
	/** Pictures in which no face was found, or which could not be read. */
	without: number;
}

const OF_FACES = ["face_count", "face_view", "face_sharpness", "face_match"] as const satisfies CheckId[];

/** What is found about the faces of a picture. Pure. Where nobody looked, all are skipped and say why. */
export function checkFaces(found: Faces, person: Person | null, standards: Standards): Check[] {
	if (standards.subject === "map") return OF_FACES.map((id) => told(id, "skipped", "a map has no faces"));
	if (found.how === "failed") return OF_FACES.map((id) => told(id, "error", found.why));
	if (found.how === "not_tried") return OF_FACES.map((id) => told(id, "skipped", found.why));
	const { faces, engine } = found;
	return [
		counted(faces, standards),
		viewed(faces, standards),
		sharp(faces, standards),
		matched(faces, engine, person, standards),
	];
}

function counted(faces: readonly FoundFace[], standards: Standards): Check {
	const id = "face_count";
	const { face_view, faces_from, faces_up_to } = standards;
	const value = faces.length;
	if (!asksForFaces(standards) && faces_from === 0)
		return told(id, "skipped", "no face was asked for", { value });
	if (face_view === "back") return told(id, "skipped", "a back shows no face", { value });
	if (value > faces_up_to)
		return told(id, "fail", `it has ${value} faces, and ${faces_up_to} may be there`, {
			value,
			limit: faces_up_to,
		});
	if (value < faces_from)
		return told(id, "fail", `it has ${value} faces, and ${faces_from} must be there`, {
			value,
			limit: faces_from,
		});
	if (value > 0) return passed(id, { value, limit: Math.max(1, faces_from) });
	// Detectors find few faces of which one eye is seen: that none was found does not say that there is none.
	const unsure = face_view === "side" ? "; of a profile that is not sure" : "";
	return told(id, "warn", `no face was found${unsure}`, { value, limit: 1 });
}

function viewed(faces: readonly FoundFace[], standards: Standards): Check {
	const id = "face_view";
	const { face_view } = standards;
	const [largest] = faces;
	const value = largest?.view ?? "none";
	if (!asksForFaces(standards) || face_view === "any")
		return told(id, "skipped", "no view was asked for", { value });
	if (face_view === "back") {
		if (largest === undefined) return passed(id, { value, limit: "none" });
		const why = "a back was asked for, and somebody looks out of it";
		return told(id, largest.view === "front" ? "fail" : "warn", why, { value, limit: "none" });
	}
	if (largest === undefined) return told(id, "skipped", "no face was found", { value, limit: face_view });
	if (largest.view === face_view) return passed(id, { value, limit: face_view });
	const why = `a face from the ${face_view} was asked for, and the largest is turned by about ${Math.round(Math.abs(largest.yaw))} degrees`;
	return told(id, largest.view === "three_quarter" ? "warn" : "fail", why, { value, limit: face_view });
}

function sharp(faces: readonly FoundFace[], standards: Standards): Check {
	const id = "face_sharpness";
	const [largest] = faces;
	if (largest === undefined) return told(id, "skipped", "no face was found");
	const value = round(largest.sharpness);
	const limit = standards.face_sharpness_from;
	if (value < limit) return told(id, "warn", "the face is nowhere sharp", { value, limit });
	return passed(id, { value, limit });
}

function matched(
	faces: readonly FoundFace[],
	engine: EngineName,
	person: Person | null,
	standards: Standards,
): Check {
	const id = "face_match";
	const { subject, face_view, face_match_from, face_match_target, face_match_aside_from } = standards;
	if (subject === "drawing")
		return told(id, "skipped", "embedders know photographs: a drawn character is not compared");
	if (face_view === "back") return told(id, "skipped", "a back shows no face");
	if (person === null) return told(id, "skipped", "there is nobody to compare with");
	const mean = meanOf(person.embeddings);
	if (mean === null) return told(id, "skipped", "in no picture of the person a face was found");
	if (person.weights !== engine.weights)
		return told(id, "skipped", "the person was embedded by another model");
	const among = agreement(person.embeddings);
	if (among !== null && scoreOf(among, engine.curve) < face_match_from)
		return told(id, "skipped", `the references are not like each other: cosine ${among.toFixed(3)}`);
	const likes = faces.flatMap((face) =>
		face.embedding === null ? [] : { face, similarity: cosine(face.embedding, mean) },
	);
	const best = likes.toSorted((a, b) => b.similarity - a.similarity)[0];
	const limit = face_match_from;
	if (best === undefined) return told(id, "skipped", "no face was found to compare", { limit });
	const value = round(scoreOf(best.similarity, engine.curve));
	const where = inFigures(best.similarity, engine, person);
	if (value >= face_match_target) return passed(id, { value, limit, where });
	if (value >= limit)
		return told(id, "warn", "it is the person, and not as like as it should be", {
			...{ value, limit: face_match_target, where },
		});
	const asked = asksForFaces(standards);
	if (best.face.view === "front")
		return told(id, asked ? "fail" : "warn", "the face is not like that of the person", {
			value,
			limit,
			where,
		});
	const aside = face_match_aside_from;
	if (value >= aside) return passed(id, { value, limit: aside, where });
	return told(id, "warn", "the face is turned away, and not like that of the person", {
		...{ value, limit: aside, where },
	});
}

/** The raw figures behind a score, in words: they can be compared with others of the same weights. */
function inFigures(similarity: number, engine: EngineName, { embeddings }: Person): string {
	const agree = agreement(embeddings);
	const among = agree === null ? "" : `, which agree at ${agree.toFixed(3)}`;
	return `cosine ${similarity.toFixed(3)} with ${embeddings.length} reference${embeddings.length === 1 ? "" : "s"}${among}; ${engine.id} ${engine.version}, weights ${engine.weights.slice(0, 12)}`;
}

/** Of pictures of a person what {@link checkFaces} compares with: of each the largest face. Pure. */
export function personOf(pictures: readonly Faces[]): Person {
	const found = pictures.flatMap((picture) => {
		if (picture.how !== "found") return [];
		const embedding = picture.faces[0]?.embedding ?? null;
		return embedding === null ? [] : { embedding, weights: picture.engine.weights };
	});
	const weights = found[0]?.weights ?? null;
	const embeddings = found.filter((one) => one.weights === weights).map(({ embedding }) => embedding);
	return { embeddings, weights, without: pictures.length - embeddings.length };
}

function round(value: number): number {
	return Number(value.toFixed(3));
}
