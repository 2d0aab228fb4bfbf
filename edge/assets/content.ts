import type { assets } from "../db/schema.ts";
import { ApiError, notFound } from "../problem.ts";

/** Types a browser may show in place. Everything else, HTML and SVG above all, is a download. */
const SHOWN = new Set([
	"image/png",
	"image/jpeg",
	"image/webp",
	"image/gif",
	"video/mp4",
	"video/webm",
	"audio/mpeg",
	"audio/wav",
	"audio/flac",
	"audio/ogg",
	"audio/mp4",
	"audio/aac",
	"audio/webm",
	"video/quicktime",
	"video/ogg",
]);

/** Bytes never change. In seconds. */
const A_YEAR = 31_536_000;

/**
 * The bytes of an asset, whole or in part. They are other people's files on our origin: the type is the one
 * that was read from the bytes, and no browser may run anything in them. A browser may keep them for `seconds`.
 */
export async function contentResponse(
	bucket: R2Bucket,
	asset: Pick<typeof assets.$inferSelect, "r2_key" | "size" | "sha256" | "content_type" | "filename">,
	request: Request,
	seconds = A_YEAR,
): Promise<Response> {
	const etag = `"${asset.sha256}"`;
	const shown = SHOWN.has(asset.content_type);
	const headers = new Headers({
		"content-type": shown ? asset.content_type : "application/octet-stream",
		etag,
		"accept-ranges": "bytes",
		"cache-control": `private, max-age=${seconds}, immutable`,
		"content-disposition": `${shown ? "inline" : "attachment"}; filename*=UTF-8''${encodeURIComponent(asset.filename)}`,
		"content-security-policy": "sandbox; default-src 'none'",
		"x-content-type-options": "nosniff",
	});
	const known = request.headers.get("if-none-match");
	if (known?.split(",").some((tag) => tag.trim().replace(/^W\//, "") === etag || tag.trim() === "*")) {
		return new Response(null, { status: 304, headers });
	}
	const ifRange = request.headers.get("if-range");
	const asked = ifRange === null || ifRange === etag ? request.headers.get("range") : null;
	const range = asked === null ? null : readRange(asked, asset.size);
	if (range === "unsatisfiable") {
		throw new ApiError("range_not_satisfiable", `the file has ${asset.size} bytes`, [], {
			"content-range": `bytes */${asset.size}`,
		});
	}
	if (range) {
		headers.set("content-range", `bytes ${range.offset}-${range.offset + range.length - 1}/${asset.size}`);
	}
	headers.set("content-length", String(range?.length ?? asset.size));
	const status = range ? 206 : 200;
	if (request.method === "HEAD") return new Response(null, { status, headers });
	const object = await bucket.get(asset.r2_key, range ? { range } : {});
	if (!object) throw notFound("asset");
	return new Response(object.body, { status, headers });
}

/** One byte range; several at once, or nonsense, are answered with the whole file as RFC 9110 allows. */
export function readRange(
	header: string,
	size: number,
): { offset: number; length: number } | "unsatisfiable" | null {
	const match = /^bytes=(\d*)-(\d*)$/.exec(header.trim());
	if (!match) return null;
	const [, first = "", last = ""] = match;
	if (first === "" && last === "") return null;
	if (first === "") {
		const length = Math.min(Number(last), size);
		return length === 0 ? "unsatisfiable" : { offset: size - length, length };
	}
	const offset = Number(first);
	const end = last === "" ? size - 1 : Math.min(Number(last), size - 1);
	if (last !== "" && Number(last) < offset) return null;
	if (offset >= size) return "unsatisfiable";
	return { offset, length: end - offset + 1 };
}
