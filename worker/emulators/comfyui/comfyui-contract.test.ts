import { randomInt, randomUUID } from "node:crypto";
import { once } from "node:events";
import { request } from "node:http";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import WebSocket from "ws";
import { isRecord } from "./graph.ts";
import { loads } from "./http/pyjson.ts";
import { decodeImage } from "./render/decode.ts";
import { type ComfyEmulator, startComfyEmulator } from "./server.ts";
import { type Answer, type Ask, askRows, type Part, runRows } from "./testing/contract/table.ts";
import type { ComfyVersion } from "./version.ts";

/**
 * One table of requests and answers, for the emulator of both releases and, with COMFYUI_URL, for the server
 * there: what differs from the table is a mistake of the emulator, or a release that is not one of the two.
 */
const real = process.env.COMFYUI_URL?.replace(/\/+$/, "") || undefined;
const VERSIONS = ["0.33.0", "0.3.64"] as const;

interface Reply {
	status: number;
	headers: Record<string, unknown>;
	text: string;
}

function formOf(parts: readonly Part[], boundary: string): Buffer {
	const head = ({ name, filename }: Part) =>
		`--${boundary}\r\ncontent-disposition: form-data; name="${name}"${filename === undefined ? "" : `; filename="${filename}"`}\r\n${filename === undefined ? "" : "content-type: application/octet-stream\r\n"}\r\n`;
	return Buffer.concat([
		...parts.flatMap((part) => [Buffer.from(head(part)), Buffer.from(part.value), Buffer.from("\r\n")]),
		Buffer.from(`--${boundary}--\r\n`),
	]);
}

/** Sends a request as it stands: `fetch` mends paths and forbids headers. */
function send(base: string, { method = "GET", path, headers = {}, body, form }: Ask): Promise<Reply> {
	const boundary = "a-boundary-of-the-table";
	const bytes = form === undefined ? Buffer.from(body ?? "") : formOf(form, boundary);
	const type = form === undefined ? {} : { "content-type": `multipart/form-data; boundary=${boundary}` };
	const { hostname, port } = new URL(base);
	const length = method === "GET" ? {} : { "content-length": String(bytes.length) };
	return new Promise((resolve, reject) => {
		const sent = request(
			{ hostname, port, method, path, headers: { ...type, ...length, ...headers }, agent: false },
			(response) => {
				const parts: Buffer[] = [];
				response.on("data", (part: Buffer) => parts.push(part));
				response.on("end", () =>
					resolve({
						status: response.statusCode ?? 0,
						headers: response.headers,
						text: Buffer.concat(parts).toString("utf8"),
					}),
				);
			},
		);
		sent.on("error", reject);
		sent.end(method === "GET" ? undefined : bytes);
	});
}

/** Patterns anywhere in what is expected, as vitest wants them. */
function matcher(expected: unknown): unknown {
	if (expected instanceof RegExp) return expect.stringMatching(expected);
	if (Array.isArray(expected)) return expected.map(matcher);
	if (!isRecord(expected)) return expected;
	const members = Object.entries(expected).map(([key, value]) => [key, matcher(value)] as const);
	return expect.objectContaining(Object.fromEntries(members));
}

function compare(reply: Reply, { status, headers = {}, body }: Answer): void {
	expect({ status: reply.status, text: reply.text.slice(0, 300) }).toMatchObject({ status });
	for (const [name, value] of Object.entries(headers)) {
		const sent = reply.headers[name] ?? null;
		expect({ [name]: sent }).toEqual({ [name]: matcher(value) });
	}
	if (body === undefined) return;
	const isText = typeof body === "string" && !String(reply.headers["content-type"]).includes("json");
	expect(isText || body instanceof RegExp ? reply.text : loads(reply.text)).toEqual(matcher(body));
}

interface Server {
	base: string;
	version: string;
	classes: Set<string>;
}

