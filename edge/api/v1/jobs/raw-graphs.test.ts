import { env } from "cloudflare:workers";
import { describe, expect, test } from "vitest";
import { MAX_PICTURE_PIXELS } from "../../../../workflows/media/picture-size.ts";
import { makeAccount, type TestAccount } from "../../../testing/accounts.ts";
import { jpeg } from "../../../testing/files.ts";
import { call, jsonOf, problemOf } from "../../../testing/http.ts";
import { getJob, postAsset, STORYBOARD, submit, uploadAsset } from "../../../testing/jobs.ts";
import { attemptPath, makeWorker, mustClaim, type TestWorker } from "../../../testing/workers.ts";
import { makeWorkflow } from "../../../testing/workflows.ts";
import { writesNothing } from "../../../testing/writes.ts";

const save = { class_type: "SaveImage", inputs: { images: ["1", 0], filename_prefix: "x" } };
const load = { class_type: "LoadImage", inputs: { image: "" } };
const post = (account: TestAccount, json: object) =>
	writesNothing(() => call("POST", "/v1/jobs", { as: account.key, json }));

async function failed(
	account: TestAccount,
	worker: TestWorker,
	request: Record<string, unknown>,
	code: string,
) {
	const { id } = await submit(account, worker, request);
	const task = await mustClaim(worker);
	const failure = { code, message: "it does not work", node_id: "1", class_type: "LoadImage" };
	await jsonOf(
		await call("POST", `${attemptPath(task)}/fail`, { as: task.grant, json: { failure, gpu_ms: 5 } }),
		200,
	);
	const job = await getJob(account, id);
	const attempts = await jsonOf<{ data: { error: unknown }[] }>(
		await call("GET", `/v1/jobs/${id}/attempts`, { as: account.key }),
		200,
	);
	expect(job.stages[0]?.tasks[0]?.error).toEqual(job.error);
	expect(attempts.data[0]?.error).toEqual(job.error);
	return job.error?.whose_fault;
}

test("P12 a client's own graph that fails is the client's to mend; the library's is the operator's", async () => {
	const [account, worker] = [await makeAccount(), await makeWorker()];
	const { workflow } = await makeWorkflow(account);
	const own = { workflow: workflow.id, parameters: { prompt: "x" } };
	const graph = { graph: { "1": { class_type: "CLIPTextEncode", inputs: { text: "x" } }, "2": save } };
	for (const code of ["node_error", "node_validation", "missing_output"]) {
		expect([code, await failed(account, worker, graph, code)]).toEqual([code, "user"]);
		expect([code, await failed(account, worker, own, code)]).toEqual([code, "user"]);
		expect([code, await failed(account, worker, STORYBOARD, code)]).toEqual([code, "operator"]);
	}
	// The machine said that it has the class.
	expect(await failed(account, worker, graph, "missing_node")).toBe("operator");
});

describe("pictures that take more memory than a machine has", () => {
	test("are refused when they are uploaded, though the file is small", async () => {
		const account = await makeAccount();
		const problem = await writesNothing(async () =>
			problemOf(await postAsset(account, jpeg(13_300, 13_300), "large.jpg"), "invalid_image"),
		);
		expect(problem.errors[0]?.message).toMatch(/13300 x 13300 pixels; at most 50000000/);
		expect(7000 * 7000).toBeLessThan(MAX_PICTURE_PIXELS);
		await uploadAsset(account, jpeg(7000, 7000), "fine.jpg");
	});

	test("are refused as inputs, where another job made them", async () => {
		const [account, worker] = [await makeAccount(), await makeWorker()];
		const { id } = await uploadAsset(account, jpeg(100, 100), "a.jpg");
		await env.DB.prepare("UPDATE assets SET width = 13300, height = 13300 WHERE id = ?").bind(id).run();
		const graph = { "1": load, "2": save };
		const answer = await post(account, { graph, inputs: { "1.image": id }, pool: worker.pool });
		expect((await problemOf(answer, "invalid_request")).errors[0]).toMatchObject({
			pointer: "/inputs/1.image",
		});
	});

	test("count as often as a graph loads them", async () => {
		const [account, worker] = [await makeAccount(), await makeWorker()];
		const { id } = await uploadAsset(account, jpeg(7000, 7000), "a.jpg");
		const times = (count: number) => {
			const ids = Array.from({ length: count }, (_, i) => `${i + 10}`);
			const graph = { ...Object.fromEntries(ids.map((one) => [one, load])), "1": load, "2": save };
			const inputs = Object.fromEntries([...ids, "1"].map((one) => [`${one}.image`, id]));
			return { graph, inputs, pool: worker.pool };
		};
		const answer = await post(account, times(8));
		expect((await problemOf(answer, "invalid_request")).detail).toMatch(/9 pictures have 441000000 pixels/);
		await submit(account, worker, times(7));
	});
});

test("previews alone, sizes and numbers of files are judged before a GPU sees the graph", async () => {
	const [account, worker] = [await makeAccount(), await makeWorker()];
	const preview = { class_type: "PreviewImage", inputs: { images: ["1", 0] } };
	const latent = (batch_size: number) => ({
		class_type: "EmptySD3LatentImage",
		inputs: { width: 64, height: 64, batch_size },
	});
	const { pool } = worker;
	const shown = await problemOf(
		await post(account, { graph: { "1": latent(1), "7": preview }, pool }),
		"invalid_graph",
	);
	expect(shown.errors).toMatchObject([{ pointer: "/graph/7/class_type", code: "no_output" }]);
	const many = await problemOf(
		await post(account, { graph: { "1": latent(1001), "2": save }, pool }),
		"invalid_graph",
	);
	expect(many.errors).toMatchObject([{ pointer: "/graph/1/inputs/batch_size", code: "over_size_limit" }]);
	await submit(account, worker, { graph: { "1": latent(1000), "2": save } });
});

test("a linked prefix is accepted with a notice, and reaches the worker, who sets another", async () => {
	const [account, worker] = [await makeAccount(), await makeWorker()];
	const graph = {
		"1": { class_type: "EmptySD3LatentImage", inputs: { width: 64, height: 64 } },
		"2": { class_type: "SaveImage", inputs: { images: ["1", 0], filename_prefix: ["3", 0] } },
		"3": { class_type: "CLIPTextEncode", inputs: { text: "shared" } },
	};
	const job = await submit(account, worker, { graph });
	expect(job.notices).toMatchObject([
		{ pointer: "/graph/2/inputs/filename_prefix", code: "prefix_replaced" },
	]);
	expect((await mustClaim(worker)).graph["2"]?.inputs.filename_prefix).toEqual(["3", 0]);
});
