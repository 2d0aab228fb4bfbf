import { createHash } from "node:crypto";
import { guess, moves, nameOf } from "../../media/kinds.ts";
import { sniffMedia } from "../../media/media.ts";
import { MAX_SIDE, pictureSize } from "../../media/picture-size.ts";
import type { Examination } from "../checks/examination.ts";
import { type Faces, NOT_ASKED } from "../faces/found.ts";
import { measure } from "../pixels/measure.ts";
import { type Raster, sidesWithin } from "../pixels/raster.ts";
import type { Asked } from "./asked.ts";
import { facesIn } from "./faces/engines.ts";

/** Pixels of a picture that is decoded at all: what its header says is looked at first. */
const MOST_PIXELS = 100_000_000;
/** Longest side at which pixels are measured: beyond it a picture is made smaller while it is decoded. */
const LONGEST = 4096;
const THUMBNAIL_SIDE = 192;

type Sharp = typeof import("sharp").default;
let loading: Promise<Sharp | null> | undefined;

/** Null where this machine has none. */
function load(): Promise<Sharp | null> {
	loading ??= import("sharp").then(
		({ default: sharp }) => {
			// One picture at a time, and nothing of it kept: the machine is there for other work.
			sharp.concurrency(1);
			sharp.cache(false);
			return sharp;
		},
		() => null,
	);
	return loading;
}

/**
 * Opens a file and measures its first picture. Whatever the bytes are, the answer says what is wrong with them; memory
 * is bounded by {@link MOST_PIXELS}. Time is not: whoever asks ends the process that takes too long.
 */
export async function examine(
	bytes: Uint8Array,
	{ thumbnail = false, faces = null }: Asked = {},
): Promise<Examination> {
	const media = guess(bytes);
	const size = pictureSize(bytes);
	const strange = media === null ? nameOf(bytes) : null;
	const found: Omit<Examination, "decoded" | "faces" | "thumbnail"> = {
		size: bytes.length,
		sha256: createHash("sha256").update(bytes).digest("hex"),
		content_type: media?.content_type ?? (size?.type === "gif" ? "image/gif" : null),
		strange,
		width: size?.width ?? null,
		height: size?.height ?? null,
		animated: moves(bytes),
	};
	const unseen = (how: "broken" | "not_tried", why: string): Examination => ({
		...found,
		decoded: { how, why: why.slice(0, 400) },
		faces: faces === null ? NOT_ASKED : { how: "not_tried", why: "there are no pixels to look at" },
		thumbnail: null,
	});
	if (bytes.length === 0) return unseen("broken", "the file has no bytes");
	if (found.content_type === null) return unseen("broken", `it is ${strange ?? "no picture that is known"}`);
	if (!found.content_type.startsWith("image/"))
		return unseen("not_tried", `${found.content_type} is no picture`);
	if (size === null) return unseen("broken", "its header is broken, or cut short");
	if (size.width * size.height > MOST_PIXELS)
		return unseen(
			"broken",
			`its header promises ${size.width} x ${size.height} pixels; at most ${MOST_PIXELS / 1e6} megapixels are decoded`,
		);
	const sharp = await load();
	if (sharp === null) return unseen("not_tried", "sharp, which decodes pictures, is not installed");
	try {
		const raster = await decode(sharp, bytes, size.width, size.height);
		const broken = wholeness(bytes, found.content_type, size.width, size.height);
		if (broken !== null) return unseen("broken", broken);
		const small = thumbnail ? await thumbnailOf(sharp, raster) : null;
		const people: Faces = faces === null ? NOT_ASKED : await facesIn(raster, faces);
		return {
			...found,
			decoded: { how: "whole", measures: measure(raster) },
			faces: people,
			thumbnail: small,
		};
	} catch (error) {
		return unseen("broken", `it cannot be decoded: ${wordsOf(error)}`);
	}
}

/** Every pixel is decoded, and none of several pictures but the first. What is clear is laid on grey. */
async function decode(sharp: Sharp, bytes: Uint8Array, width: number, height: number): Promise<Raster> {
	const picture = sharp(bytes, { failOn: "error", limitInputPixels: MOST_PIXELS, pages: 1 });
	const [across, down] = sidesWithin(width, height, LONGEST);
	const sized = across === width ? picture : picture.resize(across, down, { fit: "fill" });
	const { data, info } = await sized
		.flatten({ background: "#808080" })
		.toColourspace("srgb")
		.removeAlpha()
		.raw({ depth: "uchar" })
		.toBuffer({ resolveWithObject: true });
	if (info.channels === 3) return { width: info.width, height: info.height, data };
	if (info.channels !== 1) throw new Error(`it has ${info.channels} channels`);
	const spread = new Uint8Array(data.length * 3);
	for (let i = 0; i < data.length; i++) spread.fill(data[i] as number, i * 3, i * 3 + 3);
	return { width: info.width, height: info.height, data: spread };
}

/** A decoder is content with what it needs; what is missing behind that, or stands there, is found here. */
function wholeness(bytes: Uint8Array, type: string, width: number, height: number): string | null {
	if (type === "image/gif" || width > MAX_SIDE || height > MAX_SIDE) return null;
	return sniffMedia(bytes) === null ? "it is cut off, or something else follows its end" : null;
}

async function thumbnailOf(sharp: Sharp, { width, height, data }: Raster): Promise<Uint8Array> {
	return sharp(data, { raw: { width, height, channels: 3 } })
		.resize({ width: THUMBNAIL_SIDE, height: THUMBNAIL_SIDE, fit: "inside", withoutEnlargement: true })
		.webp({ quality: 60 })
		.toBuffer();
}

function wordsOf(error: unknown): string {
	const text = error instanceof Error ? error.message : String(error);
	return text.split("\n")[0] ?? "";
}
