import { guess } from "../../workflows/media/kinds.ts";
import type { SignFile } from "./c2pa.ts";
import { markJpeg } from "./jpeg.ts";
import { isBoxed, markMp4 } from "./mp4.ts";
import { markPng } from "./png.ts";
import { markWebp } from "./webp.ts";
import { type SourceType, xmpPacket } from "./xmp.ts";

/** Larger pictures pass by without a mark, and larger films without a signature, in bytes: one is held in memory meanwhile. */
const MOST_BYTES = 64 * 1024 * 1024;
/** So many bytes say what a file is. */
const HEAD_BYTES = 4096;

const MARKS: Readonly<Record<string, (bytes: Buffer, xmp: string) => Buffer>> = {
	"image/png": markPng,
	"image/jpeg": markJpeg,
	"image/webp": markWebp,
};

/**
 * A file as it is delivered: a PNG, JPEG, WebP, MP4, MOV or 3GP says in XMP that a model made it, and says nothing of the prompt. It
 * helps whoever has to mark such pictures; that this alone is enough, nobody promises. Other files, and pictures
 * of more than {@link MOST_BYTES}, pass by as `otherwise` gives them.
 *
 * @param sign signs files that were marked here, and none that came signed or marked; null: nobody signs
 */
export async function* marked(
	source: AsyncIterable<Buffer>,
	type: SourceType,
	otherwise: (source: AsyncIterable<Buffer>) => AsyncIterable<Buffer>,
	sign: SignFile | null = null,
): AsyncGenerator<Buffer> {
	const held: Buffer[] = [];
	let size = 0;
	const parts = source[Symbol.asyncIterator]();
	let looked = false;
	for (let next = await parts.next(); !next.done; next = await parts.next()) {
		held.push(next.value);
		size += next.value.length;
		if (!looked && size >= HEAD_BYTES) {
			looked = true;
			if (isBoxed(guess(Buffer.concat(held))?.content_type)) {
				yield* markedFilm(chained(held, parts), type, sign);
				return;
			}
		}
		if (size > MOST_BYTES) {
			yield* otherwise(chained(held, parts));
			return;
		}
	}
	const bytes = Buffer.concat(held);
	const contentType = guess(bytes)?.content_type;
	const mark = MARKS[contentType ?? ""];
	if (isBoxed(contentType)) yield* markedFilm(chained([bytes], parts), type, sign);
	else if (mark === undefined) yield* otherwise(chained([bytes], parts));
	else {
		const picture = mark(bytes, xmpPacket(type));
		yield sign === null || picture === bytes ? picture : await sign(picture, contentType ?? "", type);
	}
}

/** A film is held only where it is to be signed: its mark alone is put behind it as it passes. */
async function* markedFilm(
	source: AsyncIterable<Buffer>,
	type: SourceType,
	sign: SignFile | null,
): AsyncGenerator<Buffer> {
	let came = 0;
	const counted = async function* () {
		for await (const part of source) {
			came += part.length;
			yield part;
		}
	};
	const film = markMp4(counted(), xmpPacket(type));
	if (sign === null) {
		yield* film;
		return;
	}
	const held: Buffer[] = [];
	let size = 0;
	for (let next = await film.next(); !next.done; next = await film.next()) {
		held.push(next.value);
		size += next.value.length;
		if (size > MOST_BYTES) {
			yield* chained(held, film);
			return;
		}
	}
	const bytes = Buffer.concat(held);
	// Nothing was added: it came marked or signed.
	yield size === came ? bytes : await sign(bytes, guess(bytes)?.content_type ?? "", type);
}

async function* chained(held: readonly Buffer[], rest: AsyncIterator<Buffer>): AsyncGenerator<Buffer> {
	yield* held;
	for (let next = await rest.next(); !next.done; next = await rest.next()) yield next.value;
}
