import type { Measures } from "../pixels/measure.ts";
import { type Check, type CheckId, passed, told } from "./check.ts";
import type { Examination } from "./examination.ts";
import { checkFaces, type Person } from "./face-checks.ts";
import type { Standards } from "./standards.ts";

/** What was asked for. What is absent is not held against a picture. */
export interface Wanted {
	/** What its name says that it is, without the dot: `png`. */
	extension?: string;
	/** Pixels. */
	width?: number;
	height?: number;
	/** Width by height, where only the shape was asked for. */
	aspect?: number;
	/** Whom it is to show. */
	person?: Person;
}

/** Types of files by the ends of their names. */
const EXTENSIONS: Readonly<Record<string, readonly string[]>> = {
	"image/png": ["png", "apng"],
	"image/jpeg": ["jpg", "jpeg", "jpe", "jfif"],
	"image/webp": ["webp"],
	"image/gif": ["gif"],
};

/** All checks of one picture, in a fixed order. Pure. */
export function checkPicture(found: Examination, wanted: Wanted, standards: Standards): Check[] {
	return [
		decodable(found),
		fileType(found, wanted),
		dimensions(found, wanted),
		aspect(found, wanted, standards),
		...measured(found, standards),
		...checkFaces(found.faces, wanted.person ?? null, standards),
	];
}

function decodable({ decoded, size }: Examination): Check {
	const id = "file_decodable";
	switch (decoded.how) {
		case "whole":
			return passed(id);
		case "broken":
			return told(id, "fail", size === 0 ? "the file has no bytes" : decoded.why);
		case "not_tried":
			return told(id, "skipped", decoded.why);
		case "failed":
			return told(id, "error", decoded.why);
	}
}

function fileType({ content_type, strange, size, decoded }: Examination, { extension }: Wanted): Check {
	const id = "file_type";
	if (size === 0) return told(id, "skipped", "the file has no bytes");
	if (content_type === null && decoded.how !== "broken")
		return told(id, "skipped", "its bytes were not looked at");
	if (content_type === null)
		return told(id, "fail", `its bytes are ${strange ?? "no picture that is known"}`);
	const ends = EXTENSIONS[content_type];
	const end = extension?.toLowerCase();
	if (end === undefined || ends === undefined || ends.includes(end))
		return passed(id, { value: content_type });
	return told(id, "fail", `its name ends in .${end.slice(0, 20)}, and its bytes are ${content_type}`, {
		value: content_type,
		limit: end.slice(0, 20),
	});
}

function dimensions({ width, height }: Examination, wanted: Wanted): Check {
	const id = "image_dimensions";
	if (wanted.width === undefined || wanted.height === undefined)
		return told(id, "skipped", "no size was asked for", { value: sides(width, height) });
	if (width === null || height === null) return told(id, "skipped", "its header does not say its size");
	const both = { value: sides(width, height), limit: sides(wanted.width, wanted.height) };
	if (width === wanted.width && height === wanted.height) return passed(id, both);
	return told(id, "fail", `it has ${both.value} pixels, and ${both.limit} were asked for`, both);
}

function aspect({ width, height }: Examination, wanted: Wanted, { aspect_within }: Standards): Check {
	const id = "image_aspect";
	const asked =
		wanted.aspect ??
		(wanted.width !== undefined && wanted.height !== undefined ? wanted.width / wanted.height : undefined);
	if (asked === undefined) return told(id, "skipped", "no shape was asked for");
	if (width === null || height === null) return told(id, "skipped", "its header does not say its size");
	const value = round(width / height);
	const both = { value, limit: round(asked) };
	// A pixel is more than the share where a picture is small.
	const off = Math.abs(width - height * asked);
	if (off <= Math.max(1, aspect_within * width)) return passed(id, both);
	return told(id, "fail", `its sides are as ${value} to 1, and ${both.limit} was asked for`, both);
}

const OF_PIXELS = [
	"image_blank",
	"image_noise",
	"image_sharpness",
	"image_exposure",
	"image_skin_texture",
] as const satisfies CheckId[];

