import { MAX_PICTURE_PIXELS } from "../../../workflows/media/picture-size.ts";
import { hashesOf, type PictureHashes } from "../../../workflows/quality/pixels/hashes.ts";
import { greyOf } from "../../../workflows/quality/pixels/raster.ts";
import { CliError } from "../command.ts";

/** Pixels of the longer side that hashes are taken from: they look at far fewer. */
const LOOKED_AT = 256;

/** A picture that was decoded. */
export interface Decoded {
	width: number;
	height: number;
	hashes: PictureHashes;
}

async function load() {
	try {
		const { default: sharp } = await import("sharp");
		sharp.cache(false);
		return sharp;
	} catch (error) {
		throw new CliError(
			"files",
			"pictures cannot be decoded here: the package sharp is not installed for this machine (npm ci)",
			{ cause: error },
		);
	}
}

const open = async (bytes: Uint8Array) =>
	(await load())(bytes, { limitInputPixels: MAX_PICTURE_PIXELS, failOn: "error" });

/** Decodes a picture; null where it is none that can be read whole, or has too many pixels. */
export async function decode(bytes: Uint8Array): Promise<Decoded | null> {
	const picture = await open(bytes);
	try {
		const { width, height } = (await picture.metadata()).autoOrient;
		const { data, info } = await picture
			.autoOrient()
			.flatten({ background: "white" })
			.resize({ width: LOOKED_AT, height: LOOKED_AT, fit: "inside", withoutEnlargement: true })
			.toColourspace("srgb")
			.raw()
			.toBuffer({ resolveWithObject: true });
		const hashes = hashesOf(greyOf({ width: info.width, height: info.height, data }));
		return { width, height, hashes };
	} catch {
		return null;
	}
}

/** The picture as a mirror shows it, in its own format; of JPEG it is a new one, of high quality. */
export async function mirror(bytes: Uint8Array): Promise<Uint8Array> {
	const picture = (await open(bytes)).autoOrient().flop();
	const { format } = await picture.metadata();
	if (format === "png") return picture.png().toBuffer();
	return format === "webp"
		? picture.webp({ lossless: true }).toBuffer()
		: picture.jpeg({ quality: 98, chromaSubsampling: "4:4:4" }).toBuffer();
}
