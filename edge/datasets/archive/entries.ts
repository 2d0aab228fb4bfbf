import { Unzip, type UnzipFile, UnzipInflate } from "fflate";
import { cutText } from "../../../workflows/graph/excerpt.ts";
import { ApiError } from "../../problem.ts";
import { ARCHIVE } from "./limits.ts";

/** A file of an archive that is wanted. */
export interface Entry {
	/** With folders, by `/`: checked, and still none to be used as a path. */
	path: string;
	kind: "picture" | "caption";
	bytes: Uint8Array<ArrayBuffer>;
}

const PICTURE = /\.(?:png|jpe?g|webp)$/i;
const CAPTION = /\.txt$/i;
/** Packed bytes that are unpacked at a time: they become a thousand times as many at most. */
const STEP = 16 * 1024;

/**
 * The pictures and texts of a ZIP archive, one after the other while it comes: at most one of them is in memory, and what
 * a step unpacks. Throws ApiError `invalid_archive` where it is none, is cut off, or has a path that leads elsewhere, the
 * same path twice, too many files, or one that is larger than it may be.
 */
export async function* entriesOf(body: AsyncIterable<Uint8Array>): AsyncGenerator<Entry> {
	const reading = new Reading();
	for await (const chunk of body)
		for (let at = 0; at < chunk.length; at += STEP) {
			reading.push(chunk.subarray(at, at + STEP));
			yield* reading.taken();
		}
	reading.end();
	yield* reading.taken();
}

class Reading {
	private readonly paths = new Set<string>();
	private readonly ready: Entry[] = [];
	private readonly open = new Set<string>();
	private unpacked = 0;
	private failed: ApiError | null = null;
	private readonly unzip = new Unzip((file) => this.begin(file));

	constructor() {
		this.unzip.register(UnzipInflate);
	}

	push(bytes: Uint8Array): void {
		try {
			this.unzip.push(bytes);
		} catch (error) {
			throw this.failed ?? broken(error);
		}
		if (this.failed) throw this.failed;
	}

	end(): void {
		try {
			this.unzip.push(new Uint8Array(), true);
		} catch (error) {
			throw this.failed ?? broken(error);
		}
		if (this.failed) throw this.failed;
		if (this.paths.size === 0) throw refused("", "it has no files: send a ZIP archive of pictures and texts");
		const [cut] = this.open;
		if (cut !== undefined) throw refused(cut, "the archive ends in the middle of it");
	}

	/** Those that are whole by now. */
	taken(): Entry[] {
		return this.ready.splice(0);
	}

	/** Nothing may be thrown through the library: it goes on with the next piece. */
	private begin(file: UnzipFile): void {
		try {
			this.start(file);
		} catch (error) {
			this.failed ??= error instanceof ApiError ? error : broken(error);
		}
	}

	private start(file: UnzipFile): void {
		const path = file.name;
		if (this.failed || path.endsWith("/")) return;
		refuseUnsafe(path);
		if (this.paths.has(path)) throw refused(path, "it is in the archive twice");
		this.paths.add(path);
		if (this.paths.size > ARCHIVE.files)
			throw refused("", `it has more than ${ARCHIVE.files} files; a dataset has fewer pictures`);
		const kind = kindOf(path);
		if (kind === null) return;
		const most = ARCHIVE[kind];
		const parts: Uint8Array[] = [];
		let size = 0;
		file.ondata = (error, bytes, last) => {
			if (this.failed) return;
			size += bytes?.length ?? 0;
			this.unpacked += bytes?.length ?? 0;
			if (error) this.failed = broken(error, path);
			else if (size > most) this.failed = refused(path, `it has more than ${most} bytes`);
			else if (this.unpacked > ARCHIVE.unpacked)
				this.failed = refused("", `unpacked it has more than ${ARCHIVE.unpacked} bytes`);
			else {
				// What the library hands out may be a view of what it goes on with.
				parts.push(bytes.slice());
				if (!last) return;
				this.open.delete(path);
				this.ready.push({ path, kind, bytes: joined(parts, size) });
			}
		};
		this.open.add(path);
		file.start();
	}
}

function kindOf(path: string): Entry["kind"] | null {
	const name = path.split("/").at(-1) ?? "";
	// What macOS puts beside each file has the same ending.
	if (name.startsWith(".") || path.startsWith("__MACOSX/")) return null;
	if (PICTURE.test(name)) return "picture";
	return CAPTION.test(name) ? "caption" : null;
}

function refuseUnsafe(path: string): void {
	const parts = path.split("/");
	const hasControls = [...path].some((letter) => letter < " ");
	if (path.startsWith("/") || /\\|^[a-z]:/i.test(path) || hasControls || parts.includes(".."))
		throw refused(path, "its path leads out of the archive, or is none; pack it anew");
}

function joined(parts: readonly Uint8Array[], size: number): Uint8Array<ArrayBuffer> {
	const whole = new Uint8Array(size);
	let at = 0;
	for (const part of parts) {
		whole.set(part, at);
		at += part.length;
	}
	return whole;
}

const broken = (error: unknown, path = "") =>
	refused(path, `it cannot be read as a ZIP archive (${error instanceof Error ? error.message : "broken"})`);

/** A refusal that names a file of the archive; an empty path: the archive itself. */
export function refused(path: string, message: string): ApiError {
	const told = cutText(path, 200);
	const what = told === "" ? "the archive" : JSON.stringify(told);
	return new ApiError("invalid_archive", `${what}: ${message}`, [
		{ pointer: `/${told}`, code: "invalid_archive", message },
	]);
}
