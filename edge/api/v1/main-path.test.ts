import { env } from "cloudflare:workers";
import { expect, test } from "vitest";
import { assetSchema } from "../../contract/assets/assets.ts";
import type { Frame } from "../../contract/jobs/events.ts";
import { sidecarSchema } from "../../contract/jobs/jobs.ts";
import { DOORBELL_PROTOCOL, doorbellMessageSchema, EVENTS_PROTOCOL } from "../../contract/sockets.ts";
import { claimedTaskSchema } from "../../contract/workers/workers.ts";
import { makeAccount } from "../../testing/accounts.ts";
import { jpeg, png, sha256 } from "../../testing/files.ts";
import { call, jsonOf } from "../../testing/http.ts";
import { BASE_IMAGE, getJob, STORYBOARD, submit, uploadAsset } from "../../testing/jobs.ts";
import { numbers, openSocket, readSse, watchJob } from "../../testing/sockets.ts";
import {
	attemptPath,
	claim,
	complete,
	finish,
	makeWorker,
	mustClaim,
	report,
	upload,
} from "../../testing/workers.ts";

const isJob = (status: string) => (frame: Frame) => frame.type === "job" && frame.status === status;

test("S0-C01 S0-C04 S0-C07 S2-GEN-01c S3-24 P1 P5 P8 S1-07 S1-12 a storyboard picture goes from upload to download, and every watcher sees it all", async () => {
	const account = await makeAccount();
	const worker = await makeWorker();
	const picture = await png(8, 8);
	const reference = assetSchema.parse(await uploadAsset(account, picture, "Figur Ä.png"));
	expect(reference).toMatchObject({ kind: "image", content_type: "image/png", width: 8, height: 8 });
	expect(reference.sha256).toBe(await sha256(picture));

	const parameters = { ...STORYBOARD.parameters, references: [reference.id] };
	const request = { ...STORYBOARD, parameters, metadata: { sentence: "s-1" } };
	const job = await submit(account, worker, request);
	expect(job).toMatchObject({ status: "queued", version: 1, workflow: "storyboard-image@1", retry_of: null });
	expect(job.parameters).toMatchObject({ seed: 7, width: 1920, height: 1080, aspect_ratio: "16:9" });
	expect(job.metadata).toEqual({ sentence: "s-1" });
	expect(job.queue_reason).toBe("dispatching");

	const watching = await watchJob(job.id, { authorization: `Bearer ${account.key}` });
	expect(watching.frames[0] ?? (await watching.until(() => true))).toMatchObject({ type: "hello", head: 1 });

	const task = claimedTaskSchema.parse(await mustClaim(worker));
	expect(task).toMatchObject({ job_id: job.id, epoch: 1, stage: "main", index: 0, timeout_seconds: 300 });
	expect(task.graph["6"]?.inputs).toMatchObject({ seed: 7, positive: ["15", 0] });
	expect(task.graph["11"]?.inputs).toEqual({ image: "" });
	expect(task.inputs).toEqual([
		{
			asset_id: reference.id,
			node: "11",
			input: "image",
			kind: "image",
			url: reference.url,
			filename: "Figur Ä.png",
			content_type: "image/png",
			size: picture.length,
			sha256: reference.sha256,
		},
	]);
	const input = await call("GET", task.inputs[0]?.url ?? "", { as: task.grant });
	expect(input.status).toBe(200);
	expect(await sha256(new Uint8Array(await input.arrayBuffer()))).toBe(reference.sha256);

	expect(await report(task, 1, 40)).toMatchObject({ cancel: false, drain: false, watched: true });
	expect(await watching.until((frame) => frame.type === "progress")).toMatchObject({ percent: 40, epoch: 1 });
	const running = await getJob(account, job.id);
	expect(running).toMatchObject({ status: "running", queue_reason: null });
	expect(running.progress).toMatchObject([{ percent: 40, node_title: "Sampler", task: task.task_id }]);

	const made = jpeg(16, 9);
	const item = await upload(task, made, { filename: "../out put.jpg", content_type: "image/jpeg" });
	const completed = await jsonOf(await complete(task, [item]), 200);
	expect(completed).toEqual({
		status: "succeeded",
		job_status: "succeeded",
		outputs: [expect.stringMatching(/^ast_/)],
	});

	const done = await getJob(account, job.id);
	expect(done).toMatchObject({ status: "succeeded", error: null, progress: [] });
	expect(done.finished_at).not.toBeNull();
	expect(done.outputs).toHaveLength(1);
	const output = assetSchema.parse(done.outputs[0]);
	expect(output).toMatchObject({ job: job.id, task: task.task_id, name: "image", position: 0 });
	expect(output.filename).toBe("out put.jpg");
	const content = await call("GET", output.url, { as: account.key });
	expect(await sha256(new Uint8Array(await content.arrayBuffer()))).toBe(await sha256(made));
	expect(output.size).toBe(made.length);

	expect(await watching.closed).toBe(1000);
	const seen = numbers(watching.frames);
	expect(seen).toEqual(Array.from({ length: done.version }, (_, i) => i + 1));

	const late: Frame[] = [];
	for await (const { id, event, frame } of readSse(
		await call("GET", `/v1/jobs/${job.id}/events`, { as: account.key }),
	)) {
		expect(event).toBe(frame.type);
		expect(id).toBe("seq" in frame ? String(frame.seq) : null);
		late.push(frame);
	}
	expect(late[0]).toMatchObject({ type: "hello", status: "succeeded", head: done.version, progress: [] });
	expect(numbers(late)).toEqual(Array.from({ length: done.version }, (_, i) => i + 1));
	expect(late.at(-1)).toMatchObject({ type: "job", status: "succeeded", seq: done.version });
	expect(late.find((frame) => frame.type === "output")).toMatchObject({ output: { id: output.id } });

	const sidecar = sidecarSchema.parse(
		await jsonOf(await call("GET", `/v1/jobs/${job.id}/workflow`, { as: account.key }), 200),
	);
	expect(sidecar).toMatchObject({ job: job.id, workflow: "storyboard-image@1" });
	expect(sidecar.tasks).toMatchObject([
		{ seed: 7, epoch: 1, comfyui_version: "0.33.0", worker: "worker", graph: task.graph },
	]);
	expect(sidecar.tasks[0]?.models).toContainEqual({
		folder: "checkpoints",
		file: "flux1-dev-fp8.safetensors",
	});
	expect(sidecar.tasks[0]?.outputs[0]?.id).toBe(output.id);

	const attempts = await jsonOf<{ data: unknown[] }>(
		await call("GET", `/v1/jobs/${job.id}/attempts`, { as: account.key }),
		200,
	);
	expect(attempts.data).toMatchObject([
		{ task: task.task_id, epoch: 1, worker: worker.id, status: "succeeded", error: null, gpu_ms: 1234 },
	]);
});

