import { expect, test } from "vitest";
import { png } from "../testing/files.ts";
import { readTextPicture } from "./text-picture.ts";

const MOST = 10_000;
const encode = (bytes: Uint8Array) => btoa(String.fromCharCode(...bytes));

test("S3-58 a picture in base64, or as a data URL, is read byte by byte, whatever its padding, in one line or in many", async () => {
	for (const side of [1, 2, 3, 4, 5, 6, 7]) {
		const bytes = await png(side, side);
		const lines = encode(bytes).match(/.{1,76}/g) ?? [];
		for (const text of [
			encode(bytes),
			`data:image/png;base64,${encode(bytes)}`,
			`${lines.join("\r\n")}\r\n`,
			`data:image/png;base64,\n\t${lines.join("\n  ")}`,
		])
			expect(readTextPicture(text, MOST)).toEqual({
				bytes,
				media: expect.objectContaining({ kind: "image", width: side, height: side }),
			});
	}
});

test("S3-58 broken base64 is refused: other letters, other white space, padding that lacks or is too much, bits left over", async () => {
	const whole = encode(await png(3, 3));
	for (const text of [
		"",
		"!",
		"data:image/png;base64,",
		whole.slice(0, -1),
		`${whole}=`,
		" \r\n ",
		`${whole.slice(0, 8)}\u00a0${whole.slice(8)}`,
		`${whole.slice(0, 8)}\f${whole.slice(8)}`,
		whole.replaceAll("/", "_").replaceAll("+", "-").replace(/^./, "-"),
		"AB==",
		"AAB=",
		"QUJD=A==",
		"é".repeat(8),
	])
		expect(readTextPicture(text, MOST), JSON.stringify(text)).toMatchObject({ code: "invalid_base64" });
});

test("S3-58 what is no picture, is cut off or has something behind its end, and what is too large, is refused", async () => {
	const picture = await png(3, 3);
	const gif = Uint8Array.from("GIF89a", (char) => char.charCodeAt(0));
	for (const bytes of [gif, picture.slice(0, -4), new Uint8Array([...picture, 1, 2]), new Uint8Array(300)])
		expect(readTextPicture(encode(bytes), MOST)).toMatchObject({ code: "invalid_image" });
	expect(readTextPicture(encode(picture), picture.length)).toHaveProperty("bytes");
	// It counts what it is, not what stands between.
	expect(readTextPicture(encode(picture).split("").join("\n"), picture.length)).toHaveProperty("bytes");
	for (const less of [1, 2, 3])
		expect(readTextPicture(encode(picture), picture.length - less)).toMatchObject({
			code: "payload_too_large",
		});
	expect(readTextPicture("A".repeat(MOST * 2), MOST)).toMatchObject({ code: "payload_too_large" });
});
