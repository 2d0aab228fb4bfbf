import sharp from "sharp";
import type { CheckId } from "../../checks/check.ts";
import type { Raster } from "../../pixels/raster.ts";
import { black, blank, blurred, flipped, good, noise, reencoded, rolls } from "../../testing/pictures.ts";

/** What a file of the labelled set is, and which check has to find that; null: none may find anything. */
export const LABELS = {
	good: null,
	blank: "image_blank",
	black: "image_blank",
	noise: "image_noise",
	blurred: "image_sharpness",
	truncated: "file_decodable",
	duplicated: "duplicate_near",
	flipped: "duplicate_mirrored",
} as const satisfies Record<string, CheckId | null>;
export type Label = keyof typeof LABELS;

export interface Labelled {
	label: Label;
	name: string;
	bytes: Uint8Array;
}

/**
 * A set of files of which is known what each of them is: `count` of each label, in an order in which originals come
 * before their copies. Other seeds give other pictures.
 */
export async function labelledSet(count: number, seed: number): Promise<Labelled[]> {
	const labels = Object.keys(LABELS) as Label[];
	const of = labels.map((label) =>
		Promise.all(
			Array.from({ length: count }, async (_, i): Promise<Labelled> => {
				// Copies are of the good ones; all others are of pictures of their own.
				const copy = label === "duplicated" || label === "flipped";
				const own = seed + (copy || label === "good" ? i : i + count * (1 + labels.indexOf(label)));
				return { label, name: `${label}-${i}`, bytes: await fileOf(label, own, i) };
			}),
		),
	);
	return (await Promise.all(of)).flat();
}

async function fileOf(label: Label, seed: number, i: number): Promise<Uint8Array> {
	const format = (["png", "jpeg", "webp"] as const)[i % 3] ?? "png";
	switch (label) {
		case "good":
			return encode(good(seed), format);
		case "blank":
			return encode(blank(seed), format);
		case "black":
			return encode(black(seed), format);
		case "noise":
			return encode(noise(seed), format);
		case "blurred":
			return encode(blurred(good(seed), 3 + (i % 3)), format);
		case "truncated": {
			const whole = await encode(good(seed), format);
			return whole.subarray(0, Math.floor(whole.length * (0.2 + 0.75 * rolls(seed)())));
		}
		case "duplicated":
			// Other pixels, another size and another encoding.
			return smaller(reencoded(good(seed), seed, 4), i);
		case "flipped":
			return encode(reencoded(flipped(good(seed)), seed, 4), format);
	}
}

function raw({ width, height, data }: Raster) {
	return sharp(data, { raw: { width, height, channels: 3 } });
}

async function encode(picture: Raster, format: "png" | "jpeg" | "webp"): Promise<Uint8Array> {
	// With a quality of its own a PNG would have a palette.
	return format === "png"
		? raw(picture).png().toBuffer()
		: raw(picture).toFormat(format, { quality: 90 }).toBuffer();
}

async function smaller(picture: Raster, i: number): Promise<Uint8Array> {
	return raw(picture)
		.resize(Math.round(picture.width * (0.6 + (i % 4) * 0.1)))
		.jpeg({ quality: 50 + (i % 5) * 10 })
		.toBuffer();
}
