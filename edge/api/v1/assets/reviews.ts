import { createRoute, z } from "@hono/zod-openapi";
import { imageChecklist } from "../../../../workflows/prompts/checklist.ts";
import { findAsset } from "../../../assets/find.ts";
import { reviewQueuePage } from "../../../assets/review-queue.ts";
import { keepReview, reviewsOf, takeBackReview } from "../../../assets/reviews.ts";
import { assetIdSchema } from "../../../contract/assets/assets.ts";
import {
	REVIEW_ORDERS,
	reviewCursorSchema,
	reviewQueueSchema,
	reviewRequestSchema,
	reviewSchema,
	reviewsSchema,
} from "../../../contract/assets/reviews.ts";
import { database } from "../../../db/client.ts";
import { type App, accountOf } from "../../../http/app.ts";
import { json, jsonBody, pageQuery, refusals, security } from "../../../http/responses.ts";
import { readableAsset } from "./assets.ts";

const params = z.object({ id: assetIdSchema });

const put = createRoute({
	method: "put",
	path: "/v1/assets/{id}/review",
	operationId: "reviewAsset",
	tags: ["assets"],
	summary: "Say of a picture, point by point, whether it is as it should be",
	description:
		"Kept with who said it and when; the same person's next word takes its place. It decides nothing: a stage that waits for a person is decided by `POST /v1/jobs/{id}/stages/{key}/decide`.",
	security,
	request: { params, body: jsonBody(reviewRequestSchema) },
	responses: { 200: json(reviewSchema, "What is kept"), ...refusals(400, 401, 403, 404, 413, 415, 422) },
});

const takeBack = createRoute({
	method: "delete",
	path: "/v1/assets/{id}/review",
	operationId: "takeBackReview",
	tags: ["assets"],
	summary: "Take back what one said of a picture",
	description:
		"Only one's own word. Where nobody else has said anything of it, a picture that was waiting for a person waits again. Fine where there is none to take back.",
	security,
	request: { params },
	responses: { 204: { description: "Nothing is kept of it" }, ...refusals(401, 403, 404) },
});

const queue = createRoute({
	method: "get",
	path: "/v1/review-queue",
	operationId: "listReviewQueue",
	tags: ["assets"],
	summary: "Pictures that a person is to look at",
	description:
		"What a stage waits for a person with, what failed a check, what a check broke on and what is in doubt, until somebody reviews it. What was made anew, or outdone by another take, is not asked about.",
	security,
	request: {
		query: z.object({
			...pageQuery.shape,
			cursor: reviewCursorSchema.optional(),
			order: z
				.enum(REVIEW_ORDERS)
				.default("worst")
				.openapi({ description: "`worst`: what is most urgent first; `newest`: whatever is wrong with it" }),
		}),
	},
	responses: { 200: json(reviewQueueSchema, "A page of the queue"), ...refusals(401, 403, 422) },
});

const list = createRoute({
	method: "get",
	path: "/v1/assets/{id}/reviews",
	operationId: "listAssetReviews",
	tags: ["assets"],
	summary: "What people said of a picture, and the checklist they said it by",
	description: "Of each person the newest word. The checklist is there before anybody has said anything.",
	security,
	request: { params },
	responses: { 200: json(reviewsSchema, "The checklist, and what was said"), ...refusals(401, 403, 404) },
});

/** What people say of pictures. */
export function registerReviews(app: App): void {
	app.openapi(put, async (c) => {
		const { account, key } = await accountOf(c, "jobs:write");
		const { id } = await findAsset(c.env, account, c.req.valid("param").id);
		const said = c.req.valid("json");
		const row = { asset_id: id, account_id: account, by: key, ...said, at: Date.now() };
		return c.json(await keepReview(database(c.env.DB), row), 200);
	});

	app.openapi(takeBack, async (c) => {
		const { account, key } = await accountOf(c, "jobs:write");
		const { id } = await findAsset(c.env, account, c.req.valid("param").id);
		await takeBackReview(database(c.env.DB), account, id, key);
		return c.body(null, 204);
	});

	app.openapi(queue, async (c) => {
		const { account } = await accountOf(c, "assets:read");
		return c.json(await reviewQueuePage(database(c.env.DB), account, c.req.valid("query")), 200);
	});

	app.openapi(list, async (c) => {
		const { id, account_id } = await readableAsset(c, c.req.valid("param").id);
		const checklist = imageChecklist.map((point) => ({ ...point }));
		return c.json({ checklist, data: await reviewsOf(database(c.env.DB), account_id, id) }, 200);
	});
}
