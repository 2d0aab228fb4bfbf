/** A stretch of a film, in seconds from its beginning. */
export interface Span {
	from: number;
	to: number;
}

/** When the pictures of a film are shown, in seconds from its beginning. */
export interface Times {
	/** When each picture begins, growing. */
	starts: readonly number[];
	/** When the last one ends. */
	end: number;
}

/** Stretches that one check tells of at most. */
export const MOST_SPANS = 60;

/** When pictures begin of a film with so many a second, where nothing better is known. */
export function evenly(count: number, rate: number): Times {
	return { starts: Array.from({ length: count }, (_, i) => i / rate), end: count / rate };
}

/**
 * The stretches of a film in which each picture is such a one, in their order, to the millisecond. Where there are more
 * than {@link MOST_SPANS} those that lie closest together become one.
 */
export function spansOf(such: readonly boolean[], { starts, end }: Times): Span[] {
	const spans: Span[] = [];
	for (const [i, is] of such.entries()) {
		if (!is) continue;
		const from = starts[i] ?? end;
		const to = starts[i + 1] ?? end;
		const last = spans.at(-1);
		if (last !== undefined && such[i - 1]) last.to = to;
		else spans.push({ from, to });
	}
	return joined(spans).map(({ from, to }) => ({ from: milli(from), to: milli(to) }));
}

/** No more than {@link MOST_SPANS} of them: those that lie closest together become one. */
export function joined(spans: Span[]): Span[] {
	if (spans.length <= MOST_SPANS) return spans;
	const gaps = spans.slice(1).map(({ from }, i) => from - (spans[i] as Span).to);
	const widest = new Set(
		gaps
			.map((gap, i) => ({ gap, i }))
			.toSorted((a, b) => b.gap - a.gap)
			.slice(0, MOST_SPANS - 1)
			.map(({ i }) => i),
	);
	return spans.reduce<Span[]>((all, span, i) => {
		const last = all.at(-1);
		if (last !== undefined && !widest.has(i - 1)) last.to = span.to;
		else all.push({ ...span });
		return all;
	}, []);
}

function milli(seconds: number): number {
	return Math.max(0, Math.round(seconds * 1000) / 1000);
}

/** Pictures of a film that are looked at closer: two of each second, and not more than that many of all. */
const [SAMPLES_A_SECOND, LEAST_SAMPLES, MOST_SAMPLES] = [2, 4, 16];

/** Which pictures of a film are looked at closer, by their number from 0: spread evenly, the first one among them. */
export function samplesOf({ starts, end }: Times): number[] {
	const wanted = Math.max(LEAST_SAMPLES, Math.ceil(end * SAMPLES_A_SECOND));
	const count = Math.min(wanted, MOST_SAMPLES, starts.length);
	return Array.from({ length: count }, (_, i) => Math.floor((i * starts.length) / count));
}
