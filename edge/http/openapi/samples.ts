import { type Json, type JsonSchema, refName } from "./schema.ts";

const ULID = "01kb8x5m9zq4w7t2n6r3h0v1c8";
const SHA256 = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08";

const GRAPH = {
	"1": { class_type: "LoadImage", inputs: { image: "lighthouse.png" } },
	"2": { class_type: "SaveImage", inputs: { images: ["1", 0], filename_prefix: "lighthouse" } },
};

const QUEUE_ITEM = [
	1795694400000,
	`job_${ULID}`,
	GRAPH,
	{ client_id: "0b5f6c1e", create_time: 1795694400000 },
	["2"],
];

/** What a field looks like, where its schema alone would give something odd. */
const SAMPLES: Record<string, unknown> = {
	class_type: null,
	comfyui_version: "0.33.0",
	content_type: "image/png",
	cursor: `job_${ULID}`,
	detail: "/priority: Too big: expected number to be <=100",
	emulated: false,
	error: null,
	expires_at: "2026-11-26T13:00:00.000Z",
	filename: "lighthouse.png",
	finished_at: null,
	gone_at: null,
	ended_at: null,
	graph: GRAPH,
	has_more: false,
	instance: "/v1/jobs",
	key: "dk_live_…",
	last4: "h2Kq",
	left_out: 0,
	message: "Too big: expected number to be <=100",
	next_cursor: null,
	node_id: null,
	node_title: "KSampler",
	pointer: "/priority",
	pool: "default",
	protocol: "darkroom.events.v1",
	purpose: "A picture of a sentence.",
	queue: null,
	queue_ahead: null,
	queue_reason: null,
	retired_at: null,
	retry_at: null,
	retry_of: null,
	revoked_at: null,
	sha256: SHA256,
	stage: "main",
	ticket: "eyJhbGciOiJIUzI1NiJ9…",
	token: "eyJhbGciOiJIUzI1NiJ9…",
	title: "Lighthouse",
	url: `/v1/assets/ast_${ULID}/content`,
	version: 1,
	workflow: "z-image-turbo-base-image@1",
};

