import { env } from "cloudflare:workers";
import { expect, test } from "vitest";
import { LEASE_MS } from "../../contract/workers/workers.ts";
import type { Command } from "../lifecycle/commands.ts";
import { buildJob, openingOf } from "../testing/build.ts";
import { RealStore } from "../testing/real-store.ts";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const THEN = Date.UTC(2026, 0, 9, 15);
const ID = "job_long";

/** Every change by a store of its own: whatever the edge had in memory before is gone. */
const fresh = () => new RealStore(env.DB);
async function change(command: Command, now: number) {
	const job = await fresh().load(ID);
	if (!job) throw new Error("the job is gone");
	const done = await fresh().change(job, command, { now, random: 0 });
	if (!done.ok) throw new Error(`${command.type}: ${done.message}`);
	return done.decision.state;
}

test("S0-B03 S0-B04 a training of 90 minutes outlives three workers and restarts of the edge, and a weekend in which nobody decides uses up none of the job's time", async () => {
	await fresh().addAccounts(new Map([["acc_long", 5]]));
	const stages = [
		{ key: "train", tasks: 1, expected: ["lora"], gate: { approve: true as const } },
		{ key: "final", tasks: 1, needs: ["train"] },
	];
	const job = buildJob({ id: ID, account: "acc_long", now: THEN, deadline: 4 * HOUR, stages });
	const task = job.tasks[0]?.id ?? "";
	await fresh().submit(job, THEN);
	let now = THEN;
	for (const [i, worker] of ["wkr_a", "wkr_b", "wkr_c"].entries()) {
		await change({ type: "claim", task, worker, claim_id: worker, lease_ms: LEASE_MS }, now);
		// Half an hour of it each, a checkpoint every ten minutes, each with a sign of life.
		for (let ten = 1; ten <= 3; ten++) {
			for (let minute = 0; minute < 10; minute++) {
				now += MINUTE;
				expect(await fresh().renew(task, i + 1, now + MINUTE + LEASE_MS)).toBe(true);
			}
			const resume = { step: 700 * i + 200 * ten, assets: [] };
			await change({ type: "checkpoint", task, epoch: i + 1, resume }, now);
		}
		if (worker === "wkr_c") break;
		// It is gone: nobody hears of it until its lease has run out.
		now += MINUTE + LEASE_MS;
		const swept = await change({ type: "sweep", leases_from: 0 }, now);
		expect(swept.tasks).toMatchObject([{ status: "queued", resume: { step: 700 * i + 600 } }]);
		now = Math.max(now, swept.tasks[0]?.available_at ?? 0);
	}
	const outputs = [{ name: "lora", asset: "ast_long" }];
	const ended = await change({ type: "complete", task, epoch: 3, outputs, gpu_ms: 1 }, now);
	// What it had moved on with burned no try.
	expect(ended.tasks).toMatchObject([{ status: "succeeded", attempts: 1, epoch: 3 }]);
	expect(ended.job.left_ms).toBe(THEN + 4 * HOUR - now);
	const friday = now;
	now += 3 * DAY;
	const idle = (await fresh().load(ID)) ?? job;
	const looked = await fresh().change(idle, { type: "sweep", leases_from: 0 }, { now, random: 0 });
	expect(looked).toMatchObject({ ok: false, code: "nothing_due" });
	const decided = await change(
		{ type: "decide", stage: "train", take: 1, by: "somebody", choice: { approve: true } },
		now,
	);
	expect(decided.job).toMatchObject({ left_ms: null, deadline_at: now + THEN + 4 * HOUR - friday });
	const [, final] = decided.stages;
	if (!final) throw new Error("there is no last stage");
	const opened = await change({ type: "open", stage: "final", take: 1, opening: openingOf(ID, final) }, now);
	const last = opened.tasks.find(({ stage }) => stage === "final")?.id ?? "";
	await change({ type: "claim", task: last, worker: "wkr_d", claim_id: "d", lease_ms: LEASE_MS }, now);
	const image = [{ name: "image", asset: "ast_final" }];
	const over = await change({ type: "complete", task: last, epoch: 1, outputs: image, gpu_ms: 1 }, now);
	expect(over.job.status).toBe("succeeded");
	expect(await fresh().miscounted(["acc_long"])).toEqual([]);
});
