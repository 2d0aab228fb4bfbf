"""Bodies and answers of the API, as `json` reads and writes them. Made of the API's own description; not to be changed."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any, Dict, List, Literal, Optional, TypedDict, Union

if sys.version_info >= (3, 11):
    from typing import NotRequired, TypeAlias
else:
    from typing import TypeAlias

    if TYPE_CHECKING:
        from typing_extensions import NotRequired

WebhookEventDataJobError = TypedDict(
    "WebhookEventDataJobError",
    {
        "code": "Literal[\"invalid_input\", \"unsupported_image\", \"too_many_outputs\", \"missing_asset\", \"lora_not_made\", \"rejected\", \"stage_invalid\", \"node_validation\", \"node_error\", \"missing_node\", \"missing_model\", \"missing_output\", \"output_too_large\", \"quality_rejected\", \"out_of_memory\", \"comfyui_crashed\", \"comfyui_hung\", \"comfyui_unreachable\", \"capabilities_outdated\", \"machine_unfit\", \"prompt_lost\", \"interrupted\", \"upload_failed\", \"download_failed\", \"lease_expired\", \"worker_error\", \"deadline_exceeded\", \"decision_overdue\", \"budget_overdue\", \"runtime_exceeded\", \"storage_limit\", \"canceled\"]",
        "class": "Literal[\"user\", \"graph\", \"capacity\", \"infra\", \"limit\", \"canceled\"]",
        "message": "str",
    },
)
"""Why it failed; null: it did not"""


class WebhookEventDataJobUrls(TypedDict):
    """Paths of what belongs to it, on this server"""

    self: str
    """Path of the job on this server"""


class WebhookEventDataJob(TypedDict):
    """Id of the job, `job_…`"""

    id: str
    """Its id"""
    status: Literal["queued", "running", "succeeded", "canceling", "canceled", "failed", "expired"]
    """Where it stands"""
    seq: int
    """Number of the job's event: of two events, the later has the higher"""
    workflow: str
    """The workflow with its version, or `graph`"""
    metadata: Dict[str, str]
    """The client's own notes; empty where they are longer than 4000"""
    error: Optional[WebhookEventDataJobError]
    """Why it failed; null: it did not"""
    started_at: Optional[str]
    """When it first ran; null: it has not"""
    finished_at: Optional[str]
    """When it ended; null: it has not"""
    outputs: List[str]
    """Ids of its outputs; the first 100 of them"""
    more_outputs: bool
    """There are more outputs than are named here"""
    urls: WebhookEventDataJobUrls
    """Paths of what belongs to it, on this server"""


class WebhookEventDataStage(TypedDict):
    """The stage that it is about; null: the whole job"""

    key: str
    """The key. It is shown this once"""
    status: Literal["waiting", "ready", "queued", "running", "judging", "awaiting_approval", "succeeded", "skipped", "canceled", "failed", "expired"]
    """Where it stands"""


class WebhookEventData(TypedDict):
    """What it is about"""

    job: WebhookEventDataJob
    """Id of the job, `job_…`"""
    stage: Optional[WebhookEventDataStage]
    """The stage that it is about; null: the whole job"""


class WebhookEvent(TypedDict):
    """What is posted to a webhook. Newer edges may tell more"""

    type: Literal["job.succeeded", "job.failed", "job.canceled", "job.expired", "job.waiting_for_decision", "stage.succeeded", "stage.failed", "stage.skipped"]
    """`job.succeeded`: the job has ended, and every declared output is stored; `job.failed`: the job has ended with an error; `job.canceled`: the job was canceled, and nothing of it runs any more; `job.expired`: the job has not ended before its deadline; `job.waiting_for_decision`: a stage of the job waits for a person; `stage.succeeded`: a stage of a job of several stages has ended well; `stage.failed`: a stage of a job of several stages has failed; `stage.skipped`: a stage of a job of several stages was left out, as its condition says"""
    timestamp: str
    """When it happened"""
    data: WebhookEventData
    """What it is about"""


class DoorbellMessageLook(TypedDict):
    type: Literal["look"]
    """What it is"""


class DoorbellMessageCancel(TypedDict):
    type: Literal["cancel"]
    """What it is"""
    task: str
    """Id of the task, `tsk_…`; null: no task made it"""
    epoch: int
    """Number of the attempt, which fences every later message; 0 before the first"""


class DoorbellMessageWatched(TypedDict):
    type: Literal["watched"]
    """What it is"""
    task: str
    """Id of the task, `tsk_…`; null: no task made it"""
    epoch: int
    """Number of the attempt, which fences every later message; 0 before the first"""
    watched: bool
    """Somebody watches: send progress often, and previews"""


class DoorbellMessageRefresh(TypedDict):
    type: Literal["refresh"]
    """What it is"""


class DoorbellMessageDrain(TypedDict):
    type: Literal["drain"]
    """What it is"""


DoorbellMessage: TypeAlias = "Union[DoorbellMessageLook, DoorbellMessageCancel, DoorbellMessageWatched, DoorbellMessageRefresh, DoorbellMessageDrain]"
"""What a doorbell says to a worker. All of it is a hint: whoever hears nothing finds out by asking"""


class ComfyuiMessage(TypedDict):
    """A message of `/ws` as text; previews are binary"""

    type: Literal["status", "feature_flags", "execution_start", "execution_cached", "executing", "progress_state", "progress", "executed", "execution_success", "execution_error", "execution_interrupted"]
    """What it tells"""
    data: Dict[str, Any]
    """As ComfyUI has it; `prompt_id` is the id of the job"""


class JobNoticesItem(TypedDict):
    pointer: str
    """RFC 6901 pointer into the request body, or the name of a header or query parameter; empty: all of it"""
    code: Literal["parameter_not_used", "prefix_replaced", "branch_not_run", "content_gone"]
    """What it is, as a word that does not change"""
    message: str
    """The same for people"""


class JobQueueMissingModelsItem(TypedDict):
    folder: str
    """Folder below `models/`; null: not known"""
    file: str
    """Name of the file, with folders below that of its kind"""


class JobQueueLorasItem(TypedDict):
    reference: str
    """`name@version`"""
    training: Optional[str]
    """The job that trains it; null: nobody does, and it is to be uploaded"""


class JobQueue(TypedDict):
    """What of it waits and why, while other tasks of it may run; null where nothing waits"""

    reason: Literal["dispatching", "workers_busy", "account_limit", "over_budget", "retry_wait", "starting", "no_capacity", "crash_loop", "capacity_budget", "capacity_paused", "no_worker", "lora_not_ready", "model_missing", "no_larger_worker", "no_capable_worker"]
    """`dispatching`: a worker that can run it is idle, was told, and is about to take it; `workers_busy`: every worker that can run it is at work; `account_limit`: the account holds as many workers as it may; `over_budget`: the budget of the account, of the character or of the job does not hold it; it goes on when that is raised; `retry_wait`: it failed or was given back, and is tried again at `available_at` of its task; `starting`: a machine was asked for, and is being started; `no_capacity`: there is no free machine of the kind that it needs; one is taken as soon as there is; `crash_loop`: the machines that were started for it do not get to work; an operator must look; `capacity_budget`: the machines for it have cost today what they may; it goes on at midnight, UTC; `capacity_paused`: an operator has paused the machines for it; `no_worker`: no worker of the pool is there; `lora_not_ready`: a LoRA in `loras` is still being trained, or was not promoted or uploaded yet; `model_missing`: no worker of the pool has the model files in `missing_models`; `no_larger_worker`: GPU memory ran out, and no worker that is there has more; it waits for one until its deadline; `no_capable_worker`: no worker of the pool has the nodes, or the setting, that it needs"""
    since: str
    """Since when it waits: submitted, its stage opened, or it came back"""
    stage: str
    """The stage that waits"""
    tasks: int
    """How many tasks of the stage wait for this reason; 0: the stage itself waits, and has none yet"""
    missing_models: List[JobQueueMissingModelsItem]
    """With `model_missing`: the files that a worker of the pool must get, and their folders under models/"""
    loras: List[JobQueueLorasItem]
    """With `lora_not_ready`: what the stage waits for"""
    message: str
    """The same for people"""


class JobAwaiting(TypedDict):
    """The decision that the job waits for: `POST /v1/jobs/{id}/stages/{key}/decide`. Its clock stands meanwhile; null where none is wanted"""

    stage: str
    """The stage that waits"""
    since: str
    """Since when"""
    until: Optional[str]
    """When the job is given up if nobody decides; null while other work of it goes on"""
    take: int
    """The take to look at"""
    gate: Gate


class JobUrls(TypedDict):
    """Paths of what belongs to it, on this server"""

    self: str
    """Path of the job"""
    events: str
    """Path of the Server-Sent Events"""
    socket: str
    """Path of the WebSocket"""
    cancel: str
    """Path to cancel it by, with POST"""
    workflow: str
    """Path of the sidecar"""
    attempts: str
    """Path of the attempts"""


class Job(TypedDict):
    """A job with everything that belongs to it"""

    id: str
    """Its id"""
    status: Literal["queued", "running", "succeeded", "canceling", "canceled", "failed", "expired"]
    """`running` while a worker holds a task of it; a job whose tasks came back is `queued` again"""
    version: int
    """Number of the last durable event: `since_version` waits for a higher one"""
    workflow: Optional[str]
    """`id@version`, or `graph` for a raw graph; null for a pipeline"""
    pipeline: Optional[str]
    """`id@version` of the pipeline it runs; null: it runs none"""
    character: NotRequired[Optional[str]]
    """Whom it is about; the character may be gone since. Null: nobody"""
    parameters: Dict[str, Any]
    """Parameters with defaults and chosen seeds filled in"""
    priority: int
    """Higher goes first among the jobs of one account"""
    notices: List[JobNoticesItem]
    """What was accepted but has no effect, such as a negative prompt where cfg is 1, and branches that did not run"""
    metadata: Dict[str, str]
    """The client's own notes, as they were sent"""
    pool: str
    """Name of the pool of workers"""
    queue_reason: Literal["dispatching", "workers_busy", "account_limit", "over_budget", "retry_wait", "starting", "no_capacity", "crash_loop", "capacity_budget", "capacity_paused", "no_worker", "lora_not_ready", "model_missing", "no_larger_worker", "no_capable_worker", None]
    """The `reason` of `queue`"""
    queue: Optional[JobQueue]
    """What of it waits and why, while other tasks of it may run; null where nothing waits"""
    queue_ahead: NotRequired[Optional[int]]
    """How many tasks of the account in its pool go before its first one that waits, at most 1000 are counted; null where nothing waits, or before it was looked for"""
    awaiting: Optional[JobAwaiting]
    """The decision that the job waits for: `POST /v1/jobs/{id}/stages/{key}/decide`. Its clock stands meanwhile; null where none is wanted"""
    progress: List[ProgressTick]
    """Where each running task stands; empty when nothing runs"""
    stages: List[Stage]
    """The steps of the job; a job of one workflow has one"""
    outputs: List[Asset]
    """What all tasks made, in their order"""
    cost: JobCost
    error: JobError
    retry_of: Optional[str]
    """Id of the job that this one repeats; null: none"""
    imported: NotRequired[bool]
    """It ran elsewhere, before it came here by `POST /v1/imports`"""
    created_at: str
    """When it was made"""
    started_at: Optional[str]
    """When it first ran; null: it has not"""
    finished_at: Optional[str]
    """When it ended; null: it has not"""
    deadline_at: str
    """When it is given up as `expired`; while nothing but a person or a budget is waited for, when those are given up"""
    urls: JobUrls
    """Paths of what belongs to it, on this server"""


class GateChoice1(TypedDict):
    approve: Literal[True]
    """Approve of all of it"""


class GateChoice2(TypedDict):
    pick: List[Any]
    """Pick outputs: so many at least, so many at most"""


Gate: TypeAlias = "Optional[Union[GateChoice1, GateChoice2]]"
"""What a person is asked about what a stage made"""


class ProgressTick(TypedDict):
    """Where a task stands. Not stored and not numbered; each one is a whole picture, so a lost one harms nobody"""

    type: Literal["progress"]
    """What it is"""
    job: str
    """Id of the job, `job_…`"""
    task: str
    """Id of the task, `tsk_…`; null: no task made it"""
    stage: str
    """Key of the stage"""
    index: int
    """Place among the tasks of its stage, from 0"""
    epoch: int
    """Number of the attempt, which fences every later message; 0 before the first"""
    percent: float
    """0 to 100 over the whole graph; never goes back within an attempt"""
    node: Optional[str]
    """Id of the node in the graph; null: none"""
    node_title: Optional[str]
    """The node's title as the author of the graph wrote it, else its class"""
    step: Optional[int]
    """Step of the sampler; null: none runs"""
    steps: Optional[int]
    """Steps of the sampler in all; null: none runs"""
    nodes_done: int
    """Nodes of the graph that are done"""
    nodes_total: int
    """Nodes of the graph that will run"""
    message: NotRequired[Optional[str]]
    """The same for people"""
    loss: NotRequired[Optional[float]]
    """Of a training: what its trainer said last"""
    learning_rate: NotRequired[Optional[float]]
    """Of a training: how far a step goes"""
    seconds_per_step: NotRequired[Optional[float]]
    """Of a training: how long a step takes"""


class StageGateChoice1(TypedDict):
    approve: Literal[True]
    """Approve of all of it"""


class StageGateChoice2(TypedDict):
    pick: List[Any]
    """Pick outputs: so many at least, so many at most"""


class StageDecision(TypedDict):
    """The last word of a person"""

    by: str
    """Id of the key that decided"""
    at: str
    """When it happened"""
    take: int
    """The take it was about"""
    choice: Literal["approve", "pick", "retake", "reject"]
    """What was decided"""


StageError = TypedDict(
    "StageError",
    {
        "code": "Literal[\"invalid_input\", \"unsupported_image\", \"too_many_outputs\", \"missing_asset\", \"lora_not_made\", \"rejected\", \"stage_invalid\", \"node_validation\", \"node_error\", \"missing_node\", \"missing_model\", \"missing_output\", \"output_too_large\", \"quality_rejected\", \"out_of_memory\", \"comfyui_crashed\", \"comfyui_hung\", \"comfyui_unreachable\", \"capabilities_outdated\", \"machine_unfit\", \"prompt_lost\", \"interrupted\", \"upload_failed\", \"download_failed\", \"lease_expired\", \"worker_error\", \"deadline_exceeded\", \"decision_overdue\", \"budget_overdue\", \"runtime_exceeded\", \"storage_limit\", \"canceled\"]",
        "class": "Literal[\"user\", \"graph\", \"capacity\", \"infra\", \"limit\", \"canceled\"]",
        "whose_fault": "Literal[\"user\", \"operator\", \"us\"]",
        "message": "str",
        "node_id": "Optional[str]",
        "class_type": "Optional[str]",
    },
)
"""Why it ended so, where none of its tasks says it"""


class Stage(TypedDict):
    """A step of a job, with its tasks"""

    key: str
    """Its name within the job"""
    label: NotRequired[Optional[str]]
    """What its outputs are called, such as `REFERENCE_AVATAR`; null: nothing"""
    status: Literal["waiting", "ready", "queued", "running", "judging", "awaiting_approval", "succeeded", "skipped", "canceled", "failed", "expired"]
    """`waiting`: for other stages; `ready`: about to be planned; `judging`: for checks of its outputs; `awaiting_approval`: for a person; `skipped`: there was nothing to do"""
    since: str
    """Since when its status is what it is"""
    needs: List[str]
    """Keys of the stages that must have ended before it"""
    gate: Optional[Union[StageGateChoice1, StageGateChoice2]]
    """What a person is asked once its tasks are done; null: nothing"""
    optional: bool
    """The job goes on without it where it fails"""
    take: int
    """Number of its newest take; 0 before it was opened"""
    retakes_left: int
    """Takes that checks may still ask for"""
    chosen: Optional[List[str]]
    """The outputs that a person picked; null: of each place the newest take counts, or with `best_of` the best one"""
    decision: Optional[StageDecision]
    """The last word of a person"""
    adopted_from: Optional[str]
    """The job it ran in, and whose outputs it has; null: it is this one's own"""
    error: Optional[StageError]
    """Why it ended so, where none of its tasks says it"""
    tasks: List[Task]
    """Of all its takes"""


class TaskVerdictScoreFigures(TypedDict):
    """What was measured, of several outputs the worst"""

    face_match: NotRequired[float]
    """Larger is better"""
    video_face_match: NotRequired[float]
    """Larger is better"""
    image_sharpness: NotRequired[float]
    """Larger is better"""
    image_skin_texture: NotRequired[float]
    """Larger is better"""
    set_style: NotRequired[float]
    """Smaller is better"""
    video_flicker: NotRequired[float]
    """Smaller is better"""
    video_frozen: NotRequired[float]
    """Smaller is better"""


class TaskVerdictScore(TypedDict):
    """What it is compared by; absent: it is not compared"""

    failed: int
    """Checks that failed"""
    broken: int
    """Checks that broke while they looked"""
    unseen: int
    """Outputs that nobody looked at"""
    doubtful: int
    """Checks that found something doubtful"""
    figures: TaskVerdictScoreFigures
    """What was measured, of several outputs the worst"""


class TaskVerdict(TypedDict):
    """What a check thought of its outputs; null: none has looked, or none does"""

    result: Literal["pass", "again", "fail", "ask", "outdone"]
    """`again`: another take is wanted; `ask`: a person is to decide; `outdone`: another take measured better"""
    note: str
    """Why; of what is outdone, by which check and which figures"""
    score: NotRequired[TaskVerdictScore]
    """What it is compared by; absent: it is not compared"""


class Task(TypedDict):
    """One prompt to ComfyUI"""

    id: str
    """Its id"""
    index: int
    """Its place in the stage: every take of it has the same"""
    take: int
    """Which take of its stage made it, from 1"""
    status: Literal["queued", "running", "canceling", "succeeded", "canceled", "failed", "expired"]
    """Where it stands"""
    verdict: Optional[TaskVerdict]
    """What a check thought of its outputs; null: none has looked, or none does"""
    epoch: int
    """Number of the attempt, which fences every later message; 0 before the first"""
    attempts: int
    """How often it was leased to a worker so far"""
    max_attempts: int
    """How often it is tried at most"""
    worker: Optional[str]
    """Id of the worker, `wkr_…`; null: none holds it"""
    available_at: str
    """Not offered to a worker before this time: a retry that waits"""
    queue_reason: Literal["dispatching", "workers_busy", "account_limit", "over_budget", "retry_wait", "starting", "no_capacity", "crash_loop", "capacity_budget", "capacity_paused", "no_worker", "lora_not_ready", "model_missing", "no_larger_worker", "no_capable_worker", None]
    """Why it waits; null where it does not: see the job's `queue`"""
    queued_at: Optional[str]
    """Since when it waits for a worker, or did when one took it"""
    error: JobError
    outputs: List[Asset]
    """What it made, in the declared order; empty until then"""


JobError2 = TypedDict(
    "JobError2",
    {
        "code": "FailureCode",
        "class": "Literal[\"user\", \"graph\", \"capacity\", \"infra\", \"limit\", \"canceled\"]",
        "whose_fault": "Literal[\"user\", \"operator\", \"us\"]",
        "message": "str",
        "node_id": "Optional[str]",
        "class_type": "Optional[str]",
    },
)
"""Why a job or task failed, whose fault that is, and by its class whether it is tried again"""


JobError: TypeAlias = "Optional[JobError2]"
"""Why a job or task failed, whose fault that is, and by its class whether it is tried again"""


class AssetThumbnails(TypedDict):
    """Small pictures of it, in WebP. A worker makes them once the job is over; until then the picture itself stands in. Null: there are none, as of a sound, or of a film no worker could take a frame of"""

    small: str
    """Path of one of 256 pixels on its longer edge"""
    large: str
    """Path of one of 768 pixels on its longer edge"""


AssetQualityChecksItemSpansItem = TypedDict(
    "AssetQualityChecksItemSpansItem",
    {
        "from": "float",
        "to": "float",
    },
)


class AssetQualityChecksItem(TypedDict):
    id: Literal["file_decodable", "file_type", "image_dimensions", "image_aspect", "image_blank", "image_noise", "image_sharpness", "image_exposure", "image_skin_texture", "duplicate_exact", "duplicate_near", "duplicate_mirrored", "set_style", "face_count", "face_view", "face_sharpness", "face_match", "safety_sfw", "video_frames", "video_fps", "video_duration", "video_dimensions", "video_black", "video_frozen", "video_flicker", "video_face", "video_face_match", "audio_silent"]
    """Its id"""
    status: Literal["pass", "warn", "fail", "skipped", "error"]
    """`skipped`: it could not be looked at, which is no pass; `error`: looking at it broke"""
    value: Optional[Union[float, str]]
    """What was found"""
    limit: Optional[Union[float, str]]
    """What it was held against"""
    where: Optional[str]
    """Where, or which other file it is about; null: all of it"""
    reason: str
    """What that means, in a sentence; empty where it passed"""
    spans: NotRequired[List[AssetQualityChecksItemSpansItem]]
    """Of a film: when what it speaks of is to be seen, also where that is too little to matter; absent: of no certain time"""


class AssetQuality(TypedDict):
    """What checks found of it; null: nobody looked, as at an upload"""

    status: Literal["pass", "warn", "fail", "skipped", "error"]
    """The worst of its checks; `skipped`: it could not be looked at, which is no pass"""
    checks: List[AssetQualityChecksItem]
    """Those that did not pass and were not skipped"""


class Asset(TypedDict):
    """Bytes in storage, with a record: uploaded, or made by a job"""

    id: str
    """Its id"""
    kind: Literal["image", "video", "audio", "text", "latent", "file"]
    """What the file is"""
    content_type: str
    """Media type, as the bytes say"""
    filename: str
    """Name of the file, made safe"""
    size: int
    """Bytes"""
    sha256: str
    """SHA-256 of the bytes, in hex"""
    width: Optional[int]
    """Pixels; null: it has none, or it is not known"""
    height: Optional[int]
    """Pixels; null: it has none, or it is not known"""
    duration_ms: NotRequired[Optional[int]]
    """Milliseconds, of a film or a sound; null where the file does not say"""
    job: Optional[str]
    """Id of the job that made it; null: it was uploaded"""
    task: Optional[str]
    """Id of the task, `tsk_…`; null: no task made it"""
    name: Optional[str]
    """Which declared output of the workflow this is; null: it was uploaded"""
    position: Optional[int]
    """Place among several of one output, from 0; null: it was uploaded"""
    label: NotRequired[Optional[str]]
    """What the stage that made it calls its outputs, such as `REFERENCE_AVATAR`; null: nothing"""
    hidden: NotRequired[bool]
    """Ordinary lists of assets leave it out"""
    thumbnails: NotRequired[Optional[AssetThumbnails]]
    """Small pictures of it, in WebP. A worker makes them once the job is over; until then the picture itself stands in. Null: there are none, as of a sound, or of a film no worker could take a frame of"""
    quality: NotRequired[Optional[AssetQuality]]
    """What checks found of it; null: nobody looked, as at an upload"""
    created_at: str
    """When it was made"""
    url: str
    """Path of the bytes on this server"""


class JobCost(TypedDict):
    """What a job took and cost so far"""

    attempts: int
    """Attempts that ended"""
    unpriced_attempts: int
    """Of these, those of whose GPU no price is known: of them, amounts hold no more than what partners take. The operator sets a price of the pool"""
    unmeasured_attempts: int
    """Of these, those that nobody measured, such as of a worker that was lost: they are not charged"""
    micro_usd: int
    """What the account pays, in millionths of a US dollar"""
    free_micro_usd: int
    """What attempts cost that it does not pay for: they failed by no fault of its own, or nobody measured them, in millionths of a US dollar"""
    queue_ms: int
    """Waiting for a worker"""
    cold_ms: int
    """Starting workers that were started for it"""
    load_ms: int
    """On the GPU until the first step was reported: models are loaded in it"""
    run_ms: int
    """On the GPU, the rest"""
    upload_ms: int
    """Storing outputs, while the GPU may already do something else"""
    partner_micro_usd: int
    """Of `micro_usd`, what goes to partners, as their price formula says beforehand, in millionths of a US dollar"""
    estimate_micro_usd: Optional[int]
    """What it was reckoned to cost when it was submitted, at most; null: nobody could say, as of a raw graph"""
    reserved_micro_usd: int
    """What its tasks that have not ended are reckoned with, in millionths of a US dollar"""
    budget_micro_usd: Optional[int]
    """What it may cost; null: it has no limit of its own"""
    stages: List[StageCost]
    """Stages of which an attempt has ended"""


class StageCost(TypedDict):
    """What the attempts of one stage took and cost"""

    stage: str
    """Key of the stage"""
    attempts: int
    """Attempts that ended"""
    unpriced_attempts: int
    """Of these, those of whose GPU no price is known: of them, amounts hold no more than what partners take. The operator sets a price of the pool"""
    unmeasured_attempts: int
    """Of these, those that nobody measured, such as of a worker that was lost: they are not charged"""
    micro_usd: int
    """What the account pays, in millionths of a US dollar"""
    free_micro_usd: int
    """What attempts cost that it does not pay for: they failed by no fault of its own, or nobody measured them, in millionths of a US dollar"""
    queue_ms: int
    """Waiting for a worker"""
    cold_ms: int
    """Starting workers that were started for it"""
    load_ms: int
    """On the GPU until the first step was reported: models are loaded in it"""
    run_ms: int
    """On the GPU, the rest"""
    upload_ms: int
    """Storing outputs, while the GPU may already do something else"""


class ProblemErrorDetails(TypedDict):
    """Each place that was wrong"""

    errors: List[ProblemItem]
    """Each place that was wrong"""


class ProblemError(TypedDict):
    """The same as ComfyUI's own API tells it"""

    code: str
    """What it is, as a word that does not change"""
    message: str
    """The same for people"""
    details: ProblemErrorDetails
    """Each place that was wrong"""


class Problem(TypedDict):
    """Why a request was refused: RFC 9457, with the envelope of ComfyUI's own API beside it"""

    type: str
    """URN of the code"""
    title: str
    """The code in words"""
    status: int
    """HTTP status"""
    detail: str
    """What was wrong, where, and what to do"""
    instance: str
    """Path of the request"""
    code: ProblemCode
    errors: List[ProblemItem]
    """Each place that was wrong"""
    error: ProblemError
    """The same as ComfyUI's own API tells it"""


class ProblemItem(TypedDict):
    """One place that was wrong"""

    pointer: str
    """RFC 6901 pointer into the request body, or the name of a header or query parameter; empty: all of it"""
    code: str
    """What it is, as a word that does not change"""
    message: str
    """The same for people"""


class JobRequestTrainingRecipe(TypedDict):
    """How it is trained; what is not said is what the trainer's authors recommend for so many pictures. Left out: `{}`"""

    steps: NotRequired[int]
    """Steps of the sampler in all; null: none runs"""
    rank: NotRequired[int]
    """Size of the LoRA: what it can hold, and how large the file gets"""
    alpha: NotRequired[float]
    """What its weights are scaled by, with the rank: alpha / rank"""
    unet_learning_rate: NotRequired[float]
    """How far a step moves the model itself"""
    text_encoder_learning_rate: NotRequired[float]
    """How far a step moves the text encoder; 0: not at all"""
    scheduler: NotRequired[Literal["constant", "constant_with_warmup", "linear", "cosine", "cosine_with_restarts"]]
    """How learning rates change over the training, as the trainer names it"""
    optimizer: NotRequired[Literal["AdamW", "AdamW8bit", "AdaFactor", "Prodigy"]]
    """What turns gradients into steps, as the trainer names it"""
    batch: NotRequired[int]
    """Pictures of one step"""
    resolution: NotRequired[int]
    """Side of the square that pictures are scaled to, in pixels"""
    precision: NotRequired[Literal["fp16", "bf16", "fp32"]]
    """Numbers that are reckoned with"""
    save_every: NotRequired[int]
    """Steps between two checkpoints"""
    seed: NotRequired[int]
    """The seed that was used; null: it has none"""
    clip_skip: NotRequired[int]
    """Layers of the text encoder that are left out at its end"""
    gradient_checkpointing: NotRequired[bool]
    """Less memory for more time"""
    prior_loss_weight: NotRequired[float]
    """What regularisation pictures count beside the others"""
    shuffle_captions: NotRequired[bool]
    """The parts of captions come in another order each time"""
    keep_tokens: NotRequired[int]
    """So many words of a caption stay in front where they are shuffled"""


class JobRequestTrainingPicturesItem(TypedDict):
    asset: str
    """The picture, as it was uploaded or made"""
    caption: str
    """What varies in this picture: framing, pose, background. Not what is to be learned"""


class JobRequestTrainingRegularisation(TypedDict):
    """Pictures of the base model without the LoRA, that keep it from forgetting the rest; null: none. Absent: those of the dataset"""

    class_prompt: str
    """What all of them show, as in `1girl`: their caption"""
    pictures: List[str]
    """The pictures to learn from"""
    repeats: NotRequired[int]
    """How often each picture comes in one round. Left out: `1`"""


class JobRequestTraining(TypedDict):
    """Train a LoRA by a program beside ComfyUI: see `POST /v1/trainings`"""

    output_name: str
    """What the file is called, and the LoRA of the account that awaits it"""
    trainer: NotRequired[Literal["sd-scripts", "sd-scripts-flux", "ai-toolkit"]]
    """The program that trains, beside ComfyUI. Left out: `"sd-scripts"`"""
    family: Literal["sd15", "sdxl", "flux", "flux2", "z-image", "qwen-image", "wan", "hunyuan-video", "ltx-video", "ace-step", "stable-audio", "hunyuan3d", "partner", "none"]
    """Family of the base model"""
    base_model: str
    """The model to train on, as ComfyUI's folders list it: `checkpoints/v1-5.safetensors`"""
    trigger: NotRequired[str]
    """The word that it is learned under; it comes first in every caption. Absent: that of the dataset"""
    recipe: NotRequired[JobRequestTrainingRecipe]
    """How it is trained; what is not said is what the trainer's authors recommend for so many pictures. Left out: `{}`"""
    dataset: NotRequired[str]
    """What to learn from: a frozen version of a dataset, as `name@version`. This or `pictures`"""
    pictures: NotRequired[List[JobRequestTrainingPicturesItem]]
    """The pictures to learn from, each with its caption"""
    repeats: NotRequired[int]
    """How often each picture comes in one round. Left out: `10`"""
    regularisation: NotRequired[Optional[JobRequestTrainingRegularisation]]
    """Pictures of the base model without the LoRA, that keep it from forgetting the rest; null: none. Absent: those of the dataset"""
    promote: NotRequired[Literal["choose", "last"]]
    """What becomes the next version of the LoRA: the checkpoint that is promoted, or by itself the weights after the last step. Left out: `"choose"`"""


class JobRequestComparison(TypedDict):
    """Compare checkpoints of a training: see `POST /v1/trainings/{id}/comparison`"""

    training: str
    """The training whose checkpoints are compared"""
    prompts: List[str]
    """What is shown, a scene each; the trigger word is put first"""
    seeds: NotRequired[List[int]]
    """Each prompt is made with each of these. Left out: `[1,2]`"""
    steps: NotRequired[List[int]]
    """Checkpoints by their step; absent: all, and the weights after the last step"""
    workflow: NotRequired[str]
    """What makes the pictures: a workflow of the library with `prompt`, `seed`, `lora`, `lora_strength` and `trigger_word`; absent: the one for the family of the base model"""
    parameters: NotRequired[Dict[str, Any]]
    """Further parameters of that workflow, the same for every picture. Left out: `{}`"""


class JobRequestQuality(TypedDict):
    """What becomes of outputs that fail their checks, of a pipeline in each of its stages"""

    on_fail: NotRequired[Literal["flag", "retake", "fail", "ask"]]
    """Where an output fails a check: `flag` only tells it; `retake` makes it anew with another seed; `fail` fails the job; `ask` leaves it to a person. Absent: `retake` for workflows of the library that have a seed, else `flag`"""
    retakes: NotRequired[int]
    """With `retake`: how often at most, for each stage. Every take is paid for, within the budget. Absent: 1"""
    best_of: NotRequired[int]
    """Make each output so many times, with other seeds, and go on with the one that measures best: the fewest failed checks, then the fewest doubtful ones, then by figures; of those that are alike the first. All are paid for and kept, the others as `outdone`. Where a budget holds no more, or a take comes to nothing, the best of those that are there goes on. `on_fail` is about the best one. Not for stages that a person picks of, nor where there is no seed; absent: one"""
    best_by: NotRequired[Literal["face_match", "video_face_match", "image_sharpness", "image_skin_texture", "set_style", "video_flicker", "video_frozen"]]
    """With `best_of`: the check whose figure counts first; absent: `face_match` where it was measured, then `image_sharpness`, of films `video_face_match` and `video_flicker`"""
    safety: NotRequired[Literal["off", "sfw"]]
    """`sfw`: what no classifier has looked at waits for a person, as everything does while none is configured. Absent: `off`"""


class JobRequest(TypedDict):
    """A workflow with parameters, or a raw graph with the assets that go into its file inputs"""

    workflow: NotRequired[str]
    """`id`, `id@version` or an alias of `GET /v1/workflows`; this, `pipeline` or `graph`"""
    pipeline: NotRequired[str]
    """`id` or `id@version` of `GET /v1/pipelines`: a job of several stages"""
    training: NotRequired[JobRequestTraining]
    """Train a LoRA by a program beside ComfyUI: see `POST /v1/trainings`"""
    comparison: NotRequired[JobRequestComparison]
    """Compare checkpoints of a training: see `POST /v1/trainings/{id}/comparison`"""
    parameters: NotRequired[Dict[str, Any]]
    """As the `parameters` schema of the workflow or pipeline says; assets by their ids"""
    graph: NotRequired[Dict[str, Any]]
    """A graph in API format (File > Export (API))"""
    inputs: NotRequired[Dict[str, str]]
    """For `graph`: the assets that go into its file inputs, as `"<node id>.<input>"`: asset id"""
    character: NotRequired[str]
    """Whom it is about: a character of the account. What it gives stands in for parameters that are not sent (`prompt`, `references`, `face`, `base_image`, `style_lora`, its features); `null` or an empty list refuses it"""
    pool: NotRequired[str]
    """The pool of workers; absent: `default`"""
    priority: NotRequired[int]
    """Higher goes first among the jobs of one account. Left out: `0`"""
    deadline_s: NotRequired[int]
    """Seconds from now after which the job is given up as `expired`. Left out: `86400`"""
    budget_micro_usd: NotRequired[int]
    """What it may cost, in millionths of a US dollar; absent: as its pipeline says, and 5,000,000 for a training. What would pass it is not begun, and the job says so; `PATCH /v1/jobs/{id}` raises it"""
    wait_for_models: NotRequired[bool]
    """Where every worker of the pool lacks a model file: wait until one has it (`queue.reason` is `model_missing`, `missing_models` names file and folder), at most until the deadline, instead of being refused"""
    wait_for_loras: NotRequired[bool]
    """Where a LoRA that the parameters name as `name@version` is not there yet, and would be the next version of its name: wait until it was trained and promoted, or uploaded (`queue.reason` is `lora_not_ready`, `queue.loras` names it and its training), at most until the deadline, instead of being refused. Where it will not come, the job fails with `lora_not_made`"""
    quality: NotRequired[JobRequestQuality]
    """What becomes of outputs that fail their checks, of a pipeline in each of its stages"""
    metadata: NotRequired[Dict[str, str]]
    """The client's own notes; given back as they are. Left out: `{}`"""


class JobChange(TypedDict):
    """What is to change of a job"""

    budget_micro_usd: Optional[int]
    """What it may cost, in millionths of a US dollar; null: no limit of its own"""


class SidecarTasksItemModelsItem(TypedDict):
    folder: str
    """Folder below `models/`; null: not known"""
    file: str
    """Name of the file, with folders below that of its kind"""


class SidecarTasksItemInputsItem(TypedDict):
    asset_id: str
    """Id of the asset, `ast_…`"""
    node: str
    """Id of the node in the graph; null: none"""
    input: str
    """Name of the node's input"""
    kind: str
    """What the file is"""


class SidecarTasksItem(TypedDict):
    task: str
    """Id of the task, `tsk_…`; null: no task made it"""
    stage: str
    """Key of the stage"""
    index: int
    """Place among the tasks of its stage, from 0"""
    epoch: int
    """Number of the attempt, which fences every later message; 0 before the first"""
    seed: Optional[int]
    """The seed that was used; null: it has none"""
    graph: Dict[str, Any]
    """The graph in API format"""
    models: List[SidecarTasksItemModelsItem]
    """Model files that it needs"""
    inputs: List[SidecarTasksItemInputsItem]
    """Files that go into inputs of the graph"""
    comfyui_version: Optional[str]
    """Version of the ComfyUI; null: none has run it"""
    worker: Optional[str]
    """Id of the worker, `wkr_…`; null: none holds it"""
    outputs: List[Asset]
    """What it made, in the declared order; empty until then"""


class Sidecar(TypedDict):
    """Enough to make the same again: graphs as they ran, seeds, models and inputs, one entry for each task"""

    job: str
    """Id of the job, `job_…`"""
    workflow: Optional[str]
    """The workflow with its version, or `graph`"""
    pipeline: Optional[str]
    """The pipeline it ran; null: none"""
    parameters: Dict[str, Any]
    """Parameters with defaults and chosen seeds filled in"""
    tasks: List[SidecarTasksItem]
    """Tasks, one prompt to ComfyUI each"""


class AttemptSpans2(TypedDict):
    """Milliseconds; null: not measured"""

    queue_ms: Optional[int]
    """The task had waited so long for a worker"""
    cold_ms: Optional[int]
    """Start of the worker, where it was started for this"""
    load_ms: Optional[int]
    """Of the GPU time: until the first step was reported"""
    upload_ms: Optional[int]
    """From the end of the GPU's work to the last stored output"""


class Attempt(TypedDict):
    """One lease of a task to a worker"""

    task: str
    """Id of the task, `tsk_…`; null: no task made it"""
    stage: str
    """Key of the stage"""
    index: int
    """Place among the tasks of its stage, from 0"""
    epoch: int
    """Number of the attempt, which fences every later message; 0 before the first"""
    worker: str
    """Id of the worker, `wkr_…`; null: none holds it"""
    status: Literal["running", "succeeded", "failed", "released", "lease_expired", "canceled", "expired"]
    """Where it stands"""
    error: JobError
    started_at: str
    """When it first ran; null: it has not"""
    finished_at: Optional[str]
    """When it ended; null: it has not"""
    gpu_ms: Optional[int]
    """Milliseconds that ComfyUI's GPU worked on it, as the worker measured; null: not known"""
    spans: AttemptSpans2
    """Milliseconds; null: not measured"""


