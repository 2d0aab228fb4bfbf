import { CLIENT_ID, PREVIEW_METHOD, type PromptRequest } from "../../contract/comfyui/comfyui.ts";
import { type JobRequest, jobRequestSchema } from "../../contract/jobs/jobs.ts";
import { invalidRequest } from "../../http/invalid-request.ts";
import { ApiError } from "../../problem.ts";

/** Where ComfyUI is told nothing else, it makes no previews, and clients that know none take them for pictures. */
const MAKES_PREVIEWS = ["auto", "latent2rgb", "taesd"];

/** The graph that was sent. Pure. @throws ApiError for what would be taken elsewhere and is not here */
export function graphOf({
	prompt,
	prompt_id,
	extra_data,
	partial_execution_targets,
}: PromptRequest): Record<string, unknown> {
	if (prompt_id)
		throw refused("/prompt_id", "invalid_prompt_id", "the id of a prompt is made here: leave prompt_id out");
	for (const name of ["api_key_comfy_org", "auth_token_comfy_org"] as const)
		if (extra_data?.[name])
			throw refused(
				`/extra_data/${name}`,
				"not_taken",
				"a key of partner nodes is not taken with a request, since it would be stored: set COMFY_ORG_API_KEY where the worker runs",
			);
	if (partial_execution_targets && partial_execution_targets.length > 0)
		throw refused(
			"/partial_execution_targets",
			"not_taken",
			"a graph runs as a whole: leave the other outputs out of it",
		);
	if (prompt === undefined) throw refused("/prompt", "no_prompt", "no prompt provided");
	return prompt;
}

/** What is asked for, as `POST /v1/jobs` would be asked. `inputs`: assets by place. Pure. @throws ApiError */
export function toRequest(
	{ client_id, front, number, extra_data }: PromptRequest,
	graph: Record<string, unknown>,
	inputs: Record<string, string>,
): JobRequest {
	const first = front === true || (typeof number === "number" && number < 0);
	const method = extra_data?.preview_method;
	const parsed = jobRequestSchema.safeParse({
		graph,
		inputs,
		...(first && { priority: 1 }),
		metadata: {
			[CLIENT_ID]: client_id ?? "",
			...(method && MAKES_PREVIEWS.includes(method) && { [PREVIEW_METHOD]: method }),
		},
	});
	if (!parsed.success) throw invalidRequest(parsed.error);
	return parsed.data;
}

function refused(pointer: string, code: string, message: string): ApiError {
	return new ApiError("invalid_request", message, [{ pointer, code, message }]);
}
