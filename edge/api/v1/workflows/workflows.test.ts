import { env } from "cloudflare:workers";
import { expect, test } from "vitest";
import { library } from "../../../../workflows/library/index.ts";
import {
	type WorkflowSummary,
	type WorkflowVersionResource,
	workflowSummarySchema,
} from "../../../contract/workflows/workflows.ts";
import { makeAccount, type TestAccount } from "../../../testing/accounts.ts";
import { call, type JsonSchema, jsonOf, problemOf } from "../../../testing/http.ts";
import { documentNamed, GRAPH, makeWorkflow, postVersion, postWorkflow } from "../../../testing/workflows.ts";
import { writesNothing } from "../../../testing/writes.ts";

interface Page<T> {
	data: T[];
	next_cursor: string | null;
	has_more: boolean;
}

const get = (account: TestAccount, path: string) => call("GET", `/v1/workflows${path}`, { as: account.key });
const list = async (account: TestAccount, query: string) =>
	jsonOf<Page<WorkflowSummary>>(await get(account, `?${query}`), 200);

test("S0-C06 a workflow of one's own is listed beside the library, described like those of it", async () => {
	const account = await makeAccount();
	const { workflow } = await makeWorkflow(account);
	expect(workflow).toMatchObject({
		version: 1,
		title: "Harbour",
		owner: "account",
		retired_at: null,
		outputs: [{ name: "image", node: "7", kind: "image" }],
		example: { prompt: "a harbour at night" },
		estimate: { tasks: 1, basis: "gpu_time" },
	});
	const { properties = {}, required } = workflow.parameters as JsonSchema;
	expect(required).toEqual(["prompt"]);
	expect(properties.steps).toMatchObject({ type: "integer", minimum: 1, maximum: 50, default: 20 });
	for (const reference of [workflow.id, `${workflow.id}@1`])
		expect(await jsonOf(await get(account, `/${reference}`), 200)).toEqual(workflow);

	const all = await list(account, "");
	expect(all.data.filter(({ owner }) => owner === "library")).toHaveLength(library.length);
	const listed = { ...workflow, details_omitted: false };
	expect(all.data.at(-1)).toEqual(listed);
	expect((await list(account, "owner=account")).data).toEqual([listed]);
	const built = await list(account, "owner=library");
	expect(built.data).toHaveLength(library.length);
	expect(built.data[0]).toMatchObject({ owner: "library", created_at: null, retired_at: null });
});

test("the list goes page by page through the library and the own ones, each once", async () => {
	const account = await makeAccount();
	for (const name of ["beach", "cliff", "dune"])
		await jsonOf(await postWorkflow(account, { document: documentNamed(name) }), 201);
	const whole = await list(account, "");
	const seen: string[] = [];
	for (let cursor: string | null = ""; cursor !== null; ) {
		const page: Page<WorkflowSummary> = await list(account, `limit=7${cursor && `&cursor=${cursor}`}`);
		expect(page.has_more).toBe(page.next_cursor !== null);
		seen.push(...page.data.map(({ id, version }) => `${id}@${version}`));
		cursor = page.next_cursor;
	}
	expect(seen).toEqual(whole.data.map(({ id, version }) => `${id}@${version}`));
	expect(new Set(seen).size).toBe(library.length + 3);
});

test("what tells more than 8 KB is listed without its details, until somebody asks for it", async () => {
	const account = await makeAccount();
	const notes = Array.from({ length: 20 }, (_, i) => `${i} ${"y".repeat(900)}`);
	const { workflow } = await makeWorkflow(account, { notes });
	const [listed] = (await list(account, "owner=account")).data;
	expect(workflowSummarySchema.parse(listed)).toMatchObject({
		...{ id: workflow.id, version: 1, title: "Harbour", purpose: workflow.purpose },
		...{ outputs: workflow.outputs, estimate: workflow.estimate, created_at: workflow.created_at },
		...{ parameters: {}, models: [], notes: [], example: {}, details_omitted: true },
	});
	expect(JSON.stringify(listed).length).toBeLessThan(8192);
	expect(workflow.notes).toEqual(notes);
	expect(await jsonOf(await get(account, `/${workflow.id}`), 200)).toEqual(workflow);
});

test("a row that does not say yet what a list shows says it once it was listed", async () => {
	const account = await makeAccount();
	const { workflow } = await makeWorkflow(account);
	const { data } = await list(account, "owner=account");
	const kept = () =>
		env.DB.prepare("SELECT listing FROM workflows WHERE account_id = ?").bind(account.id).first("listing");
	const before = await kept();
	await env.DB.prepare("UPDATE workflows SET listing = NULL WHERE account_id = ?").bind(account.id).run();
	expect((await list(account, "owner=account")).data).toEqual(data);
	expect(await kept()).toBe(before);
	expect(data[0]?.id).toBe(workflow.id);
});

test("GET by alias finds the workflow of the library; what is in no list is not found", async () => {
	const account = await makeAccount();
	const aliased = library.find(({ aliases }) => aliases !== undefined);
	const found = await get(account, `/${aliased?.aliases?.[0]?.name}`);
	expect(await jsonOf(found, 200)).toMatchObject({ id: aliased?.id, owner: "library" });
	const { workflow } = await makeWorkflow(account);
	for (const reference of ["none", `${workflow.id}@2`, `${workflow.id}@0`, `${workflow.id}@1@1`, "x"])
		for (const what of ["", "/graph", "/document"])
			await problemOf(await get(account, `/${reference}${what}`), "not_found");
	await problemOf(await get(account, `/${workflow.id}@1/versions`), "not_found");
	await problemOf(await get(account, "/none/versions"), "not_found");
});

