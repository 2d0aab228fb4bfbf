import { afterAll, beforeAll, expect, test } from "vitest";
import { DarkroomClient } from "../client/client.ts";
import { main } from "../client/main.ts";
import { UI } from "../edge/testing/harbour.ts";
import { until } from "../worker/testing/until.ts";
import { type Stack, startStack } from "./stack/stack.ts";
import { capture } from "./testing/capture.ts";
import { ended } from "./testing/follow.ts";
import { invertedColour } from "./testing/graphs.ts";
import { exitOf, openLane } from "./testing/lane.ts";
import { refusal } from "./testing/refusal.ts";

let stack: Stack;
beforeAll(async () => {
	stack = await startStack();
});
afterAll(() => stack.stop());

const missing = { status: 404, code: "not_found" };

test("jobs, assets and workflows are deleted by their owner: not while they are needed, and then for good", async () => {
	const { client } = stack;
	// Nobody works in this pool, so its job does not end by itself.
	await stack.poolToken("nobody");
	const validated = async () => client.validateWorkflow({ ui: UI }).catch(() => null);
	await until("the edge knows the nodes", async () => (await validated()) !== null);
	const { workflow } = await client.createWorkflow({ ui: UI, id: "harbour" });
	const done = await client.submitGraph({ graph: invertedColour(1) });
	const { outputs } = await ended(client, done.id);
	const [picture] = outputs;
	if (!picture) throw new Error("no picture");
	const bytes = await client.download(picture);
	const input = await client.upload(bytes, "input.png");

	await client.deleteAsset(input.id);
	expect(await refusal(client.download(input))).toMatchObject(missing);
	expect(await refusal(client.deleteAsset(input.id))).toMatchObject(missing);

	await client.deleteJob(done.id);
	expect(await refusal(client.job(done.id))).toMatchObject(missing);
	expect(await refusal(client.download(picture))).toMatchObject(missing);

	const waiting = await client.submit({
		workflow: workflow.id,
		parameters: workflow.example,
		pool: "nobody",
	});
	expect(await refusal(client.deleteJob(waiting.id))).toMatchObject({ status: 409, code: "conflict" });
	const left = await client.deleteWorkflow(workflow.id);
	expect(left).toMatchObject([{ id: workflow.id, version: 1, retired_at: expect.any(String) }]);
	await client.cancel(waiting.id);
	await client.deleteJob(waiting.id);
	expect(await client.deleteWorkflow(workflow.id)).toEqual([]);
	expect(await refusal(client.workflow(workflow.id))).toMatchObject(missing);
});

test("a deletion whose answer was lost is asked again, and has succeeded", async () => {
	const { url, key } = stack.client;
	const asked: string[] = [];
	const losing: typeof fetch = async (input, init) => {
		const response = await fetch(input, init);
		asked.push(`${init?.method} ${response.status}`);
		if (asked.length === 1) throw new TypeError("fetch failed");
		return response;
	};
	const job = await stack.client.submitGraph({ graph: invertedColour(2) });
	await ended(stack.client, job.id);
	await new DarkroomClient({ url, key, fetch: losing }).deleteJob(job.id);
	expect(asked).toEqual(["DELETE 204", "DELETE 404"]);
});

test("P4 P6 an operator by the command line: an account, its limits and keys, a job of it found, looked into and canceled, a worker drained, and all of it noted", async () => {
	const captured = capture();
	const darkroom = async (...args: string[]) => {
		const before = captured.said().length;
		const env = { DARKROOM_URL: stack.edge.url, DARKROOM_ADMIN_KEY: stack.adminKey };
		const code = await main(["admin", ...args], env);
		return { code, said: captured.said().slice(before) };
	};
	try {
		const made = await darkroom("accounts", "create", "by hand");
		const [id = "", key = ""] = made.said.trim().split("\t");
		expect([made.code, id]).toEqual([0, expect.stringMatching(/^acc_/)]);
		const limits = await darkroom("accounts", "limits", id, "max_running=3", "requests=500", "budget_usd=20");
		expect([limits.code, limits.said]).toEqual([0, expect.stringMatching(/max_running {4}3\n.* 500 \*/s)]);
		expect((await darkroom("accounts", "retention", id, "jobs=30")).said).toContain("jobs           30 days");

		const lane = await openLane(stack, "operated");
		const worker = lane.start();
		const client = new DarkroomClient({ url: stack.edge.url, key });
		const job = await client.submitGraph({ graph: invertedColour(3), pool: "operated" });
		await ended(client, job.id);
		const workers = await darkroom("workers", "list");
		const [workerId = ""] = /^wkr_\w+(?= +operated )/m.exec(workers.said) ?? [];
		expect((await darkroom("workers", "drain", workerId)).code).toBe(0);
		expect(await exitOf(worker)).toBe(0);
		const waiting = await client.submitGraph({ graph: invertedColour(4), pool: "operated" });
		expect((await darkroom("jobs", "find", "--account", id, "--status", "queued")).said).toContain(
			waiting.id,
		);
		expect((await darkroom("jobs", "show", waiting.id)).said).toMatch(/waits since .*: no_worker: .*\n/);
		expect((await darkroom("jobs", "show", job.id)).said).toContain("succeeded");
		expect(await darkroom("jobs", "cancel", waiting.id)).toEqual({
			code: 0,
			said: `${waiting.id}\tcanceled\n`,
		});
		expect((await darkroom("jobs", "cancel", job.id)).code).toBe(5);

		const [keyId = ""] = /key_\w+/.exec((await darkroom("keys", "list", id)).said) ?? [];
		expect((await darkroom("keys", "revoke", id, keyId)).code).toBe(0);
		expect((await darkroom("keys", "list", id)).said).not.toContain(keyId);
		const careful = await darkroom("accounts", "delete", id, "--confirm", "by mistake");
		expect([careful.code, careful.said]).toEqual([2, expect.stringContaining('--confirm "by hand"')]);
		expect((await darkroom("accounts", "delete", id, "--confirm", "by hand")).code).toBe(0);
		expect((await darkroom("accounts", "show", id)).code).toBe(5);
		const { said } = await darkroom("actions", "list", "--target", id);
		expect(
			said
				.split("\n")
				.slice(1, -1)
				.map((line) => line.split(/ {2,}/)[1]),
		).toEqual([...["account.delete", "account.change", "account.change", "account.create"]]);
		const strange = await main(["admin", "accounts", "list"], {
			...{ DARKROOM_URL: stack.edge.url, DARKROOM_ADMIN_KEY: stack.client.key },
		});
		expect(strange).toBe(5);
		for (const secret of [stack.adminKey, stack.client.key]) expect(captured.said()).not.toContain(secret);
	} finally {
		captured.end();
	}
});

test("the operator changes an account, its owner sees it, and deleted it is gone", async () => {
	const { client } = stack;
	const operator = new DarkroomClient({ url: client.url, key: stack.adminKey });
	const { id, max_jobs } = await client.account();
	const change = { max_running: 3, rate_limits: { uploads: 500 }, retention: { outputs: 7 } };
	const changed = await operator.changeAccount(id, change);
	expect(changed).toMatchObject({ id, max_jobs, max_running: 3, own_rate_limits: { uploads: 500 } });
	expect(changed.retention).toMatchObject({ outputs: 7, jobs: null });
	expect(await client.account()).toEqual(changed);
	expect(await operator.account(id)).toEqual(changed);
	expect(await refusal(client.changeAccount(id, change))).toMatchObject({ status: 403, code: "forbidden" });
	await operator.deleteAccount(id);
	expect(await refusal(operator.account(id))).toMatchObject(missing);
});
