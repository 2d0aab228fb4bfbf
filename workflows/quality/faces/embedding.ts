/** A face as numbers of length 1: those of one person point in nearly one direction. */
export type Embedding = readonly number[];

/** Brings numbers to length 1; null where they have none, or are no numbers. */
export function normalised(values: ArrayLike<number>): Embedding | null {
	const length = Math.hypot(...Array.from(values));
	return Number.isFinite(length) && length > 0 ? Array.from(values, (value) => value / length) : null;
}

/** The cosine of the angle between two, -1 to 1. @throws {RangeError} where they are not of one model. */
export function cosine(one: Embedding, other: Embedding): number {
	if (one.length !== other.length)
		throw new RangeError(`embeddings of ${one.length} and ${other.length} numbers are not of one model`);
	const sum = one.reduce((all, value, i) => all + value * (other[i] as number), 0);
	return Math.min(1, Math.max(-1, sum));
}

/** What a person looks like in several pictures together: their mean, of length 1. Null where there is none. */
export function meanOf(embeddings: readonly Embedding[]): Embedding | null {
	const [first] = embeddings;
	if (first === undefined) return null;
	return normalised(
		first.map((_, i) => embeddings.reduce((sum, embedding) => sum + (embedding[i] as number), 0)),
	);
}

/**
 * How much references agree: the mean cosine of each with the mean of the others. What they do not reach among
 * themselves no picture made from them can be held to. Null where there are fewer than two.
 */
export function agreement(embeddings: readonly Embedding[]): number | null {
	if (embeddings.length < 2) return null;
	const each = embeddings.flatMap((embedding, i) => {
		const others = meanOf(embeddings.filter((_, j) => j !== i));
		return others === null ? [] : cosine(embedding, others);
	});
	return each.length === 0 ? null : each.reduce((sum, value) => sum + value, 0) / each.length;
}
