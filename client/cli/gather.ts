/** What a list gives, so much of it at most. */
export async function gather<T>(all: AsyncIterable<T>, most = Number.POSITIVE_INFINITY): Promise<T[]> {
	const found: T[] = [];
	for await (const one of all) {
		if (found.push(one) >= most) break;
	}
	return found;
}
