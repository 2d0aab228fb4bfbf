import { createHash } from "node:crypto";
import fc from "fast-check";
import sharp from "sharp";
import { expect, test } from "vitest";
import { sniffMedia } from "../../workflows/media/media.ts";
import { SignableFilm } from "./signable-film.ts";
import { SignableWebp } from "./signable-webp.ts";
import { box, contentsLast, film, readByMp4box } from "./testing/films.ts";

const manifests = fc.uint8Array({ minLength: 1, maxLength: 300 });

test("a WebP has its manifest in a chunk behind the others, and all but that chunk is what is signed", async () => {
	const webp = await sharp({ create: { width: 9, height: 7, channels: 3, background: "#40a080" } })
		.webp()
		.toBuffer();
	const pixels = (bytes: Uint8Array) => sharp(bytes).raw().toBuffer();
	const before = await pixels(webp);
	await fc.assert(
		fc.asyncProperty(manifests, async (manifest) => {
			const one = new SignableWebp(webp);
			await one.ensureManifestSpace(manifest.length);
			await one.writeManifestJUMBF(manifest);
			const signed = Buffer.from(await one.getDataRange());
			const { start, length } = one.getHashExclusionRange();
			expect(signed.subarray(start, start + 4).toString("latin1")).toBe("C2PA");
			expect(signed.subarray(start + 8, start + length).equals(manifest)).toBe(true);
			expect(one.getDataLength()).toBe(signed.length);
			expect(signed.readUInt32LE(4)).toBe(signed.length - 8);
			expect(signed.subarray(8, start).equals(webp.subarray(8))).toBe(true);
			expect(sniffMedia(signed)?.content_type).toBe("image/webp");
			expect((await pixels(signed)).equals(before)).toBe(true);
		}),
		{ numRuns: 30 },
	);
	const one = new SignableWebp(webp);
	expect(() => one.getHashExclusionRange()).toThrow("no room");
	await one.ensureManifestSpace(5);
	await expect(one.ensureManifestSpace(5)).rejects.toThrow("already");
	await expect(one.writeManifestJUMBF(new Uint8Array(6))).rejects.toThrow("another length");
});

test.each([
	["before its pictures", film],
	["behind them", contentsLast(film)],
])(
	"a film with its tables %s has its manifest behind its first box, and every picture is found where it is now",
	async (_, bytes) => {
		const before = readByMp4box(bytes);
		await fc.assert(
			fc.asyncProperty(manifests, async (manifest) => {
				const one = new SignableFilm(bytes);
				await one.ensureManifestSpace(manifest.length);
				const digest = one.digest();
				await one.writeManifestJUMBF(manifest);
				const signed = Buffer.from(await one.getDataRange());
				const { samples, types } = readByMp4box(signed);
				expect(samples).toEqual(before.samples);
				expect(types).toEqual([before.types[0], "uuid", ...before.types.slice(1)]);
				expect(signed.includes(Buffer.from(manifest))).toBe(true);
				// What is signed does not change with the manifest itself.
				expect(one.digest()).toEqual(digest);
			}),
			{ numRuns: 20 },
		);
	},
);

test("what of a film is signed are its boxes but the first and the manifest, each with its place before it (C2PA 2.2, 15.12.2)", async () => {
	const one = new SignableFilm(film);
	await one.ensureManifestSpace(10);
	const signed = Buffer.from(await one.getDataRange());
	const hash = createHash("sha256");
	const first = signed.readUInt32BE(0);
	for (let at = first + signed.readUInt32BE(first); at < signed.length; at += signed.readUInt32BE(at)) {
		const place = Buffer.alloc(8);
		place.writeUInt32BE(at, 4);
		hash.update(place).update(signed.subarray(at, at + signed.readUInt32BE(at)));
	}
	expect(Buffer.from(one.digest()).equals(hash.digest())).toBe(true);
});

test.each<[string, Buffer, RegExp]>([
	["in pieces", Buffer.concat([film, box("moof", Buffer.alloc(8))]), /"moof"/],
	["with two tables of contents", Buffer.concat([film, box("moov", Buffer.alloc(0))]), /one table/],
	["without its first box", film.subarray(film.readUInt32BE(0)), /begin with/],
	["cut short", film.subarray(0, film.length - 1), /do not fill/],
	["of no bytes", Buffer.alloc(0), /begin with/],
])("a film %s is refused", (_, bytes, why) => {
	expect(() => new SignableFilm(bytes)).toThrow(why);
});

test("tables that are cut short, or go with pieces, are refused before anything is written", async () => {
	const broken = Buffer.from(film);
	broken.writeUInt32BE(0xffffffff, broken.indexOf("stco") + 8);
	await expect(new SignableFilm(broken).ensureManifestSpace(9)).rejects.toThrow("cut short");
	const pieces = Buffer.from(film);
	pieces.write("mvex", pieces.indexOf("mvhd"), "latin1");
	await expect(new SignableFilm(pieces).ensureManifestSpace(9)).rejects.toThrow('"mvex"');
});