async function meet(base: string): Promise<Server> {
	const stats = loads((await send(base, { path: "/system_stats" })).text);
	const info = loads((await send(base, { path: "/object_info" })).text);
	const system = isRecord(stats) && isRecord(stats.system) ? stats.system : {};
	return {
		base,
		version: String(system.comfyui_version),
		classes: new Set(Object.keys(isRecord(info) ? info : {})),
	};
}

/** A prompt's history entry, as soon as there is one. */
async function ended(base: string, id: string): Promise<Record<string, unknown>> {
	for (;;) {
		const reply = loads((await send(base, { path: `/history/${id}` })).text);
		const entry = isRecord(reply) ? reply[id] : undefined;
		if (isRecord(entry)) return entry;
		await new Promise((resolve) => setImmediate(resolve));
	}
}

function errorOf(entry: Record<string, unknown>): Record<string, unknown> {
	const messages =
		isRecord(entry.status) && Array.isArray(entry.status.messages) ? entry.status.messages : [];
	return messages.find(([name]) => name === "execution_error")?.[1] ?? {};
}

/** The table against one server; `starts` gives its address. */
function holds(starts: () => Promise<string>, fixed: ComfyVersion | null): void {
	const tag = `t${randomUUID().slice(0, 8)}`;
	let server: Server;
	beforeAll(async () => {
		server = await meet(await starts());
	});
	const fits = (row: { only?: ComfyVersion }) => fixed === null || (row.only ?? fixed) === fixed;

	const other = ({ only }: { only?: ComfyVersion }) => only !== undefined && only !== server.version;

	test.for(askRows(tag).filter(fits))("$title", async (row, context) => {
		if (other(row)) return context.skip(`only of ${row.only}`);
		for (const ask of row.before ?? []) await send(server.base, ask);
		compare(await send(server.base, row.ask), row.answer);
	});

	test.for(runRows(tag).filter(fits))("$title", async (row, context) => {
		if (other(row)) return context.skip(`only of ${row.only}`);
		const missing = (row.needs ?? []).filter((name) => !server.classes.has(name));
		if (missing.length > 0) return context.skip(`this server has no ${missing.join()}`);
		for (const ask of row.before ?? []) await send(server.base, ask);
		const id = randomUUID();
		const body = JSON.stringify({ prompt: row.graph, prompt_id: id, client_id: tag, ...row.more });
		const accepted = await send(server.base, { method: "POST", path: "/prompt", body });
		expect(accepted).toMatchObject({ status: 200 });
		const entry = await ended(server.base, id);
		expect(entry).toMatchObject({ status: { status_str: row.history.status } });
		if (row.history.outputs !== undefined) {
			expect(Object.keys(isRecord(entry.outputs) ? entry.outputs : {})).toEqual(
				Object.keys(row.history.outputs ?? {}),
			);
			expect(entry).toMatchObject({ outputs: row.history.outputs });
		}
		if (row.history.error !== undefined) expect(errorOf(entry)).toEqual(matcher(row.history.error));
	});

	/** Runs a graph to its end; every frame about it, and the bytes of binary ones. */
	async function frames(graph: object): Promise<{ told: Record<string, unknown>[]; bytes: Buffer[] }> {
		const id = randomUUID();
		const told: Record<string, unknown>[] = [];
		const bytes: Buffer[] = [];
		const socket = new WebSocket(`${server.base.replace("http", "ws")}/ws?clientId=${id}`);
		const over = new Promise<void>((resolve) => {
			socket.on("message", (data: Buffer, binary) => {
				if (binary) {
					bytes.push(data);
					return;
				}
				const frame = loads(data.toString());
				if (!isRecord(frame) || !isRecord(frame.data)) return;
				told.push({ type: frame.type, ...frame.data });
				if (frame.type === "executing" && frame.data.node === null) resolve();
			});
		});
		await once(socket, "message");
		const body = JSON.stringify({ prompt: graph, prompt_id: id, client_id: id });
		await send(server.base, { method: "POST", path: "/prompt", body });
		await over;
		socket.close();
		return { told, bytes };
	}

	test("pictures for the socket are sent whole and without loss, each time", async (context) => {
		if (!server.classes.has("SaveImageWebsocket")) return context.skip("it has no SaveImageWebsocket");
		const colour = randomInt(0x1000000);
		const graph = {
			"1": { class_type: "EmptyImage", inputs: { width: 700, height: 9, batch_size: 2, color: colour } },
			"2": { class_type: "SaveImageWebsocket", inputs: { images: ["1", 0] } },
		};
		for (const _ of [1, 2]) {
			const { bytes } = await frames(graph);
			expect(bytes).toHaveLength(2);
			for (const frame of bytes) {
				// A preview, and a PNG.
				expect([frame.readUInt32BE(0), frame.readUInt32BE(4)]).toEqual([1, 2]);
				const picture = decodeImage(frame.subarray(8));
				expect([picture.width, picture.height]).toEqual([700, 9]);
				expect([...picture.data.subarray(0, 3)]).toEqual([colour >> 16, (colour >> 8) & 255, colour & 255]);
			}
		}
	});

	test("steps of less than half a percent are not told, but for the first and the last", async (context) => {
		if (!server.classes.has("ProbeProgress")) return context.skip("it has no ProbeProgress");
		const steps = 400;
		const { told } = await frames({
			"1": {
				class_type: "EmptyImage",
				inputs: { width: 8, height: 8, batch_size: 1, color: randomInt(999) },
			},
			"2": { class_type: "ProbeProgress", inputs: { image: ["1", 0], steps, ms: 0, preview: false } },
			"3": { class_type: "PreviewImage", inputs: { images: ["2", 0] } },
		});
		const values = told.filter(({ type }) => type === "progress").map(({ value }) => Number(value));
		expect([values[0], values.at(-1)]).toEqual([1, steps]);
		const next = values.filter((value, i) => value !== steps && value === (values[i - 1] ?? 0) + 1);
		expect(next).toHaveLength(server.version === "0.3.64" ? steps - 1 : 1);
	});

	test("a socket that is closed without a code hears 1000", async () => {
		const socket = new WebSocket(`${server.base.replace("http", "ws")}/ws?clientId=${tag}`);
		await once(socket, "message");
		const closed = once(socket, "close");
		socket.close();
		expect((await closed)[0]).toBe(1000);
	});
}

