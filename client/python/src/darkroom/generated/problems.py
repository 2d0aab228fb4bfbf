"""A class for every code of the closed list of refusals. Made of the API's own list; not to be changed by hand."""

from ..kinds import (
    AuthenticationError as AuthenticationError,
    ConflictError as ConflictError,
    DarkroomError as DarkroomError,
    InvalidRequestError as InvalidRequestError,
    NotFoundError as NotFoundError,
    PermissionDeniedError as PermissionDeniedError,
    RateLimitError as RateLimitError,
    ServerError as ServerError,
)


class MalformedJsonError(InvalidRequestError):
    """The body is not JSON: 400, `malformed_json`. The body does not parse as JSON."""

    hint = "Send JSON in UTF-8, with `content-type: application/json`."


class MalformedFormError(InvalidRequestError):
    """The form cannot be read: 400, `malformed_form`. The multipart body breaks off, or has no boundary."""

    hint = "Let an HTTP library make the form, with the file in the field `file`."


class UnknownParameterError(InvalidRequestError):
    """A query parameter is not known: 400, `unknown_parameter`. The query has a name that the route does not know."""

    hint = "Leave it out: `errors` names it, and the reference lists those there are."


class UnknownWorkflowError(InvalidRequestError):
    """There is no such workflow: 422, `unknown_workflow`. No workflow has this id, version or alias."""

    hint = "Look at the name in the list that it should be in, and at whose key was used."


class UnknownPipelineError(InvalidRequestError):
    """There is no such pipeline: 422, `unknown_pipeline`. No pipeline has this id or version."""

    hint = "Look at the name in the list that it should be in, and at whose key was used."


class UnknownCharacterError(InvalidRequestError):
    """There is no such character: 422, `unknown_character`. The account has no character with this id."""

    hint = "Look at the name in the list that it should be in, and at whose key was used."


class PipelineRetiredError(InvalidRequestError):
    """The pipeline is retired: 422, `pipeline_retired`. This version of the pipeline was retired; jobs that have it go on."""

    hint = "Name a later version, or none for the newest."


class WorkflowRetiredError(InvalidRequestError):
    """The workflow is retired: 422, `workflow_retired`. This version of the workflow was retired; jobs that have it go on."""

    hint = "Name a later version, or none for the newest."


class NoObjectInfoError(InvalidRequestError):
    """No worker has said what its nodes are: 422, `no_object_info`. No live worker of the pool has sent what its nodes are, so nothing can be checked against them."""

    hint = "Start a worker of that pool, or send ComfyUI's answer to `GET /object_info` as `object_info`."


class BudgetExceededError(ConflictError):
    """The budget does not hold it: 409, `budget_exceeded`. What it is reckoned to cost passes what is left of the budget of the job or the account."""

    hint = "Ask for less, raise `budget_micro_usd` of the job, or have the operator raise that of the account."


class StorageLimitError(ConflictError):
    """The account may not store more: 409, `storage_limit`. The account would store more bytes than it may; `detail` has the three sizes."""

    hint = "Delete assets or jobs, or have the operator raise `max_bytes`."


class DatasetRunningError(ConflictError):
    """The references of the character are being made: 409, `dataset_running`. A job is making the references of this character."""

    hint = "Wait for the job that `detail` names, or cancel it."


class CharacterLimitError(ConflictError):
    """The account has too many characters: 409, `character_limit`. The account has as many characters as it may."""

    hint = "Delete what is no longer wanted; `detail` says how many there may be."


class LoraNotReadyError(ConflictError):
    """The LoRA is still being trained: 409, `lora_not_ready`. A job names a LoRA that is still being trained."""

    hint = "Send `wait_for_loras: true`, and the job waits for it; or submit it again once `GET /v1/loras` has a version."


class LoraLimitError(ConflictError):
    """The account has too many LoRAs, or the LoRA too many versions: 409, `lora_limit`. The account has as many LoRAs as it may, or the LoRA as many versions."""

    hint = "Delete what is no longer wanted; `detail` says how many there may be."


class DatasetLimitError(ConflictError):
    """The account has too many datasets, or the dataset too much in it: 409, `dataset_limit`. The account has as many datasets as it may, or the dataset as much in it."""

    hint = "Delete what is no longer wanted; `detail` says how many there may be."


