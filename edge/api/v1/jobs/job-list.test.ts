import { env } from "cloudflare:workers";
import { expect, test } from "vitest";
import { newId } from "../../../contract/ids.ts";
import { type JobSummary, jobSummarySchema } from "../../../contract/jobs/jobs.ts";
import { database } from "../../../db/client.ts";
import { MAX_LOOKED_AT } from "../../../db/page.ts";
import { type JobFilter, listJobs } from "../../../jobs/show/list.ts";
import { makeAccount, type TestAccount } from "../../../testing/accounts.ts";
import { png, wav } from "../../../testing/files.ts";
import { call, jsonOf, openApi, problemOf } from "../../../testing/http.ts";
import { BASE_IMAGE, submit, uploadAsset } from "../../../testing/jobs.ts";
import { DATASET, pipelineWorker } from "../../../testing/pipelines.ts";
import { makeWorker, mustClaim } from "../../../testing/workers.ts";

interface Page {
	data: JobSummary[];
	next_cursor: string | null;
	has_more: boolean;
}

async function list(account: TestAccount, query: string): Promise<string[]> {
	const page = await jsonOf<Page>(await call("GET", `/v1/jobs?${query}`, { as: account.key }), 200);
	// Two jobs of one millisecond have no order of their own.
	return page.data.map((job) => job.id).sort();
}

/** A page of jobs, and how many rows D1 read for it. */
async function listed(account: TestAccount, filter: JobFilter) {
	let read = 0;
	const note = ({ meta }: D1Result) => {
		read += meta.rows_read;
	};
	const counting = new Proxy(env.DB, {
		get: (db, name) => {
			if (name === "batch")
				return async (statements: D1PreparedStatement[]) => {
					const results = await db.batch(statements);
					for (const result of results) note(result);
					return results;
				};
			if (name !== "prepare") return Reflect.get(db, name, db);
			return (sql: string) => {
				const bind = (...values: unknown[]) => {
					const statement = db.prepare(sql).bind(...values);
					return Object.assign(statement, {
						raw: async () => {
							const result = await db
								.prepare(sql)
								.bind(...values)
								.run();
							note(result);
							return db
								.prepare(sql)
								.bind(...values)
								.raw();
						},
					});
				};
				return { bind };
			};
		},
	});
	const page = await listJobs(database(counting), account.id, filter);
	return { ...page, read };
}

test("a list goes through all jobs page by page, newest first, each once, with a Link to the next page", async () => {
	const account = await makeAccount();
	const worker = await makeWorker();
	const made: string[] = [];
	for (let i = 0; i < 5; i++) made.unshift((await submit(account, worker)).id);
	await submit(await makeAccount(), worker);
	let path = "/v1/jobs?limit=2";
	const seen: string[] = [];
	for (let page = 0; page < 3; page++) {
		const response = await call("GET", path, { as: account.key });
		const body = await jsonOf<Page>(response, 200);
		for (const job of body.data) seen.push(jobSummarySchema.parse(job).id);
		const link = response.headers.get("link");
		expect(body.has_more).toBe(page < 2);
		if (page === 2) {
			expect(link).toBeNull();
			expect(body.next_cursor).toBeNull();
			break;
		}
		expect(link).toBe(`</v1/jobs?limit=2&cursor=${body.next_cursor}>; rel="next"`);
		path = `/v1/jobs?limit=2&cursor=${body.next_cursor}`;
	}
	// Two jobs of one millisecond have no order of their own, but the pages agree on one.
	expect(seen).toEqual([...made].sort().reverse());
});

test("a list asks for nothing but the jobs' own rows, and shows neither tasks nor long parameters", async () => {
	const account = await makeAccount();
	const worker = await makeWorker();
	const long = await submit(account, worker);
	await env.DB.prepare("UPDATE jobs SET parameters = ? WHERE id = ?")
		.bind(JSON.stringify({ prompt: "a harbour at night ".repeat(250) }), long.id)
		.run();
	for (let i = 0; i < 3; i++) await submit(account, worker, BASE_IMAGE);
	await mustClaim(worker);
	const body = await jsonOf<{ data: unknown[] }>(await call("GET", "/v1/jobs", { as: account.key }), 200);
	const jobs = body.data.map((job) => jobSummarySchema.strict().parse(job));
	expect(jobs.map((job) => job.parameters_omitted).filter(Boolean)).toHaveLength(1);
	expect(jobs.some((job) => job.status === "running")).toBe(true);
	const { read } = await listed(account, { limit: 2, status: "queued" });
	expect(read).toBeLessThanOrEqual(8);
	for (const workflow of ["nothing-like-this@1", "nothing-like-this"])
		expect((await listed(account, { limit: 50, workflow })).read, workflow).toBeLessThanOrEqual(1);
});

