import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { pictureSize } from "./picture-size.ts";

const hex = (text: string) => Buffer.from(text.replaceAll(" ", ""), "hex");
const riff = (chunk: string) =>
	Buffer.concat([Buffer.from("RIFF\0\0\0\0WEBP"), hex(chunk), Buffer.alloc(16)]);

describe("the size of a picture", () => {
	test.each([
		["PNG", hex("89504e470d0a1a0a 0000000d 49484452 00000200 00000300 08060000")],
		["GIF", Buffer.concat([Buffer.from("GIF89a"), hex("0002 0003")])],
		["lossy WebP", riff("56503820 00000000 000000 9d012a 0002 0003")],
		["lossless WebP", riff(`5650384c 00000000 2f ${le32(511 | (767 << 14))}`)],
		["extended WebP", riff("56503858 0a000000 00000000 ff0100 ff0200")],
		["JPEG", hex("ffd8 ffe0 0004 0000 ffff ffc2 0011 08 0300 0200 03 000000000000")],
	])("is read from a %s", (_name, bytes) => {
		expect(pictureSize(bytes)).toMatchObject({ width: 512, height: 768 });
	});

	test("is null for anything cut short, and nothing makes it throw", () => {
		const png = hex("89504e470d0a1a0a 0000000d 49484452 00000200 00000300");
		for (let length = 0; length < png.length; length++)
			expect(pictureSize(png.subarray(0, length))).toBeNull();
		const heads = [png, hex("ffd8ff"), Buffer.from("RIFF\0\0\0\0WEBPVP8L"), Buffer.from("GIF89a")];
		fc.assert(
			fc.property(fc.constantFrom(...heads), fc.uint8Array({ maxLength: 60 }), (head, rest) => {
				pictureSize(Buffer.concat([head, Buffer.from(rest)]));
			}),
		);
	});
});

function le32(value: number): string {
	const bytes = Buffer.alloc(4);
	bytes.writeUInt32LE(value >>> 0);
	return bytes.toString("hex");
}
