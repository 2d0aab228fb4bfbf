/**
 * Does some work for every item at once. The first failure aborts the signal that the others were given,
 * and is thrown when all of them have settled: nothing may be under way any more once an attempt is over.
 */
export async function allOrNothing<I, T>(
	items: readonly I[],
	signal: AbortSignal,
	work: (item: I, n: number, signal: AbortSignal) => Promise<T>,
): Promise<T[]> {
	const failed = new AbortController();
	const either = AbortSignal.any([signal, failed.signal]);
	const all = items.map((item, n) => work(item, n, either));
	try {
		return await Promise.all(all);
	} catch (error) {
		failed.abort();
		await Promise.allSettled(all);
		throw error;
	}
}
