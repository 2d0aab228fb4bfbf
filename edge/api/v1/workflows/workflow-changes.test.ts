import { env } from "cloudflare:workers";
import { describe, expect, test } from "vitest";
import { library } from "../../../../workflows/library/index.ts";
import type { CreatedWorkflow, WorkflowVersionResource } from "../../../contract/workflows/workflows.ts";
import { makeAccount, type TestAccount } from "../../../testing/accounts.ts";
import { call, jsonOf, problemOf } from "../../../testing/http.ts";
import {
	documentNamed,
	GRAPH,
	makeInformedWorker,
	makeWorkflow,
	newName,
	postVersion,
	postWorkflow,
	SENT_INFO,
	UI,
} from "../../../testing/workflows.ts";
import { countEverything, writesNothing } from "../../../testing/writes.ts";
import { WORKFLOW_LIMITS } from "../../../workflows/store.ts";

/** Every stored version of an account as it lies in D1. */
async function rowsOf(account: TestAccount) {
	const { results } = await env.DB.prepare(
		"SELECT * FROM workflows WHERE account_id = ? ORDER BY id, version",
	)
		.bind(account.id)
		.all<{ id: string; version: number; document: string; retired_at: number | null }>();
	return results;
}
const retire = (account: TestAccount, id: string, body: object = {}) =>
	call("POST", `/v1/workflows/${id}/retire`, { as: account.key, json: body });

describe("making a workflow", () => {
	test("of a document: it is stored as it was sent", async () => {
		const account = await makeAccount();
		const document = documentNamed(newName());
		const answer = await postWorkflow(account, { document });
		expect(answer.headers.get("location")).toBe(`/v1/workflows/${document.id}@1`);
		const made = await jsonOf<CreatedWorkflow>(answer, 201);
		expect(made).toMatchObject({ document, unknowns: [] });
	});

	test("of a graph: the document is proposed, and its example makes the same picture", async () => {
		const account = await makeAccount();
		const body = {
			graph: GRAPH,
			id: newName(),
			title: "Night harbour",
			purpose: "A harbour.",
			object_info: SENT_INFO,
		};
		const made = await jsonOf<CreatedWorkflow>(await postWorkflow(account, body), 201);
		expect(made.document).toMatchObject({ id: body.id, title: "Night harbour", purpose: "A harbour." });
		const types = made.document.parameters.map(({ type }) => type);
		expect(types).toEqual(expect.arrayContaining(["text", "seed"]));
		expect(made.workflow.outputs).toMatchObject([{ node: "7", kind: "image" }]);
	});

	test("of a graph, where nobody knows its nodes, by their names", async () => {
		const account = await makeAccount();
		const made = await jsonOf<CreatedWorkflow>(
			await postWorkflow(account, { graph: GRAPH, id: newName() }),
			201,
		);
		expect(made.document.parameters.map(({ type }) => type)).toContain("seed");
	});

	test("S0-A17 of an editor's file, with what a worker of the pool said of its nodes; what was left open is kept", async () => {
		const account = await makeAccount();
		const { pool } = await makeInformedWorker();
		const id = newName();
		const made = await jsonOf<CreatedWorkflow>(await postWorkflow(account, { ui: UI, id, pool }), 201);
		expect(made.document.graph["5"]).toMatchObject({ class_type: "KSampler", inputs: { steps: 20 } });
		expect(made.unknowns.map(({ code }) => code)).toContain("date_kept");
		const stored = await call("GET", `/v1/workflows/${id}/document`, { as: account.key });
		expect(await jsonOf(stored, 200)).toMatchObject({ unknowns: made.unknowns, document: made.document });
	});

	test("of an editor's file without any worker that knows its nodes is refused and says what to do", async () => {
		const account = await makeAccount();
		const problem = await problemOf(
			await writesNothing(() => postWorkflow(account, { ui: UI, id: newName() })),
			"no_object_info",
		);
		expect(problem.detail).toContain("object_info");
	});

	test("under a name that is taken is 409, also where the library or an alias has it, or it is retired", async () => {
		const account = await makeAccount();
		const { workflow } = await makeWorkflow(account);
		const alias = library.find(({ aliases }) => aliases !== undefined)?.aliases?.[0]?.name ?? "";
		const again = async (id: string) => {
			const answer = await writesNothing(() => postWorkflow(account, { document: documentNamed(id) }));
			return problemOf(answer, "conflict");
		};
		expect((await again(workflow.id)).detail).toContain(`/v1/workflows/${workflow.id}/versions`);
		await again("storyboard-image");
		await again(alias);
		await jsonOf(await retire(account, workflow.id), 200);
		await again(workflow.id);
		// Another account may call its own so.
		const other = await makeAccount();
		await jsonOf(await postWorkflow(other, { document: documentNamed(workflow.id) }), 201);
	});
});

