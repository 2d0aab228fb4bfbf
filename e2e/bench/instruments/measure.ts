/** The value below which a share of the values lies; NaN without values. */
export function percentile(values: number[], share: number): number {
	const sorted = values.toSorted((a, b) => a - b);
	return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? Number.NaN;
}

/** `p50 … · p95 … · p99 … ms` */
export function spread(values: number[]): string {
	const [p50, p95, p99] = [0.5, 0.95, 0.99].map((share) => percentile(values, share).toFixed(1));
	return `p50 ${p50} · p95 ${p95} · p99 ${p99} ms (${values.length})`;
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