class DecisionRequestApprove(TypedDict):
    choice: Literal["approve"]
    """Go on with the newest take of all of it"""
    take: NotRequired[int]
    """The take that was looked at: a decision about an older one is refused. Absent: the newest"""


class DecisionRequestPick(TypedDict):
    choice: Literal["pick"]
    """Go on with these outputs"""
    outputs: List[str]
    """Ids of outputs of the stage, of whichever take; as many as its gate says"""
    take: NotRequired[int]
    """The take that was looked at: a decision about an older one is refused. Absent: the newest"""


class DecisionRequestRetake(TypedDict):
    choice: Literal["retake"]
    """Make it, or some of it, anew"""
    indexes: NotRequired[List[int]]
    """Places of the tasks to make anew; absent: all"""
    parameters: NotRequired[Dict[str, Any]]
    """Parameters of the stage's workflow to change for this take, such as `seed` or `prompt`. Left out: `{}`"""
    take: NotRequired[int]
    """The take that was looked at: a decision about an older one is refused. Absent: the newest"""


class DecisionRequestReject(TypedDict):
    choice: Literal["reject"]
    """Refuse it: the job fails"""
    reason: NotRequired[Union[Literal[""], str]]
    """Told as the job's error. Left out: `""`"""
    take: NotRequired[int]
    """The take that was looked at: a decision about an older one is refused. Absent: the newest"""


DecisionRequest: TypeAlias = "Union[DecisionRequestApprove, DecisionRequestPick, DecisionRequestRetake, DecisionRequestReject]"
"""What a person decides about a stage that waits"""


class PipelinePage(TypedDict):
    """A page of pipelines"""

    data: List[PipelineSummary]
    """What was asked for, in order"""
    next_cursor: Optional[str]
    """Asks for what follows, as `cursor`; null: this was the last page"""
    has_more: bool
    """Whether there is another page"""


class PipelineSummary(TypedDict):
    """A pipeline as a list shows it"""

    id: str
    """Its id"""
    version: int
    """Its version"""
    title: str
    """Its title"""
    purpose: str
    """What it is for, in a sentence or two"""
    category: str
    """What it makes"""
    parameters: Dict[str, Any]
    """JSON Schema of what a job sends as `parameters`"""
    stages: List[PipelineStageSummary]
    """The steps of the job; a job of one workflow has one"""
    example: Dict[str, Any]
    """Parameters that are accepted as they are"""
    notes: List[str]
    """What else one should know"""
    acceptance: List[str]
    """What is promised, for people who accept the work"""
    owner: Literal["library", "account"]
    """The library that comes with Darkroom, or the account"""
    created_at: Optional[str]
    """When it was made"""
    retired_at: Optional[str]
    """Since when new jobs may not ask for it; null: they may"""
    details_omitted: bool
    """What it takes would be more than 8 KB: `parameters`, `example`, `notes` and `acceptance` are empty here, and `stages` too where those alone are more. Ask for the pipeline itself."""


class PipelineStageSummaryGateChoice1(TypedDict):
    approve: Literal[True]
    """Approve of all of it"""


class PipelineStageSummaryGateChoice2(TypedDict):
    pick: List[Any]
    """Pick outputs: so many at least, so many at most"""


class PipelineStageSummary(TypedDict):
    """A stage of a pipeline, as a list shows it"""

    key: str
    """The key. It is shown this once"""
    title: str
    """Its title"""
    needs: List[str]
    """Keys of the stages that must have ended before it"""
    workflows: List[str]
    """What it may run; empty where a trainer or a check does its work"""
    fan_out: bool
    """It runs once for each item of a list"""
    compares: Optional[str]
    """The stage whose checkpoints its pictures compare, with and without the LoRA; null: none"""
    optional: bool
    """The job goes on without it where it fails"""
    conditional: bool
    """It is skipped where its condition does not hold"""
    gate: Optional[Union[PipelineStageSummaryGateChoice1, PipelineStageSummaryGateChoice2]]
    """What a person is asked before the next stages open"""
    hidden: bool
    """Its outputs do not stand in ordinary lists"""
    label: Optional[str]
    """What its outputs are, such as REFERENCE_FRONT"""


class Pipeline(TypedDict):
    """What a pipeline takes, and its stages"""

    id: str
    """Its id"""
    version: int
    """Its version"""
    title: str
    """Its title"""
    purpose: str
    """What it is for, in a sentence or two"""
    category: str
    """What it makes"""
    parameters: Dict[str, Any]
    """JSON Schema of what a job sends as `parameters`"""
    stages: List[PipelineStageSummary]
    """The steps of the job; a job of one workflow has one"""
    example: Dict[str, Any]
    """Parameters that are accepted as they are"""
    notes: List[str]
    """What else one should know"""
    acceptance: List[str]
    """What is promised, for people who accept the work"""
    owner: Literal["library", "account"]
    """The library that comes with Darkroom, or the account"""
    created_at: Optional[str]
    """When it was made"""
    retired_at: Optional[str]
    """Since when new jobs may not ask for it; null: they may"""


class PipelineVersionPage(TypedDict):
    """A page of versions"""

    data: List[PipelineVersion]
    """What was asked for, in order"""
    next_cursor: Optional[str]
    """Asks for what follows, as `cursor`; null: this was the last page"""
    has_more: bool
    """Whether there is another page"""


class PipelineVersion(TypedDict):
    """One version of a pipeline"""

    id: str
    """Its id"""
    version: int
    """Its version"""
    title: str
    """Its title"""
    owner: Literal["library", "account"]
    """The library that comes with Darkroom, or the account"""
    created_at: Optional[str]
    """When it was made"""
    retired_at: Optional[str]
    """Since when new jobs may not ask for it; null: they may"""


class StoredPipelineDocument(TypedDict):
    """A pipeline's document, as it was stored"""

    id: str
    """Its id"""
    version: int
    """Its version"""
    document: PipelineDocument


class PipelineDocumentBudget(TypedDict):
    """What one of its jobs may cost, or all its jobs about one character together; a request may say otherwise"""

    micro_usd: int
    """Price in millionths of a US dollar"""
    of: Literal["job", "character"]
    """What a person chose, or all that its last takes left"""


class PipelineDocument(TypedDict):
    """A pipeline as plain JSON."""

    id: str
    """Its id"""
    title: str
    """Its title"""
    purpose: str
    """What it is for, in a sentence or two"""
    category: Literal["image", "edit", "character", "face", "upscale", "video", "audio", "3d", "training", "quality"]
    """What it makes"""
    parameters: List[PipelineParameter]
    """What a job may say"""
    stages: List[PipelineStage]
    """The steps of the job; a job of one workflow has one"""
    budget: NotRequired[PipelineDocumentBudget]
    """What one of its jobs may cost, or all its jobs about one character together; a request may say otherwise"""
    example: Dict[str, Union[str, float, bool, List[Union[str, float, bool]]]]
    """Parameters of an example"""
    notes: NotRequired[List[str]]
    """What else one should know"""
    acceptance: NotRequired[List[str]]
    """What is promised, for people who accept the work"""


class PipelineParameterTextList(TypedDict):
    """It is a list of so many; the other words are about each item"""

    least: int
    """At least so much"""
    most: int
    """At most so much"""
    default: NotRequired[List[Union[str, float, bool]]]
    """Its value where a job sends none"""


class PipelineParameterText(TypedDict):
    type: Literal["text"]
    """What it is"""
    name: str
    """Its name"""
    description: str
    """What it does, in a sentence"""
    required: NotRequired[bool]
    """Whether every request must have it."""
    default: NotRequired[str]
    """Its value where a job sends none"""
    max_length: NotRequired[int]
    """Most characters"""
    list: NotRequired[PipelineParameterTextList]
    """It is a list of so many; the other words are about each item"""


class PipelineParameterIntegerList(TypedDict):
    """It is a list of so many; the other words are about each item"""

    least: int
    """At least so much"""
    most: int
    """At most so much"""
    default: NotRequired[List[Union[str, float, bool]]]
    """Its value where a job sends none"""


class PipelineParameterInteger(TypedDict):
    type: Literal["integer"]
    """What it is"""
    name: str
    """Its name"""
    description: str
    """What it does, in a sentence"""
    required: NotRequired[bool]
    """Whether every request must have it."""
    default: NotRequired[int]
    """Its value where a job sends none"""
    min: NotRequired[int]
    """Smallest value"""
    max: NotRequired[int]
    """Largest value"""
    step: NotRequired[int]
    """Counted from min."""
    list: NotRequired[PipelineParameterIntegerList]
    """It is a list of so many; the other words are about each item"""


class PipelineParameterNumberList(TypedDict):
    """It is a list of so many; the other words are about each item"""

    least: int
    """At least so much"""
    most: int
    """At most so much"""
    default: NotRequired[List[Union[str, float, bool]]]
    """Its value where a job sends none"""


class PipelineParameterNumber(TypedDict):
    type: Literal["number"]
    """What it is"""
    name: str
    """Its name"""
    description: str
    """What it does, in a sentence"""
    required: NotRequired[bool]
    """Whether every request must have it."""
    default: NotRequired[float]
    """Its value where a job sends none"""
    min: NotRequired[float]
    """Smallest value"""
    max: NotRequired[float]
    """Largest value"""
    list: NotRequired[PipelineParameterNumberList]
    """It is a list of so many; the other words are about each item"""


class PipelineParameterBooleanList(TypedDict):
    """It is a list of so many; the other words are about each item"""

    least: int
    """At least so much"""
    most: int
    """At most so much"""
    default: NotRequired[List[Union[str, float, bool]]]
    """Its value where a job sends none"""


class PipelineParameterBoolean(TypedDict):
    type: Literal["boolean"]
    """What it is"""
    name: str
    """Its name"""
    description: str
    """What it does, in a sentence"""
    required: NotRequired[bool]
    """Whether every request must have it."""
    default: NotRequired[bool]
    """Its value where a job sends none"""
    list: NotRequired[PipelineParameterBooleanList]
    """It is a list of so many; the other words are about each item"""


class PipelineParameterChoiceList(TypedDict):
    """It is a list of so many; the other words are about each item"""

    least: int
    """At least so much"""
    most: int
    """At most so much"""
    default: NotRequired[List[Union[str, float, bool]]]
    """Its value where a job sends none"""


class PipelineParameterChoice(TypedDict):
    type: Literal["choice"]
    """What it is"""
    name: str
    """Its name"""
    description: str
    """What it does, in a sentence"""
    required: NotRequired[bool]
    """Whether every request must have it."""
    default: NotRequired[str]
    """Its value where a job sends none"""
    choices: List[str]
    """The values it may have"""
    list: NotRequired[PipelineParameterChoiceList]
    """It is a list of so many; the other words are about each item"""


class PipelineParameterSeed(TypedDict):
    type: Literal["seed"]
    """What it is"""
    name: str
    """Its name"""
    description: str
    """What it does, in a sentence"""
    max: NotRequired[int]
    """The largest seed all its nodes take."""


class PipelineParameterModelList(TypedDict):
    """It is a list of so many; the other words are about each item"""

    least: int
    """At least so much"""
    most: int
    """At most so much"""
    default: NotRequired[List[Union[str, float, bool]]]
    """Its value where a job sends none"""


class PipelineParameterModel(TypedDict):
    type: Literal["model"]
    """What it is"""
    name: str
    """Its name"""
    description: str
    """What it does, in a sentence"""
    required: NotRequired[bool]
    """Whether every request must have it."""
    default: NotRequired[str]
    """Name of a model file, as the workers list it."""
    folder: str
    """Folder below `models/`; null: not known"""
    list: NotRequired[PipelineParameterModelList]
    """It is a list of so many; the other words are about each item"""


class PipelineParameterImageList(TypedDict):
    """It is a list of so many; the other words are about each item"""

    least: int
    """At least so much"""
    most: int
    """At most so much"""
    default: NotRequired[List[Union[str, float, bool]]]
    """Its value where a job sends none"""


class PipelineParameterImage(TypedDict):
    type: Literal["image"]
    """What it is"""
    name: str
    """Its name"""
    description: str
    """What it does, in a sentence"""
    required: NotRequired[bool]
    """Whether every request must have it."""
    list: NotRequired[PipelineParameterImageList]
    """It is a list of so many; the other words are about each item"""


class PipelineParameterMaskList(TypedDict):
    """It is a list of so many; the other words are about each item"""

    least: int
    """At least so much"""
    most: int
    """At most so much"""
    default: NotRequired[List[Union[str, float, bool]]]
    """Its value where a job sends none"""


class PipelineParameterMask(TypedDict):
    type: Literal["mask"]
    """What it is"""
    name: str
    """Its name"""
    description: str
    """What it does, in a sentence"""
    required: NotRequired[bool]
    """Whether every request must have it."""
    list: NotRequired[PipelineParameterMaskList]
    """It is a list of so many; the other words are about each item"""


class PipelineParameterVideoList(TypedDict):
    """It is a list of so many; the other words are about each item"""

    least: int
    """At least so much"""
    most: int
    """At most so much"""
    default: NotRequired[List[Union[str, float, bool]]]
    """Its value where a job sends none"""


class PipelineParameterVideo(TypedDict):
    type: Literal["video"]
    """What it is"""
    name: str
    """Its name"""
    description: str
    """What it does, in a sentence"""
    required: NotRequired[bool]
    """Whether every request must have it."""
    list: NotRequired[PipelineParameterVideoList]
    """It is a list of so many; the other words are about each item"""


class PipelineParameterAudioList(TypedDict):
    """It is a list of so many; the other words are about each item"""

    least: int
    """At least so much"""
    most: int
    """At most so much"""
    default: NotRequired[List[Union[str, float, bool]]]
    """Its value where a job sends none"""


class PipelineParameterAudio(TypedDict):
    type: Literal["audio"]
    """What it is"""
    name: str
    """Its name"""
    description: str
    """What it does, in a sentence"""
    required: NotRequired[bool]
    """Whether every request must have it."""
    list: NotRequired[PipelineParameterAudioList]
    """It is a list of so many; the other words are about each item"""


PipelineParameter: TypeAlias = "Union[PipelineParameterText, PipelineParameterInteger, PipelineParameterNumber, PipelineParameterBoolean, PipelineParameterChoice, PipelineParameterSeed, PipelineParameterModel, PipelineParameterImage, PipelineParameterMask, PipelineParameterVideo, PipelineParameterAudio]"
"""A parameter of the whole, as a document says it"""


class PipelineStageRunChoice1(TypedDict):
    workflow: str
    """The workflow with its version, or `graph`"""


PipelineStageRunChoice2FirstOfItem = TypedDict(
    "PipelineStageRunChoice2FirstOfItem",
    {
        "when": "NotRequired[PipelineCondition]",
        "workflow": "str",
        "with": "NotRequired[Dict[str, PipelineSource]]",
    },
)


class PipelineStageRunChoice2(TypedDict):
    first_of: List[PipelineStageRunChoice2FirstOfItem]
    """The first of these that is there, or whose condition holds"""


class PipelineStageRunChoice3(TypedDict):
    trainer: str
    """The program that trains"""


class PipelineStageRunChoice4(TypedDict):
    check: str
    """What looks at its outputs"""


class PipelineStageCompares(TypedDict):
    """Each of its pictures is made without the LoRA that a stage trained, and with its checkpoints: to say which is best"""

    stage: str
    """Key of the stage"""
    seeds: List[int]
    """Each picture is made with each of these"""
    checkpoints: int
    """How many are compared: of more, some at even distances, and the last"""


class PipelineStageGateChoice1(TypedDict):
    approve: Literal[True]
    """A person approves all of it"""


class PipelineStageGateChoice2(TypedDict):
    pick: List[Any]
    """A person picks so many of its outputs: at least, at most"""


class PipelineStageCheck(TypedDict):
    """What looks at its outputs"""

    id: str
    """Its id"""
    retakes: int
    """Other takes that the check may ask for"""


PipelineStage = TypedDict(
    "PipelineStage",
    {
        "key": "str",
        "title": "str",
        "needs": "NotRequired[List[str]]",
        "when": "NotRequired[PipelineCondition]",
        "optional": "NotRequired[Literal[True]]",
        "run": "Union[PipelineStageRunChoice1, PipelineStageRunChoice2, PipelineStageRunChoice3, PipelineStageRunChoice4]",
        "with": "Dict[str, PipelineSource]",
        "each": "NotRequired[PipelineSource]",
        "compares": "NotRequired[PipelineStageCompares]",
        "gate": "NotRequired[Union[PipelineStageGateChoice1, PipelineStageGateChoice2]]",
        "check": "NotRequired[PipelineStageCheck]",
        "hidden": "NotRequired[Literal[True]]",
        "label": "NotRequired[str]",
    },
)
"""A stage: what runs, where its values come from, who decides"""


class PipelineConditionChoice1(TypedDict):
    absent: str
    """The part counts where this parameter is not given"""


class PipelineConditionChoice2(TypedDict):
    present: str
    """The part counts where this parameter is given"""


PipelineConditionChoice3 = TypedDict(
    "PipelineConditionChoice3",
    {
        "parameter": "str",
        "is": "Union[str, float, bool]",
    },
)


class PipelineConditionChoice4(TypedDict):
    parameter: str
    """Name of the parameter"""
    is_not: Union[str, float, bool]
    """The part counts where the parameter has another value than this"""


class PipelineConditionChoice5(TypedDict):
    outputs_of: str
    """That stage has left something"""


PipelineConditionChoice6 = TypedDict(
    "PipelineConditionChoice6",
    {
        "not": "PipelineInnerCondition",
    },
)


class PipelineConditionChoice7(TypedDict):
    all: List[PipelineInnerCondition]
    """All of these hold"""


class PipelineConditionChoice8(TypedDict):
    any: List[PipelineInnerCondition]
    """One of these holds"""


PipelineCondition: TypeAlias = "Union[PipelineConditionChoice1, PipelineConditionChoice2, PipelineConditionChoice3, PipelineConditionChoice4, PipelineConditionChoice5, PipelineConditionChoice6, PipelineConditionChoice7, PipelineConditionChoice8]"
"""When a stage runs, or which of its workflows."""


class PipelineInnerConditionChoice1(TypedDict):
    absent: str
    """The part counts where this parameter is not given"""


class PipelineInnerConditionChoice2(TypedDict):
    present: str
    """The part counts where this parameter is given"""


PipelineInnerConditionChoice3 = TypedDict(
    "PipelineInnerConditionChoice3",
    {
        "parameter": "str",
        "is": "Union[str, float, bool]",
    },
)


class PipelineInnerConditionChoice4(TypedDict):
    parameter: str
    """Name of the parameter"""
    is_not: Union[str, float, bool]
    """The part counts where the parameter has another value than this"""


class PipelineInnerConditionChoice5(TypedDict):
    outputs_of: str
    """That stage has left something"""


PipelineInnerConditionChoice6 = TypedDict(
    "PipelineInnerConditionChoice6",
    {
        "not": "PipelineInnermostCondition",
    },
)


class PipelineInnerConditionChoice7(TypedDict):
    all: List[PipelineInnermostCondition]
    """All of these hold"""


class PipelineInnerConditionChoice8(TypedDict):
    any: List[PipelineInnermostCondition]
    """One of these holds"""


PipelineInnerCondition: TypeAlias = "Union[PipelineInnerConditionChoice1, PipelineInnerConditionChoice2, PipelineInnerConditionChoice3, PipelineInnerConditionChoice4, PipelineInnerConditionChoice5, PipelineInnerConditionChoice6, PipelineInnerConditionChoice7, PipelineInnerConditionChoice8]"
"""When a stage runs, or which of its workflows."""


class PipelineInnermostConditionChoice1(TypedDict):
    absent: str
    """The part counts where this parameter is not given"""


class PipelineInnermostConditionChoice2(TypedDict):
    present: str
    """The part counts where this parameter is given"""


PipelineInnermostConditionChoice3 = TypedDict(
    "PipelineInnermostConditionChoice3",
    {
        "parameter": "str",
        "is": "Union[str, float, bool]",
    },
)


class PipelineInnermostConditionChoice4(TypedDict):
    parameter: str
    """Name of the parameter"""
    is_not: Union[str, float, bool]
    """The part counts where the parameter has another value than this"""


class PipelineInnermostConditionChoice5(TypedDict):
    outputs_of: str
    """That stage has left something"""


PipelineInnermostConditionChoice6 = TypedDict(
    "PipelineInnermostConditionChoice6",
    {
        "not": "PipelinePlainCondition",
    },
)


class PipelineInnermostConditionChoice7(TypedDict):
    all: List[PipelinePlainCondition]
    """All of these hold"""


class PipelineInnermostConditionChoice8(TypedDict):
    any: List[PipelinePlainCondition]
    """One of these holds"""


PipelineInnermostCondition: TypeAlias = "Union[PipelineInnermostConditionChoice1, PipelineInnermostConditionChoice2, PipelineInnermostConditionChoice3, PipelineInnermostConditionChoice4, PipelineInnermostConditionChoice5, PipelineInnermostConditionChoice6, PipelineInnermostConditionChoice7, PipelineInnermostConditionChoice8]"
"""When a stage runs, or which of its workflows."""


class PipelinePlainConditionChoice1(TypedDict):
    absent: str
    """The part counts where this parameter is not given"""


class PipelinePlainConditionChoice2(TypedDict):
    present: str
    """The part counts where this parameter is given"""


PipelinePlainConditionChoice3 = TypedDict(
    "PipelinePlainConditionChoice3",
    {
        "parameter": "str",
        "is": "Union[str, float, bool]",
    },
)


class PipelinePlainConditionChoice4(TypedDict):
    parameter: str
    """Name of the parameter"""
    is_not: Union[str, float, bool]
    """The part counts where the parameter has another value than this"""


class PipelinePlainConditionChoice5(TypedDict):
    outputs_of: str
    """That stage has left something"""


PipelinePlainCondition: TypeAlias = "Union[PipelinePlainConditionChoice1, PipelinePlainConditionChoice2, PipelinePlainConditionChoice3, PipelinePlainConditionChoice4, PipelinePlainConditionChoice5]"
"""A condition without others in it."""


class PipelineSourceChoice1(TypedDict):
    value: Union[str, float, bool, List[Union[str, float, bool]]]
    """A constant: a text, a number, true or false, or a list of them"""


class PipelineSourceChoice2(TypedDict):
    parameter: str
    """Name of the parameter"""


class PipelineSourceChoice3(TypedDict):
    item: Literal[True]
    """The item of the fan-out"""


class PipelineSourceChoice4(TypedDict):
    stage: str
    """Key of the stage"""
    output: NotRequired[str]
    """The asset that was made"""
    of: Literal["chosen", "all"]
    """What a person chose, or all that its last takes left"""
    at: NotRequired[int]
    """Which file of the list, from 0, where the parameter takes one"""


class PipelineSourceChoice5(TypedDict):
    first_of: List[PipelineSingleSource]
    """The first of these that is there, or whose condition holds"""


class PipelineSourceChoice6JoinItemChoice1(TypedDict):
    value: Union[str, float, bool, List[Union[str, float, bool]]]
    """A constant: a text, a number, true or false, or a list of them"""


class PipelineSourceChoice6JoinItemChoice2(TypedDict):
    parameter: str
    """Name of the parameter"""


class PipelineSourceChoice6JoinItemChoice3(TypedDict):
    item: Literal[True]
    """The item of the fan-out"""


class PipelineSourceChoice6JoinItemChoice4(TypedDict):
    stage: str
    """Key of the stage"""
    output: NotRequired[str]
    """The asset that was made"""
    of: Literal["chosen", "all"]
    """What a person chose, or all that its last takes left"""
    at: NotRequired[int]
    """Which file of the list, from 0, where the parameter takes one"""


class PipelineSourceChoice6JoinItemChoice5(TypedDict):
    first_of: List[PipelineSingleSource]
    """The first of these that is there, or whose condition holds"""


class PipelineSourceChoice6(TypedDict):
    join: List[Union[PipelineSourceChoice6JoinItemChoice1, PipelineSourceChoice6JoinItemChoice2, PipelineSourceChoice6JoinItemChoice3, PipelineSourceChoice6JoinItemChoice4, PipelineSourceChoice6JoinItemChoice5]]
    """One list of all of these, in this order; what is absent is left out"""


PipelineSource: TypeAlias = "Union[PipelineSourceChoice1, PipelineSourceChoice2, PipelineSourceChoice3, PipelineSourceChoice4, PipelineSourceChoice5, PipelineSourceChoice6]"
"""Where a value comes from."""


class PipelineSingleSourceChoice1(TypedDict):
    value: Union[str, float, bool, List[Union[str, float, bool]]]
    """A constant: a text, a number, true or false, or a list of them"""


class PipelineSingleSourceChoice2(TypedDict):
    parameter: str
    """Name of the parameter"""


class PipelineSingleSourceChoice3(TypedDict):
    item: Literal[True]
    """The item of the fan-out"""


class PipelineSingleSourceChoice4(TypedDict):
    stage: str
    """Key of the stage"""
    output: NotRequired[str]
    """The asset that was made"""
    of: Literal["chosen", "all"]
    """What a person chose, or all that its last takes left"""
    at: NotRequired[int]
    """Which file of the list, from 0, where the parameter takes one"""


PipelineSingleSource: TypeAlias = "Union[PipelineSingleSourceChoice1, PipelineSingleSourceChoice2, PipelineSingleSourceChoice3, PipelineSingleSourceChoice4]"
"""Where one value comes from."""


class PipelineEstimateReply(TypedDict):
    """The estimate, and of which version it is"""

    pipeline: str
    """The pipeline, as `id@version`"""
    estimate: PipelineEstimate
    with_retakes_micro_usd: Optional[int]
    """What it comes to at most where checks have everything made anew as often as they may: a take that fails them is paid for as well. Null: a stage has no price"""


class PipelineEstimateTasks(TypedDict):
    """Of all stages"""

    least: float
    """At least so much"""
    most: float
    """At most so much"""


class PipelineEstimateSeconds(TypedDict):
    """Of all stages, one after the other; waiting for people is not in it"""

    least: float
    """At least so much"""
    most: float
    """At most so much"""


class PipelineEstimateMicroUsd(TypedDict):
    """Millionths of a US dollar; null where no price is known. An estimate: what counts is what was measured"""

    least: int
    """At least so much"""
    most: int
    """At most so much"""


class PipelineEstimate(TypedDict):
    """What a pipeline will roughly take, stage by stage"""

    stages: List[StageEstimate]
    """The steps of the job; a job of one workflow has one"""
    tasks: PipelineEstimateTasks
    """Of all stages"""
    seconds: PipelineEstimateSeconds
    """Of all stages, one after the other; waiting for people is not in it"""
    vram_gb: float
    """GB of GPU memory that it needs"""
    micro_usd: Optional[PipelineEstimateMicroUsd]
    """Millionths of a US dollar; null where no price is known. An estimate: what counts is what was measured"""


class StageEstimateTasks(TypedDict):
    """How many tasks"""

    least: float
    """At least so much"""
    most: float
    """At most so much"""


class StageEstimateSeconds(TypedDict):
    """All of them one after the other on one GPU, models loaded"""

    least: float
    """At least so much"""
    most: float
    """At most so much"""


class StageEstimateMicroUsd(TypedDict):
    """Millionths of a US dollar; null where no price is known. An estimate: what counts is what was measured"""

    least: int
    """At least so much"""
    most: int
    """At most so much"""


class StageEstimate(TypedDict):
    """What one stage will roughly take"""

    key: str
    """The key. It is shown this once"""
    title: str
    """Its title"""
    skipped: Literal["condition", "no_items", "not_available", None]
    """Why it is left out, where that is known beforehand"""
    tasks: StageEstimateTasks
    """How many tasks"""
    seconds: StageEstimateSeconds
    """All of them one after the other on one GPU, models loaded"""
    vram_gb: float
    """GPU memory that is enough; 0 where no GPU is used"""
    micro_usd: Optional[StageEstimateMicroUsd]
    """Millionths of a US dollar; null where no price is known. An estimate: what counts is what was measured"""
    gpu: Optional[str]
    """The GPU whose price was reckoned with"""
    source: Optional[str]
    """Where the price comes from"""


class EstimateRequest(TypedDict):
    """Parameters as a job would send them, and the pool that would run it"""

    parameters: NotRequired[Dict[str, Any]]
    """Parameters with defaults and chosen seeds filled in. Left out: `{}`"""
    pool: NotRequired[str]
    """The pool whose ComfyUI says what nodes at partners cost; absent: `default`"""
    best_of: NotRequired[int]
    """As a job's `quality` would say it: everything is made so many times, where it has a seed, and paid for"""
    on_fail: NotRequired[Literal["flag", "retake", "fail", "ask"]]
    """As a job's `quality` would say it; absent: as it is usual there"""
    retakes: NotRequired[int]
    """As a job's `quality` would say it; absent: as it is usual there"""


class CreatedPipeline(TypedDict):
    """A version of a pipeline, with its document as it was stored"""

    pipeline: Pipeline
    document: PipelineDocument


class PipelineRequest(TypedDict):
    """A pipeline of the account's own"""

    id: NotRequired[str]
    """As the document says, unless sent"""
    document: Dict[str, Any]
    """A `PipelineDocument`; every mistake in it is told with a pointer"""


class PipelineVersionRequest(TypedDict):
    """Its next version"""

    document: Dict[str, Any]
    """A `PipelineDocument`; every mistake in it is told with a pointer"""


class RetiredPipelineVersions(TypedDict):
    """What is retired now, of what was asked"""

    data: List[PipelineVersion]
    """What was asked for, in order"""


class WorkflowRetirement(TypedDict):
    """Which version is to be retired"""

    version: NotRequired[int]
    """The version that is meant; absent: all"""


class CharacterStyleLora(TypedDict):
    """Used where a workflow takes a `style_lora`; null: none"""

    file: str
    """`name@version` of a LoRA of `/v1/loras`, or a file as the workers list it"""
    strength: NotRequired[float]
    """How much it counts"""


class CharacterPortraitThumbnails(TypedDict):
    """Small pictures of it, in WebP. A worker makes them once the job is over; until then the picture itself stands in. Null: there are none, as of a sound, or of a film no worker could take a frame of"""

    small: str
    """Path of one of 256 pixels on its longer edge"""
    large: str
    """Path of one of 768 pixels on its longer edge"""


CharacterPortraitQualityChecksItemSpansItem = TypedDict(
    "CharacterPortraitQualityChecksItemSpansItem",
    {
        "from": "float",
        "to": "float",
    },
)


class CharacterPortraitQualityChecksItem(TypedDict):
    id: Literal["file_decodable", "file_type", "image_dimensions", "image_aspect", "image_blank", "image_noise", "image_sharpness", "image_exposure", "image_skin_texture", "duplicate_exact", "duplicate_near", "duplicate_mirrored", "set_style", "face_count", "face_view", "face_sharpness", "face_match", "safety_sfw", "video_frames", "video_fps", "video_duration", "video_dimensions", "video_black", "video_frozen", "video_flicker", "video_face", "video_face_match", "audio_silent"]
    """Its id"""
    status: Literal["pass", "warn", "fail", "skipped", "error"]
    """`skipped`: it could not be looked at, which is no pass; `error`: looking at it broke"""
    value: Optional[Union[float, str]]
    """What was found"""
    limit: Optional[Union[float, str]]
    """What it was held against"""
    where: Optional[str]
    """Where, or which other file it is about; null: all of it"""
    reason: str
    """What that means, in a sentence; empty where it passed"""
    spans: NotRequired[List[CharacterPortraitQualityChecksItemSpansItem]]
    """Of a film: when what it speaks of is to be seen, also where that is too little to matter; absent: of no certain time"""


class CharacterPortraitQuality(TypedDict):
    """What checks found of it; null: nobody looked, as at an upload"""

    status: Literal["pass", "warn", "fail", "skipped", "error"]
    """The worst of its checks; `skipped`: it could not be looked at, which is no pass"""
    checks: List[CharacterPortraitQualityChecksItem]
    """Those that did not pass and were not skipped"""


class CharacterPortrait(TypedDict):
    """The picture that it is known by: the first of its references, or else its base picture; null: there is none"""

    id: str
    """Its id"""
    kind: Literal["image", "video", "audio", "text", "latent", "file"]
    """What the file is"""
    content_type: str
    """Media type, as the bytes say"""
    filename: str
    """Name of the file, made safe"""
    size: int
    """Bytes"""
    sha256: str
    """SHA-256 of the bytes, in hex"""
    width: Optional[int]
    """Pixels; null: it has none, or it is not known"""
    height: Optional[int]
    """Pixels; null: it has none, or it is not known"""
    duration_ms: NotRequired[Optional[int]]
    """Milliseconds, of a film or a sound; null where the file does not say"""
    job: Optional[str]
    """Id of the job, `job_…`"""
    task: Optional[str]
    """Id of the task, `tsk_…`; null: no task made it"""
    name: Optional[str]
    """Its name"""
    position: Optional[int]
    """Place among several of one output, from 0; null: it was uploaded"""
    label: NotRequired[Optional[str]]
    """What the stage that made it calls its outputs, such as `REFERENCE_AVATAR`; null: nothing"""
    hidden: NotRequired[bool]
    """Ordinary lists of assets leave it out"""
    thumbnails: NotRequired[Optional[CharacterPortraitThumbnails]]
    """Small pictures of it, in WebP. A worker makes them once the job is over; until then the picture itself stands in. Null: there are none, as of a sound, or of a film no worker could take a frame of"""
    quality: NotRequired[Optional[CharacterPortraitQuality]]
    """What checks found of it; null: nobody looked, as at an upload"""
    created_at: str
    """When it was made"""
    url: str
    """Path of the bytes on this server"""


class CharacterBudget(TypedDict):
    """What making it may cost and does, trainings excepted, in millionths of a US dollar"""

    limit_micro_usd: Optional[int]
    """What the jobs that make it may cost together; null: nobody has said yet"""
    spent_micro_usd: int
    """What they have cost"""
    reserved_micro_usd: int
    """What their tasks that have not ended are reckoned with"""


class CharacterUrls(TypedDict):
    """Paths of what belongs to it, on this server"""

    self: str
    """Path of the character"""
    reference_dataset: str
    """Path of its references"""
    jobs: str
    """Path of the list of its jobs"""


class Character(TypedDict):
    """Somebody who is to look the same in many pictures"""

    id: str
    """Its id"""
    name: str
    """What people call it"""
    settings: CharacterSettings
    base_image: Optional[str]
    """The picture that it begins with: an image of the account, which stays while it stands here"""
    style_lora: Optional[CharacterStyleLora]
    """Used where a workflow takes a `style_lora`; null: none"""
    metadata: Dict[str, str]
    """The client's own notes; given back as they are"""
    portrait: Optional[CharacterPortrait]
    """The picture that it is known by: the first of its references, or else its base picture; null: there is none"""
    prompt: str
    """Its settings as the text of a prompt, as jobs of it begin with"""
    budget: CharacterBudget
    """What making it may cost and does, trainings excepted, in millionths of a US dollar"""
    references_version: int
    """Number of its set of references: each new set has the next one; 0: there never was one"""
    created_at: str
    """When it was made"""
    updated_at: str
    """When it was last changed, its references included"""
    urls: CharacterUrls
    """Paths of what belongs to it, on this server"""


class CharacterSettings(TypedDict):
    """What becomes the text of prompts of a character"""

    description: NotRequired[str]
    """Looks and clothes in one's own words: it stands in every prompt of the character"""
    negative_prompt: NotRequired[str]
    """What is not wanted in any picture of it, where a job says nothing else"""
    gender: NotRequired[str]
    """`female`, `male`, `non-binary`, or a noun of one's own such as `elf`"""
    age: NotRequired[int]
    """In years"""
    ethnicity: NotRequired[str]
    """Such as `caucasian` or `east asian`"""
    hair_style: NotRequired[str]
    """Such as `long`, `short curly` or `bald`"""
    hair_color: NotRequired[str]
    """Colour of the hair"""
    eye_color: NotRequired[str]
    """Colour of the eyes"""
    skin: NotRequired[str]
    """Such as `fair` or `freckled`"""
    facial_hair: NotRequired[str]
    """Such as `stubble`"""


class CharacterRequestStyleLora(TypedDict):
    """Used where a workflow takes a `style_lora`; null: none. Left out: `null`"""

    file: str
    """`name@version` of a LoRA of `/v1/loras`, or a file as the workers list it"""
    strength: NotRequired[float]
    """How much it counts. Left out: `0.8`"""


class CharacterRequest(TypedDict):
    """A new character"""

    name: str
    """What people call it"""
    settings: NotRequired[CharacterSettings]
    base_image: NotRequired[Optional[str]]
    """The picture that it begins with: an image of the account, which stays while it stands here. Left out: `null`"""
    style_lora: NotRequired[Optional[CharacterRequestStyleLora]]
    """Used where a workflow takes a `style_lora`; null: none. Left out: `null`"""
    metadata: NotRequired[Dict[str, str]]
    """The client's own notes; given back as they are. Left out: `{}`"""


class CharacterPage(TypedDict):
    """A page of characters"""

    data: List[Character]
    """What was asked for, in order"""
    next_cursor: Optional[str]
    """Asks for what follows, as `cursor`; null: this was the last page"""
    has_more: bool
    """Whether there is another page"""


class CharacterChangeStyleLora(TypedDict):
    """Used where a workflow takes a `style_lora`; null: none"""

    file: str
    """`name@version` of a LoRA of `/v1/loras`, or a file as the workers list it"""
    strength: NotRequired[float]
    """How much it counts. Left out: `0.8`"""


class CharacterChange(TypedDict):
    """What is to change of a character; what is not named stays"""

    name: NotRequired[str]
    """What people call it"""
    settings: NotRequired[CharacterSettings]
    base_image: NotRequired[Optional[str]]
    """The picture that it begins with: an image of the account, which stays while it stands here"""
    style_lora: NotRequired[Optional[CharacterChangeStyleLora]]
    """Used where a workflow takes a `style_lora`; null: none"""
    metadata: NotRequired[Dict[str, str]]
    """The client's own notes; given back as they are"""
    budget_micro_usd: NotRequired[Optional[int]]
    """What the jobs that make it may cost together, in millionths of a US dollar; null: the default again, which the next pipeline that makes it says (two dollars); for no limit name a large number"""


class PageResolution(TypedDict):
    """Of the page"""

    width: int
    """Pixels"""
    height: int
    """Pixels"""


