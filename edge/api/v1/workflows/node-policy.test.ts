import { env } from "cloudflare:workers";
import { describe, expect, test } from "vitest";
import type { Validation } from "../../../contract/workflows/workflows.ts";
import { makeAccount, type TestAccount } from "../../../testing/accounts.ts";
import { call, jsonOf, problemOf } from "../../../testing/http.ts";
import { submit } from "../../../testing/jobs.ts";
import { CAPABILITIES, makeWorker } from "../../../testing/workers.ts";
import {
	documentNamed,
	GRAPH,
	makeWorkflow,
	newName,
	postWorkflow,
	SENT_INFO,
} from "../../../testing/workflows.ts";
import { writesNothing } from "../../../testing/writes.ts";

const set = (account: TestAccount, policy: unknown) =>
	call("PUT", `/v1/accounts/${account.id}/node-policy`, { as: env.ADMIN_KEY, json: policy });
const setTo = async (account: TestAccount, policy: object) => jsonOf(await set(account, policy), 200);

/** What may be asked with a graph, and what is said of its node classes. */
async function refusals(account: TestAccount, graph: object, pool: string) {
	const document = documentNamed(newName(), { graph: graph as never });
	const validation = await call("POST", "/v1/workflows/validate", {
		as: account.key,
		json: { graph, object_info: SENT_INFO, pool },
	});
	const verdict = await jsonOf<Validation>(validation, 200);
	return {
		job: await call("POST", "/v1/jobs", { as: account.key, json: { graph, pool } }),
		workflow: await postWorkflow(account, { document, pool }),
		proposal: await postWorkflow(account, { graph, id: newName(), object_info: SENT_INFO, pool }),
		validation: verdict.problems.filter(({ code }) => code === "node_not_allowed"),
	};
}

test("is the default until the operator says otherwise; the account can read it, and change nothing", async () => {
	const account = await makeAccount();
	const own = () => call("GET", "/v1/node-policy", { as: account.key });
	const standard = { allow: null, deny: [], trusted: [], is_default: true };
	expect(await jsonOf(await own(), 200)).toEqual(standard);
	const policy = { allow: ["KSampler*", "SaveImage"], deny: ["SaveImage"], trusted: [] };
	expect(await setTo(account, policy)).toEqual({ ...policy, is_default: false });
	expect(await jsonOf(await own(), 200)).toEqual({ ...policy, is_default: false });
	const asked = await call("GET", `/v1/accounts/${account.id}/node-policy`, { as: env.ADMIN_KEY });
	expect(await jsonOf(asked, 200)).toEqual({ ...policy, is_default: false });
	expect(await setTo(account, {})).toEqual(standard);
	const elsewhere = await call("GET", "/v1/node-policy", { as: (await makeAccount()).key });
	expect(await jsonOf(elsewhere, 200)).toEqual(standard);
	for (const method of ["GET", "PUT"]) {
		const json = method === "PUT" ? { deny: ["A"] } : undefined;
		const absent = "/v1/accounts/acc_00000000000000000000000000/node-policy";
		await problemOf(await call(method, absent, { as: env.ADMIN_KEY, json }), "not_found");
	}
});

describe("a class that is denied", () => {
	test("is refused in a raw job, in a workflow of one's own and by validation, at its node", async () => {
		const account = await makeAccount();
		const { pool } = await makeWorker();
		const before = await refusals(account, GRAPH, pool);
		expect([before.job.status, before.workflow.status, before.proposal.status]).toEqual([201, 201, 201]);
		expect(before.validation).toEqual([]);
		await setTo(account, { deny: ["KSampler"] });
		const after = await writesNothing(() => refusals(account, GRAPH, pool));
		const at = async (answer: Response) =>
			(await problemOf(answer, "invalid_graph")).errors.map(({ pointer, code }) => [pointer, code]);
		expect(await at(after.job)).toEqual([["/graph/5/class_type", "node_not_allowed"]]);
		expect(await at(after.proposal)).toEqual([["/graph/5/class_type", "node_not_allowed"]]);
		expect(await at(after.workflow)).toEqual([["/document/graph/5/class_type", "node_not_allowed"]]);
		expect(after.validation).toMatchObject([{ pointer: "/graph/5/class_type" }]);
	});

	test("is refused in jobs of workflows that were stored before; the library goes on", async () => {
		const [account, worker] = [await makeAccount(), await makeWorker()];
		const { workflow } = await makeWorkflow(account);
		await setTo(account, { allow: ["SaveImage"] });
		const json = { workflow: workflow.id, pool: worker.pool, parameters: { prompt: "x" } };
		const answer = await writesNothing(() => call("POST", "/v1/jobs", { as: account.key, json }));
		const problem = await problemOf(answer, "invalid_request");
		expect(problem.errors[0]).toMatchObject({ pointer: "/workflow", code: "node_not_allowed" });
		await submit(account, worker);
		await setTo(account, {});
		await submit(account, worker, json);
	});
});

