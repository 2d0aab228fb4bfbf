/** The kind of box in which a C2PA manifest lies (C2PA 2.2, A.5.3). */
export const C2PA = Buffer.from("d8fec3d61b0e483c92975828877ec481", "hex");

/** A box of a file as MP4 is made of them. */
export interface Box {
	type: string;
	/** Bytes of its head. */
	head: number;
	/** Bytes with its head; null: it goes on to the end of the file. */
	size: number | null;
}

/** The box that begins with these bytes; null where none does. Pure. */
export function boxOf(bytes: Buffer): Box | null {
	if (bytes.length < 8) return null;
	const type = bytes.toString("latin1", 4, 8);
	const short = bytes.readUInt32BE(0);
	if (short === 0) return { type, head: 8, size: null };
	if (short === 1) {
		if (bytes.length < 16) return null;
		const long = Number(bytes.readBigUInt64BE(8));
		return long < 16 || !Number.isSafeInteger(long) ? null : { type, head: 16, size: long };
	}
	return short < 8 ? null : { type, head: 8, size: short };
}