describe("versions", () => {
	test("never change: whatever is asked afterwards, the rows that are stored stay as they are", async () => {
		const account = await makeAccount();
		const { workflow, document } = await makeWorkflow(account);
		const before = await rowsOf(account);
		const changed = { ...document, title: "Another" };
		await jsonOf(await postVersion(account, workflow.id, { document: changed }), 201);
		await problemOf(await postWorkflow(account, { document: changed }), "conflict");
		for (const method of ["PUT", "PATCH"])
			await problemOf(
				await call(method, `/v1/workflows/${workflow.id}`, { as: account.key }),
				"method_not_allowed",
			);
		const after = await rowsOf(account);
		expect(after[0]).toEqual(before[0]);
		await jsonOf(await retire(account, workflow.id), 200);
		const retired = await rowsOf(account);
		expect(retired.map(({ retired_at: _, ...row }) => row)).toEqual(
			after.map(({ retired_at: _, ...row }) => row),
		);
	});

	test("twenty made at the same moment get twenty numbers, and none is lost", async () => {
		const account = await makeAccount();
		const { workflow } = await makeWorkflow(account);
		const answers = await Promise.all(
			Array.from({ length: 20 }, (_, i) =>
				postVersion(account, workflow.id, { document: documentNamed(workflow.id, { title: `Take ${i}` }) }),
			),
		);
		const made = await Promise.all(answers.map((answer) => jsonOf<CreatedWorkflow>(answer, 201)));
		expect(made.map((one) => one.workflow.version).sort((a, b) => a - b)).toEqual(
			Array.from({ length: 20 }, (_, i) => i + 2),
		);
		for (const { workflow: one, document } of made) {
			const stored = await call("GET", `/v1/workflows/${one.id}@${one.version}/document`, {
				as: account.key,
			});
			expect(await jsonOf(stored, 200)).toMatchObject({ document: { title: document.title } });
		}
	});

	test("twenty workflows of one name made at the same moment are one, and nineteen conflicts", async () => {
		const account = await makeAccount();
		const id = newName();
		const answers = await Promise.all(
			Array.from({ length: 20 }, () => postWorkflow(account, { document: documentNamed(id) })),
		);
		const statuses = answers.map(({ status }) => status).sort();
		expect(statuses).toEqual([201, ...Array.from({ length: 19 }, () => 409)]);
		expect(await rowsOf(account)).toHaveLength(1);
	});

	test("of what is not one's own are refused: the library's with 403, anybody else's like what is not there", async () => {
		const [account, other] = [await makeAccount(), await makeAccount()];
		const { workflow } = await makeWorkflow(other);
		const version = (id: string) =>
			writesNothing(() => postVersion(account, id, { document: documentNamed(id) }));
		await problemOf(await version("storyboard-image"), "forbidden");
		await problemOf(await version(workflow.id), "not_found");
		await problemOf(await version("nothing-here"), "not_found");
	});

	test("must be called like the workflow they are versions of", async () => {
		const account = await makeAccount();
		const { workflow } = await makeWorkflow(account);
		const problem = await problemOf(
			await writesNothing(() =>
				postVersion(account, workflow.id, { document: documentNamed("another-name") }),
			),
			"invalid_request",
		);
		expect(problem.errors[0]?.pointer).toBe("/document/id");
	});
});

describe("an idempotency key", () => {
	test("P7 sent again gives the same workflow and the same version; another body is refused", async () => {
		const account = await makeAccount();
		const document = documentNamed(newName());
		const first = await jsonOf(await postWorkflow(account, { document }, { "idempotency-key": "a" }), 201);
		const other = { document: { ...document, title: "Another" } };
		await writesNothing(async () => {
			const again = await postWorkflow(account, { document }, { "idempotency-key": "a" });
			expect(again.headers.get("idempotency-replayed")).toBe("true");
			expect(await jsonOf(again, 201)).toEqual(first);
			await problemOf(
				await postWorkflow(account, other, { "idempotency-key": "a" }),
				"idempotency_key_reuse",
			);
		});
		const post = () => postVersion(account, document.id, { document }, { "idempotency-key": "a" });
		const second = await jsonOf<CreatedWorkflow>(await post(), 201);
		expect(second.workflow.version).toBe(2);
		expect(await jsonOf(await post(), 201)).toEqual(second);
	});

	test("P7 used twenty times at the same moment makes exactly one", async () => {
		const account = await makeAccount();
		const document = documentNamed(newName());
		const before = await countEverything();
		const race = async (post: () => Promise<Response>) => {
			const answers = await Promise.all(Array.from({ length: 20 }, post));
			const made = await Promise.all(answers.map((answer) => jsonOf<CreatedWorkflow>(answer, 201)));
			expect(new Set(made.map(({ workflow }) => workflow.version)).size).toBe(1);
			expect(answers.filter((answer) => !answer.headers.has("idempotency-replayed"))).toHaveLength(1);
		};
		await race(() => postWorkflow(account, { document }, { "idempotency-key": "race" }));
		await race(() => postVersion(account, document.id, { document }, { "idempotency-key": "race" }));
		expect(await countEverything()).toEqual({
			...before,
			workflows: Number(before.workflows) + 2,
			idempotency_keys: Number(before.idempotency_keys) + 2,
		});
	});
});

