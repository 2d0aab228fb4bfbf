import { afterAll, beforeAll, expect, test } from "vitest";
import { UI } from "../edge/testing/harbour.ts";
import { until } from "../worker/testing/until.ts";
import { type Stack, startStack } from "./stack/stack.ts";
import { ended } from "./testing/follow.ts";
import { assertInvariants } from "./testing/invariants.ts";

let stack: Stack;
beforeAll(async () => {
	stack = await startStack();
});
afterAll(() => stack.stop());

test("S0-C06 S0-A17 a file of the ComfyUI editor becomes a workflow, and jobs of it are made", async () => {
	const { client } = stack;
	// The worker sends what its nodes are beside its work.
	const validated = async () => client.validateWorkflow({ ui: UI }).catch(() => null);
	await until("the edge knows the nodes", async () => (await validated()) !== null);
	expect(await validated()).toMatchObject({ valid: true, accepted: true, problems: [] });
	const converted = await client.convertWorkflow({ ui: UI });
	expect(converted.graph["5"]?.class_type).toBe("KSampler");

	const made = await client.createWorkflow({ ui: UI, id: "harbour", title: "Harbour at night" });
	expect(made).toMatchObject({ workflow: { id: "harbour", version: 1, owner: "account" } });
	expect(made.unknowns.map(({ code }) => code)).toContain("date_kept");
	const estimate = await client.estimate("harbour", made.workflow.example);
	expect(estimate).toMatchObject({ tasks: 1, basis: "gpu_time" });

	const job = await client.submit({ workflow: "harbour", parameters: made.workflow.example });
	const next = await client.createWorkflowVersion("harbour", {
		document: { ...made.document, title: "Harbour by day" },
	});
	expect(next.workflow.version).toBe(2);
	const done = await ended(client, job.id);
	expect(done).toMatchObject({ status: "succeeded", workflow: "harbour@1", error: null });
	const [picture] = await Promise.all(done.outputs.map((output) => client.download(output)));
	expect(picture?.subarray(1, 4)).toEqual(new TextEncoder().encode("PNG"));

	const { data } = await client.workflows({ owner: "account" });
	expect(data).toMatchObject([{ id: "harbour", version: 2, title: "Harbour by day" }]);
	const versions = await client.workflowVersions("harbour");
	expect(versions.data.map(({ version }) => version)).toEqual([2, 1]);
	expect(await client.workflow("harbour@1")).toMatchObject({ title: "Harbour at night" });
	expect(await client.retireWorkflow("harbour")).toHaveLength(2);
	const refused = client.submit({ workflow: "harbour", parameters: made.workflow.example });
	await expect(refused).rejects.toMatchObject({ code: "workflow_retired" });
	await assertInvariants(stack, [job.id]);
});
