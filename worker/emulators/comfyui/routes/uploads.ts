import { existsSync } from "node:fs";
import path from "node:path";
import { isRecord } from "../graph.ts";
import { type Call, empty, json, type Reply, type Router } from "../http/http.ts";
import { loads } from "../http/pyjson.ts";
import { decodeImage } from "../render/decode.ts";
import { encodePng } from "../render/png.ts";
import { isFolderType } from "../state/files.ts";
import type { RouteHost } from "./host.ts";
import { type Form, parseForm } from "./multipart.ts";

/** Puts the file of a form where it says, with what `made` makes of its bytes; null leaves nothing there. */
function store(form: Form, host: RouteHost, made: (bytes: Buffer) => Buffer | null): Reply {
	const image = form.files.get("image");
	if (image === undefined) {
		// A text has no bytes: the real server trips over it.
		if (form.fields.get("image")) throw new TypeError("'str' object has no attribute 'file'");
		return empty(400);
	}
	const type = form.fields.get("type") ?? "input";
	if (!isFolderType(type)) throw new TypeError("type_dir is not associated with a value");
	const subfolder = form.fields.get("subfolder") ?? "";
	const { filename } = image;
	const folder = path.resolve(host.files.folder(type), path.normalize(subfolder));
	const full = host.files.inside(type, path.resolve(folder, filename));
	if (full === undefined) return empty(400);
	const overwrite = ["true", "1"].includes(form.fields.get("overwrite") ?? "");
	const name = host.files.upload({ folder, name: filename, bytes: image.bytes, overwrite, made });
	return json({ name, subfolder, type });
}

/**
 * The original picture with the alpha channel of an uploaded one: how the mask editor saves. Null where the real
 * server refuses or finds nothing, and then answers all the same as if it had saved.
 * @throws where it would: masks of another size among them
 */
function masked(form: Form, host: RouteHost, mask: Buffer): Buffer | null {
	const reference = loads(form.fields.get("original_ref") ?? "");
	if (!isRecord(reference) || typeof reference.filename !== "string")
		throw new TypeError("original_ref names no file");
	const { filename, type = "output", subfolder = "" } = reference;
	if (filename === "" || filename.startsWith("/") || filename.includes("..")) return null;
	if (!isFolderType(type)) return null;
	const full = host.files.inside(type, String(subfolder), filename);
	if (full === undefined || !existsSync(full)) return null;
	const original = decodeImage(host.files.bytes(full));
	const { width, height, alpha } = decodeImage(mask);
	if (width !== original.width || height !== original.height) throw new TypeError("images do not match");
	return encodePng({ ...original, alpha: alpha ?? new Uint8Array(width * height).fill(255) });
}

/** POST /upload/image and /upload/mask. */
export function uploadRoutes(router: Router, host: RouteHost): void {
	const form = (call: Call) => parseForm(call.headers["content-type"], call.body);
	router.add("POST", "/upload/image", async (call) => store(await form(call), host, (bytes) => bytes));
	router.add("POST", "/upload/mask", async (call) => {
		const sent = await form(call);
		return store(sent, host, (bytes) => masked(sent, host, bytes));
	});
}
