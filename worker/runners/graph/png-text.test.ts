import { crc32 } from "node:zlib";
import fc from "fast-check";
import { decode, encode } from "fast-png";
import { expect, test } from "vitest";
import { withoutPngText } from "./png-text.ts";

const picture = encode({
	width: 5,
	height: 4,
	data: Uint8Array.from({ length: 60 }, (_, i) => i * 4),
	channels: 3,
});

function textChunk(type: string, text: string): Buffer {
	const body = Buffer.concat([Buffer.from(type, "latin1"), Buffer.from(text)]);
	const chunk = Buffer.alloc(body.length + 8);
	chunk.writeUInt32BE(body.length - 4);
	body.copy(chunk, 4);
	chunk.writeUInt32BE(crc32(body), body.length + 4);
	return chunk;
}

/** A PNG as ComfyUI saves it: text chunks right after the header. */
function withText(...chunks: Buffer[]): Buffer {
	const head = 8 + 25;
	return Buffer.concat([picture.subarray(0, head), ...chunks, picture.subarray(head)]);
}

async function strip(bytes: Uint8Array, cuts: number[]): Promise<Buffer> {
	const places = [...new Set(cuts.map((cut) => cut % (bytes.length + 1)))].toSorted((a, b) => a - b);
	async function* pieces() {
		let at = 0;
		for (const place of [...places, bytes.length]) {
			yield Buffer.from(bytes.subarray(at, place));
			at = place;
		}
	}
	const out: Buffer[] = [];
	for await (const part of withoutPngText(pieces())) out.push(part);
	return Buffer.concat(out);
}

test("a delivered PNG carries no prompt and no workflow, wherever the stream is cut", async () => {
	const secret = withText(textChunk("tEXt", "prompt\0{a secret}"), textChunk("iTXt", "workflow\0{more}"));
	await fc.assert(
		fc.asyncProperty(fc.array(fc.nat(), { maxLength: 8 }), async (cuts) => {
			const stripped = await strip(secret, cuts);
			expect(stripped.equals(Buffer.from(picture))).toBe(true);
		}),
		{ numRuns: 200 },
	);
	expect(decode(await strip(secret, [])).data).toEqual(decode(picture).data);
});

test("what is no PNG, or breaks off, passes as it is", async () => {
	await fc.assert(
		fc.asyncProperty(
			fc.uint8Array({ maxLength: 200 }),
			fc.array(fc.nat(), { maxLength: 4 }),
			async (bytes, cuts) => {
				expect((await strip(bytes, cuts)).equals(Buffer.from(bytes))).toBe(true);
			},
		),
		{ numRuns: 200 },
	);
	const half = Buffer.from(picture.subarray(0, 50));
	expect((await strip(half, [10])).equals(half)).toBe(true);
});
