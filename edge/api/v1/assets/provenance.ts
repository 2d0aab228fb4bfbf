import { createRoute, z } from "@hono/zod-openapi";
import { FURTHEST, USUAL_DISTANCE } from "../../../../workflows/quality/look-up/bands.ts";
import { lookUp, provenanceOf } from "../../../assets/provenance.ts";
import { assetIdSchema } from "../../../contract/assets/assets.ts";
import { phashSchema, provenanceFoundSchema, provenanceSchema } from "../../../contract/jobs/provenance.ts";
import { database } from "../../../db/client.ts";
import { type App, accountOf } from "../../../http/app.ts";
import { counted, json, refusals, security } from "../../../http/responses.ts";
import { ApiError, notFound } from "../../../problem.ts";
import { readableAsset } from "./assets.ts";

const query = z.object({
	sha256: z
		.string()
		.regex(/^[0-9a-f]{64}$/)
		.optional()
		.openapi({ description: "Of the file's bytes, in hex" }),
	phash: phashSchema.optional(),
	distance: counted(
		0,
		FURTHEST,
		"Bits of 64 in which a picture that looks alike may differ. All within it are found",
	)
		.default(USUAL_DISTANCE)
		.openapi({ default: USUAL_DISTANCE }),
	limit: counted(1, 50, "So many that look alike, at most").default(10).openapi({ default: 10 }),
});

const find = createRoute({
	method: "get",
	path: "/v1/provenance",
	operationId: "findProvenance",
	tags: ["assets"],
	summary: "Whether this account made a file, by its hash or by what it looks like",
	description:
		"With `sha256` files with these very bytes; with `phash` pictures that look alike, also after they were re-encoded or made smaller. Only what jobs of the account made, and pictures only since workers measure them. That nothing is found does not say that no model made it: `darkroom assets whose` takes both hashes of a file and asks.",
	security,
	request: { query },
	responses: { 200: json(provenanceFoundSchema, "What was found"), ...refusals(401, 403, 422) },
});

const get = createRoute({
	method: "get",
	path: "/v1/assets/{id}/provenance",
	operationId: "getAssetProvenance",
	tags: ["assets"],
	summary: "Where a file comes from, as its sidecar says it",
	description:
		"To be kept beside a delivered file: `darkroom assets download --sidecar` does. It says nothing of the prompt.",
	security,
	request: { params: z.object({ id: assetIdSchema }) },
	responses: { 200: json(provenanceSchema, "Where it comes from"), ...refusals(401, 403, 404) },
});

/** Where files come from. */
export function registerProvenance(app: App): void {
	app.openapi(find, async (c) => {
		const { account } = await accountOf(c, "assets:read");
		const sought = c.req.valid("query");
		if (sought.sha256 === undefined && sought.phash === undefined) {
			const message = "send `sha256`, `phash`, or both";
			throw new ApiError("invalid_request", message, [
				{ pointer: "/sha256", code: "invalid_parameter", message },
			]);
		}
		return c.json(await lookUp(database(c.env.DB), account, sought), 200);
	});

	app.openapi(get, async (c) => {
		const { id, account_id } = await readableAsset(c, c.req.valid("param").id);
		const found = await provenanceOf(database(c.env.DB), account_id, id);
		if (found === null) throw notFound("asset");
		return c.json(found, 200);
	});
}