class Page(TypedDict):
    """A job as the routes for manga pages show it"""

    id: str
    """Its id"""
    status: Literal["queued", "running", "succeeded", "canceling", "canceled", "failed", "expired"]
    """`succeeded`, `failed`, `canceled` and `expired` are for ever"""
    progress: int
    """Percent of the work that is done"""
    outputFilename: Optional[str]
    """Name of the file that was made; null: not yet"""
    outputUrl: Optional[str]
    """Path of its bytes on this server, good without a key for an hour; null: not yet"""
    error: JobError
    createdAt: str
    """When it was submitted"""
    finishedAt: Optional[str]
    """When it ended; null: it has not"""
    prompt: Optional[str]
    """As it was sent; null: this job has none"""
    negativePrompt: Optional[str]
    """What was not wanted; null: this job has none"""
    model: Optional[str]
    """The checkpoint; null: this job names none"""
    loraId: Optional[str]
    """File of the LoRA; null: none"""
    seed: Optional[int]
    """As it was sent or chosen; null: this job has none"""
    steps: Optional[int]
    """Sampling steps"""
    cfg: Optional[float]
    """How closely the prompt is followed"""
    sampler: Optional[str]
    """As ComfyUI names it"""
    scheduler: Optional[str]
    """As ComfyUI names it"""
    resolution: Optional[PageResolution]
    """Of the page"""
    controlnetStrength: Optional[float]
    """How closely the pose is followed; null: no pose"""
    workflowTemplate: str
    """`txt2img-lora.json`, `img2img-lora-controlnet.json`, or `id@version` of another workflow"""


class PageRequestResolutionChoice1(TypedDict):
    width: int
    """Pixels, in steps of 8"""
    height: int
    """Pixels, in steps of 8"""


class PageRequest(TypedDict):
    """A page to be made with Stable Diffusion 1.5"""

    prompt: str
    """What is to be seen"""
    negativePrompt: NotRequired[str]
    """What is not wanted"""
    checkpoint: NotRequired[str]
    """A checkpoint of Stable Diffusion 1.5, as the workers list it; absent: Anything V5"""
    loraId: NotRequired[str]
    """`name@version` of a LoRA of `/v1/loras`, or one that the workers list, with or without `.safetensors`; absent: none"""
    seed: NotRequired[int]
    """Absent: chosen, and told"""
    steps: NotRequired[int]
    """Sampling steps; absent: 20"""
    cfg: NotRequired[float]
    """How closely the prompt is followed; absent: 7"""
    sampler: NotRequired[Literal["euler", "euler_ancestral", "heun", "dpm_2", "dpm_2_ancestral", "lms", "dpmpp_2s_ancestral", "dpmpp_sde", "dpmpp_2m", "dpmpp_2m_sde", "dpmpp_3m_sde", "ddim", "uni_pc", "lcm", "res_multistep"]]
    """As ComfyUI names it; absent: `euler_ancestral`"""
    scheduler: NotRequired[Literal["normal", "karras", "exponential", "sgm_uniform", "simple", "ddim_uniform", "beta", "linear_quadratic", "kl_optimal"]]
    """As ComfyUI names it; absent: `normal`"""
    resolution: NotRequired[Union[PageRequestResolutionChoice1, str]]
    """At most 512 x 768. Absent: 512 x 768"""
    poseImagePath: NotRequired[str]
    """A picture whose pose is followed: the id of an uploaded file (`ast_…`), since paths of other machines cannot be read. With it the template is `img2img-lora-controlnet.json`, without it `txt2img-lora.json`"""
    poseKind: NotRequired[Literal["photo", "skeleton"]]
    """Whether the pose is to be read out of a photo first; absent: `photo`"""
    controlnetStrength: NotRequired[float]
    """How closely the pose is followed; absent: 0.65. Without a pose it has no effect"""
    batch_size: NotRequired[int]
    """1; more is refused"""
    pool: NotRequired[str]
    """The pool of workers; absent: `default`"""


class Lora(TypedDict):
    """A training as the routes for manga pages show it"""

    id: str
    """Its id"""
    status: Literal["queued", "running", "succeeded", "canceling", "canceled", "failed", "expired"]
    """`succeeded`, `failed`, `canceled` and `expired` are for ever"""
    progress: int
    """Percent of the work that is done"""
    outputFilename: Optional[str]
    """Name of the file that was made; null: not yet"""
    outputUrl: Optional[str]
    """Path of its bytes on this server, good without a key for an hour; null: not yet"""
    error: JobError
    createdAt: str
    """When it was submitted"""
    finishedAt: Optional[str]
    """When it ended; null: it has not"""
    loraId: Optional[str]
    """What `loraId` of a page is once the file is in models/loras"""
    outputName: Optional[str]
    """As it was sent"""
    triggerWord: Optional[str]
    """The word the LoRA is learned under"""
    steps: Optional[int]
    """Training steps"""
    resolution: Optional[int]
    """Side of the square that pictures are scaled to"""
    batchSize: Optional[int]
    """Pictures per step"""


class LoraRequestDatasetItem(TypedDict):
    image: str
    """Id of the uploaded picture"""
    caption: str
    """What varies: framing, pose, background"""


class LoraRequest(TypedDict):
    """A LoRA of a character to be trained on Stable Diffusion 1.5"""

    datasetDir: NotRequired[str]
    """With `trainer` a version of a dataset, `name@version`. All else is refused with what to send instead: folders of other machines cannot be read"""
    dataset: NotRequired[List[LoraRequestDatasetItem]]
    """The pictures, uploaded, each with its caption; 7 at least"""
    triggerWord: NotRequired[str]
    """The word the LoRA is learned under"""
    outputName: NotRequired[str]
    """Name of the file, without extension"""
    steps: NotRequired[int]
    """Training steps; absent: 1000"""
    resolution: NotRequired[Union[int, str]]
    """Side of the square that pictures are scaled to, at most 512; absent: 512"""
    checkpoint: NotRequired[str]
    """A checkpoint of Stable Diffusion 1.5, as the workers list it; absent: Anything V5"""
    trainer: NotRequired[Literal["sd-scripts", "sd-scripts-flux", "ai-toolkit"]]
    """The program that trains, as in `sd-scripts` (kohya): a training of `POST /v1/trainings`, with its checkpoints. Absent: ComfyUI's own nodes"""
    seed: NotRequired[int]
    """Absent: chosen"""
    batch_size: NotRequired[int]
    """1; more is refused"""
    pool: NotRequired[str]
    """The pool of workers; absent: `default`"""


class ReferenceDatasetEstimatedMinutes(TypedDict):
    """How long making a set takes, at least and at most"""

    least: int
    """Minutes, at least"""
    most: int
    """Minutes, at most"""


class ReferenceDatasetJobProgress(TypedDict):
    """How far it is"""

    stage: int
    """The stage that is being made, from 1; 0: none has begun"""
    total: int
    """How many stages there are"""
    percent: float
    """Stages that are done, of 100"""
    message: str
    """The same for people"""


class ReferenceDatasetJobStagesItem(TypedDict):
    key: str
    """Its name within the job"""
    label: Optional[str]
    """What its picture is called, such as `REFERENCE_AVATAR`"""
    status: Literal["pending", "in_progress", "completed", "error"]
    """How far it is"""
    asset: Optional[str]
    """The picture it made; null: there is none yet"""


class ReferenceDatasetJobUrls(TypedDict):
    """Paths of what belongs to it, on this server"""

    self: str
    """Path of the job"""


class ReferenceDatasetJob(TypedDict):
    """The job that makes the next set, or was the last to; null: none was, or it is deleted"""

    id: str
    """Its id"""
    status: Literal["queued", "running", "succeeded", "canceling", "canceled", "failed", "expired"]
    """Where it stands"""
    estimated_time: str
    """How long making the references takes"""
    uses_references: bool
    """It was given pictures that the character is to be like"""
    progress: ReferenceDatasetJobProgress
    """How far it is"""
    stages: List[ReferenceDatasetJobStagesItem]
    """The steps of the job; a job of one workflow has one"""
    urls: ReferenceDatasetJobUrls
    """Paths of what belongs to it, on this server"""


class ReferenceDataset(TypedDict):
    """The references of a character, and the job that makes the next"""

    character: str
    """Whose references they are"""
    version: int
    """Number of the set: each new one has the next; 0: there never was one"""
    references: List[Reference]
    """The set that counts, in the order of the stages"""
    bytes: int
    """Bytes of its pictures together"""
    estimated_minutes: ReferenceDatasetEstimatedMinutes
    """How long making a set takes, at least and at most"""
    job: Optional[ReferenceDatasetJob]
    """The job that makes the next set, or was the last to; null: none was, or it is deleted"""


class ReferenceGeneration(TypedDict):
    """How it was made; null: that is no longer in storage"""

    prompt: str
    """The prompt, with the view's own words"""
    negative_prompt: str
    """What was not wanted, with the view's own words"""
    stage: int
    """Which of the stages made it, from 1"""
    references_used: int
    """Pictures that it was made like: the client's own, and the views before"""


class Reference(TypedDict):
    """A picture that later ones of the character are made like"""

    content: str
    """What it shows: `AVATAR`, `FRONT`, `SIDE` or `BACK`"""
    label: str
    """The label of the stage that made it, such as `REFERENCE_AVATAR`"""
    stage: str
    """The stage that made it"""
    asset: Asset
    generation: Optional[ReferenceGeneration]
    """How it was made; null: that is no longer in storage"""


class ReferenceDatasetRequest(TypedDict):
    """What the references are made of, beside what the character says"""

    parameters: NotRequired[Dict[str, Any]]
    """As the pipeline `character-reference-dataset` takes them; absent: what the character says. `references`: up to 5 pictures that it is to be like, instead of its base picture"""
    pool: NotRequired[str]
    """The pool of workers; absent: `default`"""
    priority: NotRequired[int]
    """Higher goes first among the jobs of one account. Left out: `0`"""
    deadline_s: NotRequired[int]
    """Seconds from now after which the job is given up as `expired`. Left out: `86400`"""
    wait_for_models: NotRequired[bool]
    """Where every worker of the pool lacks a model file: wait until one has it (`queue.reason` is `model_missing`, `missing_models` names file and folder), at most until the deadline, instead of being refused"""
    metadata: NotRequired[Dict[str, str]]
    """The client's own notes; given back as they are. Left out: `{}`"""


class CharacterDatasetStarted(TypedDict):
    """The job that makes the references"""

    jobId: str
    """Id of the job"""
    message: Literal["Dataset generation started"]
    """For people"""
    estimatedTime: Literal["8-12 minutes"]
    """How long it takes"""
    pollUrl: str
    """Where to ask how the job stands"""


class CharacterDatasetRequestPromptChoice2(TypedDict):
    positive: str
    """The character's looks and clothes"""
    negative: NotRequired[str]
    """What is not wanted"""


class CharacterDatasetRequest(TypedDict):
    """Whose references are to be made, of which words and pictures"""

    characterId: str
    """Whose references are to be made"""
    prompt: NotRequired[Union[str, CharacterDatasetRequestPromptChoice2]]
    """The character's looks and clothes; absent: what the character says of itself"""
    referenceImages: NotRequired[List[str]]
    """Up to 5 pictures that it is to be like, each in base64, or as a `data:` URL, of at most 2000000 bytes; white space between is nothing. They stand in no ordinary list, and go with the last job that was given them. Left out: `[]`"""


class CharacterImagesImagesItemGenerationDataPrompt(TypedDict):
    """The words it was made by"""

    positive: str
    """The prompt, with the view's own words"""
    negative: str
    """What was not wanted, with the view's own words"""


class CharacterImagesImagesItemGenerationData(TypedDict):
    """How it was made; null: that is no longer in storage"""

    prompt: CharacterImagesImagesItemGenerationDataPrompt
    """The words it was made by"""
    stage: int
    """Which of the stages made it, from 1"""
    referencesUsed: int
    """Pictures that it was made like"""


class CharacterImagesImagesItem(TypedDict):
    id: str
    """Its id"""
    type: Literal["REFERENCE"]
    """What kind of picture it is"""
    content: str
    """What it shows: `AVATAR`, `FRONT`, `SIDE` or `BACK`"""
    url: str
    """Path of the picture on this server, which takes a key"""
    generationData: Optional[CharacterImagesImagesItemGenerationData]
    """How it was made; null: that is no longer in storage"""


class CharacterImages(TypedDict):
    """The references of a character"""

    characterId: str
    """Whose references they are"""
    images: List[CharacterImagesImagesItem]
    """The set that counts, in the order of the stages; empty: there is none"""


class GenerationJobProgress(TypedDict):
    """How far it is"""

    stage: int
    """The stage that is being made, from 1; 0: none has begun"""
    total: int
    """How many stages there are"""
    message: str
    """The same for people"""


class GenerationJobStagesItem(TypedDict):
    id: int
    """Its number, from 1"""
    name: str
    """Its name, for people"""
    status: Literal["pending", "in_progress", "completed", "error"]
    """How far it is"""
    imageUrl: NotRequired[str]
    """Path of the picture on this server, which takes a key"""


class GenerationJobResultResultsItem(TypedDict):
    stage: int
    """Its number, from 1"""
    type: str
    """What it is called, such as `REFERENCE_AVATAR`"""
    imageUrl: str
    """Path of the picture on this server, which takes a key"""
    comfyPath: None
    """Nothing of it stays with ComfyUI"""


class GenerationJobResult(TypedDict):
    """What it made; null until it is `completed`"""

    success: Literal[True]
    """All pictures are there"""
    results: List[GenerationJobResultResultsItem]
    """One for each stage"""


class GenerationJob(TypedDict):
    """How a job stands that makes the references of a character"""

    jobId: str
    """Id of the job"""
    state: Literal["waiting", "active", "completed", "failed", "cancelled"]
    """What became of it so far"""
    progress: GenerationJobProgress
    """How far it is"""
    stages: List[GenerationJobStagesItem]
    """The stages, as a page shows them"""
    usesReferences: bool
    """It was given pictures that the character is to be like"""
    result: Optional[GenerationJobResult]
    """What it made; null until it is `completed`"""


class JobPage(TypedDict):
    """A page of jobs"""

    data: List[JobSummary]
    """What was asked for, in order"""
    next_cursor: Optional[str]
    """Asks for what follows, as `cursor`; null: this was the last page"""
    has_more: bool
    """Whether there is another page"""


class JobSummaryUrls(TypedDict):
    """Paths of what belongs to it, on this server"""

    self: str
    """Path of the job"""
    events: str
    """Path of the Server-Sent Events"""
    socket: str
    """Path of the WebSocket"""
    cancel: str
    """Path to cancel it by, with POST"""
    workflow: str
    """Path of the sidecar"""
    attempts: str
    """Path of the attempts"""


class JobSummary(TypedDict):
    """A job as a list shows it: without stages, outputs and progress"""

    id: str
    """Its id"""
    status: Literal["queued", "running", "succeeded", "canceling", "canceled", "failed", "expired"]
    """`running` while a worker holds a task of it; a job whose tasks came back is `queued` again"""
    version: int
    """Number of the last durable event"""
    workflow: Optional[str]
    """`id@version`, or `graph` for a raw graph; null for a pipeline"""
    pipeline: Optional[str]
    """`id@version` of the pipeline it runs; null: it runs none"""
    character: NotRequired[Optional[str]]
    """Whom it is about; the character may be gone since. Null: nobody"""
    parameters: Dict[str, Any]
    """Parameters with defaults and chosen seeds filled in"""
    priority: int
    """Higher goes first among the jobs of one account"""
    metadata: Dict[str, str]
    """The client's own notes, as they were sent"""
    pool: str
    """Name of the pool of workers"""
    error: JobError
    retry_of: Optional[str]
    """Id of the job that this one repeats; null: none"""
    imported: NotRequired[bool]
    """It ran elsewhere, before it came here by `POST /v1/imports`"""
    created_at: str
    """When it was made"""
    started_at: Optional[str]
    """When it first ran; null: it has not"""
    finished_at: Optional[str]
    """When it ended; null: it has not"""
    deadline_at: str
    """When it is given up as `expired`; while nothing but a person or a budget is waited for, when those are given up"""
    urls: JobSummaryUrls
    """Paths of what belongs to it, on this server"""
    parameters_omitted: bool
    """Parameters of more than 4 KB are left out: ask for the job itself"""


class Ticket(TypedDict):
    """A ticket for one socket of one job"""

    ticket: str
    """Opens one socket of this job, once"""
    expires_at: str
    """From when on it is refused; null: never"""
    protocol: str
    """Subprotocol to open the socket with, beside `ticket.<ticket>`"""


Frame: TypeAlias = "Union[HelloFrame, JobEvent, StageEvent, TaskEvent, OutputEvent, CheckpointEvent, VerdictEvent, DecisionEvent, ProgressTick, PreviewTick, QueueTick]"
"""One message of a job's socket or event stream; `type` says which"""


class HelloFrame(TypedDict):
    """The first message: where the job stands now; events after `head` follow"""

    type: Literal["hello"]
    """What it is"""
    job: str
    """Id of the job, `job_…`"""
    head: int
    """Number of the last durable event at this moment"""
    status: Literal["queued", "running", "succeeded", "canceling", "canceled", "failed", "expired"]
    """Where it stands"""
    progress: List[ProgressTick]
    """Where each running task stands; empty when nothing runs"""
    queue: NotRequired[Queue]


class Queue2MissingModelsItem(TypedDict):
    folder: str
    """Folder below `models/`; null: not known"""
    file: str
    """Name of the file, with folders below that of its kind"""


class Queue2LorasItem(TypedDict):
    reference: str
    """`name@version`"""
    training: Optional[str]
    """The job that trains it; null: nobody does, and it is to be uploaded"""


class Queue2(TypedDict):
    """What of a job waits, why, and since when"""

    reason: Literal["dispatching", "workers_busy", "account_limit", "over_budget", "retry_wait", "starting", "no_capacity", "crash_loop", "capacity_budget", "capacity_paused", "no_worker", "lora_not_ready", "model_missing", "no_larger_worker", "no_capable_worker"]
    """`dispatching`: a worker that can run it is idle, was told, and is about to take it; `workers_busy`: every worker that can run it is at work; `account_limit`: the account holds as many workers as it may; `over_budget`: the budget of the account, of the character or of the job does not hold it; it goes on when that is raised; `retry_wait`: it failed or was given back, and is tried again at `available_at` of its task; `starting`: a machine was asked for, and is being started; `no_capacity`: there is no free machine of the kind that it needs; one is taken as soon as there is; `crash_loop`: the machines that were started for it do not get to work; an operator must look; `capacity_budget`: the machines for it have cost today what they may; it goes on at midnight, UTC; `capacity_paused`: an operator has paused the machines for it; `no_worker`: no worker of the pool is there; `lora_not_ready`: a LoRA in `loras` is still being trained, or was not promoted or uploaded yet; `model_missing`: no worker of the pool has the model files in `missing_models`; `no_larger_worker`: GPU memory ran out, and no worker that is there has more; it waits for one until its deadline; `no_capable_worker`: no worker of the pool has the nodes, or the setting, that it needs"""
    since: str
    """Since when it waits: submitted, its stage opened, or it came back"""
    stage: str
    """The stage that waits"""
    tasks: int
    """How many tasks of the stage wait for this reason; 0: the stage itself waits, and has none yet"""
    missing_models: List[Queue2MissingModelsItem]
    """With `model_missing`: the files that a worker of the pool must get, and their folders under models/"""
    loras: List[Queue2LorasItem]
    """With `lora_not_ready`: what the stage waits for"""
    message: str
    """The same for people"""


Queue: TypeAlias = "Optional[Queue2]"
"""What of a job waits, why, and since when"""


class JobEvent(TypedDict):
    """The job has come to another status"""

    type: Literal["job"]
    """What it is"""
    seq: int
    """Number of the event, from 1 without gaps for each job"""
    job: str
    """Id of the job, `job_…`"""
    at: str
    """When it happened"""
    status: Literal["queued", "running", "succeeded", "canceling", "canceled", "failed", "expired"]
    """Where it stands"""
    error: Failure


class Failure2(TypedDict):
    """Why an attempt failed, as its worker tells it"""

    code: FailureCode
    message: str
    """The same for people"""
    node_id: NotRequired[Optional[str]]
    """Id of the node in the graph; null: not about a node. Left out: `null`"""
    class_type: NotRequired[Optional[str]]
    """Class of the node; null: not about a node. Left out: `null`"""


Failure: TypeAlias = "Optional[Failure2]"
"""Why an attempt failed, as its worker tells it"""


class StageEventError(TypedDict):
    """Why it ended so, where none of its tasks says it"""

    code: Literal["invalid_input", "unsupported_image", "too_many_outputs", "missing_asset", "lora_not_made", "rejected", "stage_invalid", "node_validation", "node_error", "missing_node", "missing_model", "missing_output", "output_too_large", "quality_rejected", "out_of_memory", "comfyui_crashed", "comfyui_hung", "comfyui_unreachable", "capabilities_outdated", "machine_unfit", "prompt_lost", "interrupted", "upload_failed", "download_failed", "lease_expired", "worker_error", "deadline_exceeded", "decision_overdue", "budget_overdue", "runtime_exceeded", "storage_limit", "canceled"]
    """What it is, as a word that does not change"""
    message: str
    """The same for people"""
    node_id: NotRequired[Optional[str]]
    """Id of the node in the graph; null: not about a node"""
    class_type: NotRequired[Optional[str]]
    """Class of the node; null: not about a node"""


class StageEvent(TypedDict):
    """A stage has come to another status, or waits for a budget, or no longer"""

    type: Literal["stage"]
    """What it is"""
    seq: int
    """Number of the event, from 1 without gaps for each job"""
    job: str
    """Id of the job, `job_…`"""
    at: str
    """When it happened"""
    stage: str
    """Key of the stage"""
    status: Literal["waiting", "ready", "queued", "running", "judging", "awaiting_approval", "succeeded", "skipped", "canceled", "failed", "expired"]
    """Where it stands"""
    take: int
    """Number of its newest take; 0 before it was opened"""
    error: Optional[StageEventError]
    """Why it ended so, where none of its tasks says it"""
    over_budget: NotRequired[bool]
    """It waits for a budget, and its deadline with it"""
    lora: NotRequired[str]
    """It waits for this LoRA, named as `name@version`"""


class TaskEvent(TypedDict):
    """A task has come to another status"""

    type: Literal["task"]
    """What it is"""
    seq: int
    """Number of the event, from 1 without gaps for each job"""
    job: str
    """Id of the job, `job_…`"""
    at: str
    """When it happened"""
    stage: str
    """Key of the stage"""
    task: str
    """Id of the task, `tsk_…`; null: no task made it"""
    index: int
    """Place among the tasks of its stage, from 0"""
    take: int
    """Which take of its stage made it"""
    epoch: int
    """Number of the attempt that it is about"""
    status: Literal["queued", "running", "canceling", "succeeded", "canceled", "failed", "expired"]
    """Where it stands"""
    worker: Optional[str]
    """Id of the worker, `wkr_…`; null: none holds it"""
    error: Failure
    retry_at: Optional[str]
    """When a failed attempt will be tried again; null: not"""


class OutputEvent(TypedDict):
    """A task has made an output"""

    type: Literal["output"]
    """What it is"""
    seq: int
    """Number of the event, from 1 without gaps for each job"""
    job: str
    """Id of the job, `job_…`"""
    at: str
    """When it happened"""
    stage: str
    """Key of the stage"""
    task: str
    """Id of the task, `tsk_…`; null: no task made it"""
    index: int
    """Place among the tasks of its stage, from 0"""
    take: int
    """Which take of its stage made it"""
    epoch: int
    """Number of the attempt, which fences every later message; 0 before the first"""
    output: Asset


class CheckpointEvent(TypedDict):
    """A task has come so far that another attempt would go on from there"""

    type: Literal["checkpoint"]
    """What it is"""
    seq: int
    """Number of the event, from 1 without gaps for each job"""
    job: str
    """Id of the job, `job_…`"""
    at: str
    """When it happened"""
    stage: str
    """Key of the stage"""
    task: str
    """Id of the task, `tsk_…`; null: no task made it"""
    index: int
    """Place among the tasks of its stage, from 0"""
    take: int
    """Which take of its stage made it"""
    epoch: int
    """Number of the attempt, which fences every later message; 0 before the first"""
    step: int
    """How far it has come: another attempt would go on from here"""
    loss: NotRequired[Optional[float]]
    """What a trainer said of it; null: nothing"""


class VerdictEventScoreFigures(TypedDict):
    """What was measured, of several outputs the worst"""

    face_match: NotRequired[float]
    """Larger is better"""
    video_face_match: NotRequired[float]
    """Larger is better"""
    image_sharpness: NotRequired[float]
    """Larger is better"""
    image_skin_texture: NotRequired[float]
    """Larger is better"""
    set_style: NotRequired[float]
    """Smaller is better"""
    video_flicker: NotRequired[float]
    """Smaller is better"""
    video_frozen: NotRequired[float]
    """Smaller is better"""


class VerdictEventScore(TypedDict):
    """What it is compared by; absent: it is not compared"""

    failed: int
    """Checks that failed"""
    broken: int
    """Checks that broke while they looked"""
    unseen: int
    """Outputs that nobody looked at"""
    doubtful: int
    """Checks that found something doubtful"""
    figures: VerdictEventScoreFigures
    """What was measured, of several outputs the worst"""


class VerdictEvent(TypedDict):
    """What a check thought of the outputs of a task"""

    type: Literal["verdict"]
    """What it is"""
    seq: int
    """Number of the event, from 1 without gaps for each job"""
    job: str
    """Id of the job, `job_…`"""
    at: str
    """When it happened"""
    stage: str
    """Key of the stage"""
    task: str
    """Id of the task, `tsk_…`; null: no task made it"""
    index: int
    """Place among the tasks of its stage, from 0"""
    take: int
    """Which take of its stage made it"""
    epoch: int
    """Number of the attempt, which fences every later message; 0 before the first"""
    result: Literal["pass", "again", "fail", "ask", "outdone"]
    """`again`: another take is wanted; `ask`: a person is to decide; `outdone`: another take measured better"""
    note: str
    """When to use it"""
    score: NotRequired[VerdictEventScore]
    """What it is compared by; absent: it is not compared"""


class DecisionEvent(TypedDict):
    """What a person decided about a stage"""

    type: Literal["decision"]
    """What it is"""
    seq: int
    """Number of the event, from 1 without gaps for each job"""
    job: str
    """Id of the job, `job_…`"""
    at: str
    """When it happened"""
    stage: str
    """Key of the stage"""
    take: int
    """The take it was about"""
    by: str
    """Id of the key, or subject of the token, that decided"""
    choice: Literal["approve", "pick", "retake", "reject"]
    """What was decided"""


class PreviewTick(TypedDict):
    """How the picture looks by now. Not stored, not numbered, and only where previews were asked for"""

    type: Literal["preview"]
    """What it is"""
    job: str
    """Id of the job, `job_…`"""
    task: str
    """Id of the task, `tsk_…`; null: no task made it"""
    stage: str
    """Key of the stage"""
    index: int
    """Place among the tasks of its stage, from 0"""
    epoch: int
    """Number of the attempt, which fences every later message; 0 before the first"""
    node: Optional[str]
    """Id of the node in the graph; null: none"""
    content_type: Literal["image/jpeg", "image/png", "image/webp"]
    """Media type, as the bytes say"""
    data: str
    """The picture in base64"""


class QueueTick(TypedDict):
    """What of the job waits and why, told when that changes; `queue` is null once nothing waits. Not stored and not numbered"""

    type: Literal["queue"]
    """What it is"""
    job: str
    """Id of the job, `job_…`"""
    queue: Queue


class ProjectStyleLora(TypedDict):
    """The style of its pictures, where neither shot nor character has one of its own"""

    file: str
    """`name@version` of a LoRA of `/v1/loras`, or a file as the workers list it"""
    strength: NotRequired[float]
    """How much it counts"""


class ProjectUrls(TypedDict):
    """Paths of what belongs to it, on this server"""

    self: str
    """Path of the project on this server"""
    shots: str
    """Path of its shots"""
    events: str
    """Path of the Server-Sent Events"""
    socket: str
    """Path of the WebSocket"""


class Project(TypedDict):
    """A script with its pictures"""

    id: str
    """Its id"""
    name: str
    """Its name"""
    workflow: str
    """What makes its pictures: `id`, `id@version` or an alias; it must take a `prompt`"""
    pool: Optional[str]
    """The pool of workers; null: `default`"""
    aspect_ratio: Literal["16:9", "9:16", "1:1", "4:5", None]
    """Shape of its pictures; null: the workflow's own"""
    negative_prompt: Optional[str]
    """What is not to be seen, where its character does not say it; null: the workflow's own"""
    style_lora: Optional[ProjectStyleLora]
    """The style of its pictures, where neither shot nor character has one of its own"""
    retry_backoff_s: int
    """A picture that fails is tried again, three times in all: after so many seconds, then twice as many"""
    head: int
    """Number of the last event of its feed"""
    created_at: str
    """When it was made"""
    updated_at: str
    """When it was last changed"""
    urls: ProjectUrls
    """Paths of what belongs to it, on this server"""


class ProjectRequestStyleLora(TypedDict):
    """The style of its pictures, where neither shot nor character has one of its own. Left out: `null`"""

    file: str
    """`name@version` of a LoRA of `/v1/loras`, or a file as the workers list it"""
    strength: NotRequired[float]
    """How much it counts. Left out: `0.8`"""


class ProjectRequest(TypedDict):
    """A new project"""

    name: str
    """Its name"""
    workflow: NotRequired[str]
    """What makes its pictures: `id`, `id@version` or an alias; it must take a `prompt`. Left out: `"storyboard-image"`"""
    pool: NotRequired[Optional[str]]
    """The pool of workers; null: `default`. Left out: `null`"""
    aspect_ratio: NotRequired[Literal["16:9", "9:16", "1:1", "4:5", None]]
    """Shape of its pictures; null: the workflow's own. Left out: `null`"""
    negative_prompt: NotRequired[Optional[str]]
    """What is not to be seen, where its character does not say it; null: the workflow's own. Left out: `null`"""
    style_lora: NotRequired[Optional[ProjectRequestStyleLora]]
    """The style of its pictures, where neither shot nor character has one of its own. Left out: `null`"""
    retry_backoff_s: NotRequired[int]
    """A picture that fails is tried again, three times in all: after so many seconds, then twice as many. Left out: `30`"""


class ProjectPage(TypedDict):
    """A page of projects"""

    data: List[Project]
    """What was asked for, in order"""
    next_cursor: Optional[str]
    """Asks for what follows, as `cursor`; null: this was the last page"""
    has_more: bool
    """Whether there is another page"""


class ProjectChangeStyleLora(TypedDict):
    """The style of its pictures, where neither shot nor character has one of its own"""

    file: str
    """`name@version` of a LoRA of `/v1/loras`, or a file as the workers list it"""
    strength: NotRequired[float]
    """How much it counts. Left out: `0.8`"""


class ProjectChange(TypedDict):
    """What is to change of a project; what is not named stays"""

    name: NotRequired[str]
    """Its name"""
    workflow: NotRequired[str]
    """What makes its pictures: `id`, `id@version` or an alias; it must take a `prompt`"""
    pool: NotRequired[Optional[str]]
    """The pool of workers; null: `default`"""
    aspect_ratio: NotRequired[Literal["16:9", "9:16", "1:1", "4:5", None]]
    """Shape of its pictures; null: the workflow's own"""
    negative_prompt: NotRequired[Optional[str]]
    """What is not to be seen, where its character does not say it; null: the workflow's own"""
    style_lora: NotRequired[Optional[ProjectChangeStyleLora]]
    """The style of its pictures, where neither shot nor character has one of its own"""
    retry_backoff_s: NotRequired[int]
    """A picture that fails is tried again, three times in all: after so many seconds, then twice as many"""


class ShotList(TypedDict):
    """Shots"""

    data: List[Shot]
    """What was asked for, in order"""


class ShotStyleLora(TypedDict):
    """A style of its own; null: its character's, or else the project's"""

    file: str
    """`name@version` of a LoRA of `/v1/loras`, or a file as the workers list it"""
    strength: NotRequired[float]
    """How much it counts"""


ShotError = TypedDict(
    "ShotError",
    {
        "code": "Literal[\"invalid_input\", \"unsupported_image\", \"too_many_outputs\", \"missing_asset\", \"lora_not_made\", \"rejected\", \"stage_invalid\", \"node_validation\", \"node_error\", \"missing_node\", \"missing_model\", \"missing_output\", \"output_too_large\", \"quality_rejected\", \"out_of_memory\", \"comfyui_crashed\", \"comfyui_hung\", \"comfyui_unreachable\", \"capabilities_outdated\", \"machine_unfit\", \"prompt_lost\", \"interrupted\", \"upload_failed\", \"download_failed\", \"lease_expired\", \"worker_error\", \"deadline_exceeded\", \"decision_overdue\", \"budget_overdue\", \"runtime_exceeded\", \"storage_limit\", \"canceled\"]",
        "class": "Literal[\"user\", \"graph\", \"capacity\", \"infra\", \"limit\", \"canceled\"]",
        "whose_fault": "Literal[\"user\", \"operator\", \"us\"]",
        "message": "str",
        "node_id": "Optional[str]",
        "class_type": "Optional[str]",
    },
)
"""Why the newest picture failed; null: it did not"""


class Shot(TypedDict):
    """A sentence of a script, and its picture"""

    id: str
    """Its id"""
    project: str
    """Id of its project, `prj_…`"""
    position: int
    """Its place in the script: lower ones come first; numbers may be left out"""
    sentence: str
    """The sentence of the script"""
    image_prompt: Optional[str]
    """What is to be seen; null: nobody has said it yet, and no picture can be made"""
    seed: Optional[int]
    """The same seed gives the same picture, 0 too; null: one below 2147483647 is chosen"""
    references: List[str]
    """Pictures it is to be made like; empty: those of its character, where it has one"""
    character: Optional[str]
    """Who is to be seen, `chr_…`; null: nobody in particular"""
    style_lora: Optional[ShotStyleLora]
    """A style of its own; null: its character's, or else the project's"""
    image_file: Optional[str]
    """`data/projects/{project}/images/{shot}.png`, where its picture lies in storage; null: there is none"""
    image_url: Optional[str]
    """Path of the picture on this server; null: there is none"""
    image_asset: Optional[str]
    """The output that became its picture; null: there is none"""
    is_image_dirty: bool
    """There is no picture, or something that makes it has changed since. Cleared only by a picture of the shot as it is"""
    status: Literal["pending", "queued", "generating", "completed", "failed", "canceled"]
    """`pending`: no picture was asked for; the others are of the newest one that was"""
    job: Optional[str]
    """The newest job of it; null: there was none"""
    error: Optional[ShotError]
    """Why the newest picture failed; null: it did not"""
    created_at: str
    """When it was made"""
    updated_at: str
    """When it or its picture was last changed"""


class ShotsRequest(TypedDict):
    """New shots, behind those there are"""

    shots: List[ShotRequest]
    """In the order of the script"""


class ShotRequestStyleLora(TypedDict):
    """A style of its own; null: its character's, or else the project's. Left out: `null`"""

    file: str
    """`name@version` of a LoRA of `/v1/loras`, or a file as the workers list it"""
    strength: NotRequired[float]
    """How much it counts. Left out: `0.8`"""


class ShotRequest(TypedDict):
    """A new shot: a sentence, and what its picture is made of"""

    sentence: str
    """The sentence of the script"""
    image_prompt: NotRequired[Optional[str]]
    """What is to be seen; null: nobody has said it yet, and no picture can be made. Left out: `null`"""
    seed: NotRequired[Optional[int]]
    """The same seed gives the same picture, 0 too; null: one below 2147483647 is chosen. Left out: `null`"""
    references: NotRequired[List[str]]
    """Pictures it is to be made like; empty: those of its character, where it has one. Left out: `[]`"""
    character: NotRequired[Optional[str]]
    """Who is to be seen, `chr_…`; null: nobody in particular. Left out: `null`"""
    style_lora: NotRequired[Optional[ShotRequestStyleLora]]
    """A style of its own; null: its character's, or else the project's. Left out: `null`"""


class ShotPage(TypedDict):
    """A page of shots"""

    data: List[Shot]
    """What was asked for, in order"""
    next_cursor: Optional[str]
    """Asks for what follows, as `cursor`; null: this was the last page"""
    has_more: bool
    """Whether there is another page"""


class ShotChangeStyleLora(TypedDict):
    """A style of its own; null: its character's, or else the project's"""

    file: str
    """`name@version` of a LoRA of `/v1/loras`, or a file as the workers list it"""
    strength: NotRequired[float]
    """How much it counts. Left out: `0.8`"""


class ShotChange(TypedDict):
    """What is to change of a shot; what is not named stays"""

    sentence: NotRequired[str]
    """The sentence of the script"""
    image_prompt: NotRequired[Optional[str]]
    """What is to be seen; null: nobody has said it yet, and no picture can be made"""
    seed: NotRequired[Optional[int]]
    """The same seed gives the same picture, 0 too; null: one below 2147483647 is chosen"""
    references: NotRequired[List[str]]
    """Pictures it is to be made like; empty: those of its character, where it has one"""
    character: NotRequired[Optional[str]]
    """Who is to be seen, `chr_…`; null: nobody in particular"""
    style_lora: NotRequired[Optional[ShotChangeStyleLora]]
    """A style of its own; null: its character's, or else the project's"""


class ShotOrder(TypedDict):
    """The shots of a project in another order"""

    shots: List[str]
    """Every shot of the project once, in the new order"""


class GeneratedShot(TypedDict):
    """Which job makes the picture of a shot"""

    shot: str
    """Id of the shot, `sht_…`"""
    job: str
    """The job that makes its picture, or has made it"""
    reused: bool
    """The picture was there already: nothing is made"""


class GenerateRequest(TypedDict):
    """A picture for a shot"""

    reuse: NotRequired[bool]
    """Where the account has a picture that was asked for in just this way, take that instead of making another. Left out: `false`"""


class GeneratedShotsSkippedItem(TypedDict):
    shot: str
    """Id of the shot, `sht_…`"""
    reason: Literal["busy", "no_prompt", "clean"]
    """`busy`: its picture is being made; `no_prompt`: it has no `image_prompt`; `clean`: its picture is of the shot as it is"""


class GeneratedShots(TypedDict):
    """Which jobs make the pictures of a project"""

    data: List[GeneratedShot]
    """What is made, in the order of the script"""
    skipped: List[GeneratedShotsSkippedItem]
    """Shots that nothing is made for, and why"""
    has_more: bool
    """There are more dirty shots than one request takes: ask again"""


class GenerateAllRequest(TypedDict):
    """Pictures for shots of a project"""

    reuse: NotRequired[bool]
    """Where the account has a picture that was asked for in just this way, take that instead of making another. Left out: `false`"""
    shots: NotRequired[List[str]]
    """Only these; absent: up to 500 that are dirty, in the order of the script"""
    clean: NotRequired[bool]
    """With `shots`: also those whose picture is of the shot as it is. Left out: `false`"""


class CanceledProject(TypedDict):
    """How many jobs of a project were canceled"""

    canceled: int
    """Jobs that were canceled, or are being"""
    has_more: bool
    """Others of it have not ended: ask again"""