test("S0-A33 S0-D28 three base images are three tasks with three seeds, and the first is there before the others", async () => {
	const account = await makeAccount();
	const worker = await makeWorker();
	const job = await submit(account, worker, BASE_IMAGE);
	expect(job.stages[0]?.tasks.map((task) => task.index)).toEqual([0, 1, 2]);

	const first = await mustClaim(worker);
	await finish(first, await png(4, 4));
	const partly = await getJob(account, job.id);
	expect(partly.status).toBe("queued");
	expect(partly.outputs).toHaveLength(1);

	const second = await mustClaim(worker);
	const third = await mustClaim(worker);
	expect([first, second, third].map((task) => task.graph["8"]?.inputs.seed)).toEqual([40, 41, 42]);
	expect(await claim(worker)).toBeNull();
	await finish(third, await png(6, 6));
	await finish(second, await png(5, 5));

	const done = await getJob(account, job.id);
	expect(done.status).toBe("succeeded");
	expect(done.outputs.map((output) => output.task)).toEqual([first, second, third].map((t) => t.task_id));
	expect(new Set(done.outputs.map((output) => output.id)).size).toBe(3);
});

test("a claim asked again with its claim_id gives the same task and the same epoch", async () => {
	const account = await makeAccount();
	const worker = await makeWorker();
	await submit(account, worker);
	const claimId = crypto.randomUUID();
	const once = await claim(worker, claimId);
	const again = await claim(worker, claimId);
	expect(again).toMatchObject({ task_id: once?.task_id, epoch: once?.epoch });
	expect(await claim(worker)).toBeNull();
});

