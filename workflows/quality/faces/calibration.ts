import type { Curve } from "./curve.ts";
import { cosine, type Embedding, meanOf } from "./embedding.ts";

/** A face of which is known whose it is. */
export interface KnownFace {
	person: string;
	embedding: Embedding;
}

/** How well cosines tell people apart. */
export interface Told {
	photographs: number;
	people: number;
	/** Cosines, smallest first: of each face with the mean of the others of that person, and of people it is not of. */
	same: number[];
	different: number[];
	/** How often a face is more like its own person than another one is like a person it is not of; 0.5 is by chance. */
	auc: number;
	/** Share of the same that are above the threshold, of the different that are, and of all above it that are the same. */
	recall: number;
	mistaken: number;
	precision: number;
}

/** A person is compared with by two photographs at least, as characters are. */
const LEAST_REFERENCES = 2;
/** What the upper quarter of a person's own photographs is to score: it is what is promised of a LoRA. */
const WELL = 0.95;
/** The lowest and the middle score of curves; see `scoreOf`. */
const [LEAST, MIDDLE] = [0.01, 0.6];

/**
 * Sets a curve on one half of the people and tries it on the other half, of whom it has seen nothing. Pure. Null where
 * a half has nobody with three photographs.
 */
export function calibrate(
	faces: readonly KnownFace[],
): { curve: Pick<Curve, "threshold" | "middle" | "steepness">; set: Told; heldOut: Told } | null {
	const people = Map.groupBy(faces, ({ person }) => person);
	// Every other one of them, those with many photographs first: both halves have as many.
	const names = [...people.keys()].toSorted(
		(a, b) => (people.get(b)?.length ?? 0) - (people.get(a)?.length ?? 0) || (a < b ? -1 : 1),
	);
	const half = (n: number) => names.filter((_, i) => i % 2 === n).flatMap((name) => people.get(name) ?? []);
	const set = cosinesOf(half(0));
	const other = cosinesOf(half(1));
	if (set.same.length === 0 || other.same.length === 0 || set.different.length === 0) return null;
	const threshold = best(set.same, set.different);
	const well = set.same[Math.floor(set.same.length * 0.75)] ?? threshold;
	const logit = (score: number) => Math.log((score - LEAST) / (1 - score));
	const steepness = (logit(WELL) - logit(MIDDLE)) / Math.max(0.01, well - threshold);
	return {
		curve: { threshold, middle: MIDDLE, steepness },
		set: told(half(0), set, threshold),
		heldOut: told(half(1), other, threshold),
	};
}

function cosinesOf(faces: readonly KnownFace[]): { same: number[]; different: number[] } {
	const same: number[] = [];
	const different: number[] = [];
	const people = [...Map.groupBy(faces, ({ person }) => person)];
	for (const face of faces)
		for (const [person, own] of people) {
			const references = own.filter((one) => one !== face).map(({ embedding }) => embedding);
			const mean = references.length < LEAST_REFERENCES ? null : meanOf(references);
			if (mean === null) continue;
			(person === face.person ? same : different).push(cosine(face.embedding, mean));
		}
	const ascending = (a: number, b: number) => a - b;
	return { same: same.toSorted(ascending), different: different.toSorted(ascending) };
}

/** The threshold that tells most of both kinds rightly, each kind counting as much as the other. */
function best(same: readonly number[], different: readonly number[]): number {
	const all = [...same, ...different].toSorted((a, b) => a - b);
	let found = { threshold: 0, right: -1 };
	for (const [i, value] of all.entries()) {
		const threshold = (value + (all[i - 1] ?? value)) / 2;
		const right = shareFrom(same, threshold) - shareFrom(different, threshold);
		if (right > found.right) found = { threshold, right };
	}
	return found.threshold;
}

function told(
	faces: readonly KnownFace[],
	{ same, different }: { same: number[]; different: number[] },
	threshold: number,
): Told {
	const above = (list: readonly number[]) => list.filter((value) => value >= threshold).length;
	const [right, wrong] = [above(same), above(different)];
	let more = 0;
	for (const one of same) for (const other of different) more += one > other ? 1 : one === other ? 0.5 : 0;
	return {
		...{ photographs: faces.length, people: new Set(faces.map(({ person }) => person)).size },
		...{ same, different, auc: more / Math.max(1, same.length * different.length) },
		...{ recall: shareFrom(same, threshold), mistaken: shareFrom(different, threshold) },
		precision: right + wrong === 0 ? 0 : right / (right + wrong),
	};
}

function shareFrom(list: readonly number[], threshold: number): number {
	return list.length === 0 ? 0 : list.filter((value) => value >= threshold).length / list.length;
}
