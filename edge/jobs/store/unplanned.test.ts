import { env } from "cloudflare:workers";
import { describe, expect, test, vi } from "vitest";
import { buildJob } from "../testing/build.ts";
import { changeOf, RealStore } from "../testing/real-store.ts";
import { changeJob, type StagePlanner } from "./change.ts";
import { GroupCommit } from "./group-commit.ts";
import type { JobChange } from "./job-change.ts";

const store = new RealStore(env.DB);
const LOOK: JobChange = { command: { type: "sweep", leases_from: Number.POSITIVE_INFINITY } };
let made = 0;

/** Leaves out every stage it is asked to plan, but for those that it cannot read at the moment. */
const planBut = (...unread: string[]): StagePlanner => ({
	plan: async (_, { key, take }) => {
		if (unread.includes(key)) throw new Error("R2 is away");
		return { command: { type: "open", stage: key, take: take + 1, opening: { skip: true } } };
	},
	discard: async () => {},
});

/** A job whose first stage has so many tasks, all held; `left` and `right` need it. */
async function diamond(tasks = 1) {
	const id = `job_unplanned_${++made}`;
	const account = `acc_unplanned_${made}`;
	await store.addAccounts(new Map([[account, 1000]]));
	const job = buildJob({
		id,
		account,
		stages: [
			{ key: "first", tasks, expected: ["image"] },
			{ key: "left", tasks: 1, needs: ["first"] },
			{ key: "right", tasks: 1, needs: ["first"] },
		],
		now: Date.now(),
	});
	await store.submit(job, Date.now());
	const group = new GroupCommit(store.db, id, () => {});
	const claimed = await Promise.all(
		job.tasks.map((task) => {
			const claim_id = `claim_${task.id}`;
			const worker = `wkr_${task.id}`;
			return group.change({ command: { type: "claim", task: task.id, worker, claim_id, lease_ms: 30_000 } });
		}),
	);
	expect(claimed.every(({ ok }) => ok)).toBe(true);
	const completions = job.tasks.map((task): JobChange => {
		const outputs = [{ name: "image", asset: `ast_${task.id}` }];
		return changeOf(job, { type: "complete", task: task.id, epoch: 1, outputs, gpu_ms: 5 });
	});
	return { id, completions };
}

const stagesOf = async (id: string) => (await store.load(id))?.stages.map(({ status }) => status);

describe("a stage that cannot be planned now", () => {
	test("keeps no other from opening, and a sweep opens it", async () => {
		const errors = vi.spyOn(console, "error").mockImplementation(() => {});
		const { id, completions } = await diamond();
		for (const change of completions) {
			const result = await changeJob(store.db, id, change, { planner: planBut("left") });
			expect(result.ok).toBe(true);
		}
		expect(errors.mock.calls.flat().join()).toContain("left");
		expect(await stagesOf(id)).toEqual(["succeeded", "ready", "skipped"]);
		await expect(changeJob(store.db, id, LOOK, { planner: planBut("left") })).rejects.toThrow("R2 is away");
		errors.mockRestore();
		expect((await changeJob(store.db, id, LOOK, { planner: planBut() })).ok).toBe(true);
		expect(await stagesOf(id)).toEqual(["succeeded", "skipped", "skipped"]);
		expect((await store.load(id))?.job.status).toBe("succeeded");
	});

	test("leaves whoever asks for something else their own answer", async () => {
		const errors = vi.spyOn(console, "error").mockImplementation(() => {});
		const { id, completions } = await diamond();
		const planner = planBut("left", "right");
		for (const change of completions) {
			expect((await changeJob(store.db, id, change, { planner })).ok).toBe(true);
			// Its answer was lost, and it is sent again.
			expect((await changeJob(store.db, id, change, { planner })).ok).toBe(true);
			const { command } = change;
			if (command.type !== "complete") throw new Error("not a completion");
			const stale = { ...change, command: { ...command, epoch: 7 } };
			expect(await changeJob(store.db, id, stale, { planner })).toMatchObject({
				ok: false,
				code: "lease_lost",
			});
		}
		expect(await stagesOf(id)).toEqual(["succeeded", "ready", "ready"]);
		errors.mockRestore();
	});
});

test("what was stored for an opening that others came before, or that there is no room for, is taken away", async () => {
	const { id, completions } = await diamond();
	const [completion] = completions;
	if (!completion) throw new Error("nothing to complete");
	const discarded: (string | null)[] = [];
	let planned = 0;
	const planner: StagePlanner = {
		plan: async ({ job }, { key, take }) => {
			planned += 1;
			// While the first is planned, somebody else changes the job.
			if (planned === 1) {
				const { command } = completion;
				if (command.type !== "complete") throw new Error("not a completion");
				const resume = { step: 1, assets: [] };
				await changeJob(store.db, id, {
					command: { type: "checkpoint", task: command.task, epoch: 1, resume },
				});
			}
			const task = `${job.id}.${key}.${planned}`;
			const free = { estimate_micro_usd: 0, partner_micro_usd: null };
			const small = {
				max_attempts: 1,
				backoff_ms: null,
				runtime_ms: 1,
				expected: [],
				needs_hash: "",
				...free,
			};
			const tasks = [{ id: task, index: 0, ...small }];
			return {
				command: { type: "open", stage: key, take: take + 1, opening: { tasks } },
				opened: {
					plans: [{ task, plan: "{}" }],
					needs: [],
					inputs: [],
					bytes: key === "right" ? 1e15 : 1,
					key: `${key} ${planned}`,
				},
			};
		},
		discard: async ({ key }) => void discarded.push(key),
	};
	expect((await changeJob(store.db, id, completion, { planner })).ok).toBe(true);
	// The first round planned both; `right` was too large in both rounds.
	expect(discarded).toEqual(["right 2", "left 1", "right 4"]);
	const job = await store.load(id);
	expect(job?.stages.map(({ status }) => status)).toEqual(["succeeded", "queued", "failed"]);
});

test("of sixty tasks that end at once, the last one opens what follows, once", async () => {
	const { id, completions } = await diamond(60);
	const planned: string[] = [];
	const { plan, discard } = planBut();
	const planner: StagePlanner = {
		plan: (job, stage, outputs) => {
			planned.push(stage.key);
			return plan(job, stage, outputs);
		},
		discard,
	};
	const group = new GroupCommit(store.db, id, () => {}, planner);
	const results = await Promise.all(completions.map((change) => group.change(change)));
	expect(results.every(({ ok }) => ok)).toBe(true);
	expect(planned).toEqual(["left", "right"]);
	expect((await store.load(id))?.job.status).toBe("succeeded");
});
