import type { MiddlewareHandler } from "hono";
import { bodyLimit } from "hono/body-limit";
import { ApiError } from "../problem.ts";
import type { AppTypes } from "./app.ts";

/** Largest JSON body, in bytes. Files travel by other routes. */
export const MAX_JSON_BYTES = 1_000_000;
/** Deepest nesting of a JSON body. A graph may have 32 levels; what is deeper is meant to break a parser. */
export const MAX_JSON_DEPTH = 64;

const JSON_TYPE = /^\s*application\/([\w.-]+\+)?json\b/i;

/**
 * Largest where a body describes a whole ComfyUI. A worker's list of nodes and model files repeats every file for
 * every loader that takes it; the object_info that a workflow is looked at with is larger still.
 */
export const MAX_COMFYUI_BYTES = 8_000_000;
const DESCRIBES_COMFYUI = /^\/v1\/(workers|workflows|workflows\/(convert|validate|[^/]+\/versions))$/;
/** A PUT carries a file, whatever its type, and its route has a limit of its own; but for these. */
const PUTS_JSON = /^\/v1\/accounts\//;

const limit = (maxSize: number) =>
	bodyLimit({
		maxSize,
		onError: () => {
			throw new ApiError("payload_too_large", `a JSON body may have ${maxSize} bytes here`);
		},
	});
const limitSize = limit(MAX_JSON_BYTES);
const limitComfyui = limit(MAX_COMFYUI_BYTES);

/** Looks at every JSON body before a route does: its size, its syntax, its depth, and names no field may have. */
export const checkJsonBody: MiddlewareHandler<AppTypes> = async (c, next) => {
	const file = c.req.method === "PUT" && !PUTS_JSON.test(c.req.path);
	if (file || !JSON_TYPE.test(c.req.header("content-type") ?? "")) return next();
	const limited = DESCRIBES_COMFYUI.test(c.req.path) ? limitComfyui : limitSize;
	return limited(c, async () => {
		const text = await c.req.text();
		if (text !== "") checkJson(text);
		await next();
	});
};

function checkJson(text: string): void {
	if (isDeeperThan(text, MAX_JSON_DEPTH)) {
		const message = `nested deeper than ${MAX_JSON_DEPTH} levels`;
		throw new ApiError("invalid_request", `the body is ${message}`, [
			{ pointer: "", code: "too_deep", message },
		]);
	}
	let body: unknown;
	try {
		body = JSON.parse(text);
	} catch {
		throw malformedJson();
	}
	const reserved = findReserved(body, []);
	if (!reserved) return;
	const at = pointer(reserved);
	const message = "the name __proto__ is reserved and cannot be used";
	throw new ApiError("invalid_request", `${at}: ${message}`, [
		{ pointer: at, code: "unknown_field", message },
	]);
}

export function malformedJson(): ApiError {
	return new ApiError("malformed_json", "the body must be valid JSON", [
		{ pointer: "", code: "malformed_json", message: "the body could not be parsed as JSON" },
	]);
}

/** Counts brackets outside of strings, so that no parser has to follow them down. */
function isDeeperThan(text: string, limit: number): boolean {
	let depth = 0;
	let inString = false;
	for (let i = 0; i < text.length; i++) {
		const character = text.charCodeAt(i);
		if (inString) {
			if (character === 0x5c) i += 1;
			else if (character === 0x22) inString = false;
		} else if (character === 0x22) inString = true;
		else if (character === 0x7b || character === 0x5b) {
			depth += 1;
			if (depth > limit) return true;
		} else if (character === 0x7d || character === 0x5d) depth -= 1;
	}
	return false;
}

/** Path to a key called `__proto__`. Zod's records drop such a key without a word; here it is refused. */
function findReserved(value: unknown, path: readonly string[]): readonly string[] | null {
	if (typeof value !== "object" || value === null) return null;
	for (const [key, item] of Object.entries(value)) {
		if (key === "__proto__") return [...path, key];
		if (typeof item !== "object" || item === null) continue;
		const found = findReserved(item, [...path, key]);
		if (found) return found;
	}
	return null;
}

/** RFC 6901. */
export function pointer(path: readonly string[]): string {
	return path.map((part) => `/${part.replaceAll("~", "~0").replaceAll("/", "~1")}`).join("");
}