describe("a class that reaches beyond the graph", () => {
	const graph = {
		...GRAPH,
		"8": { class_type: "SaveImageDataSetToFolder", inputs: { images: ["6", 0], folder_name: "set" } },
	};
	const capabilities = { ...CAPABILITIES, nodes: [...CAPABILITIES.nodes, "SaveImageDataSetToFolder"] };

	test("is refused unless the account is trusted with it", async () => {
		const [account, worker] = [await makeAccount(), await makeWorker({ capabilities })];
		const before = await writesNothing(() => refusals(account, graph, worker.pool));
		for (const answer of [before.job, before.workflow, before.proposal])
			expect((await problemOf(answer, "invalid_graph")).errors[0]?.code).toBe("node_not_allowed");
		expect(before.validation).toHaveLength(1);
		await setTo(account, { trusted: ["SaveImageDataSet*"] });
		const after = await refusals(account, graph, worker.pool);
		expect([after.job.status, after.workflow.status, after.proposal.status]).toEqual([201, 201, 201]);
		expect(after.validation).toEqual([]);
		const { document } = await jsonOf<{ document: { id: string } }>(after.workflow, 201);
		await submit(account, worker, { workflow: document.id, parameters: { prompt: "x" } });
	});

	test("so do the operator's credits at partners: only an account trusted with everything may spend them", async () => {
		const [account, worker] = [await makeAccount(), await makeWorker()];
		const partner = { micro_usd: 40_000, source: "the partner's price list" };
		const post = () => postWorkflow(account, { document: documentNamed(newName(), { partner }) });
		const problem = await problemOf(await writesNothing(post), "invalid_request");
		expect(problem.errors).toMatchObject([{ pointer: "/document/partner", code: "node_not_allowed" }]);
		await setTo(account, { trusted: ["*"] });
		const made = await jsonOf<{ document: { id: string } }>(await post(), 201);
		const json = { workflow: made.document.id, pool: worker.pool, parameters: { prompt: "x" } };
		await submit(account, worker, json);
		await setTo(account, {});
		const job = await writesNothing(() => call("POST", "/v1/jobs", { as: account.key, json }));
		expect((await problemOf(job, "invalid_request")).errors[0]?.code).toBe("node_not_allowed");
	});
});

test.each([
	[[], ""],
	[{ allow: "KSampler" }, "/allow"],
	[{ deny: [""] }, "/deny/0"],
	[{ deny: ["a*b"] }, "/deny/0"],
	[{ deny: ["**"] }, "/deny/0"],
	[{ trusted: [1] }, "/trusted/0"],
	[{ trusted: ["x".repeat(201)] }, "/trusted/0"],
	[{ deny: Array.from({ length: 1001 }, () => "a") }, "/deny"],
	[{ denied: [] }, "/denied"],
])("a policy of %j is refused at %s, and nothing changes", async (policy, at) => {
	const account = await makeAccount();
	const problem = await problemOf(await set(account, policy), "invalid_request");
	expect(problem.errors.map(({ pointer }) => pointer)).toContain(at);
	const own = await call("GET", "/v1/node-policy", { as: account.key });
	expect(await jsonOf(own, 200)).toMatchObject({ is_default: true });
});

test("a policy has the limits of every JSON body, though it comes with PUT", async () => {
	const account = await makeAccount();
	const put = (body: string) =>
		call("PUT", `/v1/accounts/${account.id}/node-policy`, {
			as: env.ADMIN_KEY,
			body,
			headers: { "content-type": "application/json" },
		});
	await problemOf(await put("{"), "malformed_json");
	await problemOf(await put(`{"deny":["${"x".repeat(1_000_000)}"]}`), "payload_too_large");
	await problemOf(await put(`{"deny":${"[".repeat(100)}${"]".repeat(100)}}`), "invalid_request");
	await problemOf(await put('{"deny":[],"__proto__":{"trusted":["*"]}}'), "invalid_request");
});
