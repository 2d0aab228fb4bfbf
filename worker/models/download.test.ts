import { createHash } from "node:crypto";
import { statSync } from "node:fs";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { until } from "../testing/until.ts";
import { type DownloadParts, download } from "./download.ts";
import type { LockedFile } from "./lock.ts";

const BYTES = Buffer.from("safetensors ".repeat(50_000));
const SHA = createHash("sha256").update(BYTES).digest("hex");

let folder: string;
let asked: IncomingMessage[];
let answers: ((request: IncomingMessage, reply: ServerResponse) => void)[];
let base: string;
let pauses: (number | null)[];
const server = createServer((request, reply) => {
	asked.push(request);
	const answer = answers.length > 1 ? answers.shift() : answers[0];
	answer?.(request, reply);
});

beforeEach(async () => {
	folder = await mkdtemp(join(tmpdir(), "darkroom-test-"));
	asked = [];
	answers = [whole];
	pauses = [];
	await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
	base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterEach(async () => {
	server.closeAllConnections();
	await new Promise((resolve) => server.close(resolve));
	await rm(folder, { recursive: true, force: true });
});

/** As Hugging Face answers: all of it, or from where it is asked for. */
function whole(request: IncomingMessage, reply: ServerResponse): void {
	const from = Number(/^bytes=(\d+)-$/.exec(request.headers.range ?? "")?.[1] ?? 0);
	if (from >= BYTES.length) return void reply.writeHead(416).end();
	const rest = BYTES.subarray(from);
	reply.writeHead(from > 0 ? 206 : 200, { "content-length": rest.length }).end(rest);
}
/** So many bytes, and no more until the connection breaks. */
const begun = (count: number) => (_request: IncomingMessage, reply: ServerResponse) => {
	reply.writeHead(200, { "content-length": BYTES.length });
	reply.write(BYTES.subarray(0, count));
};
const status =
	(code: number, headers: Record<string, string> = {}) =>
	(_request: IncomingMessage, reply: ServerResponse) =>
		void reply.writeHead(code, headers).end();

const file = (of: Partial<LockedFile> = {}): LockedFile => ({
	folder: "vae",
	file: "a.safetensors",
	url: `${base}/a`,
	bytes: null,
	sha256: null,
	licence: "MIT",
	source: "https://example.com/page",
	workflows: ["x"],
	...of,
});
const parts = (of: Partial<DownloadParts> = {}): DownloadParts => ({
	token: null,
	fetch,
	pause: async (_tries, after) => void pauses.push(after),
	onProgress: () => undefined,
	...of,
});
const target = () => join(folder, "vae", "a.safetensors");
const partSize = () => statSync(`${target()}.part`, { throwIfNoEntry: false })?.size ?? 0;
const fetched = (of: Partial<LockedFile> = {}, more: Partial<DownloadParts> = {}) =>
	download(file(of), target(), parts(more));
const refused = async (of: Partial<LockedFile> = {}, more: Partial<DownloadParts> = {}) => {
	const error: unknown = await fetched(of, more).then(
		() => null,
		(thrown: unknown) => thrown,
	);
	await expect(readFile(target())).rejects.toThrow("ENOENT");
	return error instanceof Error ? error.message : "nothing was thrown";
};

test("a file comes whole, with its hash, and progress goes up to its end", async () => {
	const seen: [number, number | null][] = [];
	const found = await fetched({}, { onProgress: (done, total) => seen.push([done, total]) });
	expect(found).toEqual({ bytes: BYTES.length, sha256: SHA });
	expect((await readFile(target())).equals(BYTES)).toBe(true);
	expect(seen.at(-1)).toEqual([BYTES.length, BYTES.length]);
});

test("what was there when the connection broke is not fetched again", async () => {
	answers = [begun(100_000), whole];
	const fetching = fetched({ sha256: SHA });
	// It breaks once something of it is on the disk: what lies in the socket then is lost.
	await until("something has come", () => partSize() > 0);
	server.closeAllConnections();
	expect(await fetching).toEqual({ bytes: BYTES.length, sha256: SHA });
	const from = Number(/bytes=(\d+)-/.exec(asked[1]?.headers.range ?? "")?.[1]);
	expect(from).toBeGreaterThan(0);
	expect(pauses).toEqual([null]);
});

test("a process that was killed goes on where it stood; one that had all of it only looks", async () => {
	await fetched();
	await rm(target());
	await writeFile(`${target()}.part`, BYTES.subarray(0, 1_000));
	await fetched({ sha256: SHA });
	expect(asked.at(-1)?.headers.range).toBe("bytes=1000-");
	await rm(target());
	await writeFile(`${target()}.part`, BYTES);
	expect(await fetched({ sha256: SHA })).toEqual({ bytes: BYTES.length, sha256: SHA });
});

test("a server that knows nothing of parts sends all of it, from the beginning", async () => {
	await fetched();
	await rm(target());
	await writeFile(`${target()}.part`, "of another file");
	answers = [(_request, reply) => void reply.writeHead(200, { "content-length": BYTES.length }).end(BYTES)];
	expect(await fetched({ sha256: SHA })).toEqual({ bytes: BYTES.length, sha256: SHA });
});

test("another file than the one that was locked is thrown away, and what was kept of it", async () => {
	expect(await refused({ sha256: "0".repeat(64) })).toMatch(/SHA-256 is .* not 000/);
	await expect(readFile(`${target()}.part`)).rejects.toThrow("ENOENT");
	expect(await refused({ bytes: 7 })).toMatch(/600000 bytes came, not 7/);
});

test("where nothing is locked, what the server says of a file is what it must be", async () => {
	const linked = (hash: string) => [
		status(302, { location: "/b", "x-linked-etag": `"${hash}"`, "x-linked-size": String(BYTES.length) }),
		whole,
	];
	answers = linked(SHA);
	expect(await fetched()).toEqual({ bytes: BYTES.length, sha256: SHA });
	await rm(target());
	answers = linked("0".repeat(64));
	expect(await refused()).toMatch(/not 000/);
});

test("a token goes to Hugging Face and not to where that leads", async () => {
	const sent: (string | null)[] = [];
	const ask: typeof fetch = async (url, init) => {
		sent.push(new Headers(init?.headers).get("authorization"));
		const to = new URL(String(url));
		if (to.hostname === "huggingface.co")
			return new Response(null, { status: 302, headers: { location: `${base}/a` } });
		return fetch(url, init);
	};
	await fetched({ url: "https://huggingface.co/a/resolve/main/a" }, { token: "hf_secret", fetch: ask });
	expect(sent).toEqual(["Bearer hf_secret", null]);
	expect(asked[0]?.headers.authorization).toBeUndefined();
});

test("a server that is not well is asked again, as late as it wants; one that stays so is named", async () => {
	answers = [status(503), status(429, { "retry-after": "7" }), whole];
	await fetched();
	expect(pauses).toEqual([null, 7]);
	await rm(target());
	answers = [status(500)];
	expect(await refused()).toBe("the server answers 500; tried 6 times");
});

test("what no other try will change is said at once, with what to do", async () => {
	answers = [status(403)];
	expect(await refused()).toMatch(/accept its licence at https:\/\/example\.com\/page and set HF_TOKEN/);
	answers = [status(404)];
	expect(await refused()).toMatch(/is not at .* any more; its page is/);
	answers = [status(302, { location: "/a" })];
	expect(await refused()).toMatch(/leads on and on/);
	expect(await refused({ url: null })).toMatch(/by hand from https:\/\/example\.com\/page/);
	expect(pauses).toEqual([]);
});
