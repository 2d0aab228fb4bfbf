import { cosine, normalised } from "../faces/embedding.ts";
import type { FoundFace } from "../faces/found.ts";
import type { PythonAnswer } from "./python.ts";

type PythonFace = Extract<PythonAnswer, { pictures: unknown }>["pictures"][number]["faces"][number];

/** How like Python's a face must be embedded: nearer than any two pictures of one person are. */
export const LEAST_COSINE = 0.999;
/** How far its five points may lie from Python's, as a share of the width of its box. */
const MOST_OFF = 0.01;
/** Detectors count a face from 0.5: one that is less sure than this is left out, since the last digit says whether it counts. */
const SURE = 0.6;

/** How what one picture shows differs from what Python finds in it. */
export interface Difference {
	/** Faces that were found here, and by Python. */
	here: number;
	python: number;
	/** Of the faces of both: the smallest cosine, and the furthest point as a share of the width of the face. */
	cosine: number | null;
	off: number | null;
	agrees: boolean;
}

/**
 * Compares the faces of one picture that both are sure of. Each of Python's is compared with the one here that lies nearest,
 * and each one here must lie near one of Python's. Pure.
 */
export function compareFaces(here: readonly FoundFace[], python: readonly PythonFace[]): Difference {
	const sure = python.filter(({ score }) => score >= SURE);
	const pairs = sure.flatMap((face) => {
		const nearest = here.toSorted((a, b) => offBetween(a, face) - offBetween(b, face))[0];
		return nearest === undefined ? [] : [{ off: offBetween(nearest, face), like: likeness(nearest, face) }];
	});
	const lowest = pairs.length === 0 ? null : Math.min(...pairs.map(({ like }) => like));
	const furthest = pairs.length === 0 ? null : Math.max(...pairs.map(({ off }) => off));
	const alone = here.filter(
		(face) => face.score >= SURE && !python.some((other) => offBetween(face, other) <= MOST_OFF),
	);
	const near = lowest !== null && lowest >= LEAST_COSINE && furthest !== null && furthest <= MOST_OFF;
	return {
		...{ here: here.length, python: python.length, cosine: lowest, off: furthest },
		agrees: near && alone.length === 0,
	};
}

function offBetween({ points, box }: FoundFace, face: PythonFace): number {
	const far = points.map(([x, y], i) => {
		const [across = Number.POSITIVE_INFINITY, down = Number.POSITIVE_INFINITY] = face.points[i] ?? [];
		return Math.hypot(x - across, y - down);
	});
	return Math.max(...far) / box.width;
}

function likeness({ embedding }: FoundFace, face: PythonFace): number {
	const other = normalised(face.embedding);
	if (embedding === null || other === null || embedding.length !== other.length) return -1;
	return cosine(embedding, other);
}
