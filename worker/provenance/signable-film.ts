import { createHash } from "node:crypto";
import { type Box, boxOf, C2PA } from "./boxes.ts";

/** What stands before a manifest in its box: head, kind, version, purpose, and where a tree of hashes lies, which there is not. */
const HEAD = 8 + C2PA.length + 4 + "manifest\0".length + 8;

/** Boxes of a film that is told from beginning to end. Others may name places in the file that nobody here would move. */
const PLAIN = new Set(["ftyp", "moov", "mdat", "free", "skip", "wide", "uuid"]);
/** Boxes that hold others, on the way to the tables that name places. */
const HOLDERS = new Set(["moov", "trak", "mdia", "minf", "stbl"]);
/** Boxes of a table of contents that name places in the file and are not moved, or that go with pieces that do. */
const FOREIGN = new Set(["mvex", "saio", "iloc", "cmov"]);

interface Placed extends Box {
	start: number;
	end: number;
}

/**
 * A film of boxes (MP4, QuickTime, 3GP) with room for a manifest in a box behind its first one (C2PA 2.2, A.5), and its tables
 * moved by as much. What a signature is about are all boxes but the first and the manifest, each with its place before it.
 */
export class SignableFilm {
	private bytes: Buffer;
	private readonly at: number;
	private manifest: number | null = null;

	/** @throws {Error} where it comes in pieces, or has boxes that may name places in it */
	constructor(bytes: Uint8Array) {
		this.bytes = Buffer.from(bytes);
		const [first, ...others] = boxesIn(this.bytes, 0, this.bytes.length);
		if (first?.type !== "ftyp") throw new Error("the film does not begin with what it is");
		for (const { type } of [first, ...others])
			if (!PLAIN.has(type)) throw new Error(`films with a box ${JSON.stringify(type)} are not signed`);
		if (others.filter(({ type }) => type === "moov").length !== 1)
			throw new Error("the film has not one table of contents");
		this.at = first.end;
	}

	async ensureManifestSpace(length: number): Promise<void> {
		if (this.manifest !== null) throw new Error("it has room for a manifest already");
		const box = Buffer.alloc(HEAD + length);
		box.writeUInt32BE(box.length, 0);
		box.write("uuid", 4, "latin1");
		C2PA.copy(box, 8);
		box.write("manifest\0", 8 + C2PA.length + 4, "latin1");
		for (const { type, start, head, end } of boxesIn(this.bytes, 0, this.bytes.length))
			if (type === "moov") movePlaces(this.bytes, start + head, end, box.length);
		this.bytes = Buffer.concat([this.bytes.subarray(0, this.at), box, this.bytes.subarray(this.at)]);
		this.manifest = length;
	}

	/** SHA-256 of what a signature is about. */
	digest(): Uint8Array {
		const hash = createHash("sha256");
		for (const { type, start, end } of boxesIn(this.bytes, 0, this.bytes.length)) {
			if (type === "ftyp" || start === this.at) continue;
			const place = Buffer.alloc(8);
			place.writeBigUInt64BE(BigInt(start));
			hash.update(place).update(this.bytes.subarray(start, end));
		}
		return hash.digest();
	}

	async writeManifestJUMBF(manifest: Uint8Array): Promise<void> {
		if (this.manifest !== manifest.length)
			throw new Error("a manifest of another length than it has room for");
		this.bytes.set(manifest, this.at + HEAD);
	}

	async getDataRange(): Promise<Uint8Array> {
		return this.bytes;
	}
}

/** Moves all places that the tables between two bytes name. They lie behind the box that is to be put in. */
function movePlaces(bytes: Buffer, from: number, to: number, by: number): void {
	for (const { type, start, head, end } of boxesIn(bytes, from, to)) {
		if (FOREIGN.has(type)) throw new Error(`films with a box ${JSON.stringify(type)} are not signed`);
		if (HOLDERS.has(type)) movePlaces(bytes, start + head, end, by);
		if (type !== "stco" && type !== "co64") continue;
		const wide = type === "co64" ? 8 : 4;
		const first = start + head + 8;
		const count = first <= end ? bytes.readUInt32BE(first - 4) : -1;
		if (count < 0 || first + count * wide > end) throw new Error("a table of the film is cut short");
		for (let at = first; at < first + count * wide; at += wide) {
			if (wide === 8) bytes.writeBigUInt64BE(bytes.readBigUInt64BE(at) + BigInt(by), at);
			else bytes.writeUInt32BE(bytes.readUInt32BE(at) + by, at);
		}
	}
}

/** The boxes between two bytes. @throws {Error} where they do not fill it */
function boxesIn(bytes: Buffer, from: number, to: number): Placed[] {
	const boxes: Placed[] = [];
	for (let at = from; at < to; ) {
		const box = boxOf(bytes.subarray(at, to));
		if (box?.size == null || at + box.size > to) throw new Error("the film's boxes do not fill it");
		boxes.push({ ...box, start: at, end: at + box.size });
		at += box.size;
	}
	return boxes;
}
