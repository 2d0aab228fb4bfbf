import { env } from "cloudflare:workers";
import { afterEach, expect, test, vi } from "vitest";
import { makeAccount } from "../testing/accounts.ts";
import { png, sha256 } from "../testing/files.ts";
import { call, jsonOf, problemOf } from "../testing/http.ts";
import { getJob, STORYBOARD, submit, uploadAsset } from "../testing/jobs.ts";
import { keepSecrets } from "../testing/redaction.ts";
import {
	attemptPath,
	complete,
	makeWorker,
	mustClaim,
	putOutput,
	report,
	upload,
} from "../testing/workers.ts";
import { writesNothing } from "../testing/writes.ts";

afterEach(() => {
	vi.useRealTimers();
});

test("P2 a grant is good for its own task and its own attempt only", async () => {
	const account = await makeAccount();
	const worker = await makeWorker();
	await submit(account, worker);
	await submit(account, worker);
	const [one, other] = [await mustClaim(worker), await mustClaim(worker)];
	const picture = await png();
	const headers = { "x-content-sha256": await sha256(picture), "content-length": String(picture.length) };
	for (const path of [attemptPath(other), `/v1/tasks/${one.task_id}/attempts/${one.epoch + 1}`]) {
		for (const [action, json] of [
			["progress", { seq: 1, events: [] }],
			["complete", { manifest: [], graph: one.graph, gpu_ms: 0 }],
			["fail", { failure: { code: "worker_error", message: "x" } }],
			["release", { reason: "x" }],
		] as const) {
			const answer = await writesNothing(() => call("POST", `${path}/${action}`, { as: one.grant, json }));
			await problemOf(answer, "forbidden");
		}
		const put = await writesNothing(() =>
			call("PUT", `${path}/outputs/0`, { as: one.grant, body: picture, headers }),
		);
		await problemOf(put, "forbidden");
	}
});

test("API1 a grant reads the inputs of its task, and no other file of the account", async () => {
	const account = await makeAccount();
	const worker = await makeWorker();
	const [mine, other] = [
		await uploadAsset(account, await png(2, 2)),
		await uploadAsset(account, await png(3, 3)),
	];
	await submit(account, worker, {
		...STORYBOARD,
		parameters: { ...STORYBOARD.parameters, references: [mine.id] },
	});
	const task = await mustClaim(worker);
	expect((await call("GET", mine.url, { as: task.grant })).status).toBe(200);
	await problemOf(await call("GET", other.url, { as: task.grant }), "not_found");
	await problemOf(await call("GET", `/v1/assets/${mine.id}`, { as: task.grant }), "forbidden");
	await problemOf(await call("GET", `/v1/jobs/${task.job_id}`, { as: task.grant }), "forbidden");
	await problemOf(await call("GET", mine.url, { as: worker.token }), "forbidden");
});

test("P2 a worker that lost its attempt can store nothing, and cannot complete", async () => {
	const account = await makeAccount();
	const worker = await makeWorker();
	const job = await submit(account, worker);
	const old = await mustClaim(worker);
	await call("POST", `${attemptPath(old)}/release`, { as: old.grant, json: { reason: "drain" } });
	const fresh = await mustClaim(worker);
	expect(fresh).toMatchObject({ task_id: old.task_id, epoch: 2 });
	const [stale, good] = [await png(2, 2), await png(3, 3)];
	const kept = await upload(fresh, good);
	await problemOf(await putOutput(old, stale), "lease_lost");

	const stored = async (epoch: number) => {
		const prefix = `${account.id}/${job.id}/${old.task_id}/${epoch}/0/`;
		return (await env.BUCKET.list({ prefix })).objects.map(({ key, size }) => [
			key.slice(prefix.length),
			size,
		]);
	};
	expect(await stored(1)).toEqual([]);
	expect(await stored(2)).toEqual([[kept.sha256, good.length]]);
	await writesNothing(async () => problemOf(await complete(old, []), "lease_lost"));
	await writesNothing(async () =>
		problemOf(
			await call("POST", `${attemptPath(old)}/progress`, { as: old.grant, json: { seq: 99, events: [] } }),
			"lease_lost",
		),
	);
	for (const action of ["fail", "release"]) {
		const json = action === "fail" ? { failure: { code: "worker_error", message: "x" } } : { reason: "x" };
		await problemOf(
			await writesNothing(() => call("POST", `${attemptPath(old)}/${action}`, { as: old.grant, json })),
			"lease_lost",
		);
	}
	await jsonOf(await complete(fresh, [kept]), 200);
	const done = await getJob(account, job.id);
	expect(done.status).toBe("succeeded");
	expect(done.outputs.map((output) => output.sha256)).toEqual([kept.sha256]);

	// P5: what a finished job shows can no longer be replaced, not even by the attempt that made it.
	await problemOf(await putOutput(fresh, stale), "lease_lost");
	expect(await stored(2)).toEqual([[kept.sha256, good.length]]);
});

