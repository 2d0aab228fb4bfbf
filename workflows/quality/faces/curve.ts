/**
 * How a cosine becomes a score of 0 to 1, which is what 80 % for a face swap and 95 % for a LoRA are meant of. A
 * convention and no probability: it makes scores of engines comparable whose cosines are not.
 */
export interface Curve {
	/** The cosine from which two faces count as one person; its score is `middle`. */
	threshold: number;
	middle: number;
	steepness: number;
	/** How its figures were found, and on what. */
	measured: string;
}

/** The lowest and the highest score there is. */
const [LEAST, MOST] = [0.01, 1];

/** The score of a cosine, 0.01 to 1. */
export function scoreOf(similarity: number, { threshold, middle, steepness }: Curve): number {
	const bias = Math.log((middle - LEAST) / (MOST - middle));
	return LEAST + (MOST - LEAST) / (1 + Math.exp(-(steepness * (similarity - threshold) + bias)));
}

/** The cosine that a score stands for; the inverse of {@link scoreOf}. */
export function cosineOf(score: number, { threshold, middle, steepness }: Curve): number {
	const bias = Math.log((middle - LEAST) / (MOST - middle));
	return threshold + (Math.log((score - LEAST) / (MOST - score)) - bias) / steepness;
}
