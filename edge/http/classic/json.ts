import type { MiddlewareHandler } from "hono";
import { isClassic, takesFile } from "./paths.ts";

/**
 * Bodies of ComfyUI's routes are JSON whatever their type is said to be: scripts post them as their library likes. One
 * that is empty is none, as its server has it for `/interrupt`.
 */
export const readAsJson: MiddlewareHandler = async (c, next) => {
	const { path } = c.req;
	if (c.req.method === "POST" && isClassic(path) && !path.startsWith("/upload/")) {
		const headers = new Headers(c.req.raw.headers);
		if (takesFile(path)) headers.set("content-type", "application/octet-stream");
		else if (c.req.raw.body === null || headers.get("content-length") === "0") headers.delete("content-type");
		else headers.set("content-type", "application/json");
		c.req.raw = new Request(c.req.raw, { headers });
	}
	await next();
};