class SignedUrl(TypedDict):
    """A URL that needs no `Authorization` header"""

    url: str
    """A path on this server, with its ticket: put the address of the API before it"""
    expires_at: str
    """From when on it is refused"""


class SignedUrlRequest(TypedDict):
    """How long a signed URL is to be good. Without a body: the default"""

    expires_in_s: NotRequired[int]
    """For how many seconds the URL is good; no longer than the key or token it is asked with. Left out: `3600`"""


ProjectFrame: TypeAlias = "Union[ProjectHelloFrame, ShotQueuedEvent, ShotStartedEvent, ShotRetryEvent, ShotCompleteEvent, ShotFailedEvent, ShotCanceledEvent, ShotProgressTick]"
"""One message of a project's feed; `type` says which"""


class ProjectHelloFrame(TypedDict):
    """The first message of a project's feed"""

    type: Literal["hello"]
    """What it is"""
    projectId: str
    """Id of the project, `prj_…`"""
    head: int
    """Number of the last event at this moment; those after what was asked for follow"""
    progress: List[ShotProgressTick]
    """The latest tick of each shot that ComfyUI works on"""


class ShotProgressTick(TypedDict):
    """ComfyUI works on the picture of a shot. Not stored and not numbered"""

    type: Literal["progress"]
    """What it is"""
    projectId: str
    """Id of the project, `prj_…`"""
    sentenceId: str
    """Id of the shot, `sht_…`"""
    jobId: str
    """Id of the job that makes its picture, `job_…`"""
    jobType: Literal["image"]
    """What the job makes"""
    progress: int
    """30 when ComfyUI begins, up to 99"""
    message: Literal["ComfyUI processing..."]
    """The same for people"""


class ShotQueuedEvent(TypedDict):
    """The picture of a shot waits for a worker"""

    type: Literal["job_queued"]
    """What it is"""
    seq: int
    """Its number in the feed of the project, from 1 without gaps"""
    at: str
    """When it happened"""
    projectId: str
    """Id of the project, `prj_…`"""
    sentenceId: str
    """Id of the shot, `sht_…`"""
    jobId: str
    """Id of the job that makes its picture, `job_…`"""
    jobType: Literal["image"]
    """What the job makes"""


class ShotStartedEvent(TypedDict):
    """A worker begins with the picture of a shot"""

    type: Literal["progress"]
    """What it is"""
    seq: int
    """Its number in the feed of the project, from 1 without gaps"""
    at: str
    """When it happened"""
    projectId: str
    """Id of the project, `prj_…`"""
    sentenceId: str
    """Id of the shot, `sht_…`"""
    jobId: str
    """Id of the job that makes its picture, `job_…`"""
    jobType: Literal["image"]
    """What the job makes"""
    attempt: int
    """Which of up to three attempts it is about"""
    progress: Literal[10]
    """A worker has it"""
    message: Literal["Starting image generation..."]
    """The same for people"""


class ShotRetryEventError(TypedDict):
    """Why the attempt failed"""

    code: Literal["invalid_input", "unsupported_image", "too_many_outputs", "missing_asset", "lora_not_made", "rejected", "stage_invalid", "node_validation", "node_error", "missing_node", "missing_model", "missing_output", "output_too_large", "quality_rejected", "out_of_memory", "comfyui_crashed", "comfyui_hung", "comfyui_unreachable", "capabilities_outdated", "machine_unfit", "prompt_lost", "interrupted", "upload_failed", "download_failed", "lease_expired", "worker_error", "deadline_exceeded", "decision_overdue", "budget_overdue", "runtime_exceeded", "storage_limit", "canceled"]
    """What it is, as a word that does not change"""
    message: str
    """The same for people"""


class ShotRetryEvent(TypedDict):
    """An attempt failed, and another one follows"""

    type: Literal["job_retry"]
    """What it is"""
    seq: int
    """Its number in the feed of the project, from 1 without gaps"""
    at: str
    """When it happened"""
    projectId: str
    """Id of the project, `prj_…`"""
    sentenceId: str
    """Id of the shot, `sht_…`"""
    jobId: str
    """Id of the job that makes its picture, `job_…`"""
    jobType: Literal["image"]
    """What the job makes"""
    attempt: int
    """Which of up to three attempts it is about"""
    retryAt: str
    """When it is tried again"""
    error: ShotRetryEventError
    """Why the attempt failed"""


class ShotCompleteEventResult(TypedDict):
    """The picture"""

    file: str
    """`data/projects/{project}/images/{shot}.png`"""
    asset: Optional[str]
    """The output that became the picture"""
    reused: bool
    """It was there already: nothing was made"""


class ShotCompleteEvent(TypedDict):
    """The picture of a shot is there"""

    type: Literal["job_complete"]
    """What it is"""
    seq: int
    """Its number in the feed of the project, from 1 without gaps"""
    at: str
    """When it happened"""
    projectId: str
    """Id of the project, `prj_…`"""
    sentenceId: str
    """Id of the shot, `sht_…`"""
    jobId: str
    """Id of the job that makes its picture, `job_…`"""
    jobType: Literal["image"]
    """What the job makes"""
    result: ShotCompleteEventResult
    """The picture"""


class ShotFailedEventError(TypedDict):
    """Why; null: it is not known"""

    code: Literal["invalid_input", "unsupported_image", "too_many_outputs", "missing_asset", "lora_not_made", "rejected", "stage_invalid", "node_validation", "node_error", "missing_node", "missing_model", "missing_output", "output_too_large", "quality_rejected", "out_of_memory", "comfyui_crashed", "comfyui_hung", "comfyui_unreachable", "capabilities_outdated", "machine_unfit", "prompt_lost", "interrupted", "upload_failed", "download_failed", "lease_expired", "worker_error", "deadline_exceeded", "decision_overdue", "budget_overdue", "runtime_exceeded", "storage_limit", "canceled"]
    """What it is, as a word that does not change"""
    message: str
    """The same for people"""


class ShotFailedEvent(TypedDict):
    """There will be no picture of this job: it failed, or came too late"""

    type: Literal["job_failed"]
    """What it is"""
    seq: int
    """Its number in the feed of the project, from 1 without gaps"""
    at: str
    """When it happened"""
    projectId: str
    """Id of the project, `prj_…`"""
    sentenceId: str
    """Id of the shot, `sht_…`"""
    jobId: str
    """Id of the job that makes its picture, `job_…`"""
    jobType: Literal["image"]
    """What the job makes"""
    error: Optional[ShotFailedEventError]
    """Why; null: it is not known"""


class ShotCanceledEvent(TypedDict):
    """The job was canceled"""

    type: Literal["job_canceled"]
    """What it is"""
    seq: int
    """Its number in the feed of the project, from 1 without gaps"""
    at: str
    """When it happened"""
    projectId: str
    """Id of the project, `prj_…`"""
    sentenceId: str
    """Id of the shot, `sht_…`"""
    jobId: str
    """Id of the job that makes its picture, `job_…`"""
    jobType: Literal["image"]
    """What the job makes"""


class AssetPage(TypedDict):
    """A page of assets"""

    data: List[Asset]
    """What was asked for, in order"""
    next_cursor: Optional[str]
    """Asks for what follows, as `cursor`; null: this was the last page"""
    has_more: bool
    """Whether there is another page"""


AssetChecksChecksItemSpansItem = TypedDict(
    "AssetChecksChecksItemSpansItem",
    {
        "from": "float",
        "to": "float",
    },
)


class AssetChecksChecksItem(TypedDict):
    id: Literal["file_decodable", "file_type", "image_dimensions", "image_aspect", "image_blank", "image_noise", "image_sharpness", "image_exposure", "image_skin_texture", "duplicate_exact", "duplicate_near", "duplicate_mirrored", "set_style", "face_count", "face_view", "face_sharpness", "face_match", "safety_sfw", "video_frames", "video_fps", "video_duration", "video_dimensions", "video_black", "video_frozen", "video_flicker", "video_face", "video_face_match", "audio_silent"]
    """Its id"""
    status: Literal["pass", "warn", "fail", "skipped", "error"]
    """`skipped`: it could not be looked at, which is no pass; `error`: looking at it broke"""
    value: Optional[Union[float, str]]
    """What was found"""
    limit: Optional[Union[float, str]]
    """What it was held against"""
    where: Optional[str]
    """Where, or which other file it is about; null: all of it"""
    reason: str
    """What that means, in a sentence; empty where it passed"""
    spans: NotRequired[List[AssetChecksChecksItemSpansItem]]
    """Of a film: when what it speaks of is to be seen, also where that is too little to matter; absent: of no certain time"""


class AssetChecks(TypedDict):
    """All checks of a picture or a film"""

    status: Literal["pass", "warn", "fail", "skipped", "error"]
    """The worst of them"""
    checks: List[AssetChecksChecksItem]
    """All of them, in a fixed order"""


class ProvenanceFoundNearItemMadeBy(TypedDict):
    """Null: no job, or one that is gone"""

    job: str
    """Id of the job, `job_…`"""
    workflow: Optional[str]
    """`id@version`, or `graph`; null: the job ran a pipeline"""
    pipeline: Optional[str]
    """`id@version`; null: the job ran none"""
    take: Optional[int]
    """Which take of its stage; null: nobody knows any more"""


class ProvenanceFoundNearItem(TypedDict):
    asset: str
    """Id of its record, `ast_…`"""
    kind: Literal["image", "video", "audio", "text", "latent", "file"]
    """What the file is"""
    content_type: str
    """Media type, as the bytes say"""
    filename: str
    """Name of the file, made safe"""
    size: int
    """Bytes"""
    sha256: str
    """Of the bytes as they are delivered, in hex"""
    phash: Optional[str]
    """Null: it is no picture, was not decoded, or is of one colour"""
    ai_generated: bool
    """A job of Darkroom made it; false: somebody uploaded it"""
    made_by: Optional[ProvenanceFoundNearItemMadeBy]
    """Null: no job, or one that is gone"""
    created_at: str
    """When it was made"""
    distance: int
    """Bits of 64 in which the perceptual hashes differ"""


class ProvenanceFound(TypedDict):
    """Which files of the account a file comes from"""

    made: bool
    """A job of this account made a file with these bytes, or a picture that looks alike"""
    exact: List[Provenance]
    """With these very bytes, the newest first; ten at most"""
    near: List[ProvenanceFoundNearItem]
    """That look alike, the nearest first; those of `exact` too"""
    complete: bool
    """False: so many pictures of the account look alike that not all of them were compared"""


class ProvenanceMadeBy(TypedDict):
    """Null: no job, or one that is gone"""

    job: str
    """Id of the job, `job_…`"""
    workflow: Optional[str]
    """`id@version`, or `graph`; null: the job ran a pipeline"""
    pipeline: Optional[str]
    """`id@version`; null: the job ran none"""
    take: Optional[int]
    """Which take of its stage; null: nobody knows any more"""


class Provenance(TypedDict):
    """Where a file comes from"""

    asset: str
    """Id of its record, `ast_…`"""
    kind: Literal["image", "video", "audio", "text", "latent", "file"]
    """What the file is"""
    content_type: str
    """Media type, as the bytes say"""
    filename: str
    """Name of the file, made safe"""
    size: int
    """Bytes"""
    sha256: str
    """Of the bytes as they are delivered, in hex"""
    phash: Optional[str]
    """Null: it is no picture, was not decoded, or is of one colour"""
    ai_generated: bool
    """A job of Darkroom made it; false: somebody uploaded it"""
    made_by: Optional[ProvenanceMadeBy]
    """Null: no job, or one that is gone"""
    created_at: str
    """When it was made"""


class ImportRequestOutputsItem(TypedDict):
    sha256: str
    """SHA-256 of its bytes, in hex: upload them first by `POST /v1/assets`"""
    node: NotRequired[str]
    """The node of the graph that made it"""


class ImportRequest(TypedDict):
    """What a ComfyUI ran, and the files that came of it"""

    graph: Dict[str, Any]
    """The graph as it ran, in API format: what pictures of ComfyUI carry as `prompt`"""
    outputs: List[ImportRequestOutputsItem]
    """The files that came of it, in their order"""
    inputs: NotRequired[Dict[str, str]]
    """The files that it read, as `"<node id>.<input>"`: SHA-256; other names in the graph stay as they are. Left out: `{}`"""
    created_at: NotRequired[str]
    """When it began; absent: `finished_at`"""
    finished_at: str
    """When it ended"""
    metadata: NotRequired[Dict[str, str]]
    """The client's own notes; given back as they are. Left out: `{}`"""


class ReviewAnswers(TypedDict):
    """Whether each point of the checklist holds; absent: nothing was said of it"""

    photorealistic: NotRequired[bool]
    """8K hyper-realistic, photorealistic quality"""
    appealing: NotRequired[bool]
    """Appealing, attractive appearance"""
    skin: NotRequired[bool]
    """Natural skin texture with visible pores"""
    strands: NotRequired[bool]
    """Individual hair strands, lashes, eyebrows"""
    asymmetry: NotRequired[bool]
    """Natural asymmetries preserved (not "perfect")"""
    professional: NotRequired[bool]
    """Professional photography aesthetic"""
    no_artifacts: NotRequired[bool]
    """No AI artifacts (plastic/waxy look)"""
    lighting: NotRequired[bool]
    """Realistic lighting and shadows"""
    sharp: NotRequired[bool]
    """Sharp focus on eyes and face"""
    composition: NotRequired[bool]
    """Clean composition"""


class Review(TypedDict):
    """What a person said of a picture"""

    asset: str
    """The picture that it is about"""
    by: str
    """Id of the key, or subject of the token, that said it"""
    at: str
    """When it happened"""
    answers: ReviewAnswers
    """Whether each point of the checklist holds; absent: nothing was said of it"""
    verdict: Literal["pass", "fail", None]
    """Whether it passes; null: only its points were told"""
    note: str
    """What else was said"""
    points: int
    """Points of the checklist that hold"""
    of: int
    """Points that something was said of"""


class ReviewRequestAnswers(TypedDict):
    """Whether each point of the checklist holds; absent: nothing was said of it"""

    photorealistic: NotRequired[bool]
    """8K hyper-realistic, photorealistic quality"""
    appealing: NotRequired[bool]
    """Appealing, attractive appearance"""
    skin: NotRequired[bool]
    """Natural skin texture with visible pores"""
    strands: NotRequired[bool]
    """Individual hair strands, lashes, eyebrows"""
    asymmetry: NotRequired[bool]
    """Natural asymmetries preserved (not "perfect")"""
    professional: NotRequired[bool]
    """Professional photography aesthetic"""
    no_artifacts: NotRequired[bool]
    """No AI artifacts (plastic/waxy look)"""
    lighting: NotRequired[bool]
    """Realistic lighting and shadows"""
    sharp: NotRequired[bool]
    """Sharp focus on eyes and face"""
    composition: NotRequired[bool]
    """Clean composition"""


class ReviewRequest(TypedDict):
    """What a person says of a picture, point by point"""

    answers: ReviewRequestAnswers
    """Whether each point of the checklist holds; absent: nothing was said of it"""
    verdict: NotRequired[Literal["pass", "fail", None]]
    """Whether it passes; null: only its points are told. Left out: `null`"""
    note: NotRequired[Union[Literal[""], str]]
    """What else there is to say. Left out: `""`"""


class ReviewQueueDataItem(TypedDict):
    asset: Asset
    reason: Literal["doubtful", "broken", "failed", "waiting"]
    """`waiting`: a stage of its job waits for a person; `failed`: it failed a check; `broken`: a check broke; `doubtful`: a check is in doubt"""


class ReviewQueue(TypedDict):
    """A page of pictures that a person is to look at"""

    data: List[ReviewQueueDataItem]
    """What was asked for, in order"""
    next_cursor: Optional[str]
    """Asks for what follows, as `cursor`; null: this was the last page"""
    has_more: bool
    """Whether there is another page"""
    waiting: int
    """Pictures in the queue; of more than 100 it says 100"""


class ReviewsChecklistItem(TypedDict):
    id: str
    """Name of the point in `answers`"""
    text: str
    """As it stands in a form"""


class Reviews(TypedDict):
    """What people said of a picture"""

    checklist: List[ReviewsChecklistItem]
    """The points, in their order"""
    data: List[Review]
    """Of each person the newest word, the newest first; a hundred at most"""


class AssetUrlsDataItem(TypedDict):
    asset: str
    """Id of the asset"""
    url: str
    """A path on this server, with its ticket: put the address of the API before it"""


class AssetUrls(TypedDict):
    """URLs that need no `Authorization` header"""

    data: List[AssetUrlsDataItem]
    """In the order they were asked for"""
    expires_at: str
    """From when on it is refused"""


class AssetUrlsRequest(TypedDict):
    """Which assets are to have a signed URL, and for how long"""

    assets: List[str]
    """Ids of the assets, each with the URL it gets"""
    expires_in_s: NotRequired[int]
    """For how many seconds the URL is good; no longer than the key or token it is asked with. Left out: `3600`"""


class Dataset(TypedDict):
    """Pictures with captions, from which a LoRA is trained"""

    name: str
    """Its name"""
    trigger_word: str
    """The word that the character is learned under: every caption begins with it"""
    asymmetric: bool
    """Whether the character's two sides differ: then a caption that says left or right forbids a flip"""
    preset: Literal["any", "sheet", "manga", "thirty"]
    """What is asked of it: `any` (7 pictures or more), `sheet` (7 to 10), `manga` (15 to 20 at 512 pixels), `thirty` (21 upper body, 6 portraits, 3 full body)"""
    class_words: str
    """What the pictures trained beside it show, such as `anime character`"""
    note: Optional[str]
    """Whatever its owner wants to remember"""
    pictures: int
    """Pictures, flipped copies among them"""
    regularisation: int
    """Pictures of the class that are trained beside"""
    changed: bool
    """Whether it differs from its newest version; true where there is none"""
    regularisation_job: Optional[str]
    """The job that makes pictures of the class for it; null: none does"""
    versions: List[DatasetVersion]
    """Newest first"""
    created_at: str
    """When it was made"""
    updated_at: str
    """When it was changed last"""


class DatasetVersion(TypedDict):
    """A dataset as it was when it was frozen; it never changes"""

    version: int
    """Its version"""
    reference: str
    """`name@version`: what trainings send as `dataset`"""
    trigger_word: str
    """The word that the character is learned under: every caption begins with it"""
    asymmetric: bool
    """Whether the character's two sides differ: then a caption that says left or right forbids a flip"""
    preset: Literal["any", "sheet", "manga", "thirty"]
    """What is asked of it: `any` (7 pictures or more), `sheet` (7 to 10), `manga` (15 to 20 at 512 pixels), `thirty` (21 upper body, 6 portraits, 3 full body)"""
    class_words: str
    """What the pictures trained beside it show, such as `anime character`"""
    pictures: int
    """Pictures, flipped copies among them"""
    regularisation: int
    """Pictures of the class that are trained beside"""
    created_at: str
    """When it was made"""


class DatasetRequest(TypedDict):
    """A new dataset, without pictures"""

    name: str
    """A name that no other dataset of the account has"""
    trigger_word: str
    """The word that the character is learned under: every caption begins with it"""
    asymmetric: NotRequired[bool]
    """Whether the character's two sides differ: then a caption that says left or right forbids a flip. Left out: `false`"""
    preset: NotRequired[Literal["any", "sheet", "manga", "thirty"]]
    """What is asked of it: `any` (7 pictures or more), `sheet` (7 to 10), `manga` (15 to 20 at 512 pixels), `thirty` (21 upper body, 6 portraits, 3 full body). Left out: `"any"`"""
    class_words: NotRequired[str]
    """What the pictures trained beside it show, such as `anime character`. Left out: `"anime character"`"""
    note: NotRequired[Optional[str]]
    """Whatever its owner wants to remember. Left out: `null`"""


class DatasetPage(TypedDict):
    """A page of datasets"""

    data: List[Dataset]
    """What was asked for, in order"""
    next_cursor: Optional[str]
    """Asks for what follows, as `cursor`; null: this was the last page"""
    has_more: bool
    """Whether there is another page"""


class DatasetChange(TypedDict):
    """What is to change of a dataset; what is not named stays"""

    trigger_word: NotRequired[str]
    """The word that the character is learned under: every caption begins with it"""
    asymmetric: NotRequired[bool]
    """Whether the character's two sides differ: then a caption that says left or right forbids a flip"""
    preset: NotRequired[Literal["any", "sheet", "manga", "thirty"]]
    """What is asked of it: `any` (7 pictures or more), `sheet` (7 to 10), `manga` (15 to 20 at 512 pixels), `thirty` (21 upper body, 6 portraits, 3 full body)"""
    class_words: NotRequired[str]
    """What the pictures trained beside it show, such as `anime character`"""
    note: NotRequired[Optional[str]]
    """Whatever its owner wants to remember"""


class DatasetItemPage(TypedDict):
    """A page of pictures of a dataset"""

    data: List[DatasetItem]
    """What was asked for, in order"""
    next_cursor: Optional[str]
    """Asks for what follows, as `cursor`; null: this was the last page"""
    has_more: bool
    """Whether there is another page"""


class DatasetItemHashesMirror(TypedDict):
    """The same of its mirror image"""

    dhash: str
    """Which of two neighbours is brighter, over 9 x 8 means"""
    phash: str
    """Which of the 64 lowest frequencies of 32 x 32 means are above their median"""


class DatasetItemHashes(TypedDict):
    """Null: nobody has decoded it yet, so it is compared with none"""

    dhash: str
    """Which of two neighbours is brighter, over 9 x 8 means"""
    phash: str
    """Which of the 64 lowest frequencies of 32 x 32 means are above their median"""
    mirror: DatasetItemHashesMirror
    """The same of its mirror image"""


class DatasetItem(TypedDict):
    """A picture of a dataset"""

    item: int
    """Its number in the dataset: no other ever has it"""
    role: Literal["picture", "regularisation"]
    """Whether it is trained, or trained beside"""
    asset: Asset
    caption: Optional[str]
    """Trigger word, framing, pose or action, background; null: there is none yet"""
    framing: Literal["upper body", "portrait", "full body", None]
    """How much of the character is to be seen; null: as the caption says"""
    flip_of: Optional[int]
    """Number of the item that it is the flipped copy of; null: of none"""
    hashes: Optional[DatasetItemHashes]
    """Null: nobody has decoded it yet, so it is compared with none"""


class DatasetAdded(TypedDict):
    """What was added to a dataset"""

    dataset: str
    """The dataset"""
    added: int
    """How many pictures were added"""
    first_item: int
    """Number of the first of them; the others have the numbers that follow"""


class DatasetAdditionItemsItemHashesMirror(TypedDict):
    """The same of its mirror image"""

    dhash: str
    """Which of two neighbours is brighter, over 9 x 8 means"""
    phash: str
    """Which of the 64 lowest frequencies of 32 x 32 means are above their median"""


class DatasetAdditionItemsItemHashes(TypedDict):
    """Null: nobody has decoded it yet, so it is compared with none. Left out: `null`"""

    dhash: str
    """Which of two neighbours is brighter, over 9 x 8 means"""
    phash: str
    """Which of the 64 lowest frequencies of 32 x 32 means are above their median"""
    mirror: DatasetAdditionItemsItemHashesMirror
    """The same of its mirror image"""


class DatasetAdditionItemsItem(TypedDict):
    asset: str
    """A picture of the account, which stays while it stands here"""
    caption: NotRequired[Optional[str]]
    """Trigger word, framing, pose or action, background; null: there is none yet. Left out: `null`"""
    framing: NotRequired[Literal["upper body", "portrait", "full body", None]]
    """How much of the character is to be seen; null: as the caption says. Left out: `null`"""
    flip_of: NotRequired[Optional[int]]
    """Number of the item that it is the flipped copy of; null: of none. Left out: `null`"""
    hashes: NotRequired[Optional[DatasetAdditionItemsItemHashes]]
    """Null: nobody has decoded it yet, so it is compared with none. Left out: `null`"""


class DatasetAddition(TypedDict):
    """Pictures that a dataset is to have"""

    role: NotRequired[Literal["picture", "regularisation"]]
    """What the file is for: `state` to go on from, `lora` the weights, `log` the losses. Left out: `"picture"`"""
    items: NotRequired[List[DatasetAdditionItemsItem]]
    """Pictures of the account"""
    character: NotRequired[str]
    """The references of a character, and its base picture; captions say which view each shows"""
    job: NotRequired[str]
    """The pictures that a job has made, those of a character sheet with captions by its plan. Takes that were refused, and what nobody picked, are left out"""
    stages: NotRequired[List[str]]
    """With `job`: of these stages alone"""


class DatasetItemChange(TypedDict):
    """What is to change of a picture; what is not named stays"""

    caption: NotRequired[Optional[str]]
    """Trigger word, framing, pose or action, background; null: there is none yet"""
    framing: NotRequired[Literal["upper body", "portrait", "full body", None]]
    """How much of the character is to be seen; null: as the caption says"""
    flip_of: NotRequired[Optional[int]]
    """Number of the item that it is the flipped copy of; null: of none"""


DatasetChecksComposition = TypedDict(
    "DatasetChecksComposition",
    {
        "upper body": "int",
        "portrait": "int",
        "full body": "int",
    },
)
"""How many pictures have each framing"""


class DatasetChecksFindingsItem(TypedDict):
    code: Literal["too_few", "too_many", "composition", "caption_without_picture", "regularisation_count"]
    """What it is, as a word that does not change"""
    severity: Literal["fault", "warning"]
    """A fault keeps the dataset from being frozen, a warning does not"""
    message: str
    """What is wrong, and what to do"""
    others: List[int]
    """Numbers of the other items that it is about"""


class DatasetChecksItemsItemFindingsItem(TypedDict):
    code: Literal["undecodable", "too_small", "caption_missing", "no_trigger", "caption_empty", "caption_long", "caption_lines", "caption_gap", "caption_parts", "trigger_not_first", "trigger_repeated", "framing_unknown", "duplicate", "near_duplicate", "flipped_twin", "flip_says_side", "flip_of_asymmetric", "original_missing", "not_compared"]
    """What it is, as a word that does not change"""
    severity: Literal["fault", "warning"]
    """A fault keeps the dataset from being frozen, a warning does not"""
    message: str
    """What is wrong, and what to do"""
    others: List[int]
    """Numbers of the other items that it is about"""


class DatasetChecksItemsItem(TypedDict):
    item: int
    """Number of the item"""
    findings: List[DatasetChecksItemsItemFindingsItem]
    """What is to be said of it; empty: nothing"""


class DatasetChecks(TypedDict):
    """What a training of a dataset would stumble over"""

    ready: bool
    """Whether it can be frozen: there is no fault"""
    pictures: int
    """Pictures without flipped copies"""
    flips: int
    """Flipped copies"""
    composition: DatasetChecksComposition
    """How many pictures have each framing"""
    findings: List[DatasetChecksFindingsItem]
    """What is to be said of the set"""
    items: List[DatasetChecksItemsItem]
    """Every picture, in their order"""


class DatasetHashesHashesItemHashesMirror(TypedDict):
    """The same of its mirror image"""

    dhash: str
    """Which of two neighbours is brighter, over 9 x 8 means"""
    phash: str
    """Which of the 64 lowest frequencies of 32 x 32 means are above their median"""


class DatasetHashesHashesItemHashes(TypedDict):
    """Perceptual hashes of a picture, from whoever decoded it: by these it is compared with the others"""

    dhash: str
    """Which of two neighbours is brighter, over 9 x 8 means"""
    phash: str
    """Which of the 64 lowest frequencies of 32 x 32 means are above their median"""
    mirror: DatasetHashesHashesItemHashesMirror
    """The same of its mirror image"""


class DatasetHashesHashesItem(TypedDict):
    item: int
    """Number of the item"""
    hashes: DatasetHashesHashesItemHashes
    """Perceptual hashes of a picture, from whoever decoded it: by these it is compared with the others"""


class DatasetHashes(TypedDict):
    """What pictures of a dataset look like"""

    hashes: List[DatasetHashesHashesItem]
    """Of pictures that were decoded; items that are not there are passed over"""


class DatasetDiffAddedItem(TypedDict):
    item: int
    """Number of the item"""
    asset: str
    """The picture"""
    sha256: str
    """Of its bytes, in hex"""
    caption: str
    """Its caption; empty: it has none"""


class DatasetDiffRemovedItem(TypedDict):
    item: int
    """Number of the item"""
    asset: str
    """The picture"""
    sha256: str
    """Of its bytes, in hex"""
    caption: str
    """Its caption; empty: it has none"""


class DatasetDiffChangedItem(TypedDict):
    sha256: str
    """Of its bytes, in hex"""
    before: str
    """Its caption in the earlier one"""
    after: str
    """Its caption in the later one"""


class DatasetDiff(TypedDict):
    """How two versions of a dataset differ"""

    added: List[DatasetDiffAddedItem]
    """What only the later one has"""
    removed: List[DatasetDiffRemovedItem]
    """What only the earlier one has"""
    changed: List[DatasetDiffChangedItem]
    """The same picture under another caption"""


class DatasetArchive(TypedDict):
    """What was added to a dataset from an archive"""

    dataset: str
    """The dataset"""
    added: int
    """How many pictures were added"""
    first_item: int
    """Number of the first of them; the others have the numbers that follow"""
    loose_captions: List[str]
    """Texts of the archive that no picture goes with, at most 50 of them: they were left out"""


class RegularisationRequest(TypedDict):
    """Pictures of the class that a dataset is to have"""

    pictures: NotRequired[int]
    """How many; each has a seed of its own. 100 to 200 serve. Left out: `100`"""
    prompt: NotRequired[str]
    """What they show: the class, and nothing of the character; absent: the dataset's `class_words`, standing before a simple background"""
    parameters: NotRequired[Dict[str, Any]]
    """Further parameters of the workflow `sd15-regularization-images`, such as `checkpoint`, `width`, `height` and `seed`: as in the training. Left out: `{}`"""
    pool: NotRequired[str]
    """The pool of workers; absent: `default`"""
    priority: NotRequired[int]
    """Higher goes first among the jobs of one account. Left out: `0`"""
    deadline_s: NotRequired[int]
    """Seconds from now after which the job is given up as `expired`. Left out: `86400`"""
    budget_micro_usd: NotRequired[int]
    """What it may cost, in millionths of a US dollar; absent: as its pipeline says, and 5,000,000 for a training. What would pass it is not begun, and the job says so; `PATCH /v1/jobs/{id}` raises it"""
    wait_for_models: NotRequired[bool]
    """Where every worker of the pool lacks a model file: wait until one has it (`queue.reason` is `model_missing`, `missing_models` names file and folder), at most until the deadline, instead of being refused"""
    metadata: NotRequired[Dict[str, str]]
    """The client's own notes; given back as they are. Left out: `{}`"""


class LoraUpload(TypedDict):
    """A part that was stored"""

    sha256: str
    """SHA-256 of the bytes, in hex"""
    part: int
    """Name of the part that needs it; absent: always"""
    size: int
    """Bytes of this part"""


class LoraPage(TypedDict):
    """A page of LoRAs"""

    data: List[Lora]
    """What was asked for, in order"""
    next_cursor: Optional[str]
    """Asks for what follows, as `cursor`; null: this was the last page"""
    has_more: bool
    """Whether there is another page"""


class LoraChange(TypedDict):
    """What is to change of a LoRA; what is not named stays"""

    promoted: NotRequired[int]
    """The version to recommend from now on"""
    trigger_word: NotRequired[Optional[str]]
    """The word it was trained on; null: none"""
    licence: NotRequired[Optional[str]]
    """Terms of use, in words; null: none known"""
    note: NotRequired[Optional[str]]
    """Whatever its owner wants to remember"""


class ComfyAsset(TypedDict):
    """An asset in the words of Comfy API v2"""

    id: str
    """Id of the asset, `ast_…`"""
    hash: Optional[str]
    """`blake3:` and 64 hex digits; null where nobody has asked for it"""
    size_bytes: int
    """Bytes"""
    content_type: str
    """Media type, as the bytes say"""
    file_path: str
    """Name of the file, made safe"""
    created_new: NotRequired[bool]
    """Of an upload: whether the account did not have these bytes"""
    created_at: str
    """When it was made"""
    url: str
    """Where the bytes are read without a key"""
    url_expires_at: str
    """Until when"""
    expires_at: Optional[str]
    """When it is deleted; null: never"""
    job_id: Optional[str]
    """The job that made it; null: it was uploaded"""


class ComfyHashRequest(TypedDict):
    """Which bytes are meant, in the words of Comfy API v2"""

    hash: str
    """`blake3:` and 64 hex digits"""
    file_path: NotRequired[str]
    """Not used: the asset that is there keeps its name"""
    tags: NotRequired[List[str]]
    """Not used"""
    expires_in: NotRequired[int]
    """Not used: the account says how long"""


class ComfyJobError(TypedDict):
    """Why it failed; null: it did not"""

    code: str
    """What it is, as a word that does not change"""
    message: str
    """The same for people"""
    node_id: Optional[str]
    """Id of the node in the graph; null: not about a node"""
    class_type: Optional[str]
    """Class of the node; null: not about a node"""
    traceback: None
    """Never told: it shows how the machine is built"""


class ComfyJobMetrics(TypedDict):
    """How long it took; null where it has not come so far"""

    queue_ms: Optional[int]
    """Milliseconds from the submission to the first start"""
    execution_ms: Optional[int]
    """Milliseconds from the first start to the end"""


class ComfyJobUrls(TypedDict):
    """Paths of what belongs to it, on this server"""

    self: str
    """Path of the job"""
    events: str
    """Path of the Server-Sent Events"""
    cancel: str
    """Path to cancel it by, with POST"""


class ComfyJob(TypedDict):
    """A job in the words of Comfy API v2"""

    id: str
    """Its id"""
    status: Literal["queued", "running", "succeeded", "canceling", "canceled", "failed", "expired"]
    """Where it stands"""
    created_at: str
    """When it was made"""
    started_at: Optional[str]
    """When it first ran; null: it has not"""
    completed_at: Optional[str]
    """When it ended; null: it has not"""
    expires_at: str
    """When the job is deleted; the year 9999 where the account keeps its jobs"""
    queue_position: Optional[int]
    """Tasks of the account that go before it; null where it does not wait"""
    progress: ComfyProgress
    outputs: List[ComfyOutput]
    """What it made, in the declared order; empty until then"""
    error: Optional[ComfyJobError]
    """Why it failed; null: it did not"""
    metrics: ComfyJobMetrics
    """How long it took; null where it has not come so far"""
    urls: ComfyJobUrls
    """Paths of what belongs to it, on this server"""


class ComfyProgress2(TypedDict):
    """How far a job is, in the words of Comfy API v2"""

    value: float
    """Share of the whole graph, 0 to 1"""
    nodes_done: int
    """Nodes of the graph that are done"""
    nodes_total: int
    """Nodes of the graph that will run"""
    current_node: Optional[str]
    """Id of the node that runs"""
    current_node_class: Optional[str]
    """Its title, else its class"""
    step: Optional[int]
    """Step of the sampler; null: none runs"""
    steps: Optional[int]
    """Steps of the sampler in all; null: none runs"""
    message: Optional[str]
    """The same for people"""


ComfyProgress: TypeAlias = "Optional[ComfyProgress2]"
"""How far a job is, in the words of Comfy API v2"""


class ComfyOutput(TypedDict):
    """A file that a job made, in the words of Comfy API v2"""

    node_id: str
    """The node that made it; of a workflow of the library, the name of the output"""
    name: str
    """Name of the file"""
    type: Literal["image", "video", "audio", "text", "latent", "file"]
    """What it is"""
    content_type: str
    """Media type, as the bytes say"""
    size_bytes: int
    """Bytes"""
    id: str
    """Id of the asset, `ast_…`"""
    hash: Optional[str]
    """`blake3:` and 64 hex digits; null where nobody has asked for it"""
    url: str
    """Where the bytes are read without a key"""
    url_expires_at: str
    """Until when"""
    job_id: str
    """Id of the job, `job_…`"""


class ComfyJobRequestExtraData(TypedDict):
    """What ComfyUI is told beside the graph"""

    api_key_comfy_org: NotRequired[str]
    """Refused: a worker has the key of its partner nodes, and requests carry none"""


class ComfyJobRequest(TypedDict):
    """What to run, in the words of Comfy API v2"""

    workflow: Dict[str, Any]
    """A graph in API format. Where an input takes a file: `{"__type": "core/ASSET", "info": {"id": "ast_…"}}`"""
    extra_data: NotRequired[ComfyJobRequestExtraData]
    """What ComfyUI is told beside the graph"""


class ComfyWorkflow(TypedDict):
    """The graph of a job in the words of Comfy API v2"""

    workflow: Dict[str, Any]
    """The graph as it ran, or will run"""
    format: Literal["api"]
    """It is in API format"""


class ComfyEventChoice1(TypedDict):
    status: Literal["queued", "running", "succeeded", "canceling", "canceled", "failed", "expired"]
    """Where it stands"""
    queue_position: Optional[int]
    """Always null: ask for the job"""


class ComfyEventChoice4(TypedDict):
    node_id: str
    """Id of the node in the graph; null: not about a node"""
    content_type: str
    """Media type, as the bytes say"""
    data_base64: str
    """The picture"""


ComfyEvent: TypeAlias = "Union[ComfyEventChoice1, ComfyProgress, ComfyOutput, ComfyEventChoice4]"
"""Data of an event called `status`, `progress`, `output` or `preview`, in that order here"""


class RunStatusOutputImagesItem(TypedDict):
    filename: str
    """Name of the file, made safe"""
    type: Literal["base64", "s3_url"]
    """`s3_url`: the files are too large together, and this one has an address"""
    data: str
    """The file in base64, or its address, good for an hour without a key"""


class RunStatusOutput(TypedDict):
    """What it made; absent: it has not succeeded"""

    images: List[RunStatusOutputImagesItem]
    """Every file that it made, of whichever kind"""


class RunStatus(TypedDict):
    """A job in the words of worker-comfyui on RunPod"""

    id: str
    """Its id"""
    status: Literal["IN_QUEUE", "IN_PROGRESS", "COMPLETED", "FAILED", "CANCELLED", "TIMED_OUT"]
    """What became of it so far"""
    delayTime: NotRequired[int]
    """Milliseconds it waited; absent: it waits"""
    executionTime: NotRequired[int]
    """Milliseconds it took; absent: it has not ended"""
    error: NotRequired[str]
    """Why it failed"""
    output: NotRequired[RunStatusOutput]
    """What it made; absent: it has not succeeded"""


class RunRequestInputImagesItem(TypedDict):
    name: str
    """The name by which inputs of the graph ask for it"""
    image: str
    """The picture in base64, or as a `data:` URL"""


class RunRequestInput(TypedDict):
    """What to run"""

    workflow: Dict[str, Any]
    """A graph in API format"""
    images: NotRequired[List[RunRequestInputImagesItem]]
    """Pictures that the graph reads. Left out: `[]`"""
    comfy_org_api_key: NotRequired[str]
    """Refused: a worker has the key of its partner nodes, and requests carry none"""


