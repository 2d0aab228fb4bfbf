import { createRoute, z } from "@hono/zod-openapi";
import { assetIdSchema } from "../../../contract/assets/assets.ts";
import { assetChecksSchema } from "../../../contract/assets/quality.ts";
import type { App } from "../../../http/app.ts";
import { json, refusals, security } from "../../../http/responses.ts";
import { readableAsset } from "./assets.ts";

const getQuality = createRoute({
	method: "get",
	path: "/v1/assets/{id}/quality",
	operationId: "getAssetQuality",
	tags: ["assets"],
	summary: "All checks of an output, with what was found and what it was held against",
	description:
		"Those that passed and those that were skipped too: `quality` of the asset itself has only the others. Where nobody looked, as at an upload, there are none.",
	security,
	request: { params: z.object({ id: assetIdSchema }) },
	responses: { 200: json(assetChecksSchema, "What was found"), ...refusals(401, 403, 404) },
});

const NOBODY_LOOKED = { status: "skipped" } as const;

/** What checks found of outputs. */
export function registerAssetQuality(app: App): void {
	app.openapi(getQuality, async (c) => {
		const { quality } = await readableAsset(c, c.req.valid("param").id);
		return c.json(quality ?? { ...NOBODY_LOOKED, checks: [] }, 200);
	});
}