test("P5 complete is refused while an output is missing, shorter, or other than the manifest says; the task runs on", async () => {
	const account = await makeAccount();
	const worker = await makeWorker();
	const job = await submit(account, worker);
	const task = await mustClaim(worker);
	const item = await upload(task, await png());
	const wrong: [object[], "output_mismatch" | "outputs_missing", RegExp][] = [
		[[{ ...item, upload: 1 }], "output_mismatch", /nothing with the sha256 \w+ was uploaded/],
		[[{ ...item, size: item.size + 1 }], "output_mismatch", /stored: /],
		[[{ ...item, sha256: "0".repeat(64) }], "output_mismatch", /nothing with the sha256 0+ was uploaded/],
		[
			[item, { ...item, upload: 7, name: "more" }],
			"output_mismatch",
			/nothing with the sha256 \w+ was uploaded/,
		],
		[[], "outputs_missing", /image/],
		[[{ ...item, name: "mask" }], "outputs_missing", /image/],
	];
	for (const [manifest, code, message] of wrong) {
		const json = { manifest, graph: task.graph, gpu_ms: 1 };
		const answer = await writesNothing(() =>
			call("POST", `${attemptPath(task)}/complete`, { as: task.grant, json }),
		);
		const problem = await problemOf(answer, code);
		expect(JSON.stringify(problem)).toMatch(message);
		expect(await getJob(account, job.id)).toMatchObject({ status: "running", outputs: [] });
	}
	expect(await report(task, 1, 99)).toMatchObject({ cancel: false });
	await jsonOf(await complete(task, [item]), 200);
	expect((await getJob(account, job.id)).status).toBe("succeeded");
});

test("P5 bytes that do not have the hash they are sent with are not stored", async () => {
	const account = await makeAccount();
	const worker = await makeWorker();
	await submit(account, worker);
	const task = await mustClaim(worker);
	const picture = await png();
	const answer = await writesNothing(() =>
		call("PUT", `${attemptPath(task)}/outputs/0`, {
			as: task.grant,
			body: picture,
			headers: { "x-content-sha256": "0".repeat(64), "content-length": String(picture.length) },
		}),
	);
	await problemOf(answer, "output_mismatch");
});

test("an output without its length, or beyond the limit, is refused before it is read", async () => {
	const account = await makeAccount();
	const worker = await makeWorker();
	await submit(account, worker);
	const task = await mustClaim(worker);
	const headers = { "x-content-sha256": "0".repeat(64) };
	const endless = new ReadableStream({
		start(controller) {
			controller.enqueue(new Uint8Array(10));
			controller.close();
		},
	});
	const put = (body: BodyInit) =>
		writesNothing(() => call("PUT", `${attemptPath(task)}/outputs/0`, { as: task.grant, body, headers }));
	await problemOf(await put(endless), "length_required");
	await problemOf(await put(new Uint8Array(100_000_001)), "payload_too_large");
});

test("an output may be called JSON and is stored as the file it is", async () => {
	const account = await makeAccount();
	const worker = await makeWorker();
	await submit(account, worker);
	const task = await mustClaim(worker);
	const text = new TextEncoder().encode("not json at all {");
	const answer = await call("PUT", `${attemptPath(task)}/outputs/3`, {
		as: task.grant,
		body: text,
		headers: {
			"content-type": "application/json",
			"content-length": String(text.length),
			"x-content-sha256": await sha256("not json at all {"),
		},
	});
	expect(await jsonOf(answer, 201)).toMatchObject({ upload: 3, size: text.length });
});

