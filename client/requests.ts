import type { QualityPolicy } from "../edge/contract/assets/quality.ts";
import type { OnSent } from "./sdk/xhr.ts";

/** What programs ask the edge for. */

export interface SubmitOptions {
	/** This or `pipeline`: `id` or `id@version`. */
	workflow?: string;
	pipeline?: string;
	/** Id of the character that it is about. */
	character?: string;
	parameters: Record<string, unknown>;
	priority?: number;
	deadline_s?: number;
	metadata?: Record<string, string>;
	pool?: string;
	/** What it may cost, in millionths of a US dollar; absent: as the account and the workflow have it. */
	budget_micro_usd?: number;
	/** What becomes of outputs that fail their checks. */
	quality?: QualityPolicy;
}

/** A graph in API format, and the files it reads. */
export interface GraphOptions
	extends Pick<SubmitOptions, "deadline_s" | "pool" | "budget_micro_usd" | "quality"> {
	graph: object;
	/** Ids of assets by `"<node>.<input>"`. */
	inputs?: Record<string, string>;
}

/** How a file is uploaded. */
export interface UploadOptions {
	/** Absent: one is made. */
	idempotencyKey?: string;
	/** Told how many bytes of the form were taken, of how many. */
	onSent?: OnSent;
}

/** What a list of jobs is narrowed to. Times are RFC 3339. */
export interface JobQuery {
	limit?: number;
	cursor?: string;
	status?: string;
	/** `id` for all its versions, or `id@version`. */
	workflow?: string;
	/** `id`, or `id@version`. */
	pipeline?: string;
	/** Id of the character they are about. */
	character?: string;
	/** All of these must be among a job's own. */
	metadata?: Record<string, string>;
	created_after?: string;
	created_before?: string;
}

export interface WorkflowQuery {
	owner?: "library" | "account";
	include_retired?: boolean;
	limit?: number;
	cursor?: string;
}
