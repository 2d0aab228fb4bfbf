import * as z from "zod";
import { parseLenient } from "./lenient-json.ts";

const nodeProgressSchema = z.object({
	value: z
		.number()
		.nullish()
		.transform((v) => v ?? 0),
	max: z
		.number()
		.nullish()
		.transform((v) => v ?? 1),
	state: z.string(),
	node_id: z.string(),
	display_node_id: z.string().nullish(),
});
export type NodeProgress = z.infer<typeof nodeProgressSchema>;

export const executionErrorSchema = z.object({
	node_id: z.string().nullish(),
	node_type: z.string().nullish(),
	exception_message: z.string().nullish(),
	exception_type: z.string().nullish(),
	timestamp: z.number().nullish(),
});
/** What ComfyUI says of a node that raised. */
export type ExecutionError = z.infer<typeof executionErrorSchema>;

/** The messages this worker acts upon. `prompt` is null where the server does not say whose it is. */
export type ComfyMessage =
	| { type: "status"; remaining: number }
	| { type: "start"; prompt: string; timestamp: number | null }
	| { type: "cached"; prompt: string; nodes: string[] }
	| { type: "executing"; prompt: string | null; node: string | null }
	| { type: "progress"; prompt: string | null; node: string | null; value: number; max: number }
	| { type: "progress_state"; prompt: string; nodes: NodeProgress[] }
	| { type: "executed"; prompt: string; node: string; output: unknown }
	| { type: "success"; prompt: string; timestamp: number | null }
	| { type: "error"; prompt: string; error: ExecutionError }
	| { type: "interrupted"; prompt: string; node: string | null; timestamp: number | null }
	| { type: "preview"; prompt: string | null; node: string | null; contentType: PreviewType; image: Buffer }
	| { type: "text"; node: string; text: string };
export type PreviewType = "image/jpeg" | "image/png" | "image/webp";

const prompt = z.string();
const timestamp = z
	.number()
	.nullish()
	.transform((t) => t ?? null);
const node = z
	.string()
	.nullish()
	.transform((n) => n ?? null);

/** One reader per message type: from the `data` of a frame to a message. */
const READERS: Record<string, z.ZodType<ComfyMessage>> = {
	status: z
		.object({ status: z.object({ exec_info: z.object({ queue_remaining: z.number() }) }) })
		.transform((d) => ({ type: "status", remaining: d.status.exec_info.queue_remaining })),
	execution_start: z
		.object({ prompt_id: prompt, timestamp })
		.transform((d) => ({ type: "start", prompt: d.prompt_id, timestamp: d.timestamp })),
	execution_cached: z
		.object({ prompt_id: prompt, nodes: z.array(z.string()) })
		.transform((d) => ({ type: "cached", prompt: d.prompt_id, nodes: d.nodes })),
	executing: z
		.object({ prompt_id: node, node, display_node: node })
		.transform((d) => ({ type: "executing", prompt: d.prompt_id, node: d.display_node ?? d.node })),
	progress: z
		.object({ prompt_id: node, node, value: z.number().nullable(), max: z.number().nullable() })
		.transform((d) => ({
			type: "progress",
			prompt: d.prompt_id,
			node: d.node,
			value: d.value ?? 0,
			max: d.max ?? 0,
		})),
	progress_state: z
		.object({ prompt_id: prompt, nodes: z.record(z.string(), nodeProgressSchema) })
		.transform((d) => ({ type: "progress_state", prompt: d.prompt_id, nodes: Object.values(d.nodes) })),
	executed: z
		.object({ prompt_id: prompt, node: z.string(), display_node: node, output: z.unknown() })
		.transform((d) => ({
			type: "executed",
			prompt: d.prompt_id,
			node: d.display_node ?? d.node,
			output: d.output,
		})),
	execution_success: z
		.object({ prompt_id: prompt, timestamp })
		.transform((d) => ({ type: "success", prompt: d.prompt_id, timestamp: d.timestamp })),
	execution_error: z
		.intersection(z.object({ prompt_id: prompt }), executionErrorSchema)
		.transform(({ prompt_id, ...error }) => ({ type: "error", prompt: prompt_id, error })),
	execution_interrupted: z.object({ prompt_id: prompt, node_id: node, timestamp }).transform((d) => ({
		type: "interrupted",
		prompt: d.prompt_id,
		node: d.node_id,
		timestamp: d.timestamp,
	})),
};

const envelopeSchema = z.object({ type: z.string(), data: z.unknown() });

/** Reads a text frame. Null for what custom nodes send, for types we do not use, and for garbage. */
export function parseTextFrame(text: string): ComfyMessage | null {
	let json: unknown;
	try {
		json = parseLenient(text);
	} catch {
		return null;
	}
	const envelope = envelopeSchema.safeParse(json);
	if (!envelope.success) return null;
	const reader = Object.hasOwn(READERS, envelope.data.type) ? READERS[envelope.data.type] : undefined;
	const message = reader?.safeParse(envelope.data.data);
	return message?.success ? message.data : null;
}

const previewMetaSchema = z.object({
	node_id: node,
	display_node_id: node,
	prompt_id: node,
	image_type: z.string().nullish(),
});

/**
 * Reads a binary frame (big-endian numbers): 1 preview, 3 text of a node, 4 preview that says whose it is.
 * Null for anything else, also for frames that end too early.
 */
export function parseBinaryFrame(data: Buffer): ComfyMessage | null {
	if (data.length < 8) return null;
	const [kind, second] = [data.readUInt32BE(0), data.readUInt32BE(4)];
	const rest = data.subarray(8);
	switch (kind) {
		case 1: {
			const contentType = second === 1 ? "image/jpeg" : second === 2 ? "image/png" : null;
			if (contentType === null || rest.length === 0) return null;
			return { type: "preview", prompt: null, node: null, contentType, image: rest };
		}
		case 3: {
			if (second > rest.length) return null;
			const [id, text] = [rest.subarray(0, second), rest.subarray(second)];
			return { type: "text", node: id.toString("utf8"), text: text.toString("utf8") };
		}
		case 4: {
			if (second >= rest.length) return null;
			const meta = previewMetaSchema.safeParse(tryJson(rest.subarray(0, second).toString("utf8")));
			if (!meta.success) return null;
			const type = meta.data.image_type ?? "image/jpeg";
			if (type !== "image/jpeg" && type !== "image/png" && type !== "image/webp") return null;
			return {
				type: "preview",
				prompt: meta.data.prompt_id,
				node: meta.data.display_node_id ?? meta.data.node_id,
				contentType: type,
				image: rest.subarray(second),
			};
		}
		default:
			return null;
	}
}

function tryJson(text: string): unknown {
	try {
		return parseLenient(text);
	} catch {
		return null;
	}
}