function measured({ decoded, width, height }: Examination, standards: Standards): Check[] {
	if (decoded.how !== "whole")
		return OF_PIXELS.map((id) => told(id, "skipped", "there are no pixels to look at"));
	const { measures } = decoded;
	return [
		blank(measures, standards),
		noise(measures, standards, Math.min(width ?? 0, height ?? 0)),
		sharpness(measures, standards),
		exposure(measures, standards),
		skin(measures, standards),
	];
}

function blank({ light }: Measures, { subject, spread_from, flat_from }: Standards): Check {
	const id = "image_blank";
	const value = round(light.spread);
	if (subject === "map") return told(id, "skipped", "a map may be of one colour", { value });
	if (light.spread < spread_from) {
		const what = light.mean < 8 ? "black" : light.mean > 247 ? "white" : "of one colour";
		const why = light.mean < 8 ? "; a decoder in half precision that overflowed leaves such" : "";
		return told(id, "fail", `the picture is ${what}${why}`, { value, limit: spread_from });
	}
	if (light.spread < flat_from)
		return told(id, "warn", "the picture is nearly of one colour", { value, limit: flat_from });
	return passed(id, { value, limit: spread_from });
}

/** Smaller pictures have too few pixels for neighbours to be alike. */
const LEAST_SIDE = 64;

function noise({ grain, light }: Measures, standards: Standards, side: number): Check {
	const id = "image_noise";
	const { subject, grain_from, blotches_from, spread_from } = standards;
	const value = round(grain.pixels);
	if (subject === "map") return told(id, "skipped", "a map is no picture", { value });
	if (side < LEAST_SIDE) return told(id, "skipped", `a side has less than ${LEAST_SIDE} pixels`, { value });
	if (light.spread < spread_from) return told(id, "skipped", "it has no contrast", { value });
	if (grain.pixels < grain_from)
		return told(id, "fail", "neighbouring pixels have nothing in common: it is noise", {
			value,
			limit: grain_from,
		});
	if (Math.abs(grain.blocks) < blotches_from)
		return told(
			id,
			"warn",
			"blotches of 8 x 8 pixels have nothing in common: an undecoded latent, or an even texture",
			{
				value: round(grain.blocks),
				limit: blotches_from,
			},
		);
	return passed(id, { value, limit: grain_from });
}

function sharpness(
	{ sharpness: { best }, light }: Measures,
	{ subject, sharpness_from, spread_from }: Standards,
): Check {
	const id = "image_sharpness";
	const value = round(best);
	if (subject === "map") return told(id, "skipped", "a map may be smooth", { value });
	if (light.spread < spread_from) return told(id, "skipped", "it has no contrast", { value });
	if (best < sharpness_from) return told(id, "warn", "it is nowhere sharp", { value, limit: sharpness_from });
	return passed(id, { value, limit: sharpness_from });
}

function exposure({ light }: Measures, { subject, dark_up_to, bright_up_to }: Standards): Check {
	const id = "image_exposure";
	const [dark, bright] = [round(light.dark), round(light.bright)];
	if (subject === "map") return told(id, "skipped", "a map has no exposure", { value: dark });
	if (light.dark > dark_up_to)
		return told(id, "warn", `${percent(light.dark)} of it is black`, { value: dark, limit: dark_up_to });
	if (light.bright > bright_up_to)
		return told(id, "warn", `${percent(light.bright)} of it is white`, {
			value: bright,
			limit: bright_up_to,
		});
	return passed(id, { value: Math.max(dark, bright), limit: Math.min(dark_up_to, bright_up_to) });
}

function skin({ skin: found }: Measures, { subject, skin_texture_from }: Standards): Check {
	const id = "image_skin_texture";
	if (subject !== "photograph") return told(id, "skipped", "it is no photograph");
	if (found === null) return told(id, "skipped", "nothing in it is coloured like skin");
	const value = round(found.texture);
	if (found.texture < skin_texture_from)
		return told(
			id,
			"warn",
			"what is coloured like skin is very smooth: a plastic look, a soft focus, or enlarged; look at it",
			{ value, limit: skin_texture_from },
		);
	return passed(id, { value, limit: skin_texture_from });
}

function sides(width: number | null, height: number | null): string | null {
	return width === null || height === null ? null : `${width}x${height}`;
}

function round(value: number): number {
	return Number(value.toFixed(3));
}

function percent(share: number): string {
	return `${Math.round(share * 100)} %`;
}
