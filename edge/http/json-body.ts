import type { MiddlewareHandler } from "hono";
import { bodyLimit } from "hono/body-limit";
import { pointer } from "../../workflows/graph/problems.ts";
import { ApiError } from "../problem.ts";
import type { App, AppTypes } from "./app-types.ts";
import { declaredOf } from "./declared.ts";
import { type BodyShape, MAX_FIELDS, MAX_JSON_DEPTH, MAX_VALUES, scanJson } from "./json-text.ts";
import { type BodyRules, STANDARD_BODY } from "./responses.ts";

const JSON_TYPE = /^\s*application\/([\w.-]+\+)?json\b/i;

/**
 * Looks at every JSON body before a route does: its size, its syntax, its depth, how much is in it, and names no
 * field may have. How large it may be is said where the route declares its body (`jsonBody`). A PUT whose route
 * declares no JSON carries a file, whatever its type, and has a limit of its own.
 */
export function checkJsonBody(app: App): MiddlewareHandler<AppTypes> {
	const rulesOf = declaredOf(app, ({ request }): BodyRules | undefined => {
		const body = request?.body;
		// A route that takes a file takes one that is called JSON as it is.
		if (body?.content === undefined || !("application/json" in body.content)) return undefined;
		return "x-limits" in body ? (body["x-limits"] as BodyRules) : STANDARD_BODY;
	});
	return async (c, next) => {
		if (!JSON_TYPE.test(c.req.header("content-type") ?? "")) return next();
		const declared = rulesOf(c);
		if (declared === undefined && c.req.method === "PUT") return next();
		const { maxBytes, ...shape } = declared ?? STANDARD_BODY;
		const limit = bodyLimit({
			maxSize: maxBytes,
			onError: () => {
				throw new ApiError("payload_too_large", `a JSON body may have ${maxBytes} bytes here`);
			},
		});
		return limit(c, async () => {
			const text = await c.req.text();
			const checked = checkJson(text, shape);
			if (checked !== text) {
				c.req.raw = new Request(c.req.raw, { body: checked });
				c.req.bodyCache = {};
			}
			await next();
		});
	};
}

/** The text to be parsed. @throws ApiError */
function checkJson(text: string, shape: BodyShape): string {
	if (text === "") return text;
	const scanned = scanJson(text, shape);
	if (!scanned.ok) {
		const at = scanned.field === undefined ? "" : pointer(scanned.field);
		const message =
			scanned.why === "too_deep"
				? `nested deeper than ${MAX_JSON_DEPTH} levels`
				: scanned.field === undefined
					? `${MAX_FIELDS} or more fields`
					: `more than ${MAX_VALUES} values`;
		throw new ApiError("invalid_request", `${at || "the body"}: ${message}`, [
			{ pointer: at, code: scanned.why, message },
		]);
	}
	let body: unknown;
	try {
		body = JSON.parse(scanned.text);
	} catch {
		throw malformedJson();
	}
	// Most bodies are large or innocent, and none has the name that does not have its letters, or escapes.
	const reserved = /__proto__|\\u/.test(scanned.text) ? findReserved(body) : null;
	if (!reserved) return scanned.text;
	const at = pointer(...reserved);
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

/** Path to a key called `__proto__`. Zod's records drop such a key without a word; here it is refused. */
function findReserved(value: unknown): string[] | null {
	if (typeof value !== "object" || value === null) return null;
	if (Object.hasOwn(value, "__proto__")) return ["__proto__"];
	if (Array.isArray(value)) {
		for (let i = 0; i < value.length; i++) {
			const found = findReserved(value[i]);
			if (found) return [String(i), ...found];
		}
		return null;
	}
	for (const [key, item] of Object.entries(value)) {
		const found = findReserved(item);
		if (found) return [key, ...found];
	}
	return null;
}
