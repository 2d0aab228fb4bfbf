/** Reading numbers and names out of files. Beyond the end everything is 0: broken files are the reader's rule. */
export class Bytes {
	readonly view: DataView;
	readonly bytes: Uint8Array;

	constructor(bytes: Uint8Array) {
		this.bytes = bytes;
		this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
	}

	get length(): number {
		return this.bytes.length;
	}

	u8(at: number): number {
		return at >= 0 && at < this.length ? this.view.getUint8(at) : 0;
	}

	u16(at: number, little = false): number {
		return at >= 0 && at + 2 <= this.length ? this.view.getUint16(at, little) : 0;
	}

	u32(at: number, little = false): number {
		return at >= 0 && at + 4 <= this.length ? this.view.getUint32(at, little) : 0;
	}

	/** Eight bytes, as far as a number holds them. */
	u64(at: number): number {
		return this.u32(at) * 2 ** 32 + this.u32(at + 4);
	}

	/** One character per byte. */
	ascii(at: number, length: number): string {
		return String.fromCharCode(...this.part(at, Math.min(length, 64)));
	}

	/** A view, cut where the file ends. */
	part(at: number, length: number): Uint8Array {
		const from = Math.min(Math.max(0, at), this.length);
		return this.bytes.subarray(from, Math.min(this.length, from + Math.max(0, length)));
	}
}

/** One array of all parts. */
export function joinBytes(parts: readonly Uint8Array[]): Uint8Array {
	const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
	let at = 0;
	for (const part of parts) {
		whole.set(part, at);
		at += part.length;
	}
	return whole;
}
