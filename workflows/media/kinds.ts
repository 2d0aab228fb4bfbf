/**
 * What a file really is, told from its bytes: names and declared types are the sender's claims. Pictures are
 * walked to their end, so that half a file is not taken for a whole one, nor one with something behind it.
 */
export interface Media {
	kind: "image" | "video" | "audio";
	content_type: string;
	extension: string;
	/** Pixels, of a picture or a film's pictures; null where the kind has none or they are not read. */
	width: number | null;
	height: number | null;
	/** Milliseconds, of a film or a sound; null where that is not read, or not said. */
	duration_ms: number | null;
}

/** What a file is if it is whole, by its first bytes; a film or sound as its container says. Null: not accepted. */
export function guess(head: Uint8Array): Media | null {
	if (startsWith(head, [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])) return image("png");
	if (startsWith(head, [0xff, 0xd8])) return image("jpeg", "jpg");
	const riff = ascii(head, 0, 4) === "RIFF" ? ascii(head, 8, 4) : "";
	if (riff === "WEBP") return image("webp");
	if (riff === "WAVE" && /^[\x20-\x7e]{4}$/.test(ascii(head, 12, 4)))
		return media("audio", "audio/wav", "wav");
	// Its first block says how the sound is coded, in 34 bytes.
	if (ascii(head, 0, 4) === "fLaC" && ((head[4] ?? 1) & 0x7f) === 0 && head[7] === 34)
		return media("audio", "audio/flac", "flac");
	// Version 0, and the first page of its stream.
	if (ascii(head, 0, 4) === "OggS" && head[4] === 0 && ((head[5] ?? 0) & 2) === 2)
		return media("audio", "audio/ogg", "ogg");
	if (isAdts(head)) return media("audio", "audio/aac", "aac");
	if (tagBytes(head) !== null || isSync(head)) return media("audio", "audio/mpeg", "mp3");
	if (isMp4(head)) return isoMedia(ascii(head, 8, 4));
	if (startsWith(head, EBML)) return matroska(head);
	return null;
}

/** What a file that is not accepted is, for whoever sent it; null where nothing is known of it. */
export function nameOf(head: Uint8Array): string | null {
	if (isMp4(head)) return STILLS[ascii(head, 8, 4)] ?? null;
	if (/^GIF8[79]a$/.test(ascii(head, 0, 6))) return "a GIF";
	if (ascii(head, 0, 2) === "BM") return "a BMP picture";
	if (/^(II\*\0|MM\0\*)$/.test(ascii(head, 0, 4))) return "a TIFF picture";
	if (ascii(head, 0, 5) === "%PDF-") return "a PDF";
	if (startsWith(head, [0, 0, 0, 0x0c, 0x4a, 0x58, 0x4c, 0x20])) return "a JPEG XL picture";
	return /^\s*(<\?xml[^>]*>\s*)?<svg/.test(ascii(head, 0, 256)) ? "an SVG drawing" : null;
}

/** Whether a picture moves, as far as its first bytes say: animated WebP, APNG, GIF of several pictures. */
export function moves(head: Uint8Array): boolean {
	if (ascii(head, 0, 4) === "RIFF") return ascii(head, 12, 4) === "VP8X" && ((head[20] ?? 0) & 2) === 2;
	const start = ascii(head, 0, 4096);
	return start.startsWith("GIF8") || (start.startsWith("\x89PNG") && start.includes("acTL"));
}

/** The same container with other tracks. */
export function withKind({ content_type, ...rest }: Media, kind: "video" | "audio"): Media {
	const [container = ""] = content_type.split("/").slice(-1);
	if (kind === "audio") {
		const extension = AUDIO_EXTENSIONS[container] ?? rest.extension;
		// QuickTime and 3GP are the same container as MP4, and have no name of their own for sound.
		const type = container === "quicktime" || container === "3gpp" ? "mp4" : container;
		return { ...rest, kind, content_type: `audio/${type}`, extension };
	}
	return {
		...rest,
		kind,
		content_type: `video/${container}`,
		extension: VIDEO_EXTENSIONS[container] ?? rest.extension,
	};
}

