import { z } from "@hono/zod-openapi";
import type { MiddlewareHandler } from "hono";
import { cutText } from "../../workflows/graph/excerpt.ts";
import { knownNames } from "../../workflows/graph/known-names.ts";
import { pointer } from "../../workflows/graph/problems.ts";
import { ApiError } from "../problem.ts";
import type { App, AppContext, AppTypes } from "./app-types.ts";
import { isClassic } from "./classic/paths.ts";
import { declaredOf } from "./declared.ts";

/** Names of a route's query; those of `maps` are sent as `name[key]`. */
interface QueryNames {
	plain: Set<string>;
	maps: string[];
}

/**
 * Refuses query parameters that a route does not declare, on every route: a slip such as `?stauts=failed` would
 * otherwise be answered with the whole list. What a route declares is read from its OpenAPI registration. Clients of
 * ComfyUI add what they like to its own routes: `clientId` to each, or a number that keeps a browser from remembering.
 */
export function checkQueryNames(app: App): MiddlewareHandler<AppTypes> {
	const namesOf = declaredOf(app, ({ request }) => queryNames(request?.query));
	return async (c, next) => {
		const sent = Object.keys(c.req.queries());
		if (sent.length > 0 && !isClassic(c.req.path)) {
			const names = namesOf(c);
			const unknown = names && sent.filter((name) => !isKnown(name, names));
			if (names && unknown && unknown.length > 0) throw unknownNames(unknown, names);
		}
		await next();
	};
}

function queryNames(query: unknown): QueryNames {
	const shape = query instanceof z.ZodObject ? query.shape : {};
	const names = Object.keys(shape);
	const maps = names.filter((name) => isMap(shape[name]));
	return { plain: new Set(names.filter((name) => !maps.includes(name))), maps };
}

function isMap(schema: unknown): boolean {
	return schema instanceof z.ZodRecord || (schema instanceof z.ZodOptional && isMap(schema.unwrap()));
}

function isKnown(name: string, { plain, maps }: QueryNames): boolean {
	return plain.has(name) || maps.some((map) => name.startsWith(`${map}[`) && name.endsWith("]"));
}

function unknownNames(unknown: string[], { plain, maps }: QueryNames): ApiError {
	const known = [...plain, ...maps.map((map) => `${map}[…]`)];
	const items = unknown.map((name) => {
		const takes = known.length === 0 ? "none" : knownNames(name, known);
		return {
			pointer: pointer(name),
			code: "unknown_parameter",
			message: `there is no query parameter ${JSON.stringify(cutText(name, 100))}; this address takes ${takes}`,
		};
	});
	return new ApiError("unknown_parameter", items[0]?.message ?? "", items);
}

/**
 * What a query has of a map, `name[key]=value`; undefined where it has nothing.
 * @throws ApiError where there are more than `most`, or one key is there twice.
 */
export function readMap(c: AppContext, name: string, most: number): Record<string, string> | undefined {
	const entries = Object.entries(c.req.queries()).filter(([key]) => key.startsWith(`${name}[`));
	if (entries.length === 0) return undefined;
	const refuse = (at: string, code: string, message: string) => {
		throw new ApiError("invalid_request", message, [{ pointer: pointer(at), code, message }]);
	};
	if (entries.length > most)
		refuse(name, "too_big", `\`${name}\` is asked for at most ${most} times at once`);
	return Object.fromEntries(
		entries.map(([key, [value = "", ...more]]) => {
			if (more.length > 0) refuse(key, "invalid_value", `\`${cutText(key, 100)}\` is there more than once`);
			return [key.slice(name.length + 1, -1), value];
		}),
	);
}
