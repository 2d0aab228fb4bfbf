/** The points of the checklist, in its order: each has words of its own in every language. */
export const POINTS = [
	"photorealistic",
	"appealing",
	"skin",
	"strands",
	"asymmetry",
	"professional",
	"no_artifacts",
	"lighting",
	"sharp",
	"composition",
] as const;
export type Point = (typeof POINTS)[number];

/** Which points hold; what nothing is said of is absent. */
export type Answers = { readonly [point in Point]?: boolean };

/** The key of each point: 1 to 9, and 0 for the tenth. */
export const keyOf = (point: Point): string => String((POINTS.indexOf(point) + 1) % 10);

/** With an answer given; the one that is there already is taken back. Pure. */
export function answered(answers: Answers, point: Point, holds: boolean): Answers {
	const { [point]: was, ...others } = answers;
	return was === holds ? others : { ...others, [point]: holds };
}

/** With the next answer of a point: it holds, it does not, nothing is said. Pure. */
export function turned(answers: Answers, point: Point): Answers {
	return answered(answers, point, answers[point] === undefined);
}
