import { createRoute, z } from "@hono/zod-openapi";
import { and, eq, inArray } from "drizzle-orm";
import { assetPath } from "../../../assets/resource.ts";
import { issueLink, type LinkTarget } from "../../../auth/links.ts";
import type { AccountPrincipal } from "../../../auth/principal.ts";
import { watcherOf } from "../../../auth/watcher.ts";
import { assetIdSchema } from "../../../contract/assets/assets.ts";
import {
	assetUrlsRequestSchema,
	assetUrlsSchema,
	signedUrlRequestSchema,
	signedUrlSchema,
} from "../../../contract/assets/signed-urls.ts";
import { jobIdSchema } from "../../../contract/jobs/stages.ts";
import { database, listOf } from "../../../db/client.ts";
import { assets } from "../../../db/schema.ts";
import { type App, type AppContext, accountOf, scopedAccount } from "../../../http/app.ts";
import { json, jsonBody, refusals, security } from "../../../http/responses.ts";
import { poolOfJob } from "../../../jobs/show/place.ts";
import { ApiError, notFound } from "../../../problem.ts";
import { readableAsset } from "./assets.ts";

const optionalBody = { ...jsonBody(signedUrlRequestSchema), required: false };
const whatItIs =
	"The URL needs no `Authorization` header and may be used as often as wanted until `expires_at`; then it is answered with 403 `url_expired`. It opens this one thing for reading, for whoever has it. It ends with the key or token it was asked with, within a minute where that is revoked.";

const assetUrl = createRoute({
	method: "post",
	path: "/v1/assets/{id}/url",
	operationId: "createAssetUrl",
	tags: ["assets"],
	summary: "A signed URL of an asset's bytes, for <img>, <video>, <audio> and downloads",
	description: `${whatItIs} \`Range\` works as on the asset's own address.`,
	security,
	request: { params: z.object({ id: assetIdSchema }), body: optionalBody },
	responses: { 201: json(signedUrlSchema, "The URL"), ...refusals(401, 403, 404, 413, 415, 422) },
});
const assetUrls = createRoute({
	method: "post",
	path: "/v1/assets/urls",
	operationId: "createAssetUrls",
	tags: ["assets"],
	summary: "Signed URLs of up to 200 assets at once",
	description: `All or none: an asset that is not there, or not yours, is 404 with its place. ${whatItIs}`,
	security,
	request: { body: jsonBody(assetUrlsRequestSchema) },
	responses: {
		201: json(assetUrlsSchema, "The URLs, in the order asked"),
		...refusals(401, 403, 404, 413, 415, 422),
	},
});
const eventsUrl = createRoute({
	method: "post",
	path: "/v1/jobs/{id}/events/url",
	operationId: "createEventsUrl",
	tags: ["jobs"],
	summary: "A signed URL of a job's events, for EventSource",
	description: `${whatItIs} A stream that is open when the URL expires goes on; an \`EventSource\` that comes back after that is refused, so ask for a new URL in its \`onerror\`.`,
	security,
	request: { params: z.object({ id: jobIdSchema }), body: optionalBody },
	responses: { 201: json(signedUrlSchema, "The URL"), ...refusals(401, 403, 404, 413, 415, 422) },
});

export function registerSignedUrls(app: App): void {
	app.openapi(assetUrl, async (c) => {
		const principal = await scopedAccount(c, "assets:read");
		const { id } = await readableAsset(c, c.req.valid("param").id);
		const { ticket, expires_at } = await issue(c, principal, { asset: id }, c.req.valid("json"));
		return c.json({ url: contentUrl(id, ticket), expires_at }, 201);
	});

	app.openapi(assetUrls, async (c) => {
		const principal = await scopedAccount(c, "assets:read");
		const { assets: ids, expires_in_s } = c.req.valid("json");
		const there = await readableIds(c.env.DB, principal, ids);
		const errors = ids.flatMap((id, i) =>
			there.has(id)
				? []
				: [
						{
							pointer: `/assets/${i}`,
							code: "not_found",
							message: `there is no asset ${id}, or it is not yours`,
						},
					],
		);
		if (errors[0]) throw new ApiError("not_found", errors[0].message, errors);
		const now = Date.now();
		const signed = await Promise.all(
			ids.map((asset) => issueLink(c.env, watcherOf(principal), { asset }, expires_in_s, now)),
		);
		const data = ids.map((asset, i) => ({ asset, url: contentUrl(asset, signed[i]?.ticket ?? "") }));
		return c.json({ data, expires_at: new Date(signed[0]?.expires_at ?? now).toISOString() }, 201);
	});

	app.openapi(eventsUrl, async (c) => {
		const { id } = c.req.valid("param");
		const principal = await accountOf(c, "jobs:read", id);
		if ((await poolOfJob(c.env, principal.account, id)) === null) throw notFound("job");
		const { ticket, expires_at } = await issue(c, principal, { job: id }, c.req.valid("json"));
		return c.json({ url: `/v1/jobs/${id}/events?ticket=${ticket}`, expires_at }, 201);
	});
}

/** The URL's ticket, for as long as the body asks; without a body, for the usual time. */
async function issue(
	c: AppContext,
	by: AccountPrincipal,
	to: LinkTarget,
	body: { expires_in_s: number } | undefined,
): Promise<{ ticket: string; expires_at: string }> {
	const { expires_in_s } = signedUrlRequestSchema.parse(body ?? {});
	const { ticket, expires_at } = await issueLink(c.env, watcherOf(by), to, expires_in_s, Date.now());
	return { ticket, expires_at: new Date(expires_at).toISOString() };
}

const contentUrl = (asset: string, ticket: string) => `${assetPath(asset)}?ticket=${ticket}`;

/** Those of these assets that the caller may read; with a token for one job, what that job made. */
async function readableIds(
	d1: D1Database,
	{ account, job }: { account: string; job: string | null },
	ids: string[],
): Promise<Set<string>> {
	const rows = await database(d1)
		.select({ id: assets.id, job: assets.job_id })
		.from(assets)
		.where(and(inArray(assets.id, listOf(ids)), eq(assets.account_id, account)));
	return new Set(rows.filter((row) => job === null || row.job === job).map((row) => row.id));
}
