import { expect, test } from "vitest";
import type { WorkflowDocument } from "../../../../workflows/document/document.ts";
import type { CreatedWorkflow } from "../../../contract/workflows/workflows.ts";
import { makeAccount } from "../../../testing/accounts.ts";
import { jsonOf, problemOf } from "../../../testing/http.ts";
import { CAPABILITIES, makeWorker } from "../../../testing/workers.ts";
import { GRAPH, newName, postVersion, postWorkflow, SENT_INFO, UI } from "../../../testing/workflows.ts";
import { writesNothing } from "../../../testing/writes.ts";

/** What is proposed for a graph or an editor's file, as the routes that store it do. */

const SHOWN = { "7": { class_type: "PreviewImage", inputs: { images: ["6", 0] } } };
const shownOnly = { ...structuredClone(GRAPH), ...SHOWN };

test("a graph that only shows its pictures is refused with what would keep them, and kept where that is asked for", async () => {
	const account = await makeAccount();
	const id = newName();
	const refused = await writesNothing(() => postWorkflow(account, { id, graph: shownOnly }));
	const problem = await problemOf(refused, "invalid_graph");
	expect(problem.detail).toContain("SaveImage in place of node 7");
	expect(problem.detail).toContain("save_previews");

	const kept = { graph: shownOnly, save_previews: true };
	const { document, workflow } = await jsonOf<CreatedWorkflow>(
		await postWorkflow(account, { id, ...kept }),
		201,
	);
	expect(document.graph["7"]).toMatchObject({ class_type: "SaveImage", inputs: { images: ["6", 0] } });
	expect(workflow.outputs).toMatchObject([{ node: "7", kind: "image" }]);
	expect(workflow.notes.join(" ")).toContain("PreviewImage");
	await problemOf(await writesNothing(() => postVersion(account, id, { graph: shownOnly })), "invalid_graph");
	expect(await jsonOf<CreatedWorkflow>(await postVersion(account, id, kept), 201)).toMatchObject({
		workflow: { version: 2 },
	});
});

test("so is an editor's file; a document says itself what it keeps", async () => {
	const account = await makeAccount();
	const ui = structuredClone(UI);
	const saver = ui.nodes.find(({ type }) => type === "SaveImage");
	if (saver) Object.assign(saver, { type: "PreviewImage", widgets_values: [] });
	const previews = {
		...(SENT_INFO as object),
		PreviewImage: { input: { required: { images: ["IMAGE", {}] } }, output: [], output_node: true },
	};
	const sent = { id: newName(), ui, object_info: previews };
	await problemOf(await writesNothing(() => postWorkflow(account, sent)));
	const { document } = await jsonOf<CreatedWorkflow>(
		await postWorkflow(account, { ...sent, save_previews: true }),
		201,
	);
	expect(document.graph["7"]?.class_type).toBe("SaveImage");
	const again = await writesNothing(() => postVersion(account, sent.id, { document, save_previews: true }));
	const problem = await problemOf(again, "invalid_request");
	expect(problem.errors.map(({ pointer }) => pointer)).toEqual(["/save_previews"]);
});

test("ranges fit the roomiest machine of the pool that is named", async () => {
	const account = await makeAccount();
	const small = await makeWorker({ capabilities: { ...CAPABILITIES, profile: "m1-16gb" } });
	const rangesIn = async (pool: string) => {
		const body = { id: newName(), graph: GRAPH, object_info: SENT_INFO, pool };
		const { document } = await jsonOf<CreatedWorkflow>(await postWorkflow(account, body), 201);
		return Object.fromEntries(document.parameters.map((one) => [one.name, mostOf(one)]));
	};
	expect(await rangesIn(small.pool)).toMatchObject({ width: 512, height: 768 });
	// Whatever comes to the pool that is given more, a job may go there.
	await makeWorker({ pool: small.pool, capabilities: { ...CAPABILITIES, profile: "gpu-24gb" } });
	const wide = await rangesIn(small.pool);
	expect(wide.width).toBeGreaterThan(512);
	const other = await makeWorker();
	expect(await rangesIn(other.pool)).toEqual(wide);
});

function mostOf(parameter: WorkflowDocument["parameters"][number]): number | undefined {
	return "max" in parameter ? parameter.max : undefined;
}
