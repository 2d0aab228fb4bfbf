import * as z from "zod";
import type { Failure, FailureCode } from "../../../edge/contract/failures.ts";
import type { ExecutionError } from "./frames.ts";

const reasonSchema = z.object({
	type: z.string().catch("unknown"),
	message: z.string().catch(""),
	details: z.string().catch(""),
	extra_info: z.record(z.string(), z.unknown()).nullish().catch(null),
});
type Reason = z.infer<typeof reasonSchema>;

const nodeErrorsSchema = z
	.record(z.string(), z.object({ errors: z.array(reasonSchema).catch([]), class_type: z.string().nullish() }))
	.catch({});
/** `node_errors` of a reply to `POST /prompt`, with status 400 or 200. */
export type NodeErrors = z.infer<typeof nodeErrorsSchema>;

const refusalSchema = z.object({
	error: z.union([reasonSchema, z.string()]).nullish(),
	node_errors: nodeErrorsSchema.nullish(),
});

/** Reads `node_errors` out of a reply. Empty for anything that is none. */
export function nodeErrorsOf(body: unknown): NodeErrors {
	return refusalSchema.safeParse(body).data?.node_errors ?? {};
}

/** Why ComfyUI refused a prompt with status 400. */
export function refusedPrompt(body: unknown): Failure {
	const read = refusalSchema.safeParse(body).data;
	const nodeErrors = read?.node_errors ?? {};
	const error =
		typeof read?.error === "string" ? { type: "error", message: read.error, details: "" } : read?.error;
	if (Object.keys(nodeErrors).length > 0) return invalidNodes(nodeErrors);
	const about = z
		.object({ node_id: z.string(), class_type: z.string().nullish() })
		.safeParse(error && "extra_info" in error ? error.extra_info : null).data;
	const missing =
		error?.type === "missing_node_type" ||
		(error?.type === "invalid_prompt" && /does not exist/i.test(error.message));
	const message = [error?.message, error?.details].filter(Boolean).join(": ");
	return failure(
		missing ? "missing_node" : "node_validation",
		message || "ComfyUI refused the graph without a reason",
		about?.node_id ?? /Node ID '#([^']+)'/.exec(message)?.[1] ?? null,
		about?.class_type ?? null,
	);
}

/**
 * Nodes that ComfyUI will not run. It says so with status 400 when nothing is left to run, and with 200
 * when it is going to run the rest: both mean that the outputs asked for will not all come.
 */
export function invalidNodes(nodeErrors: NodeErrors): Failure {
	const broken = Object.entries(nodeErrors).flatMap(([id, node]) =>
		node.errors.map((reason) => ({ id, class: node.class_type ?? null, reason, code: codeOf(reason) })),
	);
	// A missing file or model explains the rest, so it gives the failure its name.
	const first = broken.find((one) => one.code !== "node_validation") ?? broken[0];
	if (first === undefined) {
		const ids = Object.keys(nodeErrors);
		return failure("node_validation", `ComfyUI refuses nodes ${ids.join(", ")}`, ids[0] ?? null, null);
	}
	const lines = broken.map(
		(one) => `node ${one.id}${one.class === null ? "" : ` (${one.class})`}: ${sentence(one.reason)}`,
	);
	return failure(first.code, lines.join("\n"), first.id, first.class);
}

function sentence(reason: Reason): string {
	return [reason.message, reason.details].filter((part) => part !== "").join(": ") || reason.type;
}

const MODEL_FILE = /\.(safetensors|sft|ckpt|pt|pt2|pth|bin|pkl|gguf|onnx)$/i;

function codeOf(reason: Reason): FailureCode {
	if (reason.type === "value_not_in_list") {
		const value = reason.extra_info?.received_value;
		return typeof value === "string" && MODEL_FILE.test(value) ? "missing_model" : "node_validation";
	}
	if (
		reason.type === "custom_validation_failed" &&
		/invalid (image|mask|video|audio|file)/i.test(reason.details)
	)
		return "missing_asset";
	return "node_validation";
}

const OUT_OF_MEMORY =
	/out of memory|OutOfMemory|MemoryError|not enough (GPU )?memory|can't allocate memory|CUBLAS_STATUS_ALLOC_FAILED/i;
