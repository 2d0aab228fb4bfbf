import { createHash } from "node:crypto";
import { existsSync, statSync } from "node:fs";
import { readFile } from "node:fs/promises";
import path from "node:path";
import { type FolderType, isFolderType } from "../files.ts";
import { isRecord } from "../graph.ts";
import { type Call, empty, json, type Reply, type Router } from "../http.ts";
import { loads } from "../pyjson.ts";
import { type Canvas, resize } from "../render/canvas.ts";
import { decodeImage } from "../render/decode.ts";
import { encodeJpeg } from "../render/jpeg.ts";
import { encodePng } from "../render/png.ts";
import { encodeWebp } from "../render/webp.ts";
import type { RouteHost } from "./host.ts";
import { type Form, parseForm } from "./multipart.ts";

const TYPES: Record<string, string> = {
	".png": "image/png",
	".jpg": "image/jpeg",
	".jpeg": "image/jpeg",
	".webp": "image/webp",
	".gif": "image/gif",
	".mp4": "video/mp4",
	".webm": "video/webm",
	".mkv": "video/x-matroska",
	".flac": "audio/x-flac",
	".wav": "audio/x-wav",
	".mp3": "audio/mpeg",
	".json": "application/json",
	".txt": "text/plain",
};

/** Media type by file name. */
export function mediaType(name: string): string {
	return TYPES[path.extname(name).toLowerCase()] ?? "application/octet-stream";
}

/** Where an upload goes, or the answer that refuses it. */
function target(
	form: Form,
	host: RouteHost,
): { folder: string; subfolder: string; type: FolderType } | Reply {
	const type = form.fields.type ?? "input";
	if (!isFolderType(type)) throw new TypeError("type_dir is not associated with a value");
	const subfolder = form.fields.subfolder ?? "";
	const folder = host.files.inside(type, path.normalize(subfolder));
	return folder ? { folder, subfolder, type } : empty(400);
}

function store(form: Form, host: RouteHost, bytes: Buffer): Reply {
	const name = form.files.image?.filename ?? "";
	const place = target(form, host);
	if ("status" in place) return place;
	const full = path.resolve(place.folder, name);
	if (!full.startsWith(place.folder + path.sep)) return empty(400);
	const overwrite = ["true", "1"].includes(form.fields.overwrite ?? "");
	const kept = host.files.upload(path.dirname(full), path.basename(full), bytes, overwrite);
	return json({ name: kept, subfolder: place.subfolder, type: place.type });
}

async function form(call: Call): Promise<Form> {
	return await parseForm(call.headers["content-type"], call.body);
}

/** The original picture with the alpha channel of an uploaded one: how the mask editor saves. */
function masked(upload: Form, host: RouteHost): Buffer | Reply {
	const reference = loads(upload.fields.original_ref ?? "null");
	if (!isRecord(reference) || typeof reference.filename !== "string") return empty(400);
	const { filename } = reference;
	if (filename.startsWith("/") || filename.includes("..")) return empty(400);
	const type = isFolderType(reference.type) ? reference.type : "output";
	const subfolder = typeof reference.subfolder === "string" ? reference.subfolder : "";
	const full = host.files.inside(type, subfolder, path.basename(filename));
	if (!full) return empty(403);
	const bytes = existsSync(full) ? host.files.read(`${path.join(subfolder, filename)} [${type}]`) : undefined;
	if (!bytes) return empty(404);
	const original = decodeImage(bytes);
	const mask = decodeImage(upload.files.image?.bytes ?? Buffer.alloc(0));
	return encodePng({ ...original, alpha: scaledAlpha(mask, original) });
}

function scaledAlpha(mask: Canvas, size: Canvas): Uint8Array {
	const count = size.width * size.height;
	if (!mask.alpha) return new Uint8Array(count).fill(255);
	const grey = new Uint8Array(mask.width * mask.height * 3);
	for (const [i, value] of mask.alpha.entries()) grey.fill(value, i * 3, i * 3 + 3);
	const scaled = resize({ width: mask.width, height: mask.height, data: grey }, size.width, size.height);
	return Uint8Array.from({ length: count }, (_, i) => scaled.data[i * 3] ?? 255);
}

