import { createServer, type IncomingMessage, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, expect, test, vi } from "vitest";
import { sendingLine } from "../cli/uploading.ts";
import { formBlob } from "./form-blob.ts";
import { inPieces, sending } from "./sending.ts";
import { Transport } from "./transport.ts";

afterEach(() => vi.unstubAllGlobals());

test("a form is one that others read, whatever the file is called", async () => {
	const blob = formBlob(new Blob(["abc"], { type: "image/png" }), 'a"b\r\nc.png');
	const read = await new Response(blob, { headers: { "content-type": blob.type } }).formData();
	const file = read.get("file");
	if (!(file instanceof File)) throw new Error("there is no file in it");
	expect([file.type, await file.text()]).toEqual(["image/png", "abc"]);
	expect(await blob.text()).toContain('filename="a%22b%0D%0Ac.png"');
});

test("a piece counts once the next one is asked for", async () => {
	const told: number[] = [];
	const reader = inPieces(new Blob([new Uint8Array(150_000)]), (sent) => told.push(sent)).getReader();
	await reader.read();
	expect(told).toEqual([]);
	await reader.read();
	expect(told).toEqual([65_536]);
	while (!(await reader.read()).done);
	expect(told).toEqual([65_536, 131_072, 150_000]);
});

/** A server that reads a body once it is let. */
async function server(status: () => number) {
	let heard: (request: IncomingMessage) => void = () => undefined;
	const began = new Promise<IncomingMessage>((resolve) => {
		heard = resolve;
	});
	const made: Server = createServer((request, response) => {
		request.pause();
		heard(request);
		request.on("end", () => response.writeHead(status(), { "retry-after": "0" }).end("{}"));
	});
	await new Promise<void>((resolve) => made.listen(0, "127.0.0.1", resolve));
	const url = `http://127.0.0.1:${(made.address() as AddressInfo).port}`;
	return { url, began, close: () => made.close() };
}

test("bytes are told as the socket takes them: not all while nobody reads them, and all in the end", async () => {
	const { url, began, close } = await server(() => 200);
	const total = 24_000_000;
	let sent = -1;
	const transport = new Transport({ url, key: "dk_live_x" });
	const body = new Blob([new Uint8Array(total)], { type: "application/octet-stream" });
	const answer = transport.send("POST", "/x", { body, onSent: (now) => (sent = now), tries: 1 });
	const request = await began;
	expect(request.headers["content-length"]).toBe(String(total));
	expect(request.headers["transfer-encoding"]).toBeUndefined();
	expect(sent).toBeLessThan(total);
	let got = 0;
	request.on("data", (chunk: Buffer) => (got += chunk.length));
	request.resume();
	expect((await answer).status).toBe(200);
	expect([sent, got]).toEqual([total, total]);
	close();
});

test("a try that begins anew sends all of it again, and says so", async () => {
	const answers = [503, 200];
	const made = createServer((request, response) => {
		request.resume().on("end", () => response.writeHead(answers.shift() ?? 500).end("{}"));
	});
	await new Promise<void>((resolve) => made.listen(0, "127.0.0.1", resolve));
	const url = `http://127.0.0.1:${(made.address() as AddressInfo).port}`;
	const told: number[] = [];
	const transport = new Transport({ url, key: "x" });
	await transport.send("POST", "/x", { body: new Blob(["abc"]), onSent: (now) => told.push(now), tries: 2 });
	expect(told).toEqual([0, 3, 0, 3]);
	made.close();
});

test("in browsers it is what XMLHttpRequest says, and refusals are answers", async () => {
	class Xhr {
		upload = { onprogress: null as ((event: { loaded: number }) => void) | null };
		onload: (() => void) | null = null;
		status = 422;
		statusText = "";
		response = new Blob(['{"code":"x"}']);
		asked: string[] = [];
		open(method: string, url: string) {
			this.asked.push(`${method} ${url}`);
		}
		setRequestHeader(name: string, value: string) {
			this.asked.push(`${name}: ${value}`);
		}
		getAllResponseHeaders() {
			return "content-type: application/problem+json\r\nretry-after: 3\r\n";
		}
		send(body: Blob) {
			this.upload.onprogress?.({ loaded: body.size - 1 });
			queueMicrotask(() => this.onload?.());
		}
		abort() {}
	}
	vi.stubGlobal("XMLHttpRequest", Xhr);
	const told: number[] = [];
	const ask = sending(new Blob(["abc"]), (now) => told.push(now), null);
	const answer = await ask("https://edge/v1/assets", { method: "POST", headers: { "x-a": "b" } });
	expect([answer.status, answer.headers.get("retry-after"), await answer.json()]).toEqual([
		422,
		"3",
		{ code: "x" },
	]);
	expect(told).toEqual([0, 2]);
});

test("the line of an upload is drawn over on a terminal; else a large file has a line at each quarter", () => {
	const written = (isTTY: boolean, total: number) => {
		const texts: string[] = [];
		const { onSent, end } = sendingLine({ isTTY, write: (text) => texts.push(String(text)) > 0 }, "a.png");
		for (let i = 0; i <= 20; i++) onSent((total * i) / 20, total);
		end();
		return texts;
	};
	expect(written(false, 999)).toEqual([]);
	expect(written(false, 8e6)).toEqual(
		[25, 50, 75, 100].map((n) => `a.png  ${n}%  ${((8 * n) / 100).toFixed(1)} of 8.0 MB sent\n`),
	);
	expect(written(true, 8e6).at(-1)).toBe("\r\x1b[2K");
});