class DatasetNotReadyError(ConflictError):
    """The dataset has faults: 409, `dataset_not_ready`. Checks of the dataset found faults that would spoil a training."""

    hint = "Mend what `GET /v1/datasets/{id}/checks` tells."


class InvalidArchiveError(InvalidRequestError):
    """The archive cannot be taken: 422, `invalid_archive`. The ZIP is broken, too large, or holds what is no picture and no caption."""

    hint = "`errors` names the file within it; pack it anew."


class WebhookLimitError(ConflictError):
    """The account has too many webhooks: 409, `webhook_limit`. The account has as many webhooks as it may."""

    hint = "Delete what is no longer wanted; `detail` says how many there may be."


class ProjectLimitError(ConflictError):
    """The account has too many projects, or the project too many shots: 409, `project_limit`. The account has as many projects as it may, or the project as many shots."""

    hint = "Delete what is no longer wanted; `detail` says how many there may be."


class WebhookUrlRefusedError(InvalidRequestError):
    """Nothing is posted to this address: 422, `webhook_url_refused`. The address is not https, is inside a private network, or its name leads there."""

    hint = "Give an address on the public internet, port 443 or from 1024 on."


class WebhookPausedError(ConflictError):
    """The webhook is paused: 409, `webhook_paused`. The webhook is paused, by somebody or because its endpoint was dead for three days."""

    hint = "`PATCH` it with `{\"paused\": false}`; what happened meanwhile is sent."


class EmailNotConfiguredError(ConflictError):
    """This deployment sends no e-mail: 409, `email_not_configured`. The deployment has no binding for e-mail, or no address to send from."""

    hint = "Give a `url`, or have the operator set `EMAIL_FROM` and the binding."


class PipelineLimitError(ConflictError):
    """The account has too many pipelines: 409, `pipeline_limit`. The account has as many pipelines, or versions of them, as it may."""

    hint = "Retire some."


class WorkflowLimitError(ConflictError):
    """The account has too many workflows: 409, `workflow_limit`. The account has as many workflows, or versions of them, as it may."""

    hint = "Retire some."


class InvalidWorkflowError(InvalidRequestError):
    """The workflow cannot run: 422, `invalid_workflow`. The document of the workflow does not fit itself: a slot that is not in the graph, an example that does not validate, and such."""

    hint = "Mend each place of `errors`."


class InvalidGraphError(InvalidRequestError):
    """The graph cannot run: 422, `invalid_graph`. ComfyUI would refuse the graph: a link that fits no input, a value that is not in a list, no output node."""

    hint = "Mend each node of `errors`; `POST /v1/validate` says the same without a job."


class WorkflowFormatUiError(InvalidRequestError):
    """This is a canvas file, not an API graph: 422, `workflow_format_ui`. The file is what the editor saves, not an API graph."""

    hint = "Export it as API, or convert it: `POST /v1/convert`."


class InsufficientCreditsError(InvalidRequestError):
    """The budget does not hold it: 402, `insufficient_credits`. `budget_exceeded`, in the words of Comfy API v2."""

    hint = "Ask for less, or have the budget raised."


class HashMismatchError(ConflictError):
    """The bytes are not those that were said: 409, `hash_mismatch`. The bytes that came have another hash than `expected_hash`."""

    hint = "Send them again, or the right hash."


class BlobNotFoundError(NotFoundError):
    """The account has no asset with these bytes: 404, `blob_not_found`. The account has no asset with these bytes."""

    hint = "Upload the file itself."


class AssetInUseError(ConflictError):
    """Something needs the asset: 409, `asset_in_use`. An unfinished job, a character or a LoRA needs the asset."""

    hint = "Wait for the job, or take the asset out of what has it."


class TooManyStreamsError(RateLimitError):
    """The account has too many streams open: 429, `too_many_streams`. The account has as many sockets and streams open as it may."""

    hint = "Close some; one stream of the account tells of all its jobs."


class MissingAssetError(InvalidRequestError):
    """An asset is missing: 422, `missing_asset`. The request names an asset that is not there, is somebody else's, or is too large to read."""

    hint = "Upload it and send the id of the answer."


class UnsupportedCapabilityError(InvalidRequestError):
    """No worker of the pool can run this: 422, `unsupported_capability`. No worker of the pool has a node, a model or a program that this needs."""

    hint = "`errors` names it. Have it installed, take another pool, or send `wait_for_models` where the route takes it."