/** Whole examples of schemas, where those made of their fields would show nothing useful. */
const WHOLE: Record<string, unknown> = {
	ImportRequest: {
		graph: GRAPH,
		outputs: [{ sha256: SHA256, node: "2" }],
		inputs: { "1.image": SHA256 },
		created_at: "2025-03-04T05:06:07.000Z",
		finished_at: "2025-03-04T05:06:39.000Z",
		metadata: { imported_from: "127.0.0.1:8188" },
	},
	JobRequest: {
		workflow: "z-image-turbo-base-image",
		parameters: { prompt: "a lighthouse at night", seed: 1 },
		metadata: { customer: "42" },
	},
	Problem: {
		type: "urn:darkroom:problem:invalid_request",
		title: "The request does not fit",
		status: 422,
		detail: "/priority: Too big: expected number to be <=100",
		instance: "/v1/jobs",
		code: "invalid_request",
		errors: [{ pointer: "/priority", code: "too_big", message: "Too big: expected number to be <=100" }],
		error: {
			code: "invalid_request",
			message: "/priority: Too big: expected number to be <=100",
			details: {
				errors: [{ pointer: "/priority", code: "too_big", message: "Too big: expected number to be <=100" }],
			},
		},
	},
	RunRequest: {
		input: { workflow: GRAPH, images: [{ name: "lighthouse.png", image: "data:image/png;base64,…" }] },
	},
	ComfyJobRequest: { workflow: GRAPH },
	ComfyuiPromptRequest: { prompt: GRAPH, client_id: "0b5f6c1e" },
	ComfyuiPromptReply: { prompt_id: `job_${ULID}`, number: 1795694400000, node_errors: {} },
	ComfyuiQueueItem: QUEUE_ITEM,
	ComfyuiQueueChange: { clear: true },
	ComfyuiInterrupt: { prompt_id: `job_${ULID}` },
	ComfyuiNodeClasses: {
		SaveImage: { input: { required: { images: ["IMAGE", {}] } }, output: [], output_node: true },
	},
	ComfyuiMessage: { type: "progress", data: { value: 3, max: 20, prompt_id: `job_${ULID}`, node: "5" } },
	ComfyuiHistory: {
		[`job_${ULID}`]: {
			prompt: QUEUE_ITEM,
			outputs: {
				"2": { images: [{ filename: "lighthouse.png", subfolder: `ast_${ULID}`, type: "output" }] },
			},
			status: {
				status_str: "success",
				completed: true,
				messages: [["execution_success", { prompt_id: `job_${ULID}`, timestamp: 1795694410000 }]],
			},
			meta: { "2": { node_id: "2", display_node: "2", parent_node: null, real_node_id: "2" } },
		},
	},
	AuditEntry: {
		id: `aud_${ULID}`,
		at: "2026-11-26T12:00:00.000Z",
		action: "api_key.create",
		target: `key_${ULID}`,
		by: { kind: "identity", key: `oid_${ULID}`, subject: "user-42" },
		address: "203.0.113.7",
		before: null,
		after: { name: "web shop", last4: "h2Kq", scopes: ["jobs:read"], expires_at: null },
	},
	ComfyHashRequest: { hash: `blake3:${SHA256}`, file_path: "lighthouse.png" },
	PageRequest: {
		prompt: "spyke_plasma_v1, 1boy, ginger hair, white cloak, standing on a cliff",
		loraId: "spyke_plasma_v1",
		seed: 7,
		resolution: { width: 512, height: 768 },
	},
	LoraRequest: {
		dataset: [{ image: `ast_${ULID}`, caption: "upper body, front view, plain background" }],
		triggerWord: "spyke_plasma_v1",
		outputName: "spyke_plasma_v1",
		steps: 1000,
		resolution: 512,
	},
	TrainingRequest: {
		output_name: "mia",
		family: "sd15",
		base_model: "checkpoints/v1-5.safetensors",
		trigger: "ohwx woman",
		recipe: { steps: 700 },
		pictures: ["smiling", "laughing", "serious", "asleep", "looking up", "in profile", "from behind"].map(
			(pose) => ({ asset: `ast_${ULID}`, caption: `portrait, ${pose}, a garden` }),
		),
	},
	ComparisonRequest: {
		prompts: ["portrait, smiling, a garden", "full body, walking, a city street at night"],
		seeds: [1, 2],
		steps: [400, 600],
	},
	CheckpointReport: {
		step: 200,
		loss: 0.0894,
		files: [
			{ role: "state", name: "random_states_0.pkl", upload: 0, sha256: SHA256, bytes: 14_344 },
			{ role: "lora", name: "mia-step00000200.safetensors", upload: 1, sha256: SHA256, bytes: 9_550_000 },
		],
	},
	WorkflowRequest: {
		id: "my-portrait",
		title: "My portrait",
		purpose: "A portrait of what is said.",
		graph: GRAPH,
	},
	WorkflowVersionRequest: {
		title: "My portrait",
		purpose: "A portrait of what is said.",
		graph: GRAPH,
	},
	WebhookRequest: {
		url: "https://example.com/hooks/darkroom",
		events: ["job.succeeded", "job.failed", "job.waiting_for_decision"],
		description: "production",
	},
	OidcIssuerRequest: {
		issuer: "https://login.example.com",
		audience: "darkroom",
		rules: [{ claim: "groups", value: "artists", scopes: ["jobs:read", "jobs:write"] }],
	},
	OidcIssuerChange: { scopes: ["jobs:read"] },
	WebhookChange: { paused: false },
	ConversionRequest: { ui: { nodes: [], links: [], version: 0.4 } },
	ValidationRequest: { graph: GRAPH },
	AccountChange: { max_running: 10, rate_limits: { requests: 6000 }, retention: { outputs: 30 } },
	GraphEstimateRequest: { graph: GRAPH },
	EstimateRequest: { parameters: { prompt: "a lighthouse at night" } },
};

/** Deeper than this an example says nothing more. */
const MAX_DEPTH = 9;

