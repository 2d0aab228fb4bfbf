import { createRoute, z } from "@hono/zod-openapi";
import { findCharacter } from "../../characters/store.ts";
import { characterIdSchema } from "../../contract/characters/characters.ts";
import {
	characterDatasetRequestSchema,
	characterDatasetStartedSchema,
	characterImagesSchema,
	generationJobSchema,
	MAX_DATASET_BODY_BYTES,
} from "../../contract/documents/image-generation.ts";
import { jobRequestSchema } from "../../contract/jobs/jobs.ts";
import { jobIdSchema } from "../../contract/jobs/stages.ts";
import { database } from "../../db/client.ts";
import { type App, type AppContext, accountOf } from "../../http/app.ts";
import { json, jsonBody, refusals, security } from "../../http/responses.ts";
import { readJob } from "../../jobs/show/resource.ts";
import { errorName, log } from "../../log.ts";
import { ApiError, notFound, WordedError } from "../../problem.ts";
import { DATASET_PIPELINE, readDataset } from "../reference-datasets.ts";
import { submitAndRing } from "../submission.ts";
import { withPictures } from "../with-pictures.ts";
import {
	datasetParameters,
	sentPictures,
	startFailure,
	toGenerationJob,
	toImages,
	toStarted,
} from "./dataset-translation.ts";

const tags = ["characters"];
const base = "/api/v1/image-generation";

const start = createRoute({
	method: "post",
	path: `${base}/character-dataset`,
	operationId: "startCharacterDataset",
	tags,
	summary: "Make the references of a character, in other words",
	description:
		"`POST /v1/characters/{id}/reference-dataset` for programs that send pictures as text. A character that is not there, or not yours, is 403 with `error` `Unauthorized`.",
	security,
	request: { body: jsonBody(characterDatasetRequestSchema, { maxBytes: MAX_DATASET_BODY_BYTES }) },
	responses: {
		200: json(characterDatasetStartedSchema, "The job is stored and will run"),
		...refusals(400, 401, 403, 409, 410, 413, 415, 422, 429, 503),
	},
});
const images = createRoute({
	method: "get",
	path: `${base}/characters/{id}/reference-dataset`,
	operationId: "getCharacterImages",
	tags,
	summary: "The references of a character, in other words",
	description: "`GET /v1/characters/{id}/reference-dataset` without the job.",
	security,
	request: { params: z.object({ id: characterIdSchema }) },
	responses: { 200: json(characterImagesSchema, "The references"), ...refusals(401, 403, 404) },
});
const poll = createRoute({
	method: "get",
	path: `${base}/job/{id}`,
	operationId: "getGenerationJob",
	tags,
	summary: "How a job that makes references stands, in other words",
	description:
		"Made to be asked every three seconds; `GET /v1/jobs/{id}/events` tells the same at once. Any job of the account can be asked for. One that is not there, or not yours, is 404 with `error` `Job not found`.",
	security,
	request: { params: z.object({ id: jobIdSchema }) },
	responses: { 200: json(generationJobSchema, "The job"), ...refusals(401, 403, 404, 410) },
});

/** The routes of programs that make references of characters: translations of what `/v1` does. */
export function registerCharacterDatasets(app: App): void {
	app.openapi(start, async (c) => {
		const { account } = await accountOf(c, "jobs:write");
		const { characterId, prompt, referenceImages } = c.req.valid("json");
		try {
			const there =
				characterIdSchema.safeParse(characterId).success &&
				(await findCharacter(database(c.env.DB), account, characterId));
			if (!there) throw unauthorized();
			const pictures = sentPictures(referenceImages);
			const { job } = await withPictures(c, account, pictures, (references) => {
				const request = jobRequestSchema.parse({
					pipeline: DATASET_PIPELINE,
					character: characterId,
					parameters: datasetParameters({ prompt }, references),
				});
				return submitAndRing(c, { account, request, retry_of: null, idempotency: null });
			});
			return c.json(toStarted(job.id), 200);
		} catch (error) {
			const failure = startFailure(error);
			if (failure.code === "internal") tellBroken(c, error);
			throw failure;
		}
	});

	app.openapi(images, async (c) => {
		const { account } = await accountOf(c, "characters:read");
		const dataset = await readDataset(c.env, account, c.req.valid("param").id);
		if (!dataset) throw notFound("character");
		return c.json(toImages(dataset), 200);
	});

	app.openapi(poll, async (c) => {
		const { id } = c.req.valid("param");
		const { account } = await accountOf(c, "jobs:read", id);
		const found = await readJob(c.env, account, id);
		if (!found) throw new WordedError("Job not found", notFound("job"));
		return c.json(toGenerationJob(await found.show()), 200);
	});
}

function unauthorized(): WordedError {
	const message = "there is no such character, or it is not yours";
	return new WordedError(
		"Unauthorized",
		new ApiError("forbidden", message, [{ pointer: "/characterId", code: "forbidden", message }]),
	);
}

/** Only the name: messages may hold what a client sent. */
function tellBroken(c: AppContext, cause: unknown): void {
	const error = errorName(cause);
	const message = "a dataset could not be started";
	log.error(message, { request: c.get("requestId"), error });
}