class RunRequestPolicy(TypedDict):
    """For how long, and before whom"""

    ttl: NotRequired[int]
    """Milliseconds from now after which the job is given up as `TIMED_OUT`"""
    executionTimeout: NotRequired[int]
    """Not used: workers find a ComfyUI that hangs by themselves"""
    lowPriority: NotRequired[bool]
    """Whether it goes behind other jobs of the account"""


class RunRequest(TypedDict):
    """What to run, in the words of worker-comfyui on RunPod"""

    input: RunRequestInput
    """What to run"""
    policy: NotRequired[RunRequestPolicy]
    """For how long, and before whom"""


class ComfyuiPromptReply(TypedDict):
    """The prompt was stored and will run"""

    prompt_id: str
    """Id of the job"""
    number: float
    """Its place among others, lower first: when it came, in milliseconds"""
    node_errors: Dict[str, ComfyuiNodeErrors]
    """Always empty: a graph is refused where a part of it cannot run, and `node_errors` says why"""


class ComfyuiNodeErrorsErrorsItem(TypedDict):
    type: str
    """What it is, as a word"""
    message: str
    """The same for people"""
    details: str
    """The input"""
    extra_info: Dict[str, Any]
    """`input_name`, where one is meant"""


class ComfyuiNodeErrors(TypedDict):
    """What is wrong with a node, as a refusal says it"""

    errors: List[ComfyuiNodeErrorsErrorsItem]
    """What is wrong with the node"""
    dependent_outputs: List[str]
    """Always empty"""
    class_type: str
    """Class of the node"""


class ComfyuiPromptRequestExtraData(TypedDict):
    """What else is in it is not kept: what is delivered carries no workflow"""

    api_key_comfy_org: NotRequired[Optional[str]]
    """Refused: a worker has the key of its partner nodes, and requests carry none"""
    auth_token_comfy_org: NotRequired[Optional[str]]
    """Refused likewise"""
    preview_method: NotRequired[Optional[str]]
    """`auto`, `latent2rgb` or `taesd`: `/ws` sends previews without metadata too, as workers make them"""


class ComfyuiPromptRequest(TypedDict):
    """A graph to run, as ComfyUI's own server takes it"""

    prompt: NotRequired[Dict[str, Any]]
    """The graph in API format. Without one it is refused as `no_prompt`"""
    prompt_id: NotRequired[Optional[str]]
    """Refused: the id of a prompt is the id of its job, and is made here"""
    client_id: NotRequired[str]
    """Who is told of it on `/ws?clientId=`; kept in the metadata of the job"""
    number: NotRequired[Optional[float]]
    """Below 0: before what waits. All else has no effect"""
    front: NotRequired[Optional[bool]]
    """Before what waits of the account"""
    extra_data: NotRequired[Optional[ComfyuiPromptRequestExtraData]]
    """What else is in it is not kept: what is delivered carries no workflow"""
    partial_execution_targets: NotRequired[Optional[List[Any]]]
    """Refused where there are any: leave other outputs out of the graph"""


class ComfyuiPromptInfoExecInfo(TypedDict):
    """What is to be done"""

    queue_remaining: int
    """Prompts that wait or run; more than 1000 are not counted"""


class ComfyuiPromptInfo(TypedDict):
    """How much is queued"""

    exec_info: ComfyuiPromptInfoExecInfo
    """What is to be done"""


class ComfyuiQueue(TypedDict):
    """What came by these routes and has not ended"""

    queue_running: List[ComfyuiQueueItem]
    """Those that run"""
    queue_pending: List[ComfyuiQueueItem]
    """Those that wait, the oldest first"""


ComfyuiQueueItem: TypeAlias = "List[Any]"
"""Number, id, graph, `client_id` with the time it came (milliseconds), and the nodes that nothing else reads. The graph is empty where an answer would become too large: ask `/history/{id}`"""


class ComfyuiQueueChange(TypedDict):
    """What is to go from the queue"""

    clear: NotRequired[Optional[bool]]
    """Cancel what came by these routes and waits"""
    delete: NotRequired[Optional[List[str]]]
    """Cancel these jobs of the account where they wait; unknown ids are passed over"""


class ComfyuiInterrupt(TypedDict):
    """What is to be interrupted"""

    prompt_id: NotRequired[Optional[str]]
    """The job to cancel if it runs; absent: all that run and came by these routes"""


ComfyuiHistory: TypeAlias = "Dict[str, ComfyuiHistoryEntry]"
"""Entries by the id of their job, the oldest first"""


class ComfyuiHistoryEntryStatus(TypedDict):
    """How it ended"""

    status_str: Literal["success", "error"]
    """`error` of a canceled one too: see `messages`"""
    completed: bool
    """Whether it succeeded"""
    messages: List[List[Any]]
    """`execution_start`, `execution_cached`, and how it ended"""


class ComfyuiHistoryEntryMetaValue(TypedDict):
    node_id: str
    """Id of the node in the graph; null: not about a node"""
    display_node: str
    """The same"""
    parent_node: None
    """None"""
    real_node_id: str
    """The same"""


class ComfyuiHistoryEntry(TypedDict):
    """A job that has ended, as ComfyUI's history has it"""

    prompt: ComfyuiQueueItem
    outputs: Dict[str, ComfyuiNodeOutput]
    """By node"""
    status: ComfyuiHistoryEntryStatus
    """How it ended"""
    meta: Dict[str, ComfyuiHistoryEntryMetaValue]
    """By node"""


class ComfyuiNodeOutput(TypedDict):
    """What a node left"""

    images: NotRequired[List[ComfyuiFile]]
    """Pictures and films"""
    animated: NotRequired[List[bool]]
    """Where there are films among them"""
    audio: NotRequired[List[ComfyuiFile]]
    """Sounds"""
    files: NotRequired[List[ComfyuiFile]]
    """Everything else"""


class ComfyuiFile(TypedDict):
    """A file as `/view` is asked for it"""

    filename: str
    """Name of the file, made safe"""
    subfolder: str
    """Id of the asset"""
    type: Literal["output"]
    """Where `/view` finds it"""


ComfyuiHistoryChange: TypeAlias = "Dict[str, Any]"
"""Refused, whatever it says"""


class ComfyuiUploadedAsset(TypedDict):
    """Where it is here"""

    id: str
    """Id of the asset, `ast_…`"""


class ComfyuiUploaded(TypedDict):
    """An upload as ComfyUI tells of it"""

    name: str
    """What inputs of graphs call it: another name where it was taken by another picture"""
    subfolder: str
    """As it was sent. Uploads are found by their name alone"""
    type: Literal["input"]
    """Uploads are inputs"""
    asset: ComfyuiUploadedAsset
    """Where it is here"""


ComfyuiNodeClasses: TypeAlias = "Dict[str, Dict[str, Any]]"
"""Node classes by name, as ComfyUI tells them"""


class ComfyuiSystemStatsSystem(TypedDict):
    """What there is to be told of the workers together"""

    os: Literal["posix"]
    """Always the same"""
    ram_total: int
    """Always 0: workers do not tell"""
    ram_free: int
    """Always 0"""
    comfyui_version: str
    """Of the newest worker; empty: none is there"""
    python_version: str
    """Always empty"""
    pytorch_version: str
    """Always empty"""
    embedded_python: bool
    """Always false"""
    argv: List[str]
    """Always empty"""


class ComfyuiSystemStatsDevicesItem(TypedDict):
    name: str
    """What the GPU is called"""
    type: str
    """`cuda`, `mps`, …"""
    index: int
    """Counted from 0"""
    vram_total: int
    """Bytes"""
    vram_free: int
    """Always 0: workers do not tell"""
    torch_vram_total: int
    """Always 0"""
    torch_vram_free: int
    """Always 0"""


class ComfyuiSystemStats(TypedDict):
    """The GPUs of the pool"""

    system: ComfyuiSystemStatsSystem
    """What there is to be told of the workers together"""
    devices: List[ComfyuiSystemStatsDevicesItem]
    """One for each worker that is there, at most 100"""


class ComfyuiFeatures(TypedDict):
    """What a client may count on"""

    supports_preview_metadata: bool
    """Previews may come with the node that they are of"""
    max_upload_size: int
    """Bytes"""


class ComfyuiFree(TypedDict):
    """What is to be freed"""

    unload_models: NotRequired[Optional[bool]]
    """Has no effect"""
    free_memory: NotRequired[Optional[bool]]
    """Has no effect"""


class ComfyuiUsers(TypedDict):
    """That the editor has one user"""

    storage: Literal["server"]
    """Always the same: the editor asks for no name then"""
    migrated: Literal[True]
    """Always the same"""


ComfyuiNothing: TypeAlias = "Dict[str, Any]"
"""Always empty"""


class ComfyuiModelFoldersItem(TypedDict):
    name: str
    """Its name"""
    folders: List[str]
    """Always empty: where it lies"""


ComfyuiModelFolders: TypeAlias = "List[ComfyuiModelFoldersItem]"
"""Folders of model files"""


class ComfyuiFolderFilesItem(TypedDict):
    name: str
    """Its name"""
    pathIndex: Literal[0]
    """Always 0: in which of its places"""


ComfyuiFolderFiles: TypeAlias = "List[ComfyuiFolderFilesItem]"
"""Model files of a folder"""


ComfyuiSettings: TypeAlias = "Dict[str, Any]"
"""Settings of ComfyUI's editor by their names, each any JSON"""


ComfyuiSetting: TypeAlias = "Any"
"""The value of a setting, as JSON; null: it was never set"""


ComfyuiFiles: TypeAlias = "Union[List[str], List[List[str]], List[ComfyuiFile]]"
"""Paths; with `split` each with its parts behind it; with `full_info` what is known of each"""


ComfyuiKeptFile: TypeAlias = "Union[str, ComfyuiFile]"
"""Its path; with `full_info` what is known of it"""


class ComfyuiCancelled(TypedDict):
    """What became of a wish to cancel"""

    cancelled: bool
    """False: it had ended"""


class ComfyuiCancelJobs(TypedDict):
    """Jobs that are to end"""

    job_ids: List[str]
    """Jobs of the account"""


class ComfyuiJobsPagination(TypedDict):
    """Where the page is"""

    offset: int
    """Passed over"""
    limit: int
    """Told at most"""
    total: int
    """Passed over and told, and one where there are more"""
    has_more: bool
    """Whether there is another page"""


class ComfyuiJobs(TypedDict):
    """A page of jobs"""

    jobs: List[ComfyuiJob]
    """The newest first, unless `sort_order` says otherwise"""
    pagination: ComfyuiJobsPagination
    """Where the page is"""


class ComfyuiJobPreviewOutput(TypedDict):
    """The first of them"""

    filename: str
    """Name of the file, made safe"""
    subfolder: str
    """Id of the asset"""
    type: Literal["output"]
    """Where `/view` finds it"""
    nodeId: str
    """Node that made it"""
    mediaType: str
    """`images`, `audio` or `files`"""


class ComfyuiJob(TypedDict):
    """A job as the lists of ComfyUI's editor have it"""

    id: str
    """Its id"""
    status: Literal["pending", "in_progress", "completed", "failed", "cancelled"]
    """How it stands, in the editor's words"""
    priority: float
    """Its place among others, lower first"""
    create_time: int
    """When it came, in milliseconds since 1970"""
    execution_start_time: NotRequired[int]
    """When it began, in milliseconds since 1970"""
    execution_end_time: NotRequired[int]
    """When it ended, in milliseconds since 1970"""
    execution_error: NotRequired[Dict[str, Any]]
    """Why it failed, as `execution_error` of `/ws` says it"""
    outputs_count: int
    """Files that it made"""
    preview_output: NotRequired[ComfyuiJobPreviewOutput]
    """The first of them"""


class ComfyuiJobDetailPreviewOutput(TypedDict):
    """The first of them"""

    filename: str
    """Name of the file, made safe"""
    subfolder: str
    """Id of the asset"""
    type: Literal["output"]
    """Where `/view` finds it"""
    nodeId: str
    """Node that made it"""
    mediaType: str
    """`images`, `audio` or `files`"""


class ComfyuiJobDetailExecutionStatus(TypedDict):
    """How it ended"""

    status_str: Literal["success", "error"]
    """`error` of a canceled one too: see `messages`"""
    completed: bool
    """Whether it succeeded"""
    messages: List[List[Any]]
    """`execution_start`, `execution_cached`, and how it ended"""


class ComfyuiJobDetailWorkflow(TypedDict):
    """Where it has ended"""

    prompt: Dict[str, Any]
    """The graph as it was sent"""
    extra_data: Dict[str, Any]
    """Empty: the editor's own file is not kept"""


class ComfyuiJobDetail(TypedDict):
    """A job as ComfyUI's editor opens it"""

    id: str
    """Its id"""
    status: Literal["pending", "in_progress", "completed", "failed", "cancelled"]
    """How it stands, in the editor's words"""
    priority: float
    """Its place among others, lower first"""
    create_time: int
    """When it came, in milliseconds since 1970"""
    execution_start_time: NotRequired[int]
    """When it began, in milliseconds since 1970"""
    execution_end_time: NotRequired[int]
    """When it ended, in milliseconds since 1970"""
    execution_error: NotRequired[Dict[str, Any]]
    """Why it failed, as `execution_error` of `/ws` says it"""
    outputs_count: int
    """Files that it made"""
    preview_output: NotRequired[ComfyuiJobDetailPreviewOutput]
    """The first of them"""
    outputs: NotRequired[Dict[str, ComfyuiNodeOutput]]
    """By node"""
    execution_status: NotRequired[ComfyuiJobDetailExecutionStatus]
    """How it ended"""
    workflow: NotRequired[ComfyuiJobDetailWorkflow]
    """Where it has ended"""


class NewApiKey(TypedDict):
    """An API key, with the key itself, which is shown this once"""

    id: str
    """Its id"""
    name: str
    """Its name"""
    last4: str
    """Its last four characters, to tell it by"""
    scopes: List[Literal["jobs:read", "jobs:write", "workflows:write", "assets:read", "assets:write", "characters:read", "characters:write", "webhooks:read", "webhooks:write", "keys:write"]]
    """What it may do"""
    created_at: str
    """When it was made"""
    expires_at: Optional[str]
    """From when on it is refused; null: never"""
    key: str
    """Shown this once"""


class ApiKeyRequest(TypedDict):
    """A new API key"""

    name: str
    """Its name"""
    scopes: NotRequired[List[Literal["jobs:read", "jobs:write", "workflows:write", "assets:read", "assets:write", "characters:read", "characters:write", "webhooks:read", "webhooks:write", "keys:write"]]]
    """What it may do. Left out: `["jobs:read","jobs:write","workflows:write","assets:read","assets:write","characters:read","characters:write","webhooks:read","webhooks:write","keys:write"]`"""
    expires_in_s: NotRequired[int]
    """For how many seconds it is good; absent: for ever"""


class ApiKey(TypedDict):
    """An API key, without the key itself"""

    id: str
    """Its id"""
    name: str
    """Its name"""
    last4: str
    """Its last four characters, to tell it by"""
    scopes: List[Literal["jobs:read", "jobs:write", "workflows:write", "assets:read", "assets:write", "characters:read", "characters:write", "webhooks:read", "webhooks:write", "keys:write"]]
    """What it may do"""
    created_at: str
    """When it was made"""
    expires_at: Optional[str]
    """From when on it is refused; null: never"""


class ClientToken(TypedDict):
    """A short-lived token"""

    token: str
    """The token. It is shown this once"""
    expires_at: str
    """From when on it is refused; null: never"""


class ClientTokenRequest(TypedDict):
    """What a token may do, and for how long"""

    scopes: List[Literal["jobs:read", "jobs:write", "workflows:write", "assets:read", "assets:write", "characters:read", "characters:write", "webhooks:read", "webhooks:write", "keys:write"]]
    """What it may do"""
    job: NotRequired[str]
    """The only job it is good for; absent: all of the account"""
    expires_in_s: NotRequired[int]
    """For how many seconds it is good. Left out: `600`"""


class Account(TypedDict):
    """A new account, with its first API key"""

    id: str
    """Its id"""
    name: str
    """Its name"""
    api_key: NewApiKey


class AccountRequest(TypedDict):
    """A new account"""

    name: str
    """Its name"""
    max_running: NotRequired[int]
    """Tasks that may hold a worker at the same time. Left out: `20`"""
    max_jobs: NotRequired[int]
    """Jobs that may be unfinished at the same time. Left out: `10000`"""
    rate_limits: NotRequired[RateLimits]
    max_bytes: NotRequired[int]
    """Bytes that assets and the bodies of jobs may have together. Left out: `53687091200`"""


RateLimits = TypedDict(
    "RateLimits",
    {
        "requests": "NotRequired[int]",
        "uploads": "NotRequired[int]",
        "body-bytes": "NotRequired[int]",
        "open-sockets": "NotRequired[int]",
    },
)
"""Limits of an account in place of the configured ones: for a minute each, but for `open-sockets`, at once"""


class WorkerToken(TypedDict):
    """A token for workers, which is shown this once"""

    id: str
    """Its id"""
    pool: str
    """Name of the pool of workers"""
    token: str
    """The token. It is shown this once"""


class WorkerTokenRequest(TypedDict):
    """A new token for the workers of a pool"""

    name: str
    """Its name"""
    pool: NotRequired[str]
    """Name of the pool. Left out: `"default"`"""


class ModelList(TypedDict):
    """Model files that the workers of a pool say they have"""

    data: List[ModelFile]
    """By folder and name"""
    has_more: bool
    """There are more than `limit`: ask for a `folder`, or with a `query`"""


class ModelFile(TypedDict):
    """A model file that a worker has"""

    folder: Optional[str]
    """Folder below `models/`: `loras`, `checkpoints`, …; null: of a loader that is not known"""
    file: str
    """Its name, as a parameter takes it, with folders below that of its kind"""
    available: bool
    """Whether a worker that has it is there now"""


class OidcIssuer(TypedDict):
    """Somebody whose tokens the account takes"""

    id: str
    """Its id, `oid_…`: what its tokens decide is told with it"""
    issuer: str
    """The `iss` of its tokens"""
    audience: str
    """The `aud` of its tokens"""
    jwks_url: str
    """Where its public keys are, as its discovery document says"""
    algorithms: List[Literal["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA"]]
    """Signatures that are accepted; never `none`, nor any with a shared secret"""
    scopes: List[Literal["jobs:read", "jobs:write", "workflows:write", "assets:read", "assets:write", "characters:read", "characters:write", "webhooks:read", "webhooks:write", "keys:write"]]
    """What every token of the issuer may do; [] where only rules say"""
    rules: List[OidcRule]
    """What tokens may do by their claims; rules add up"""
    created_at: str
    """When it was made"""


class OidcRule(TypedDict):
    """What tokens with a certain claim may do"""

    claim: str
    """Name of a claim, or the way to one inside others with dots: `realm_access.roles`"""
    value: str
    """What the claim says, or one of what it says where it is a list; of `scope` and `scp` one word"""
    scopes: List[Literal["jobs:read", "jobs:write", "workflows:write", "assets:read", "assets:write", "characters:read", "characters:write", "webhooks:read", "webhooks:write", "keys:write"]]
    """What tokens may do that say so"""


class OidcIssuerRequest(TypedDict):
    """Whose tokens the account takes, and what they may do"""

    issuer: str
    """The `iss` of its tokens, exactly; its keys are found below it by OpenID Connect Discovery"""
    audience: str
    """The `aud` of tokens for this account, mostly a client id"""
    algorithms: NotRequired[List[Literal["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA"]]]
    """Signatures that are accepted; never `none`, nor any with a shared secret. Left out: `["RS256","ES256"]`"""
    scopes: NotRequired[List[Literal["jobs:read", "jobs:write", "workflows:write", "assets:read", "assets:write", "characters:read", "characters:write", "webhooks:read", "webhooks:write", "keys:write"]]]
    """What every token of the issuer may do; [] where only rules say. Left out: `[]`"""
    rules: NotRequired[List[OidcRule]]
    """What tokens may do by their claims; rules add up. Left out: `[]`"""


class OidcIssuerList(TypedDict):
    """The issuers whose tokens an account takes"""

    data: List[OidcIssuer]
    """What was asked for, in order"""


class OidcIssuerChange(TypedDict):
    """What is to change of an issuer; what is not named stays"""

    algorithms: NotRequired[List[Literal["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA"]]]
    """Signatures that are accepted; never `none`, nor any with a shared secret"""
    scopes: NotRequired[List[Literal["jobs:read", "jobs:write", "workflows:write", "assets:read", "assets:write", "characters:read", "characters:write", "webhooks:read", "webhooks:write", "keys:write"]]]
    """What every token of the issuer may do; [] where only rules say"""
    rules: NotRequired[List[OidcRule]]
    """What tokens may do by their claims; rules add up"""


class AuditPage(TypedDict):
    """A page of what was changed of the account"""

    data: List[AuditEntry]
    """What was asked for, in order"""
    next_cursor: Optional[str]
    """Asks for what follows, as `cursor`; null: this was the last page"""
    has_more: bool
    """Whether there is another page"""


class AuditEntryBy(TypedDict):
    """Who did it"""

    kind: Literal["key", "identity", "operator"]
    """A key, or what was made with one; a user of an identity provider; an operator of the deployment"""
    key: Optional[str]
    """Id of the key, the session, or the OIDC issuer; null: an operator"""
    subject: Optional[str]
    """Of an identity provider: whose token it was (`sub`); null: none"""


class AuditEntry(TypedDict):
    """One change of an account: who, when, from where, and what"""

    id: str
    """Id of the entry, `aud_…`"""
    at: str
    """When it was done"""
    action: Literal["api_key.create", "api_key.revoke", "budget.change", "oidc_issuer.create", "oidc_issuer.change", "oidc_issuer.delete", "webhook.create", "webhook.change", "webhook.rotate_secret", "webhook.delete", "job.delete", "asset.delete", "workflow.retire", "workflow.delete", "pipeline.retire", "pipeline.delete", "character.delete", "character_references.delete", "dataset.delete", "dataset_version.delete", "dataset_item.delete", "lora.delete", "lora_version.delete", "checkpoint.promote", "project.delete", "account.create", "account.change", "account.delete", "job.cancel", "node_policy.set", "worker_token.create", "worker_token.revoke", "worker.drain", "pool.price", "endpoint.set", "endpoint.delete", "operator_key.rotate"]
    """What was done"""
    target: str
    """Id of what it was done to, which may be gone by now"""
    by: AuditEntryBy
    """Who did it"""
    address: Optional[str]
    """Network address that was asked from; null: not known, or an operator's"""
    before: Optional[Dict[str, Any]]
    """What it had before, without secrets; null where it was not there"""
    after: Optional[Dict[str, Any]]
    """What it has since, without secrets; null where it is gone"""


class Session(TypedDict):
    """Somebody is signed in, by a cookie that scripts cannot read"""

    kind: Literal["account"]
    """It is an account's"""
    id: str
    """Its id, `key_…`: what it decides is told with it"""
    scopes: List[Literal["jobs:read", "jobs:write", "workflows:write", "assets:read", "assets:write", "characters:read", "characters:write", "webhooks:read", "webhooks:write", "keys:write"]]
    """What it may do: what its key or token may"""
    created_at: str
    """When it was made"""
    expires_at: str
    """When it ends unless it is renewed"""


class SignInLink(TypedDict):
    """An address of the studio that signs in whoever opens it first"""

    url: str
    """Path on this server; what signs in stands behind `#`, which no server is sent"""
    expires_at: str
    """Until when it can be used, once"""


AccountSettingsRateLimits = TypedDict(
    "AccountSettingsRateLimits",
    {
        "requests": "NotRequired[int]",
        "uploads": "NotRequired[int]",
        "body-bytes": "NotRequired[int]",
        "open-sockets": "NotRequired[int]",
    },
)
"""What counts: the account's own limit, else the configured one"""


AccountSettingsOwnRateLimits = TypedDict(
    "AccountSettingsOwnRateLimits",
    {
        "requests": "NotRequired[int]",
        "uploads": "NotRequired[int]",
        "body-bytes": "NotRequired[int]",
        "open-sockets": "NotRequired[int]",
    },
)
"""Of these, the account's own"""


class AccountSettings(TypedDict):
    """An account: its limits, what it stores, and for how long"""

    id: str
    """Its id"""
    name: str
    """Its name"""
    max_running: int
    """Tasks that may hold a worker at the same time"""
    max_jobs: int
    """Jobs that may be unfinished at the same time"""
    max_bytes: int
    """Bytes that assets and the bodies of jobs may have together"""
    stored_bytes: int
    """Bytes that assets and the bodies of jobs have together now"""
    rate_limits: AccountSettingsRateLimits
    """What counts: the account's own limit, else the configured one"""
    own_rate_limits: AccountSettingsOwnRateLimits
    """Of these, the account's own"""
    retention: Retention
    budget: MonthBudget
    created_at: str
    """When it was made"""


class Retention(TypedDict):
    """For how many days things are kept; null: until they are deleted"""

    jobs: Optional[int]
    """Days after its end that a job is kept, with everything that hangs on it"""
    events: Optional[int]
    """Days after its end that the events of a job are kept; those of its end stay"""
    attempts: Optional[int]
    """Days after its end that the attempts of a job are kept"""
    outputs: Optional[int]
    """Days that an asset is kept that a job made"""
    uploads: Optional[int]
    """Days that an uploaded asset is kept"""
    ledger: Optional[int]
    """Days after its end that what an attempt took and cost is kept; what days, jobs and budgets count stays"""
    deliveries: Optional[int]
    """Days that a delivery of a webhook is kept after it was delivered or given up; never more than 30"""
    audit: Optional[int]
    """Days that an entry of the audit log is kept"""


class MonthBudget(TypedDict):
    """What an account may spend in a month, and does"""

    month: str
    """The calendar month, in UTC: `2026-11`"""
    limit_micro_usd: Optional[int]
    """By the operator's word; null: no limit"""
    own_limit_micro_usd: Optional[int]
    """By its own word; the lower one counts; null: none"""
    spent_micro_usd: int
    """Spent in this month"""
    reserved_micro_usd: int
    """What its tasks that have not ended are reckoned with"""


class OwnAccountChange(TypedDict):
    """What an account changes of itself; what is not named stays"""

    budget_micro_usd: NotRequired[Optional[int]]
    """What it lets itself spend in a calendar month; null: as much as the operator lets it"""


AccountChangeRateLimits = TypedDict(
    "AccountChangeRateLimits",
    {
        "requests": "NotRequired[Optional[int]]",
        "uploads": "NotRequired[Optional[int]]",
        "body-bytes": "NotRequired[Optional[int]]",
        "open-sockets": "NotRequired[Optional[int]]",
    },
)
"""Limits of its own, in place of the configured ones"""


class AccountChangeRetention(TypedDict):
    """For how many days things are kept; null: until they are deleted"""

    jobs: NotRequired[Optional[int]]
    """Days after its end that a job is kept, with everything that hangs on it"""
    events: NotRequired[Optional[int]]
    """Days after its end that the events of a job are kept; those of its end stay"""
    attempts: NotRequired[Optional[int]]
    """Days after its end that the attempts of a job are kept"""
    outputs: NotRequired[Optional[int]]
    """Days that an asset is kept that a job made"""
    uploads: NotRequired[Optional[int]]
    """Days that an uploaded asset is kept"""
    ledger: NotRequired[Optional[int]]
    """Days after its end that what an attempt took and cost is kept; what days, jobs and budgets count stays"""
    deliveries: NotRequired[Optional[int]]
    """Days that a delivery of a webhook is kept after it was delivered or given up; never more than 30"""
    audit: NotRequired[Optional[int]]
    """Days that an entry of the audit log is kept"""


class AccountChange(TypedDict):
    """What is to change of an account; what is not named stays"""

    max_running: NotRequired[int]
    """Tasks that may hold a worker at the same time"""
    max_jobs: NotRequired[int]
    """Jobs that may be unfinished at the same time"""
    max_bytes: NotRequired[int]
    """Bytes that assets and the bodies of jobs may have together"""
    rate_limits: NotRequired[AccountChangeRateLimits]
    """Limits of its own, in place of the configured ones"""
    retention: NotRequired[AccountChangeRetention]
    """For how many days things are kept; null: until they are deleted"""
    budget_micro_usd: NotRequired[Optional[int]]
    """What it may spend in a calendar month, in millionths of a US dollar; null: no limit"""


AccountFrame: TypeAlias = "Union[AccountHelloFrame, AccountEvent, AccountWatchingFrame, ProgressTick, PreviewTick]"
"""One message of an account's feed; `type` says which"""


class AccountHelloFrame(TypedDict):
    """The first message of an account's feed"""

    type: Literal["hello"]
    """What it is"""
    head: int
    """Number of the last event at this moment; those after what was asked for follow"""
    complete: bool
    """Every event after the number that was asked for follows. False: some are not known any more, so ask for what you show"""
    progress: List[ProgressTick]
    """The latest tick of tasks that run now"""


class AccountEvent(TypedDict):
    """A job of the account has changed"""

    type: Literal["event"]
    """What it is"""
    seq: int
    """Its number in the feed of the account: greater than of all before it"""
    event: Union[JobEvent, StageEvent, TaskEvent, OutputEvent, CheckpointEvent, VerdictEvent, DecisionEvent]
    """What the job tells, with its own number in it"""


class AccountWatchingFrame(TypedDict):
    """Previews of these jobs, and of no others, come from now on"""

    type: Literal["watching"]
    """What it is"""
    jobs: List[str]
    """Those of the named jobs that there are, and are the account's"""


class KeptVersions(TypedDict):
    """Versions that unfinished jobs use"""

    data: List[WorkflowVersion]
    """What was asked for, in order"""


class WorkflowVersion(TypedDict):
    """One version of a workflow"""

    id: str
    """Its id"""
    version: int
    """Its version"""
    title: str
    """Its title"""
    owner: Literal["library", "account"]
    """The library that comes with Darkroom, or the account"""
    created_at: Optional[str]
    """When it was made"""
    retired_at: Optional[str]
    """Since when new jobs may not ask for it; null: they may"""


class AccountPage(TypedDict):
    """A page of accounts"""

    data: List[AccountSettings]
    """What was asked for, in order"""
    next_cursor: Optional[str]
    """Asks for what follows, as `cursor`; null: this was the last page"""
    has_more: bool
    """Whether there is another page"""


class PoolPage(TypedDict):
    """A page of pools"""

    data: List[Pool]
    """What was asked for, in order"""
    next_cursor: Optional[str]
    """Asks for what follows, as `cursor`; null: this was the last page"""
    has_more: bool
    """Whether there is another page"""


class Pool(TypedDict):
    """Workers that can serve each other's tasks, and what waits for them"""

    name: str
    """As jobs and worker tokens name it"""
    created_at: str
    """When it was made"""
    workers: int
    """Workers that are there now"""
    draining: int
    """Of these, how many take nothing new"""
    queued_tasks: int
    """Tasks that wait for a worker; 1000 means so many or more"""
    held_tasks: int
    """Tasks that a worker holds; 1000 means so many or more"""


class WorkerTokenPage(TypedDict):
    """A page of worker tokens"""

    data: List[WorkerTokenRecord]
    """What was asked for, in order"""
    next_cursor: Optional[str]
    """Asks for what follows, as `cursor`; null: this was the last page"""
    has_more: bool
    """Whether there is another page"""


class WorkerTokenRecord(TypedDict):
    """A worker token, without the token itself"""

    id: str
    """Id of the token, `wtk_…`"""
    pool: str
    """Name of the pool that its workers serve"""
    name: str
    """What the operator called it"""
    created_at: str
    """When it was made"""
    revoked_at: Optional[str]
    """When it was revoked; null: it is good"""


class OperatorKeyList(TypedDict):
    """Keys of the operator"""

    data: List[OperatorKey]
    """What was asked for, in order"""


class OperatorKey(TypedDict):
    """A key of the operator, without the key itself"""

    id: str
    """Id of the key, `opk_…`"""
    last4: str
    """Its last four characters"""
    created_at: str
    """When it was made; of the deployment's secret, when it was rotated"""
    ended_at: Optional[str]
    """From when on it is refused; null: it is good"""


class OperatorActionPage(TypedDict):
    """A page of what operators changed"""

    data: List[OperatorAction]
    """What was asked for, in order"""
    next_cursor: Optional[str]
    """Asks for what follows, as `cursor`; null: this was the last page"""
    has_more: bool
    """Whether there is another page"""


class OperatorActionKey(TypedDict):
    """The operator's key that asked; null: the deployment's secret `ADMIN_KEY`, as long as it was not rotated"""

    id: str
    """Id of the key, `opk_…`"""
    last4: str
    """Its last four characters"""


class OperatorAction(TypedDict):
    """One change that an operator made"""

    id: str
    """Id of the action, `opa_…`"""
    at: str
    """When it was done"""
    action: Literal["account.create", "account.change", "account.delete", "api_key.create", "api_key.revoke", "job.cancel", "node_policy.set", "worker_token.create", "worker_token.revoke", "worker.drain", "pool.price", "endpoint.set", "endpoint.delete", "operator_key.rotate"]
    """What was done"""
    target: str
    """Id of what it was done to, which may be gone by now"""
    key: Optional[OperatorActionKey]
    """The operator's key that asked; null: the deployment's secret `ADMIN_KEY`, as long as it was not rotated"""
    before: Optional[Dict[str, Any]]
    """What the target had before: limits, policy or pool; null where it was not there, or nothing of it changed"""
    after: Optional[Dict[str, Any]]
    """What it has since; null where it is gone, or nothing of it changed"""


class NewOperatorKey(TypedDict):
    """The operator's new key"""

    id: str
    """Id of the new key, `opk_…`"""
    key: str
    """The key. It is shown this once"""
    others_end_at: str
    """From when on every other key of the operator is refused"""


class OperatorKeyRotation(TypedDict):
    """How the keys before end. Without a body: at once"""

    overlap_s: NotRequired[int]
    """For how many seconds the keys before stay good, so that programs can change over. Left out: `0`"""


class PoolCapacity(TypedDict):
    """Why a pool has the tickets and pods that it has"""

    pool: str
    """Name of the pool"""
    runnable: int
    """Tasks that a claim could take now, counted up to what its endpoints could take at once"""
    wanted: int
    """Tickets and pods that are missing for them"""
    endpoints: List[Endpoint]
    """Its endpoints"""
    reasons: List[str]
    """Why it has the tickets and pods that it has, in words"""


class EndpointPod(TypedDict):
    """Of an endpoint with mode `pod`: how its pods are started; else null"""

    template: str
    """RunPod's id of the template that its pods are made of: image, disk, volume, environment. `WORKER_TOKEN` in its environment is a reference to a secret at RunPod, such as `{{ RUNPOD_SECRET_darkroom }}`: the token is not stored here"""
    gpu_ids: List[str]
    """RunPod's names of GPUs, the first choice first; the next is tried where there is none"""
    idle_s: int
    """A pod without work for so many seconds stops by itself; two minutes later it is terminated"""
    start_s: int
    """So many seconds its worker has to be there, pulling the image included"""


class EndpointTimeLimitsSmall(TypedDict):
    """Of tasks of at most 15 minutes"""

    execution_s: int
    """For how long a ticket may run, in seconds"""
    ttl_s: int
    """For how long it may wait and run together, in seconds. RunPod ends what runs then"""


class EndpointTimeLimitsLarge(TypedDict):
    """Of longer ones"""

    execution_s: int
    """For how long a ticket may run, in seconds"""
    ttl_s: int
    """For how long it may wait and run together, in seconds. RunPod ends what runs then"""


class EndpointTimeLimitsTrain(TypedDict):
    """Of trainings"""

    execution_s: int
    """For how long a ticket may run, in seconds"""
    ttl_s: int
    """For how long it may wait and run together, in seconds. RunPod ends what runs then"""


class EndpointTimeLimits(TypedDict):
    """Times at RunPod by kind of work, where the defaults are not right. They are for machines that nobody reaches any more: the edge ends what takes too long by itself, so they must be longer"""

    small: NotRequired[EndpointTimeLimitsSmall]
    """Of tasks of at most 15 minutes"""
    large: NotRequired[EndpointTimeLimitsLarge]
    """Of longer ones"""
    train: NotRequired[EndpointTimeLimitsTrain]
    """Of trainings"""


class EndpointCondition(TypedDict):
    """What keeps it from bringing machines; null: nothing is known to"""

    code: Literal["starting", "no_capacity", "crash_loop", "scaled_down", "refused", "unreachable", "useless"]
    """`starting`: workers are being started; `no_capacity`: RunPod has no free machine of this kind; `crash_loop`: workers start and end again before they take a ticket; `scaled_down`: RunPod has set the endpoint's workers to none, as it does after days without requests; `refused`: RunPod refuses requests to it; `unreachable`: workers take tickets, and never reach the edge; `useless`: pods start and claim nothing, though something waits: they lack nodes or model files for it"""
    since: str
    """Since when"""
    message: str
    """What RunPod says of it, and what to do"""


class EndpointTickets(TypedDict):
    """Its open tickets"""

    cap: int
    """How many it may have open: its machines, and the spare ones"""
    waiting: int
    """Sent to RunPod; nobody came with them yet"""
    used: int
    """An attempt holds them"""


class EndpointPods(TypedDict):
    """Its pods"""

    starting: int
    """Asked for; their workers are not there yet"""
    serving: int
    """Their workers are there"""
    ending: int
    """They finish what they have, and are terminated"""


class Endpoint(TypedDict):
    """An endpoint of RunPod that brings machines to a pool when it has work"""

    endpoint: str
    """RunPod's id of it; of pods the name that an operator gave it"""
    pool: str
    """Name of the pool that its machines serve"""
    pod: Optional[EndpointPod]
    """Of an endpoint with mode `pod`: how its pods are started; else null"""
    gpu: str
    """The class of GPU, in words"""
    vram_bytes: int
    """GPU memory of its machines, in bytes"""
    micro_usd_per_second: int
    """Price of one second of one machine, in millionths of a US dollar"""
    max_workers: int
    """Machines that it may have at once: as set at RunPod, or so many pods at most"""
    spare: int
    """Tickets beyond the machines, so that one that gets free finds its next task waiting; of pods always 0"""
    kinds: List[Literal["small", "large", "train"]]
    """What it is for. `train`: training; `large`: tasks that may take over 15 minutes, such as films; `small`: all others"""
    time_limits: EndpointTimeLimits
    """Times at RunPod by kind of work, where the defaults are not right. They are for machines that nobody reaches any more: the edge ends what takes too long by itself, so they must be longer"""
    daily_budget_micro_usd: Optional[int]
    """No tickets and no pods once so much was spent on a day (UTC), in millionths of a US dollar; tasks that run then go on. Null: no limit"""
    pause_reason: Optional[str]
    """Why it is paused: it is given no tickets, those that nobody uses are taken back, and its pods end when they have done what they hold. Null: it is not"""
    mode: Literal["serverless", "pod"]
    """`serverless`: an endpoint of RunPod, which starts machines for the tickets that it is sent. `pod`: pods that Darkroom starts for tasks that wait, and that stop when they are idle"""
    paused_at: Optional[str]
    """Since when it is paused; null: it is not"""
    condition: Optional[EndpointCondition]
    """What keeps it from bringing machines; null: nothing is known to"""
    spent_today_micro_usd: int
    """What its tickets and pods of today (UTC) have cost, by the edge's clock, in millionths of a US dollar"""
    tickets: EndpointTickets
    """Its open tickets"""
    pods: EndpointPods
    """Its pods"""
    created_at: str
    """When it was added"""
    updated_at: str
    """When it was set last"""


