import { exports } from "cloudflare:workers";
import { expect, test } from "vitest";
import { makeAccount } from "../testing/accounts.ts";
import { Incoming } from "./incoming.ts";
import { discard, MOST } from "./unread-body.ts";

const CHUNK = 64 * 1024;

/** A body that counts what is taken of it, as a client that sends all of it before it looks at the answer. */
function counted(bytes: number, first = new Uint8Array(0)) {
	let taken = 0;
	const body = new ReadableStream<Uint8Array>(
		{
			pull(controller) {
				if (taken >= bytes) return controller.close();
				const part = new Uint8Array(Math.min(CHUNK, bytes - taken));
				if (taken === 0) part.set(first);
				taken += part.length;
				controller.enqueue(part);
			},
		},
		{ highWaterMark: 0 },
	);
	return { body, taken: () => taken };
}

test.each([
	["a wrong key", 401, 20_000_000, "dk_live_wrong"],
	["a file over the limit", 413, 40_000_000, null],
])(
	"%s: the %d arrives after the whole body was taken, at clients that send it first",
	async (_, status, bytes, key) => {
		const account = await makeAccount();
		const { body, taken } = counted(bytes);
		const response = await exports.default.fetch("https://edge/v1/assets", {
			method: "POST",
			headers: {
				authorization: `Bearer ${key ?? account.key}`,
				"content-type": "multipart/form-data; boundary=x",
				"content-length": String(bytes),
			},
			body,
		});
		expect(response.status).toBe(status);
		expect(taken()).toBeGreaterThanOrEqual(bytes);
		await response.body?.cancel();
	},
);

/** Sends a part whenever it is asked and so much time has passed; the clock moves only when somebody waits. */
async function taken(parts: { afterMs: number; bytes: number }[]): Promise<{ parts: number; ms: number }> {
	let now = 0;
	let sent = 0;
	let send = () => {};
	let asked = Promise.withResolvers<void>();
	let due = Number.POSITIVE_INFINITY;
	const body = new ReadableStream<Uint8Array>(
		{
			pull: (controller) =>
				new Promise<void>((resolve) => {
					asked.resolve();
					const next = parts[sent];
					due = now + (next?.afterMs ?? Number.POSITIVE_INFINITY);
					send = () => {
						sent += 1;
						asked = Promise.withResolvers<void>();
						controller.enqueue(new Uint8Array(next?.bytes ?? 0));
						resolve();
					};
				}),
		},
		{ highWaterMark: 0 },
	);
	const clock = {
		now: () => now,
		after: (ms: number, call: () => void) => {
			let off = false;
			const at = now + ms;
			// What comes first, the part or the end of the wait, once the reader has asked.
			void asked.promise.then(() => {
				if (off) return;
				now = Math.min(due, at);
				if (due <= at) send();
				else call();
			});
			return () => {
				off = true;
			};
		},
	};
	await discard(new Incoming(body), clock);
	return { parts: sent, ms: now };
}

test("a body is taken while it comes, and given up once nothing has come for two seconds", async () => {
	const slowly = Array.from({ length: 5 }, () => ({ afterMs: MOST.silentMs - 1, bytes: 100 }));
	expect(await taken(slowly)).toEqual({ parts: 5, ms: 5 * (MOST.silentMs - 1) + MOST.silentMs });
	expect(await taken([])).toEqual({ parts: 0, ms: MOST.silentMs });
	expect(await taken([{ afterMs: MOST.silentMs + 1, bytes: 100 }])).toEqual({ parts: 0, ms: MOST.silentMs });
});

test("of a body that never ends so much is taken, for so long", async () => {
	const drops = Array.from({ length: 1000 }, () => ({ afterMs: 1000, bytes: 1 }));
	expect(await taken(drops)).toEqual({ parts: MOST.ms / 1000, ms: MOST.ms });
	const flood = Array.from({ length: 1000 }, () => ({ afterMs: 1, bytes: 1_000_000 }));
	expect(await taken(flood)).toEqual({ parts: MOST.bytes / 1_000_000, ms: MOST.bytes / 1_000_000 });
});

test("a refusal that comes midway takes the rest of the file too", async () => {
	const account = await makeAccount();
	const head =
		'--x\r\ncontent-disposition: form-data; name="file"; filename="a.png"\r\n\r\nno picture at all';
	const bytes = 20_000_000;
	const { body, taken: takenOf } = counted(bytes, Uint8Array.from(new TextEncoder().encode(head)));
	const response = await exports.default.fetch("https://edge/v1/assets", {
		method: "POST",
		headers: {
			authorization: `Bearer ${account.key}`,
			"content-type": "multipart/form-data; boundary=x",
			"content-length": String(bytes),
		},
		body,
	});
	expect(response.status).toBe(422);
	expect(takenOf()).toBeGreaterThanOrEqual(bytes);
	await response.body?.cancel();
});

test("who waits to be asked for its body is refused before it sends any of it", async () => {
	const { body, taken: takenOf } = counted(20_000_000);
	const response = await exports.default.fetch("https://edge/v1/assets", {
		method: "POST",
		headers: { authorization: "Bearer dk_live_wrong", expect: "100-continue", "content-length": "20000000" },
		body,
	});
	expect(response.status).toBe(401);
	// What is taken of it on the way is one part.
	expect(takenOf()).toBeLessThanOrEqual(CHUNK);
});