test("a list is narrowed by status and workflow, and the filters stay in the Link", async () => {
	const account = await makeAccount();
	const worker = await makeWorker();
	const canceled = await submit(account, worker, BASE_IMAGE);
	await call("POST", `/v1/jobs/${canceled.id}/cancel`, { as: account.key });
	const queued = [await submit(account, worker), await submit(account, worker)];
	expect(await list(account, "status=canceled")).toEqual([canceled.id]);
	expect((await list(account, "status=queued")).sort()).toEqual(queued.map((job) => job.id).sort());
	expect(await list(account, "workflow=z-image-turbo-base-image@1")).toEqual([canceled.id]);
	expect(await list(account, "workflow=z-image-turbo-base-image@1&status=queued")).toEqual([]);
	const paged = await call("GET", "/v1/jobs?status=queued&limit=1", { as: account.key });
	expect(paged.headers.get("link")).toContain("status=queued");
});

test("a list is narrowed to a workflow in every version, by its alias too, and to one version", async () => {
	const account = await makeAccount();
	const worker = await makeWorker();
	const one = await submit(account, worker, BASE_IMAGE);
	const other = await submit(account, worker);
	// As if the library had gone on since.
	await env.DB.prepare("UPDATE jobs SET workflow = 'storyboard-image@7' WHERE id = ?").bind(other.id).run();
	const third = await submit(account, worker);
	expect(await list(account, "workflow=storyboard-image")).toEqual([other.id, third.id].sort());
	expect(await list(account, "workflow=storyboard-image@7")).toEqual([other.id]);
	expect(await list(account, "workflow=z-image-turbo-base-image")).toEqual([one.id]);
	expect(await list(account, "workflow=storyboard")).toEqual([]);
	expect(await list(account, "workflow=storyboard-image@")).toEqual([]);
});

test("a list is narrowed to a pipeline, in every version or in one, and reads no other jobs for it", async () => {
	const account = await makeAccount();
	const worker = await pipelineWorker("character-reference-dataset");
	const one = await submit(account, worker, DATASET);
	const other = await submit(account, worker, DATASET);
	await env.DB.prepare("UPDATE jobs SET pipeline = 'character-reference-dataset@7' WHERE id = ?")
		.bind(other.id)
		.run();
	for (let i = 0; i < 3; i++) await submit(account, await makeWorker());
	expect(await list(account, "pipeline=character-reference-dataset")).toEqual([one.id, other.id].sort());
	expect(await list(account, "pipeline=character-reference-dataset@7")).toEqual([other.id]);
	expect(await list(account, "pipeline=character-reference-dataset&status=failed")).toEqual([]);
	expect(await list(account, "pipeline=character-reference")).toEqual([]);
	for (const pipeline of ["nothing-like-this@1", "nothing-like-this"])
		expect((await listed(account, { limit: 50, pipeline })).read, pipeline).toBeLessThanOrEqual(1);
});

test("a list is narrowed by metadata: all that is asked for must be there, and what stands in it is no SQL and no path", async () => {
	const account = await makeAccount();
	const worker = await makeWorker();
	const made = async (metadata: Record<string, string>) =>
		(await submit(account, worker, { ...BASE_IMAGE, metadata })).id;
	const odd = "a\"b.c[0]' OR 1=1 --";
	const [first, second, third] = [
		await made({ customer: "42", shot: "1" }),
		await made({ customer: "42", shot: "2" }),
		await made({ customer: "4", [odd]: odd }),
	];
	expect(await list(account, "metadata[customer]=42")).toEqual([first, second].sort());
	expect(await list(account, "metadata[customer]=42&metadata[shot]=1")).toEqual([first]);
	expect(await list(account, "metadata[customer]=42&status=queued&limit=1")).toHaveLength(1);
	expect(await list(account, "metadata[customer]=42&status=failed")).toEqual([]);
	const encoded = encodeURIComponent(odd);
	expect(await list(account, `metadata[${encoded}]=${encoded}`)).toEqual([third]);
	expect(await list(account, `metadata[nobody]=${encoded}`)).toEqual([]);
	const many = Array.from({ length: 11 }, (_, i) => `metadata[k${i}]=x`).join("&");
	await problemOf(await call("GET", `/v1/jobs?${many}`, { as: account.key }), "invalid_request");
	const twice = await call("GET", "/v1/jobs?metadata[a]=1&metadata[a]=2", { as: account.key });
	expect((await problemOf(twice, "invalid_request")).errors[0]?.pointer).toBe("/metadata[a]");
});

test("a list is narrowed by when a job was made: from the first time on, before the second", async () => {
	const account = await makeAccount();
	const worker = await makeWorker();
	const jobs = [await submit(account, worker), await submit(account, worker)];
	const [first, second] = jobs.map((job) => encodeURIComponent(job.created_at));
	const all = jobs.map((job) => job.id).sort();
	expect(await list(account, `created_after=${first}`)).toEqual(all);
	expect(await list(account, `created_before=${first}`)).toEqual([]);
	const later = encodeURIComponent(new Date(Date.parse(jobs[1]?.created_at ?? "") + 1).toISOString());
	expect(await list(account, `created_after=${later}`)).toEqual([]);
	expect(await list(account, `created_after=${first}&created_before=${later}`)).toEqual(all);
	expect(await list(account, `created_before=${second}`)).not.toContain(jobs[1]?.id);
	// The same moment in another zone.
	const zoned = encodeURIComponent("1970-01-01T01:00:00+01:00");
	expect(await list(account, `created_after=${zoned}&status=queued`)).toEqual(all);
	for (const wrong of ["yesterday", "2026-01-01", "1", "2026-13-01T00:00:00Z"]) {
		const answer = await call("GET", `/v1/jobs?created_after=${wrong}`, { as: account.key });
		expect((await problemOf(answer, "invalid_request")).errors[0]?.pointer, wrong).toBe("/created_after");
	}
});

