import { Bytes } from "./bytes.ts";
import { isJpeg, isWebp, jpegTexts, webpTexts } from "./exif.ts";
import { flacTexts, isFlac, isOgg, oggTexts } from "./flac.ts";
import { id3Texts, isId3 } from "./id3.ts";
import { isMp4, mp4Texts } from "./mp4.ts";
import { isPng, pngTexts } from "./png.ts";
import { type FileText, findGraphs } from "./texts.ts";
import { isWebm, webmTexts } from "./webm.ts";

/** What a file says of how it was made. */
export interface PictureMetadata {
	/** The graph in API format, as ComfyUI ran it. */
	prompt?: unknown;
	/** The workflow of the editor. */
	workflow?: unknown;
	/** The text of Automatic1111 is there, which is not read. */
	automatic1111?: true;
	/** What kind of file it is: `png`, `webp`, `jpeg`, `mp4`, `webm`, `flac`, `ogg`, `mp3`. */
	source: string;
}

const readers: readonly {
	source: string;
	is(file: Bytes): boolean;
	texts(file: Bytes): FileText[] | Promise<FileText[]>;
}[] = [
	{ source: "png", is: isPng, texts: pngTexts },
	{ source: "webp", is: isWebp, texts: webpTexts },
	{ source: "jpeg", is: isJpeg, texts: jpegTexts },
	{ source: "mp4", is: isMp4, texts: mp4Texts },
	{ source: "webm", is: isWebm, texts: webmTexts },
	{ source: "flac", is: isFlac, texts: flacTexts },
	{ source: "ogg", is: isOgg, texts: oggTexts },
	{ source: "mp3", is: isId3, texts: id3Texts },
];

/**
 * Reads the graph and the workflow that ComfyUI left in a picture, film or sound. Null where the file is of no
 * kind that is read here; without `prompt` and `workflow` where it carries neither. Never throws; texts beyond
 * 16 MiB are passed over, compressed ones too.
 *
 * @param bytes the whole file
 */
export async function readMetadata(bytes: Uint8Array): Promise<PictureMetadata | null> {
	const file = new Bytes(bytes);
	const reader = readers.find(({ is }) => is(file));
	if (reader === undefined) return null;
	return { ...findGraphs(await reader.texts(file)), source: reader.source };
}
