import { execFile } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import http from "node:http";
import net from "node:net";
import os from "node:os";
import path from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Stack, startStack } from "./stack/stack.ts";

/** Clients as people use them, which send a large file that is refused: they must see why. */

const run = promisify(execFile);
const BYTES = 20_000_000;
const TYPE = "multipart/form-data; boundary=x";
/** A file that is no picture, whose end never comes. */
const file = Buffer.alloc(BYTES, "x");
file.write('--x\r\ncontent-disposition: form-data; name="file"; filename="a.png"\r\n\r\nno picture at all');

let stack: Stack;
let folder: string;
beforeAll(async () => {
	stack = await startStack({ workers: 0, edgeOnly: true });
	folder = await mkdtemp(path.join(os.tmpdir(), "darkroom-refused-"));
	await writeFile(path.join(folder, "file"), file);
});
afterAll(async () => {
	await stack?.stop();
	await rm(folder, { recursive: true, force: true });
});

const PYTHON = `
import http.client, sys
host, key, kind, name = sys.argv[1:]
connection = http.client.HTTPConnection(host)
with open(name, "rb") as file:
    connection.request("POST", "/v1/assets", file.read(), {"authorization": "Bearer " + key, "content-type": kind})
answer = connection.getresponse()
answer.read()
print(answer.status)
`;

/** Each sends the file with a key and says which status it saw. */
const CLIENTS: Record<string, (key: string) => Promise<number>> = {
	"Node's fetch": async (key) => {
		const headers = { authorization: `Bearer ${key}`, "content-type": TYPE };
		const answer = await fetch(`${stack.edge.url}/v1/assets`, { method: "POST", headers, body: file });
		await answer.arrayBuffer();
		return answer.status;
	},
	"node:http": async (key) => {
		const headers = { authorization: `Bearer ${key}`, "content-type": TYPE, "content-length": BYTES };
		const request = http.request(`${stack.edge.url}/v1/assets`, { method: "POST", headers });
		request.end(file);
		const [answer] = (await once(request, "response")) as [http.IncomingMessage];
		answer.resume();
		return answer.statusCode ?? 0;
	},
	curl: async (key) => {
		const headers = ["-H", `authorization: Bearer ${key}`, "-H", `content-type: ${TYPE}`];
		const written = ["-s", "-o", path.join(folder, "answer"), "-w", "%{http_code}"];
		const body = ["--data-binary", `@${path.join(folder, "file")}`];
		return Number(
			(await run("curl", [...written, ...headers, ...body, `${stack.edge.url}/v1/assets`])).stdout,
		);
	},
	"Python's http.client": async (key) => {
		const { host } = new URL(stack.edge.url);
		const { stdout } = await run("python3", ["-c", PYTHON, host, key, TYPE, path.join(folder, "file")]);
		return Number(stdout);
	},
};

const missing = new Set<string>();
for (const [name, program] of [
	["curl", "curl"],
	["Python's http.client", "python3"],
] as const)
	await run(program, ["--version"]).catch(() => missing.add(name));

describe.each(Object.entries(CLIENTS))("%s", (name, send) => {
	test("sees why a large file was refused, before it was read and midway", async ({ skip }) => {
		skip(missing.has(name), `${name} is not on this machine`);
		// Often enough that one that hangs on the moment would be seen.
		for (let i = 0; i < 3; i++) {
			expect(await send("dk_live_wrong")).toBe(401);
			expect(await send(stack.client.key)).toBe(422);
		}
	});
});

/** Opens a connection, sends the head of an upload and what of its body is given, and then nothing more. */
async function silent(key: string, more: string, begin: Uint8Array): Promise<string> {
	const { hostname, port } = new URL(stack.edge.url);
	const socket = net.connect(Number(port), hostname);
	const head = `POST /v1/assets HTTP/1.1\r\nhost: x\r\nauthorization: Bearer ${key}\r\ncontent-type: ${TYPE}\r\ncontent-length: ${BYTES}\r\n${more}\r\n`;
	socket.write(head);
	socket.write(begin);
	let text = "";
	for await (const chunk of socket) {
		text += String(chunk);
		if (text.includes("\r\n\r\n")) break;
	}
	socket.destroy();
	return text.slice(0, text.indexOf("\r\n"));
}

test("a client that neither sends its body nor ends it is answered", async () => {
	expect(await silent("dk_live_wrong", "", new Uint8Array(0))).toBe("HTTP/1.1 401 Unauthorized");
	expect(await silent(stack.client.key, "", file.subarray(0, 100_000))).toBe(
		"HTTP/1.1 422 Unprocessable Entity",
	);
});

test("one that waits to be asked for its body is refused and not asked", async () => {
	const answer = await silent("dk_live_wrong", "expect: 100-continue\r\n", new Uint8Array(0));
	expect(answer).toBe("HTTP/1.1 401 Unauthorized");
});