test("reports, completions and failures may be sent again: they change nothing more", async () => {
	const account = await makeAccount();
	const worker = await makeWorker();
	const job = await submit(account, worker);
	const task = await mustClaim(worker);
	await report(task, 1, 10);
	await report(task, 2, 50);
	await report(task, 1, 10);
	expect((await getJob(account, job.id)).progress[0]?.percent).toBe(50);
	const item = await upload(task, await png());
	await jsonOf(await complete(task, [item]), 200);
	const once = await getJob(account, job.id);
	await jsonOf(await complete(task, [item]), 200);
	expect(await getJob(account, job.id)).toEqual(once);
	const late = { failure: { code: "worker_error", message: "too late" } };
	expect(
		await jsonOf(await call("POST", `${attemptPath(task)}/fail`, { as: task.grant, json: late }), 200),
	).toEqual({ status: "succeeded", job_status: "succeeded", outputs: [] });
	expect((await getJob(account, job.id)).status).toBe("succeeded");
});

test("S0-D05 S3-65 P12 a failure of the graph ends the job with its code, whose fault it is and the node; it is not tried again", async () => {
	const account = await makeAccount();
	const worker = await makeWorker();
	const job = await submit(account, worker);
	const task = await mustClaim(worker);
	const failure = { code: "node_error", message: "shapes do not fit", node_id: "6", class_type: "KSampler" };
	await jsonOf(
		await call("POST", `${attemptPath(task)}/fail`, { as: task.grant, json: { failure, gpu_ms: 5 } }),
		200,
	);
	const failed = await getJob(account, job.id);
	expect(failed.status).toBe("failed");
	expect(failed.error).toEqual({ ...failure, class: "graph", whose_fault: "operator" });
	expect(failed.stages[0]?.tasks[0]).toMatchObject({ status: "failed", attempts: 1, error: failed.error });
	expect(await claim(worker)).toBeNull();
});

test("P4 a task given back is queued at once with no try burned, and its new attempt has the next epoch", async () => {
	const account = await makeAccount();
	const worker = await makeWorker();
	const job = await submit(account, worker);
	const first = await mustClaim(worker);
	const released = await call("POST", `${attemptPath(first)}/release`, {
		as: first.grant,
		json: { reason: "drain" },
	});
	expect(await jsonOf(released, 200)).toEqual({ status: "queued", job_status: "queued", outputs: [] });
	expect((await getJob(account, job.id)).stages[0]?.tasks[0]).toMatchObject({ attempts: 0, epoch: 1 });
	expect(await mustClaim(worker)).toMatchObject({ task_id: first.task_id, epoch: 2 });
});

test("P6 S3-13 a queued job is canceled at once; again it is the same answer, and no worker gets it", async () => {
	const account = await makeAccount();
	const worker = await makeWorker();
	const job = await submit(account, worker);
	const cancel = async () =>
		jsonOf(await call("POST", `/v1/jobs/${job.id}/cancel`, { as: account.key }), 200);
	const canceled = await cancel();
	expect(canceled).toMatchObject({ status: "canceled", error: null });
	expect(await cancel()).toEqual(canceled);
	expect(await claim(worker)).toBeNull();
});

test("P6 a running job is canceling until its worker, which is told by bell and by reply, has let go of it", async () => {
	const account = await makeAccount();
	const worker = await makeWorker();
	const bell = await openSocket(
		`/v1/workers/${worker.id}/socket`,
		{ authorization: `Bearer ${worker.token}`, "sec-websocket-protocol": DOORBELL_PROTOCOL },
		(text) => doorbellMessageSchema.parse(JSON.parse(text)),
	);
	expect(bell.protocol).toBe(DOORBELL_PROTOCOL);
	const job = await submit(account, worker);
	await bell.until((message) => message.type === "look");
	const task = await mustClaim(worker);
	expect(await report(task, 1, 5)).toMatchObject({ cancel: false });

	const canceling = await jsonOf(await call("POST", `/v1/jobs/${job.id}/cancel`, { as: account.key }), 200);
	expect(canceling).toMatchObject({ status: "canceling" });
	expect(await bell.until((message) => message.type === "cancel")).toEqual({
		type: "cancel",
		task: task.task_id,
		epoch: 1,
	});
	expect(await report(task, 2, 6)).toMatchObject({ cancel: true });
	expect(
		await jsonOf(await call("POST", `/v1/jobs/${job.id}/cancel`, { as: account.key }), 200),
	).toMatchObject({
		status: "canceling",
	});

	// The worker was faster than the news and finished: the answer stays canceled (P6).
	const completed = await jsonOf(await complete(task, [await upload(task, await png())]), 200);
	expect(completed).toEqual({
		status: "canceled",
		job_status: "canceled",
		outputs: [expect.stringMatching(/^ast_/)],
	});
	const ended = await getJob(account, job.id);
	expect(ended).toMatchObject({ status: "canceled", outputs: [] });
	expect(await claim(worker)).toBeNull();
});

