import { expect, test } from "vitest";
import { passed } from "../../workflows/quality/checks/check.ts";
import { estimateReplySchema } from "../contract/jobs/estimates.ts";
import { makeAccount } from "../testing/accounts.ts";
import { png } from "../testing/files.ts";
import { call, jsonOf, problemOf } from "../testing/http.ts";
import { BASE_IMAGE, getJob, submit } from "../testing/jobs.ts";
import { complete, makeWorker, mustClaim, upload } from "../testing/workers.ts";

const ONE = { ...BASE_IMAGE, parameters: { ...BASE_IMAGE.parameters, variations: 1, seed: 5 } };
const measured = (sharpness: number) => [
	passed("file_decodable"),
	passed("image_sharpness", { value: sharpness }),
];

test("the best of three is told, the others are kept and labelled, and all three are estimated and paid (P11)", async () => {
	const account = await makeAccount();
	const worker = await makeWorker();
	const once = await submit(account, worker, { ...ONE, quality: { on_fail: "flag" } });
	const { id, cost } = await submit(account, worker, { ...ONE, quality: { on_fail: "flag", best_of: 3 } });
	expect(cost.estimate_micro_usd).toBe(3 * (once.cost.estimate_micro_usd ?? 0));
	await call("POST", `/v1/jobs/${once.id}/cancel`, { as: account.key });
	const seeds = new Set<string>();
	for (const sharpness of [10, 40, 20]) {
		const claimed = await mustClaim(worker);
		seeds.add(JSON.stringify(claimed.graph));
		const item = await upload(claimed, await png());
		await jsonOf(await complete(claimed, [{ ...item, checks: measured(sharpness) }]), 200);
	}
	expect(seeds.size).toBe(3);
	const job = await getJob(account, id);
	expect(job).toMatchObject({ status: "succeeded", stages: [{ take: 3 }] });
	expect(job.stages[0]?.tasks.map(({ take, verdict }) => [take, verdict?.result, verdict?.note])).toEqual([
		[1, "outdone", "take 2 goes on: its image_sharpness is 40, and here it is 10"],
		[2, "pass", ""],
		[3, "outdone", "take 2 goes on: its image_sharpness is 40, and here it is 20"],
	]);
	expect(job.outputs).toHaveLength(3);
	expect(job.cost.attempts).toBe(3);
});

test("an estimate says what the best of several comes to; without a seed there is nothing to choose of", async () => {
	const account = await makeAccount();
	const path = `/v1/workflows/${ONE.workflow}/estimate`;
	const { parameters } = ONE;
	const ask = async (quality: object = {}) => {
		const json = { parameters, ...quality };
		return estimateReplySchema.parse(await jsonOf(await call("POST", path, { as: account.key, json }), 200));
	};
	const [{ estimate: once, with_retakes_micro_usd }, { estimate: four }] = [
		await ask(),
		await ask({ best_of: 4 }),
	];
	expect(four).toEqual({
		...once,
		tasks: 4 * once.tasks,
		seconds: 4 * once.seconds,
		micro_usd: 4 * once.micro_usd,
	});
	// Who says nothing has what fails its checks made anew once.
	expect(with_retakes_micro_usd).toBe(2 * once.micro_usd);
	expect(await ask({ on_fail: "flag", retakes: 5 })).toMatchObject({
		estimate: once,
		with_retakes_micro_usd: once.micro_usd,
	});
	expect(await ask({ best_of: 4, on_fail: "retake", retakes: 3 })).toMatchObject({
		estimate: four,
		with_retakes_micro_usd: 7 * once.micro_usd,
	});
	const graph = {
		"1": { class_type: "EmptyImage", inputs: { width: 64, height: 64, batch_size: 1, color: 0 } },
	};
	const answer = await call("POST", "/v1/jobs", {
		as: account.key,
		json: { graph, quality: { best_of: 2 } },
	});
	expect((await problemOf(answer, "invalid_request")).errors).toMatchObject([
		{ pointer: "/quality/best_of" },
	]);
});
