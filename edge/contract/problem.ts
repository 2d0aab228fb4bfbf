import * as z from "zod";

/**
 * Every refusal of the API: RFC 9457 fields, and the Comfy envelope beside them so that clients of both
 * kinds can read it. `errors` points into the request.
 */
export const problemItemSchema = z
	.object({
		/** RFC 6901 pointer into the request body, or a header or query name. */
		pointer: z.string(),
		code: z.string(),
		message: z.string(),
	})
	.meta({ id: "ProblemItem" });
export type ProblemItem = z.infer<typeof problemItemSchema>;

export const problemSchema = z.object({
	type: z.string(),
	title: z.string(),
	status: z.int(),
	detail: z.string(),
	instance: z.string(),
	code: z.string(),
	errors: z.array(problemItemSchema),
	error: z.object({
		code: z.string(),
		message: z.string(),
		details: z.object({ errors: z.array(problemItemSchema) }),
	}),
});
export type Problem = z.infer<typeof problemSchema>;

/** The closed list of API error codes, with the HTTP status each is answered with and a short title. */
export const PROBLEM_CODES = {
	malformed_json: { status: 400, title: "The body is not JSON" },
	malformed_form: { status: 400, title: "The form cannot be read" },
	unknown_parameter: { status: 400, title: "A query parameter is not known" },
	invalid_request: { status: 422, title: "The request does not fit" },
	unknown_workflow: { status: 422, title: "There is no such workflow" },
	unknown_pipeline: { status: 422, title: "There is no such pipeline" },
	unknown_character: { status: 422, title: "There is no such character" },
	pipeline_retired: { status: 422, title: "The pipeline is retired" },
	workflow_retired: { status: 422, title: "The workflow is retired" },
	no_object_info: { status: 422, title: "No worker has said what its nodes are" },
	budget_exceeded: { status: 409, title: "The budget does not hold it" },
	storage_limit: { status: 409, title: "The account may not store more" },
	dataset_running: { status: 409, title: "The references of the character are being made" },
	character_limit: { status: 409, title: "The account has too many characters" },
	lora_not_ready: { status: 409, title: "The LoRA is still being trained" },
	lora_limit: { status: 409, title: "The account has too many LoRAs, or the LoRA too many versions" },
	dataset_limit: { status: 409, title: "The account has too many datasets, or the dataset too much in it" },
	dataset_not_ready: { status: 409, title: "The dataset has faults" },
	invalid_archive: { status: 422, title: "The archive cannot be taken" },
	webhook_limit: { status: 409, title: "The account has too many webhooks" },
	project_limit: { status: 409, title: "The account has too many projects, or the project too many shots" },
	webhook_url_refused: { status: 422, title: "Nothing is posted to this address" },
	webhook_paused: { status: 409, title: "The webhook is paused" },
	email_not_configured: { status: 409, title: "This deployment sends no e-mail" },
	pipeline_limit: { status: 409, title: "The account has too many pipelines" },
	workflow_limit: { status: 409, title: "The account has too many workflows" },
	invalid_workflow: { status: 422, title: "The workflow cannot run" },
	invalid_graph: { status: 422, title: "The graph cannot run" },
	workflow_format_ui: { status: 422, title: "This is a canvas file, not an API graph" },
	insufficient_credits: { status: 402, title: "The budget does not hold it" },
	hash_mismatch: { status: 409, title: "The bytes are not those that were said" },
	blob_not_found: { status: 404, title: "The account has no asset with these bytes" },
	asset_in_use: { status: 409, title: "Something needs the asset" },
	too_many_streams: { status: 429, title: "The account has too many streams open" },
	missing_asset: { status: 422, title: "An asset is missing" },
	unsupported_capability: { status: 422, title: "No worker of the pool can run this" },
	over_profile_limit: { status: 400, title: "This is more than the hardware of the pool is given" },
	unsupported_media: { status: 415, title: "This kind of file is not accepted" },
	invalid_image: { status: 422, title: "This is not a picture that can be read" },
	request_timeout: { status: 408, title: "The body came too slowly" },
	length_required: { status: 411, title: "The length of the body is missing" },
	payload_too_large: { status: 413, title: "The body is too large" },
	idempotency_key_reuse: { status: 422, title: "The idempotency key was used for another request" },
	invalid_idempotency_key: { status: 400, title: "The idempotency key does not fit" },
	unauthorized: { status: 401, title: "No valid credentials" },
	url_expired: { status: 403, title: "The signed URL has expired" },
	url_invalid: { status: 403, title: "The signed URL is not good" },
	forbidden: { status: 403, title: "The credentials do not allow this" },
	not_found: { status: 404, title: "Not found" },
	method_not_allowed: { status: 405, title: "Method not allowed" },
	content_gone: { status: 410, title: "What was stored is gone from storage" },
	conflict: { status: 409, title: "The state does not allow this" },
	lease_lost: { status: 409, title: "This attempt is over" },
	outputs_missing: { status: 422, title: "Declared outputs are missing" },
	output_mismatch: { status: 422, title: "A stored output does not match the manifest" },
	range_not_satisfiable: { status: 416, title: "The range lies outside the file" },
	queue_full: { status: 429, title: "The account has too many jobs waiting" },
	rate_limited: { status: 429, title: "Too much in too short a time" },
	import_disabled: { status: 403, title: "Import from a URL is not enabled" },
	upgrade_required: { status: 426, title: "This address speaks WebSocket" },
	unavailable: { status: 503, title: "A part this needs is not available" },
	internal: { status: 500, title: "Something broke on our side" },
} as const;
export type ProblemCode = keyof typeof PROBLEM_CODES;
