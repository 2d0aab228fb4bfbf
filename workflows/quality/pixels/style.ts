import { lumaOf, type Raster, shrink } from "./raster.ts";

/** Colours and contrast of a picture, by which those of a set are compared. */
export interface Style {
	/** Mean brightness and its standard deviation, 0 to 255. */
	brightness: number;
	contrast: number;
	/** Mean of the distance between a pixel's largest and smallest channel, 0 to 255. */
	saturation: number;
	/** Mean of red less blue (warmth) and of green less the mean of both (tint), -255 to 255. */
	warmth: number;
	tint: number;
}

const LONGEST = 256;

/** Measures the style of a picture. */
export function styleOf(picture: Raster): Style {
	const { width, height, data } = shrink(picture, LONGEST);
	let [sum, squares, saturation, warmth, tint] = [0, 0, 0, 0, 0];
	for (let i = 0; i < data.length; i += 3) {
		const [red, green, blue] = [data[i] as number, data[i + 1] as number, data[i + 2] as number];
		const luma = lumaOf(red, green, blue);
		sum += luma;
		squares += luma * luma;
		saturation += Math.max(red, green, blue) - Math.min(red, green, blue);
		warmth += red - blue;
		tint += green - (red + blue) / 2;
	}
	const pixels = width * height;
	return {
		brightness: sum / pixels,
		contrast: Math.sqrt(Math.max(0, squares / pixels - (sum / pixels) ** 2)),
		saturation: saturation / pixels,
		warmth: warmth / pixels,
		tint: tint / pixels,
	};
}

/** Fewer pictures than this are no set with a style of its own. */
export const LEAST_OF_SET = 4;

/** Differences of this size are seen by nobody, however alike the rest of a set is; in the unit of each member. */
const UNNOTICED: Style = { brightness: 12, contrast: 8, saturation: 10, warmth: 10, tint: 6 };

export interface Departure {
	/** The member that departs most from the set. */
	member: keyof Style;
	/** How far, as a multiple of the median distance of the set from its own median; 0 or more. */
	distance: number;
}

/**
 * How far each picture of a set is from what is usual in it. Null where the set is smaller than {@link LEAST_OF_SET}.
 * Robust: up to half of the pictures may be outliers without changing what is usual.
 */
export function departures(styles: readonly Style[]): Departure[] | null {
	if (styles.length < LEAST_OF_SET) return null;
	const members = Object.keys(UNNOTICED) as (keyof Style)[];
	const usual = new Map(
		members.map((member) => {
			const values = styles.map((style) => style[member]);
			const middle = medianOf(values);
			const away = medianOf(values.map((value) => Math.abs(value - middle)));
			return [member, { middle, away: Math.max(away, UNNOTICED[member]) }];
		}),
	);
	return styles.map((style) => {
		const each = members.map((member) => {
			const { middle, away } = usual.get(member) as { middle: number; away: number };
			return { member, distance: Math.abs(style[member] - middle) / away };
		});
		return each.reduce((most, one) => (one.distance > most.distance ? one : most));
	});
}

function medianOf(values: readonly number[]): number {
	const sorted = values.toSorted((a, b) => a - b);
	const half = sorted.length >> 1;
	const upper = sorted[half] ?? 0;
	return sorted.length % 2 === 1 ? upper : (upper + (sorted[half - 1] ?? 0)) / 2;
}