describe.each(VERSIONS)("the emulator of %s answers as the table says", (version) => {
	let emulator: ComfyEmulator | undefined;
	afterAll(() => emulator?.close());
	holds(async () => {
		emulator = await startComfyEmulator({ version, stepMs: 0, probes: true });
		return emulator.url;
	}, version);

	if (version !== "0.33.0") return;
	test("a job that waits has no graph, and no outputs yet", async () => {
		const probed = await startComfyEmulator({ version, probes: true });
		try {
			const ids: string[] = [];
			for (const ms of [60_000, 0]) {
				const prompt = {
					"1": { class_type: "EmptyImage", inputs: { width: 8, height: 8, batch_size: 1, color: ms } },
					"2": { class_type: "ProbeSleepOut", inputs: { image: ["1", 0], ms } },
				};
				const body = JSON.stringify({ prompt });
				const reply = loads((await send(probed.url, { method: "POST", path: "/prompt", body })).text);
				ids.push(isRecord(reply) ? String(reply.prompt_id) : "");
			}
			for (const id of ids) {
				const job = loads((await send(probed.url, { path: `/api/jobs/${id}` })).text);
				expect(job).toMatchObject({ id, outputs_count: 0, previewable_outputs_count: 0 });
				expect(job).not.toHaveProperty("workflow");
			}
		} finally {
			await probed.close();
		}
	});
});

if (real === undefined)
	test("the table is compared with a real server where COMFYUI_URL names one", () => {
		expect(askRows("x").length + runRows("x").length).toBeGreaterThan(90);
		console.log("COMFYUI_URL names no server: the table was compared with the emulator alone");
	});
else
	describe("the server at COMFYUI_URL answers as the table says", () => {
		holds(async () => real, null);
	});
