import { exports } from "cloudflare:workers";
import { expect } from "vitest";
import { PATIENCE_MS } from "../../workflows/testing/patience.ts";
import { type Frame, frameSchema } from "../contract/jobs/events.ts";
import { keepSecrets } from "./redaction.ts";

export interface TestSocket<T> {
	socket: WebSocket;
	/** What the server agreed to speak. */
	protocol: string | null;
	/** Everything that arrived. */
	frames: T[];
	/** Waits until one fits, and returns it. */
	until<U extends T>(fits: (frame: T) => frame is U): Promise<U>;
	until(fits: (frame: T) => boolean): Promise<T>;
	/** Waits for the close code. */
	closed: Promise<number>;
}

/** Opens a socket; `parse` reads a frame. */
export async function openSocket<T>(
	path: string,
	headers: Record<string, string>,
	parse: (text: string) => T,
): Promise<TestSocket<T>> {
	keepSecrets(headers.authorization?.replace("Bearer ", ""));
	const response = await exports.default.fetch(`https://edge${path}`, {
		headers: { upgrade: "websocket", ...headers },
	});
	expect(response.status, path).toBe(101);
	const socket = response.webSocket;
	if (!socket) throw new Error("a 101 without a socket");
	const frames: T[] = [];
	let wake = () => {};
	let close: (code: number) => void = () => {};
	const closed = new Promise<number>((resolve) => {
		close = resolve;
	});
	socket.addEventListener("message", (event) => {
		frames.push(parse(String(event.data)));
		wake();
	});
	socket.addEventListener("close", (event) => {
		close(event.code);
		wake();
	});
	socket.accept();
	const until = async (fits: (frame: T) => boolean): Promise<T> => {
		const signal = AbortSignal.timeout(PATIENCE_MS);
		signal.addEventListener("abort", () => wake());
		for (;;) {
			const found = frames.find(fits);
			if (found !== undefined) return found;
			if (signal.aborted) throw new Error(`no such frame among ${JSON.stringify(frames)}`);
			await new Promise<void>((resolve) => {
				wake = resolve;
			});
		}
	};
	return {
		socket,
		protocol: response.headers.get("sec-websocket-protocol"),
		frames,
		until: until as TestSocket<T>["until"],
		closed,
	};
}

/** Watches a job by WebSocket. */
export function watchJob(
	id: string,
	headers: Record<string, string>,
	query = "",
): Promise<TestSocket<Frame>> {
	return openSocket(`/v1/jobs/${id}/socket${query}`, headers, (text) => frameSchema.parse(JSON.parse(text)));
}

export interface SseEvent {
	id: string | null;
	event: string;
	frame: Frame;
}

/** Reads a job's stream of Server-Sent Events as a browser would. */
export async function* readSse(response: Response): AsyncGenerator<SseEvent> {
	for await (const { id, event, data } of readSseText(response))
		yield { id, event, frame: frameSchema.parse(JSON.parse(data)) };
}

/** The same for any stream: what its events say, as text. */
export async function* readSseText(
	response: Response,
): AsyncGenerator<{ id: string | null; event: string; data: string }> {
	expect(response.headers.get("content-type")).toBe("text/event-stream");
	const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
	if (!reader) throw new Error("a stream without a body");
	let text = "";
	try {
		for (;;) {
			const { done, value } = await reader.read();
			if (done) return;
			text += value;
			for (let end = text.indexOf("\n\n"); end !== -1; end = text.indexOf("\n\n")) {
				const lines = text.slice(0, end).split("\n");
				text = text.slice(end + 2);
				const field = (name: string) =>
					lines.find((line) => line.startsWith(`${name}: `))?.slice(name.length + 2) ?? null;
				const data = field("data");
				if (data !== null) yield { id: field("id"), event: field("event") ?? "message", data };
			}
		}
	} finally {
		await reader.cancel();
	}
}

/** Numbers of the durable events among frames, in the order they came. */
export function numbers(frames: Frame[]): number[] {
	return frames.flatMap((frame) => ("seq" in frame ? [frame.seq] : []));
}
