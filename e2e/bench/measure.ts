/** The value below which a share of the values lies; NaN without values. */
export function percentile(values: number[], share: number): number {
	const sorted = values.toSorted((a, b) => a - b);
	return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? Number.NaN;
}

/** `p50 … · p95 … ms` */
export function spread(values: number[]): string {
	return `p50 ${percentile(values, 0.5).toFixed(1)} · p95 ${percentile(values, 0.95).toFixed(1)} ms (${values.length})`;
}

/** Runs `total` calls with so many at a time. Returns the seconds it took. */
export async function concurrently(
	total: number,
	width: number,
	call: (i: number) => Promise<void>,
): Promise<number> {
	const began = performance.now();
	let next = 0;
	const lane = async () => {
		while (next < total) await call(next++);
	};
	await Promise.all(Array.from({ length: width }, lane));
	return (performance.now() - began) / 1000;
}
