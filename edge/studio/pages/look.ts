import { hashesOf, type PictureHashes } from "../../../workflows/quality/pixels/hashes.ts";
import { type Grey, lumaOf } from "../../../workflows/quality/pixels/raster.ts";

/** Pixels of the longer side that hashes are taken from: they look at far fewer. */
const LOOKED_AT = 256;

/** What a picture looks like, decoded by the browser; null where it cannot be. */
export async function lookAt(url: string): Promise<PictureHashes | null> {
	try {
		const answer = await fetch(url, { credentials: "same-origin" });
		if (!answer.ok) return null;
		return await lookAtPicture(await answer.blob());
	} catch {
		return null;
	}
}

/** The same of a picture that is here already. */
export async function lookAtPicture(file: Blob): Promise<PictureHashes | null> {
	try {
		const picture = await createImageBitmap(file);
		const share = Math.min(1, LOOKED_AT / Math.max(picture.width, picture.height));
		const width = Math.max(1, Math.round(picture.width * share));
		const height = Math.max(1, Math.round(picture.height * share));
		const canvas = new OffscreenCanvas(width, height);
		const context = canvas.getContext("2d");
		if (context === null) return null;
		context.imageSmoothingQuality = "high";
		context.fillStyle = "white";
		context.fillRect(0, 0, width, height);
		context.drawImage(picture, 0, 0, width, height);
		picture.close();
		return hashesOf(greyOf(context.getImageData(0, 0, width, height)));
	} catch {
		return null;
	}
}

function greyOf({ width, height, data }: ImageData): Grey {
	const grey = new Float32Array(width * height);
	for (let i = 0; i < grey.length; i++)
		grey[i] = lumaOf(data[i * 4] ?? 0, data[i * 4 + 1] ?? 0, data[i * 4 + 2] ?? 0);
	return { width, height, data: grey };
}