class OverProfileLimitError(InvalidRequestError):
    """This is more than the hardware of the pool is given: 400, `over_profile_limit`. It is more than machines of the pool's profile are given, such as 512x768 on an M1 with 16 GB."""

    hint = "Ask for no more than `errors` says, or take another pool."


class UnsupportedMediaError(InvalidRequestError):
    """This kind of file is not accepted: 415, `unsupported_media`. The body or the file is of a kind that the route does not take."""

    hint = "Send the `content-type` that the reference names; of files, PNG, JPEG, WebP and those of films and sound."


class InvalidImageError(InvalidRequestError):
    """This is not a picture that can be read: 422, `invalid_image`. The bytes are no picture that can be read to its end, or something stands behind its end."""

    hint = "Save the picture anew and upload that."


class RequestTimeoutError(InvalidRequestError):
    """The body came too slowly: 408, `request_timeout`. The body came more slowly than it may."""

    hint = "Send it again over a better connection, or in parts."


class LengthRequiredError(InvalidRequestError):
    """The length of the body is missing: 411, `length_required`. The size of an upload is not told."""

    hint = "Send `content-length`; a stream of unknown length is not taken."


class PayloadTooLargeError(InvalidRequestError):
    """The body is too large: 413, `payload_too_large`. The body has more bytes than the route takes; `detail` has both numbers."""

    hint = "Send less; upload files by themselves and large ones in parts."


class IdempotencyKeyReuseError(InvalidRequestError):
    """The idempotency key was used for another request: 422, `idempotency_key_reuse`. The `Idempotency-Key` was sent before, with another body."""

    hint = "A new request takes a new key; the same request its old one."


class InvalidIdempotencyKeyError(InvalidRequestError):
    """The idempotency key does not fit: 400, `invalid_idempotency_key`. The key is empty, too long, or has letters that it may not."""

    hint = "Send up to 255 printable ASCII letters, such as a UUID."


class UnauthorizedError(AuthenticationError):
    """No valid credentials: 401, `unauthorized`. There is no key or token, or it is wrong, revoked or has run out."""

    hint = "Send a good one as `Authorization: Bearer …`."


class UrlExpiredError(PermissionDeniedError):
    """The signed URL has expired: 403, `url_expired`. The signed URL, or the key behind it, has run out."""

    hint = "Ask for another."


class UrlInvalidError(PermissionDeniedError):
    """The signed URL is not good: 403, `url_invalid`. The signed URL was changed, or is for something else."""

    hint = "Take it as it was given, to the last letter."


class ForbiddenError(PermissionDeniedError):
    """The credentials do not allow this: 403, `forbidden`. Key or token may not do this: a scope is missing, or it is good for one job only."""

    hint = "Use a key that has what `detail` names."


class MethodNotAllowedError(InvalidRequestError):
    """Method not allowed: 405, `method_not_allowed`. The address takes other methods."""

    hint = "The header `Allow` names them."


class ContentGoneError(NotFoundError):
    """What was stored is gone from storage: 410, `content_gone`. What this was stored with is no longer in storage, by retention or by loss."""

    hint = "Nothing brings it back: submit or store it anew."


class LeaseLostError(ConflictError):
    """This attempt is over: 409, `lease_lost`. To workers: the attempt is over, and somebody else may have the task."""

    hint = "Stop at once and publish nothing; claim the next task."


class OutputsMissingError(InvalidRequestError):
    """Declared outputs are missing: 422, `outputs_missing`. To workers: an output that the workflow declares is not in the manifest."""

    hint = "Report a failure instead of a completion."


class OutputMismatchError(InvalidRequestError):
    """A stored output does not match the manifest: 422, `output_mismatch`. What lies in storage has another size or hash than the manifest says."""

    hint = "Upload it again, then complete again."


class RangeNotSatisfiableError(InvalidRequestError):
    """The range lies outside the file: 416, `range_not_satisfiable`. The `Range` begins behind the end of the file."""

    hint = "`Content-Range` has its size."


class QueueFullError(RateLimitError):
    """The account has too many jobs waiting: 429, `queue_full`. The account has as many unfinished jobs as it may."""

    hint = "Wait until some have ended, or have the operator raise `max_jobs`."


