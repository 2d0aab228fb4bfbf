import { isRecord } from "../graph.ts";
import type { NodeContext, SavedFile, UiOutput } from "../nodes/define.ts";
import type { DynamicGraph } from "./dynamic-graph.ts";
import type { Thread } from "./thread.ts";

/** The part of a node's context that belongs to its prompt. */
export interface RunFacts {
	nodeId: string;
	graph: DynamicGraph;
	extra: Record<string, unknown>;
	progress: NodeContext["progress"];
}

/** What a running node gets to work with. */
export function nodeContext(executor: Thread, facts: RunFacts): NodeContext {
	const { host } = executor;
	const { nodeId, graph, extra } = facts;
	const key = `${nodeId}|${graph.node(nodeId)?.class_type}`;
	const memory = executor.memories.get(key) ?? new Map<string, unknown>();
	executor.memories.set(key, memory);
	const sleep = async (ms: number): Promise<void> => {
		await host.clock.sleep(ms);
		executor.checkAlive();
	};
	return {
		nodeId,
		childPrefix: `${nodeId}.0.0.`,
		stepMs: host.timing.stepMs,
		prompt: graph.all(),
		extraPngInfo: isRecord(extra.extra_pnginfo) ? extra.extra_pnginfo : undefined,
		recent: host.traits.version === "0.33.0",
		previews: previewsWanted(extra.preview_method, executor),
		sleep,
		progress: facts.progress,
		loadModel: async (name) => {
			if (executor.loaded.has(name)) return;
			if (host.timing.modelLoadMs > 0) await sleep(host.timing.modelLoadMs);
			executor.loaded.add(name);
		},
		sendText: (text) => host.hub.sendText(nodeId, text),
		save: (request) => host.files.save(request),
		write: (path, bytes) => host.files.write(path, bytes),
		exists: (name) => host.files.exists(name),
		read: (name) => host.files.read(name),
		memory,
		outputBytes: host.outputBytes,
	};
}

function previewsWanted(method: unknown, { host }: Thread): boolean {
	if (!host.traits.previewPerPrompt || typeof method !== "string" || method === "default") {
		return host.previewsByDefault;
	}
	return method !== "none";
}

/** Files a node's ui output names. */
export function savedFiles(ui: UiOutput | undefined): SavedFile[] {
	return Object.values(ui ?? {})
		.flat()
		.filter((item): item is SavedFile => isRecord(item) && typeof item.filename === "string");
}