test("what ComfyUI said of a branch that did not run stands beside the notices of the request, once", async () => {
	const account = await makeAccount();
	const worker = await makeWorker();
	const job = await submit(account, worker);
	const task = await mustClaim(worker);
	const blocked = [
		{ node: "9", class_type: "SaveImage", message: "no face in the picture" },
		{ node: "10", class_type: null, message: "its execution was blocked" },
	];
	const json = { manifest: [await upload(task, await png())], graph: task.graph, gpu_ms: 5, blocked };
	for (let times = 0; times < 2; times++)
		await jsonOf(await call("POST", `${attemptPath(task)}/complete`, { as: task.grant, json }), 200);
	const done = await getJob(account, job.id);
	expect(done.status).toBe("succeeded");
	expect(done.notices).toEqual([
		...job.notices,
		{
			pointer: "",
			code: "branch_not_run",
			message: "Node 9 (SaveImage) did not run: no face in the picture",
		},
		{ pointer: "", code: "branch_not_run", message: "Node 10 did not run: its execution was blocked" },
	]);
});

test("a worker told to drain takes nothing new and hears it on its bell", async () => {
	const account = await makeAccount();
	const worker = await makeWorker();
	const bell = await openSocket(
		`/v1/workers/${worker.id}/socket`,
		{ authorization: `Bearer ${worker.token}`, "sec-websocket-protocol": DOORBELL_PROTOCOL },
		(text) => doorbellMessageSchema.parse(JSON.parse(text)),
	);
	expect((await call("POST", `/v1/workers/${worker.id}/drain`, { as: env.ADMIN_KEY })).status).toBe(204);
	await bell.until((message) => message.type === "drain");
	await submit(account, worker);
	expect(await claim(worker)).toBeNull();
	const gone = await call("DELETE", `/v1/workers/${worker.id}`, { as: worker.token });
	expect(gone.status).toBe(204);
	expect((await call("DELETE", `/v1/workers/${worker.id}`, { as: worker.token })).status).toBe(404);
});

test("a ticket opens a socket; the server answers with the real protocol only and the ticket appears nowhere", async () => {
	const account = await makeAccount();
	const worker = await makeWorker();
	const job = await submit(account, worker);
	const { ticket, protocol } = await jsonOf<{ ticket: string; protocol: string }>(
		await call("POST", `/v1/jobs/${job.id}/tickets`, { as: account.key }),
		201,
	);
	expect(protocol).toBe(EVENTS_PROTOCOL);
	const socket = await watchJob(job.id, { "sec-websocket-protocol": `${protocol}, ticket.${ticket}` });
	expect(socket.protocol).toBe(EVENTS_PROTOCOL);
	await socket.until((frame) => frame.type === "hello");
	await finish(await mustClaim(worker), await png());
	await socket.until(isJob("succeeded"));
	expect(await socket.closed).toBe(1000);
});

test("a program that offers no subprotocol is answered with none", async () => {
	const account = await makeAccount();
	const worker = await makeWorker();
	const job = await submit(account, worker);
	const socket = await watchJob(job.id, { authorization: `Bearer ${account.key}` });
	expect(socket.protocol).toBeNull();
	const bell = await openSocket(
		`/v1/workers/${worker.id}/socket`,
		{ authorization: `Bearer ${worker.token}` },
		String,
	);
	expect(bell.protocol).toBeNull();
	socket.socket.close();
	bell.socket.close();
});
