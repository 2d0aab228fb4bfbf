import { createFile, type Movie, MP4BoxBuffer } from "mp4box";
import { solid } from "../../emulators/comfyui/render/canvas.ts";
import { encodeMp4 } from "../../emulators/comfyui/render/mp4.ts";

/** A short film, whose tables of contents stand before its pictures. */
export const film = encodeMp4(
	Array.from({ length: 12 }, (_, i) => solid(64, 48, [i * 20, 90, 20])),
	8,
);
const XMP_BOX = "be7acfcb97a942e89c71999491e3afac";

/** A box of a film. */
export const box = (type: string, ...content: Buffer[]) => {
	const body = Buffer.concat(content);
	const head = Buffer.alloc(8);
	head.writeUInt32BE(body.length + 8, 0);
	head.write(type, 4, "latin1");
	return Buffer.concat([head, body]);
};

/** What mp4box, which is none of ours, reads of a film: its boxes, its tracks, and the bytes of every sample. */
export function readByMp4box(bytes: Buffer) {
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
export function contentsLast(mp4: Buffer, more: (moov: Buffer) => Buffer = (moov) => moov): Buffer {
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
