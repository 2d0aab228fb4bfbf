import type { Spooled } from "./spool.ts";

/** What is kept in all, and the largest file that is; bytes. */
const MAX_BYTES = 64 * 1024 * 1024;
const MAX_FILE_BYTES = 8 * 1024 * 1024;

/**
 * Files that this worker has lately made or fetched: what one stage of a job leaves, the next one most often reads,
 * and here it need not be fetched again. In memory, the oldest go first. A file is found by the hash that was made of
 * its bytes when they were read, and by nothing else.
 */
export class RecentFiles {
	private readonly files = new Map<string, Spooled>();
	private bytes = 0;

	/** Of one that lies on disk nothing is kept: whoever made it removes it. */
	keep(file: Spooled): void {
		if (!file.inMemory || file.size > MAX_FILE_BYTES) return;
		this.forget(file.sha256);
		this.files.set(file.sha256, file);
		this.bytes += file.size;
		for (const oldest of this.files.keys()) {
			if (this.bytes <= MAX_BYTES) return;
			this.forget(oldest);
		}
	}

	/** The file with this hash and size, where it is still kept. */
	find({ sha256, size }: { sha256: string; size: number }): Spooled | null {
		const file = this.files.get(sha256);
		if (file === undefined || file.size !== size) return null;
		// What is used is not the oldest any more.
		this.files.delete(sha256);
		this.files.set(sha256, file);
		return file;
	}

	private forget(sha256: string): void {
		this.bytes -= this.files.get(sha256)?.size ?? 0;
		this.files.delete(sha256);
	}
}
