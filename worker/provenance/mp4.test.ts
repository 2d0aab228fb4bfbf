import fc from "fast-check";
import { createFile, type Movie, MP4BoxBuffer } from "mp4box";
import { describe, expect, test } from "vitest";
import { solid } from "../emulators/comfyui/render/canvas.ts";
import { encodeMp4 } from "../emulators/comfyui/render/mp4.ts";
import { marked } from "./mark.ts";
import { xmpPacket } from "./xmp.ts";

const SECRET = "a prompt that is nobody else's business";
const film = encodeMp4(
	Array.from({ length: 12 }, (_, i) => solid(64, 48, [i * 20, 90, 20])),
	8,
);
const XMP_BOX = "be7acfcb97a942e89c71999491e3afac";

async function* inParts(bytes: Buffer, size: number): AsyncGenerator<Buffer> {
	for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}
async function deliver(bytes: Buffer, size = 1000): Promise<Buffer> {
	const parts: Buffer[] = [];
	const asIs = (source: AsyncIterable<Buffer>) => source;
	for await (const part of marked(inParts(bytes, size), "trainedAlgorithmicMedia", asIs)) parts.push(part);
	return Buffer.concat(parts);
}
const box = (type: string, ...content: Buffer[]) => {
	const body = Buffer.concat(content);
	const head = Buffer.alloc(8);
	head.writeUInt32BE(body.length + 8, 0);
	head.write(type, 4, "latin1");
	return Buffer.concat([head, body]);
};

/** What mp4box, which is none of ours, reads of a film: its boxes, its tracks, and the bytes of every sample. */
function readByMp4box(bytes: Buffer) {
	const file = createFile();
	let info: Movie | null = null;
	const samples: Buffer[] = [];
	file.onReady = (found) => {
		info = found;
		for (const { id } of found.tracks) file.setExtractionOptions(id, null, { nbSamples: 1000 });
		file.start();
	};
	file.onSamples = (_id, _user, found) => {
		for (const { data } of found) if (data) samples.push(Buffer.from(data));
	};
	file.appendBuffer(MP4BoxBuffer.fromArrayBuffer(new Uint8Array(bytes).buffer, 0));
	file.flush();
	const packets = file.boxes
		.filter((one) => one.type === "uuid" && one.uuid === XMP_BOX)
		.map((one) => Buffer.from(bytes.subarray(one.start ?? 0, (one.start ?? 0) + one.size)).toString("utf8"));
	return { info: info as Movie | null, samples, packets, types: file.boxes.map(({ type }) => type) };
}

/** Where its tables of contents stand behind its pictures, as encoders leave them that do not go back. */
function contentsLast(mp4: Buffer, more: (moov: Buffer) => Buffer = (moov) => moov): Buffer {
	const at = mp4.indexOf("moov") - 4;
	const end = at + mp4.readUInt32BE(at);
	const moov = Buffer.from(mp4.subarray(at, end));
	// Its pictures begin earlier by as much as went from before them.
	const offsets = moov.indexOf("stco") + 8;
	const before = mp4.indexOf("mdat") > at ? moov.length : 0;
	for (let i = 0; i < moov.readUInt32BE(offsets); i++) {
		const place = offsets + 4 + i * 4;
		moov.writeUInt32BE(moov.readUInt32BE(place) - before, place);
	}
	return Buffer.concat([mp4.subarray(0, at), mp4.subarray(end), more(moov)]);
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
