import vm from "node:vm";

/**
 * A stand-in for React Native: what its JavaScript has beside the language, and no more. Written after its sources
 * (Libraries/Blob, Network, WebSocket): answers have no `body`, blobs are made of texts and blobs alone and do not show
 * their bytes, signals know no reason, URL is half there, and there is no crypto and no stream. It is none: neither
 * Hermes nor a phone runs here.
 */
export function reactNative(): vm.Context {
	const { console, performance, setTimeout, clearTimeout, setInterval, clearInterval, Headers } = globalThis;
	const context = vm.createContext({
		...{ console, performance, setTimeout, clearTimeout, setInterval, clearInterval, Headers },
		...{ AbortController: NativeController, Blob: NativeBlob, Response: NativeResponse, URL: NativeUrl },
		...{ FormData: class {}, XMLHttpRequest: NativeXhr, WebSocket: NativeSocket, fetch: nativeFetch },
	});
	// Of the language, what Hermes does not know.
	vm.runInContext("delete Promise.withResolvers; delete Promise.try; delete Array.fromAsync;", context);
	return context;
}

type Part = string | NativeBlob;

export class NativeBlob {
	readonly held: Blob;

	constructor(parts: Part[] = [], options: { type?: string } = {}) {
		if (parts.some((part) => typeof part !== "string" && !(part instanceof NativeBlob)))
			throw new Error("Creating blobs from 'ArrayBuffer' and 'ArrayBufferView' are not supported");
		this.held = new Blob(
			parts.map((part) => (part instanceof NativeBlob ? part.held : part)),
			options,
		);
	}

	/** As a file or an answer becomes one: outside of JavaScript. */
	static holding(held: Blob): NativeBlob {
		return Object.assign(new NativeBlob(), { held });
	}

	get size(): number {
		return this.held.size;
	}

	get type(): string {
		return this.held.type;
	}
}

class NativeResponse {
	readonly status: number;
	readonly headers: Headers;
	private readonly content: NativeBlob;

	constructor(
		content: NativeBlob | null,
		init: { status?: number; headers?: Record<string, string> | Headers } = {},
	) {
		this.content = content ?? new NativeBlob();
		this.status = init.status ?? 200;
		this.headers = new Headers(init.headers);
	}

	get ok(): boolean {
		return this.status >= 200 && this.status < 300;
	}

	text(): Promise<string> {
		return this.content.held.text();
	}

	async json(): Promise<unknown> {
		return JSON.parse(await this.text());
	}
}

/** The `abort-controller` that React Native brings: events, and whether. */
class NativeController {
	readonly signal = Object.assign(new EventTarget(), { aborted: false });

	abort(): void {
		this.signal.aborted = true;
		this.signal.dispatchEvent(new Event("abort"));
	}
}

class NativeUrl {
	constructor() {
		throw new Error(
			"React Native's URL adds slashes, refuses hosts without a dot and sets nothing: do not use it",
		);
	}
}

class NativeSocket extends WebSocket {
	constructor(url: string, protocols?: string[]) {
		if (typeof url !== "string") throw new Error("the native module takes a text");
		super(url, protocols);
	}
}

interface Asked {
	method?: string;
	headers?: Record<string, string> | Headers;
	body?: Part;
	signal?: NativeController["signal"];
}

async function nativeFetch(url: string, { body, signal, ...init }: Asked = {}): Promise<NativeResponse> {
	if (typeof url !== "string") throw new Error("the native module takes a text");
	const stop = new AbortController();
	if (signal?.aborted) stop.abort();
	signal?.addEventListener("abort", () => stop.abort());
	const sent = body instanceof NativeBlob ? body.held : body;
	const answer = await fetch(url, {
		...init,
		signal: stop.signal,
		...(sent !== undefined && { body: sent }),
	});
	return new NativeResponse(NativeBlob.holding(await answer.blob()), answer);
}

class NativeXhr {
	readonly upload: { onprogress: ((event: { loaded: number }) => void) | null } = { onprogress: null };
	onload: (() => void) | null = null;
	onerror: (() => void) | null = null;
	onabort: (() => void) | null = null;
	responseType = "";
	response: NativeBlob | null = null;
	status = 0;
	readonly statusText = "";
	private readonly headers = new Headers();
	private heard = new Headers();
	private asked = ["", ""];

	open(method: string, url: string): void {
		this.asked = [method, url];
	}

	setRequestHeader(name: string, value: string): void {
		this.headers.set(name, value);
	}

	getAllResponseHeaders(): string {
		return [...this.heard].map(([name, value]) => `${name}: ${value}\r\n`).join("");
	}

	send(body: NativeBlob): void {
		const [method = "", url = ""] = this.asked;
		fetch(url, { method, headers: this.headers, body: body.held }).then(
			async (answer) => {
				this.response = NativeBlob.holding(await answer.blob());
				this.status = answer.status;
				this.heard = answer.headers;
				this.upload.onprogress?.({ loaded: body.size });
				this.onload?.();
			},
			() => this.onerror?.(),
		);
	}

	abort(): void {
		this.onabort?.();
	}
}
