import type { Framing } from "../prompts/poses.ts";
import { FRAMINGS } from "./framing.ts";

/** How many pictures of each framing. */
export type Composition = Readonly<Record<Framing, number>>;

/** What a data set has to be like. */
export interface Preset {
	/** Pictures, their flipped copies not counted. */
	least: number;
	most: number;
	/** Pixels that the shorter side of each picture must have. */
	side: number;
	/** Pictures by which each framing may be off its share; null: framings are not looked at. */
	tolerance: number | null;
}

/** Pictures, copies included, that one data set may have. */
export const MOST_PICTURES = 500;
/** The same of the pictures of the class beside it. */
export const MOST_REGULARISATION = 500;
/** How many of those serve (S2-DATA-03). */
export const REGULARISATION = { least: 100, most: 200 } as const;

/**
 * The data sets that the source documents describe: 7 to 10 pictures of a character sheet; 15 to 20 at 512 pixels
 * (S2-DATA-01); 30 as 21 upper body or face, 6 portraits and 3 full body. `any` asks for no more than a training takes.
 */
export const PRESETS = {
	any: { least: 7, most: MOST_PICTURES, side: 256, tolerance: null },
	sheet: { least: 7, most: 10, side: 512, tolerance: 1 },
	manga: { least: 15, most: 20, side: 512, tolerance: null },
	thirty: { least: 30, most: 30, side: 512, tolerance: 0 },
} as const satisfies Readonly<Record<string, Preset>>;

export const PRESET_NAMES = ["any", "sheet", "manga", "thirty"] as const satisfies (keyof typeof PRESETS)[];
export type PresetName = (typeof PRESET_NAMES)[number];

/** Of ten pictures (S0-B08). */
const SHARES: Composition = { "upper body": 7, portrait: 2, "full body": 1 };

/** How many pictures of each framing a set of this size should have; not rounded. */
export function wantedComposition(pictures: number): Composition {
	return composition((framing) => (pictures * SHARES[framing]) / 10);
}

/** A composition from what is to be said of each framing. */
export function composition(count: (framing: Framing) => number): Composition {
	const [upper, portrait, full] = FRAMINGS;
	return { [upper]: count(upper), [portrait]: count(portrait), [full]: count(full) };
}
