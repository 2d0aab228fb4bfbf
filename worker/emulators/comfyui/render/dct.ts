/** Values of a block of 8 x 8. */
export const DCT_SIZE = 64;

/** Places of a block, row by row, in the order of their frequencies: diagonal by diagonal, to and fro. */
export const ZIGZAG = Uint8Array.from({ length: DCT_SIZE }, (_, i) => i).toSorted((a, b) => {
	const diagonal = (a >> 3) + (a & 7);
	const other = (b >> 3) + (b & 7);
	if (diagonal !== other) return diagonal - other;
	return diagonal % 2 === 0 ? b - a : a - b;
});

const K = (n: number) => Math.cos((n * Math.PI) / 16) / 2;
const [K1, K2, K3, K4, K5, K6, K7] = [K(1), K(2), K(3), K(4), K(5), K(6), K(7)];

/** The frequencies of eight values that stand `step` apart, in their place. */
function line(values: Float64Array, at: number, step: number): void {
	const a = values[at] ?? 0;
	const b = values[at + step] ?? 0;
	const c = values[at + 2 * step] ?? 0;
	const d = values[at + 3 * step] ?? 0;
	const e = values[at + 4 * step] ?? 0;
	const f = values[at + 5 * step] ?? 0;
	const g = values[at + 6 * step] ?? 0;
	const h = values[at + 7 * step] ?? 0;
	// Even frequencies take both halves of the line alike, odd ones with opposite signs.
	const s0 = a + h;
	const s1 = b + g;
	const s2 = c + f;
	const s3 = d + e;
	const d0 = a - h;
	const d1 = b - g;
	const d2 = c - f;
	const d3 = d - e;
	values[at] = (s0 + s1 + s2 + s3) * K4;
	values[at + step] = d0 * K1 + d1 * K3 + d2 * K5 + d3 * K7;
	values[at + 2 * step] = (s0 - s3) * K2 + (s1 - s2) * K6;
	values[at + 3 * step] = d0 * K3 - d1 * K7 - d2 * K1 - d3 * K5;
	values[at + 4 * step] = (s0 - s1 - s2 + s3) * K4;
	values[at + 5 * step] = d0 * K5 - d1 * K1 + d2 * K7 + d3 * K3;
	values[at + 6 * step] = (s0 - s3) * K6 - (s1 - s2) * K2;
	values[at + 7 * step] = d0 * K7 - d1 * K5 + d2 * K3 - d3 * K1;
}

/**
 * The discrete cosine transform of a block, in the order of {@link ZIGZAG}: of each frequency its share, rounded. `values` is
 * overwritten.
 */
export function forwardDct(values: Float64Array, shares: Float64Array, out: Int16Array): void {
	for (let row = 0; row < 8; row++) line(values, row * 8, 1);
	for (let column = 0; column < 8; column++) line(values, column, 8);
	for (let i = 0; i < DCT_SIZE; i++) {
		const place = ZIGZAG[i] ?? 0;
		const value = (values[place] ?? 0) * (shares[place] ?? 1);
		out[i] = value < 0 ? value - 0.5 : value + 0.5;
	}
}
