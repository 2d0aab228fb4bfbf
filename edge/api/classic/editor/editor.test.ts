import { beforeAll, expect, test } from "vitest";
import { promptReplySchema } from "../../../contract/comfyui/comfyui.ts";
import { editorJobDetailSchema, editorJobsSchema } from "../../../contract/comfyui/editor.ts";
import { makeAccount, type TestAccount } from "../../../testing/accounts.ts";
import { png } from "../../../testing/files.ts";
import { call, jsonOf, problemOf } from "../../../testing/http.ts";
import { finish, makeWorker, mustClaim, type TestWorker } from "../../../testing/workers.ts";
import { GRAPH } from "../../../testing/workflows.ts";

let worker: TestWorker;
beforeAll(async () => {
	worker = await makeWorker({ pool: "default" });
});

const ask = (account: TestAccount, method: string, path: string, json?: object) =>
	call(method, path, { as: account.key, ...(json && { json }) });
const queued = async (account: TestAccount) =>
	promptReplySchema.parse(await jsonOf(await ask(account, "POST", "/prompt", { prompt: GRAPH }), 200))
		.prompt_id;
const jobsOf = async (account: TestAccount, query = "") =>
	editorJobsSchema.parse(await jsonOf(await ask(account, "GET", `/api/jobs${query}`), 200));
const jobOf = async (account: TestAccount, id: string) =>
	editorJobDetailSchema.parse(await jsonOf(await ask(account, "GET", `/api/jobs/${id}`), 200));

test("the editor's lists have what waits, runs and has ended, page by page; nothing of another account, and nothing that came by other routes", async () => {
	const [account, other] = [await makeAccount(), await makeAccount()];
	const done = await queued(account);
	await finish(await mustClaim(worker), await png(8, 8));
	const elsewhere = await jsonOf<{ id: string }>(
		await ask(account, "POST", "/v1/jobs", { graph: GRAPH }),
		201,
	);
	await ask(account, "POST", `/v1/jobs/${elsewhere.id}/cancel`);
	const [gone, waiting] = [await queued(account), await queued(account)];
	expect(await jsonOf(await ask(account, "POST", `/api/jobs/${gone}/cancel`), 200)).toEqual({
		cancelled: true,
	});
	expect(await jsonOf(await ask(account, "POST", `/api/jobs/${gone}/cancel`), 200)).toEqual({
		cancelled: false,
	});
	const all = await jobsOf(account);
	expect(all.jobs.map(({ id, status }) => [id, status])).toEqual([
		[waiting, "pending"],
		[gone, "cancelled"],
		[done, "completed"],
	]);
	expect(all.jobs[2]).toMatchObject({ outputs_count: 1, preview_output: { mediaType: "images" } });
	const idsOf = async (query: string) => (await jobsOf(account, query)).jobs.map(({ id }) => id);
	expect(await idsOf("?status=completed,failed,cancelled&limit=64&offset=0")).toEqual([gone, done]);
	expect(await idsOf("?status=in_progress,pending")).toEqual([waiting]);
	expect(await idsOf("?status=completed")).toEqual([done]);
	expect(await idsOf("?sort_order=asc")).toEqual([done, gone, waiting]);
	expect(await jobsOf(account, "?limit=1&offset=1")).toMatchObject({
		jobs: [{ id: gone }],
		pagination: { offset: 1, limit: 1, total: 3, has_more: true },
	});
	await problemOf(await ask(account, "GET", "/api/jobs?status=lost"), "invalid_request");
	expect(await jobOf(account, done)).toMatchObject({
		execution_status: { completed: true },
		workflow: { prompt: GRAPH },
	});
	expect((await jobOf(account, waiting)).workflow).toBeUndefined();
	expect((await jobsOf(other)).jobs).toEqual([]);
	await problemOf(await ask(other, "GET", `/api/jobs/${done}`), "not_found");
	expect(await idsOf("?sort_by=execution_duration&limit=1")).toEqual([done]);
	await problemOf(await ask(account, "GET", "/api/jobs?sort_by=x"), "invalid_request");
	const cancel = async (as: TestAccount, job_ids: string[]) =>
		jsonOf(await ask(as, "POST", "/api/jobs/cancel", { job_ids }), 200);
	expect(await cancel(other, [waiting])).toEqual({ cancelled: false });
	expect(await cancel(account, [waiting, done, "x"])).toEqual({ cancelled: true });
	expect(await cancel(account, [waiting])).toEqual({ cancelled: false });
	await problemOf(await ask(account, "POST", "/api/jobs/cancel", { job_ids: [] }), "invalid_request");
});

test("what there is not is answered as by a ComfyUI that has none", async () => {
	const account = await makeAccount();
	for (const [path, empty] of [
		["/i18n", {}],
		["/workflow_templates", {}],
		["/global_subgraphs", {}],
		["/node_replacements", {}],
		["/userdata?dir=workflows&recurse=true", []],
		["/users", { storage: "server", migrated: true }],
	] as const)
		for (const prefix of ["", "/api"])
			expect(await jsonOf(await ask(account, "GET", prefix + path), 200)).toEqual(empty);
	const folders = await jsonOf<{ name: string }[]>(await ask(account, "GET", "/api/experiment/models"), 200);
	expect(folders.map(({ name }) => name)).toContain("checkpoints");
	expect(await jsonOf(await ask(account, "GET", "/experiment/models/checkpoints"), 200)).toContainEqual({
		name: GRAPH["1"].inputs.ckpt_name,
		pathIndex: 0,
	});
});
