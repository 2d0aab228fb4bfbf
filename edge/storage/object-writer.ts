/** Storage takes no smaller part but the last; bytes. */
const PART_BYTES = 5 * 1024 * 1024;

/**
 * Writes an object whose size is not known before its end, and holds at most one part of it in memory. Nothing is
 * there under the key before `finish`; what was begun and is not wanted is taken back with `abandon`.
 */
export class ObjectWriter {
	private readonly bucket: R2Bucket;
	private readonly key: string;
	private part: Uint8Array<ArrayBuffer> = new Uint8Array(64 * 1024);
	private filled = 0;
	private upload: R2MultipartUpload | null = null;
	private readonly parts: R2UploadedPart[] = [];

	constructor(bucket: R2Bucket, key: string) {
		this.bucket = bucket;
		this.key = key;
	}

	async write(bytes: Uint8Array): Promise<void> {
		for (let at = 0; at < bytes.length; ) {
			const taken = bytes.subarray(at, at + PART_BYTES - this.filled);
			this.hold(taken);
			at += taken.length;
			if (this.filled === PART_BYTES) await this.send();
		}
	}

	/** From here on the object is there. */
	async finish(contentType: string): Promise<void> {
		const httpMetadata = { contentType };
		if (this.upload === null) {
			await this.bucket.put(this.key, this.part.subarray(0, this.filled), { httpMetadata });
			return;
		}
		if (this.filled > 0) await this.send();
		await this.upload.complete(this.parts);
	}

	/** Takes back what was sent. */
	async abandon(): Promise<void> {
		await this.upload?.abort();
	}

	private hold(bytes: Uint8Array): void {
		if (this.filled + bytes.length > this.part.length) {
			const room = Math.min(PART_BYTES, Math.max(this.part.length * 2, this.filled + bytes.length));
			const wider = new Uint8Array(room);
			wider.set(this.part.subarray(0, this.filled));
			this.part = wider;
		}
		this.part.set(bytes, this.filled);
		this.filled += bytes.length;
	}

	private async send(): Promise<void> {
		this.upload ??= await this.bucket.createMultipartUpload(this.key);
		this.parts.push(await this.upload.uploadPart(this.parts.length + 1, this.part.subarray(0, this.filled)));
		this.filled = 0;
	}
}
