import { guess } from "../../workflows/media/kinds.ts";
import type { SignPicture } from "./c2pa.ts";
import { markJpeg } from "./jpeg.ts";
import { isBoxed, markMp4 } from "./mp4.ts";
import { markPng } from "./png.ts";
import { markWebp } from "./webp.ts";
import { type SourceType, xmpPacket } from "./xmp.ts";

/** Larger pictures pass by without a mark, in bytes: one is held in memory while it is marked. */
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
 * @param sign signs pictures that were marked here, and none that came signed or marked; null: nobody signs
 */
export async function* marked(
	source: AsyncIterable<Buffer>,
	type: SourceType,
	otherwise: (source: AsyncIterable<Buffer>) => AsyncIterable<Buffer>,
	sign: SignPicture | null = null,
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
				yield* markMp4(chained(held, parts), xmpPacket(type));
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
	if (isBoxed(contentType)) yield* markMp4(chained([bytes], parts), xmpPacket(type));
	else if (mark === undefined) yield* otherwise(chained([bytes], parts));
	else {
		const picture = mark(bytes, xmpPacket(type));
		yield sign === null || picture === bytes ? picture : await sign(picture, contentType ?? "", type);
	}
}

async function* chained(held: readonly Buffer[], rest: AsyncIterator<Buffer>): AsyncGenerator<Buffer> {
	yield* held;
	for (let next = await rest.next(); !next.done; next = await rest.next()) yield next.value;
}
