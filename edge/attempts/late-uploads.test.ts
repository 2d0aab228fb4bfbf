import { env } from "cloudflare:workers";
import { expect, test } from "vitest";
import type { ClaimedTask } from "../contract/workers/workers.ts";
import { makeAccount } from "../testing/accounts.ts";
import { bytes, png, sha256, text } from "../testing/files.ts";
import { call, jsonOf, problemOf } from "../testing/http.ts";
import { getJob, submit } from "../testing/jobs.ts";
import { attemptPath, complete, finish, makeWorker, mustClaim, upload } from "../testing/workers.ts";

/** Keys of everything that lies in storage of a task's attempts. */
async function storedOf(task: ClaimedTask): Promise<string[]> {
	const { objects } = await env.BUCKET.list({ limit: 1000 });
	return objects.map(({ key }) => key).filter((key) => key.includes(`/${task.task_id}/`));
}

/** A PUT whose last byte the test keeps back until it says so. */
async function slowPut(task: ClaimedTask, data: Uint8Array<ArrayBuffer>, query = "") {
	const { readable, writable } = new FixedLengthStream(data.length);
	const writer = writable.getWriter();
	const answer = call("PUT", `${attemptPath(task)}/outputs/0${query}`, {
		as: task.grant,
		body: readable,
		headers: { "content-type": "image/png", "x-content-sha256": await sha256(data) },
	});
	// Taken by the route: it has asked whether the attempt holds its task before it reads a byte.
	await writer.write(data.subarray(0, -1));
	return {
		finish: async () => {
			await writer.write(data.subarray(-1));
			await writer.close();
			return answer;
		},
	};
}

async function begun() {
	const account = await makeAccount();
	const worker = await makeWorker();
	const job = await submit(account, worker);
	return { account, job, task: await mustClaim(worker) };
}

test("P5 a PUT that ends after complete changes no byte of what was recorded, and leaves nothing behind", async () => {
	const { account, job, task } = await begun();
	const right = await png();
	const late = await slowPut(task, bytes(right, text("other bytes, and more of them")));
	await finish(task, right);
	await problemOf(await late.finish(), "lease_lost");
	const [output] = (await getJob(account, job.id)).outputs;
	const content = await call("GET", output?.url ?? "", { as: account.key });
	expect(new Uint8Array(await content.arrayBuffer())).toEqual(right);
	expect(await storedOf(task)).toHaveLength(1);
});

test("P5 a PUT of the very bytes that complete has recorded meanwhile leaves them where they are", async () => {
	const { account, job, task } = await begun();
	const right = await png();
	const late = await slowPut(task, right);
	await finish(task, right);
	await problemOf(await late.finish(), "lease_lost");
	const [output] = (await getJob(account, job.id)).outputs;
	const content = await call("GET", output?.url ?? "", { as: account.key });
	expect(await sha256(new Uint8Array(await content.arrayBuffer()))).toBe(output?.sha256);
	expect(await storedOf(task)).toHaveLength(1);
});

test.each(["", "?part=0&parts=2"])(
	"P6 a PUT%s that ends after the attempt has, leaves nothing behind",
	async (query) => {
		const { task } = await begun();
		const late = await slowPut(task, await png(), query);
		const failure = { code: "node_error", message: "no", node_id: null, class_type: null };
		await jsonOf(
			await call("POST", `${attemptPath(task)}/fail`, { as: task.grant, json: { failure, gpu_ms: 0 } }),
			200,
		);
		await problemOf(await late.finish(), "lease_lost");
		expect(await storedOf(task)).toEqual([]);
	},
);

test("an output sent twice with other bytes is the one that the manifest names", async () => {
	const { account, job, task } = await begun();
	const first = await upload(task, await png(3, 3));
	await upload(task, await png(5, 5));
	await jsonOf(await complete(task, [first]), 200);
	const [output] = (await getJob(account, job.id)).outputs;
	const content = await call("GET", output?.url ?? "", { as: account.key });
	expect(await sha256(new Uint8Array(await content.arrayBuffer()))).toBe(first.sha256);
});
