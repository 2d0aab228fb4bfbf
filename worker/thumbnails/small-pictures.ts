import {
	MAX_THUMBNAIL_BYTES,
	THUMBNAIL_SIZES,
	type ThumbnailSize,
} from "../../edge/contract/assets/thumbnails.ts";

/** Quality of WebP; what is too large with one is tried with the next. */
const QUALITIES = [78, 50, 20] as const;

export interface SmallPicture {
	size: ThumbnailSize;
	bytes: Buffer;
}

type Sharp = typeof import("sharp").default;
let loading: Promise<Sharp | null> | undefined;

/** libvips decodes and encodes in threads of its own: the worker goes on meanwhile. Null where this machine has none. */
function load(): Promise<Sharp | null> {
	loading ??= import("sharp").then(
		({ default: sharp }) => {
			// One picture at a time, and nothing of it kept: the machine is there for ComfyUI.
			sharp.concurrency(1);
			sharp.cache(false);
			return sharp;
		},
		() => null,
	);
	return loading;
}

/** Whether thumbnails can be made here at all. */
export async function canShrink(): Promise<boolean> {
	return (await load()) !== null;
}

/**
 * A picture in the sizes of thumbnails, upright, never larger than it is, without what its file says beside the picture.
 * Throws where it is none that can be read.
 */
export async function smallPictures(picture: Buffer): Promise<SmallPicture[]> {
	const sharp = await load();
	if (sharp === null) throw new Error("sharp is not installed");
	const fit = { fit: "inside", withoutEnlargement: true } as const;
	const largest = Math.max(...THUMBNAIL_SIZES);
	const { data, info } = await sharp(picture)
		.autoOrient()
		.resize({ width: largest, height: largest, ...fit })
		.toColourspace("srgb")
		.raw()
		.toBuffer({ resolveWithObject: true });
	const raw = { width: info.width, height: info.height, channels: info.channels };
	return Promise.all(
		THUMBNAIL_SIZES.map(async (size) => {
			for (const quality of QUALITIES) {
				const bytes = await sharp(data, { raw })
					.resize({ width: size, height: size, ...fit })
					.webp({ quality })
					.toBuffer();
				if (bytes.length <= MAX_THUMBNAIL_BYTES) return { size, bytes };
			}
			throw new Error(`it does not fit into ${MAX_THUMBNAIL_BYTES} bytes`);
		}),
	);
}