/** After these the CUDA context is gone: nothing runs any more until the process is restarted. */
const BROKEN_GPU =
	/illegal (memory access|instruction|address)|device-side assert|unspecified launch failure|launch timed out|CUDA error: (unknown|misaligned|operation not (permitted|supported) on)|uncorrectable ECC|(CUBLAS|CUDNN|CUSPARSE|CUFFT|HIPBLAS|MIOPEN|NCCL)_?(STATUS)?_(EXECUTION_FAILED|INTERNAL_ERROR|NOT_INITIALIZED|MAPPING_ERROR|EXEC_FAILED)/i;
/**
 * The machine itself is what it takes: the same would happen in a new ComfyUI. A GPU that the kernels were not built
 * for, a driver that is too old or gone, a disk that is full or cannot be written to.
 */
const UNFIT_GPU =
	/no kernel image is available|invalid device function|no CUDA-capable device|driver version is insufficient|found no NVIDIA driver|not compiled with CUDA|no CUDA GPUs are available|GPU has fallen off|device is (lost|unavailable)|forward compatibility was attempted/i;
const UNFIT_DISK =
	/No space left on device|not enough (free )?(disk )?space|disk (is )?full|Disk quota exceeded|Read-only file system|\[?Errno (28|30|122)\b|os error 28\b/i;

/** What a node's exception means. `poisoned`: ComfyUI must be restarted before it can be used again. */
export function executionFailure(error: ExecutionError): { failure: Failure; poisoned: boolean } {
	const type = error.exception_type ?? "Error";
	const text = (error.exception_message ?? "").trim();
	const unfit = isMachines(type) && (UNFIT_GPU.test(text) || UNFIT_DISK.test(text));
	const poisoned = !unfit && isMachines(type) && BROKEN_GPU.test(text);
	const code = unfit
		? "machine_unfit"
		: poisoned
			? "comfyui_crashed"
			: executionCode(type, text, error.node_type ?? "");
	const message = text === "" ? type : `${type}: ${text}`;
	return { failure: failure(code, message, error.node_id ?? null, error.node_type ?? null), poisoned };
}

/** Python's own complaints about values and names speak of the graph, whatever words are in them. */
function isMachines(type: string): boolean {
	return !/(Value|Type|Key|Index|Name|Attribute|Assertion|Import|ModuleNotFound)Error$/.test(type);
}

function executionCode(type: string, text: string, node: string): FailureCode {
	if (OUT_OF_MEMORY.test(type) || (/Error$/.test(type) && OUT_OF_MEMORY.test(text))) return "out_of_memory";
	if (/InterruptProcessing/.test(type)) return "interrupted";
	if (/UnidentifiedImageError|DecompressionBomb/.test(type)) return "unsupported_image";
	if (/FileNotFoundError/.test(type) && /Load/.test(node))
		return /Load(Image|Video|Audio)/.test(node) ? "missing_asset" : "missing_model";
	if (/^(LoadImage|WebcamCapture)/.test(node) && isDamaged(type, text)) return "unsupported_image";
	return "node_error";
}

/** What PyAV, which newer ComfyUIs open pictures with, and Pillow raise for a file that is cut off or corrupt. */
function isDamaged(type: string, text: string): boolean {
	if (/^av\.error\.(InvalidData|External|Unknown|PatchWelcome)Error$/.test(type)) return true;
	return /^(OSError|SyntaxError)$/.test(type) && /truncated|decoder|data stream|broken/i.test(text);
}

/** A failure as the contract wants it: cut to size, without paths of this machine. */
export function failure(
	code: FailureCode,
	message: string,
	node: string | null = null,
	classType: string | null = null,
): Failure {
	return {
		code,
		message: cut(withoutPaths(message), 4000),
		node_id: node === null ? null : cut(node, 200),
		class_type: classType === null ? null : cut(classType, 200),
	};
}

function cut(text: string, length: number): string {
	return text.length <= length ? text : `${text.slice(0, length - 1)}…`;
}

/**
 * Absolute paths shrink to the file's own name: where models lie is nobody's business. One of a single segment is
 * told from a route or a fraction by what stands before it.
 */
export function withoutPaths(text: string): string {
	return text
		.replace(/(?<![\w:/.])\/(?:[^\s/'":,)]+\/)+([^\s/'":,)]*)/g, "$1")
		.replace(/((?:\w(?:: ?|=)|[([])['"]?|\w: ?['"]|['"])\/([^\s/'":,)\]]+)/g, "$1$2")
		.replace(/\b[A-Za-z]:\\(?:[^\s\\'":,)]+\\)*([^\s\\'":,)]*)/g, "$1");
}
