import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import sharp from "sharp";
import { describe, expect, onTestFinished, test } from "vitest";
import { runs } from "../../testing/runs.ts";
import { checkPicture } from "../checks/picture-checks.ts";
import { usualStandards } from "../checks/standards.ts";
import { good } from "../testing/pictures.ts";
import { examine } from "./examine.ts";
import { Examiner } from "./examiner.ts";
import { animatedPng, promising } from "./testing/bad-files.ts";

const FORMATS = ["png", "jpeg", "webp"] as const;
const { width, height, data } = good(7, 96, 80);
const picture = () => sharp(data, { raw: { width, height, channels: 3 } });
const encoded = Object.fromEntries(
	await Promise.all(
		FORMATS.map(async (format) => [format, await picture().toFormat(format).toBuffer()] as const),
	),
);
const fileOf = (format: string): Buffer => encoded[format] ?? Buffer.alloc(0);
const decodable = async (bytes: Uint8Array) => {
	const [check] = checkPicture(await examine(bytes), {}, usualStandards);
	return check;
};

test.each(FORMATS)("a whole %s is decoded and measured", async (format) => {
	const found = await examine(fileOf(format), { thumbnail: true });
	expect(found).toMatchObject({
		content_type: `image/${format}`,
		width: 96,
		height: 80,
		decoded: { how: "whole" },
	});
	expect((await sharp(found.thumbnail ?? undefined).metadata()).format).toBe("webp");
});

test.each(FORMATS)("a %s that is cut off anywhere is said to be broken", async (format) => {
	const whole = fileOf(format);
	const header = Array.from({ length: 16 }, (_, i) => i * 64);
	const later = Array.from({ length: runs(40, 8) }, (_, i, all = runs(40, 8)) =>
		Math.floor((whole.length * (i + 1)) / all),
	);
	for (const end of [...header, ...later, whole.length - 1].filter((at) => at < whole.length)) {
		const check = await decodable(whole.subarray(0, end));
		expect(check, `${end} of ${whole.length} bytes`).toMatchObject({ id: "file_decodable", status: "fail" });
		expect(check?.reason).toMatch(/\w{3}/);
	}
});

describe("what is no picture, or promises too much, has a verdict of its own", () => {
	const page = Buffer.from("<!doctype html><script>alert(1)</script>");
	test.each<[string, () => Uint8Array | Promise<Uint8Array>, RegExp]>([
		["no bytes", () => Buffer.alloc(0), /no bytes/],
		["text", () => Buffer.from("these are only words, and not a picture at all"), /no picture/],
		["a page", () => page, /no picture/],
		["a PNG with a page behind it", () => Buffer.concat([fileOf("png"), page]), /follows its end/],
		["a page behind a WebP", () => Buffer.concat([fileOf("webp"), page]), /follows its end/],
		["65535 x 65535 pixels", () => promising(fileOf("png"), 65_535, 65_535), /65535 x 65535/],
		[
			"more pixels than there are numbers for",
			() => promising(fileOf("png"), 2 ** 31 - 1, 2 ** 31 - 1),
			/megapixels/,
		],
		["no pixels at all", () => promising(fileOf("png"), 0, 5), /header/],
		["a header alone", () => promising(fileOf("png"), 96, 80), /./],
		[
			"a file of weights",
			() => Buffer.concat([Buffer.from([9, 0, 0, 0, 0, 0, 0, 0]), Buffer.from("{}       ")]),
			/no picture/,
		],
	])("%s", async (_, bytes, why) => {
		expect(await decodable(await bytes())).toMatchObject({
			status: "fail",
			reason: expect.stringMatching(why),
		});
	});

	test("a sound is not looked at", async () => {
		const wav = Buffer.concat([Buffer.from("RIFF\x24\0\0\0WAVEfmt ", "latin1"), Buffer.alloc(40)]);
		expect(await decodable(wav)).toMatchObject({ status: "skipped", reason: "audio/wav is no picture" });
	});
});

test("of pictures with an alpha channel, in grey, of 16 bits or in a palette the colours are measured", async () => {
	const kinds = [
		picture().ensureAlpha(0.5).png(),
		picture().greyscale().png(),
		picture().toColourspace("rgb16").png(),
		picture().png({ palette: true }),
		picture().toColourspace("cmyk").jpeg(),
		picture().gif(),
	];
	for (const kind of kinds) {
		const found = await examine(await kind.toBuffer());
		expect(found).toMatchObject({ width: 96, height: 80, decoded: { how: "whole" } });
		if (found.decoded.how === "whole") expect(found.decoded.measures.light.spread).toBeGreaterThan(10);
	}
});

test("of a picture that moves the first one is looked at, and it says so", async () => {
	const frames = Buffer.concat([data, data.map((value) => 255 - value)]);
	const film = sharp(frames, { raw: { width, height: height * 2, channels: 3, pageHeight: height } });
	const found = await examine(await film.webp({ loop: 0, delay: [40, 40] }).toBuffer());
	expect(found).toMatchObject({ animated: true, decoded: { how: "whole" }, width: 96, height: 80 });
});

test("of an animated PNG the first picture is looked at, whatever it says of the others; cut off anywhere it is broken", async () => {
	const whole = animatedPng(await picture().png().toBuffer());
	const found = await examine(whole);
	expect(found).toMatchObject({ content_type: "image/png", animated: true, decoded: { how: "whole" } });
	expect(found).toMatchObject({ width, height });
	const many = await examine(animatedPng(await picture().png().toBuffer(), 0xffffffff));
	expect(many).toMatchObject({ animated: true, decoded: { how: "whole" } });
	for (let cut = 64; cut < whole.length; cut += Math.ceil(whole.length / 12))
		expect((await examine(whole.subarray(0, cut))).decoded.how).toBe("broken");
});

describe("the process that opens files", () => {
	const program = async (text: string) => {
		const folder = await mkdtemp(path.join(tmpdir(), "darkroom-examiner-"));
		onTestFinished(() => rm(folder, { recursive: true }));
		const file = path.join(folder, "program.mjs");
		await writeFile(file, text);
		return file;
	};

	test("answers as if it were here, and says nothing more once it is closed", async () => {
		const examiner = new Examiner();
		onTestFinished(() => examiner.close());
		const [one, none] = await Promise.all([
			examiner.examine(fileOf("png")),
			examiner.examine(Buffer.alloc(0)),
		]);
		expect(one).toEqual(await examine(fileOf("png")));
		expect(none.decoded).toMatchObject({ how: "broken" });
		examiner.close();
		expect((await examiner.examine(fileOf("png"))).decoded).toMatchObject({ how: "failed" });
	});

	test("that dies, hangs or cannot be started fails the file it had, and the next one has another", async () => {
		// The first file of each process is its end; where it is a second process, it is told by its size.
		const dies = 'process.on("message", () => process.kill(process.pid, "SIGKILL"));';
		const hangs = 'process.on("message", () => {});';
		for (const [text, why] of [
			[dies, /ended with SIGKILL/],
			[hangs, /not decoded within/],
			["no program", /ended with 1/],
		] as const) {
			const examiner = new Examiner({
				program: await program(text),
				patienceMs: text === hangs ? 100 : 30_000,
			});
			onTestFinished(() => examiner.close());
			for (const file of [Buffer.from("a"), Buffer.from("bb")])
				expect(await examiner.examine(file)).toMatchObject({
					size: file.length,
					decoded: { how: "failed", why: expect.stringMatching(why) },
				});
		}
	});
});
