import { env } from "cloudflare:workers";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { newId } from "../contract/ids.ts";
import { database } from "../db/client.ts";
import { deletions } from "../db/schema.ts";
import type { Env } from "../env.ts";
import { uploadKey } from "../storage/keys.ts";
import { makeAccount, type TestAccount } from "../testing/accounts.ts";
import { call } from "../testing/http.ts";
import { succeededJob } from "../testing/jobs.ts";
import { makeWorker } from "../testing/workers.ts";
import { deleteAccounts } from "./delete-account.ts";
import { finishDeletions } from "./finish-deletions.ts";
import { keepHouse, pausedChores } from "./keep-house.ts";
import { sweepRetention } from "./retention.ts";

/** What cannot be deleted is told, tried again later each time, and does not keep what stands behind it. */
const db = database(env.DB);
const DAY = 24 * 60 * 60 * 1000;
const MINUTE = 60_000;

type Told = Record<string, unknown> & { message: string };
const isTold = (said: unknown): said is Told =>
	typeof said === "object" && said !== null && "message" in said && typeof said.message === "string";

const TOLD = /could not be (deleted|finished|kept|canceled)$/;
let told: Told[] = [];
beforeEach(() => {
	told = [];
	vi.spyOn(console, "error").mockImplementation((line) => {
		const said: unknown = JSON.parse(String(line));
		// Objects of tests before these may have something to say of what is no longer there.
		if (isTold(said) && TOLD.test(said.message)) told.push(said);
	});
});
afterEach(async () => {
	vi.restoreAllMocks();
	await db.delete(deletions);
});

/** The real bucket, but for keys that it refuses to delete, and folders that it refuses to list. */
function bucketRefusing(refuses: (key: string) => boolean) {
	const asked: string[][] = [];
	const check = (keys: string[]) => {
		if (keys.some(refuses)) throw new Error("R2 refuses");
	};
	const bucket = {
		delete: async (keys: string | string[]) => {
			const list = [keys].flat();
			asked.push(list);
			check(list);
			await env.BUCKET.delete(list);
		},
		list: async (options: R2ListOptions) => {
			check([options.prefix ?? ""]);
			return env.BUCKET.list(options);
		},
	};
	return { asked, env: { ...env, BUCKET: bucket as unknown as R2Bucket } satisfies Env };
}

const note = (kind: "object" | "job", target: string, account_id = "acc_stuck") =>
	db.insert(deletions).values({ kind, target, account_id, created_at: 0 });

test("an object that cannot be deleted is put off, twice as long each time, and the others go", async () => {
	const keys = Array.from({ length: 9 }, (_, i) => `acc_stuck/uploads/${i}`);
	for (const key of keys) {
		await env.BUCKET.put(key, "x");
		await note("object", key);
	}
	const { asked, env: refusing } = bucketRefusing((key) => key.endsWith("/4"));
	expect(await finishDeletions(refusing, 0)).toBe(8);
	expect((await env.BUCKET.list({ prefix: "acc_stuck/" })).objects.map(({ key }) => key)).toEqual([keys[4]]);
	expect(await db.select().from(deletions)).toMatchObject([
		{ target: keys[4], failures: 1, again_at: MINUTE },
	]);
	expect(told).toEqual([
		expect.objectContaining({ message: "a deletion could not be finished", target: keys[4], failures: 1 }),
	]);
	const before = asked.length;
	expect(await finishDeletions(refusing, MINUTE - 1)).toBe(0);
	expect(asked.length).toBe(before);
	expect(await finishDeletions(refusing, MINUTE)).toBe(0);
	expect(await db.select().from(deletions)).toMatchObject([{ failures: 2, again_at: 3 * MINUTE }]);
	expect(await finishDeletions(env, 3 * MINUTE)).toBe(1);
	expect(await db.select().from(deletions)).toEqual([]);
	expect(await env.BUCKET.head(keys[4] ?? "")).toBeNull();
});

test("where storage is away altogether, a step gives up after a bounded number of requests, and loses nothing", async () => {
	const rows = Array.from({ length: 300 }, (_, i) => `acc_stuck/uploads/all-${i}`);
	for (const key of rows) await note("object", key);
	const { asked, env: refusing } = bucketRefusing(() => true);
	expect(await finishDeletions(refusing, 0)).toBe(0);
	expect(asked.length).toBeLessThanOrEqual(100);
	expect(await db.select().from(deletions)).toHaveLength(300);
	expect(await finishDeletions(env, MINUTE)).toBe(300);
});

