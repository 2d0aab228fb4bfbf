import type { Raster } from "../pixels/raster.ts";

/**
 * Pictures of known kinds, made from a number: the same one always makes the same picture. They stand in for
 * photographs, and are none: octaves of noise whose energy falls with the frequency as a photograph's does, in colours
 * that change slowly, with a few bodies that have edges.
 */

/** A repeatable source of numbers from 0 to below 1 (mulberry32). */
export function rolls(seed: number): () => number {
	let state = Math.imul(seed + 1, 0x9e3779b1) >>> 0;
	return () => {
		state = (state + 0x6d2b79f5) >>> 0;
		let t = Math.imul(state ^ (state >>> 15), state | 1);
		t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
		return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
	};
}

/** A picture that passes every check. */
export function good(seed: number, width = 192, height = 160): Raster {
	const roll = rolls(seed);
	const shade = new Float32Array(width * height);
	for (let cell = Math.max(width, height) / 2; cell >= 1; cell /= 2)
		addOctave(shade, width, height, cell, 6 + cell * (0.5 + roll() * 0.3), roll);
	const from = [roll() * 255, roll() * 255, roll() * 255];
	const to = [roll() * 255, roll() * 255, roll() * 255];
	const bodies = Array.from({ length: 6 }, () => ({
		x: roll() * width,
		y: roll() * height,
		across: (0.08 + roll() * 0.2) * width,
		down: (0.08 + roll() * 0.2) * height,
		colour: [roll() * 255, roll() * 255, roll() * 255],
	}));
	const data = new Uint8Array(width * height * 3);
	for (let y = 0; y < height; y++)
		for (let x = 0; x < width; x++) {
			const body = bodies.findLast(
				(one) => ((x - one.x) / one.across) ** 2 + ((y - one.y) / one.down) ** 2 < 1,
			);
			const down = y / height;
			for (let c = 0; c < 3; c++) {
				const ground = (from[c] as number) * (1 - down) + (to[c] as number) * down;
				const base = body === undefined ? ground : (body.colour[c] as number);
				// Clipped far from the ends, as a photographer would.
				const value = 128 + (base - 128) * 0.6 + (shade[y * width + x] as number);
				data[(y * width + x) * 3 + c] = Math.max(6, Math.min(249, Math.round(value)));
			}
		}
	return { width, height, data };
}

/** One colour, with at most one grey level of rounding. */
export function blank(seed: number, width = 192, height = 160): Raster {
	const roll = rolls(seed);
	const colour = [roll(), roll(), roll()].map((share) => Math.floor(share * 255));
	const data = new Uint8Array(width * height * 3);
	for (let i = 0; i < data.length; i++) data[i] = (colour[i % 3] as number) + (roll() < 0.2 ? 1 : 0);
	return { width, height, data };
}

/** Black, or what is left of it: what a decoder makes of values that are none. */
export function black(seed: number, width = 192, height = 160): Raster {
	const roll = rolls(seed);
	const most = Math.floor(roll() * 3);
	return { width, height, data: new Uint8Array(width * height * 3).map(() => Math.round(roll() * most)) };
}

/** Noise of each pixel for itself: even ones are spread evenly, odd ones like a bell. */
export function noise(seed: number, width = 192, height = 160): Raster {
	const roll = rolls(seed);
	const value = () =>
		seed % 2 === 0 ? roll() * 256 : Math.max(0, Math.min(255, 128 + 60 * (roll() + roll() + roll() - 1.5)));
	return { width, height, data: new Uint8Array(width * height * 3).map(value) };
}

/** The picture out of focus: `passes` times the mean over boxes of so many pixels, near enough to Gaussian. */
export function blurred(picture: Raster, radius: number, passes = 3): Raster {
	const { width, height } = picture;
	let data = Float32Array.from(picture.data);
	for (let pass = 0; pass < passes; pass++) {
		data = boxed(data, width, height, 3, width * 3, radius, true);
		data = boxed(data, width, height, 3, width * 3, radius, false);
	}
	return { width, height, data: Uint8Array.from(data, Math.round) };
}

/** The picture as a mirror shows it. */
export function flipped({ width, height, data }: Raster): Raster {
	const turned = new Uint8Array(data.length);
	for (let y = 0; y < height; y++)
		for (let x = 0; x < width; x++) {
			const from = (y * width + width - 1 - x) * 3;
			turned.set(data.subarray(from, from + 3), (y * width + x) * 3);
		}
	return { width, height, data: turned };
}

/** The picture in another encoding, as it were: each value is off by a little. */
export function reencoded({ width, height, data }: Raster, seed: number, off = 6): Raster {
	const roll = rolls(seed);
	const near = (value: number) => Math.max(0, Math.min(255, Math.round(value + (roll() - 0.5) * 2 * off)));
	return { width, height, data: data.map(near) };
}

/** Adds noise whose values stand `cell` pixels apart, and are mixed in between. */
function addOctave(
	to: Float32Array,
	width: number,
	height: number,
	cell: number,
	strength: number,
	roll: () => number,
): void {
	const columns = Math.ceil(width / cell) + 2;
	const rows = Math.ceil(height / cell) + 2;
	const grid = Float32Array.from({ length: columns * rows }, () => (roll() - 0.5) * strength);
	for (let y = 0; y < height; y++) {
		const row = Math.floor(y / cell);
		const down = y / cell - row;
		for (let x = 0; x < width; x++) {
			const column = Math.floor(x / cell);
			const across = x / cell - column;
			const at = row * columns + column;
			const top = (grid[at] as number) * (1 - across) + (grid[at + 1] as number) * across;
			const low = (grid[at + columns] as number) * (1 - across) + (grid[at + columns + 1] as number) * across;
			to[y * width + x] = (to[y * width + x] as number) + top * (1 - down) + low * down;
		}
	}
}

function boxed(
	data: Float32Array<ArrayBuffer>,
	width: number,
	height: number,
	channels: number,
	line: number,
	radius: number,
	across: boolean,
): Float32Array<ArrayBuffer> {
	const out = new Float32Array(data.length);
	const [lines, length, step, next] = across
		? [height, width, channels, line]
		: [width, height, line, channels];
	for (let l = 0; l < lines; l++)
		for (let c = 0; c < channels; c++) {
			const start = l * next + c;
			const at = (i: number) => data[start + Math.max(0, Math.min(length - 1, i)) * step] as number;
			let sum = 0;
			for (let i = -radius; i <= radius; i++) sum += at(i);
			for (let i = 0; i < length; i++) {
				out[start + i * step] = sum / (2 * radius + 1);
				sum += at(i + radius + 1) - at(i - radius);
			}
		}
	return out;
}
