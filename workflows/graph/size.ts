/**
 * About how many characters a value has as JSON. Ends once it has counted so many, so that it can be asked of
 * anything: what is in a value many times is counted as often.
 */
export function charactersOf(value: unknown, most: number): number {
	let sum = 0;
	const open: unknown[] = [value];
	while (open.length > 0 && sum < most) {
		const next = open.pop();
		sum += typeof next === "string" ? next.length + 2 : 4;
		if (typeof next !== "object" || next === null) continue;
		for (const [key, inner] of Object.entries(next)) {
			if (!Array.isArray(next)) sum += key.length + 4;
			open.push(inner);
		}
	}
	return sum;
}
