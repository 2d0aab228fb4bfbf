import { env } from "cloudflare:workers";
import { expect, test } from "vitest";
import type { CreatedWorkflow } from "../contract/workflows/workflows.ts";
import { makeAccount, type TestAccount } from "../testing/accounts.ts";
import { GRAPH } from "../testing/harbour.ts";
import { call, jsonOf, problemOf } from "../testing/http.ts";
import { submit } from "../testing/jobs.ts";
import { makeWorker, mustClaim } from "../testing/workers.ts";
import { documentNamed, newName, postVersion, postWorkflow } from "../testing/workflows.ts";
import { writesNothing } from "../testing/writes.ts";

const LONG = "a harbour at night, ".repeat(1000);
/** A document of more than 20 kB. */
const longDocument = (id = newName()) =>
	documentNamed(id, {
		graph: { ...GRAPH, "3": { ...GRAPH["3"], inputs: { ...GRAPH["3"].inputs, text: LONG } } },
	});
const objectsOf = async ({ id }: TestAccount) =>
	(await env.BUCKET.list({ prefix: `${id}/workflows/` })).objects;
const storedBytes = async (account: TestAccount) =>
	(await jsonOf<{ stored_bytes: number }>(await call("GET", "/v1/account", { as: account.key }), 200))
		.stored_bytes;

test("a long document lies in storage, counts as bytes, is read, runs, and goes with its version", async () => {
	const account = await makeAccount();
	const worker = await makeWorker();
	const document = longDocument();
	await jsonOf(await postWorkflow(account, { document }), 201);
	const path = `/v1/workflows/${document.id}`;
	const row = await env.DB.prepare("SELECT document, unknowns, body_key FROM workflows WHERE account_id = ?")
		.bind(account.id)
		.first();
	expect(JSON.stringify(row).length).toBeLessThan(1000);
	const [object] = await objectsOf(account);
	expect(object?.key).toBe(row?.body_key);
	expect(await storedBytes(account)).toBe(object?.size);

	const read = await jsonOf<{ document: unknown }>(
		await call("GET", `${path}/document`, { as: account.key }),
		200,
	);
	expect(read.document).toEqual(document);
	const list = await jsonOf<{ data: object[] }>(
		await call("GET", "/v1/workflows?owner=account", { as: account.key }),
		200,
	);
	expect(list.data).toMatchObject([{ id: document.id, title: document.title }]);
	await submit(account, worker, { workflow: document.id, parameters: { prompt: "x" } });
	expect(JSON.stringify((await mustClaim(worker)).graph)).toContain(LONG);

	await jsonOf(await postVersion(account, document.id, { document }), 201);
	expect(await objectsOf(account)).toHaveLength(2);
	// The job has not ended: its version stays, the other one goes.
	await jsonOf(await call("DELETE", path, { as: account.key }), 200);
	expect((await objectsOf(account)).map(({ key }) => key)).toEqual([row?.body_key]);
	expect(await storedBytes(account)).toBeGreaterThanOrEqual(object?.size ?? 0);
});

test("a short document stands in its row", async () => {
	const account = await makeAccount();
	await jsonOf(await postWorkflow(account, { document: documentNamed(newName()) }), 201);
	expect(await objectsOf(account)).toEqual([]);
	expect(await storedBytes(account)).toBe(0);
});

test("P7 twenty posts of a long document with one key leave one version and one object", async () => {
	const account = await makeAccount();
	const document = longDocument();
	const answers = await Promise.all(
		Array.from({ length: 20 }, () => postWorkflow(account, { document }, { "idempotency-key": "one" })),
	);
	for (const answer of answers)
		expect((await jsonOf<CreatedWorkflow>(answer, 201)).workflow).toMatchObject({
			id: document.id,
			version: 1,
		});
	expect(await objectsOf(account)).toHaveLength(1);
	expect(await storedBytes(account)).toBe((await objectsOf(account))[0]?.size);
});

test("whoever comes too late for an id, or has no room, leaves nothing behind", async () => {
	const account = await makeAccount();
	const document = longDocument();
	const answers = await Promise.all(Array.from({ length: 8 }, () => postWorkflow(account, { document })));
	expect(answers.map(({ status }) => status).sort()).toEqual([201, ...Array.from({ length: 7 }, () => 409)]);
	expect(await objectsOf(account)).toHaveLength(1);
	const poor = await makeAccount({ max_bytes: 10_000 });
	await writesNothing(async () =>
		problemOf(await postWorkflow(poor, { document: longDocument() }), "storage_limit"),
	);
	await jsonOf(await postWorkflow(poor, { document: documentNamed(newName()) }), 201);
});
