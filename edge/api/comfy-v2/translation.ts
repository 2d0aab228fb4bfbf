import { assetIdSchema } from "../../contract/assets/assets.ts";
import type { ComfyProgress } from "../../contract/comfyui/comfy-v2.ts";
import type { ProgressTick } from "../../contract/jobs/events.ts";
import type { ProblemCode, ProblemItem } from "../../contract/problem.ts";
import { ApiError, withPointers } from "../../problem.ts";

/** An input of a graph that names an asset: `{"__type": "core/ASSET", "info": {"id": …, "hash": …}}`. */
interface AssetReference {
	node: string;
	input: string;
	/** As it was sent; null: only its bytes are named. */
	id: string | null;
	/** `blake3:` and 64 hex digits; null: it was not sent. */
	hash: string | null;
}

type Json = Record<string, unknown>;
const isObject = (value: unknown): value is Json =>
	typeof value === "object" && value !== null && !Array.isArray(value);

/** The graph with an empty text wherever an input names an asset, and what is named there. Pure; what it is given stays as it is. */
export function withoutAssets(workflow: Json): { graph: Json; assets: AssetReference[] } {
	const assets: AssetReference[] = [];
	const graph = Object.fromEntries(
		Object.entries(workflow).map(([node, value]) => {
			if (!isObject(value) || !isObject(value.inputs)) return [node, value];
			const inputs = Object.entries(value.inputs).map(([input, given]) => {
				const reference = referenceOf(given);
				if (reference === null) return [input, given];
				assets.push({ node, input, ...reference });
				return [input, ""];
			});
			return [node, { ...value, inputs: Object.fromEntries(inputs) }];
		}),
	);
	return { graph, assets };
}

function referenceOf(value: unknown): { id: string | null; hash: string | null } | null {
	if (!isObject(value) || value.__type !== "core/ASSET") return null;
	const info = isObject(value.info) ? value.info : {};
	const text = (given: unknown) => (typeof given === "string" && given !== "" ? given : null);
	return { id: text(info.id), hash: text(info.hash) };
}

/** The references whose asset is known by its id alone, and whether the id can be one. Pure. */
export function isAssetId(id: string | null): id is string {
	return assetIdSchema.safeParse(id).success;
}

/** Where in the graph an asset was named that is not there. Pure. */
export function missingAssets(references: readonly AssetReference[]): ApiError {
	const items = references.map(({ node, input, id, hash }): ProblemItem => {
		const what = id ?? hash ?? "a reference without `info.id`";
		return {
			pointer: `/workflow/${node}/inputs/${input}`,
			code: "missing_asset",
			message: `${what}: there is no such asset, or it is not yours; upload it to POST /api/v2/assets`,
		};
	});
	return new ApiError("missing_asset", items[0]?.message ?? "an asset is missing", items);
}

/** What our refusals are called there, where they have a name. */
const CODES: Partial<Record<ProblemCode, ProblemCode>> = {
	invalid_graph: "invalid_workflow",
	invalid_request: "invalid_workflow",
	unsupported_capability: "invalid_workflow",
	over_profile_limit: "invalid_workflow",
	no_object_info: "invalid_workflow",
	budget_exceeded: "insufficient_credits",
};

/** A refusal of `POST /v1/jobs` as one of `POST /api/v2/jobs`: its words for it, with the places of its body. Pure. */
export function inComfysWords(error: unknown): unknown {
	if (!(error instanceof ApiError)) return error;
	const placed = withPointers(error, (pointer) =>
		pointer
			.replace(/^\/graph(?=\/|$)/, "/workflow")
			.replace(/^\/inputs\/([^/]*)\.([^./]*)$/, "/workflow/$1/inputs/$2"),
	);
	const code = CODES[placed.code];
	if (code === undefined) return placed;
	return new ApiError(code, placed.message, placed.errors, placed.headers, placed.leftOut);
}

/** Pure. */
export function toProgress(
	tick: Omit<ProgressTick, "type" | "job" | "task" | "stage" | "index" | "epoch">,
): ComfyProgress {
	return {
		value: tick.percent / 100,
		nodes_done: tick.nodes_done,
		nodes_total: tick.nodes_total,
		current_node: tick.node,
		current_node_class: tick.node_title,
		step: tick.step,
		steps: tick.steps,
		message: tick.message,
	};
}
