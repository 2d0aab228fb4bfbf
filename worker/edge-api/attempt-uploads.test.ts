import { createHash, randomBytes } from "node:crypto";
import http from "node:http";
import type { AddressInfo } from "node:net";
import { Readable } from "node:stream";
import { afterEach, expect, test } from "vitest";
import { DIRECT_BYTES } from "../../edge/contract/workers/workers.ts";
import { HttpError, HttpPool } from "../process/request.ts";
import { AttemptUploads } from "./attempt-uploads.ts";

const open: http.Server[] = [];
afterEach(() => {
	for (const server of open.splice(0)) server.close();
});

const BYTES = randomBytes(DIRECT_BYTES);
const SIGNED = "X-Amz-Signature=a-secret-of-the-address";

async function serving(listener: http.RequestListener): Promise<string> {
	const server = http.createServer(listener);
	open.push(server);
	await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
	return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

async function hashOf(request: http.IncomingMessage): Promise<string> {
	const hash = createHash("sha256");
	for await (const chunk of request) if (Buffer.isBuffer(chunk)) hash.update(chunk);
	return hash.digest("hex");
}

/** An edge beside a storage that answers with these statuses, one after the other; and what both were asked. 0: it hangs up. */
async function site(answers: number[], edge: { asked?: number; direct?: boolean } = {}) {
	const asked: string[] = [];
	const storage = await serving((request, response) => {
		const status = answers.shift() ?? 200;
		asked.push(`storage ${request.method} ${request.headers["x-signed"]} ${request.headers.authorization}`);
		if (status === 0) request.socket.destroy();
		else void hashOf(request).then(() => response.writeHead(status).end());
	});
	const url = await serving((request, response) => {
		asked.push(`edge ${request.method} ${request.url} ${request.headers.authorization}`);
		void hashOf(request).then((sha256) => {
			if (request.method === "PUT") {
				response.writeHead(201).end(JSON.stringify({ upload: 3, size: BYTES.length, sha256 }));
				return;
			}
			const direct = {
				url: `${storage}/bucket/key?${SIGNED}`,
				headers: { "x-signed": "yes" },
				expires_at: "2026-11-27T12:00:00.000Z",
			};
			const body = { direct: edge.direct === false ? null : direct };
			response.writeHead(edge.asked ?? 200).end(JSON.stringify(body));
		});
	});
	const uploads = new AttemptUploads(
		new HttpPool(),
		(path) => new URL(`${url}/${path}`),
		() => "the-grant",
	);
	const store = (size = BYTES.length) => {
		const bytes = BYTES.subarray(0, size);
		const sha256 = createHash("sha256").update(bytes).digest("hex");
		const open = (start = 0, end = size) => Readable.from([bytes.subarray(start, end)]);
		return uploads.store(3, { size, sha256, contentType: "application/octet-stream", open });
	};
	return { asked, store };
}

const ASKS = "edge POST /outputs/3/url Bearer the-grant";
const SENDS = "edge PUT /outputs/3 Bearer the-grant";
const STORES = "storage PUT yes undefined";

test("a large file goes straight to storage with what was signed and no grant, a small one by the edge", async () => {
	const { asked, store } = await site([200, 412]);
	await store();
	// Its answer was lost: it lies there.
	await store();
	expect(asked).toEqual([ASKS, STORES, ASKS, STORES]);
	await store(DIRECT_BYTES - 1).catch(() => undefined);
	expect(asked.at(-1)).toBe(SENDS);
});

test.each([
	["says that there is no way past it", {}, { direct: false }],
	["is of the release before", {}, { asked: 404 }],
	["signs what storage does not understand", { status: 400 }, {}],
])(
	"an edge that %s gets the file itself, and is not asked again",
	async (_, { status }: { status?: number }, edge) => {
		const { asked, store } = await site(status === undefined ? [] : [status], edge);
		await store();
		await store();
		expect(asked).toEqual([ASKS, ...(status === undefined ? [] : [STORES]), SENDS, SENDS]);
	},
);

test("an address that has ended is not the end of the way to storage: another one is asked for", async () => {
	const { asked, store } = await site([403, 403, 200, 403, 200]);
	const late = async () => expect(await store().catch((error: unknown) => error)).toBeInstanceOf(HttpError);
	await late();
	await late();
	await store();
	await late();
	await store();
	expect(asked).toEqual(Array.from({ length: 5 }, () => [ASKS, STORES]).flat());
});

test("a storage that refuses whatever is signed is given up, and the edge gets the file itself", async () => {
	const { asked, store } = await site([403, 403, 403]);
	for (let tries = 0; tries < 2; tries++) await store().catch(() => undefined);
	await store();
	await store();
	expect(asked).toEqual([...Array.from({ length: 3 }, () => [ASKS, STORES]).flat(), SENDS, SENDS]);
});

test("a storage that is busy is asked again with a new address, one that never answers is given up; nothing says the address", async () => {
	const { asked, store } = await site([503, ...Array.from({ length: 9 }, () => 0)]);
	const failures: unknown[] = [];
	for (let tries = 0; tries < 4; tries++) await store().catch((error: unknown) => failures.push(error));
	expect(failures).toHaveLength(4);
	for (const error of failures) {
		expect(error).toBeInstanceOf(HttpError);
		expect(String(error)).not.toContain("Signature");
	}
	await store();
	expect(asked.at(-1)).toBe(SENDS);
	expect(asked.filter((one) => one === ASKS)).toHaveLength(4);
});
