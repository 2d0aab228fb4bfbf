import { expect, test } from "vitest";
import { told } from "../../workflows/quality/checks/check.ts";
import { assetChecksSchema } from "../contract/assets/quality.ts";
import { makeAccount } from "../testing/accounts.ts";
import { png } from "../testing/files.ts";
import { call, jsonOf, problemOf } from "../testing/http.ts";
import { BASE_IMAGE, getJob, submit, uploadAsset } from "../testing/jobs.ts";
import { complete, makeWorker, mustClaim, upload } from "../testing/workers.ts";

const BLACK = told("image_blank", "fail", "the picture is black", { value: 0, limit: 2 });
const WHOLE = {
	...BLACK,
	id: "file_decodable",
	status: "pass",
	reason: "",
	value: null,
	limit: null,
} as const;

test("what a worker found is kept with the output, and a refused one is made anew with another seed", async () => {
	const account = await makeAccount();
	const worker = await makeWorker();
	const { id } = await submit(account, worker, {
		...BASE_IMAGE,
		parameters: { ...BASE_IMAGE.parameters, variations: 1, seed: 5 },
	});
	const first = await mustClaim(worker);
	const item = await upload(first, await png());
	await jsonOf(await complete(first, [{ ...item, checks: [WHOLE, BLACK] }]), 200);
	const second = await mustClaim(worker);
	expect(JSON.stringify(second.graph)).not.toBe(JSON.stringify(first.graph));
	await jsonOf(await complete(second, [await upload(second, await png())]), 200);
	const job = await getJob(account, id);
	expect(job).toMatchObject({ status: "succeeded", stages: [{ take: 2, retakes_left: 0 }] });
	const [refused, taken] = job.outputs;
	// What passed is asked for where all of it is wanted.
	expect(refused?.quality).toEqual({ status: "fail", checks: [BLACK] });
	expect(taken?.quality).toBeNull();
	const all = async (asset: string) =>
		assetChecksSchema.parse(
			await jsonOf(await call("GET", `/v1/assets/${asset}/quality`, { as: account.key }), 200),
		);
	expect(await all(refused?.id ?? "")).toEqual({ status: "fail", checks: [WHOLE, BLACK] });
	expect(await all((await uploadAsset(account, await png())).id)).toEqual({ status: "skipped", checks: [] });
	const stranger = await makeAccount();
	await problemOf(await call("GET", `/v1/assets/${refused?.id}/quality`, { as: stranger.key }), "not_found");
});

test("a raw graph has no other take: who asks for one is told so before anything is written", async () => {
	const account = await makeAccount();
	const { graph } = {
		graph: { "1": { class_type: "EmptyImage", inputs: { width: 64, height: 64, batch_size: 1, color: 0 } } },
	};
	const answer = await call("POST", "/v1/jobs", {
		as: account.key,
		json: { graph, quality: { on_fail: "retake" } },
	});
	const problem = await problemOf(answer, "invalid_request");
	expect(problem.errors).toMatchObject([{ pointer: "/quality/on_fail" }]);
});
