import type { RouteConfig } from "@hono/zod-openapi";
import { matchedRoutes } from "hono/route";
import type { App, AppContext } from "./app-types.ts";

/**
 * What routes declare, looked up by who asks: `read` makes of a declaration what is kept of it, once for each.
 * Answers undefined where the address has no route of that method.
 */
export function declaredOf<T>(app: App, read: (route: RouteConfig) => T): (c: AppContext) => T | undefined {
	const kept = new Map<string, T>();
	let seen = 0;
	return (c) => {
		const { definitions } = app.openAPIRegistry;
		for (; seen < definitions.length; seen++) {
			const definition = definitions[seen];
			if (definition?.type !== "route") continue;
			const { method, path } = definition.route;
			kept.set(`${method.toUpperCase()} ${path.replaceAll(/\{([^}]+)\}/g, ":$1")}`, read(definition.route));
		}
		// HEAD is answered as GET is.
		const method = c.req.method === "HEAD" ? "GET" : c.req.method;
		for (const { path } of matchedRoutes(c)) {
			const place = `${method} ${path}`;
			if (kept.has(place)) return kept.get(place);
		}
		return undefined;
	};
}
