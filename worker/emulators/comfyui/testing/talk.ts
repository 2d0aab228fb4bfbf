import { once } from "node:events";
import { onTestFinished } from "vitest";
import WebSocket from "ws";
import { isRecord } from "../graph.ts";
import { loads } from "../http/pyjson.ts";
import { type ComfyEmulator, type ComfyEmulatorOptions, startComfyEmulator } from "../server.ts";

/** An emulator that ends with the test. */
export async function emulate(options: ComfyEmulatorOptions = {}): Promise<ComfyEmulator> {
	const emulator = await startComfyEmulator({ stepMs: 1, probes: true, ...options });
	onTestFinished(() => emulator.close());
	return emulator;
}

export interface Heard {
	type: string;
	data: Record<string, unknown>;
}

/** A socket that remembers what it heard. */
export class Ear {
	readonly messages: Heard[] = [];
	/** Text frames as they came. */
	readonly texts: string[] = [];
	/** Event numbers of binary frames. */
	readonly binaries: number[] = [];
	readonly socket: WebSocket;
	private waiting: { fits: (message: Heard) => boolean; resolve: (message: Heard) => void }[] = [];

	private constructor(socket: WebSocket) {
		this.socket = socket;
		socket.on("error", () => {});
		socket.on("message", (data: Buffer, binary) => {
			if (binary) {
				this.binaries.push(data.length >= 4 ? data.readUInt32BE(0) : -1);
				return;
			}
			this.texts.push(data.toString());
			const message = parse(data.toString());
			if (!message) return;
			this.messages.push(message);
			const met = this.waiting.filter(({ fits }) => fits(message));
			this.waiting = this.waiting.filter((one) => !met.includes(one));
			for (const { resolve } of met) resolve(message);
		});
	}

	static async open(emulator: ComfyEmulator, id: string, flags?: Record<string, unknown>): Promise<Ear> {
		const socket = new WebSocket(`${emulator.url.replace("http", "ws")}/ws?clientId=${id}`);
		const ear = new Ear(socket);
		await once(socket, "open");
		if (flags) socket.send(JSON.stringify({ type: "feature_flags", data: flags }));
		await ear.hear((message) => message.type === (flags ? "feature_flags" : "status"));
		return ear;
	}

	/** The first message, past or future, that fits. */
	hear(fits: (message: Heard) => boolean): Promise<Heard> {
		const known = this.messages.find(fits);
		if (known) return Promise.resolve(known);
		return new Promise((resolve) => this.waiting.push({ fits, resolve }));
	}

	/** The message that says a prompt has left the executor. */
	end(promptId: string): Promise<Heard> {
		return this.hear(
			({ type, data }) => type === "executing" && data.node === null && data.prompt_id === promptId,
		);
	}

	of(type: string): Heard[] {
		return this.messages.filter((message) => message.type === type);
	}

	/** Resolves when everything sent so far has arrived. */
	async settle(): Promise<void> {
		const answered = once(this.socket, "pong");
		this.socket.ping();
		await answered;
	}

	async close(emulator: ComfyEmulator): Promise<void> {
		const left = emulator.clients - 1;
		this.socket.close();
		await emulator.whenClients(left);
	}
}

function parse(text: string): Heard | undefined {
	try {
		const value = loads(text);
		if (!isRecord(value) || typeof value.type !== "string") return undefined;
		return { type: value.type, data: isRecord(value.data) ? value.data : {} };
	} catch {
		return undefined;
	}
}

export interface Submitted {
	status: number;
	id: string;
	body: Record<string, unknown>;
}

/** POST /prompt. `raw` replaces the body's text. */
export async function submit(
	emulator: ComfyEmulator,
	prompt: unknown,
	more: Record<string, unknown> = {},
	raw?: string,
): Promise<Submitted> {
	const body = raw ?? JSON.stringify({ prompt, ...more });
	const response = await fetch(`${emulator.url}/prompt`, { method: "POST", body });
	const answer = await json(response);
	return { status: response.status, id: String(answer.prompt_id), body: answer };
}

/** A JSON object out of an answer, NaN and all; an empty one where it is none. */
export async function json(response: Response): Promise<Record<string, unknown>> {
	const text = await response.text();
	const value = response.headers.get("content-type")?.startsWith("application/json") ? loads(text) : {};
	return isRecord(value) ? value : {};
}

export async function get(emulator: ComfyEmulator, path: string): Promise<Record<string, unknown>> {
	return await json(await fetch(emulator.url + path));
}

export function post(emulator: ComfyEmulator, path: string, body: unknown): Promise<Response> {
	return fetch(emulator.url + path, { method: "POST", body: JSON.stringify(body) });
}

export interface Entry {
	prompt: unknown[];
	outputs: Record<string, Record<string, { filename: string; subfolder: string; type: string }[]>>;
	status: { status_str: string; completed: boolean; messages: [string, Record<string, unknown>][] };
}

/** A prompt's history, or undefined while there is none. */
export async function history(emulator: ComfyEmulator, id: string): Promise<Entry | undefined> {
	return (await get(emulator, `/history/${id}`))[id] as Entry | undefined;
}

/** Runs a graph to its end and returns the bytes of the first picture it saved. */
export async function picture(emulator: ComfyEmulator, prompt: unknown): Promise<Buffer> {
	const { id, body } = await submit(emulator, prompt);
	await emulator.whenIdle();
	const entry = await history(emulator, id);
	const file = Object.values(entry?.outputs ?? {}).flatMap((output) => output.images ?? [])[0];
	if (!file) throw new Error(`no picture: ${JSON.stringify(entry?.status ?? body)}`);
	const query = new URLSearchParams({ filename: file.filename, subfolder: file.subfolder, type: file.type });
	return Buffer.from(await (await fetch(`${emulator.url}/view?${query}`)).arrayBuffer());
}

/** Uploads a file into the input folder and returns its name. */
export async function upload(
	emulator: ComfyEmulator,
	bytes: Buffer,
	name: string,
	fields: Record<string, string> = {},
): Promise<{ status: number; name: string }> {
	const form = new FormData();
	form.append("image", new Blob([new Uint8Array(bytes)]), name);
	for (const [key, value] of Object.entries(fields)) form.append(key, value);
	const response = await fetch(`${emulator.url}/upload/image`, { method: "POST", body: form });
	const answer = response.ok ? await json(response) : {};
	return { status: response.status, name: String(answer.name) };
}
