import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { marked } from "./mark.ts";
import { box, contentsLast, film, readByMp4box } from "./testing/films.ts";
import { xmpPacket } from "./xmp.ts";

const SECRET = "a prompt that is nobody else's business";

async function* inParts(bytes: Buffer, size: number): AsyncGenerator<Buffer> {
	for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}
async function deliver(bytes: Buffer, size = 1000): Promise<Buffer> {
	const parts: Buffer[] = [];
	const asIs = (source: AsyncIterable<Buffer>) => source;
	for await (const part of marked(inParts(bytes, size), "trainedAlgorithmicMedia", asIs)) parts.push(part);
	return Buffer.concat(parts);
}

describe("a film says that a model made it, in a box at its end", () => {
	test.each([
		["its contents first", film],
		["its contents last", contentsLast(film)],
	])("with %s every sample is read by another program as before", async (_, before) => {
		const after = await deliver(before);
		expect(after.subarray(0, before.length).equals(before)).toBe(true);
		const [was, is] = [readByMp4box(before), readByMp4box(after)];
		expect(was.samples).toHaveLength(12);
		expect(is.samples.every((sample, i) => sample.equals(was.samples[i] ?? Buffer.alloc(0)))).toBe(true);
		expect(is.info?.duration).toBe(was.info?.duration);
		expect(is.packets).toHaveLength(1);
		expect(is.packets[0]).toContain(xmpPacket("trainedAlgorithmicMedia"));
		// A second time nothing is added.
		expect((await deliver(after)).equals(after)).toBe(true);
	});

	test("tags that hold a prompt become free space, and nothing moves", async () => {
		const tags = box("udta", Buffer.from(`{"prompt": "${SECRET}", "class_type": "KSampler"}`));
		const tagged = contentsLast(film, (moov) => {
			const wider = Buffer.concat([moov, tags]);
			wider.writeUInt32BE(wider.length, 0);
			return wider;
		});
		const after = await deliver(tagged);
		expect(after.toString("latin1")).not.toContain(SECRET);
		expect(readByMp4box(after).samples).toHaveLength(12);
		expect(readByMp4box(after).packets).toHaveLength(1);
	});

	test("what is signed passes byte for byte, tags and all; an index at the end stays the last of it", async () => {
		const signature = box("uuid", Buffer.from("d8fec3d61b0e483c92975828877ec481", "hex"), Buffer.alloc(40));
		const signed = Buffer.concat([film.subarray(0, 24), signature, film.subarray(24)]);
		expect((await deliver(signed)).equals(signed)).toBe(true);
		const indexed = Buffer.concat([film, box("mfra", box("mfro", Buffer.from([0, 0, 0, 0, 0, 0, 0, 16])))]);
		expect((await deliver(indexed)).equals(indexed)).toBe(true);
		const endless = contentsLast(film);
		const at = Buffer.concat([endless, Buffer.from([0, 0, 0, 0]), Buffer.from("free"), Buffer.alloc(8)]);
		expect((await deliver(at)).equals(at)).toBe(true);
	});
});

test("whatever is cut off or changed keeps its bytes, in pieces of any size", async () => {
	await fc.assert(
		fc.asyncProperty(
			fc.integer({ min: 1, max: film.length - 1 }),
			fc.integer({ min: 1, max: 5000 }),
			fc.nat(255),
			async (cut, size, value) => {
				const part = film.subarray(0, cut);
				const out = await deliver(part, size);
				// Where it breaks off between two boxes it may be taken for whole: all of its bytes are there anyway.
				expect(out.subarray(0, part.length).equals(part)).toBe(true);
				const changed = Buffer.from(film);
				changed[cut] = value;
				const kept = await deliver(changed, size);
				expect(kept.length).toBeGreaterThanOrEqual(changed.length);
			},
		),
		{ numRuns: 60 },
	);
});
