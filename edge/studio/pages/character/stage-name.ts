import { words } from "./words.ts";

const KNOWN = {
	avatar: "stage_avatar",
	front: "stage_front",
	side: "stage_side",
	back: "stage_back",
} as const;
const isKnown = (key: string): key is keyof typeof KNOWN => Object.hasOwn(KNOWN, key);

/** What the views of a character are called, by the key of the stage that makes them. */
export function useStageName(): (key: string) => string {
	const say = words.use();
	return (key) => (isKnown(key) ? say(KNOWN[key]) : key);
}

/** Pixels of a view, so that nothing moves when its picture comes: a face is square, a body is tall. Pure. */
export function shapeOf(key: string): { width: number; height: number } {
	return key === "avatar" ? { width: 1, height: 1 } : { width: 2, height: 3 };
}

/** A face and three bodies of the same height side by side; on a phone two and two. */
export const VIEW_GRID = "grid grid-cols-2 gap-3 sm:gap-4 lg:grid-cols-[3fr_2fr_2fr_2fr]";
/** On a phone a face stands as tall as the bodies beside it, and fills that. */
export const VIEW_FRAME = "max-lg:aspect-2/3! max-lg:[&_img]:object-cover";
