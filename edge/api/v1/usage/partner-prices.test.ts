import { env } from "cloudflare:workers";
import { expect, test } from "vitest";
import { makeAccount } from "../../../testing/accounts.ts";
import { png } from "../../../testing/files.ts";
import { call, jsonOf, problemOf } from "../../../testing/http.ts";
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

	const ofGraph = (as: string, asked: object) =>
		call("POST", "/v1/workflows/estimate", { as, json: { graph, pool: worker.pool, ...asked } });
	const partner = { classes: ["PartnerFilm"], micro_usd: 700_000 };
	expect(await jsonOf(await ofGraph(trusted.key, {}), 200)).toMatchObject({
		tasks: 1,
		seconds: null,
		micro_usd: cost.estimate_micro_usd,
		reserved_micro_usd: cost.estimate_micro_usd,
		partner,
	});
	await problemOf(await ofGraph(trusted.key, { pool: "nowhere" }), "invalid_request");
	await problemOf(await ofGraph(trusted.key, { graph: { "1": { inputs: {} } } }), "invalid_graph");

	// The operator's key goes with nobody else's graph, and nothing is reckoned with for it.
	const other = await makeAccount();
	const plain = await submit(other, worker, { graph });
	expect((await getJob(other, plain.id)).cost.estimate_micro_usd).toBeNull();
	expect((await mustClaim(worker)).partner).toBe(false);
	expect(await jsonOf(await ofGraph(other.key, {}), 200)).toMatchObject({
		micro_usd: null,
		reserved_micro_usd: 60 * 160,
		partner,
	});

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

	// A pipeline that runs it is estimated, and its job is, with the same price.
	const document = {
		id: "a-film",
		title: "A film",
		purpose: "A film of what is said.",
		category: "video",
		parameters: [
			{ type: "text", name: "prompt", description: "What it shows.", required: true, max_length: 100 },
		],
		stages: [
			{
				key: "film",
				title: "Film",
				needs: [],
				run: { workflow: "veo-3-1-video@1" },
				with: { prompt: { parameter: "prompt" } },
			},
		],
		example: { prompt: "a harbour" },
	};
	await jsonOf(await call("POST", "/v1/pipelines", { as: other.key, json: { document } }), 201);
	const ofPipeline = async (pool?: string) => {
		const json = { parameters: { prompt: "She dances" }, pool };
		const answer = await call("POST", "/v1/pipelines/a-film/estimate", { as: other.key, json });
		return (await jsonOf<{ estimate: { micro_usd: object } }>(answer, 200)).estimate.micro_usd;
	};
	expect(await ofPipeline(worker.pool)).toEqual({ least: 1_250_000, most: 1_250_000 });
	expect(await ofPipeline("no such pool")).not.toEqual({ least: 1_250_000, most: 1_250_000 });
});