/** An example of what fits a schema; `schemas`: those it may refer to. Always the same for the same schema. */
export function sampleOf(
	schema: JsonSchema,
	schemas: Record<string, JsonSchema>,
	name = "",
	depth = 0,
): unknown {
	const target = refName(schema);
	if (target !== null) {
		const whole = WHOLE[target];
		if (whole !== undefined) return whole;
		return sampleOf(schemas[target] ?? {}, schemas, name, depth + 1);
	}
	if (schema.const !== undefined) return schema.const;
	if (schema.enum) return schema.enum[0];
	const nullable = isNullable(schema);
	if (name in SAMPLES && mayBe(schema, SAMPLES[name], nullable)) return SAMPLES[name];
	const options = schema.anyOf ?? schema.oneOf;
	if (options) {
		const first = options.find((option) => option.type !== "null") ?? {};
		return sampleOf(first, schemas, name, depth);
	}
	if (schema.allOf) {
		const parts = schema.allOf.map((part) => sampleOf(part, schemas, name, depth));
		return Object.assign({}, ...parts);
	}
	switch (typeOf(schema)) {
		case "object":
			return objectSample(schema, schemas, depth);
		case "array":
			return depth > MAX_DEPTH || !schema.items ? [] : [sampleOf(schema.items, schemas, name, depth + 1)];
		case "string":
			return stringSample(schema);
		case "integer":
		case "number":
			return Math.max(
				schema.minimum ?? 1,
				(schema.exclusiveMinimum ?? -1) + 1,
				schema.minimum === undefined ? 1 : 0,
			);
		case "boolean":
			return false;
		default:
			return nullable ? null : {};
	}
}

function objectSample(schema: JsonSchema, schemas: Record<string, JsonSchema>, depth: number): Json {
	const required = new Set(schema.required ?? []);
	const fields = Object.entries(schema.properties ?? {}).filter(([key]) => required.has(key));
	return Object.fromEntries(fields.map(([key, field]) => [key, sampleOf(field, schemas, key, depth + 1)]));
}

function stringSample({ format, pattern, minLength = 0 }: JsonSchema): string {
	if (format === "date-time") return "2026-11-26T12:00:00.000Z";
	if (format === "uuid" || pattern?.includes("[0-9a-fA-F]{8}-"))
		return "018f4e3a-7c1b-4d2e-9a6f-3b5c7d9e1f20";
	const id = /^\^([a-z]{3,4})_\[/.exec(pattern ?? "")?.[1];
	if (id) return `${id}_${ULID}`;
	if (format === "uri") return `https://darkroom.example/v1/assets/ast_${ULID}/content`;
	if (pattern?.includes("{16}")) return SHA256.slice(0, 16);
	if (pattern?.includes("{64}")) return `${/^\^([a-z0-9]+:)/.exec(pattern)?.[1] ?? ""}${SHA256}`;
	return "lighthouse".padEnd(minLength, "x");
}

function isNullable({ type, anyOf, oneOf }: JsonSchema): boolean {
	return (
		type === "null" ||
		(Array.isArray(type) && type.includes("null")) ||
		(anyOf ?? oneOf ?? []).some((option) => option.type === "null")
	);
}

function typeOf({ type, properties }: JsonSchema): string | undefined {
	if (Array.isArray(type)) return type.find((one) => one !== "null");
	return type ?? (properties ? "object" : undefined);
}

/** Whether a sample of a field's name is of the type, and has the form, that this schema wants. */
function mayBe(schema: JsonSchema, sample: unknown, nullable: boolean): boolean {
	if (sample === null) return nullable;
	const types = [schema.type ?? []].flat();
	if (typeof sample === "string")
		return (
			types.includes("string") &&
			(!schema.pattern || new RegExp(schema.pattern).test(sample)) &&
			(schema.format !== "date-time" || sample.endsWith("Z")) &&
			(schema.format !== "uri" || URL.canParse(sample)) &&
			(!schema.maxLength || sample.length <= schema.maxLength)
		);
	if (typeof sample === "number") return types.includes("integer") || types.includes("number");
	return types.includes(typeof sample);
}
