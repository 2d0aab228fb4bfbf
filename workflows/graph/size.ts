/**
 * About how many characters a value has as JSON. Ends once it has counted so many, so that it can be asked of
 * anything: what is in a value many times is counted as often.
 */
export function charactersOf(value: unknown, most: number): number {
	let sum = ownCharacters(value);
	const open: unknown[] = [value];
	while (open.length > 0 && sum < most) {
		const next = open.pop();
		if (typeof next !== "object" || next === null) continue;
		const add = (inner: unknown) => {
			sum += ownCharacters(inner);
			if (typeof inner === "object") open.push(inner);
		};
		if (Array.isArray(next)) for (let i = 0; i < next.length && sum < most; i++) add(next[i]);
		else
			for (const [key, inner] of Object.entries(next)) {
				sum += key.length + 4;
				add(inner);
			}
	}
	return sum;
}

const ownCharacters = (value: unknown) => (typeof value === "string" ? value.length + 2 : 4);
