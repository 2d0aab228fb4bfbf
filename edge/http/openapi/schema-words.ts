/** What each named schema is. A schema that says it itself does so with `meta({ description })`. */
export const SCHEMA_WORDS: Record<string, string> = {
	Account: "A new account, with its first API key",
	AccountChange: "What is to change of an account; what is not named stays",
	AccountPage: "A page of accounts",
	AccountRequest: "A new account",
	AccountSettings: "An account: its limits, what it stores, and for how long",
	ApiKey: "An API key, without the key itself",
	ApiKeyRequest: "A new API key",
	Asset: "Bytes in storage, with a record: uploaded, or made by a job",
	AssetPage: "A page of assets",
	Attempt: "One lease of a task to a worker",
	AttemptFailure: "Why an attempt failed",
	AttemptReply: "What became of the task and its job",
	Capabilities: "What a ComfyUI can run",
	ClaimedTask: "A task, leased to the worker that claimed it",
	ClaimRequest: "A worker asks for its next task",
	ClientToken: "A short-lived token",
	ClientTokenRequest: "What a token may do, and for how long",
	Completion: "What an attempt that succeeded has made",
	Conversion: "The graph of an editor's file",
	ConversionRequest: "An editor's file, and what its nodes are",
	ConversionUnknown: "Something that the editor's file does not say, with a pointer into it",
	DoorbellMessage:
		"What a doorbell says to a worker. All of it is a hint: whoever hears nothing finds out by asking",
	Estimate: "What a job would roughly take",
	EstimateReply: "The estimate, and of which version of the workflow it is",
	EstimateRequest: "Parameters as a job would send them",
	Failure: "Why an attempt failed, as its worker tells it",
	FailureCode: "Why an attempt failed: a closed list, told under *Failure codes*",
	Frame: "One message of a job's socket or event stream; `type` says which",
	Health: "Whether the edge answers, and who is behind it",
	HelloFrame: "The first message: where the job stands now; events after `head` follow",
	Job: "A job with everything that belongs to it",
	JobError: "Why a job or task failed, whose fault that is, and by its class whether it is tried again",
	JobEvent: "The job has come to another status",
	JobPage: "A page of jobs",
	JobRequest: "A workflow with parameters, or a raw graph with the assets that go into its file inputs",
	JobSummary: "A job as a list shows it: without stages, outputs and progress",
	KeptVersions: "Versions that unfinished jobs use",
	NewApiKey: "An API key, with the key itself, which is shown this once",
	NodePolicy: "Which node classes the account's own graphs may have",
	NodePolicyRequest: "Which node classes the account's own graphs may have; {} is the default",
	ObjectInfoReply: "What was stored",
	OperatorKeyList: "Keys of the operator",
	OutputEvent: "A task has made an output",
	PoolPage: "A page of pools",
	PreviewTick:
		"How the picture looks by now. Not stored, not numbered, and only where previews were asked for",
	Problem: "Why a request was refused: RFC 9457, with the envelope of ComfyUI's own API beside it",
	ProblemCode: "Why a request was refused: a closed list, told under *Refusals*",
	ProblemItem: "One place that was wrong",
	ProgressTick:
		"Where a task stands. Not stored and not numbered; each one is a whole picture, so a lost one harms nobody",
	QueueTick:
		"What of the job waits and why, told when that changes; `queue` is null once nothing waits. Not stored and not numbered",
	Queue: "What of a job waits, why, and since when",
	RateLimits:
		"Limits of an account in place of the configured ones: for a minute each, but for `open-sockets`, at once",
	Readiness: "Whether every part of the edge answers",
	Release: "Why a task is given back",
	Report: "A batch of ticks",
	ReportReply: "What the worker should do",
	Retention: "For how many days things are kept; null: until they are deleted",
	RetiredVersions: "Versions that are retired now",
	Sidecar:
		"Enough to make the same again: graphs as they ran, seeds, models and inputs, one entry for each task",
	Stage: "A step of a job, with its tasks",
	StageEvent: "A stage has come to another status",
	StoredWorkflowDocument: "A document as it was stored",
	Task: "One prompt to ComfyUI",
	TaskEvent: "A task has come to another status",
	Ticket: "A ticket for one socket of one job",
	UploadReply: "What was stored",
	Validation: "What ComfyUI and Darkroom say to it",
	ValidationRequest: "What is to be looked at, and for which ComfyUI",
	WorkerPage: "A page of workers",
	Worker: "One process on one GPU",
	WorkerRegistered: "The worker is known from now on",
	WorkerRegistration: "Who the worker is, and what its ComfyUI can run",
	WorkerToken: "A token for workers, which is shown this once",
	WorkerTokenPage: "A page of worker tokens",
	WorkerTokenRequest: "A new token for the workers of a pool",
	Workflow: "What a workflow takes, needs and leaves, without its graph. Newer edges may tell more",
	WorkflowCreated:
		"How the workflow is described, the document that was stored, and what its conversion left open",
	WorkflowDocumentParameter: "Something that a job may say; `type` says what",
	WorkflowGraph: "The graphs of a workflow as they are before parameters go in",
	WorkflowPage: "A page of workflows",
	WorkflowRequest: "A workflow of the account's own: a document, a graph, or an editor's file",
	WorkflowRetirement: "Which version is to be retired",
	WorkflowVersion: "One version of a workflow",
	WorkflowVersionPage: "A page of versions",
	WorkflowVersionRequest: "The next version: a document, a graph, or an editor's file",
};

