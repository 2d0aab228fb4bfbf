import { runDurableObjectAlarm } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { afterEach, expect, test, vi } from "vitest";
import { ask, makePool, submit, type Worker } from "../claims/testing/claimers.ts";
import type { DoorbellReply } from "../contract/sockets.ts";
import { poolObject } from "../objects.ts";

afterEach(() => {
	vi.useRealTimers();
});

/** Connects a worker that does what the bell says, and nothing by itself: it never polls. */
async function listen(worker: Worker, look: (worker: Worker) => void) {
	const response = await poolObject(env, worker.pool_id).fetch("https://pool/socket", {
		headers: { upgrade: "websocket", "x-worker-id": worker.id, "x-token-id": worker.token_id },
	});
	const socket = response.webSocket;
	if (!socket) throw new Error("no socket");
	socket.addEventListener("message", () => look(worker));
	socket.accept();
	return (reply: DoorbellReply["type"]) => socket.send(JSON.stringify({ type: reply }));
}

test.each([
	["50 idle workers and 50 tasks: one ring wakes them all", 50],
	["70 idle workers and 70 tasks: the claims of those that were rung wake the rest", 70],
])(
	"%s",
	async (_, count) => {
		const pool = await makePool([1000], count);
		const bell = poolObject(env, pool.pool);
		await submit(pool.pool, pool.accounts[0] ?? "", count);
		const claimed = new Set<string>();
		const says = new Map<string, Awaited<ReturnType<typeof listen>>>();
		const busy = new Set<string>();
		let done = () => {};
		let failed = (_error: unknown) => {};
		const all = new Promise<void>((resolve, reject) => {
			done = resolve;
			failed = reject;
		});
		const look = (worker: Worker) => {
			if (busy.has(worker.id)) return;
			busy.add(worker.id);
			ask(worker).then(async (claim) => {
				if (!claim) {
					busy.delete(worker.id);
					return;
				}
				says.get(worker.id)?.("has_work");
				claimed.add(claim.claimed.task_id);
				if (claim.more) await bell.passOn(worker.id);
				if (claimed.size === count) done();
			}, failed);
		};
		for (const worker of pool.workers) says.set(worker.id, await listen(worker, look));
		await bell.ring("pool", count);
		await all;
		expect(claimed.size).toBe(count);
	},
	120_000,
);

test("a bell rung again wakes those that it did not wake before, and never who took the task", async () => {
	const pool = await makePool([10], 9);
	const bell = poolObject(env, pool.pool);
	const order: string[] = [];
	let heard = () => {};
	for (const worker of pool.workers)
		await listen(worker, ({ id }) => {
			order.push(id);
			heard();
		});
	const until = async (count: number) => {
		while (order.length < count)
			await new Promise<void>((resolve) => {
				heard = resolve;
			});
	};
	await bell.ring("pool", 1);
	await until(3);
	const [first = ""] = order;
	for (let rung = 5; rung <= 9; rung += 2) {
		await bell.passOn(first);
		await until(rung);
	}
	expect(new Set(order).size).toBe(9);
});

test("workers that were just asked to look again are asked once more when their pause is over", async () => {
	const pool = await makePool([10], 1);
	const bell = poolObject(env, pool.pool);
	let asked = 0;
	let heard = () => {};
	for (const worker of pool.workers)
		await listen(worker, () => {
			asked++;
			heard();
		});
	const until = async (count: number) => {
		while (asked < count)
			await new Promise<void>((resolve) => {
				heard = resolve;
			});
	};
	vi.useFakeTimers({ toFake: ["Date"] });
	await bell.refresh();
	await until(1);
	for (let i = 0; i < 5; i++) await bell.refresh();
	vi.setSystemTime(Date.now() + 3_000);
	// Unless it has come by itself.
	await runDurableObjectAlarm(bell);
	await until(2);
	expect(await runDurableObjectAlarm(bell)).toBe(false);
});
