import { reasonOf } from "./reason-of.ts";

/** Told how many bytes of a body were taken, of how many. A try that begins anew begins at 0. */
export type OnSent = (sent: number, total: number) => void;

/** What is used of a browser's XMLHttpRequest. */
interface Xhr {
	open(method: string, url: string): void;
	setRequestHeader(name: string, value: string): void;
	getAllResponseHeaders(): string;
	send(body: Blob): void;
	abort(): void;
	responseType: string;
	readonly response: Blob;
	readonly status: number;
	readonly statusText: string;
	readonly upload: { onprogress: ((event: { loaded: number }) => void) | null };
	onload: (() => void) | null;
	onerror: (() => void) | null;
	onabort: (() => void) | null;
}
type MakeXhr = new () => Xhr;

/** Null where there is none: it is a browser's, and React Native's. */
export function xhrHere(): MakeXhr | null {
	return (globalThis as { XMLHttpRequest?: MakeXhr }).XMLHttpRequest ?? null;
}

const WITHOUT_BODY = [204, 205, 304];

/** As `fetch`, which tells nothing of what it sends: this does. */
export function sendByXhr(
	make: MakeXhr,
	url: string,
	{ method = "POST", headers, signal }: RequestInit,
	body: Blob,
	onSent: OnSent,
): Promise<Response> {
	const xhr = new make();
	const stop = () => xhr.abort();
	return new Promise<Response>((resolve, reject) => {
		if (signal?.aborted) throw reasonOf(signal);
		xhr.open(method, url);
		new Headers(headers).forEach((value, name) => {
			xhr.setRequestHeader(name, value);
		});
		xhr.responseType = "blob";
		xhr.upload.onprogress = ({ loaded }) => onSent(loaded, body.size);
		xhr.onload = () => {
			const { status, statusText } = xhr;
			const answer = WITHOUT_BODY.includes(status) ? null : xhr.response;
			resolve(new Response(answer, { status, statusText, headers: headersIn(xhr.getAllResponseHeaders()) }));
		};
		// In words of its own: why it is so, no browser says.
		xhr.onerror = () => reject(new TypeError("the upload broke off"));
		xhr.onabort = () => reject(reasonOf(signal));
		signal?.addEventListener("abort", stop, { once: true });
		xhr.send(body);
	}).finally(() => signal?.removeEventListener("abort", stop));
}

/** `name: value` lines as headers. Pure. */
function headersIn(lines: string): Headers {
	const headers = new Headers();
	for (const line of lines.split("\r\n")) {
		const colon = line.indexOf(": ");
		if (colon > 0) headers.append(line.slice(0, colon), line.slice(colon + 2));
	}
	return headers;
}
