import { createHash } from "node:crypto";
import { existsSync, statSync } from "node:fs";
import { readFile } from "node:fs/promises";
import path from "node:path";
import { type Call, empty, type Reply, type Router } from "../http/http.ts";
import { shownAs } from "../media-types.ts";
import { decodeImage } from "../render/decode.ts";
import { encodeJpeg } from "../render/jpeg.ts";
import { encodePng } from "../render/png.ts";
import { encodeWebp } from "../render/webp.ts";
import { annotated, isFolderType } from "../state/files.ts";
import type { RouteHost } from "./host.ts";

/** The picture in another format, or one of its channels. */
function recoded(bytes: Buffer, preview: string | null, channel: string | null): Reply | undefined {
	if (preview !== null) {
		const [format = "webp", quality = "90"] = preview.split(";");
		const canvas = decodeImage(bytes);
		if (format !== "jpeg") return { status: 200, type: "image/webp", body: encodeWebp(canvas) };
		const body = encodeJpeg(canvas, Number.parseInt(quality, 10) || 90);
		return { status: 200, type: "image/jpeg", body };
	}
	if (channel !== "rgb" && channel !== "a") return undefined;
	const { alpha, ...opaque } = decodeImage(bytes);
	if (channel === "rgb") return { status: 200, type: "image/png", body: encodePng(opaque) };
	const count = opaque.width * opaque.height;
	const black = { ...opaque, data: new Uint8Array(opaque.data.length) };
	const shown = { ...black, alpha: alpha ?? new Uint8Array(count).fill(255) };
	return { status: 200, type: "image/png", body: encodePng(shown) };
}

/** Whether the client has the file already: by its tag, or, where it sends none, by its time. */
function isKnown({ headers }: Call, etag: string, modified: Date): boolean {
	const tags = headers["if-none-match"];
	if (tags !== undefined)
		return tags.split(",").some((tag) => [etag, "*"].includes(tag.trim().replace(/^W\//, "")));
	const since = Date.parse(headers["if-modified-since"] ?? "");
	return !Number.isNaN(since) && Math.floor(modified.getTime() / 1000) * 1000 <= since;
}

/** A file with validators and byte ranges. */
async function serve(full: string, call: Call, host: RouteHost): Promise<Reply> {
	const bytes = await readFile(full);
	const { mtime } = statSync(full);
	const hash = createHash("sha1").update(`${mtime.getTime()}-${bytes.length}`).digest("hex");
	const etag = `"${hash.slice(0, 16)}"`;
	const { type, headers: shown } = shownAs(path.basename(full), host.traits);
	const headers: Record<string, string> = {
		...shown,
		etag,
		"last-modified": mtime.toUTCString(),
		"accept-ranges": "bytes",
	};
	if (isKnown(call, etag, mtime)) return { status: 304, headers, type };
	const range = /^bytes=(\d*)-(\d*)$/.exec(call.headers.range ?? "");
	if (!range || (range[1] === "" && range[2] === "")) return { status: 200, type, body: bytes, headers };
	const suffix = range[1] === "";
	const start = suffix ? Math.max(0, bytes.length - Number(range[2])) : Number(range[1]);
	const end = suffix || range[2] === "" ? bytes.length - 1 : Math.min(bytes.length - 1, Number(range[2]));
	if (start > end) return { status: 416, headers: { "content-range": `bytes */${bytes.length}` } };
	headers["content-range"] = `bytes ${start}-${end}/${bytes.length}`;
	return { status: 206, type, body: bytes.subarray(start, end + 1), headers };
}

async function view(call: Call, host: RouteHost): Promise<Reply> {
	const { query } = call;
	const asked = query.get("filename");
	if (asked === null) return empty(404);
	const { name, type: own } = annotated(asked);
	if (name === "" || name.startsWith("/") || name.includes("..")) return empty(400);
	const type = own ?? query.get("type") ?? "output";
	if (!isFolderType(type)) return empty(400);
	const folder = host.files.inside(type, query.get("subfolder") ?? "");
	if (!folder) return empty(403);
	const full = path.join(folder, path.basename(name));
	if (!existsSync(full) || !statSync(full).isFile()) return empty(404);
	const channel = query.get("channel");
	const preview = query.get("preview");
	const other =
		preview === null && channel === null ? undefined : recoded(await readFile(full), preview, channel);
	if (other === undefined) return serve(full, call, host);
	return { ...other, headers: { "content-disposition": `filename="${path.basename(name)}"` } };
}

/** GET /view. */
export function viewRoutes(router: Router, host: RouteHost): void {
	router.add("GET", "/view", (call) => view(call, host));
}