class EndpointSettingsPod(TypedDict):
    """Of an endpoint with mode `pod`: how its pods are started; else null. Left out: `null`"""

    template: str
    """RunPod's id of the template that its pods are made of: image, disk, volume, environment. `WORKER_TOKEN` in its environment is a reference to a secret at RunPod, such as `{{ RUNPOD_SECRET_darkroom }}`: the token is not stored here"""
    gpu_ids: List[str]
    """RunPod's names of GPUs, the first choice first; the next is tried where there is none"""
    idle_s: int
    """A pod without work for so many seconds stops by itself; two minutes later it is terminated"""
    start_s: int
    """So many seconds its worker has to be there, pulling the image included"""


class EndpointSettingsTimeLimitsSmall(TypedDict):
    """Of tasks of at most 15 minutes"""

    execution_s: int
    """For how long a ticket may run, in seconds"""
    ttl_s: int
    """For how long it may wait and run together, in seconds. RunPod ends what runs then"""


class EndpointSettingsTimeLimitsLarge(TypedDict):
    """Of longer ones"""

    execution_s: int
    """For how long a ticket may run, in seconds"""
    ttl_s: int
    """For how long it may wait and run together, in seconds. RunPod ends what runs then"""


class EndpointSettingsTimeLimitsTrain(TypedDict):
    """Of trainings"""

    execution_s: int
    """For how long a ticket may run, in seconds"""
    ttl_s: int
    """For how long it may wait and run together, in seconds. RunPod ends what runs then"""


class EndpointSettingsTimeLimits(TypedDict):
    """Times at RunPod by kind of work, where the defaults are not right. They are for machines that nobody reaches any more: the edge ends what takes too long by itself, so they must be longer. Left out: `{}`"""

    small: NotRequired[EndpointSettingsTimeLimitsSmall]
    """Of tasks of at most 15 minutes"""
    large: NotRequired[EndpointSettingsTimeLimitsLarge]
    """Of longer ones"""
    train: NotRequired[EndpointSettingsTimeLimitsTrain]
    """Of trainings"""


class EndpointSettings(TypedDict):
    """What is to be known of an endpoint of RunPod"""

    pod: NotRequired[Optional[EndpointSettingsPod]]
    """Of an endpoint with mode `pod`: how its pods are started; else null. Left out: `null`"""
    gpu: str
    """The class of GPU, in words"""
    vram_bytes: int
    """GPU memory of its machines, in bytes"""
    micro_usd_per_second: int
    """Price of one second of one machine, in millionths of a US dollar"""
    max_workers: int
    """Machines that it may have at once: as set at RunPod, or so many pods at most"""
    spare: NotRequired[int]
    """Tickets beyond the machines, so that one that gets free finds its next task waiting; of pods always 0. Left out: `1`"""
    kinds: NotRequired[List[Literal["small", "large", "train"]]]
    """What it is for. `train`: training; `large`: tasks that may take over 15 minutes, such as films; `small`: all others. Left out: `["small","large","train"]`"""
    time_limits: NotRequired[EndpointSettingsTimeLimits]
    """Times at RunPod by kind of work, where the defaults are not right. They are for machines that nobody reaches any more: the edge ends what takes too long by itself, so they must be longer. Left out: `{}`"""
    daily_budget_micro_usd: NotRequired[Optional[int]]
    """No tickets and no pods once so much was spent on a day (UTC), in millionths of a US dollar; tasks that run then go on. Null: no limit. Left out: `null`"""
    pause_reason: NotRequired[Optional[str]]
    """Why it is paused: it is given no tickets, those that nobody uses are taken back, and its pods end when they have done what they hold. Null: it is not. Left out: `null`"""
    mode: NotRequired[Literal["serverless", "pod"]]
    """`serverless`: an endpoint of RunPod, which starts machines for the tickets that it is sent. `pod`: pods that Darkroom starts for tasks that wait, and that stop when they are idle. Left out: `"serverless"`"""


class PoolHistory(TypedDict):
    """How a pool stood, minute by minute or hour by hour"""

    pool: str
    """Name of the pool"""
    step: Literal["minute", "hour"]
    """Whether its samples are minutes or hours"""
    step_s: int
    """How long a step is, in seconds"""
    since: str
    """From when on it is told"""
    samples: List[PoolSample]
    """The oldest first. A step of which nothing is known, since cron did not run, is left out"""


class PoolSample(TypedDict):
    """How a pool stood at one minute, or in one hour"""

    at: str
    """When the minute or hour begins"""
    queued_tasks: int
    """Tasks that waited for a worker, 1000 means so many or more; of an hour the most that one of its minutes had"""
    oldest_wait_s: Optional[float]
    """How long the oldest of them had waited, in seconds; of an hour the longest. Null: nothing waited"""
    workers: float
    """Workers that were there; of an hour the mean of its minutes"""
    busy_workers: float
    """Workers that were there and held a task; of an hour the mean of its minutes"""
    spent_micro_usd: Optional[int]
    """What attempts cost that ended since the sample before, in millionths of a US dollar; null: there is no sample before it"""
    cold_starts: Optional[int]
    """How many of these attempts had waited for their machine to start; null: there is no sample before it that counted them"""
    cold_start_s: Optional[float]
    """How long such an attempt waited for that, in seconds, on average; null: none did"""


class OperatorJobPage(TypedDict):
    """A page of jobs of all accounts"""

    data: List[OperatorJobSummary]
    """What was asked for, in order"""
    next_cursor: Optional[str]
    """Asks for what follows, as `cursor`; null: this was the last page"""
    has_more: bool
    """Whether there is another page"""


class OperatorJobSummaryUrls(TypedDict):
    """Paths of what belongs to it, on this server"""

    self: str
    """Path of the job"""
    events: str
    """Path of the Server-Sent Events"""
    socket: str
    """Path of the WebSocket"""
    cancel: str
    """Path to cancel it by, with POST"""
    workflow: str
    """Path of the sidecar"""
    attempts: str
    """Path of the attempts"""


class OperatorJobSummary(TypedDict):
    """A job of any account, as a list shows it"""

    id: str
    """Its id"""
    status: Literal["queued", "running", "succeeded", "canceling", "canceled", "failed", "expired"]
    """`running` while a worker holds a task of it; a job whose tasks came back is `queued` again"""
    version: int
    """Its version"""
    workflow: Optional[str]
    """`id@version`, or `graph` for a raw graph; null for a pipeline"""
    pipeline: Optional[str]
    """`id@version` of the pipeline it runs; null: it runs none"""
    character: NotRequired[Optional[str]]
    """Whom it is about; the character may be gone since. Null: nobody"""
    parameters: Dict[str, Any]
    """Parameters with defaults and chosen seeds filled in"""
    priority: int
    """Higher goes first among the jobs of one account"""
    metadata: Dict[str, str]
    """The client's own notes, as they were sent"""
    pool: str
    """Name of the pool of workers"""
    error: JobError
    retry_of: Optional[str]
    """Id of the job that this one repeats; null: none"""
    imported: NotRequired[bool]
    """It ran elsewhere, before it came here by `POST /v1/imports`"""
    created_at: str
    """When it was made"""
    started_at: Optional[str]
    """When it first ran; null: it has not"""
    finished_at: Optional[str]
    """When it ended; null: it has not"""
    deadline_at: str
    """When it is given up as `expired`; while nothing but a person or a budget is waited for, when those are given up"""
    urls: OperatorJobSummaryUrls
    """Paths of what belongs to it, on this server"""
    parameters_omitted: bool
    """Parameters of more than 4 KB are left out: ask for the job itself"""
    account: str
    """Id of the account that it belongs to"""


class OperatorJobJobNoticesItem(TypedDict):
    pointer: str
    """RFC 6901 pointer into the request body, or the name of a header or query parameter; empty: all of it"""
    code: Literal["parameter_not_used", "prefix_replaced", "branch_not_run", "content_gone"]
    """What it is, as a word that does not change"""
    message: str
    """The same for people"""


class OperatorJobJobQueueMissingModelsItem(TypedDict):
    folder: str
    """Folder below `models/`; null: not known"""
    file: str
    """Name of the file, with folders below that of its kind"""


class OperatorJobJobQueueLorasItem(TypedDict):
    reference: str
    """`name@version`"""
    training: Optional[str]
    """The job that trains it; null: nobody does, and it is to be uploaded"""


class OperatorJobJobQueue(TypedDict):
    """What of it waits and why, while other tasks of it may run; null where nothing waits"""

    reason: Literal["dispatching", "workers_busy", "account_limit", "over_budget", "retry_wait", "starting", "no_capacity", "crash_loop", "capacity_budget", "capacity_paused", "no_worker", "lora_not_ready", "model_missing", "no_larger_worker", "no_capable_worker"]
    """`dispatching`: a worker that can run it is idle, was told, and is about to take it; `workers_busy`: every worker that can run it is at work; `account_limit`: the account holds as many workers as it may; `over_budget`: the budget of the account, of the character or of the job does not hold it; it goes on when that is raised; `retry_wait`: it failed or was given back, and is tried again at `available_at` of its task; `starting`: a machine was asked for, and is being started; `no_capacity`: there is no free machine of the kind that it needs; one is taken as soon as there is; `crash_loop`: the machines that were started for it do not get to work; an operator must look; `capacity_budget`: the machines for it have cost today what they may; it goes on at midnight, UTC; `capacity_paused`: an operator has paused the machines for it; `no_worker`: no worker of the pool is there; `lora_not_ready`: a LoRA in `loras` is still being trained, or was not promoted or uploaded yet; `model_missing`: no worker of the pool has the model files in `missing_models`; `no_larger_worker`: GPU memory ran out, and no worker that is there has more; it waits for one until its deadline; `no_capable_worker`: no worker of the pool has the nodes, or the setting, that it needs"""
    since: str
    """Since when it waits: submitted, its stage opened, or it came back"""
    stage: str
    """The stage that waits"""
    tasks: int
    """How many tasks of the stage wait for this reason; 0: the stage itself waits, and has none yet"""
    missing_models: List[OperatorJobJobQueueMissingModelsItem]
    """With `model_missing`: the files that a worker of the pool must get, and their folders under models/"""
    loras: List[OperatorJobJobQueueLorasItem]
    """With `lora_not_ready`: what the stage waits for"""
    message: str
    """The same for people"""


class OperatorJobJobAwaiting(TypedDict):
    """The decision that the job waits for: `POST /v1/jobs/{id}/stages/{key}/decide`. Its clock stands meanwhile; null where none is wanted"""

    stage: str
    """The stage that waits"""
    since: str
    """Since when"""
    until: Optional[str]
    """When the job is given up if nobody decides; null while other work of it goes on"""
    take: int
    """The take to look at"""
    gate: Gate


class OperatorJobJobUrls(TypedDict):
    """Paths of what belongs to it, on this server"""

    self: str
    """Path of the job"""
    events: str
    """Path of the Server-Sent Events"""
    socket: str
    """Path of the WebSocket"""
    cancel: str
    """Path to cancel it by, with POST"""
    workflow: str
    """Path of the sidecar"""
    attempts: str
    """Path of the attempts"""


class OperatorJobJob(TypedDict):
    """The job as its account sees it"""

    id: str
    """Its id"""
    status: Literal["queued", "running", "succeeded", "canceling", "canceled", "failed", "expired"]
    """`running` while a worker holds a task of it; a job whose tasks came back is `queued` again"""
    version: int
    """Its version"""
    workflow: Optional[str]
    """`id@version`, or `graph` for a raw graph; null for a pipeline"""
    pipeline: Optional[str]
    """`id@version` of the pipeline it runs; null: it runs none"""
    character: NotRequired[Optional[str]]
    """Whom it is about; the character may be gone since. Null: nobody"""
    parameters: Dict[str, Any]
    """Parameters with defaults and chosen seeds filled in"""
    priority: int
    """Higher goes first among the jobs of one account"""
    notices: List[OperatorJobJobNoticesItem]
    """What was accepted but has no effect, such as a negative prompt where cfg is 1, and branches that did not run"""
    metadata: Dict[str, str]
    """The client's own notes, as they were sent"""
    pool: str
    """Name of the pool of workers"""
    queue_reason: Literal["dispatching", "workers_busy", "account_limit", "over_budget", "retry_wait", "starting", "no_capacity", "crash_loop", "capacity_budget", "capacity_paused", "no_worker", "lora_not_ready", "model_missing", "no_larger_worker", "no_capable_worker", None]
    """The `reason` of `queue`"""
    queue: Optional[OperatorJobJobQueue]
    """What of it waits and why, while other tasks of it may run; null where nothing waits"""
    queue_ahead: NotRequired[Optional[int]]
    """How many tasks of the account in its pool go before its first one that waits, at most 1000 are counted; null where nothing waits, or before it was looked for"""
    awaiting: Optional[OperatorJobJobAwaiting]
    """The decision that the job waits for: `POST /v1/jobs/{id}/stages/{key}/decide`. Its clock stands meanwhile; null where none is wanted"""
    progress: List[ProgressTick]
    """Where each running task stands; empty when nothing runs"""
    stages: List[Stage]
    """The steps of the job; a job of one workflow has one"""
    outputs: List[Asset]
    """What it made, in the declared order; empty until then"""
    cost: JobCost
    error: JobError
    retry_of: Optional[str]
    """Id of the job that this one repeats; null: none"""
    imported: NotRequired[bool]
    """It ran elsewhere, before it came here by `POST /v1/imports`"""
    created_at: str
    """When it was made"""
    started_at: Optional[str]
    """When it first ran; null: it has not"""
    finished_at: Optional[str]
    """When it ended; null: it has not"""
    deadline_at: str
    """When it is given up as `expired`; while nothing but a person or a budget is waited for, when those are given up"""
    urls: OperatorJobJobUrls
    """Paths of what belongs to it, on this server"""


class OperatorJobSweep(TypedDict):
    """Whether what looks after unfinished jobs can read this one"""

    failures: int
    """How often in a row the sweeper failed on it; 0: not at all"""
    again_at: Optional[str]
    """Before this time the sweeper leaves it alone; null: it does not"""


class OperatorJob(TypedDict):
    """A job of any account, with what was tried for it"""

    account: str
    """Id of the account that it belongs to"""
    job: OperatorJobJob
    """The job as its account sees it"""
    attempts: List[Attempt]
    """Every attempt of every task, oldest first"""
    sweep: OperatorJobSweep
    """Whether what looks after unfinished jobs can read this one"""


class OperatorSession(TypedDict):
    """The operator is signed in, by a cookie that scripts cannot read"""

    kind: Literal["operator"]
    """It is the operator's"""
    id: str
    """Its id, `ops_…`"""
    created_at: str
    """When it was made"""
    expires_at: str
    """When it ends unless it is renewed"""


class ApiKeyList(TypedDict):
    """API keys of an account that were not revoked"""

    data: List[ApiKey]
    """What was asked for, in order"""


class PriceSheet(TypedDict):
    """What GPUs cost where neither their endpoint nor their pool says so"""

    version: str
    """Stands in each booked attempt whose price is from it"""
    prices: List[GpuPrice]
    """More particular names first"""


class GpuPrice(TypedDict):
    """What a second of one class of GPU costs"""

    gpu_class: str
    """Names it: `rtx-4090`"""
    title: str
    """As people call it"""
    vram_gb: float
    """Its memory in GB"""
    micro_usd_per_second: int
    """Of one worker, in millionths of a US dollar"""
    source: str
    """Where it was read"""
    dated: str
    """The day of the source"""


class PoolPrice(TypedDict):
    """What a second of a pool's workers costs"""

    pool: str
    """Name of the pool"""
    micro_usd_per_second: Optional[int]
    """Null: the price sheet says it"""
    source: Optional[str]
    """Where that is known from"""


class PoolPriceRequest(TypedDict):
    """What a second of a pool's workers costs"""

    micro_usd_per_second: Optional[int]
    """Of one of its workers, in millionths of a US dollar; null: the price sheet says it by the class of GPU"""
    source: NotRequired[str]
    """Where that is known from; stands in the ledger beside the price. Left out: `"the operator"`"""


QualityRatesTargets = TypedDict(
    "QualityRatesTargets",
    {
        "success": "float",
        "pass": "float",
        "recovery": "float",
    },
)
"""What the rates are to reach"""


class QualityRatesTotalSuccessInterval(TypedDict):
    """Where `success_rate` lies with 95 % certainty, by Wilson's interval: few outputs tell little; null: there was none"""

    low: float
    """It is hardly below this"""
    high: float
    """It is hardly above this"""


class QualityRatesTotalPassInterval(TypedDict):
    """Where `pass_rate` lies with 95 % certainty, by Wilson's interval: few outputs tell little; null: there was none"""

    low: float
    """It is hardly below this"""
    high: float
    """It is hardly above this"""


class QualityRatesTotalRecoveryInterval(TypedDict):
    """Where `recovery_rate` lies with 95 % certainty, by Wilson's interval: few outputs tell little; null: there was none"""

    low: float
    """It is hardly below this"""
    high: float
    """It is hardly above this"""


class QualityRatesTotal(TypedDict):
    """All of it"""

    jobs: int
    """Jobs that ended and were not canceled"""
    jobs_succeeded: int
    """Of these, those that succeeded"""
    struck: int
    """Jobs that lost an attempt by our fault"""
    recovered: int
    """Of these, those that succeeded all the same"""
    passed: int
    """Outputs that passed all their checks, of every take"""
    doubtful: int
    """Outputs of which a check is in doubt, which is told and no more"""
    failed: int
    """Outputs that failed a check"""
    broken: int
    """Outputs of which a check broke"""
    unseen: int
    """Outputs that could not be looked at; they count in no rate"""
    success_rate: Optional[float]
    """`jobs_succeeded` of `jobs`; null: there was none. 0.95 and more is what is wanted"""
    pass_rate: Optional[float]
    """`passed` and `doubtful` of the outputs that were looked at; null: there was none. 0.9 and more is what is wanted"""
    recovery_rate: Optional[float]
    """`recovered` of `struck`; null: there was none. 0.95 and more is what is wanted"""
    success_interval: Optional[QualityRatesTotalSuccessInterval]
    """Where `success_rate` lies with 95 % certainty, by Wilson's interval: few outputs tell little; null: there was none"""
    pass_interval: Optional[QualityRatesTotalPassInterval]
    """Where `pass_rate` lies with 95 % certainty, by Wilson's interval: few outputs tell little; null: there was none"""
    recovery_interval: Optional[QualityRatesTotalRecoveryInterval]
    """Where `recovery_rate` lies with 95 % certainty, by Wilson's interval: few outputs tell little; null: there was none"""


class QualityRatesDaysItemSuccessInterval(TypedDict):
    """Where `success_rate` lies with 95 % certainty, by Wilson's interval: few outputs tell little; null: there was none"""

    low: float
    """It is hardly below this"""
    high: float
    """It is hardly above this"""


class QualityRatesDaysItemPassInterval(TypedDict):
    """Where `pass_rate` lies with 95 % certainty, by Wilson's interval: few outputs tell little; null: there was none"""

    low: float
    """It is hardly below this"""
    high: float
    """It is hardly above this"""


class QualityRatesDaysItemRecoveryInterval(TypedDict):
    """Where `recovery_rate` lies with 95 % certainty, by Wilson's interval: few outputs tell little; null: there was none"""

    low: float
    """It is hardly below this"""
    high: float
    """It is hardly above this"""


class QualityRatesDaysItem(TypedDict):
    day: str
    """A day in UTC, such as `2026-11-27`"""
    jobs: int
    """Jobs that ended and were not canceled"""
    jobs_succeeded: int
    """Of these, those that succeeded"""
    struck: int
    """Jobs that lost an attempt by our fault"""
    recovered: int
    """Of these, those that succeeded all the same"""
    passed: int
    """Outputs that passed all their checks, of every take"""
    doubtful: int
    """Outputs of which a check is in doubt, which is told and no more"""
    failed: int
    """Outputs that failed a check"""
    broken: int
    """Outputs of which a check broke"""
    unseen: int
    """Outputs that could not be looked at; they count in no rate"""
    success_rate: Optional[float]
    """`jobs_succeeded` of `jobs`; null: there was none. 0.95 and more is what is wanted"""
    pass_rate: Optional[float]
    """`passed` and `doubtful` of the outputs that were looked at; null: there was none. 0.9 and more is what is wanted"""
    recovery_rate: Optional[float]
    """`recovered` of `struck`; null: there was none. 0.95 and more is what is wanted"""
    success_interval: Optional[QualityRatesDaysItemSuccessInterval]
    """Where `success_rate` lies with 95 % certainty, by Wilson's interval: few outputs tell little; null: there was none"""
    pass_interval: Optional[QualityRatesDaysItemPassInterval]
    """Where `pass_rate` lies with 95 % certainty, by Wilson's interval: few outputs tell little; null: there was none"""
    recovery_interval: Optional[QualityRatesDaysItemRecoveryInterval]
    """Where `recovery_rate` lies with 95 % certainty, by Wilson's interval: few outputs tell little; null: there was none"""


class QualityRatesDataItemSuccessInterval(TypedDict):
    """Where `success_rate` lies with 95 % certainty, by Wilson's interval: few outputs tell little; null: there was none"""

    low: float
    """It is hardly below this"""
    high: float
    """It is hardly above this"""


class QualityRatesDataItemPassInterval(TypedDict):
    """Where `pass_rate` lies with 95 % certainty, by Wilson's interval: few outputs tell little; null: there was none"""

    low: float
    """It is hardly below this"""
    high: float
    """It is hardly above this"""


class QualityRatesDataItemRecoveryInterval(TypedDict):
    """Where `recovery_rate` lies with 95 % certainty, by Wilson's interval: few outputs tell little; null: there was none"""

    low: float
    """It is hardly below this"""
    high: float
    """It is hardly above this"""


class QualityRatesDataItem(TypedDict):
    day: str
    """A day in UTC, such as `2026-11-27`"""
    workflow: str
    """The workflow or pipeline, without its version"""
    jobs: int
    """Jobs that ended and were not canceled"""
    jobs_succeeded: int
    """Of these, those that succeeded"""
    struck: int
    """Jobs that lost an attempt by our fault"""
    recovered: int
    """Of these, those that succeeded all the same"""
    passed: int
    """Outputs that passed all their checks, of every take"""
    doubtful: int
    """Outputs of which a check is in doubt, which is told and no more"""
    failed: int
    """Outputs that failed a check"""
    broken: int
    """Outputs of which a check broke"""
    unseen: int
    """Outputs that could not be looked at; they count in no rate"""
    success_rate: Optional[float]
    """`jobs_succeeded` of `jobs`; null: there was none. 0.95 and more is what is wanted"""
    pass_rate: Optional[float]
    """`passed` and `doubtful` of the outputs that were looked at; null: there was none. 0.9 and more is what is wanted"""
    recovery_rate: Optional[float]
    """`recovered` of `struck`; null: there was none. 0.95 and more is what is wanted"""
    success_interval: Optional[QualityRatesDataItemSuccessInterval]
    """Where `success_rate` lies with 95 % certainty, by Wilson's interval: few outputs tell little; null: there was none"""
    pass_interval: Optional[QualityRatesDataItemPassInterval]
    """Where `pass_rate` lies with 95 % certainty, by Wilson's interval: few outputs tell little; null: there was none"""
    recovery_interval: Optional[QualityRatesDataItemRecoveryInterval]
    """Where `recovery_rate` lies with 95 % certainty, by Wilson's interval: few outputs tell little; null: there was none"""


QualityRates = TypedDict(
    "QualityRates",
    {
        "from": "str",
        "to": "str",
        "targets": "QualityRatesTargets",
        "total": "QualityRatesTotal",
        "days": "List[QualityRatesDaysItem]",
        "data": "List[QualityRatesDataItem]",
    },
)
"""How often jobs succeed, outputs pass their checks, and faults are recovered from"""


class UsageTotal(TypedDict):
    """All of it; its key is empty"""

    key: str
    """The day, the workflow or pipeline, the character (empty: about none) or the pool's name"""
    attempts: int
    """Attempts that ended"""
    unpriced_attempts: int
    """Of these, those of whose GPU no price is known: of them, amounts hold no more than what partners take. The operator sets a price of the pool"""
    unmeasured_attempts: int
    """Of these, those that nobody measured, such as of a worker that was lost: they are not charged"""
    micro_usd: int
    """What the account pays, in millionths of a US dollar"""
    free_micro_usd: int
    """What attempts cost that it does not pay for: they failed by no fault of its own, or nobody measured them, in millionths of a US dollar"""
    queue_ms: int
    """Waiting for a worker"""
    cold_ms: int
    """Starting workers that were started for it"""
    load_ms: int
    """On the GPU until the first step was reported: models are loaded in it"""
    run_ms: int
    """On the GPU, the rest"""
    upload_ms: int
    """Storing outputs, while the GPU may already do something else"""
    attempts_succeeded: int
    """Of the attempts, those that succeeded"""
    jobs: int
    """Jobs that ended"""
    jobs_succeeded: int
    """Of these, those that succeeded"""
    jobs_failed: int
    """Of these, those that failed or expired"""
    jobs_canceled: int
    """Of these, those that were canceled"""
    success_rate: Optional[float]
    """Jobs that succeeded, of those that were not canceled; null: there was none. 0.95 and more is what is wanted"""
    recovery_rate: Optional[float]
    """Jobs that succeeded, of those that lost an attempt by our fault; null: there was none. 0.95 and more is what is wanted"""


Usage = TypedDict(
    "Usage",
    {
        "from": "str",
        "to": "str",
        "by": "Literal[\"day\", \"workflow\", \"character\", \"pool\"]",
        "total": "UsageTotal",
        "data": "List[UsageRow]",
        "more": "int",
    },
)
"""What an account's attempts took and cost, added up"""


class UsageRow(TypedDict):
    """What attempts and jobs of one key came to"""

    key: str
    """The day, the workflow or pipeline, the character (empty: about none) or the pool's name"""
    attempts: int
    """Attempts that ended"""
    unpriced_attempts: int
    """Of these, those of whose GPU no price is known: of them, amounts hold no more than what partners take. The operator sets a price of the pool"""
    unmeasured_attempts: int
    """Of these, those that nobody measured, such as of a worker that was lost: they are not charged"""
    micro_usd: int
    """What the account pays, in millionths of a US dollar"""
    free_micro_usd: int
    """What attempts cost that it does not pay for: they failed by no fault of its own, or nobody measured them, in millionths of a US dollar"""
    queue_ms: int
    """Waiting for a worker"""
    cold_ms: int
    """Starting workers that were started for it"""
    load_ms: int
    """On the GPU until the first step was reported: models are loaded in it"""
    run_ms: int
    """On the GPU, the rest"""
    upload_ms: int
    """Storing outputs, while the GPU may already do something else"""
    attempts_succeeded: int
    """Of the attempts, those that succeeded"""
    jobs: int
    """Jobs that ended"""
    jobs_succeeded: int
    """Of these, those that succeeded"""
    jobs_failed: int
    """Of these, those that failed or expired"""
    jobs_canceled: int
    """Of these, those that were canceled"""
    success_rate: Optional[float]
    """Jobs that succeeded, of those that were not canceled; null: there was none. 0.95 and more is what is wanted"""
    recovery_rate: Optional[float]
    """Jobs that succeeded, of those that lost an attempt by our fault; null: there was none. 0.95 and more is what is wanted"""


UsageTimes = TypedDict(
    "UsageTimes",
    {
        "from": "str",
        "to": "str",
        "data": "List[WorkflowTimes]",
    },
)
"""How long jobs took, by workflow: of each the newest 500 of that time"""


class WorkflowTimesFirstOutput(TypedDict):
    """From submission to the first output of jobs that succeeded, in milliseconds (10000 is wanted of base pictures); null: of no job"""

    jobs: int
    """Jobs that it is of"""
    p50_ms: int
    """Half of them took no longer"""
    p95_ms: int
    """Of a hundred, 95 took no longer"""
    target_p50_ms: Optional[int]
    """What the median of base pictures is to be; null: nothing was promised"""


class WorkflowTimesAllOutputs(TypedDict):
    """From submission to the end of jobs that succeeded, in milliseconds (30000 is wanted of base pictures); null: of no job"""

    jobs: int
    """Jobs that it is of"""
    p50_ms: int
    """Half of them took no longer"""
    p95_ms: int
    """Of a hundred, 95 took no longer"""
    target_p50_ms: Optional[int]
    """What the median of base pictures is to be; null: nothing was promised"""


class WorkflowTimesQueue(TypedDict):
    """How long the first task waited for a worker, in milliseconds; null: of no job"""

    jobs: int
    """Jobs that it is of"""
    p50_ms: int
    """Half of them took no longer"""
    p95_ms: int
    """Of a hundred, 95 took no longer"""
    target_p50_ms: Optional[int]
    """What the median of base pictures is to be; null: nothing was promised"""


class WorkflowTimesColdStart(TypedDict):
    """The start of workers that were started for it, in milliseconds; null: of no job"""

    jobs: int
    """Jobs that it is of"""
    p50_ms: int
    """Half of them took no longer"""
    p95_ms: int
    """Of a hundred, 95 took no longer"""
    target_p50_ms: Optional[int]
    """What the median of base pictures is to be; null: nothing was promised"""


class WorkflowTimes(TypedDict):
    """How long the jobs of one workflow took"""

    workflow: str
    """The workflow or pipeline, without its version"""
    first_output: Optional[WorkflowTimesFirstOutput]
    """From submission to the first output of jobs that succeeded, in milliseconds (10000 is wanted of base pictures); null: of no job"""
    all_outputs: Optional[WorkflowTimesAllOutputs]
    """From submission to the end of jobs that succeeded, in milliseconds (30000 is wanted of base pictures); null: of no job"""
    queue: Optional[WorkflowTimesQueue]
    """How long the first task waited for a worker, in milliseconds; null: of no job"""
    cold_start: Optional[WorkflowTimesColdStart]
    """The start of workers that were started for it, in milliseconds; null: of no job"""


class WorkerRegistered(TypedDict):
    """The worker is known from now on"""

    worker_id: str
    """Id of the worker, `wkr_…`"""
    pool: str
    """Name of the pool of workers"""
    lease_ms: int
    """How long a lease lasts past the report that renewed it, in milliseconds"""
    socket: str
    """Path of the doorbell socket"""
    warnings: List[str]
    """What the operator should know"""
    wants_object_info: NotRequired[bool]
    """The edge does not have this object_info yet: send it"""


class WorkerRegistrationGpu(TypedDict):
    """The GPU"""

    name: str
    """Name of the GPU"""
    vram_bytes: int
    """Bytes of its memory"""
    type: str
    """Kind of GPU: `cuda`, `mps`, `cpu` …"""


class WorkerRegistration(TypedDict):
    """Who the worker is, and what its ComfyUI can run"""

    name: str
    """Its name"""
    version: str
    """Version of the worker program"""
    machine: NotRequired[str]
    """The machine that it runs on, where several workers share one: such as do not train and generate at once are looked at together. Absent: it has one of its own"""
    gpu: WorkerRegistrationGpu
    """The GPU"""
    emulated: NotRequired[bool]
    """The ComfyUI behind it is an emulator. Left out: `false`"""
    capabilities: Capabilities
    object_info_sha256: NotRequired[str]
    """SHA-256 of ComfyUI's answer to `GET /object_info`, compressed as the worker would send it"""
    replaces: NotRequired[str]
    """Its id until now, where it registers again: that one is no other of its name."""


class CapabilitiesTrainersItem(TypedDict):
    trainer: str
    """The program that trains"""
    version: str
    """Its version"""
    device: str
    """What it reckons on: `cuda`, `mps` or `cpu`"""
    stand_in: NotRequired[bool]
    """It behaves like that trainer, and learns nothing"""


class Capabilities(TypedDict):
    """What a ComfyUI can run"""

    comfyui_version: str
    """Version of the ComfyUI; null: none has run it"""
    nodes: List[str]
    """Node classes"""
    model_inputs: Dict[str, Dict[str, List[str]]]
    """Model files that loaders offer, by node class and input"""
    file_inputs: Dict[str, List[str]]
    """Inputs that take an uploaded file, by node class"""
    output_nodes: NotRequired[List[str]]
    """Node classes that end a graph"""
    launch_flags: NotRequired[List[str]]
    """Flags that its ComfyUI must have been started with"""
    partner_nodes: NotRequired[bool]
    """Node classes that run at partners"""
    input_directory: NotRequired[bool]
    """ComfyUI's input folder, where it said so"""
    lora_folder: NotRequired[bool]
    """Whether the worker can put LoRAs where ComfyUI loads them from; absent: not reported"""
    trainers: NotRequired[List[CapabilitiesTrainersItem]]
    """Programs beside ComfyUI that train LoRAs"""
    profile: NotRequired[str]
    """Hardware profile, which limits what it is given"""


class WorkerPage(TypedDict):
    """A page of workers"""

    data: List[Worker]
    """What was asked for, in order"""
    next_cursor: Optional[str]
    """Asks for what follows, as `cursor`; null: this was the last page"""
    has_more: bool
    """Whether there is another page"""


class WorkerGpu(TypedDict):
    """The GPU"""

    name: str
    """Name of the GPU"""
    vram_bytes: int
    """Bytes of its memory"""
    type: str
    """Kind of GPU: `cuda`, `mps`, `cpu` …"""


class Worker(TypedDict):
    """One process on one GPU"""

    id: str
    """Its id"""
    pool: str
    """Name of the pool of workers"""
    name: str
    """Its name"""
    version: str
    """Version of the worker program"""
    comfyui_version: str
    """Version of the ComfyUI; null: none has run it"""
    gpu: WorkerGpu
    """The GPU"""
    emulated: bool
    """The ComfyUI behind it is an emulator"""
    draining: bool
    """It finishes what it has and takes nothing new"""
    registered_at: str
    """When it registered"""
    last_seen_at: str
    """When it was last heard of"""
    idle: bool
    """It is there, takes tasks and holds none"""
    gone_at: Optional[str]
    """It left, its token was revoked, or it was last seen then and is silent for 45 seconds"""


class ClaimedTaskWorkGraph(TypedDict):
    kind: Literal["graph"]
    """What the file is"""


class ClaimedTaskWorkTrainTrainingRecipe(TypedDict):
    """How it is trained"""

    steps: int
    """Steps of the sampler in all; null: none runs"""
    rank: int
    """Size of the LoRA: what it can hold, and how large the file gets"""
    alpha: float
    """What its weights are scaled by, with the rank: alpha / rank"""
    unet_learning_rate: float
    """How far a step moves the model itself"""
    text_encoder_learning_rate: float
    """How far a step moves the text encoder; 0: not at all"""
    scheduler: Literal["constant", "constant_with_warmup", "linear", "cosine", "cosine_with_restarts"]
    """How learning rates change over the training, as the trainer names it"""
    optimizer: Literal["AdamW", "AdamW8bit", "AdaFactor", "Prodigy"]
    """What turns gradients into steps, as the trainer names it"""
    batch: int
    """Pictures of one step"""
    resolution: int
    """Side of the square that pictures are scaled to, in pixels"""
    precision: Literal["fp16", "bf16", "fp32"]
    """Numbers that are reckoned with"""
    save_every: int
    """Steps between two checkpoints"""
    seed: int
    """The seed that was used; null: it has none"""
    clip_skip: int
    """Layers of the text encoder that are left out at its end"""
    gradient_checkpointing: bool
    """Less memory for more time"""
    prior_loss_weight: float
    """What regularisation pictures count beside the others"""
    shuffle_captions: bool
    """The parts of captions come in another order each time"""
    keep_tokens: int
    """So many words of a caption stay in front where they are shuffled"""


class ClaimedTaskWorkTrainTrainingPicturesItem(TypedDict):
    name: str
    """Name of the output, or of the file; where the file is an asset, without an extension"""
    sha256: str
    """SHA-256 of the bytes, in hex"""
    bytes: int
    """How long the file is"""
    caption: str
    """What the picture shows"""


class ClaimedTaskWorkTrainTrainingRegularisationPicturesItem(TypedDict):
    name: str
    """Name of the output, or of the file; where the file is an asset, without an extension"""
    sha256: str
    """SHA-256 of the bytes, in hex"""
    bytes: int
    """How long the file is"""
    caption: str
    """What the picture shows"""


class ClaimedTaskWorkTrainTrainingRegularisation(TypedDict):
    """Pictures of the base model without the LoRA; null: none"""

    class_prompt: str
    """What all pictures of the set show"""
    repeats: int
    """How often each picture comes in one round"""
    pictures: List[ClaimedTaskWorkTrainTrainingRegularisationPicturesItem]
    """The pictures to learn from"""


class ClaimedTaskWorkTrainTrainingResumeFilesItem(TypedDict):
    role: Literal["state", "lora", "log"]
    """What the file is for: `state` to go on from, `lora` the weights, `log` the losses"""
    name: str
    """Name of the output, or of the file; where the file is an asset, without an extension"""
    sha256: str
    """SHA-256 of the bytes, in hex"""
    bytes: int
    """How long the file is"""


class ClaimedTaskWorkTrainTrainingResumeBeforeFilesItem(TypedDict):
    role: Literal["state", "lora", "log"]
    """What the file is for: `state` to go on from, `lora` the weights, `log` the losses"""
    name: str
    """Name of the output, or of the file; where the file is an asset, without an extension"""
    sha256: str
    """SHA-256 of the bytes, in hex"""
    bytes: int
    """How long the file is"""


class ClaimedTaskWorkTrainTrainingResumeBefore(TypedDict):
    """The checkpoint before it, for where a file of the newest is not what it should be; null: there is none"""

    step: int
    """Step of the sampler; null: none runs"""
    files: List[ClaimedTaskWorkTrainTrainingResumeBeforeFilesItem]
    """What lies in the folder"""


class ClaimedTaskWorkTrainTrainingResume(TypedDict):
    """Where an earlier attempt had come to; null: it begins"""

    step: int
    """Step of the sampler; null: none runs"""
    files: List[ClaimedTaskWorkTrainTrainingResumeFilesItem]
    """What lies in the folder"""
    before: NotRequired[Optional[ClaimedTaskWorkTrainTrainingResumeBefore]]
    """The checkpoint before it, for where a file of the newest is not what it should be; null: there is none"""


