import { createHash } from "node:crypto";
import { isLink } from "../graph.ts";
import { dumps } from "../http/pyjson.ts";
import type { NodeDef, UiOutput } from "../nodes/define.ts";
import { type NodeValue, weight } from "../values.ts";
import type { DynamicGraph } from "./dynamic-graph.ts";

/** A finished node: its outputs, and what `executed` and history say of it. */
export interface Result {
	outputs: readonly NodeValue[];
	ui?: UiOutput;
	/** For ui: which node made it, as history's `meta` shows. */
	meta: { node_id: string; display_node: string; parent_node: string | null; real_node_id: string };
}

/** Bounds of the cache: pixels are heavy, and benchmarks run thousands of prompts. */
const MAX_ENTRIES = 2000;
const MAX_BYTES = 192 * 1024 * 1024;

/**
 * Signatures of the nodes of one prompt: class, inputs and, through the links, the same of all ancestors. Equal
 * signatures have equal results. Two things besides the graph enter: the fingerprint of classes that read
 * files, and the node's own id for classes that use it.
 */
export class Signatures {
	private readonly known = new Map<string, string>();
	private readonly graph: DynamicGraph;
	private readonly defs: (classType: string) => NodeDef | undefined;
	private readonly read: (name: string) => Buffer | undefined;

	constructor(
		graph: DynamicGraph,
		defs: (classType: string) => NodeDef | undefined,
		read: (name: string) => Buffer | undefined,
	) {
		this.graph = graph;
		this.defs = defs;
		this.read = read;
	}

	of(id: string): string {
		const known = this.known.get(id);
		if (known !== undefined) return known;
		this.known.set(id, `cycle:${id}`);
		const node = this.graph.node(id);
		if (!node) return "absent";
		const def = this.defs(node.class_type);
		const inputs = Object.entries(node.inputs)
			.sort(([a], [b]) => (a < b ? -1 : 1))
			.map(([name, value]) => [name, isLink(value) ? ["ancestor", this.of(value[0]), value[1]] : value]);
		const usesId = Object.values(def?.hidden ?? {}).includes("UNIQUE_ID");
		const parts = [
			node.class_type,
			def?.fingerprint?.(node.inputs, { read: this.read }),
			usesId ? id : "",
			inputs,
		];
		const signature = createHash("sha1").update(dumps(parts)).digest("base64");
		this.known.set(id, signature);
		return signature;
	}
}

/** Results of nodes, kept from prompt to prompt. */
export class NodeCache {
	private readonly entries = new Map<string, { result: Result; bytes: number }>();
	private bytes = 0;

	get(signature: string): Result | undefined {
		const entry = this.entries.get(signature);
		if (!entry) return undefined;
		this.entries.delete(signature);
		this.entries.set(signature, entry);
		return entry.result;
	}

	set(signature: string, result: Result): void {
		this.remove(signature);
		const bytes = result.outputs.reduce((sum, value) => sum + weight(value), 0);
		this.entries.set(signature, { result, bytes });
		this.bytes += bytes;
		for (const oldest of this.entries.keys()) {
			if (this.bytes <= MAX_BYTES && this.entries.size <= MAX_ENTRIES) break;
			if (oldest !== signature) this.remove(oldest);
		}
	}

	/** Drops everything but these: what the older release does when a prompt starts. */
	keepOnly(signatures: ReadonlySet<string>): void {
		for (const signature of [...this.entries.keys()]) {
			if (!signatures.has(signature)) this.remove(signature);
		}
	}

	clear(): void {
		this.entries.clear();
		this.bytes = 0;
	}

	private remove(signature: string): void {
		this.bytes -= this.entries.get(signature)?.bytes ?? 0;
		this.entries.delete(signature);
	}
}

/** A blocker in any input stops a node; this finds it. */
export function findBlocker(
	values: Record<string, unknown>,
): Extract<NodeValue, { type: "BLOCKER" }> | undefined {
	for (const value of Object.values(values)) {
		if (typeof value === "object" && value !== null && "type" in value && value.type === "BLOCKER") {
			return value as Extract<NodeValue, { type: "BLOCKER" }>;
		}
	}
	return undefined;
}