/** A task with one input, and what its grant is used for. */
async function taskWithInput() {
	const account = await makeAccount();
	const worker = await makeWorker();
	const input = await uploadAsset(account, await png(2, 2));
	const parameters = { ...STORYBOARD.parameters, references: [input.id] };
	const job = await submit(account, worker, { ...STORYBOARD, parameters });
	const task = await mustClaim(worker);
	const read = (as = task.grant) => call("GET", input.url, { as });
	return { account, worker, job, task, read };
}

test("API2 inputs are readable while outputs go up, and not after the attempt is over", async () => {
	const { task, read } = await taskWithInput();
	const item = await upload(task, await png());
	expect((await read()).status).toBe(200);
	await jsonOf(await complete(task, [item]), 200);
	await problemOf(await read(), "lease_lost");

	const lost = await taskWithInput();
	await call("POST", `${attemptPath(lost.task)}/release`, {
		as: lost.task.grant,
		json: { reason: "drain" },
	});
	await problemOf(await lost.read(), "lease_lost");
	const next = await mustClaim(lost.worker);
	expect((await lost.read(next.grant)).status).toBe(200);
	await problemOf(await lost.read(), "lease_lost");

	const canceled = await taskWithInput();
	await call("POST", `/v1/jobs/${canceled.job.id}/cancel`, { as: canceled.account.key });
	expect((await canceled.read()).status).toBe(200);
	const failure = { code: "canceled", message: "canceled" };
	await call("POST", `${attemptPath(canceled.task)}/fail`, { as: canceled.task.grant, json: { failure } });
	await problemOf(await canceled.read(), "lease_lost");
});

test("API2 with its worker's token revoked a grant is good for nothing, and renews no lease", async () => {
	const { account, job, task, worker, read } = await taskWithInput();
	const item = await upload(task, await png());
	await report(task, 1, 10);
	const token = await env.DB.prepare("SELECT token_id, id FROM workers WHERE id = ?")
		.bind(worker.id)
		.first<string>("token_id");
	const revoked = await call("DELETE", `/v1/worker-tokens/${token}`, { as: env.ADMIN_KEY });
	expect(revoked.status).toBe(204);
	const failure = { code: "worker_error", message: "x" };
	await writesNothing(async () => {
		await problemOf(await read(), "unauthorized");
		await problemOf(await putOutput(task, await png(), 1), "unauthorized");
		await problemOf(await complete(task, [item]), "unauthorized");
		for (const [action, json] of [
			["progress", { seq: 9, events: [] }],
			["fail", { failure }],
			["release", { reason: "x" }],
		] as const)
			await problemOf(
				await call("POST", `${attemptPath(task)}/${action}`, { as: task.grant, json }),
				"unauthorized",
			);
	});
	expect((await getJob(account, job.id)).status).toBe("queued");
});

test("a grant is short, is renewed with the lease, and says nothing of the files it may read", async () => {
	vi.useFakeTimers({ toFake: ["Date"] });
	const { task, read } = await taskWithInput();
	const claims = JSON.parse(atob(task.grant.split(".")[1]?.replaceAll("-", "+").replaceAll("_", "/") ?? ""));
	expect(Object.keys(claims).sort()).toEqual([
		"account",
		"aud",
		"epoch",
		"exp",
		"iss",
		"job",
		"pool",
		"references_of",
		"task",
		"token",
		"worker",
	]);
	expect(claims.exp * 1000 - Date.now()).toBeLessThanOrEqual(15 * 60_000);
	vi.setSystemTime(Date.now() + 5 * 60_000);
	const { grant } = await report(task, 1, 10);
	if (grant === undefined) throw new Error("no new grant came with the renewal");
	keepSecrets(grant);
	vi.setSystemTime(claims.exp * 1000 + 1000);
	await problemOf(await read(), "unauthorized");
	expect((await read(grant)).status).toBe(200);
	await jsonOf(await complete({ ...task, grant }, [await upload({ ...task, grant }, await png())]), 200);
});
