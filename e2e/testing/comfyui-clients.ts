import { WebSocket } from "ws";

/** Published clients of ComfyUI, as far as tests use them. Each is asked for as its own documents say. */

/** `@saintno/comfyui-sdk` */
export interface SaintnoSdk {
	ComfyApi: new (
		host: string,
		clientId: string,
		options: { credentials: { type: "basic"; username: string; password: string } },
	) => SaintnoApi;
	PromptBuilder: new (graph: object, inputs: string[], outputs: string[]) => SaintnoPrompt;
	CallWrapper: new (api: SaintnoApi, prompt: SaintnoPrompt) => SaintnoCall;
}
export interface SaintnoApi {
	init(): SaintnoApi;
	waitForReady(): Promise<SaintnoApi>;
	destroy(): void;
	getImage(file: object): Promise<Blob>;
	getCheckpoints(): Promise<string[]>;
	getSystemStats(): Promise<{ devices: object[] }>;
	uploadImage(bytes: Uint8Array, name: string): Promise<false | { info: { filename: string } }>;
	interrupt(): Promise<void>;
}
interface SaintnoPrompt {
	setOutputNode(output: string, node: string): SaintnoPrompt;
}
interface SaintnoCall {
	onPending(heard: (job?: string) => void): SaintnoCall;
	onProgress(heard: (progress: { node: string; value: number; max: number }) => void): SaintnoCall;
	onFailed(heard: (error: Error) => void): SaintnoCall;
	run(): Promise<Record<string, { images: object[] }> | undefined | false>;
}

/** `@stable-canvas/comfyui-client` */
export interface CanvasSdk {
	Client: new (options: {
		api_host: string;
		clientId: string;
		fetch: typeof fetch;
		WebSocket: unknown;
	}) => {
		connect(): Promise<unknown>;
		close(): void;
		enqueue(
			graph: object,
			options: { progress(heard: { value: number; max: number }): void },
		): Promise<{ prompt_id: string; images: { type: string; data: string }[] }>;
		getNodeDefs(): Promise<Record<string, object>>;
		getQueue(): Promise<{ Running: unknown[]; Pending: unknown[] }>;
	};
}

/** A package of the registry, of which nothing is known but what is said here. */
export async function published<T>(name: string): Promise<T> {
	return (await import(name)) as T;
}

/** What asks as ever, with a key: the client has a place for it where it has none for credentials. */
export function fetchingWith(key: string): typeof fetch {
	return (input, init) => {
		const headers = new Headers(init?.headers);
		headers.set("authorization", `Bearer ${key}`);
		return fetch(input, { ...init, headers });
	};
}

/** The same of sockets. */
export function socketsWith(key: string): typeof WebSocket {
	return class extends WebSocket {
		constructor(url: string) {
			super(url, { headers: { authorization: `Bearer ${key}` } });
		}
	} as typeof WebSocket;
}
