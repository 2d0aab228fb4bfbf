import type { NodeOutput } from "../../contract/comfyui/comfyui.ts";
import type { PreviewTick, ProgressTick } from "../../contract/jobs/events.ts";
import { type ClassicJob, endMessage, type Message, startMessages } from "./entries.ts";

/** What a socket has told of a job. It is changed by what makes messages of it. */
export interface Told {
	started: boolean;
	/** The node that runs, as far as it was told. */
	node: string | null;
	/** Steps of the nodes that began, by node. */
	nodes: Map<string, { value: number; max: number; finished: boolean }>;
}

export const nothingTold = (): Told => ({ started: false, node: null, nodes: new Map() });

/** That a job has begun, once: an attempt that another follows is no end to those who wait. */
export function started(told: Told, job: string, at: number): Message[] {
	if (told.started) return [];
	told.started = true;
	return startMessages(job, at);
}

/**
 * What a tick says, as ComfyUI says it of a prompt that runs: the node at work where that changed, and its steps.
 * `now`: milliseconds since 1970.
 */
export function progressMessages(told: Told, tick: ProgressTick, now: number): Message[] {
	const { job, node, step, steps } = tick;
	const messages = started(told, job, now);
	if (node === null) return messages;
	if (node !== told.node) {
		finish(told);
		told.node = node;
		told.nodes.set(node, { value: 0, max: 1, finished: false });
		messages.push(stateMessage(told, job));
		messages.push(["executing", { node, display_node: node, prompt_id: job }]);
	}
	if (step === null || steps === null) return messages;
	told.nodes.set(node, { value: step, max: steps, finished: false });
	return [
		...messages,
		stateMessage(told, job),
		["progress", { value: step, max: steps, prompt_id: job, node }],
	];
}

/** How a job ended: what its nodes left, then how it ended, then that nothing of it runs. */
export function endMessages(told: Told, job: ClassicJob, outputs: Record<string, NodeOutput>): Message[] {
	const end = endMessage(job);
	if (end === null) return [];
	const { id } = job;
	const begun = job.started_at === null ? [] : started(told, id, job.started_at);
	const executed = Object.entries(outputs).map(
		([node, output]): Message => ["executed", { node, display_node: node, output, prompt_id: id }],
	);
	finish(told);
	const state = told.nodes.size === 0 ? [] : [stateMessage(told, id)];
	return [...begun, ...executed, ...state, end];
}

/** That nothing of a prompt runs any more: the last of it. Pure. */
export function lastMessage(job: string): Message {
	return ["executing", { node: null, prompt_id: job }];
}

function finish(told: Told): void {
	const last = told.node === null ? undefined : told.nodes.get(told.node);
	if (last === undefined) return;
	last.value = last.max;
	last.finished = true;
}

function stateMessage({ nodes }: Told, job: string): Message {
	const entries = [...nodes].map(([node, { value, max, finished }]) => [
		node,
		{
			value,
			max,
			state: finished ? "finished" : "running",
			...placeOf(node, job),
		},
	]);
	return ["progress_state", { prompt_id: job, nodes: Object.fromEntries(entries) }];
}

const placeOf = (node: string, job: string) => ({
	node_id: node,
	prompt_id: job,
	display_node_id: node,
	parent_node_id: null,
	real_node_id: node,
});

/** Kinds of binary messages, and of the pictures in those that do not say it, in ComfyUI's numbers. */
const PREVIEW = 1;
const PREVIEW_WITH_METADATA = 4;
const FORMATS: Partial<Record<PreviewTick["content_type"], number>> = { "image/jpeg": 1, "image/png": 2 };

/**
 * A preview as ComfyUI sends it, numbers big-endian: with what it is of to clients that read that, else with the number
 * of its format; null where that has none. Pure.
 */
export function previewMessage(
	{ content_type, node, job }: Omit<PreviewTick, "data">,
	picture: Uint8Array,
	withMetadata: boolean,
): Uint8Array<ArrayBuffer> | null {
	if (!withMetadata) {
		const format = FORMATS[content_type];
		return format === undefined ? null : joined([PREVIEW, format], new Uint8Array(), picture);
	}
	const said = { ...placeOf(node ?? "", job), image_type: content_type };
	const metadata = new TextEncoder().encode(JSON.stringify(said));
	return joined([PREVIEW_WITH_METADATA, metadata.length], metadata, picture);
}

function joined(numbers: number[], ...parts: Uint8Array[]): Uint8Array<ArrayBuffer> {
	const head = 4 * numbers.length;
	const whole = new Uint8Array(parts.reduce((sum, { length }) => sum + length, head));
	const view = new DataView(whole.buffer);
	for (const [i, number] of numbers.entries()) view.setUint32(4 * i, number);
	let at = head;
	for (const part of parts) {
		whole.set(part, at);
		at += part.length;
	}
	return whole;
}

/** How much there is to be done. Pure. `sid`: what the client is called, as its first message says it. */
export function statusMessage(queue_remaining: number, sid?: string): Message {
	return ["status", { status: { exec_info: { queue_remaining } }, ...(sid !== undefined && { sid }) }];
}
