import type { Media } from "../../workflows/media/kinds.ts";
import { sniffMedia } from "../../workflows/media/media.ts";
import { hasTooManyPixels, MAX_PICTURE_PIXELS } from "../../workflows/media/picture-size.ts";
import type { ProblemCode } from "../contract/problem.ts";

/** Why a text is no picture, and by which code it is refused. */
export interface NoPicture {
	code: ProblemCode | "invalid_base64";
	message: string;
}

const BASE64 = /^[A-Za-z0-9+/]+={0,2}$/;
const SPACE = /[ \t\r\n]+/g;
const DATA_URL = /^data:[\w.+-]+\/[\w.+-]+;base64,/;

/**
 * The bytes and the kind of a picture that came as text: base64, or a `data:` URL with it. White space between is
 * nothing, as in mail (RFC 2045), where lines end after 76 letters; else strict: the padding that belongs there, and no
 * bits left over. Pure.
 *
 * @param most largest size in bytes
 */
export function readTextPicture(
	text: string,
	most: number,
): { bytes: Uint8Array<ArrayBuffer>; media: Media } | NoPicture {
	const encoded = text.slice(DATA_URL.exec(text.slice(0, 100))?.[0].length ?? 0).replace(SPACE, "");
	const size = Math.floor(encoded.length / 4) * 3;
	// Looked at before anything of it is decoded; padding is at most two bytes.
	if (size - 2 > most) return tooLarge(most);
	const bytes = decode(encoded);
	if (bytes === null)
		return {
			code: "invalid_base64",
			message: "this is no base64: standard alphabet, padded, nothing but white space between",
		};
	if (bytes.length > most) return tooLarge(most);
	const media = sniffMedia(bytes);
	if (media?.kind !== "image")
		return { code: "invalid_image", message: "this is no PNG, JPEG or WebP picture that can be read whole" };
	if (hasTooManyPixels(media))
		return {
			code: "invalid_image",
			message: `a picture of ${media.width} x ${media.height} pixels; at most ${MAX_PICTURE_PIXELS} are accepted`,
		};
	return { bytes, media };
}

function tooLarge(most: number): NoPicture {
	return { code: "payload_too_large", message: `a picture may have ${most} bytes here; upload it instead` };
}

function decode(encoded: string): Uint8Array<ArrayBuffer> | null {
	if (encoded.length % 4 !== 0 || !BASE64.test(encoded)) return null;
	const text = atob(encoded);
	// What is left over in the last group must be zero, or two texts would mean the same bytes.
	if (btoa(text.slice(-(text.length % 3 || 3))) !== encoded.slice(-4)) return null;
	const bytes = new Uint8Array(text.length);
	for (let i = 0; i < text.length; i++) bytes[i] = text.charCodeAt(i);
	return bytes;
}
