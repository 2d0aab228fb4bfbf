import { env } from "cloudflare:workers";
import fc from "fast-check";
import { beforeAll, expect, test } from "vitest";
import { runs } from "../../workflows/testing/runs.ts";
import type { ClaimedTask, ManifestItem } from "../contract/workers/workers.ts";
import {
	jobBodiesFolder,
	objectInfoKey,
	outputFolder,
	outputKey,
	partKey,
	pipelineFolder,
	ranFolder,
	readKey,
	uploadKey,
	workflowFolder,
} from "../storage/keys.ts";
import { makeAccount, type TestAccount } from "../testing/accounts.ts";
import { png, sha256, text } from "../testing/files.ts";
import { GRAPH } from "../testing/harbour.ts";
import { call, problemOf } from "../testing/http.ts";
import { getJob, postAsset, submit, succeededJob, uploadAsset } from "../testing/jobs.ts";
import { decide, pipelineWorker, serveStage, stagesOf } from "../testing/pipelines.ts";
import { attemptPath, claim, complete, makeWorker, mustClaim, upload } from "../testing/workers.ts";
import { documentNamed, newName, postVersion, postWorkflow } from "../testing/workflows.ts";
import { finishDeletions } from "./finish-deletions.ts";
import { GUARD_MS, sweepObjects, sweepRecords } from "./orphans.ts";

/** A clock that the test holds: everything made until now is older than the guard then. */
const later = () => Date.now() + GUARD_MS + 60_000;

async function sweepAllObjects(now: number): Promise<string[]> {
	const gone: string[] = [];
	do gone.push(...(await sweepObjects(env, now)));
	while ((await env.DB.prepare("SELECT 1 FROM cursors WHERE name = 'objects'").first()) !== null);
	return gone;
}

const objectsOf = async (prefix: string) => (await env.BUCKET.list({ prefix })).objects.map(({ key }) => key);

