import { env } from "cloudflare:workers";
import { expect, test } from "vitest";
import { makeAccount } from "../../../testing/accounts.ts";
import { png } from "../../../testing/files.ts";
import { call, jsonOf } from "../../../testing/http.ts";
import { getJob, submit } from "../../../testing/jobs.ts";
import { CAPABILITIES, fail, finish, mustClaim } from "../../../testing/workers.ts";
import { makeInformedWorker, SENT_INFO } from "../../../testing/workflows.ts";

test("a graph at partners is reckoned with the price formulas of the pool's ComfyUI; the partner is booked where it succeeded", async () => {
	const badge = (depends: string[], expr: string) => ({
		input: { required: { seconds: ["INT", { default: 5, min: 1, max: 60 }] } },
		output: ["IMAGE"],
		output_node: false,
		api_node: true,
		price_badge: {
			engine: "jsonata",
			depends_on: { widgets: depends.map((name) => ({ name, type: "INT" })), inputs: [], input_groups: [] },
			expr,
		},
	});
	const info = {
		...Object(SENT_INFO),
		PartnerFilm: badge(["seconds"], '{"type":"usd","usd": 0.07 * widgets.seconds}'),
		Veo3VideoGenerationNode: badge([], '{"type":"usd","usd": 1.25}'),
	};
	const worker = await makeInformedWorker({
		info: JSON.stringify(info),
		capabilities: { ...CAPABILITIES, nodes: [...CAPABILITIES.nodes, "PartnerFilm"] },
	});
	const graph = {
		"1": { class_type: "PartnerFilm", inputs: { seconds: 10 } },
		"2": { class_type: "SaveImage", inputs: { images: ["1", 0], filename_prefix: "x" } },
	};
	const trusted = await makeAccount();
	await jsonOf(
		await call("PUT", `/v1/accounts/${trusted.id}/node-policy`, {
			as: env.ADMIN_KEY,
			json: { trusted: ["*"] },
		}),
		200,
	);
	const { id } = await submit(trusted, worker, { graph });
	const { cost } = await getJob(trusted, id);
	// Beside the partner's price a minute of a GPU, which is all that is known of such a graph.
	expect(cost.estimate_micro_usd).toBe(700_000 + 60 * 160);
	const reserved = await env.DB.prepare("SELECT reserved_micro_usd AS money FROM accounts WHERE id = ?")
		.bind(trusted.id)
		.first<{ money: number }>();
	expect(reserved?.money).toBe(cost.estimate_micro_usd);

	const first = await mustClaim(worker);
	expect(first.partner).toBe(true);
	await fail(first, "comfyui_crashed");
	await env.DB.prepare("UPDATE tasks SET available_at = 0 WHERE job_id = ?").bind(id).run();
	await finish(await mustClaim(worker), await png());
	const { results } = await env.DB.prepare(
		"SELECT status, partner_micro_usd FROM ledger WHERE job_id = ? ORDER BY epoch",
	)
		.bind(id)
		.all();
	expect(results.map((row) => [row.status, row.partner_micro_usd])).toEqual([
		["failed", null],
		["succeeded", 700_000],
	]);
	expect((await getJob(trusted, id)).cost.partner_micro_usd).toBe(700_000);

	// The operator's key goes with nobody else's graph, and nothing is reckoned with for it.
	const other = await makeAccount();
	const plain = await submit(other, worker, { graph });
	expect((await getJob(other, plain.id)).cost.estimate_micro_usd).toBeNull();
	expect((await mustClaim(worker)).partner).toBe(false);

	const estimateOf = async (pool?: string) => {
		const json = { parameters: { prompt: "She dances" }, pool };
		const answer = await call("POST", "/v1/workflows/veo-3-1-video/estimate", { as: other.key, json });
		return (await jsonOf<{ estimate: { micro_usd: number; source: string } }>(answer, 200)).estimate;
	};
	expect(await estimateOf(worker.pool)).toMatchObject({
		micro_usd: 1_250_000,
		source: "price formulas of the pool's ComfyUI: an estimate",
	});
	expect((await estimateOf("no such pool")).source).toMatch(/^price badge of Veo3/);
});
