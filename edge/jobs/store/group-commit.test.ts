import { env } from "cloudflare:workers";
import { expect, test } from "vitest";
import { database } from "../../db/client.ts";
import type { JobAggregate } from "../lifecycle/aggregate.ts";
import type { Command } from "../lifecycle/commands.ts";
import { buildJob } from "../testing/build.ts";
import { RealStore } from "../testing/real-store.ts";
import { wrapD1 } from "../testing/wrapped-d1.ts";
import { GroupCommit } from "./group-commit.ts";

let made = 0;

/** A job of three tasks in D1, and a group that counts how often it is read. */
async function stored() {
	const store = new RealStore(env.DB);
	const account = `acc_group_${++made}`;
	await store.addAccounts(new Map([[account, 2]]));
	const id = `job_group_${made}`;
	const job = buildJob({ id, account, now: Date.now(), stages: [{ key: "main", tasks: 3 }] });
	await store.submit(job, Date.now());
	const reads: string[] = [];
	const counting = wrapD1(env.DB, {
		rewrite: (sql) => {
			if (/^select .* from "jobs"/is.test(sql)) reads.push(sql);
			return sql;
		},
	});
	const group = () => new GroupCommit(database(counting), id, () => {});
	const load = async () => (await store.load(id)) as JobAggregate;
	return { id, group, reads, load };
}

const claim = (id: string, n: number): { command: Command } => ({
	command: {
		type: "claim",
		task: `${id}.main.${n}`,
		worker: `wkr_${n}`,
		claim_id: `${id} ${n}`,
		lease_ms: 30_000,
	},
});

test("a change that comes with the job as it was just read is written without reading it again", async () => {
	const { id, group, reads, load } = await stored();
	const known = await load();
	expect(await group().change(claim(id, 0), known)).toMatchObject({ ok: true });
	expect(reads).toHaveLength(0);
	expect((await load()).tasks[0]).toMatchObject({ status: "running", worker_id: "wkr_0" });
});

test("where others wrote meanwhile it is read, and decided on what is true", async () => {
	const { id, group, reads, load } = await stored();
	const outdated = await load();
	expect((await group().change(claim(id, 0), outdated)).ok).toBe(true);
	expect(await group().change(claim(id, 0), outdated)).toMatchObject({ ok: true, decision: { changes: [] } });
	expect(reads).toHaveLength(1);
	expect((await group().change(claim(id, 1), outdated)).ok).toBe(true);
	expect((await load()).tasks.map((task) => task.worker_id)).toEqual(["wkr_0", "wkr_1", null]);
});

test("a limit beside the job holds whatever the asker believes (P10)", async () => {
	const { id, group, load } = await stored();
	const known = await load();
	for (const n of [0, 1]) expect((await group().change(claim(id, n), await load())).ok).toBe(true);
	expect(await group().change(claim(id, 2), known)).toMatchObject({ ok: false, guard: "account_limit" });
	expect(await group().change(claim(id, 2), await load())).toMatchObject({
		ok: false,
		guard: "account_limit",
	});
});

test("the newer of what the group and the asker know is believed", async () => {
	const { id, group, reads, load } = await stored();
	const one = group();
	const outdated = await load();
	expect((await one.change(claim(id, 0), outdated)).ok).toBe(true);
	expect((await one.change(claim(id, 1), outdated)).ok).toBe(true);
	expect(reads).toHaveLength(0);
	expect((await load()).tasks.map((task) => task.status)).toEqual(["running", "running", "queued"]);
});