class ClaimedTaskWorkTrainTraining(TypedDict):
    """It trains, and may make no sound for as long as it may take"""

    trainer: Literal["sd-scripts", "sd-scripts-flux", "ai-toolkit"]
    """The program that trains"""
    family: Literal["sd15", "sdxl", "flux", "flux2", "z-image", "qwen-image", "wan", "hunyuan-video", "ltx-video", "ace-step", "stable-audio", "hunyuan3d", "partner", "none"]
    """The family of models it belongs to"""
    base_model: str
    """The model it is trained on, as ComfyUI's folders list it"""
    recipe: ClaimedTaskWorkTrainTrainingRecipe
    """How it is trained"""
    trigger: str
    """The word it is learned under"""
    output_name: str
    """What the file is called that it leaves, without extension"""
    pictures: List[ClaimedTaskWorkTrainTrainingPicturesItem]
    """The pictures to learn from"""
    repeats: int
    """How often each picture comes in one round"""
    regularisation: Optional[ClaimedTaskWorkTrainTrainingRegularisation]
    """Pictures of the base model without the LoRA; null: none"""
    resume: Optional[ClaimedTaskWorkTrainTrainingResume]
    """Where an earlier attempt had come to; null: it begins"""


class ClaimedTaskWorkTrainInputsItem(TypedDict):
    asset_id: str
    """Id of the asset, `ast_…`"""
    kind: Literal["image", "mask", "video", "audio", "lora", "file"]
    """What the file is"""
    url: str
    """Where to fetch it, with the grant"""
    filename: str
    """Name of the file, made safe"""
    content_type: str
    """Media type, as the bytes say"""
    size: int
    """Bytes"""
    sha256: str
    """SHA-256 of the bytes, in hex"""


class ClaimedTaskWorkTrain(TypedDict):
    kind: Literal["train"]
    """What the file is"""
    training: ClaimedTaskWorkTrainTraining
    """It trains, and may make no sound for as long as it may take"""
    inputs: List[ClaimedTaskWorkTrainInputsItem]
    """Files that go into inputs of the graph"""


class ClaimedTaskInputsItem(TypedDict):
    asset_id: str
    """Id of the asset, `ast_…`"""
    kind: Literal["image", "mask", "video", "audio", "lora", "file"]
    """What the file is"""
    url: str
    """Where to fetch it, with the grant"""
    filename: str
    """Name of the file, made safe"""
    content_type: str
    """Media type, as the bytes say"""
    size: int
    """Bytes"""
    sha256: str
    """SHA-256 of the bytes, in hex"""
    node: str
    """Id of the node in the graph; null: none"""
    input: str
    """Name of the node's input"""


class ClaimedTaskFoldersItemFilesItemChoice1(TypedDict):
    name: str
    """Name of the output, or of the file; where the file is an asset, without an extension"""
    text: str
    """What the file says"""


class ClaimedTaskFoldersItemFilesItemChoice2(TypedDict):
    asset_id: str
    """Id of the asset, `ast_…`"""
    kind: Literal["image", "mask", "video", "audio", "lora", "file"]
    """What the file is"""
    url: str
    """Where to fetch it, with the grant"""
    filename: str
    """Name of the file, made safe"""
    content_type: str
    """Media type, as the bytes say"""
    size: int
    """Bytes"""
    sha256: str
    """SHA-256 of the bytes, in hex"""
    name: str
    """Name of the output, or of the file; where the file is an asset, without an extension"""


class ClaimedTaskFoldersItem(TypedDict):
    node: str
    """Id of the node in the graph; null: none"""
    input: str
    """Name of the node's input"""
    path: Literal["absolute", "input"]
    """Whether the input takes an absolute path or one below ComfyUI's input folder"""
    files: List[Union[ClaimedTaskFoldersItemFilesItemChoice1, ClaimedTaskFoldersItemFilesItemChoice2]]
    """What lies in the folder"""


class ClaimedTaskOutputsItem(TypedDict):
    name: str
    """Name of the output, or of the file; where the file is an asset, without an extension"""
    node: str
    """Id of the node in the graph; null: none"""
    kind: Literal["image", "video", "audio", "text", "latent", "file"]
    """What the file is"""


class ClaimedTaskModelsItem(TypedDict):
    folder: str
    """Folder below `models/`; null: not known"""
    file: str
    """Name of the file, with folders below that of its kind"""


class ClaimedTaskQualityStandards(TypedDict):
    """Figures in place of the usual ones"""

    subject: NotRequired[Literal["photograph", "drawing", "map"]]
    """`drawing`: no skin is looked for; `map`: a depth, pose or mask picture, which may be of one colour"""
    spread_from: NotRequired[float]
    """Standard deviation of its liveliest channel; below: blank"""
    flat_from: NotRequired[float]
    """The same; below: nearly blank, which is told only"""
    grain_from: NotRequired[float]
    """Correlation of pixels two apart; below: noise. Photographs have 0.9, one of grass has 0.46"""
    blotches_from: NotRequired[float]
    """The same of 8 x 8 pixels; below: an undecoded latent, or an even texture, which is told only"""
    sharpness_from: NotRequired[float]
    """Variance of the Laplacian of the smoothed picture where it is sharpest; below: blurred, told only"""
    dark_up_to: NotRequired[float]
    """Share of pixels that are nearly black; told only"""
    bright_up_to: NotRequired[float]
    """Share of pixels that are nearly white; told only"""
    skin_texture_from: NotRequired[float]
    """Fine texture of what is coloured like skin, in grey levels; below: a plastic look, told only"""
    near_up_to: NotRequired[int]
    """Bits of 64 in which near duplicates differ"""
    style_up_to: NotRequired[float]
    """How many times further from its set than usual a picture may be; told only"""
    face_view: NotRequired[Literal["unasked", "any", "front", "side", "back"]]
    """What is to be seen of a face. `unasked`: faces are looked for only where there is somebody to compare with; `back`: none from the front"""
    faces_from: NotRequired[int]
    """Faces there must be; 0: that none was found is told only"""
    faces_up_to: NotRequired[int]
    """Faces there may be"""
    face_match_from: NotRequired[float]
    """Score of a face against the references; below: somebody else, which is told only where no face was asked for"""
    face_match_target: NotRequired[float]
    """The same; below: not as like as is promised, which is told only"""
    face_match_aside_from: NotRequired[float]
    """The same of a face that is turned away, which embedders know less of; told only"""
    face_sharpness_from: NotRequired[float]
    """As `sharpness_from`, of the largest face alone; told only. Five photographed faces had 115 and more, with a blur of 3 pixels 6 to 12 where the face has 240"""
    aspect_within: NotRequired[float]
    """How far the shape may be off, as a share"""


class ClaimedTaskQualitySizesValue(TypedDict):
    width: int
    """Pixels"""
    height: int
    """Pixels"""


class ClaimedTaskQualityFilmsValue(TypedDict):
    frames: int
    """Pictures"""
    fps: float
    """Pictures a second"""
    width: int
    """Pixels"""
    height: int
    """Pixels"""


class ClaimedTaskQuality(TypedDict):
    """What its pictures are held against; absent: the usual standards"""

    standards: NotRequired[ClaimedTaskQualityStandards]
    """Figures in place of the usual ones"""
    sizes: NotRequired[Dict[str, ClaimedTaskQualitySizesValue]]
    """What was asked for of pictures, by the name of the output, in pixels"""
    films: NotRequired[Dict[str, ClaimedTaskQualityFilmsValue]]
    """The same of films"""
    inputs: NotRequired[List[str]]
    """Pictures that must show something before a film is made of them, as `<node>.<input>`; absent: none"""


class ClaimedTaskPersonItem(TypedDict):
    asset_id: str
    """Id of the asset, `ast_…`"""
    kind: Literal["image", "mask", "video", "audio", "lora", "file"]
    """What the file is"""
    url: str
    """Where to fetch it, with the grant"""
    filename: str
    """Name of the file, made safe"""
    content_type: str
    """Media type, as the bytes say"""
    size: int
    """Bytes"""
    sha256: str
    """SHA-256 of the bytes, in hex"""


class ClaimedTask(TypedDict):
    """A task, leased to the worker that claimed it"""

    task_id: str
    """Id of the task, `tsk_…`"""
    job_id: str
    """Id of the job, `job_…`"""
    stage: str
    """Key of the stage"""
    index: int
    """Place among the tasks of its stage, from 0"""
    epoch: int
    """Number of the attempt, which fences every later message; 0 before the first"""
    lease_until: str
    """Until when the task is this worker's, unless a report renews it"""
    grant: str
    """Bearer token for this attempt's reports, inputs and uploads; replies to reports bring the next"""
    workflow: str
    """The workflow with its version, or `graph`"""
    work: NotRequired[Union[ClaimedTaskWorkGraph, ClaimedTaskWorkTrain]]
    """What is to be done: run `graph`, or train"""
    graph: Dict[str, Any]
    """A ComfyUI graph in API format: { node id: { class_type, inputs } }."""
    inputs: List[ClaimedTaskInputsItem]
    """Files that go into inputs of the graph"""
    folders: NotRequired[List[ClaimedTaskFoldersItem]]
    """Folders to fill before the graph runs"""
    partner: NotRequired[bool]
    """It runs at a partner of Comfy: the worker sends its key along"""
    training: NotRequired[bool]
    """It trains, and may make no sound for as long as it may take"""
    outputs: List[ClaimedTaskOutputsItem]
    """Declared outputs; empty means at least one of any kind"""
    models: List[ClaimedTaskModelsItem]
    """Model files that it needs"""
    quality: NotRequired[ClaimedTaskQuality]
    """What its pictures are held against; absent: the usual standards"""
    person: NotRequired[List[ClaimedTaskPersonItem]]
    """Pictures of whom its pictures are to show; its checks compare with them. Empty: nobody"""
    typical_seconds: float
    """Seconds that one task takes, with the models loaded"""
    timeout_seconds: float
    """Seconds after which it is taken for stuck"""


class ClaimRequestTicket(TypedDict):
    """Of a serverless worker: the request that brought it time for this task"""

    id: str
    """The edge's name for it"""
    request: str
    """RunPod's name for the request that carried it"""


class ClaimRequest(TypedDict):
    """A worker asks for its next task"""

    claim_id: str
    """Made by the worker for each claim: asking again with the same one gives the same task"""
    warm_models: NotRequired[List[str]]
    """Files that the worker's ComfyUI has in memory now; tasks that use them are preferred. Left out: `[]`"""
    ticket: NotRequired[ClaimRequestTicket]
    """Of a serverless worker: the request that brought it time for this task"""


class ReportReply(TypedDict):
    """What the worker should do"""

    cancel: bool
    """Stop: interrupt ComfyUI and answer with `fail`, code `canceled`"""
    drain: bool
    """Finish what runs, take nothing new"""
    watched: bool
    """Somebody watches: send progress often, and previews"""
    lease_until: str
    """Until when the task is this worker's, unless a report renews it"""
    grant: NotRequired[str]
    """Bearer token for this attempt's reports, inputs and uploads; replies to reports bring the next"""


class ReportEventsItemProgress(TypedDict):
    type: Literal["progress"]
    """What it is"""
    percent: float
    """0 to 100 over the whole graph; never goes back within an attempt"""
    node: Optional[str]
    """Id of the node in the graph; null: none"""
    node_title: Optional[str]
    """The node's title as the author of the graph wrote it, else its class"""
    step: Optional[int]
    """Step of the sampler; null: none runs"""
    steps: Optional[int]
    """Steps of the sampler in all; null: none runs"""
    nodes_done: int
    """Nodes of the graph that are done"""
    nodes_total: int
    """Nodes of the graph that will run"""
    message: NotRequired[Optional[str]]
    """The same for people. Left out: `null`"""
    loss: NotRequired[Optional[float]]
    """Of a training: what its trainer said last"""
    learning_rate: NotRequired[Optional[float]]
    """Of a training: how far a step goes"""
    seconds_per_step: NotRequired[Optional[float]]
    """Of a training: how long a step takes"""


class ReportEventsItemPreview(TypedDict):
    type: Literal["preview"]
    """What it is"""
    node: Optional[str]
    """Id of the node in the graph; null: none"""
    content_type: Literal["image/jpeg", "image/png", "image/webp"]
    """Media type, as the bytes say"""
    data: str
    """The picture in base64"""


class Report(TypedDict):
    """A batch of ticks"""

    seq: int
    """Number of the report: sent again it changes nothing"""
    events: List[Union[ReportEventsItemProgress, ReportEventsItemPreview]]
    """Ticks; an empty list renews the lease"""


class UploadReply(TypedDict):
    """What was stored"""

    upload: int
    """Number that it was uploaded under"""
    size: int
    """Bytes"""
    sha256: str
    """SHA-256 of the bytes, in hex"""


class AttemptReply(TypedDict):
    """What became of the task and its job"""

    status: str
    """Where it stands"""
    job_status: str
    """What became of the job"""
    outputs: NotRequired[List[str]]
    """Ids that the outputs of the manifest have from now on, in its order; empty where this call stored none"""


CompletionManifestItemChecksItemSpansItem = TypedDict(
    "CompletionManifestItemChecksItemSpansItem",
    {
        "from": "float",
        "to": "float",
    },
)


class CompletionManifestItemChecksItem(TypedDict):
    id: Literal["file_decodable", "file_type", "image_dimensions", "image_aspect", "image_blank", "image_noise", "image_sharpness", "image_exposure", "image_skin_texture", "duplicate_exact", "duplicate_near", "duplicate_mirrored", "set_style", "face_count", "face_view", "face_sharpness", "face_match", "safety_sfw", "video_frames", "video_fps", "video_duration", "video_dimensions", "video_black", "video_frozen", "video_flicker", "video_face", "video_face_match", "audio_silent"]
    """Its id"""
    status: Literal["pass", "warn", "fail", "skipped", "error"]
    """`skipped`: it could not be looked at, which is no pass; `error`: looking at it broke"""
    value: Optional[Union[float, str]]
    """What was found"""
    limit: Optional[Union[float, str]]
    """What it was held against"""
    where: Optional[str]
    """Where, or which other file it is about; null: all of it"""
    reason: str
    """What that means, in a sentence; empty where it passed"""
    spans: NotRequired[List[CompletionManifestItemChecksItemSpansItem]]
    """Of a film: when what it speaks of is to be seen, also where that is too little to matter; absent: of no certain time"""


class CompletionManifestItem(TypedDict):
    upload: int
    """Number that it was uploaded under"""
    name: str
    """Which declared output this is"""
    node: str
    """Id of the node in the graph; null: none"""
    kind: Literal["image", "video", "audio", "text", "latent", "file"]
    """What the file is"""
    filename: str
    """Name of the file, made safe"""
    content_type: str
    """Media type, as the bytes say"""
    size: int
    """Bytes"""
    sha256: str
    """SHA-256 of the bytes, in hex"""
    width: NotRequired[Optional[int]]
    """Pixels; null: it has none, or it is not known. Left out: `null`"""
    height: NotRequired[Optional[int]]
    """Pixels; null: it has none, or it is not known. Left out: `null`"""
    duration_ms: NotRequired[Optional[int]]
    """Left out: `null`"""
    checks: NotRequired[List[CompletionManifestItemChecksItem]]
    """What the worker's checks found; absent: it made none"""
    phash: NotRequired[Optional[str]]
    """What a picture looks like, to find it by; null or absent: it was not decoded, or is of one colour"""


class CompletionBlockedItem(TypedDict):
    node: str
    """Id of the node in the graph; null: none"""
    class_type: NotRequired[Optional[str]]
    """Class of the node; null: not about a node. Left out: `null`"""
    message: str
    """The same for people"""


class Completion(TypedDict):
    """What an attempt that succeeded has made"""

    manifest: List[CompletionManifestItem]
    """Every output that was uploaded"""
    graph: Dict[str, Any]
    """A ComfyUI graph in API format: { node id: { class_type, inputs } }."""
    gpu_ms: int
    """Milliseconds that ComfyUI's GPU worked on it, as the worker measured; null: not known"""
    spans: NotRequired[AttemptSpans]
    blocked: NotRequired[List[CompletionBlockedItem]]
    """Branches of the graph that ComfyUI did not run, and what it said of them. Left out: `[]`"""


class AttemptSpans(TypedDict):
    """What the worker measured of an attempt beside its GPU time; absent: it did not"""

    cold_ms: NotRequired[int]
    """From the start of the worker, which this task was the reason for, to its claim"""
    load_ms: NotRequired[int]
    """Of the GPU time: until a node reported its first step; models are loaded in it"""
    upload_ms: NotRequired[int]
    """From the end of the GPU's work to the last stored output"""


class AttemptFailure(TypedDict):
    """Why an attempt failed"""

    failure: Failure
    gpu_ms: NotRequired[int]
    """Milliseconds that ComfyUI's GPU worked on it, as the worker measured; null: not known. Left out: `0`"""
    spans: NotRequired[AttemptSpans]


class Release(TypedDict):
    """Why a task is given back"""

    reason: str
    """Why, for people"""
    cause: NotRequired[Literal["drain", "comfyui_unreachable", "other"]]
    """Why it is given back: the worker leaves, its ComfyUI cannot be reached, or see the reason. Left out: `"drain"`"""
    gpu_ms: NotRequired[int]
    """Milliseconds that ComfyUI's GPU worked on it, as the worker measured; null: not known. Left out: `0`"""
    spans: NotRequired[AttemptSpans]


class CheckpointReportFilesItem(TypedDict):
    role: Literal["state", "lora", "log"]
    """`state`: what to go on from; `lora`: the weights; `log`: the losses"""
    name: str
    """What it is called where it is needed again"""
    upload: int
    """The number it was uploaded under (`PUT …/outputs/{upload}`); each file has one of its own"""
    sha256: str
    """SHA-256 of the bytes, in hex"""
    bytes: int
    """How long the file is"""


class CheckpointReport(TypedDict):
    """How far a training has come, and what it left there"""

    step: int
    """Steps that are done, counted from the beginning of the training"""
    loss: NotRequired[Optional[float]]
    """What the trainer said last; null: nothing. Left out: `null`"""
    files: List[CheckpointReportFilesItem]
    """What lies in the folder"""


class UploadUrlDirect(TypedDict):
    """null: send it to this edge, with PUT"""

    url: str
    """Where to PUT the whole file. It says who may: nobody else is to see it"""
    headers: Dict[str, str]
    """To be sent with it as they are, and none of `x-amz-` beside them"""
    expires_at: str
    """Until when the request may begin: the end of the lease"""


class UploadUrl(TypedDict):
    """Where a file can be sent without this edge between"""

    direct: Optional[UploadUrlDirect]
    """null: send it to this edge, with PUT"""


class UploadUrlRequest(TypedDict):
    """What is to be sent to storage"""

    size: int
    """Of the whole file, in bytes"""
    sha256: str
    """SHA-256 of the bytes, in hex"""
    content_type: str
    """Media type, as the bytes say"""


class TrainingEstimateRecipe(TypedDict):
    """How it would be trained, with all that the request left open; a seed that it leaves open is another each time"""

    steps: NotRequired[int]
    """Steps of the sampler in all; null: none runs"""
    rank: NotRequired[int]
    """Size of the LoRA: what it can hold, and how large the file gets"""
    alpha: NotRequired[float]
    """What its weights are scaled by, with the rank: alpha / rank"""
    unet_learning_rate: NotRequired[float]
    """How far a step moves the model itself"""
    text_encoder_learning_rate: NotRequired[float]
    """How far a step moves the text encoder; 0: not at all"""
    scheduler: NotRequired[Literal["constant", "constant_with_warmup", "linear", "cosine", "cosine_with_restarts"]]
    """How learning rates change over the training, as the trainer names it"""
    optimizer: NotRequired[Literal["AdamW", "AdamW8bit", "AdaFactor", "Prodigy"]]
    """What turns gradients into steps, as the trainer names it"""
    batch: NotRequired[int]
    """Pictures of one step"""
    resolution: NotRequired[int]
    """Side of the square that pictures are scaled to, in pixels"""
    precision: NotRequired[Literal["fp16", "bf16", "fp32"]]
    """Numbers that are reckoned with"""
    save_every: NotRequired[int]
    """Steps between two checkpoints"""
    seed: NotRequired[int]
    """The seed that was used; null: it has none"""
    clip_skip: NotRequired[int]
    """Layers of the text encoder that are left out at its end"""
    gradient_checkpointing: NotRequired[bool]
    """Less memory for more time"""
    prior_loss_weight: NotRequired[float]
    """What regularisation pictures count beside the others"""
    shuffle_captions: NotRequired[bool]
    """The parts of captions come in another order each time"""
    keep_tokens: NotRequired[int]
    """So many words of a caption stay in front where they are shuffled"""


class TrainingEstimate(TypedDict):
    """What a training would do, take and cost"""

    pictures: int
    """How many it would learn from"""
    trigger: str
    """The word that it would be learned under"""
    recipe: NotRequired[TrainingEstimateRecipe]
    """How it would be trained, with all that the request left open; a seed that it leaves open is another each time"""
    estimate: Estimate
    budget_micro_usd: Optional[int]
    """What its job may cost; null: it has no limit of its own"""


class Estimate(TypedDict):
    """What a job would roughly take"""

    tasks: int
    """Tasks, one prompt to ComfyUI each"""
    seconds: float
    """All tasks one after the other on one GPU, models loaded"""
    micro_usd: int
    """Price in millionths of a US dollar"""
    basis: Literal["gpu_time", "partner_price"]
    """What the price is made of: GPU time, or a partner's price"""
    gpu: Optional[str]
    """The GPU"""
    source: str
    """Where it comes from"""


class TrainingRequestRecipe(TypedDict):
    """How it is trained; what is not said is what the trainer's authors recommend for so many pictures. Left out: `{}`"""

    steps: NotRequired[int]
    """Steps of the sampler in all; null: none runs"""
    rank: NotRequired[int]
    """Size of the LoRA: what it can hold, and how large the file gets"""
    alpha: NotRequired[float]
    """What its weights are scaled by, with the rank: alpha / rank"""
    unet_learning_rate: NotRequired[float]
    """How far a step moves the model itself"""
    text_encoder_learning_rate: NotRequired[float]
    """How far a step moves the text encoder; 0: not at all"""
    scheduler: NotRequired[Literal["constant", "constant_with_warmup", "linear", "cosine", "cosine_with_restarts"]]
    """How learning rates change over the training, as the trainer names it"""
    optimizer: NotRequired[Literal["AdamW", "AdamW8bit", "AdaFactor", "Prodigy"]]
    """What turns gradients into steps, as the trainer names it"""
    batch: NotRequired[int]
    """Pictures of one step"""
    resolution: NotRequired[int]
    """Side of the square that pictures are scaled to, in pixels"""
    precision: NotRequired[Literal["fp16", "bf16", "fp32"]]
    """Numbers that are reckoned with"""
    save_every: NotRequired[int]
    """Steps between two checkpoints"""
    seed: NotRequired[int]
    """The seed that was used; null: it has none"""
    clip_skip: NotRequired[int]
    """Layers of the text encoder that are left out at its end"""
    gradient_checkpointing: NotRequired[bool]
    """Less memory for more time"""
    prior_loss_weight: NotRequired[float]
    """What regularisation pictures count beside the others"""
    shuffle_captions: NotRequired[bool]
    """The parts of captions come in another order each time"""
    keep_tokens: NotRequired[int]
    """So many words of a caption stay in front where they are shuffled"""


class TrainingRequestPicturesItem(TypedDict):
    asset: str
    """The picture, as it was uploaded or made"""
    caption: str
    """What varies in this picture: framing, pose, background. Not what is to be learned"""


class TrainingRequestRegularisation(TypedDict):
    """Pictures of the base model without the LoRA, that keep it from forgetting the rest; null: none. Absent: those of the dataset"""

    class_prompt: str
    """What all of them show, as in `1girl`: their caption"""
    pictures: List[str]
    """The pictures to learn from"""
    repeats: NotRequired[int]
    """How often each picture comes in one round. Left out: `1`"""


class TrainingRequest(TypedDict):
    """What is to be trained, and what the job may cost and take"""

    output_name: str
    """What the file is called, and the LoRA of the account that awaits it"""
    trainer: NotRequired[Literal["sd-scripts", "sd-scripts-flux", "ai-toolkit"]]
    """The program that trains, beside ComfyUI. Left out: `"sd-scripts"`"""
    family: Literal["sd15", "sdxl", "flux", "flux2", "z-image", "qwen-image", "wan", "hunyuan-video", "ltx-video", "ace-step", "stable-audio", "hunyuan3d", "partner", "none"]
    """Family of the base model"""
    base_model: str
    """The model to train on, as ComfyUI's folders list it: `checkpoints/v1-5.safetensors`"""
    trigger: NotRequired[str]
    """The word that it is learned under; it comes first in every caption. Absent: that of the dataset"""
    recipe: NotRequired[TrainingRequestRecipe]
    """How it is trained; what is not said is what the trainer's authors recommend for so many pictures. Left out: `{}`"""
    dataset: NotRequired[str]
    """What to learn from: a frozen version of a dataset, as `name@version`. This or `pictures`"""
    pictures: NotRequired[List[TrainingRequestPicturesItem]]
    """The pictures to learn from, each with its caption"""
    repeats: NotRequired[int]
    """How often each picture comes in one round. Left out: `10`"""
    regularisation: NotRequired[Optional[TrainingRequestRegularisation]]
    """Pictures of the base model without the LoRA, that keep it from forgetting the rest; null: none. Absent: those of the dataset"""
    promote: NotRequired[Literal["choose", "last"]]
    """What becomes the next version of the LoRA: the checkpoint that is promoted, or by itself the weights after the last step. Left out: `"choose"`"""
    pool: NotRequired[str]
    """The pool of workers; absent: `default`"""
    priority: NotRequired[int]
    """Higher goes first among the jobs of one account. Left out: `0`"""
    deadline_s: NotRequired[int]
    """Seconds from now after which the job is given up as `expired`. Left out: `86400`"""
    budget_micro_usd: NotRequired[int]
    """What it may cost, in millionths of a US dollar; absent: as its pipeline says, and 5,000,000 for a training. What would pass it is not begun, and the job says so; `PATCH /v1/jobs/{id}` raises it"""
    wait_for_models: NotRequired[bool]
    """Where every worker of the pool lacks a model file: wait until one has it (`queue.reason` is `model_missing`, `missing_models` names file and folder), at most until the deadline, instead of being refused"""
    metadata: NotRequired[Dict[str, str]]
    """The client's own notes; given back as they are. Left out: `{}`"""


class TrainingRecipe(TypedDict):
    """How it is trained, with all that the request left open"""

    steps: NotRequired[int]
    """Steps of the sampler in all; null: none runs"""
    rank: NotRequired[int]
    """Size of the LoRA: what it can hold, and how large the file gets"""
    alpha: NotRequired[float]
    """What its weights are scaled by, with the rank: alpha / rank"""
    unet_learning_rate: NotRequired[float]
    """How far a step moves the model itself"""
    text_encoder_learning_rate: NotRequired[float]
    """How far a step moves the text encoder; 0: not at all"""
    scheduler: NotRequired[Literal["constant", "constant_with_warmup", "linear", "cosine", "cosine_with_restarts"]]
    """How learning rates change over the training, as the trainer names it"""
    optimizer: NotRequired[Literal["AdamW", "AdamW8bit", "AdaFactor", "Prodigy"]]
    """What turns gradients into steps, as the trainer names it"""
    batch: NotRequired[int]
    """Pictures of one step"""
    resolution: NotRequired[int]
    """Side of the square that pictures are scaled to, in pixels"""
    precision: NotRequired[Literal["fp16", "bf16", "fp32"]]
    """Numbers that are reckoned with"""
    save_every: NotRequired[int]
    """Steps between two checkpoints"""
    seed: NotRequired[int]
    """The seed that was used; null: it has none"""
    clip_skip: NotRequired[int]
    """Layers of the text encoder that are left out at its end"""
    gradient_checkpointing: NotRequired[bool]
    """Less memory for more time"""
    prior_loss_weight: NotRequired[float]
    """What regularisation pictures count beside the others"""
    shuffle_captions: NotRequired[bool]
    """The parts of captions come in another order each time"""
    keep_tokens: NotRequired[int]
    """So many words of a caption stay in front where they are shuffled"""


class TrainingProgress(TypedDict):
    """Where it stands now; null where it does not run"""

    type: Literal["progress"]
    """What it is"""
    job: str
    """Id of the job, `job_…`"""
    task: str
    """Id of the task, `tsk_…`; null: no task made it"""
    stage: str
    """Key of the stage"""
    index: int
    """Place among the tasks of its stage, from 0"""
    epoch: int
    """Number of the attempt, which fences every later message; 0 before the first"""
    percent: float
    """0 to 100 over the whole graph; never goes back within an attempt"""
    node: Optional[str]
    """Id of the node in the graph; null: none"""
    node_title: Optional[str]
    """The node's title as the author of the graph wrote it, else its class"""
    step: Optional[int]
    """Step of the sampler; null: none runs"""
    steps: Optional[int]
    """Steps of the sampler in all; null: none runs"""
    nodes_done: int
    """Nodes of the graph that are done"""
    nodes_total: int
    """Nodes of the graph that will run"""
    message: NotRequired[Optional[str]]
    """The same for people"""
    loss: NotRequired[Optional[float]]
    """Of a training: what its trainer said last"""
    learning_rate: NotRequired[Optional[float]]
    """Of a training: how far a step goes"""
    seconds_per_step: NotRequired[Optional[float]]
    """Of a training: how long a step takes"""


class TrainingUrls(TypedDict):
    """Paths of what belongs to it, on this server"""

    self: str
    """Path of the job"""
    job: str
    """Id of the job, `job_…`"""
    events: str
    """Path of the Server-Sent Events"""
    socket: str
    """Path of the WebSocket"""
    cancel: str
    """Path to cancel it by, with POST"""
    promote: str
    """Make a LoRA of one of its checkpoints"""
    lora: str
    """The LoRA of its name"""


class Training(TypedDict):
    """A training with its checkpoints"""

    id: str
    """Id of its job: what can be asked of that can be asked with this"""
    status: Literal["queued", "running", "succeeded", "canceling", "canceled", "failed", "expired"]
    """Where it stands"""
    output_name: str
    """What the file is called that it leaves, without extension"""
    trainer: str
    """The program that trains"""
    family: Literal["sd15", "sdxl", "flux", "flux2", "z-image", "qwen-image", "wan", "hunyuan-video", "ltx-video", "ace-step", "stable-audio", "hunyuan3d", "partner", "none"]
    """The family of models it belongs to"""
    base_model: str
    """The model it is trained on, as ComfyUI's folders list it"""
    steps: int
    """Steps that it takes"""
    step: int
    """Step of its last checkpoint: another worker would go on from there; 0: there is none"""
    pictures: int
    """How many it learns from"""
    dataset: Optional[str]
    """The version of a dataset that those are, as `name@version`; null: of none"""
    error: JobError
    created_at: str
    """When it was made"""
    started_at: Optional[str]
    """When it first ran; null: it has not"""
    finished_at: Optional[str]
    """When it ended; null: it has not"""
    trigger: str
    """The word it is learned under"""
    recipe: NotRequired[TrainingRecipe]
    """How it is trained, with all that the request left open"""
    progress: Optional[TrainingProgress]
    """Where it stands now; null where it does not run"""
    queue: Queue
    checkpoints: List[TrainingCheckpoint]
    """In the order of their steps"""
    weights: Optional[str]
    """The weights after the last step; null until it has succeeded"""
    weights_versions: List[str]
    """Versions of LoRAs that were made of those, as `name@version`"""
    promotions: List[TrainingPromotion]
    """Who made versions of the LoRA of it, the newest first; at most 50"""
    comparison: Optional[str]
    """The job of its newest comparison (`GET /v1/trainings/{id}/comparison`); null: there is none"""
    cost: JobCost
    urls: TrainingUrls
    """Paths of what belongs to it, on this server"""


class TrainingCheckpoint(TypedDict):
    """How far a training had come, and what it left there"""

    step: int
    """Steps that were done"""
    epoch: int
    """Number of the attempt that came so far"""
    loss: Optional[float]
    """What the trainer said of it; null: nothing"""
    lora: Optional[str]
    """The weights as they were then; null: it left none"""
    losses: Optional[str]
    """The losses up to then, as lines of JSON; null: it left none"""
    resumable: bool
    """Its state is kept: of the newest two, while the training goes on"""
    versions: List[str]
    """Versions of LoRAs that were made of it, as `name@version`"""
    created_at: str
    """When it was made"""


class TrainingPromotionBy(TypedDict):
    """Who promoted it, the last time that somebody did"""

    kind: Literal["key", "identity", "job"]
    """A key, or what was made with one; a user of an identity provider; the job by itself, with what its comparison speaks for or its last weights, as nobody had chosen"""
    key: Optional[str]
    """Id of the key, the session, or the OIDC issuer; null: the job"""
    subject: Optional[str]
    """Of an identity provider: whose token it was (`sub`); null: none"""


class TrainingPromotion(TypedDict):
    """Who made a version of the LoRA of a checkpoint, and when"""

    version: str
    """The version of the LoRA, as `name@version`"""
    step: int
    """Steps that its weights have been trained for"""
    by: TrainingPromotionBy
    """Who promoted it, the last time that somebody did"""
    at: str
    """When it happened"""


class TrainingPage(TypedDict):
    """A page of trainings"""

    data: List[TrainingSummary]
    """What was asked for, in order"""
    next_cursor: Optional[str]
    """Asks for what follows, as `cursor`; null: this was the last page"""
    has_more: bool
    """Whether there is another page"""


class TrainingSummary(TypedDict):
    """A training as a list shows it"""

    id: str
    """Id of its job: what can be asked of that can be asked with this"""
    status: Literal["queued", "running", "succeeded", "canceling", "canceled", "failed", "expired"]
    """Where it stands"""
    output_name: str
    """What the file is called that it leaves, without extension"""
    trainer: str
    """The program that trains"""
    family: Literal["sd15", "sdxl", "flux", "flux2", "z-image", "qwen-image", "wan", "hunyuan-video", "ltx-video", "ace-step", "stable-audio", "hunyuan3d", "partner", "none"]
    """The family of models it belongs to"""
    base_model: str
    """The model it is trained on, as ComfyUI's folders list it"""
    steps: int
    """Steps that it takes"""
    step: int
    """Step of its last checkpoint: another worker would go on from there; 0: there is none"""
    pictures: int
    """How many it learns from"""
    dataset: Optional[str]
    """The version of a dataset that those are, as `name@version`; null: of none"""
    error: JobError
    created_at: str
    """When it was made"""
    started_at: Optional[str]
    """When it first ran; null: it has not"""
    finished_at: Optional[str]
    """When it ended; null: it has not"""
    micro_usd: int
    """What the account pays for it so far, in millionths of a US dollar"""
    worker: Optional[str]
    """Name of the worker of its newest attempt; null: none has taken it"""


class Promotion(TypedDict):
    """The checkpoint that is to be a version of the LoRA"""

    step: NotRequired[int]
    """Step of the checkpoint; absent: the weights after the last step"""
    recommend: NotRequired[bool]
    """Recommend this version of the LoRA from now on; the first one always is. Left out: `true`"""
    licence: NotRequired[str]
    """Terms of use, in words"""
    note: NotRequired[str]
    """Why this one, or whatever is to be remembered"""


class ComparisonColumnsItemLikeness(TypedDict):
    """How like the pictures of the training its faces are; null: none was compared"""

    mean: float
    """Mean of the scores"""
    passed: int
    """Pictures that reach 95 %"""
    of: int
    """Pictures that were compared"""
    low: float
    """The share that passes is at least this, with 95 % certainty (Wilson)"""
    high: float
    """And at most this"""
    faceless: int
    """Pictures besides in which no face was found"""


class ComparisonColumnsItem(TypedDict):
    step: Optional[int]
    """Steps of the checkpoint; null: without the LoRA"""
    lora: Optional[str]
    """The weights that are compared; null: none, or they are gone"""
    pictures: int
    """Pictures that are there"""
    failed: int
    """Of these, those that did not pass a check"""
    sharpness: Optional[float]
    """Mean of those that were measured; null: none was"""
    sharpness_ratio: Optional[float]
    """Mean, over prompts and seeds, of its sharpness by that of the picture of the same prompt and seed without the LoRA; null: nothing was measured in pairs"""
    likeness: Optional[ComparisonColumnsItemLikeness]
    """How like the pictures of the training its faces are; null: none was compared"""
    spread: Optional[float]
    """How much its pictures differ from each other: mean share of the bits of perceptual hashes in which two differ. About 0.5: not alike; near 0: it makes one picture again and again. Null: fewer than two were measured"""


class ComparisonCellsItem(TypedDict):
    prompt: int
    """Place of its prompt, from 0"""
    seed: int
    """The seed that was used; null: it has none"""
    step: Optional[int]
    """Steps of the checkpoint; null: without the LoRA"""
    asset: Optional[str]
    """The picture; null until it is there"""
    sharpness: Optional[float]
    """What its worker measured; null: it did not"""
    likeness: Optional[float]
    """How like the pictures of the training its face is, 0 to 1 (the calibrated score); null: nobody compared it"""
    faceless: bool
    """Faces were looked for, and none was found"""
    failed: List[str]
    """Checks that it did not pass"""


class Comparison(TypedDict):
    """Checkpoints of a training side by side, with and without the LoRA"""

    id: str
    """Id of the job that makes the pictures"""
    training: str
    """It trains, and may make no sound for as long as it may take"""
    stage: Optional[str]
    """The stage of that job that makes them, where it is one of a pipeline; null: the whole job"""
    status: Literal["queued", "running", "succeeded", "canceling", "canceled", "failed", "expired"]
    """Where it stands"""
    workflow: str
    """What makes the pictures"""
    prompts: List[str]
    """What is shown, a scene each"""
    seeds: List[int]
    """Each prompt is made with each of these"""
    columns: List[ComparisonColumnsItem]
    """Without the LoRA first, then each checkpoint by its step"""
    cells: List[ComparisonCellsItem]
    """Row by row: prompts, of each the seeds, of each the columns"""
    recommended: Optional[int]
    """Step of the checkpoint that the figures speak for; null: they speak for none"""
    report: str
    """What was compared and how, what speaks for the recommended one, and what was not looked at"""
    created_at: str
    """When it was made"""
    finished_at: Optional[str]
    """When it ended; null: it has not"""


