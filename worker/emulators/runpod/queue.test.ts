import { expect, test } from "vitest";
import { MAX_RESULT_BYTES, Queue } from "./queue.ts";

const MINUTE = 60_000;

test("requests are handed out once, the oldest first, and end with what is said of them", () => {
	const queue = new Queue();
	const [a, b] = [queue.run("a", {}, 0), queue.run("b", {}, 1)];
	expect(queue.take("w", 1, 2)).toEqual([a]);
	expect(queue.take("v", 5, 3)).toEqual([b]);
	expect(queue.take("w", 1, 4)).toEqual([]);
	expect(queue.said("w", a.id, { output: 1 }, 10, 5)).toBe(200);
	expect(queue.said("v", b.id, { error: "no" }, 10, 5)).toBe(200);
	expect([a.status, b.status]).toEqual(["COMPLETED", "FAILED"]);
	expect(queue.said("w", "unknown", { output: 1 }, 10, 5)).toBe(404);
});

test("a word that comes after the result undoes it, as on the real thing", () => {
	const queue = new Queue();
	const one = queue.run("a", {}, 0);
	queue.take("w", 1, 0);
	queue.said("w", one.id, { output: 1 }, 10, 1);
	queue.said("w", one.id, { status: "IN_PROGRESS", output: 0.9 }, 10, 2);
	expect(one.status).toBe("IN_PROGRESS");
});

test("too large a result is refused, and its request is done without one", () => {
	const queue = new Queue();
	const one = queue.run("a", {}, 0);
	queue.take("w", 1, 0);
	expect(queue.said("w", one.id, { output: "…" }, MAX_RESULT_BYTES + 1, 1)).toBe(400);
	expect(one).toMatchObject({ status: "COMPLETED", output: undefined });
});

test("time: a silent worker's request goes to another, long ones are stopped, old ones are forgotten", () => {
	const queue = new Queue();
	const silent = queue.run("silent", {}, 0);
	queue.take("w", 1, 0);
	queue.pass(29_999);
	expect(silent.status).toBe("IN_PROGRESS");
	queue.pass(30_000);
	expect(silent).toMatchObject({ status: "IN_QUEUE", worker: null, retries: 1 });
	queue.take("v", 1, MINUTE);
	const late = queue.run("long", { executionTimeout: 5_000 }, MINUTE);
	queue.take("v", 1, MINUTE);
	queue.heard("v", MINUTE + 5_000);
	queue.pass(MINUTE + 5_000);
	expect(late.status).toBe("TIMED_OUT");
	expect(queue.takeStops("v")).toEqual([late.id]);
	expect(queue.takeStops("v")).toEqual([]);
	queue.said("v", silent.id, { output: 1 }, 1, 2 * MINUTE);
	queue.pass(32 * MINUTE + 5_000);
	expect(queue.list()).toEqual([]);
});

test("a request whose time to live is over is gone, also while it runs", () => {
	const queue = new Queue();
	const one = queue.run("a", { ttl: 10_000 }, 0);
	queue.take("w", 1, 0);
	queue.pass(10_000);
	expect(queue.get(one.id)).toBeUndefined();
	expect(queue.takeStops("w")).toEqual([one.id]);
	expect(queue.said("w", one.id, { output: 1 }, 1, 11_000)).toBe(404);
});

test("cancel, retry and purge do what they say, and nothing to what is over", () => {
	const queue = new Queue();
	const [a, b, c] = [queue.run("a", {}, 0), queue.run("b", {}, 0), queue.run("c", {}, 0)];
	queue.take("w", 2, 0);
	expect(queue.cancel(a.id, 1)?.status).toBe("CANCELLED");
	queue.said("w", b.id, { error: "x" }, 1, 1);
	expect(queue.cancel(b.id, 2)?.status).toBe("FAILED");
	expect(queue.retry(a.id)).toBeNull();
	expect(queue.retry(b.id)?.status).toBe("IN_QUEUE");
	expect(queue.purge()).toBe(2);
	expect(queue.get(c.id)).toBeUndefined();
	expect(queue.cancel("unknown", 3)).toBeUndefined();
});

test("what was canceled is paid for until its worker brings it back, or names it no more in its signs of life", () => {
	const queue = new Queue();
	const [a, b] = [queue.run("a", {}, 0), queue.run("b", {}, 0)];
	queue.take("w", 2, 0);
	expect(queue.freeSince("w")).toBeNull();
	queue.cancel(a.id, 1_000);
	queue.cancel(b.id, 1_500);
	expect(queue.freeSince("w")).toBe(1_500);
	queue.heard("w", 2_000, [a.id]);
	queue.said("w", a.id, { output: 1 }, 10, 3_000);
	expect(queue.runs.map(({ to }) => to)).toEqual([3_000, 2_000]);
	expect(queue.freeSince("w")).toBe(3_000);
});