/** Path parameters, headers and query parameters, by name. */
export const PARAMETER_WORDS: Record<string, string> = {
	id: "Its id",
	task: "Id of the task, `tsk_…`",
	epoch: "Number of the attempt, as the claim said",
	upload: "Number of the output, from 0, chosen by the worker",
	part: "Which part this is, from 0; absent: the whole output",
	parts: "How many parts the output has",
	limit: "How many at most in this page",
	cursor: "The `next_cursor` of the page before",
	wait: "Seconds to wait for the job's end, or with `since_version` for anything new",
	since_version: "Answer only with a job that has a higher `version`, else 304",
	previews: "`1`: previews of the picture too",
	owner: "Only those of the library, or of the account",
	include_retired: "`true`: retired ones too",
	prefer: "`wait=n`: answer when the job ends, or after n (1 to 60) seconds",
	"last-event-id": "Number of the last event you have; an `EventSource` sends it by itself",
	"idempotency-key":
		"1 to 255 printable characters of your choice: sent again within 24 hours, it gives the same answer and makes nothing twice",
	"x-content-sha256": "SHA-256 of the body, in hex",
	"x-whole-sha256": "With the last part: SHA-256 of all parts together, in hex",
};

/** What there is to say of an operation beyond its summary. */
export const OPERATION_WORDS: Record<string, string> = {
	getJob:
		"With `wait` (or `Prefer: wait=n`) the answer comes when the job ends, or after that many seconds as it is then. With `since_version` it comes as soon as anything is new, or is 304: a poll that misses nothing.",
	cancelJob:
		"A queued job is canceled at once; one that runs is `canceling` until its worker has stopped. After this answer it never succeeds. A job that ended in another way is 409.",
	retryJob:
		"The seeds that were chosen the first time are used again, so the same is made. `retry_of` names the first job. A job that has not ended is 409.",
	getJobWorkflow:
		"Once a task has succeeded, its graph is the one that ComfyUI ran; before, the one that is planned.",
	listJobAttempts: "Oldest first: who ran what, for how long, and how it ended.",
	createJobTicket:
		"A browser's `WebSocket` sends no headers: offer the subprotocols `protocol` and `ticket.<ticket>`. The ticket must be used within 60 seconds. For an `EventSource` there is `POST /v1/jobs/{id}/events/url`.",
	getAsset: "What it is, how large, and which job made it. The bytes are at its `url`.",
	createApiKey:
		"It has every scope unless `scopes` says otherwise, but never one that the key that asks has not.",
	listApiKeys: "Those that were not revoked, newest first.",
	createAccount: "The key has every scope and is shown this once. What is not named has its default.",
	createWorkerToken: "Give it to the worker as `WORKER_TOKEN`; it is shown this once. Jobs name the pool.",
	getWorkflow: "Send what its `parameters` schema wants as `parameters` of a job. Retired ones can be read.",
	registerWorker:
		"With a worker token. A worker registers when it starts, and again when its ComfyUI has other nodes or files.",
	listWorkers: "Those that are gone too, with when that was.",
	removeWorker: "With the worker's own token. It neither claims nor reports from then on.",
	drainWorker: "It finishes what it holds, gives back what it has only prepared, and ends.",
	claimTask:
		"204 where nothing waits that this worker can run. What is claimed is leased: reports renew the lease.",
	reportProgress:
		"With the grant of the attempt. A report with a number that was seen before changes nothing.",
	completeAttempt:
		"With the grant of the attempt. Every output of the manifest must lie in storage with its size and SHA-256.",
	failAttempt:
		"With the grant of the attempt. The code decides whether the task is tried again, and on which machine.",
	releaseAttempt: "With the grant of the attempt. Another worker takes it.",
	listWorkflowVersions: "Of the library's and of the account's own. Jobs pin one as `id@version`.",
	createWorkflowVersion: "A version never changes once it is made.",
	getWorkflowGraph: "With the places of parameters still empty or at their defaults.",
	getWorkflowDocument: "What `POST /v1/workflows` and its versions take.",
	estimateWorkflow:
		"Nothing is stored and nothing runs. It is rough: time on the machine that the workflow was measured on.",
	getHealth: "Always 200 while the edge answers; the fields say what stands behind it.",
	getReadiness: "503 where a part does not answer.",
	getOpenApi: "OpenAPI 3.1, for generators of clients.",
	getReference: "This document as a page.",
};

export const TAGS = [
	{ name: "jobs", description: "Submit, watch, cancel and list jobs" },
	{ name: "assets", description: "Upload files, list and show what was uploaded or made" },
	{
		name: "workflows",
		description: "The library, workflows of the account's own, conversion and validation",
	},
	{ name: "keys", description: "Keys and tokens of an account, and what the account may do" },
	{ name: "operator", description: "For whoever runs this deployment: accounts, pools, worker tokens, keys" },
	{ name: "workers", description: "What a GPU worker says to the edge" },
	{ name: "attempts", description: "What a worker reports of a task that it holds" },
	{ name: "meta", description: "Health, and this document" },
];