const AUDIO_EXTENSIONS: Record<string, string> = {
	mp4: "m4a",
	quicktime: "m4a",
	"3gpp": "m4a",
	webm: "weba",
	"x-matroska": "mka",
	ogg: "ogg",
};
const VIDEO_EXTENSIONS: Record<string, string> = {
	mp4: "mp4",
	quicktime: "mov",
	"3gpp": "3gp",
	webm: "webm",
	"x-matroska": "mkv",
	ogg: "ogv",
};

/** Whether only its tracks say whether it is a film or a sound. */
export function isContainer({ content_type }: Pick<Media, "content_type">): boolean {
	return (VIDEO_EXTENSIONS[content_type.split("/")[1] ?? ""] ?? null) !== null;
}

const image = (type: string, extension = type): Media => media("image", `image/${type}`, extension);
const media = (kind: Media["kind"], content_type: string, extension: string): Media => ({
	kind,
	content_type,
	extension,
	width: null,
	height: null,
	duration_ms: null,
});

/** Brands of pictures that come in the container of films, which ComfyUI's loaders cannot be relied on to open. */
const STILLS: Record<string, string> = {
	...Object.fromEntries(
		["heic", "heix", "heim", "heis", "hevc", "hevx"].map((brand) => [brand, "a HEIC picture"]),
	),
	mif1: "a HEIF picture",
	msf1: "a HEIF picture",
	avif: "an AVIF picture",
	avis: "an AVIF picture",
};

function isoMedia(brand: string): Media | null {
	if (brand in STILLS) return null;
	if (/^M4[AB] $/.test(brand)) return media("audio", "audio/mp4", "m4a");
	if (brand === "qt  ") return media("video", "video/quicktime", "mov");
	if (/^3g[p2]/.test(brand)) return media("video", "video/3gpp", "3gp");
	return media("video", "video/mp4", "mp4");
}

const EBML = [0x1a, 0x45, 0xdf, 0xa3];

function matroska(head: Uint8Array): Media | null {
	const doctype = /webm|matroska/.exec(ascii(head, 4, 60))?.[0];
	if (doctype === undefined) return null;
	return doctype === "webm"
		? media("video", "video/webm", "webm")
		: media("video", "video/x-matroska", "mkv");
}

function isSync(head: Uint8Array): boolean {
	return head[0] === 0xff && ((head[1] ?? 0) & 0xe6) === 0xe2;
}

/** AAC in frames of its own: twelve bits of sync, layer 0. */
function isAdts(head: Uint8Array): boolean {
	return head[0] === 0xff && ((head[1] ?? 0) & 0xf6) === 0xf0 && ((head[2] ?? 0) & 0x3c) >> 2 < 13;
}

/** Bytes of the ID3v2 tag at the head, its own ten included; null where there is none. */
export function tagBytes(head: Uint8Array): number | null {
	if (head.length < 10 || ascii(head, 0, 3) !== "ID3") return null;
	const [version = 0, , flags = 0, ...sizes] = head.subarray(3, 10);
	if (version < 2 || version > 4 || sizes.some((byte) => byte > 0x7f)) return null;
	const size = sizes.reduce((sum, byte) => sum * 128 + byte, 0);
	return 10 + size + (flags & 0x10 ? 10 : 0);
}

/** A box that says which kind of MP4 this is, with another one behind it. */
function isMp4(head: Uint8Array): boolean {
	if (head.length < 16 || ascii(head, 4, 4) !== "ftyp") return false;
	const size = new DataView(head.buffer, head.byteOffset).getUint32(0);
	if (size < 16 || size > 1024 || size % 4 !== 0) return false;
	const isType = (at: number) => /^[\x20-\x7e]{4}$/.test(ascii(head, at, 4));
	return isType(8) && (head.length < size + 8 || MP4_BOXES.has(ascii(head, size + 4, 4)));
}

const MP4_BOXES = new Set("moov mdat free skip wide moof sidx styp uuid meta pdin emsg udta".split(" "));

function startsWith(bytes: Uint8Array, head: number[]): boolean {
	return head.every((byte, i) => bytes[i] === byte);
}

function ascii(bytes: Uint8Array, at: number, length: number): string {
	return String.fromCharCode(...bytes.subarray(at, at + length));
}