/** The picture in another format, or one of its channels. */
function recoded(bytes: Buffer, preview: string | null, channel: string | null): Reply | undefined {
	if (preview !== null) {
		const [format = "webp", quality = "90"] = preview.split(";");
		const canvas = decodeImage(bytes);
		if (format === "jpeg") {
			return {
				status: 200,
				type: "image/jpeg",
				body: encodeJpeg(canvas, Number.parseInt(quality, 10) || 90),
			};
		}
		return { status: 200, type: "image/webp", body: encodeWebp(canvas) };
	}
	if (channel === "rgb" || channel === "a") {
		const { alpha, ...opaque } = decodeImage(bytes);
		if (channel === "rgb") return { status: 200, type: "image/png", body: encodePng(opaque) };
		const count = opaque.width * opaque.height;
		const black = { ...opaque, data: new Uint8Array(opaque.data.length) };
		const shown = { ...black, alpha: alpha ?? new Uint8Array(count).fill(255) };
		return { status: 200, type: "image/png", body: encodePng(shown) };
	}
	return undefined;
}

/** A file with validators and byte ranges. */
async function serve(full: string, call: Call, name: string): Promise<Reply> {
	const bytes = await readFile(full);
	const { mtime } = statSync(full);
	const etag = `"${createHash("sha1").update(`${mtime.getTime()}-${bytes.length}`).digest("hex").slice(0, 16)}"`;
	const headers: Record<string, string> = {
		etag,
		"last-modified": mtime.toUTCString(),
		"accept-ranges": "bytes",
		"content-disposition": `filename="${path.basename(name)}"`,
	};
	if (call.headers["if-none-match"] === etag) return { status: 304, headers, type: mediaType(name) };
	const range = /^bytes=(\d*)-(\d*)$/.exec(call.headers.range ?? "");
	if (!range || (range[1] === "" && range[2] === "")) {
		return { status: 200, type: mediaType(name), body: bytes, headers };
	}
	const suffix = range[1] === "";
	const start = suffix ? Math.max(0, bytes.length - Number(range[2])) : Number(range[1]);
	const end = suffix || range[2] === "" ? bytes.length - 1 : Math.min(bytes.length - 1, Number(range[2]));
	if (start > end) return { status: 416, headers: { "content-range": `bytes */${bytes.length}` } };
	headers["content-range"] = `bytes ${start}-${end}/${bytes.length}`;
	return { status: 206, type: mediaType(name), body: bytes.subarray(start, end + 1), headers };
}

async function view(call: Call, host: RouteHost): Promise<Reply> {
	const { query } = call;
	const asked = query.get("filename");
	if (!asked) return empty(404);
	const annotated = / \[(input|output|temp)\]$/.exec(asked);
	const filename = annotated ? asked.slice(0, annotated.index) : asked;
	if (filename.startsWith("/") || filename.includes("..")) return empty(400);
	const type = annotated?.[1] ?? query.get("type") ?? "output";
	if (!isFolderType(type)) return empty(400);
	const folder = host.files.inside(type, query.get("subfolder") ?? "");
	if (!folder) return empty(403);
	const full = path.join(folder, path.basename(filename));
	if (!existsSync(full) || !statSync(full).isFile()) return empty(404);
	const channel = query.get("channel");
	const recode = query.get("preview") !== null || channel !== null;
	const other = recode ? recoded(await readFile(full), query.get("preview"), channel) : undefined;
	return other ?? (await serve(full, call, filename));
}

/** Uploads and downloads. */
export function fileRoutes(router: Router, host: RouteHost): void {
	router.add("POST", "/upload/image", async (call) => {
		const upload = await form(call);
		const file = upload.files.image;
		return file?.filename ? store(upload, host, file.bytes) : empty(400);
	});
	router.add("POST", "/upload/mask", async (call) => {
		const upload = await form(call);
		if (!upload.files.image?.filename) return empty(400);
		const bytes = masked(upload, host);
		return Buffer.isBuffer(bytes) ? store(upload, host, bytes) : bytes;
	});
	router.add("GET", "/view", (call) => view(call, host));
}
