import { expect, test } from "vitest";
import { DarkroomClient } from "./client.ts";
import { whole } from "./sdk/whole.ts";

/** An answer that breaks off after its first bytes, as when the edge is gone in the middle of it. */
function broken(): Response {
	const body = new ReadableStream({
		start: (controller) => controller.enqueue(new TextEncoder().encode('{"data"')),
		pull: (controller) => controller.error(new TypeError("terminated")),
	});
	return new Response(body, { headers: { "content-type": "application/json" } });
}

/** A client that is answered with these in turn, and the keys that its requests carried. */
function clientFor(answers: (() => Response)[]) {
	const keys: (string | null)[] = [];
	const client = new DarkroomClient({
		url: "http://edge.example",
		key: "dk_test",
		tries: answers.length,
		fetch: async (_url, init) => {
			keys.push(new Headers(init?.headers).get("idempotency-key"));
			return answers[keys.length - 1]?.() ?? Response.error();
		},
	});
	return { client, keys };
}

test("P7 an answer that breaks off in its middle is asked for again, with the same key", async () => {
	const graph = { "1": { class_type: "EmptyImage", inputs: {} } };
	const { client, keys } = clientFor([broken, () => Response.json({}, { status: 422 })]);
	await expect(client.submitGraph({ graph })).rejects.toMatchObject({ status: 422 });
	expect(keys).toHaveLength(2);
	expect(keys[0]).not.toBeNull();
	expect(keys[1]).toBe(keys[0]);
});

test("one that breaks off at the last try is an error", async () => {
	const { client, keys } = clientFor([broken, broken]);
	await expect(client.job("job_1")).rejects.toThrow("terminated");
	expect(keys).toHaveLength(2);
});

test("an answer that stops without an end is taken for lost; a whole one keeps status, headers and bytes", async () => {
	const silent = new Response(
		new ReadableStream({ start: (controller) => controller.enqueue(new Uint8Array(3)) }),
	);
	await expect(whole(silent, 1)).rejects.toThrow("stopped in its middle");
	const read = await whole(new Response("äb", { status: 201, headers: { "x-request-id": "r" } }));
	expect([read.status, read.headers.get("x-request-id"), await read.text()]).toEqual([201, "r", "äb"]);
	const empty = new Response(null, { status: 204 });
	expect(await whole(empty)).toBe(empty);
});
