/** The head of a chunk of RIFF: its name and the length of what follows, in bytes. */
const HEAD = 8;

/**
 * A WebP as the library of signatures wants files: with room for a manifest in a chunk of its own behind all others (C2PA 2.2,
 * A.3.7). All of the file but that chunk is what a signature is about.
 */
export class SignableWebp {
	readonly mimeType = "image/webp";
	private bytes: Buffer;
	private manifest: { start: number; length: number } | null = null;

	/** @param bytes of a WebP without a manifest, whose chunks fill it */
	constructor(bytes: Uint8Array) {
		this.bytes = Buffer.from(bytes);
	}

	getDataLength(): number {
		return this.bytes.length;
	}

	async getDataRange(start = 0, length = this.bytes.length - start): Promise<Uint8Array> {
		return this.bytes.subarray(start, start + length);
	}

	async ensureManifestSpace(length: number): Promise<void> {
		if (this.manifest !== null) throw new Error("it has room for a manifest already");
		const start = this.bytes.length;
		// A chunk of odd length has a byte behind it, which is no part of it, and is signed: readers want just the chunk left out.
		const chunk = Buffer.alloc(HEAD + length + (length & 1));
		chunk.write("C2PA", 0, "latin1");
		chunk.writeUInt32LE(length, 4);
		this.bytes = Buffer.concat([this.bytes, chunk]);
		this.bytes.writeUInt32LE(this.bytes.length - HEAD, 4);
		this.manifest = { start, length: HEAD + length };
	}

	getHashExclusionRange(): { start: number; length: number } {
		if (this.manifest === null) throw new Error("it has no room for a manifest");
		return this.manifest;
	}

	async writeManifestJUMBF(manifest: Uint8Array): Promise<void> {
		const { start } = this.getHashExclusionRange();
		if (this.bytes.readUInt32LE(start + 4) !== manifest.length)
			throw new Error("a manifest of another length than it has room for");
		this.bytes.set(manifest, start + HEAD);
	}
}