class RateLimitedError(RateLimitError):
    """Too much in too short a time: 429, `rate_limited`. Too much of something in a minute, by the account or by the address."""

    hint = "Come back after `Retry-After` seconds; `RateLimit` says what is left of which limit."


class ImportDisabledError(PermissionDeniedError):
    """Import from a URL is not enabled: 403, `import_disabled`. The edge does not fetch files from addresses."""

    hint = "Fetch the file and upload it."


class UpgradeRequiredError(InvalidRequestError):
    """This address speaks WebSocket: 426, `upgrade_required`. The address speaks WebSocket only."""

    hint = "Open it as a socket; for events over HTTP take the `…/events` beside it."


class UnavailableError(ServerError):
    """A part this needs is not available: 503, `unavailable`. A part that this needs does not answer: D1, R2, an object, an issuer of tokens."""

    hint = "Ask again after `Retry-After`, with the same `Idempotency-Key`."


class InternalError(ServerError):
    """Something broke on our side: 500, `internal`. Something broke on our side."""

    hint = "Quote `X-Request-Id` to whoever runs the deployment; asking again with the same `Idempotency-Key` is safe."


PROBLEMS: dict[str, type[DarkroomError]] = {
    "malformed_json": MalformedJsonError,
    "malformed_form": MalformedFormError,
    "unknown_parameter": UnknownParameterError,
    "invalid_request": InvalidRequestError,
    "unknown_workflow": UnknownWorkflowError,
    "unknown_pipeline": UnknownPipelineError,
    "unknown_character": UnknownCharacterError,
    "pipeline_retired": PipelineRetiredError,
    "workflow_retired": WorkflowRetiredError,
    "no_object_info": NoObjectInfoError,
    "budget_exceeded": BudgetExceededError,
    "storage_limit": StorageLimitError,
    "dataset_running": DatasetRunningError,
    "character_limit": CharacterLimitError,
    "lora_not_ready": LoraNotReadyError,
    "lora_limit": LoraLimitError,
    "dataset_limit": DatasetLimitError,
    "dataset_not_ready": DatasetNotReadyError,
    "invalid_archive": InvalidArchiveError,
    "webhook_limit": WebhookLimitError,
    "project_limit": ProjectLimitError,
    "webhook_url_refused": WebhookUrlRefusedError,
    "webhook_paused": WebhookPausedError,
    "email_not_configured": EmailNotConfiguredError,
    "pipeline_limit": PipelineLimitError,
    "workflow_limit": WorkflowLimitError,
    "invalid_workflow": InvalidWorkflowError,
    "invalid_graph": InvalidGraphError,
    "workflow_format_ui": WorkflowFormatUiError,
    "insufficient_credits": InsufficientCreditsError,
    "hash_mismatch": HashMismatchError,
    "blob_not_found": BlobNotFoundError,
    "asset_in_use": AssetInUseError,
    "too_many_streams": TooManyStreamsError,
    "missing_asset": MissingAssetError,
    "unsupported_capability": UnsupportedCapabilityError,
    "over_profile_limit": OverProfileLimitError,
    "unsupported_media": UnsupportedMediaError,
    "invalid_image": InvalidImageError,
    "request_timeout": RequestTimeoutError,
    "length_required": LengthRequiredError,
    "payload_too_large": PayloadTooLargeError,
    "idempotency_key_reuse": IdempotencyKeyReuseError,
    "invalid_idempotency_key": InvalidIdempotencyKeyError,
    "unauthorized": UnauthorizedError,
    "url_expired": UrlExpiredError,
    "url_invalid": UrlInvalidError,
    "forbidden": ForbiddenError,
    "not_found": NotFoundError,
    "method_not_allowed": MethodNotAllowedError,
    "content_gone": ContentGoneError,
    "conflict": ConflictError,
    "lease_lost": LeaseLostError,
    "outputs_missing": OutputsMissingError,
    "output_mismatch": OutputMismatchError,
    "range_not_satisfiable": RangeNotSatisfiableError,
    "queue_full": QueueFullError,
    "rate_limited": RateLimitedError,
    "import_disabled": ImportDisabledError,
    "upgrade_required": UpgradeRequiredError,
    "unavailable": UnavailableError,
    "internal": InternalError,
}
"""Every code, and what is raised for it."""