describe("retiring", () => {
	test("takes one version or all, once, and a new version stands again for the workflow", async () => {
		const account = await makeAccount();
		const { workflow, document } = await makeWorkflow(account);
		const { id } = workflow;
		await jsonOf(await postVersion(account, id, { document }), 201);
		type Answer = { data: WorkflowVersionResource[] };
		const shown = async () =>
			jsonOf<{ version: number; retired_at: string | null }>(
				await call("GET", `/v1/workflows/${id}`, { as: account.key }),
				200,
			);
		const one = await jsonOf<Answer>(await retire(account, id, { version: 2 }), 200);
		expect(one.data.map(({ version }) => version)).toEqual([2]);
		expect(await shown()).toMatchObject({ version: 1, retired_at: null });
		expect(await jsonOf(await retire(account, id, { version: 2 }), 200)).toEqual(one);
		const all = await jsonOf<Answer>(await retire(account, id), 200);
		expect(all.data.map(({ version }) => version)).toEqual([2, 1]);
		expect(all.data[0]?.retired_at).toBe(one.data[0]?.retired_at);
		expect((await shown()).retired_at).not.toBeNull();
		const listed = async (query: string) => {
			const list = await call("GET", `/v1/workflows?owner=account${query}`, { as: account.key });
			return (await jsonOf<{ data: { id: string }[] }>(list, 200)).data.length;
		};
		expect([await listed(""), await listed("&include_retired=true")]).toEqual([0, 1]);
		await jsonOf(await postVersion(account, id, { document }), 201);
		expect(await shown()).toMatchObject({ version: 3, retired_at: null });
		expect(await listed("")).toBe(1);
	});

	test("is for one's own: the library's are 403, what is not there is 404", async () => {
		const [account, other] = [await makeAccount(), await makeAccount()];
		const { workflow } = await makeWorkflow(account);
		await problemOf(await retire(account, "storyboard-image"), "forbidden");
		await problemOf(await retire(account, "nothing-here"), "not_found");
		await problemOf(await retire(account, workflow.id, { version: 2 }), "not_found");
		await problemOf(await retire(account, workflow.id, { version: 0 }), "invalid_request");
		await problemOf(await retire(other, workflow.id), "not_found");
		expect((await rowsOf(account))[0]?.retired_at).toBeNull();
	});
});

test("API4 an account has an end to its workflows and versions, and retiring some makes room", async () => {
	const account = await makeAccount();
	const { workflow, document } = await makeWorkflow(account);
	const fill = (count: number, idOf: string, from: number) =>
		env.DB.prepare(
			`WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i + 1 < ?)
			INSERT INTO workflows (account_id, id, version, title, document, unknowns, created_at)
			SELECT ?, ${idOf}, ? + i, 'x', 'x', 'x', 0 FROM n`,
		)
			.bind(count, account.id, from)
			.run();
	// As many workflows as there may be.
	await fill(WORKFLOW_LIMITS.workflows - 1, "'made-' || i", 1);
	const post = () => postWorkflow(account, { document: documentNamed(newName()) });
	await problemOf(await writesNothing(post), "workflow_limit");
	await jsonOf(await postVersion(account, workflow.id, { document }), 201);
	await jsonOf(await retire(account, "made-1"), 200);
	await jsonOf(await post(), 201);
	// As many versions as there may be.
	const live = WORKFLOW_LIMITS.workflows + 1;
	await fill(WORKFLOW_LIMITS.versions - live, "'made-2'", 1001);
	await problemOf(
		await writesNothing(() => postVersion(account, workflow.id, { document })),
		"workflow_limit",
	);
	await jsonOf(await retire(account, "made-2"), 200);
	await jsonOf(await postVersion(account, workflow.id, { document }), 201);
});
