import { env } from "cloudflare:workers";
import { beforeAll, expect, test } from "vitest";
import type { DatasetResource } from "../../../contract/training/datasets.ts";
import { datasetForTraining } from "../../../datasets/read.ts";
import { makeAccount, type TestAccount } from "../../../testing/accounts.ts";
import { addSheet, beginDataset, TRIGGER } from "../../../testing/datasets.ts";
import { png } from "../../../testing/files.ts";
import { call, jsonOf, problemOf } from "../../../testing/http.ts";
import { getJob } from "../../../testing/jobs.ts";
import { PAGE_CAPABILITIES } from "../../../testing/pages.ts";
import { finish, makeWorker, mustClaim, type TestWorker } from "../../../testing/workers.ts";

let account: TestAccount;
let worker: TestWorker;
beforeAll(async () => {
	account = await makeAccount();
	worker = await makeWorker({ capabilities: PAGE_CAPABILITIES });
});

const ask = (name: string, json: object, headers: Record<string, string> = {}) =>
	call("POST", `/v1/datasets/${name}/regularisation`, {
		as: account.key,
		json: { pool: worker.pool, ...json },
		headers,
	});
const get = async (name: string) =>
	jsonOf<DatasetResource>(await call("GET", `/v1/datasets/${name}`, { as: account.key }), 200);
/** Makes as many pictures as there are; answers with the graphs that made them. */
async function make(count: number, first: number) {
	const graphs = [];
	for (let at = 0; at < count; at++) {
		const task = await mustClaim(worker);
		if ("graph" in task) graphs.push(JSON.stringify(task.graph));
		await finish(task, await png(4, first + at));
	}
	return graphs;
}

test("S2-DATA-03a S2-DATA-03b pictures of the class come from the base model without a LoRA, a seed each, into the dataset", async () => {
	await beginDataset(account, "class");
	await addSheet(account, "class", 7);
	const begun = await jsonOf<DatasetResource>(
		await ask("class", { pictures: 3 }, { "idempotency-key": "one" }),
		201,
	);
	const job = begun.regularisation_job ?? "";
	expect((await getJob(account, job)).parameters).toMatchObject({
		prompt: "anime character, 1person, standing, simple background",
		variations: 3,
	});
	const again = await jsonOf<DatasetResource>(
		await ask("class", { pictures: 3 }, { "idempotency-key": "one" }),
		201,
	);
	expect(again.regularisation_job).toBe(job);
	for (const headers of [{}, { "idempotency-key": "two" }])
		expect((await problemOf(await ask("class", { pictures: 4 }, headers), "conflict")).detail).toContain(job);
	const graphs = await make(3, 10);
	expect(new Set(graphs.map((graph) => /"seed":(\d+)/.exec(graph)?.[1])).size).toBe(3);
	for (const graph of graphs) {
		expect(graph).not.toMatch(/Lora/i);
		expect(graph).not.toContain(TRIGGER);
	}
	expect(await get("class")).toMatchObject({ pictures: 7, regularisation: 3, regularisation_job: null });
	await jsonOf(await call("POST", "/v1/datasets/class/versions", { as: account.key }), 201);
	const training = await datasetForTraining(env, account.id, "class@1");
	expect(training.regularisation.map(({ caption }) => caption)).toEqual(["", "", ""]);
	expect(new Set(training.regularisation.map(({ sha256 }) => sha256)).size).toBe(3);

	// The next ones take their place, in what the dataset has now.
	await jsonOf(await ask("class", { pictures: 2, prompt: "anime boy" }), 201);
	await make(2, 20);
	expect(await get("class")).toMatchObject({ regularisation: 2, changed: true });
	expect((await datasetForTraining(env, account.id, "class@1")).regularisation).toHaveLength(3);
	await jsonOf(await ask("class", { pictures: 3 }, { "idempotency-key": "one" }), 201);
	expect((await get("class")).regularisation).toBe(2);
});

test("a job that does not succeed is waited for no longer; a prompt that names the character makes none", async () => {
	await beginDataset(account, "none");
	const problem = await problemOf(await ask("none", { prompt: `portrait of ${TRIGGER}` }), "invalid_request");
	expect(problem.errors).toMatchObject([{ pointer: "/prompt" }]);
	await problemOf(await ask("none", { pictures: 201 }), "invalid_request");
	await problemOf(await ask("nobody", {}), "not_found");
	const begun = await jsonOf<DatasetResource>(await ask("none", { pictures: 1 }), 201);
	await call("POST", `/v1/jobs/${begun.regularisation_job}/cancel`, { as: account.key });
	expect(await get("none")).toMatchObject({ regularisation: 0, regularisation_job: null });
});
