import { parseFromTokenizer } from "music-metadata";
import { AbstractTokenizer, EndOfStreamError, type IReadChunkOptions } from "strtok3/core";
import { isContainer, type Media, withKind } from "./kinds.ts";
import { MAX_SIDE } from "./picture-size.ts";

/** Bytes that can be read from any place. */
export interface ByteSource {
	size: number;
	/** The bytes from `start` to before `end`, which lie within it. */
	read(start: number, end: number): Promise<Uint8Array>;
}

export interface Tracks {
	audio: boolean;
	video: boolean;
	/** Milliseconds; null where the file does not say. */
	duration_ms: number | null;
	/** Pixels of a film's pictures as they are stored; null where there are none, or the file does not say. */
	width: number | null;
	height: number | null;
}

/** Read at once, and how often at most: a file is not read whole to say what it is. */
const PAGE_BYTES = 64 * 1024;
const MAX_PAGES = 512;

/** What lies in a container, or null where it cannot be read. Never throws but what the source throws. */
export async function readTracks(source: ByteSource, contentType: string): Promise<Tracks | null> {
	// The library knows 3GP by the name of what it is a kind of.
	const pages = new Pages(source, contentType === "video/3gpp" ? "video/mp4" : contentType);
	try {
		const { format } = await parseFromTokenizer(pages, {
			skipCovers: true,
			skipPostHeaders: true,
			mkvUseIndex: true,
		});
		const { hasAudio = false, hasVideo = false } = format;
		if (!hasAudio && !hasVideo) return null;
		// The file's own is that of its sound.
		const lengths = [format.duration, ...format.trackInfo.map((track) => track.duration)];
		const duration = Math.max(0, ...lengths.map((length) => length ?? 0));
		const known = Number.isFinite(duration) && duration > 0 && duration < 1e7;
		const { pixelWidth: width, pixelHeight: height } =
			format.trackInfo.find((track) => track.video !== undefined)?.video ?? {};
		return {
			audio: hasAudio,
			video: hasVideo,
			duration_ms: known ? Math.round(duration * 1000) : null,
			...(isSide(width) && isSide(height) ? { width, height } : { width: null, height: null }),
		};
	} catch (error) {
		if (pages.failure !== null) throw pages.failure;
		if (error instanceof Error) return null;
		throw error;
	}
}

/**
 * A film or a sound as its tracks say, with its size and duration; what has no readable tracks stays what its container
 * says, and pictures stay what they are.
 */
export async function withTracks(media: Media, source: ByteSource): Promise<Media> {
	if (media.kind === "image") return media;
	const tracks = await readTracks(source, media.content_type);
	if (tracks === null) return media;
	const kind = tracks.video ? "video" : "audio";
	const told = isContainer(media) ? withKind(media, kind) : media;
	const { width, height, duration_ms } = tracks;
	return { ...told, duration_ms, ...(kind === "video" && { width, height }) };
}

function isSide(pixels: number | undefined): pixels is number {
	return pixels !== undefined && Number.isInteger(pixels) && pixels > 0 && pixels <= MAX_SIDE;
}

/** The source as the library reads it, page by page. */
class Pages extends AbstractTokenizer {
	readonly fileInfo: { size: number; mimeType: string };
	/** What the source threw. */
	failure: Error | null = null;
	private readonly source: ByteSource;
	private read = 0;
	private at = -1;
	private page: Uint8Array = new Uint8Array(0);

	constructor(source: ByteSource, mimeType: string) {
		super();
		this.source = source;
		this.fileInfo = { size: source.size, mimeType };
	}

	supportsRandomAccess(): boolean {
		return true;
	}

	setPosition(position: number): void {
		this.position = position;
	}

	async readBuffer(buffer: Uint8Array, options?: IReadChunkOptions): Promise<number> {
		const { position } = this.normalizeOptions(buffer, options);
		const read = await this.peekBuffer(buffer, options);
		this.position = position + read;
		return read;
	}

	async peekBuffer(buffer: Uint8Array, options?: IReadChunkOptions): Promise<number> {
		const { position, length, mayBeLess } = this.normalizeOptions(buffer, options);
		const there = Math.max(0, Math.min(length, this.source.size - position));
		if (!mayBeLess && there < length) throw new EndOfStreamError();
		for (let filled = 0; filled < there; ) {
			const page = await this.pageAt(position + filled);
			const from = (position + filled) % PAGE_BYTES;
			const part = page.subarray(from, from + there - filled);
			if (part.length === 0) throw new EndOfStreamError();
			buffer.set(part, filled);
			filled += part.length;
		}
		return there;
	}

	private async pageAt(position: number): Promise<Uint8Array> {
		const at = Math.floor(position / PAGE_BYTES);
		if (at === this.at) return this.page;
		if (++this.read > MAX_PAGES) throw new EndOfStreamError();
		const start = at * PAGE_BYTES;
		try {
			this.page = await this.source.read(start, Math.min(start + PAGE_BYTES, this.source.size));
		} catch (error) {
			this.failure = error instanceof Error ? error : new Error(String(error));
			throw this.failure;
		}
		this.at = at;
		return this.page;
	}
}
