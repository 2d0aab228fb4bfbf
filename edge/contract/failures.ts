import * as z from "zod";

/**
 * Every way an attempt can fail, with the class that decides whose fault it is and whether it is tried
 * again. The list is closed: a worker that meets something new reports `worker_error` and says what it saw.
 */
export const FAILURE_CODES = {
	invalid_input: "user",
	unsupported_image: "user",
	too_many_outputs: "user",
	missing_asset: "user",
	/** The LoRA that it waited for will not come: its training failed or was canceled, or it was removed. */
	lora_not_made: "user",
	/** A person looked at the outputs of a stage and refused them. */
	rejected: "user",
	/** A stage could not be planned from what came before it. */
	stage_invalid: "user",
	node_validation: "graph",
	node_error: "graph",
	missing_node: "graph",
	missing_model: "graph",
	missing_output: "graph",
	output_too_large: "graph",
	/** Every take of a stage was refused by its checks. */
	quality_rejected: "graph",
	out_of_memory: "capacity",
	comfyui_crashed: "infra",
	comfyui_hung: "infra",
	comfyui_unreachable: "infra",
	/** The worker had told the edge that its ComfyUI has a node or a file, and it is gone. */
	capabilities_outdated: "infra",
	/** The GPU or the disk of this machine cannot do it, however often ComfyUI is started anew: another may. */
	machine_unfit: "infra",
	prompt_lost: "infra",
	interrupted: "infra",
	upload_failed: "infra",
	download_failed: "infra",
	lease_expired: "infra",
	worker_error: "infra",
	deadline_exceeded: "limit",
	/** Nobody decided about a stage that waited for it. */
	decision_overdue: "limit",
	/** No budget held what it was to do, and nobody raised one. */
	budget_overdue: "limit",
	runtime_exceeded: "limit",
	/** The account may not store so many bytes more. */
	storage_limit: "limit",
	canceled: "canceled",
} as const;

/** Failures of a graph that say something of the machine. */
const MACHINES: readonly FailureCode[] = ["missing_node", "missing_model"];

export type FailureCode = keyof typeof FAILURE_CODES;
export type FailureClass = (typeof FAILURE_CODES)[FailureCode];

export const failureClassSchema = z.enum(["user", "graph", "capacity", "infra", "limit", "canceled"]);
export const failureCodeSchema = z.enum(Object.keys(FAILURE_CODES) as [FailureCode, ...FailureCode[]]);

/** What a worker reports and what a job shows. `message` is for people and holds no secrets or paths. */
export const failureSchema = z
	.strictObject({
		code: failureCodeSchema,
		message: z.string().max(4000),
		node_id: z.string().max(200).nullable().default(null),
		class_type: z.string().max(200).nullable().default(null),
	})
	.meta({ id: "Failure" });
export type Failure = z.infer<typeof failureSchema>;

export function failureClass(code: FailureCode): FailureClass {
	return FAILURE_CODES[code];
}

/** Where the graph that failed came from: the operator's library, or the client. */
export type GraphSource = "library" | "client";

/**
 * Whose fault a failure is: decides who is told and, later, who pays for the attempt. A client's own graph is the
 * client's to mend; that a machine lacks a node or a model it has said to have is the operator's.
 */
export function whoseFault(code: FailureCode, source: GraphSource): "user" | "operator" | "us" {
	switch (failureClass(code)) {
		case "user":
		case "limit":
		case "canceled":
			return "user";
		case "graph":
			return source === "library" || MACHINES.includes(code) ? "operator" : "user";
		case "capacity":
		case "infra":
			return "us";
	}
}