test("versions are listed newest first, with pages; graph and document are those of the version asked for", async () => {
	const account = await makeAccount();
	const { workflow } = await makeWorkflow(account);
	const { id } = workflow;
	for (const steps of [21, 22]) {
		const graph = structuredClone(GRAPH);
		graph["5"].inputs.steps = steps;
		const document = documentNamed(id, { title: `Harbour ${steps}`, graph });
		await jsonOf(await postVersion(account, id, { document }), 201);
	}
	const first = await jsonOf<Page<WorkflowVersionResource>>(
		await get(account, `/${id}/versions?limit=2`),
		200,
	);
	expect(first.data.map(({ version, title }) => [version, title])).toEqual([
		[3, "Harbour 22"],
		[2, "Harbour 21"],
	]);
	const rest = await get(account, `/${id}/versions?cursor=${first.next_cursor}`);
	expect(await jsonOf(rest, 200)).toMatchObject({ data: [{ version: 1 }], next_cursor: null });

	for (const [reference, steps] of [
		[id, 22],
		[`${id}@2`, 21],
		[`${id}@1`, 20],
	]) {
		const graph = await jsonOf<{ graph: typeof GRAPH; forms: unknown[] }>(
			await get(account, `/${reference}/graph`),
			200,
		);
		expect(graph.graph["5"].inputs.steps).toBe(steps);
		const stored = await jsonOf<{ document: { graph: typeof GRAPH } }>(
			await get(account, `/${reference}/document`),
			200,
		);
		expect(stored.document.graph["5"].inputs.steps).toBe(steps);
	}
});

test("a workflow of the library shows its graph and versions; a document it has none", async () => {
	const account = await makeAccount();
	const built = library[0];
	const shown = await jsonOf<{ graph: unknown }>(await get(account, `/${built?.id}/graph`), 200);
	expect(shown).toMatchObject({ id: built?.id });
	expect(Object.keys(shown.graph ?? {}).length).toBeGreaterThan(1);
	const versions = await jsonOf<Page<WorkflowVersionResource>>(
		await get(account, `/${built?.id}/versions`),
		200,
	);
	expect(versions.data[0]).toMatchObject({ id: built?.id, owner: "library", retired_at: null });
	await problemOf(await get(account, `/${built?.id}/document`), "not_found");
});

test("an estimate is of the parameters sent; wrong ones are named, and nothing is written", async () => {
	const account = await makeAccount();
	const { workflow } = await makeWorkflow(account, { typical_seconds: 12, vram_gb: 16 });
	const ask = (parameters: object, id = workflow.id) =>
		writesNothing(() =>
			call("POST", `/v1/workflows/${id}/estimate`, { as: account.key, json: { parameters } }),
		);
	expect(await jsonOf(await ask({ prompt: "x" }), 200)).toMatchObject({
		workflow: `${workflow.id}@1`,
		estimate: { tasks: 1, seconds: 12, basis: "gpu_time" },
	});
	const problem = await problemOf(await ask({ prompt: "x", steps: 51, cfg: 1 }), "invalid_request");
	expect(problem.errors.map(({ pointer }) => pointer).sort()).toEqual([
		"/parameters/cfg",
		"/parameters/steps",
	]);
	await problemOf(await ask({ prompt: "x" }, "none"), "not_found");
	const many = await jsonOf<{ estimate: { tasks: number; seconds: number } }>(
		await ask({ prompt: "x", variations: 3 }, "z-image-turbo-base-image"),
		200,
	);
	const one = await jsonOf<{ estimate: { tasks: number; seconds: number } }>(
		await ask({ prompt: "x", variations: 1 }, "z-image-turbo-base-image"),
		200,
	);
	expect(many.estimate).toMatchObject({ tasks: 3, seconds: 3 * one.estimate.seconds });
});

test.each(["owner=me", "include_retired=1", "cursor=x", "cursor=library:", "limit=0", "limit=201"])(
	"GET /v1/workflows?%s is refused and names the field",
	async (query) => {
		const account = await makeAccount();
		const problem = await problemOf(await get(account, `?${query}`), "invalid_request");
		expect(problem.errors[0]?.pointer).toBe(`/${query.split("=")[0]}`);
	},
);

test("a stored document that is no longer accepted is told as such, and hides no other", async () => {
	const account = await makeAccount();
	const { workflow } = await makeWorkflow(account);
	const other = await makeWorkflow(account);
	// As a release with stricter rules would find it: put there by hand, under a version nobody has asked for yet.
	await env.DB.prepare(
		"INSERT INTO workflows (account_id, id, version, title, document, unknowns, created_at) SELECT account_id, id, 2, title, ?, unknowns, created_at FROM workflows WHERE account_id = ? AND id = ?",
	)
		.bind(JSON.stringify({ id: workflow.id }), account.id, workflow.id)
		.run();
	const problem = await problemOf(await get(account, `/${workflow.id}`), "conflict");
	expect(problem.detail).toContain("store a new version");
	expect((await list(account, "owner=account")).data.map(({ id }) => id)).toEqual([other.workflow.id]);
	const job = await call("POST", "/v1/jobs", {
		as: account.key,
		json: { workflow: workflow.id, parameters: { prompt: "x" } },
	});
	expect((await problemOf(job, "invalid_request")).errors[0]?.pointer).toBe("/workflow");
	await jsonOf(await get(account, `/${workflow.id}@1`), 200);
});