/** Every key that a row names. */
async function named(account: TestAccount): Promise<Set<string>> {
	// D1 takes five SELECTs in one.
	const queries = [
		`SELECT r2_key AS body FROM assets WHERE account_id = ?1
			UNION SELECT request FROM jobs WHERE account_id = ?1 UNION SELECT pipeline_plan FROM jobs WHERE account_id = ?1
			UNION SELECT parameters FROM jobs WHERE account_id = ?1`,
		`SELECT plan AS body FROM tasks WHERE account_id = ?1 UNION SELECT ran FROM tasks WHERE account_id = ?1`,
		`SELECT document AS body FROM workflows WHERE account_id = ?1
			UNION SELECT unknowns FROM workflows WHERE account_id = ?1`,
	];
	const answers = await env.DB.batch<{ body: string | null }>(
		queries.map((query) => env.DB.prepare(query).bind(account.id)),
	);
	const keys = answers
		.flatMap(({ results }) => results)
		.map(({ body }) => /^r2:([^#]+)#/.exec(body ?? "")?.[1] ?? body ?? "");
	return new Set(keys.filter((key) => key.startsWith(`${account.id}/`)));
}

test("a key says what lies under it, and what is none of ours is told apart", () => {
	const [account = "", job = "", task = ""] = ["acc", "job", "tsk"].map(
		(kind) => `${kind}_${"0".repeat(26)}`,
	);
	const attempt = { account, job, task, epoch: 3 };
	expect(readKey(uploadKey(account, "ast_1")).kind).toBe("upload");
	expect(readKey(`${workflowFolder(account, "one")}/x`).kind).toBe("version");
	expect(readKey(`${pipelineFolder(account, "one")}/x`).kind).toBe("version");
	expect(readKey(`${jobBodiesFolder(account, job)}/x`)).toMatchObject({ kind: "bodies", job });
	expect(readKey(partKey(outputFolder(attempt, 0), 1))).toMatchObject({
		kind: "attempt",
		job,
		task,
		epoch: 3,
	});
	expect(readKey(outputKey(attempt, 0, "x"))).toMatchObject({ kind: "attempt", task });
	expect(readKey(`${ranFolder(attempt)}/x`)).toMatchObject({ kind: "attempt", epoch: 3 });
	expect(readKey(objectInfoKey("a".repeat(64))).kind).toBe("object_info");
	for (const key of [
		"",
		"x",
		`${account}`,
		`${account}/x/y`,
		`${account}/${job}/${task}/x/0/y`,
		`${job}/uploads/x`,
	])
		expect(readKey(key).kind, key).toBe("unknown");
});

let account: TestAccount;
beforeAll(async () => {
	account = await makeAccount();
});

test("what a lost attempt and a dead upload left goes after a day, and what rows name stays", async () => {
	// What a request of tests before these still had to write when they were over is not counted.
	const ours = (keys: string[]) => keys.filter((key) => key.startsWith(`${account.id}/`));
	const worker = await makeWorker();
	const kept = await succeededJob(account, worker);
	const uploaded = await uploadAsset(account, await png(3, 3));
	const job = await submit(account, worker);
	const lost = await mustClaim(worker);
	await upload(lost, await png(5, 5));
	const part = { "x-content-sha256": await sha256(text("part")), "content-length": "4" };
	await call("PUT", `${attemptPath(lost)}/outputs/1?part=0&parts=2`, {
		as: lost.grant,
		body: "part",
		headers: part,
	});
	await env.BUCKET.put(`${account.id}/uploads/ast_${"0".repeat(26)}`, "died");
	await env.BUCKET.put(`${account.id}/job_${"0".repeat(26)}/bodies/x`, "no job");
	await env.BUCKET.put("somebody/else", "not ours");
	// While the attempt holds its task, what it has sent is under way, however old it is.
	expect(ours(await sweepAllObjects(later())).sort()).toEqual([
		`${account.id}/job_${"0".repeat(26)}/bodies/x`,
		`${account.id}/uploads/ast_${"0".repeat(26)}`,
	]);
	const json = { reason: "drain", cause: "drain" };
	await call("POST", `${attemptPath(lost)}/release`, { as: lost.grant, json });
	expect(ours(await sweepAllObjects(Date.now() + GUARD_MS - 60_000))).toEqual([]);
	const gone = ours(await sweepAllObjects(later()));
	expect(gone).toHaveLength(2);
	for (const key of gone) expect(key).toContain(`/${job.id}/${lost.task_id}/1/`);
	for (const { url } of [kept.output, uploaded])
		expect((await call("GET", url, { as: account.key })).status).toBe(200);
	expect(await env.BUCKET.head("somebody/else")).not.toBeNull();
});

test("what a pipeline's job keeps stays while a person is waited for, however long", async () => {
	const machine = await pipelineWorker("character-creation");
	// Long enough that the pipeline with its parameters lies in R2, and nothing else of the job does.
	const parameters = { prompt: "A woman of 25. ".repeat(200), base_images: 1 };
	const job = await submit(account, machine, { pipeline: "character-creation", parameters });
	await serveStage(machine, "base-images");
	const [made] = (await getJob(account, job.id)).outputs;
	await sweepAllObjects(later());
	expect(await objectsOf(jobBodiesFolder(account.id, job.id))).not.toEqual([]);
	await decide(account, job.id, "base-images", { choice: "pick", outputs: [made?.id] });
	expect(stagesOf(await getJob(account, job.id))).toMatchObject({ "skin-enhancement": "queued" });
});

test("an object_info goes a month after its last worker, not before", async () => {
	const hash = await sha256(text("an object_info"));
	const key = `object-info/${hash}.json.gz`;
	await env.BUCKET.put(key, "x");
	await makeWorker({ object_info_sha256: hash });
	expect(await sweepAllObjects(later())).not.toContain(key);
	expect(await sweepAllObjects(Date.now() + 31 * GUARD_MS)).toContain(key);
});

test("the record of a file that is lost goes, and its bytes are no longer counted", async () => {
	const own = await makeAccount();
	const [lost, kept] = [await uploadAsset(own, await png(2, 2)), await uploadAsset(own, await png(3, 3))];
	await env.BUCKET.delete(`${own.id}/uploads/${lost.id}`);
	expect(await sweepRecords(env, Date.now())).toEqual([]);
	const gone: string[] = [];
	do gone.push(...(await sweepRecords(env, later())));
	while ((await env.DB.prepare("SELECT 1 FROM cursors WHERE name = 'records'").first()) !== null);
	expect(gone).toEqual([lost.id]);
	await problemOf(await call("GET", lost.url, { as: own.key }), "not_found");
	expect((await call("GET", kept.url, { as: own.key })).status).toBe(200);
	const row = await (await call("GET", "/v1/account", { as: own.key })).json<{ stored_bytes: number }>();
	expect(row.stored_bytes).toBe(kept.size);
});

const STEPS = [
	"upload",
	"submit",
	"claim",
	"put",
	"complete",
	"release",
	"cancel",
	"remove job",
	"remove asset",
	"make workflow",
	"remove workflow",
	"sweep",
] as const;
type Step = (typeof STEPS)[number];

/** What was made in a history, so that later steps find something to act on. */
interface World {
	account: TestAccount;
	pool: Awaited<ReturnType<typeof makeWorker>>;
	jobs: string[];
	assets: string[];
	workflows: string[];
	held: { task: ClaimedTask; items: ManifestItem[] }[];
	made: number;
}

const LONG = "a harbour at night, ".repeat(600);
const graphSaying = (said: string) => ({
	...GRAPH,
	"2": { ...GRAPH["2"], inputs: { ...GRAPH["2"].inputs, text: said } },
});

async function take(world: World, step: Step, choice: number): Promise<void> {
	const { account: own, pool, jobs, assets, workflows, held } = world;
	const any = <T>(list: T[]): T | undefined => list[choice % Math.max(1, list.length)];
	const picture = await png(2 + (world.made++ % 9), 3);
	switch (step) {
		case "upload": {
			const answer = await postAsset(own, picture);
			if (answer.status === 201) assets.push((await answer.json<{ id: string }>()).id);
			return;
		}
		case "submit": {
			const asset = any(assets);
			const request =
				choice % 2 === 0 || asset === undefined
					? { graph: graphSaying(`${LONG}${world.made}`) }
					: { workflow: "storyboard-image@1", parameters: { prompt: "x", references: [asset] } };
			const answer = await call("POST", "/v1/jobs", { as: own.key, json: { ...request, pool: pool.pool } });
			if (answer.status === 201) jobs.push((await answer.json<{ id: string }>()).id);
			return;
		}
		case "claim": {
			const task = await claim(pool);
			if (task) held.push({ task, items: [] });
			return;
		}
		case "put": {
			const one = any(held);
			if (one) one.items.push(await upload(one.task, picture).catch(() => ({}) as never));
			return;
		}
		case "complete": {
			const one = any(held);
			const item = one?.items.at(-1);
			if (one && item) await complete(one.task, [item]);
			return;
		}
		case "release": {
			const one = any(held);
			if (one)
				await call("POST", `${attemptPath(one.task)}/release`, { as: one.task.grant, json: { reason: "x" } });
			return;
		}
		case "cancel":
			await call("POST", `/v1/jobs/${any(jobs)}/cancel`, { as: own.key });
			return;
		case "remove job":
			await call("DELETE", `/v1/jobs/${any(jobs)}`, { as: own.key });
			return;
		case "remove asset":
			await call("DELETE", `/v1/assets/${any(assets)}`, { as: own.key });
			return;
		case "make workflow": {
			const id = any(workflows);
			const document = documentNamed(id ?? newName(), { graph: graphSaying(`${LONG}${world.made}`) });
			const answer =
				id === undefined || choice % 2 === 0
					? await postWorkflow(own, { document: { ...document, id: newName() } })
					: await postVersion(own, id, { document });
			if (answer.status === 201)
				workflows.push((await answer.json<{ workflow: { id: string } }>()).workflow.id);
			return;
		}
		case "remove workflow":
			await call("DELETE", `/v1/workflows/${any(workflows)}`, { as: own.key });
			return;
		case "sweep":
			await sweepAllObjects(later());
	}
}

test("whatever is stored, deleted and swept in whatever order, nothing that a row names is ever gone", async () => {
	const step = fc.record({ step: fc.constantFrom(...STEPS), choice: fc.nat(20) });
	let deleted = 0;
	await fc.assert(
		fc.asyncProperty(fc.array(step, { minLength: 8, maxLength: 24 }), async (steps) => {
			const world: World = {
				account: await makeAccount(),
				pool: await makeWorker(),
				jobs: [],
				assets: [],
				workflows: [],
				held: [],
				made: 0,
			};
			const there = async () => {
				const keys = new Set(await objectsOf(`${world.account.id}/`));
				for (const key of await named(world.account)) expect(keys, key).toContain(key);
				return keys;
			};
			for (const one of steps) {
				// Deleting and sweeping go on beside everything that is no part of a request under way.
				const beside = one.step.startsWith("remove")
					? [sweepObjects(env, later()), finishDeletions(env, Date.now())]
					: [];
				await Promise.all([take(world, one.step, one.choice), ...beside]);
				await there();
			}
			for (const id of world.jobs) await call("POST", `/v1/jobs/${id}/cancel`, { as: world.account.key });
			for (const { task } of world.held)
				await call("POST", `${attemptPath(task)}/release`, { as: task.grant, json: { reason: "x" } });
			await finishDeletions(env, Date.now(), world.account.id);
			deleted += (await sweepAllObjects(later())).length;
			// What is left is what is named, and is what is counted.
			const keys = await there();
			expect(keys).toEqual(await named(world.account));
			const { objects } = await env.BUCKET.list({ prefix: `${world.account.id}/` });
			const bytes = objects.reduce((sum, { size }) => sum + size, 0);
			const row = await (await call("GET", "/v1/account", { as: world.account.key })).json<{
				stored_bytes: number;
			}>();
			expect(row.stored_bytes).toBe(bytes);
		}),
		{ numRuns: runs(40, 4), seed: 7 },
	);
	expect(deleted).toBeGreaterThan(0);
});
