/** Every way in which a request for work can be wrong. Closed: callers may switch over it exhaustively. */
export const problemCodes = [
	"invalid_parameter",
	"unknown_parameter",
	"missing_parameter",
	"unknown_workflow",
	"unknown_stage",
	"unknown_output",
	"invalid_graph",
	"workflow_format_ui",
	"unsafe_path",
	"file_input_not_allowed",
	"node_not_allowed",
	"missing_node",
	"missing_model",
	"no_output",
	"over_profile_limit",
	"over_size_limit",
	"missing_setting",
	"missing_trainer",
	"unknown_lora",
	"lora_family_differs",
	"node_validation",
] as const;
export type ProblemCode = (typeof problemCodes)[number];

/** One thing that is wrong with a request. */
export interface Problem {
	/** RFC 6901 pointer into the request body, for example `/parameters/steps` or `/graph/5/inputs/image`. */
	pointer: string;
	code: ProblemCode;
	/** One or two sentences: what was wrong, where, and what to do about it. */
	message: string;
}

/** Joins segments to an RFC 6901 pointer: `pointer("graph", "57:41", "a/b")` is `/graph/57:41/a~1b`. */
export function pointer(...segments: readonly (string | number)[]): string {
	return segments.map((s) => `/${String(s).replaceAll("~", "~0").replaceAll("/", "~1")}`).join("");
}

/** The segments that {@link pointer} joined. */
export function segmentsOf(joined: string): string[] {
	return joined
		.split("/")
		.slice(1)
		.map((segment) => segment.replaceAll("~1", "/").replaceAll("~0", "~"));
}

/** At most this many problems are reported at once; a hopeless request should not get a hopeless answer. */
export const MAX_PROBLEMS = 50;

/** A short quotation of any value, safe to put in a message. */
export function quote(value: unknown): string {
	const text = typeof value === "string" ? JSON.stringify(value) : describeValue(value);
	return text.length > 80 ? `${text.slice(0, 77)}...` : text;
}

function describeValue(value: unknown): string {
	if (Array.isArray(value)) return "a list";
	if (value === null) return "null";
	if (typeof value === "object") return "an object";
	return String(value);
}
