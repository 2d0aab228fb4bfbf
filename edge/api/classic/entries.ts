import { type ApiGraph, linksOf, readGraph } from "../../../workflows/graph/graph.ts";
import type { Asset } from "../../contract/assets/assets.ts";
import type { HistoryEntry, NodeOutput, QueueItem } from "../../contract/comfyui/comfyui.ts";
import type { MessageType } from "../../contract/comfyui/information.ts";
import type { Failure } from "../../contract/failures.ts";
import { assertNever, type JobStatus } from "../../contract/status.ts";

/** A job as these routes tell of it. Times are milliseconds since 1970. */
export interface ClassicJob {
	id: string;
	status: JobStatus;
	/** Id of the client that queued it; "": it said none. */
	client: string;
	priority: number;
	created_at: number;
	started_at: number | null;
	finished_at: number | null;
	error: Failure | null;
}

/** A message of the socket and of history: its type, and its data. */
export type Message = [type: MessageType, data: Record<string, unknown>];

/** A prompt's place among others, lower first: when it came, and before all of those where it was to go first. Pure. */
export function numberOf({ created_at, priority }: Pick<ClassicJob, "created_at" | "priority">): number {
	return priority > 0 ? -created_at : created_at;
}

/** Pure. `graph`: as it was sent; empty where it is left out. */
export function queueItem(job: ClassicJob, graph: Record<string, unknown>): QueueItem {
	const extra = { ...(job.client !== "" && { client_id: job.client }), create_time: job.created_at };
	return [numberOf(job), job.id, graph, extra, ends(graph)];
}

/** The nodes that no other reads. */
function ends(sent: Record<string, unknown>): string[] {
	const read = readGraph(sent, ["graph"]);
	const graph: ApiGraph = read.ok ? read.graph : {};
	const sources = new Set(Object.values(graph).flatMap((node) => linksOf(node).map(([, source]) => source)));
	return Object.keys(graph).filter((id) => !sources.has(id));
}

/** What a job made, by node, in the order of the nodes' first files. Pure. */
export function outputsOf(
	assets: readonly Pick<Asset, "id" | "name" | "filename" | "kind">[],
): Record<string, NodeOutput> {
	const byNode = Map.groupBy(assets, ({ name }) => name ?? "");
	return Object.fromEntries([...byNode].map(([node, made]) => [node, nodeOutput(made)]));
}

function nodeOutput(made: readonly Pick<Asset, "id" | "filename" | "kind">[]): NodeOutput {
	const of = (...kinds: Asset["kind"][]) =>
		made
			.filter(({ kind }) => kinds.includes(kind))
			.map(({ filename, id }) => ({ filename, subfolder: id, type: "output" as const }));
	const images = of("image", "video");
	const audio = of("audio");
	const files = of("text", "latent", "file");
	return {
		...(images.length > 0 && { images }),
		// ComfyUI tells of films among pictures, with a word that they move.
		...(made.some(({ kind }) => kind === "video") && { animated: [true] }),
		...(audio.length > 0 && { audio }),
		...(files.length > 0 && { files }),
	};
}

/** How a job ended, as the socket and history say it; null: it has not. Pure. */
export function endMessage(job: ClassicJob): Message | null {
	const { id, status, error, finished_at } = job;
	const told = { prompt_id: id, timestamp: finished_at ?? job.created_at };
	const node = { node_id: error?.node_id ?? null, node_type: error?.class_type ?? null, executed: [] };
	switch (status) {
		case "queued":
		case "running":
		case "canceling":
			return null;
		case "succeeded":
			return ["execution_success", told];
		case "canceled":
			return ["execution_interrupted", { ...node, ...told }];
		case "failed":
		case "expired":
			return [
				"execution_error",
				{
					...node,
					exception_message: error?.message ?? `the job is ${status}`,
					exception_type: error?.code ?? status,
					// Never told: it shows how the machine is built.
					traceback: [],
					current_inputs: {},
					current_outputs: [],
					...told,
				},
			];
		default:
			return assertNever(status);
	}
}

/** That a job has begun, as the socket and history say it; what workers had in their cache they do not tell. Pure. */
export function startMessages(id: string, timestamp: number): Message[] {
	const told = { prompt_id: id, timestamp };
	return [
		["execution_start", told],
		["execution_cached", { nodes: [], ...told }],
	];
}

/** A job that has ended, as history has it. Pure. */
export function historyEntry(
	job: ClassicJob,
	graph: Record<string, unknown>,
	assets: Parameters<typeof outputsOf>[0],
): HistoryEntry {
	const outputs = outputsOf(assets);
	const completed = job.status === "succeeded";
	const end = endMessage(job);
	return {
		prompt: queueItem(job, graph),
		outputs,
		status: {
			status_str: completed ? "success" : "error",
			completed,
			messages: [
				...(job.started_at === null ? [] : startMessages(job.id, job.started_at)),
				...(end === null ? [] : [end]),
			],
		},
		meta: Object.fromEntries(
			Object.keys(outputs).map((id) => [
				id,
				{ node_id: id, display_node: id, parent_node: null, real_node_id: id },
			]),
		),
	};
}