test("a search for what is rare looks at a bounded number of rows, and is found by going on", async () => {
	const account = await makeAccount();
	const worker = await makeWorker();
	const rare = await submit(account, worker, { ...BASE_IMAGE, metadata: { rare: "yes" } });
	// Enough younger ones that two pages find nothing.
	const now = Date.parse(rare.created_at);
	const ids = Array.from({ length: 2 * MAX_LOOKED_AT }, (_, i) => newId("job", now + 1 + i));
	await env.DB.prepare(
		`INSERT INTO jobs (id, account_id, pool_id, status, version, workflow, request, parameters, metadata, priority,
			created_at, deadline_at, finished_at)
		SELECT value, ?, ?, 'succeeded', 1, 'graph', '{}', '{}', '{}', 0, ?, ?, ? FROM json_each(?)`,
	)
		.bind(account.id, worker.poolId, now, now, now, JSON.stringify(ids))
		.run();
	const found: string[] = [];
	let cursor: string | undefined;
	let pages = 0;
	do {
		const page = await listed(account, { limit: 5, metadata: { rare: "yes" }, cursor });
		// Ids, their rows, one for the pool of each that fits, and the ids once more to see where the walk ended.
		expect(page.read).toBeLessThanOrEqual(4 * MAX_LOOKED_AT);
		found.push(...page.data.map((job) => job.id));
		expect(page.has_more).toBe(page.next_cursor !== null);
		cursor = page.next_cursor ?? undefined;
		pages += 1;
	} while (cursor !== undefined);
	expect(found).toEqual([rare.id]);
	expect(pages).toBe(3);
	const status = await listed(account, { limit: 5, workflow: "graph", status: "queued" });
	expect(status.read).toBeLessThanOrEqual(4 * MAX_LOOKED_AT);
	expect(status.has_more).toBe(true);
});

test("assets are listed by kind and by when they were made", async () => {
	const account = await makeAccount();
	const picture = await uploadAsset(account, await png());
	const sound = await uploadAsset(account, wav(), "a.wav");
	const ids = async (query: string) =>
		(await jsonOf<Page>(await call("GET", `/v1/assets?${query}`, { as: account.key }), 200)).data.map(
			(asset) => asset.id,
		);
	expect(await ids("kind=audio")).toEqual([sound.id]);
	expect(await ids("kind=image")).toEqual([picture.id]);
	expect(await ids("kind=video")).toEqual([]);
	expect(await ids(`created_before=${encodeURIComponent(picture.created_at)}`)).toEqual([]);
	expect((await ids(`created_after=${encodeURIComponent(picture.created_at)}`)).sort()).toEqual(
		[picture.id, sound.id].sort(),
	);
});

test("on every route a query parameter that it does not know is 400 with a pointer, for HEAD too", async () => {
	const account = await makeAccount();
	const answer = await call("GET", "/v1/jobs?stauts=failed&limit=1", { as: account.key });
	const problem = await problemOf(answer, "unknown_parameter");
	expect(problem.errors).toEqual([
		{
			pointer: "/stauts",
			code: "unknown_parameter",
			message: expect.stringContaining('no query parameter "stauts"; this address takes status, '),
		},
	]);
	for (const slip of ["metadata=x", "metadata[x=1", "metadatax[a]=1", "Status=failed"])
		await problemOf(await call("GET", `/v1/jobs?${slip}`, { as: account.key }), "unknown_parameter");
	expect((await call("HEAD", "/v1/jobs?stauts=failed", { as: account.key })).status).toBe(400);
	const { paths } = await openApi();
	const credentials = await everyCredential(account);
	let tried = 0;
	for (const [path, operations] of Object.entries(paths)) {
		for (const [method, { tags }] of Object.entries(operations)) {
			// ComfyUI's clients add what they like.
			if (tags?.includes("comfyui")) continue;
			const place = path.replaceAll(/\{\w+\}/g, "1");
			for (const as of credentials) {
				const refused = await call(method.toUpperCase(), `${place}?no_such_parameter=1`, { as });
				expect(refused.status, `${method} ${path}`).toBe(400);
				await problemOf(refused, "unknown_parameter");
				tried += 1;
			}
		}
	}
	expect(tried).toBeGreaterThan(100);
});

/** Somebody of every kind. */
async function everyCredential(account: TestAccount): Promise<string[]> {
	const worker = await makeWorker();
	await submit(account, worker);
	const { grant } = await mustClaim(worker);
	return [account.key, env.ADMIN_KEY, grant];
}
