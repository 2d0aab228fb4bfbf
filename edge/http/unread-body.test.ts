import { exports } from "cloudflare:workers";
import { expect, test } from "vitest";
import { makeAccount } from "../testing/accounts.ts";

const CHUNK = 64 * 1024;

/** A body that counts what is taken of it, as a client that sends all of it before it looks at the answer. */
function counted(bytes: number) {
	let taken = 0;
	const body = new ReadableStream<Uint8Array>(
		{
			pull(controller) {
				if (taken >= bytes) return controller.close();
				taken += CHUNK;
				controller.enqueue(new Uint8Array(CHUNK));
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
