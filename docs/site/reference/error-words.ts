import type { FailureCode } from "../../../edge/contract/failures.ts";
import type { ProblemCode } from "../../../edge/contract/problem.ts";

/** Why a code is answered, and what to do then. */
export type ErrorWords = readonly [cause: string, remedy: string];

const DELETE_OR_ASK = "Delete what is no longer wanted; `detail` says how many there may be.";
const LOOK_AT_ID = "Look at the name in the list that it should be in, and at whose key was used.";

export const PROBLEM_WORDS: Record<ProblemCode, ErrorWords> = {
	malformed_json: [
		"The body does not parse as JSON.",
		"Send JSON in UTF-8, with `content-type: application/json`.",
	],
	malformed_form: [
		"The multipart body breaks off, or has no boundary.",
		"Let an HTTP library make the form, with the file in the field `file`.",
	],
	unknown_parameter: [
		"The query has a name that the route does not know.",
		"Leave it out: `errors` names it, and the reference lists those there are.",
	],
	invalid_request: [
		"A field is missing, is of another type, or lies outside its bounds.",
		"Mend each place of `errors`: `pointer` leads to it, `message` says what it takes.",
	],
	unknown_workflow: ["No workflow has this id, version or alias.", LOOK_AT_ID],
	unknown_pipeline: ["No pipeline has this id or version.", LOOK_AT_ID],
	unknown_character: ["The account has no character with this id.", LOOK_AT_ID],
	pipeline_retired: [
		"This version of the pipeline was retired; jobs that have it go on.",
		"Name a later version, or none for the newest.",
	],
	workflow_retired: [
		"This version of the workflow was retired; jobs that have it go on.",
		"Name a later version, or none for the newest.",
	],
	no_object_info: [
		"No live worker of the pool has sent what its nodes are, so nothing can be checked against them.",
		"Start a worker of that pool, or send ComfyUI's answer to `GET /object_info` as `object_info`.",
	],
	budget_exceeded: [
		"What it is reckoned to cost passes what is left of the budget of the job or the account.",
		"Ask for less, raise `budget_micro_usd` of the job, or have the operator raise that of the account.",
	],
	storage_limit: [
		"The account would store more bytes than it may; `detail` has the three sizes.",
		"Delete assets or jobs, or have the operator raise `max_bytes`.",
	],
	dataset_running: [
		"A job is making the references of this character.",
		"Wait for the job that `detail` names, or cancel it.",
	],
	character_limit: ["The account has as many characters as it may.", DELETE_OR_ASK],
	lora_not_ready: [
		"A job names a LoRA that is still being trained.",
		"Send `wait_for_loras: true`, and the job waits for it; or submit it again once `GET /v1/loras` has a version.",
	],
	lora_limit: ["The account has as many LoRAs as it may, or the LoRA as many versions.", DELETE_OR_ASK],
	dataset_limit: ["The account has as many datasets as it may, or the dataset as much in it.", DELETE_OR_ASK],
	dataset_not_ready: [
		"Checks of the dataset found faults that would spoil a training.",
		"Mend what `GET /v1/datasets/{id}/checks` tells.",
	],
	invalid_archive: [
		"The ZIP is broken, too large, or holds what is no picture and no caption.",
		"`errors` names the file within it; pack it anew.",
	],
	webhook_limit: ["The account has as many webhooks as it may.", DELETE_OR_ASK],
	project_limit: ["The account has as many projects as it may, or the project as many shots.", DELETE_OR_ASK],
	webhook_url_refused: [
		"The address is not https, is inside a private network, or its name leads there.",
		"Give an address on the public internet, port 443 or from 1024 on.",
	],
	webhook_paused: [
		"The webhook is paused, by somebody or because its endpoint was dead for three days.",
		'`PATCH` it with `{"paused": false}`; what happened meanwhile is sent.',
	],
	email_not_configured: [
		"The deployment has no binding for e-mail, or no address to send from.",
		"Give a `url`, or have the operator set `EMAIL_FROM` and the binding.",
	],
	pipeline_limit: ["The account has as many pipelines, or versions of them, as it may.", "Retire some."],
	workflow_limit: ["The account has as many workflows, or versions of them, as it may.", "Retire some."],
	invalid_workflow: [
		"The document of the workflow does not fit itself: a slot that is not in the graph, an example that does not validate, and such.",
		"Mend each place of `errors`.",
	],
	invalid_graph: [
		"ComfyUI would refuse the graph: a link that fits no input, a value that is not in a list, no output node.",
		"Mend each node of `errors`; `POST /v1/validate` says the same without a job.",
	],
	workflow_format_ui: [
		"The file is what the editor saves, not an API graph.",
		"Export it as API, or convert it: `POST /v1/convert`.",
	],
	insufficient_credits: [
		"`budget_exceeded`, in the words of Comfy API v2.",
		"Ask for less, or have the budget raised.",
	],
	hash_mismatch: [
		"The bytes that came have another hash than `expected_hash`.",
		"Send them again, or the right hash.",
	],
	blob_not_found: ["The account has no asset with these bytes.", "Upload the file itself."],
	asset_in_use: [
		"An unfinished job, a character or a LoRA needs the asset.",
		"Wait for the job, or take the asset out of what has it.",
	],
	too_many_streams: [
		"The account has as many sockets and streams open as it may.",
		"Close some; one stream of the account tells of all its jobs.",
	],
	missing_asset: [
		"The request names an asset that is not there, is somebody else's, or is too large to read.",
		"Upload it and send the id of the answer.",
	],
	unsupported_capability: [
		"No worker of the pool has a node, a model or a program that this needs.",
		"`errors` names it. Have it installed, take another pool, or send `wait_for_models` where the route takes it.",
	],
	over_profile_limit: [
		"It is more than machines of the pool's profile are given, such as 512x768 on an M1 with 16 GB.",
		"Ask for no more than `errors` says, or take another pool.",
	],
	unsupported_media: [
		"The body or the file is of a kind that the route does not take.",
		"Send the `content-type` that the reference names; of files, PNG, JPEG, WebP and those of films and sound.",
	],
	invalid_image: [
		"The bytes are no picture that can be read to its end, or something stands behind its end.",
		"Save the picture anew and upload that.",
	],
	request_timeout: [
		"The body came more slowly than it may.",
		"Send it again over a better connection, or in parts.",
	],
	length_required: [
		"The size of an upload is not told.",
		"Send `content-length`; a stream of unknown length is not taken.",
	],
	payload_too_large: [
		"The body has more bytes than the route takes; `detail` has both numbers.",
		"Send less; upload files by themselves and large ones in parts.",
	],
	idempotency_key_reuse: [
		"The `Idempotency-Key` was sent before, with another body.",
		"A new request takes a new key; the same request its old one.",
	],
	invalid_idempotency_key: [
		"The key is empty, too long, or has letters that it may not.",
		"Send up to 255 printable ASCII letters, such as a UUID.",
	],
	unauthorized: [
		"There is no key or token, or it is wrong, revoked or has run out.",
		"Send a good one as `Authorization: Bearer …`.",
	],
	url_expired: ["The signed URL, or the key behind it, has run out.", "Ask for another."],
	url_invalid: [
		"The signed URL was changed, or is for something else.",
		"Take it as it was given, to the last letter.",
	],
	forbidden: [
		"Key or token may not do this: a scope is missing, or it is good for one job only.",
		"Use a key that has what `detail` names.",
	],
	not_found: [
		"There is nothing at this address, or it is somebody else's: both read alike.",
		"Look at the id, and at whose key was used.",
	],
	method_not_allowed: ["The address takes other methods.", "The header `Allow` names them."],
	content_gone: [
		"What this was stored with is no longer in storage, by retention or by loss.",
		"Nothing brings it back: submit or store it anew.",
	],
	conflict: [
		"What stands there does not allow this now.",
		"`detail` says what stands in the way; look, then ask again.",
	],
	lease_lost: [
		"To workers: the attempt is over, and somebody else may have the task.",
		"Stop at once and publish nothing; claim the next task.",
	],
	outputs_missing: [
		"To workers: an output that the workflow declares is not in the manifest.",
		"Report a failure instead of a completion.",
	],
	output_mismatch: [
		"What lies in storage has another size or hash than the manifest says.",
		"Upload it again, then complete again.",
	],
	range_not_satisfiable: ["The `Range` begins behind the end of the file.", "`Content-Range` has its size."],
	queue_full: [
		"The account has as many unfinished jobs as it may.",
		"Wait until some have ended, or have the operator raise `max_jobs`.",
	],
	rate_limited: [
		"Too much of something in a minute, by the account or by the address.",
		"Come back after `Retry-After` seconds; `RateLimit` says what is left of which limit.",
	],
	import_disabled: ["The edge does not fetch files from addresses.", "Fetch the file and upload it."],
	upgrade_required: [
		"The address speaks WebSocket only.",
		"Open it as a socket; for events over HTTP take the `…/events` beside it.",
	],
	unavailable: [
		"A part that this needs does not answer: D1, R2, an object, an issuer of tokens.",
		"Ask again after `Retry-After`, with the same `Idempotency-Key`.",
	],
	internal: [
		"Something broke on our side.",
		"Quote `X-Request-Id` to whoever runs the deployment; asking again with the same `Idempotency-Key` is safe.",
	],
};

