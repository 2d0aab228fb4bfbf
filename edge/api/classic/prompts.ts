import { createRoute } from "@hono/zod-openapi";
import {
	MAX_PROMPT_BYTES,
	promptInfoSchema,
	promptReplySchema,
	promptRequestSchema,
} from "../../contract/comfyui/comfyui.ts";
import { database } from "../../db/client.ts";
import { type App, accountOf } from "../../http/app.ts";
import { invalidRequest } from "../../http/invalid-request.ts";
import { classicSecurity, json, jsonBody, refusals } from "../../http/responses.ts";
import { unionOf } from "../../pools/capabilities.ts";
import { submitAndRing } from "../submission.ts";
import { numberOf } from "./entries.ts";
import { inputsOf, namedFiles } from "./file-names.ts";
import { kindsOfPool } from "./pool.ts";
import { asComfyuiSaysIt } from "./refusals.ts";
import { graphOf, toRequest } from "./requests.ts";
import { countOpen, newestUploads } from "./rows.ts";

const route = { path: "/prompt", tags: ["comfyui"], security: classicSecurity };

const queue = createRoute({
	...route,
	method: "post",
	operationId: "comfyuiQueuePrompt",
	summary: "Run a graph, as ComfyUI's own server does",
	description:
		"A job of `POST /v1/jobs` with a raw `graph`, in the pool `default`; `prompt_id` is its id. Inputs that name a file (`photo.png`, `folder/photo.png [input]`) are given the newest upload of the account with that name. Refusals have ComfyUI's `error` (`type`, `message`, `details`, `extra_info`) and `node_errors`. The body is JSON whatever its type is said to be. Also at `/api/prompt`.",
	request: {
		body: jsonBody(promptRequestSchema, {
			maxBytes: MAX_PROMPT_BYTES,
			large: ["prompt", "extra_data"],
			exact: ["prompt"],
		}),
	},
	responses: {
		200: json(promptReplySchema, "The job is stored and will run"),
		...refusals(400, 401, 402, 403, 409, 410, 413, 415, 422, 429, 503),
	},
});
const info = createRoute({
	...route,
	method: "get",
	operationId: "comfyuiGetPrompt",
	summary: "How many prompts wait or run",
	description: "Those that came by these routes. Also at `/api/prompt`.",
	responses: { 200: json(promptInfoSchema, "How many"), ...refusals(401, 403) },
});

export function registerPrompts(app: App): void {
	app.openapi(
		queue,
		async (c) => {
			const { account } = await accountOf(c, "jobs:write");
			const body = c.req.valid("json");
			const sent = body.prompt ?? null;
			try {
				const graph = graphOf(body);
				const kinds = await kindsOfPool(c.env);
				const files = namedFiles(graph, unionOf(kinds.map(({ capabilities }) => capabilities)));
				const names = files.map(({ filename }) => filename);
				const uploads = await newestUploads(database(c.env.DB), account, names);
				const request = toRequest(body, graph, inputsOf(files, uploads));
				const { job } = await submitAndRing(c, { account, request, retry_of: null, idempotency: null });
				const { priority } = job;
				const number = numberOf({ priority, created_at: Date.parse(job.created_at) });
				return c.json({ prompt_id: job.id, number, node_errors: {} }, 200);
			} catch (error) {
				throw asComfyuiSaysIt(error, sent);
			}
		},
		(result) => {
			if (!result.success) throw asComfyuiSaysIt(invalidRequest(result.error, promptRequestSchema), null);
		},
	);

	app.openapi(info, async (c) => {
		const { account } = await accountOf(c, "jobs:read");
		const queue_remaining = await countOpen(database(c.env.DB), account);
		return c.json({ exec_info: { queue_remaining } }, 200);
	});
}
