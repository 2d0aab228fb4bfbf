import path from "node:path";
import type { Traits } from "./version.ts";

const TYPES: Record<string, string> = {
	".png": "image/png",
	".jpg": "image/jpeg",
	".jpeg": "image/jpeg",
	".webp": "image/webp",
	".gif": "image/gif",
	".bmp": "image/bmp",
	".svg": "image/svg+xml",
	".tif": "image/tiff",
	".tiff": "image/tiff",
	".exr": "image/x-exr",
	".mp4": "video/mp4",
	".webm": "video/webm",
	".mkv": "video/x-matroska",
	".mov": "video/quicktime",
	".flac": "audio/flac",
	".wav": "audio/x-wav",
	".mp3": "audio/mpeg",
	".opus": "audio/ogg",
	".ogg": "audio/ogg",
	".json": "application/json",
	".txt": "text/plain",
	".md": "text/markdown",
	".csv": "text/csv",
	".html": "text/html",
	".htm": "text/html",
	".css": "text/css",
	".js": "application/javascript; charset=utf-8",
	".xml": "text/xml",
	".glb": "model/gltf-binary",
	".safetensors": "application/safetensors",
	".sft": "application/safetensors",
	".ckpt": "application/pickle",
	".pt": "application/pytorch",
};
const UNKNOWN = "application/octet-stream";

/** Media type by file name. */
export function mediaType(name: string): string {
	return TYPES[path.extname(name).toLowerCase()] ?? UNKNOWN;
}

/**
 * How GET /view names a file's type and what a browser is told to do with it. What could run a script in the
 * server's origin is no longer what it is: the newer release has it saved, and kept by no cache.
 */
export function shownAs(name: string, traits: Traits): { type: string; headers: Record<string, string> } {
	const type = mediaType(name);
	const [bare = ""] = type.split(";");
	const quoted = name.replaceAll("\\", "\\\\").replaceAll('"', '\\"');
	const recent = traits.version === "0.33.0";
	const active = /^(text\/(html|css|javascript)|application\/(xhtml\+xml|javascript))$/.test(bare);
	if (!active && !(recent && /[+/]xml$/.test(bare)))
		return { type, headers: { "content-disposition": `filename="${quoted}"` } };
	if (!recent) return { type: UNKNOWN, headers: { "content-disposition": `filename="${quoted}"` } };
	const headers = { "content-disposition": `attachment; filename="${quoted}"`, "cache-control": "no-store" };
	return { type: UNKNOWN, headers };
}