const AGAIN =
	"Nothing: it is tried again by itself. Where tries ran out, submit it again and look at the worker's log.";

export const FAILURE_WORDS: Record<FailureCode, ErrorWords> = {
	invalid_input: ["A parameter or a file cannot be used by the graph.", "Change what `message` names."],
	unsupported_image: ["An input is no picture that ComfyUI can open.", "Send it as PNG, JPEG or WebP."],
	too_many_outputs: ["The graph made more files than a task may leave.", "Make fewer at a time."],
	missing_asset: ["An input was deleted while the job waited.", "Upload it again and submit anew."],
	lora_not_made: [
		"The LoRA that the job waited for will not come: its training failed or was canceled, or it was removed.",
		"Train or upload it, and retry the job.",
	],
	rejected: [
		"A person looked at the outputs of a stage and refused them.",
		"Retry from that stage, with other parameters.",
	],
	stage_invalid: [
		"A stage cannot be planned from what came before it.",
		"Look at the stage that `message` names; mend the pipeline.",
	],
	node_validation: [
		"ComfyUI refused the graph.",
		"Mend the node of `node_id`; `POST /v1/validate` says it beforehand.",
	],
	node_error: ["A node threw while it ran.", "`message` has its words; change its inputs."],
	missing_node: ["ComfyUI has no such node class.", "Install the pack of nodes, or name another node."],
	missing_model: [
		"A file of weights is not on the machine.",
		"Fetch it (`npm run models`), or name another.",
	],
	missing_output: [
		"The graph ended without an output that the workflow declares.",
		"Mend the graph or its declared outputs.",
	],
	output_too_large: ["A file is larger than the edge takes.", "Make it shorter or smaller."],
	quality_rejected: [
		"Every take was refused by the checks of the workflow.",
		"Change the prompt, or which checks count.",
	],
	out_of_memory: [
		"The GPU had too little memory; it went once more to a larger machine, where there is one.",
		"Ask for a smaller picture or fewer at once, or add a larger GPU.",
	],
	comfyui_crashed: ["ComfyUI ended while the task ran.", AGAIN],
	comfyui_hung: ["ComfyUI said nothing for too long.", AGAIN],
	comfyui_unreachable: ["The worker's ComfyUI does not answer.", AGAIN],
	capabilities_outdated: ["A node or a file that the worker had told of is gone.", AGAIN],
	machine_unfit: ["This machine cannot do it, however often it tries: GPU or disk.", AGAIN],
	prompt_lost: ["ComfyUI forgot a prompt that it had accepted.", AGAIN],
	interrupted: ["Somebody interrupted ComfyUI on the machine itself.", AGAIN],
	upload_failed: ["An output did not reach storage.", AGAIN],
	download_failed: ["An input did not reach the machine.", AGAIN],
	lease_expired: ["The worker was not heard of in time.", AGAIN],
	worker_error: [
		"The worker met something that it does not know.",
		"`message` says what; it is tried again.",
	],
	deadline_exceeded: [
		"The job did not end within its `deadline_s`.",
		"Give it more time, or have more workers.",
	],
	decision_overdue: ["Nobody decided about a stage in time.", "Submit it again, and decide sooner."],
	budget_overdue: [
		"No budget held what was to be done, and nobody raised one in time.",
		"Raise the budget and submit it again.",
	],
	runtime_exceeded: [
		"A task ran longer than its workflow allows.",
		"Ask for less, or raise `timeout_seconds` of the workflow.",
	],
	storage_limit: [
		"The outputs would pass what the account may store.",
		"Delete something, then submit it again.",
	],
	canceled: ["Somebody canceled it.", "Nothing."],
};
