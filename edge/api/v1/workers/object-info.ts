import { createRoute, z } from "@hono/zod-openapi";
import { idPattern } from "../../../contract/ids.ts";
import { OBJECT_INFO_LIMITS, objectInfoReplySchema } from "../../../contract/workers/workers.ts";
import { type App, type AppContext, declaredSize } from "../../../http/app.ts";
import { json, refusals, security } from "../../../http/responses.ts";
import { ApiError } from "../../../problem.ts";
import { readUpTo, storeObjectInfo } from "../../../workflows/object-info.ts";
import { ownWorker } from "./workers.ts";

const put = createRoute({
	method: "put",
	path: "/v1/workers/{id}/object-info",
	operationId: "uploadObjectInfo",
	tags: ["workers"],
	summary: "ComfyUI's answer to GET /object_info, compressed; sent where the registration's reply wants it",
	description: `The body is gzip, at most ${OBJECT_INFO_LIMITS.packed} bytes. Its SHA-256 must be the one registered.`,
	security,
	request: {
		params: z.object({ id: z.string().regex(idPattern("worker")) }),
		headers: z.object({ "x-content-sha256": z.string().regex(/^[0-9a-f]{64}$/) }),
		body: { content: { "application/gzip": { schema: z.string().openapi({ format: "binary" }) } } },
	},
	responses: {
		201: json(objectInfoReplySchema.meta({ id: "ObjectInfoReply" }), "Stored"),
		...refusals(401, 403, 404, 411, 413, 415, 422),
	},
});

export function registerObjectInfo(app: App): void {
	app.openapi(put, async (c) => {
		const worker = await ownWorker(c, c.req.valid("param").id);
		const size = declaredSize(c, OBJECT_INFO_LIMITS.packed);
		if (!/^application\/gzip\b/i.test(c.req.header("content-type") ?? ""))
			throw new ApiError("unsupported_media", "send content-type: application/gzip");
		const sha256 = c.req.valid("header")["x-content-sha256"];
		if (sha256 !== worker.object_info_sha256)
			throw refused(
				"/x-content-sha256",
				"this is not the object_info_sha256 that the worker registered with; register again",
			);
		const wrong = await storeObjectInfo(c.env.BUCKET, sha256, await readBody(c));
		if (wrong !== null) throw refused("", wrong);
		return c.json({ sha256, size }, 201);
	});
}

function refused(pointer: string, message: string): ApiError {
	return new ApiError("invalid_request", message, [{ pointer, code: "invalid_value", message }]);
}

/** The whole body, as far as it may go: what a sender says of its length need not be so. */
async function readBody(c: AppContext): Promise<Uint8Array<ArrayBuffer>> {
	const stream = c.req.raw.body;
	const bytes = stream === null ? new Uint8Array() : await readUpTo(stream, OBJECT_INFO_LIMITS.packed);
	if (bytes === null)
		throw new ApiError("payload_too_large", `the body may have ${OBJECT_INFO_LIMITS.packed} bytes`);
	return bytes;
}
