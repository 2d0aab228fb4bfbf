import { createExecutionContext } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { afterEach, expect, test, vi } from "vitest";
import { app } from "../index.ts";
import { makeAccount } from "../testing/accounts.ts";
import { problemOf } from "../testing/http.ts";
import { writesNothing } from "../testing/writes.ts";
import { type Clock, Incoming } from "./incoming.ts";
import { type BodyFailure, PACE, paced } from "./slow-body.ts";

afterEach(() => {
	vi.restoreAllMocks();
});

/** A sender whose bytes come when a test says so, and a clock that stands still until then. */
function held() {
	let now = 0;
	const timers = new Set<{ at: number; call: () => void }>();
	const clock: Clock = {
		now: () => now,
		after: (ms, call) => {
			const one = { at: now + ms, call };
			timers.add(one);
			return () => timers.delete(one);
		},
	};
	const pass = (ms: number) => {
		now += ms;
		for (const one of timers) if (one.at <= now && timers.delete(one)) one.call();
	};
	let sender!: ReadableStreamDefaultController<Uint8Array>;
	const failures: BodyFailure[] = [];
	const body = new ReadableStream<Uint8Array>({
		start: (controller) => {
			sender = controller;
		},
	});
	const reader = paced(new Incoming(body), (why) => failures.push(why), clock).getReader();
	return { sender, pass, reader, failures, timers };
}

test("a body that brings enough in time arrives whole, however long it takes", async () => {
	const { sender, pass, reader, failures, timers } = held();
	for (let i = 0; i < 20; i++) {
		const next = reader.read();
		pass(PACE.ms - 1);
		sender.enqueue(new Uint8Array(PACE.bytes));
		expect((await next).value?.byteLength).toBe(PACE.bytes);
	}
	sender.close();
	expect((await reader.read()).done).toBe(true);
	expect(failures).toEqual([]);
	expect(timers.size).toBe(0);
});

test("drops that together stay under the pace are ended; the time in which nobody reads does not count", async () => {
	const { sender, pass, reader, failures } = held();
	for (let i = 0; i < 4; i++) {
		const next = reader.read();
		pass(PACE.ms / 5);
		sender.enqueue(new Uint8Array(1));
		await next;
		pass(PACE.ms * 10);
	}
	const last = reader.read();
	const refused = expect(last).rejects.toThrow("slow");
	pass(PACE.ms / 5 - 1);
	expect(failures).toEqual([]);
	pass(1);
	await refused;
	expect(failures).toEqual(["slow"]);
});

test("a sender that goes away is told apart from a slow one", async () => {
	const { sender, reader, failures } = held();
	const next = reader.read();
	sender.error(new Error("Network connection lost."));
	await expect(next).rejects.toThrow("gone");
	expect(failures).toEqual(["gone"]);
});

test("a client that goes away in the middle of its body leaves no error in the log and nothing stored", async () => {
	const log = vi.spyOn(console, "error");
	const account = await makeAccount();
	for (const [path, type] of [
		["/v1/jobs", "application/json"],
		["/v1/assets", "multipart/form-data; boundary=x"],
	] as const) {
		const body = new ReadableStream({
			pull: (controller) => controller.error(new Error("Network connection lost.")),
		});
		const request = new Request(`https://edge${path}`, {
			method: "POST",
			body,
			headers: { authorization: `Bearer ${account.key}`, "content-type": type, "content-length": "100" },
		});
		await writesNothing(async () =>
			problemOf(await app.fetch(request, env, createExecutionContext()), "request_timeout"),
		);
	}
	expect(log).not.toHaveBeenCalled();
});
