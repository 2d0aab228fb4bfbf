import type { Asset } from "../../contract/assets/assets.ts";
import type { ComfyOutput } from "../../contract/comfyui/comfy-v2.ts";
import type { Frame } from "../../contract/jobs/events.ts";
import { assertNever, isTerminal } from "../../contract/status.ts";
import { toProgress } from "./translation.ts";

/** An event of the stream as it is written. Those with a number can be asked for again from there. */
export interface ComfyEvent {
	event: "status" | "progress" | "output" | "preview";
	seq?: number;
	data: unknown;
}

/**
 * What a job's frames are in the words of Comfy API v2, one after the other. Readers stop at the first status that is
 * final: where events are still to be told again, it comes after them.
 *
 * @param after number of the last event that the reader has
 */
export async function* comfyEvents(
	frames: AsyncIterable<Frame>,
	after: number,
	outputOf: (asset: Asset) => Promise<ComfyOutput>,
): AsyncGenerator<ComfyEvent> {
	for await (const frame of frames) {
		switch (frame.type) {
			case "hello": {
				const { status, head, queue } = frame;
				if (!isTerminal(status) || after >= head)
					yield { event: "status", data: { status, queue_position: null } };
				if (queue === null)
					for (const tick of frame.progress) yield { event: "progress", data: toProgress(tick) };
				break;
			}
			case "job":
				yield { event: "status", seq: frame.seq, data: { status: frame.status, queue_position: null } };
				break;
			case "output":
				yield { event: "output", seq: frame.seq, data: await outputOf(frame.output) };
				break;
			case "progress":
				yield { event: "progress", data: toProgress(frame) };
				break;
			case "preview":
				yield {
					event: "preview",
					data: { node_id: frame.node ?? "", content_type: frame.content_type, data_base64: frame.data },
				};
				break;
			// What Comfy API v2 has no event for.
			case "stage":
			case "task":
			case "checkpoint":
			case "verdict":
			case "decision":
			case "queue":
				break;
			default:
				assertNever(frame);
		}
	}
}

/** As Server-Sent Events are written. Pure. */
export function writeComfyEvent({ event, seq, data }: ComfyEvent): string {
	const id = seq === undefined ? "" : `id: ${seq}\n`;
	return `${id}event: ${event}\ndata: ${JSON.stringify(data)}\n\n`;
}
