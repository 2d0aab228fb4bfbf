import { env } from "cloudflare:workers";
import { afterEach, expect, test, vi } from "vitest";
import type { ClaimedTask } from "../contract/workers/workers.ts";
import { sweepSharedRows } from "../housekeeping/shared-rows.ts";
import { makeAccount } from "../testing/accounts.ts";
import { png } from "../testing/files.ts";
import { call, jsonOf } from "../testing/http.ts";
import { getJob, submit } from "../testing/jobs.ts";
import {
	attemptPath,
	CAPABILITIES,
	claim,
	finish,
	makeWorker,
	mustClaim,
	type TestWorker,
} from "../testing/workers.ts";

afterEach(() => {
	vi.useRealTimers();
});

const beside = (worker: TestWorker, more: Parameters<typeof makeWorker>[0] = {}) =>
	makeWorker({ pool: worker.pool, ...more });

/** Time passes until a task that waits for another try may be claimed. */
const later = () => vi.setSystemTime(Date.now() + 10_000);

async function outOfMemory(task: ClaimedTask): Promise<string> {
	const failure = {
		code: "out_of_memory",
		message: "Allocation on device 0",
		node_id: "3",
		class_type: "KSampler",
	};
	const reply = await call("POST", `${attemptPath(task)}/fail`, {
		as: task.grant,
		json: { failure, gpu_ms: 1 },
	});
	return (await jsonOf<{ status: string }>(reply, 200)).status;
}

test("a task that ran out of GPU memory is offered to workers with more of it, and to nobody else", async () => {
	vi.useFakeTimers({ toFake: ["Date"] });
	const account = await makeAccount();
	const small = await makeWorker({ vram_gb: 24 });
	const twin = await beside(small, { vram_gb: 24 });
	// A card of the same size that reports a little more.
	const almost = await beside(small, { vram_gb: 24.5 });
	const large = await beside(small, { vram_gb: 48 });
	const { id } = await submit(account, small);
	expect(await outOfMemory(await mustClaim(small))).toBe("queued");
	// What the task needs now is its own: nobody sweeps it.
	await sweepSharedRows(env, Date.now());
	later();
	for (const worker of [small, twin, almost]) expect(await claim(worker)).toBeNull();
	const waiting = await getJob(account, id);
	expect(waiting).toMatchObject({ status: "queued", queue_reason: "dispatching" });
	expect(waiting.stages[0]?.tasks[0]).toMatchObject({ attempts: 1, error: { code: "out_of_memory" } });
	const again = await mustClaim(large);
	expect(again).toMatchObject({ job_id: id, epoch: 2 });
	await finish(again, await png());
	expect(await getJob(account, id)).toMatchObject({ status: "succeeded", queue_reason: null, error: null });
});

test("it ends where the pool has no larger machine that could run it, and says so", async () => {
	const account = await makeAccount();
	const small = await makeWorker({ vram_gb: 24 });
	await beside(small, { vram_gb: 24 });
	// Larger, but without the models; and larger, but in another pool.
	await beside(small, { vram_gb: 80, capabilities: { ...CAPABILITIES, model_inputs: {} } });
	await makeWorker({ vram_gb: 80 });
	const { id } = await submit(account, small);
	expect(await outOfMemory(await mustClaim(small))).toBe("failed");
	const job = await getJob(account, id);
	expect(job).toMatchObject({
		status: "failed",
		error: { code: "out_of_memory", class: "capacity", whose_fault: "us", node_id: "3" },
	});
	expect(job.error?.message).toMatch(
		/^A machine ran out of 24\.0 GB of GPU memory, and no worker of this pool has more.*Allocation on device 0$/,
	);
});

test.each(["gone", "draining"])("a larger machine that is %s does not count", async (how) => {
	const account = await makeAccount();
	const small = await makeWorker({ vram_gb: 24 });
	const large = await beside(small, { vram_gb: 80 });
	const column = how === "gone" ? "gone_at" : "draining";
	await env.DB.prepare(`UPDATE workers SET ${column} = 1 WHERE id = ?`).bind(large.id).run();
	await submit(account, small);
	expect(await outOfMemory(await mustClaim(small))).toBe("failed");
});

test("while the larger machine is away it waits, and the job says for what", async () => {
	vi.useFakeTimers({ toFake: ["Date"] });
	const account = await makeAccount();
	const small = await makeWorker({ vram_gb: 24 });
	const large = await beside(small, { vram_gb: 80 });
	await env.DB.prepare("UPDATE workers SET last_seen_at = ? WHERE id = ?")
		.bind(Date.now() - 120_000, large.id)
		.run();
	const { id } = await submit(account, small);
	expect(await outOfMemory(await mustClaim(small))).toBe("queued");
	later();
	expect(await claim(small)).toBeNull();
	expect((await getJob(account, id)).queue_reason).toBe("no_larger_worker");
	expect(await mustClaim(large)).toMatchObject({ job_id: id, epoch: 2 });
});

test("a machine that is larger still is not tried: there is one more try", async () => {
	vi.useFakeTimers({ toFake: ["Date"] });
	const account = await makeAccount();
	const small = await makeWorker({ vram_gb: 8 });
	const middle = await beside(small, { vram_gb: 24 });
	await beside(small, { vram_gb: 80 });
	const { id } = await submit(account, small);
	expect(await outOfMemory(await mustClaim(small))).toBe("queued");
	later();
	expect(await outOfMemory(await mustClaim(middle))).toBe("failed");
	expect((await getJob(account, id)).error?.message).toMatch(/^A larger machine ran out of 24\.0 GB/);
});