test("more jobs than a step takes cannot be finished: those behind them are, in the next step", async () => {
	const stuck = Array.from({ length: 20 }, (_, i) => `job_${String(i).padStart(26, "0")}`);
	const behind = newId("job");
	for (const id of [...stuck, behind]) await note("job", id);
	const { env: refusing } = bucketRefusing((key) => stuck.some((id) => key.includes(id)));
	expect(await finishDeletions(refusing, 0)).toBe(0);
	expect(await finishDeletions(refusing, 0)).toBe(1);
	const left = (await db.select().from(deletions)).map((row) => row.target);
	expect(left.toSorted()).toEqual(stuck);
});

test("accounts that cannot be deleted do not keep others from it", async () => {
	const stuck: TestAccount[] = [];
	for (let i = 0; i < 3; i++) stuck.push(await makeAccount());
	const behind = await makeAccount();
	// As the route leaves them where its own step did not come to its end.
	await env.DB.prepare("UPDATE accounts SET deleted_at = 1 WHERE id IN (?, ?, ?, ?)")
		.bind(...[...stuck, behind].map(({ id }) => id))
		.run();
	const { env: refusing } = bucketRefusing((key) => stuck.some(({ id }) => key.startsWith(id)));
	const now = Date.now();
	expect(await deleteAccounts(refusing, now)).toBe(0);
	expect(await deleteAccounts(refusing, now)).toBe(1);
	expect(told.map(({ account }) => account).toSorted()).toEqual(stuck.map(({ id }) => id).toSorted());
	expect(await deleteAccounts(env, now + MINUTE)).toBe(3);
	const left = await env.DB.prepare("SELECT count(*) AS n FROM accounts WHERE deleted_at IS NOT NULL").first(
		"n",
	);
	expect(left).toBe(0);
});

test("a job that cannot be deleted keeps neither the other jobs of its account nor other accounts", async () => {
	const worker = await makeWorker();
	const accounts = [await makeAccount(), await makeAccount()];
	const jobs: string[] = [];
	for (const account of accounts) {
		const json = { retention: { jobs: 1 } };
		await call("PATCH", `/v1/accounts/${account.id}`, { as: env.ADMIN_KEY, json });
		for (let i = 0; i < 3; i++) jobs.push((await succeededJob(account, worker)).job.id);
	}
	const [, stuck = ""] = jobs;
	await env.DB.exec(
		`CREATE TRIGGER stuck BEFORE DELETE ON jobs WHEN OLD.id = '${stuck}' BEGIN SELECT RAISE(ABORT, 'stuck'); END`,
	);
	const later = Date.now() + 2 * DAY;
	expect(await sweepRetention(env, later)).toBe(5);
	const rows = async () =>
		(await env.DB.prepare("SELECT id, sweep_failures AS failures FROM jobs").all()).results;
	expect(await rows()).toEqual([{ id: stuck, failures: 1 }]);
	expect(told).toEqual([expect.objectContaining({ message: "a job could not be deleted", job: stuck })]);
	// It is left alone for a while, and goes once it can.
	expect(await sweepRetention(env, later)).toBe(0);
	expect(told).toHaveLength(1);
	await env.DB.exec("DROP TRIGGER stuck");
	expect(await sweepRetention(env, later + MINUTE)).toBe(1);
	expect(await rows()).toEqual([]);
});

test("a chore that an operator has paused is left alone, told of each time, and done once it is not; a misspelt one is told", async () => {
	const key = uploadKey("acc_00000000000000000000000000", "ast_00000000000000000000000000");
	await env.BUCKET.put(key, "x");
	const warned = vi.spyOn(console, "warn").mockImplementation(() => undefined);
	const later = Date.now() + 2 * DAY;
	await keepHouse({ ...env, PAUSED_CHORES: "objects, records" }, later);
	expect(await env.BUCKET.head(key)).not.toBeNull();
	const line = { level: "warn", message: "chores are paused", chores: ["objects", "records"] };
	expect(warned.mock.calls).toEqual([[JSON.stringify(line)]]);
	await keepHouse(env, later);
	expect(await env.BUCKET.head(key)).toBeNull();
	expect(pausedChores("object,toString, ,tickets")).toEqual({
		known: ["tickets"],
		unknown: ["object", "toString"],
	});
	expect(pausedChores("")).toEqual({ known: [], unknown: [] });
});