class ComparisonRequest(TypedDict):
    """By which pictures checkpoints are to be compared"""

    prompts: List[str]
    """What is shown, a scene each; the trigger word is put first"""
    seeds: NotRequired[List[int]]
    """Each prompt is made with each of these. Left out: `[1,2]`"""
    steps: NotRequired[List[int]]
    """Checkpoints by their step; absent: all, and the weights after the last step"""
    workflow: NotRequired[str]
    """What makes the pictures: a workflow of the library with `prompt`, `seed`, `lora`, `lora_strength` and `trigger_word`; absent: the one for the family of the base model"""
    parameters: NotRequired[Dict[str, Any]]
    """Further parameters of that workflow, the same for every picture. Left out: `{}`"""
    pool: NotRequired[str]
    """The pool of workers; absent: `default`"""
    priority: NotRequired[int]
    """Higher goes first among the jobs of one account. Left out: `0`"""
    deadline_s: NotRequired[int]
    """Seconds from now after which the job is given up as `expired`. Left out: `86400`"""
    budget_micro_usd: NotRequired[int]
    """What it may cost, in millionths of a US dollar; absent: as its pipeline says, and 5,000,000 for a training. What would pass it is not begun, and the job says so; `PATCH /v1/jobs/{id}` raises it"""
    wait_for_models: NotRequired[bool]
    """Where every worker of the pool lacks a model file: wait until one has it (`queue.reason` is `model_missing`, `missing_models` names file and folder), at most until the deadline, instead of being refused"""


class ObjectInfoReply(TypedDict):
    """What was stored"""

    sha256: str
    """SHA-256 of the bytes, in hex"""
    size: int
    """Bytes"""


class ThumbnailChoresChoresItem(TypedDict):
    asset: str
    """Whose thumbnails are wanted"""
    kind: Literal["image", "video"]
    """Of a film, a frame near its beginning"""
    size: int
    """Bytes of the file"""


class ThumbnailChores(TypedDict):
    """Files that thumbnails are wanted of"""

    chores: List[ThumbnailChoresChoresItem]
    """No other worker is asked for these within a minute"""
    more: bool
    """Others wait"""


class WorkflowPage(TypedDict):
    """A page of workflows"""

    data: List[WorkflowSummary]
    """What was asked for, in order"""
    next_cursor: Optional[str]
    """Asks for what follows, as `cursor`; null: this was the last page"""
    has_more: bool
    """Whether there is another page"""


class WorkflowSummaryAliasesItem(TypedDict):
    name: str
    """Its name"""
    note: str
    """When to use it"""


class WorkflowSummaryOutputsItem(TypedDict):
    name: str
    """Its name"""
    node: str
    """Id of the node in the graph; null: none"""
    kind: Literal["image", "video", "audio", "text", "latent", "file"]
    """What the file is"""


class WorkflowSummary(TypedDict):
    """A workflow as a list shows it: where it tells much, without its details"""

    id: str
    """Its id"""
    version: int
    """Its version"""
    title: str
    """Its title"""
    purpose: str
    """What it is for, in a sentence or two"""
    category: str
    """What it makes"""
    family: str
    """The family of models it belongs to"""
    aliases: List[WorkflowSummaryAliasesItem]
    """Other names by which a job may ask for it"""
    parameters: Dict[str, Any]
    """Parameters with defaults and chosen seeds filled in"""
    assets: Dict[str, str]
    """Which parameters are uploaded files, or lists of them, and of which kind"""
    model_parameters: Dict[str, str]
    """Which parameters name a model file, and of which folder below `models/`: `GET /v1/models` lists them"""
    outputs: List[WorkflowSummaryOutputsItem]
    """What it made, in the declared order; empty until then"""
    models: List[Dict[str, Any]]
    """Model files that it needs"""
    custom_nodes: List[Dict[str, Any]]
    """Packs of custom nodes that it needs"""
    launch_flags: List[str]
    """Flags that its ComfyUI must have been started with"""
    comfyui: str
    """Oldest version of ComfyUI known to run it"""
    vram_gb: float
    """GB of GPU memory that it needs"""
    typical_seconds: float
    """Seconds that one task takes, with the models loaded"""
    timeout_seconds: float
    """Seconds after which it is taken for stuck"""
    estimate: Estimate
    licence: str
    """Licence of what it is made of"""
    notes: List[str]
    """What else one should know"""
    example: Dict[str, Any]
    """Parameters of an example"""
    owner: Literal["library", "account"]
    """The library that comes with Darkroom, or the account"""
    created_at: Optional[str]
    """When it was made"""
    retired_at: Optional[str]
    """Since when new jobs may not ask for it; null: they may"""
    details_omitted: bool
    """What it takes and needs would be more than 8 KB: `parameters`, `assets`, `model_parameters`, `models`, `custom_nodes`, `launch_flags`, `notes` and `example` are empty here. Ask for the workflow itself."""


class WorkflowAliasesItem(TypedDict):
    name: str
    """Its name"""
    note: str
    """When to use it"""


class WorkflowOutputsItem(TypedDict):
    name: str
    """Its name"""
    node: str
    """Id of the node in the graph; null: none"""
    kind: Literal["image", "video", "audio", "text", "latent", "file"]
    """What the file is"""


class Workflow(TypedDict):
    """What a workflow takes, needs and leaves, without its graph. Newer edges may tell more"""

    id: str
    """Its id"""
    version: int
    """Its version"""
    title: str
    """Its title"""
    purpose: str
    """What it is for, in a sentence or two"""
    category: str
    """What it makes"""
    family: str
    """The family of models it belongs to"""
    aliases: List[WorkflowAliasesItem]
    """Other names by which a job may ask for it"""
    parameters: Dict[str, Any]
    """JSON Schema of what a job sends as `parameters`"""
    assets: Dict[str, str]
    """Which parameters are uploaded files, or lists of them, and of which kind"""
    model_parameters: Dict[str, str]
    """Which parameters name a model file, and of which folder below `models/`: `GET /v1/models` lists them"""
    outputs: List[WorkflowOutputsItem]
    """What it leaves"""
    models: List[Dict[str, Any]]
    """Model files that it needs"""
    custom_nodes: List[Dict[str, Any]]
    """Packs of custom nodes that it needs"""
    launch_flags: List[str]
    """Flags that its ComfyUI must have been started with"""
    comfyui: str
    """Oldest version of ComfyUI known to run it"""
    vram_gb: float
    """GB of GPU memory that it needs"""
    typical_seconds: float
    """Seconds that one task takes, with the models loaded"""
    timeout_seconds: float
    """Seconds after which it is taken for stuck"""
    estimate: Estimate
    licence: str
    """Licence of what it is made of"""
    notes: List[str]
    """What else one should know"""
    example: Dict[str, Any]
    """Parameters of an example"""
    owner: Literal["library", "account"]
    """The library that comes with Darkroom, or the account"""
    created_at: Optional[str]
    """When it was made"""
    retired_at: Optional[str]
    """Since when new jobs may not ask for it; null: they may"""


class WorkflowVersionPage(TypedDict):
    """A page of versions"""

    data: List[WorkflowVersion]
    """What was asked for, in order"""
    next_cursor: Optional[str]
    """Asks for what follows, as `cursor`; null: this was the last page"""
    has_more: bool
    """Whether there is another page"""


class WorkflowGraphFormsItem(TypedDict):
    comfyui: str
    """Oldest version of ComfyUI known to run it"""
    graph: Dict[str, Any]
    """A ComfyUI graph in API format: { node id: { class_type, inputs } }."""


class WorkflowGraph(TypedDict):
    """The graphs of a workflow as they are before parameters go in"""

    id: str
    """Its id"""
    version: int
    """Its version"""
    graph: Dict[str, Any]
    """A ComfyUI graph in API format: { node id: { class_type, inputs } }."""
    forms: List[WorkflowGraphFormsItem]
    """Graphs for newer ComfyUIs, where they want another one"""


class StoredWorkflowDocument(TypedDict):
    """A document as it was stored"""

    id: str
    """Its id"""
    version: int
    """Its version"""
    document: WorkflowDocument
    unknowns: List[ConversionUnknown]
    """Where something had to be decided that the editor's file does not say"""


class WorkflowDocumentPartsItemWhenChoice1(TypedDict):
    absent: str
    """The part counts where this parameter is not given"""


class WorkflowDocumentPartsItemWhenChoice2(TypedDict):
    present: str
    """The part counts where this parameter is given"""


WorkflowDocumentPartsItemWhenChoice3 = TypedDict(
    "WorkflowDocumentPartsItemWhenChoice3",
    {
        "parameter": "str",
        "is": "Union[str, float, bool]",
    },
)


class WorkflowDocumentPartsItemWhenChoice4(TypedDict):
    parameter: str
    """Name of the parameter"""
    is_not: Union[str, float, bool]
    """The part counts where the parameter has another value than this"""


class WorkflowDocumentPartsItemRewireItem(TypedDict):
    node: str
    """Id of the node in the graph; null: none"""
    input: str
    """Name of the node's input"""
    to: Optional[List[Any]]
    """Node and output that the input is linked to instead"""


class WorkflowDocumentPartsItem(TypedDict):
    name: str
    """Its name"""
    when: Union[WorkflowDocumentPartsItemWhenChoice1, WorkflowDocumentPartsItemWhenChoice2, WorkflowDocumentPartsItemWhenChoice3, WorkflowDocumentPartsItemWhenChoice4]
    """When the part counts"""
    remove: List[str]
    """Ids of nodes that go with it"""
    rewire: List[WorkflowDocumentPartsItemRewireItem]
    """Inputs that are linked elsewhere when it is left out"""


class WorkflowDocumentOutputsItem(TypedDict):
    name: str
    """Its name"""
    node: str
    """Id of the node in the graph; null: none"""
    kind: Literal["image", "video", "audio", "text", "latent", "file"]
    """What the file is"""


class WorkflowDocumentModelsItem(TypedDict):
    folder: str
    """Folder below `models/`; null: not known"""
    file: str
    """Name of a model file, as the workers list it."""
    part: NotRequired[str]
    """Name of the part that needs it; absent: always"""
    licence: NotRequired[str]
    """Licence of what it is made of"""
    source: NotRequired[str]
    """Where it comes from"""


class WorkflowDocumentCustomNodesItem(TypedDict):
    name: str
    """Its name"""
    source: str
    """Where it comes from"""
    licence: NotRequired[str]
    """Licence of what it is made of"""


class WorkflowDocumentPartner(TypedDict):
    """It runs at a partner of Comfy: the worker sends its key along"""

    micro_usd: int
    """Price in millionths of a US dollar"""
    source: str
    """Where it comes from"""


class WorkflowDocument(TypedDict):
    """A workflow as plain JSON."""

    id: str
    """Its id"""
    title: str
    """Its title"""
    purpose: str
    """What it is for, in a sentence or two"""
    category: Literal["image", "edit", "character", "face", "upscale", "video", "audio", "3d", "training", "quality"]
    """What it makes"""
    family: Literal["sd15", "sdxl", "flux", "flux2", "z-image", "qwen-image", "wan", "hunyuan-video", "ltx-video", "ace-step", "stable-audio", "hunyuan3d", "partner", "none"]
    """The family of models it belongs to"""
    parameters: List[WorkflowDocumentParameter]
    """What a job may say"""
    graph: Dict[str, Any]
    """A ComfyUI graph in API format: { node id: { class_type, inputs } }."""
    parts: NotRequired[List[WorkflowDocumentPartsItem]]
    """What can be left out, and when"""
    outputs: List[WorkflowDocumentOutputsItem]
    """What it leaves"""
    models: NotRequired[List[WorkflowDocumentModelsItem]]
    """Model files that it needs"""
    custom_nodes: NotRequired[List[WorkflowDocumentCustomNodesItem]]
    """Packs of custom nodes that it needs"""
    comfyui: NotRequired[str]
    """Oldest version of ComfyUI known to run it"""
    launch_flags: NotRequired[List[str]]
    """Flags that its ComfyUI must have been started with"""
    vram_gb: NotRequired[float]
    """GB of GPU memory that it needs"""
    typical_seconds: NotRequired[float]
    """Seconds that one task takes, with the models loaded"""
    timeout_seconds: NotRequired[float]
    """Seconds after which it is taken for stuck"""
    partner: NotRequired[WorkflowDocumentPartner]
    """It runs at a partner of Comfy: the worker sends its key along"""
    licence: NotRequired[str]
    """Licence of what it is made of"""
    notes: NotRequired[List[str]]
    """What else one should know"""
    example: NotRequired[Dict[str, Union[str, float, bool]]]
    """Parameters of an example"""


class WorkflowDocumentParameterTextSlotsItem(TypedDict):
    node: str
    """Id of the node in the graph; null: none"""
    input: str
    """Name of the node's input"""


class WorkflowDocumentParameterText(TypedDict):
    type: Literal["text"]
    """What it is"""
    name: str
    """Its name"""
    description: str
    """What it does, in a sentence"""
    required: NotRequired[bool]
    """Whether every request must have it."""
    default: NotRequired[str]
    """Its value where a job sends none"""
    max_length: NotRequired[int]
    """Most characters"""
    slots: List[WorkflowDocumentParameterTextSlotsItem]
    """The inputs of the graph that it is written to"""


class WorkflowDocumentParameterIntegerSlotsItem(TypedDict):
    node: str
    """Id of the node in the graph; null: none"""
    input: str
    """Name of the node's input"""


class WorkflowDocumentParameterInteger(TypedDict):
    type: Literal["integer"]
    """What it is"""
    name: str
    """Its name"""
    description: str
    """What it does, in a sentence"""
    required: NotRequired[bool]
    """Whether every request must have it."""
    default: NotRequired[int]
    """Its value where a job sends none"""
    min: NotRequired[int]
    """Smallest value"""
    max: NotRequired[int]
    """Largest value"""
    step: NotRequired[int]
    """Counted from min."""
    slots: List[WorkflowDocumentParameterIntegerSlotsItem]
    """The inputs of the graph that it is written to"""


class WorkflowDocumentParameterNumberSlotsItem(TypedDict):
    node: str
    """Id of the node in the graph; null: none"""
    input: str
    """Name of the node's input"""


class WorkflowDocumentParameterNumber(TypedDict):
    type: Literal["number"]
    """What it is"""
    name: str
    """Its name"""
    description: str
    """What it does, in a sentence"""
    required: NotRequired[bool]
    """Whether every request must have it."""
    default: NotRequired[float]
    """Its value where a job sends none"""
    min: NotRequired[float]
    """Smallest value"""
    max: NotRequired[float]
    """Largest value"""
    slots: List[WorkflowDocumentParameterNumberSlotsItem]
    """The inputs of the graph that it is written to"""


class WorkflowDocumentParameterBooleanSlotsItem(TypedDict):
    node: str
    """Id of the node in the graph; null: none"""
    input: str
    """Name of the node's input"""


class WorkflowDocumentParameterBoolean(TypedDict):
    type: Literal["boolean"]
    """What it is"""
    name: str
    """Its name"""
    description: str
    """What it does, in a sentence"""
    required: NotRequired[bool]
    """Whether every request must have it."""
    default: NotRequired[bool]
    """Its value where a job sends none"""
    slots: List[WorkflowDocumentParameterBooleanSlotsItem]
    """The inputs of the graph that it is written to"""


class WorkflowDocumentParameterChoiceSlotsItem(TypedDict):
    node: str
    """Id of the node in the graph; null: none"""
    input: str
    """Name of the node's input"""


class WorkflowDocumentParameterChoice(TypedDict):
    type: Literal["choice"]
    """What it is"""
    name: str
    """Its name"""
    description: str
    """What it does, in a sentence"""
    required: NotRequired[bool]
    """Whether every request must have it."""
    default: NotRequired[str]
    """Its value where a job sends none"""
    choices: List[str]
    """The values it may have"""
    slots: List[WorkflowDocumentParameterChoiceSlotsItem]
    """The inputs of the graph that it is written to"""


class WorkflowDocumentParameterSeedSlotsItem(TypedDict):
    node: str
    """Id of the node in the graph; null: none"""
    input: str
    """Name of the node's input"""


class WorkflowDocumentParameterSeed(TypedDict):
    type: Literal["seed"]
    """What it is"""
    name: str
    """Its name"""
    description: str
    """What it does, in a sentence"""
    max: NotRequired[int]
    """The largest seed all its nodes take."""
    slots: List[WorkflowDocumentParameterSeedSlotsItem]
    """The inputs of the graph that it is written to"""


class WorkflowDocumentParameterModelSlotsItem(TypedDict):
    node: str
    """Id of the node in the graph; null: none"""
    input: str
    """Name of the node's input"""


class WorkflowDocumentParameterModel(TypedDict):
    type: Literal["model"]
    """What it is"""
    name: str
    """Its name"""
    description: str
    """What it does, in a sentence"""
    required: NotRequired[bool]
    """Whether every request must have it."""
    default: NotRequired[str]
    """Name of a model file, as the workers list it."""
    folder: str
    """Folder below `models/`; null: not known"""
    slots: List[WorkflowDocumentParameterModelSlotsItem]
    """The inputs of the graph that it is written to"""


class WorkflowDocumentParameterImageSlotsItem(TypedDict):
    node: str
    """Id of the node in the graph; null: none"""
    input: str
    """Name of the node's input"""


class WorkflowDocumentParameterImage(TypedDict):
    type: Literal["image"]
    """What it is"""
    name: str
    """Its name"""
    description: str
    """What it does, in a sentence"""
    required: NotRequired[bool]
    """Whether every request must have it."""
    slots: List[WorkflowDocumentParameterImageSlotsItem]
    """The inputs of the graph that it is written to"""


class WorkflowDocumentParameterMaskSlotsItem(TypedDict):
    node: str
    """Id of the node in the graph; null: none"""
    input: str
    """Name of the node's input"""


class WorkflowDocumentParameterMask(TypedDict):
    type: Literal["mask"]
    """What it is"""
    name: str
    """Its name"""
    description: str
    """What it does, in a sentence"""
    required: NotRequired[bool]
    """Whether every request must have it."""
    slots: List[WorkflowDocumentParameterMaskSlotsItem]
    """The inputs of the graph that it is written to"""


class WorkflowDocumentParameterVideoSlotsItem(TypedDict):
    node: str
    """Id of the node in the graph; null: none"""
    input: str
    """Name of the node's input"""


class WorkflowDocumentParameterVideo(TypedDict):
    type: Literal["video"]
    """What it is"""
    name: str
    """Its name"""
    description: str
    """What it does, in a sentence"""
    required: NotRequired[bool]
    """Whether every request must have it."""
    slots: List[WorkflowDocumentParameterVideoSlotsItem]
    """The inputs of the graph that it is written to"""


class WorkflowDocumentParameterAudioSlotsItem(TypedDict):
    node: str
    """Id of the node in the graph; null: none"""
    input: str
    """Name of the node's input"""


class WorkflowDocumentParameterAudio(TypedDict):
    type: Literal["audio"]
    """What it is"""
    name: str
    """Its name"""
    description: str
    """What it does, in a sentence"""
    required: NotRequired[bool]
    """Whether every request must have it."""
    slots: List[WorkflowDocumentParameterAudioSlotsItem]
    """The inputs of the graph that it is written to"""


WorkflowDocumentParameter: TypeAlias = "Union[WorkflowDocumentParameterText, WorkflowDocumentParameterInteger, WorkflowDocumentParameterNumber, WorkflowDocumentParameterBoolean, WorkflowDocumentParameterChoice, WorkflowDocumentParameterSeed, WorkflowDocumentParameterModel, WorkflowDocumentParameterImage, WorkflowDocumentParameterMask, WorkflowDocumentParameterVideo, WorkflowDocumentParameterAudio]"
"""Something that a job may say; `type` says what"""


class ConversionUnknown(TypedDict):
    """Something that the editor's file does not say, with a pointer into it"""

    pointer: str
    """RFC 6901 pointer into the request body, or the name of a header or query parameter; empty: all of it"""
    code: str
    """What it is, as a word that does not change"""
    message: str
    """The same for people"""


class EstimateReply(TypedDict):
    """The estimate, and of which version of the workflow it is"""

    workflow: str
    """The workflow with its version, or `graph`"""
    estimate: Estimate
    with_retakes_micro_usd: Optional[int]
    """What it comes to at most where checks have everything made anew as often as they may: a take that fails them is paid for as well. Null: a stage has no price"""


class WorkflowCreated(TypedDict):
    """How the workflow is described, the document that was stored, and what its conversion left open"""

    workflow: Workflow
    document: WorkflowDocument
    unknowns: List[ConversionUnknown]
    """Where something had to be decided that the editor's file does not say"""


class WorkflowRequest(TypedDict):
    """A workflow of the account's own: a document, a graph, or an editor's file"""

    id: NotRequired[str]
    """Its id"""
    document: NotRequired[Dict[str, Any]]
    """A `WorkflowDocument`."""
    graph: NotRequired[Dict[str, Any]]
    """A graph in API format (File > Export (API))."""
    ui: NotRequired[Dict[str, Any]]
    """What the ComfyUI editor saves (File > Save)."""
    object_info: NotRequired[Dict[str, Any]]
    """ComfyUI's answer to GET /object_info. Absent: the newest that a worker of the pool sent."""
    pool: NotRequired[str]
    """Name of the pool of workers"""
    title: NotRequired[str]
    """Its title"""
    purpose: NotRequired[str]
    """What it is for, in a sentence or two"""
    save_previews: NotRequired[bool]
    """Where a graph only shows its results, as PreviewImage does, nodes that keep them stand in place of those. Otherwise such a graph is refused."""


class WorkflowVersionRequest(TypedDict):
    """The next version: a document, a graph, or an editor's file"""

    document: NotRequired[Dict[str, Any]]
    """A `WorkflowDocument`."""
    graph: NotRequired[Dict[str, Any]]
    """A graph in API format (File > Export (API))."""
    ui: NotRequired[Dict[str, Any]]
    """What the ComfyUI editor saves (File > Save)."""
    object_info: NotRequired[Dict[str, Any]]
    """ComfyUI's answer to GET /object_info. Absent: the newest that a worker of the pool sent."""
    pool: NotRequired[str]
    """Name of the pool of workers"""
    title: NotRequired[str]
    """Its title"""
    purpose: NotRequired[str]
    """What it is for, in a sentence or two"""
    save_previews: NotRequired[bool]
    """Where a graph only shows its results, as PreviewImage does, nodes that keep them stand in place of those. Otherwise such a graph is refused."""


class RetiredVersions(TypedDict):
    """Versions that are retired now"""

    data: List[WorkflowVersion]
    """What was asked for, in order"""


class Conversion(TypedDict):
    """The graph of an editor's file"""

    graph: Dict[str, Any]
    """A ComfyUI graph in API format: { node id: { class_type, inputs } }."""
    unknowns: List[ConversionUnknown]
    """Where something had to be decided that the editor's file does not say"""


class ConversionRequest(TypedDict):
    """An editor's file, and what its nodes are"""

    ui: Dict[str, Any]
    """What the ComfyUI editor saves (File > Save)"""
    object_info: NotRequired[Dict[str, Any]]
    """ComfyUI's answer to GET /object_info. Absent: the newest that a worker of the pool sent."""
    pool: NotRequired[str]
    """Name of the pool of workers"""
    allow_unknown: NotRequired[bool]
    """Nodes of classes that ComfyUI lacks are converted by what the file alone says, and each is told (`class_unknown`). False: the file is refused.. Left out: `false`"""


class GraphEstimatePartner(TypedDict):
    """Null: as far as the pool's ComfyUI says, none of its nodes runs at a partner"""

    classes: List[str]
    """Its node classes that run at partners"""
    micro_usd: Optional[int]
    """What they cost; null: their price formulas do not say it beforehand"""


class GraphEstimate(TypedDict):
    """What a job of a graph of one's own would be reckoned with"""

    tasks: int
    """Tasks, one prompt to ComfyUI each"""
    seconds: Optional[float]
    """Null: how long a graph of one's own takes is known only once it has run"""
    micro_usd: Optional[int]
    """What `cost.estimate_micro_usd` of its job would be; null: nobody can say"""
    reserved_micro_usd: int
    """What its job would be reckoned with against budgets until it has ended, whoever can say what it costs"""
    partner: Optional[GraphEstimatePartner]
    """Null: as far as the pool's ComfyUI says, none of its nodes runs at a partner"""
    source: str
    """Where that comes from, and what is not known"""


class GraphEstimateRequest(TypedDict):
    """A graph as a job would send it, and the pool that would run it"""

    graph: Dict[str, Any]
    """A graph in API format (File > Export (API)), as a job would send it"""
    inputs: NotRequired[Dict[str, str]]
    """The assets that go into its file inputs, as a job would send them. Whether they are there is not looked at"""
    pool: NotRequired[str]
    """The pool whose ComfyUI says what nodes at partners cost; absent: `default`"""


class ValidationError(TypedDict):
    """What ComfyUI would say of all of it; null: nothing"""

    type: str
    """What it is"""
    message: str
    """The same for people"""
    details: str
    """Each place that was wrong"""
    extra_info: Dict[str, Any]
    """What ComfyUI tells beside the message"""


class ValidationNodeErrorsValueErrorsItem(TypedDict):
    type: str
    """What it is"""
    message: str
    """The same for people"""
    details: str
    """Each place that was wrong"""
    extra_info: Dict[str, Any]
    """What ComfyUI tells beside the message"""


class ValidationNodeErrorsValue(TypedDict):
    errors: List[ValidationNodeErrorsValueErrorsItem]
    """Each place that was wrong"""
    dependent_outputs: List[str]
    """Output nodes that cannot run because of it"""
    class_type: str
    """Class of the node; null: not about a node"""


class ValidationNeedsModelsItem(TypedDict):
    folder: Optional[str]
    """Folder below `models/`; null: not known"""
    file: str
    """Name of the file, with folders below that of its kind"""
    node: str
    """Id of the node in the graph; null: none"""
    input: str
    """Name of the node's input"""


class ValidationNeedsPacksItem(TypedDict):
    name: str
    """Its name"""
    nodes: List[str]
    """Node classes"""


class ValidationNeeds(TypedDict):
    """Models and packs of custom nodes that it needs"""

    models: List[ValidationNeedsModelsItem]
    """Model files that it needs"""
    packs: List[ValidationNeedsPacksItem]
    """Packs of custom nodes"""
    api_nodes: List[str]
    """Node classes that run at partners and cost credits"""


class Validation(TypedDict):
    """What ComfyUI and Darkroom say to it"""

    valid: bool
    """What ComfyUI would say: whether `POST /prompt` would take it"""
    error: Optional[ValidationError]
    """What ComfyUI would say of all of it; null: nothing"""
    node_errors: Dict[str, ValidationNodeErrorsValue]
    """What is wrong, by node"""
    left_out: int
    """How many more complaints there are than are told"""
    outputs: List[str]
    """The output nodes that would run"""
    accepted: bool
    """Whether a job would be taken now: valid, and nothing in `problems`"""
    problems: List[ProblemItem]
    """What Darkroom would refuse: files, paths, node classes, limits, and what the pool's workers lack"""
    needs: ValidationNeeds
    """Models and packs of custom nodes that it needs"""
    unknowns: List[ConversionUnknown]
    """Where something had to be decided that the editor's file does not say"""


class ValidationRequest(TypedDict):
    """What is to be looked at, and for which ComfyUI"""

    document: NotRequired[Dict[str, Any]]
    """A `WorkflowDocument`."""
    graph: NotRequired[Dict[str, Any]]
    """A graph in API format (File > Export (API))."""
    ui: NotRequired[Dict[str, Any]]
    """What the ComfyUI editor saves (File > Save)."""
    inputs: NotRequired[Dict[str, str]]
    """Assets for the file inputs of a graph, as a job would send them; whether they are there is not looked at"""
    object_info: NotRequired[Dict[str, Any]]
    """ComfyUI's answer to GET /object_info. Absent: the newest that a worker of the pool sent."""
    pool: NotRequired[str]
    """Name of the pool of workers"""


class NodePolicy(TypedDict):
    """Which node classes the account's own graphs may have"""

    allow: Optional[List[str]]
    """Node classes that the account may use; null: every class"""
    deny: List[str]
    """Node classes that the account may not use, whatever else is said"""
    trusted: List[str]
    """Node classes that reach beyond the graph, and that the account may use all the same"""
    is_default: bool
    """Nothing was set: the default counts"""


class NodePolicyRequest(TypedDict):
    """Which node classes the account's own graphs may have; {} is the default"""

    allow: NotRequired[Optional[List[str]]]
    """Node classes that the account may use; null: every class. Left out: `null`"""
    deny: NotRequired[List[str]]
    """Node classes that the account may not use, whatever else is said. Left out: `[]`"""
    trusted: NotRequired[List[str]]
    """Node classes that reach beyond the graph, and that the account may use all the same. Left out: `[]`"""


class Health(TypedDict):
    """Whether the edge answers, and who is behind it"""

    status: Literal["ok"]
    """The edge answers"""
    comfyui: bool
    """A worker with a ComfyUI behind it was seen within the last minute"""
    mps: bool
    """Whether one of the workers runs on Apple's GPU"""
    jobs_unswept: int
    """Unfinished jobs that the sweeper fails on, which its log names: an operator should look"""
    version: str
    """Version of Darkroom"""


class Readiness(TypedDict):
    """Whether every part of the edge answers"""

    status: Literal["ready", "not_ready"]
    """`ready` where all answer"""
    d1: bool
    """Whether D1 answers"""
    r2: bool
    """Whether R2 answers"""
    durable_objects: bool
    """Whether Durable Objects answer"""
    large_files: Literal["storage", "edge"]
    """Where workers send and fetch large files: at storage itself, or through this edge"""


class NewWebhook(TypedDict):
    """A webhook, with its secret, which is shown this once"""

    id: str
    """Its id"""
    url: Optional[str]
    """Where events are posted to; null: they are mailed"""
    email: Optional[str]
    """Whom events are mailed to; null: they are posted"""
    events: Optional[List[Literal["job.succeeded", "job.failed", "job.canceled", "job.expired", "job.waiting_for_decision", "stage.succeeded", "stage.failed", "stage.skipped"]]]
    """What it hears of; null: everything"""
    description: str
    """The account's own note"""
    paused: bool
    """Nothing is sent; what happens is kept for three days"""
    paused_at: Optional[str]
    """Since when it is paused"""
    pause_reason: Literal["requested", "gone", "failing", None]
    """Why it is paused. `requested`: it was asked for; `gone`: the endpoint answered 410; `failing`: nothing could be delivered for three days"""
    failing_since: Optional[str]
    """Since when every attempt failed; null: the last one succeeded, or there was none"""
    old_secrets_until: Optional[str]
    """Until when signatures with earlier secrets go along; null: there is only one secret"""
    created_at: str
    """When it was made"""
    secret: Optional[str]
    """What events are signed with, `whsec_…`. It is shown this once; null: they are mailed"""


class WebhookRequest(TypedDict):
    """A new webhook: a URL or an e-mail address"""

    url: NotRequired[str]
    """Where events are posted to: `https`, a name or address of the public internet, port 443 or from 1024 on"""
    email: NotRequired[str]
    """Whom events are mailed to"""
    events: NotRequired[List[Literal["job.succeeded", "job.failed", "job.canceled", "job.expired", "job.waiting_for_decision", "stage.succeeded", "stage.failed", "stage.skipped"]]]
    """What it is to hear of; absent: everything. `job.succeeded`: the job has ended, and every declared output is stored; `job.failed`: the job has ended with an error; `job.canceled`: the job was canceled, and nothing of it runs any more; `job.expired`: the job has not ended before its deadline; `job.waiting_for_decision`: a stage of the job waits for a person; `stage.succeeded`: a stage of a job of several stages has ended well; `stage.failed`: a stage of a job of several stages has failed; `stage.skipped`: a stage of a job of several stages was left out, as its condition says"""
    description: NotRequired[Union[Literal[""], str]]
    """The account's own note. Left out: `""`"""


class WebhookList(TypedDict):
    """The webhooks of an account"""

    data: List[Webhook]
    """What was asked for, in order"""


class Webhook(TypedDict):
    """Where an account is told of its jobs"""

    id: str
    """Its id"""
    url: Optional[str]
    """Where events are posted to; null: they are mailed"""
    email: Optional[str]
    """Whom events are mailed to; null: they are posted"""
    events: Optional[List[Literal["job.succeeded", "job.failed", "job.canceled", "job.expired", "job.waiting_for_decision", "stage.succeeded", "stage.failed", "stage.skipped"]]]
    """What it hears of; null: everything"""
    description: str
    """The account's own note"""
    paused: bool
    """Nothing is sent; what happens is kept for three days"""
    paused_at: Optional[str]
    """Since when it is paused"""
    pause_reason: Literal["requested", "gone", "failing", None]
    """Why it is paused. `requested`: it was asked for; `gone`: the endpoint answered 410; `failing`: nothing could be delivered for three days"""
    failing_since: Optional[str]
    """Since when every attempt failed; null: the last one succeeded, or there was none"""
    old_secrets_until: Optional[str]
    """Until when signatures with earlier secrets go along; null: there is only one secret"""
    created_at: str
    """When it was made"""


class WebhookChange(TypedDict):
    """What is to change of a webhook; what is not named stays"""

    url: NotRequired[str]
    """Where events are posted to: `https`, a name or address of the public internet, port 443 or from 1024 on"""
    email: NotRequired[str]
    """Whom events are mailed to"""
    events: NotRequired[Optional[List[Literal["job.succeeded", "job.failed", "job.canceled", "job.expired", "job.waiting_for_decision", "stage.succeeded", "stage.failed", "stage.skipped"]]]]
    """What it is to hear of; null: everything"""
    description: NotRequired[Union[Literal[""], str]]
    """The account's own note"""
    paused: NotRequired[bool]
    """`true`: nothing is sent, and what happens is kept; `false`: what waits is sent at once"""


class WebhookDeliveryPage(TypedDict):
    """A page of deliveries"""

    data: List[WebhookDelivery]
    """What was asked for, in order"""
    next_cursor: Optional[str]
    """Asks for what follows, as `cursor`; null: this was the last page"""
    has_more: bool
    """Whether there is another page"""


class WebhookDeliveryError(TypedDict):
    """How the last attempt failed; null: it succeeded, or there was none"""

    code: Literal["status", "redirect", "timeout", "connection", "not_resolved", "address_refused", "email", "email_not_configured", "secret_lost", "paused"]
    """`status`: the answer was not 2xx; `redirect`: the answer was a redirect, which is never followed; `timeout`: there was no answer within ten seconds; `connection`: no connection came about, or it broke; `not_resolved`: the name has no address; `address_refused`: the address is not accepted, or its name leads to one that is not of the public internet; `email`: the e-mail could not be sent; `email_not_configured`: this deployment sends no e-mail; `secret_lost`: the signing secret cannot be read any more: rotate it; `paused`: its time ran out while the endpoint was paused"""
    message: str
    """The same for people"""


class WebhookDelivery(TypedDict):
    """One event for one webhook, and what became of it"""

    id: str
    """The `webhook-id` it is sent with, the same each time"""
    webhook: str
    """Id of the endpoint, `whk_…`"""
    type: str
    """The event, or `webhook.test`"""
    job: Optional[str]
    """Id of the job; null: a test"""
    seq: int
    """Number of the job's event that it tells of"""
    status: Literal["pending", "delivered", "failed"]
    """`pending` until it was delivered, or given up after three days: `failed`"""
    attempts: int
    """How often it was sent, since the last replay"""
    next_attempt_at: Optional[str]
    """When it is sent again; null: it is over, or waits for an earlier event of its job"""
    gives_up_at: Optional[str]
    """When it is given up; null: it is over, or not its turn yet"""
    last_attempt_at: Optional[str]
    """When it was sent last"""
    response_status: Optional[int]
    """What the last attempt was answered with"""
    error: Optional[WebhookDeliveryError]
    """How the last attempt failed; null: it succeeded, or there was none"""
    created_at: str
    """When it was made"""
    finished_at: Optional[str]
    """When it was delivered or given up"""


ProblemCode: TypeAlias = "Literal[\"malformed_json\", \"malformed_form\", \"unknown_parameter\", \"invalid_request\", \"unknown_workflow\", \"unknown_pipeline\", \"unknown_character\", \"pipeline_retired\", \"workflow_retired\", \"no_object_info\", \"budget_exceeded\", \"storage_limit\", \"dataset_running\", \"character_limit\", \"lora_not_ready\", \"lora_limit\", \"dataset_limit\", \"dataset_not_ready\", \"invalid_archive\", \"webhook_limit\", \"project_limit\", \"webhook_url_refused\", \"webhook_paused\", \"email_not_configured\", \"pipeline_limit\", \"workflow_limit\", \"invalid_workflow\", \"invalid_graph\", \"workflow_format_ui\", \"insufficient_credits\", \"hash_mismatch\", \"blob_not_found\", \"asset_in_use\", \"too_many_streams\", \"missing_asset\", \"unsupported_capability\", \"over_profile_limit\", \"unsupported_media\", \"invalid_image\", \"request_timeout\", \"length_required\", \"payload_too_large\", \"idempotency_key_reuse\", \"invalid_idempotency_key\", \"unauthorized\", \"url_expired\", \"url_invalid\", \"forbidden\", \"not_found\", \"method_not_allowed\", \"content_gone\", \"conflict\", \"lease_lost\", \"outputs_missing\", \"output_mismatch\", \"range_not_satisfiable\", \"queue_full\", \"rate_limited\", \"import_disabled\", \"upgrade_required\", \"unavailable\", \"internal\"]"
"""Why a request was refused: a closed list, told under *Refusals*"""


FailureCode: TypeAlias = "Literal[\"invalid_input\", \"unsupported_image\", \"too_many_outputs\", \"missing_asset\", \"lora_not_made\", \"rejected\", \"stage_invalid\", \"node_validation\", \"node_error\", \"missing_node\", \"missing_model\", \"missing_output\", \"output_too_large\", \"quality_rejected\", \"out_of_memory\", \"comfyui_crashed\", \"comfyui_hung\", \"comfyui_unreachable\", \"capabilities_outdated\", \"machine_unfit\", \"prompt_lost\", \"interrupted\", \"upload_failed\", \"download_failed\", \"lease_expired\", \"worker_error\", \"deadline_exceeded\", \"decision_overdue\", \"budget_overdue\", \"runtime_exceeded\", \"storage_limit\", \"canceled\"]"
"""Why an attempt failed: a closed list, told under *Failure codes*"""


class ListJobAttemptsAnswer(TypedDict):
    data: List[Attempt]
    """What was asked for, in order"""


class ImportAssetBody(TypedDict):
    url: str
    """Where the file lies"""


class ReviewQueueItem(TypedDict):
    asset: Asset
    reason: Literal["doubtful", "broken", "failed", "waiting"]
    """`waiting`: a stage of its job waits for a person; `failed`: it failed a check; `broken`: a check broke; `doubtful`: a check is in doubt"""


class ListApiKeysAnswer(TypedDict):
    data: List[ApiKey]
    """What was asked for, in order"""


class GetOpenApiAnswer(TypedDict):
    openapi: str
    """Version of OpenAPI"""

