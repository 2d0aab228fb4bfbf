import fc from "fast-check";
import { expect, test } from "vitest";
import { bitsApart } from "../pixels/hashes.ts";
import { bandsOf, FURTHEST, probesWithin } from "./bands.ts";

const hash = fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }).map((value) => value.toString(16).padStart(16, "0"));
const flips = fc.uniqueArray(fc.nat(63), { maxLength: FURTHEST });

test("whatever differs in so many bits has one of the parts that are looked for", () => {
	fc.assert(
		fc.property(hash, flips, (one, places) => {
			const bits = places.reduce((mask, place) => mask | (1n << BigInt(place)), 0n);
			const other = (BigInt(`0x${one}`) ^ bits).toString(16).padStart(16, "0");
			const distance = bitsApart(one, other);
			expect(distance).toBe(places.length);
			const probes = new Set(probesWithin(one, distance).map(({ band, value }) => `${band} ${value}`));
			expect(bandsOf(other).some(({ band, value }) => probes.has(`${band} ${value}`))).toBe(true);
		}),
	);
});

test.each([
	[0, 3],
	[2, 3],
	[3, 67],
	[5, 67],
	[8, 723],
	[11, 5027],
])("within %d bits there are %d parts to look for, each once, its own first", (distance, count) => {
	const probes = probesWithin("0123456789abcdef", distance);
	expect(probes).toHaveLength(count);
	expect(new Set(probes.map(({ band, value }) => `${band} ${value}`)).size).toBe(count);
	expect(probes.slice(0, 3)).toEqual(bandsOf("0123456789abcdef"));
});
