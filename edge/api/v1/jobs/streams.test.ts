import { evictDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { expect, test } from "vitest";
import type { Frame } from "../../../contract/jobs/events.ts";
import { jobObject } from "../../../objects.ts";
import { makeAccount, type TestAccount } from "../../../testing/accounts.ts";
import { png } from "../../../testing/files.ts";
import { call } from "../../../testing/http.ts";
import { getJob, STORYBOARD, submit, succeededJob } from "../../../testing/jobs.ts";
import { numbers, readSse, watchJob } from "../../../testing/sockets.ts";
import {
	attemptPath,
	complete,
	finish,
	makeWorker,
	mustClaim,
	report,
	upload,
} from "../../../testing/workers.ts";

const upTo = (n: number, from = 1) => Array.from({ length: n - from + 1 }, (_, i) => i + from);
const key = (account: TestAccount) => ({ authorization: `Bearer ${account.key}` });

async function sse(account: TestAccount, id: string, query = "", headers: Record<string, string> = {}) {
	const frames: Frame[] = [];
	const response = await call("GET", `/v1/jobs/${id}/events${query}`, { as: account.key, headers });
	expect(response.headers.get("cache-control")).toBe("no-store");
	for await (const { frame } of readSse(response)) frames.push(frame);
	return frames;
}

test("P8 S1-12 events arrive as Server-Sent Events while the job runs, and the stream ends after the last", async () => {
	const account = await makeAccount();
	const worker = await makeWorker();
	const job = await submit(account, worker);
	const stream = readSse(await call("GET", `/v1/jobs/${job.id}/events`, { as: account.key }));
	expect((await stream.next()).value).toMatchObject({ id: null, event: "hello", frame: { head: 1 } });
	expect((await stream.next()).value).toMatchObject({ id: "1", event: "job", frame: { status: "queued" } });
	const task = await mustClaim(worker);
	await report(task, 1, 50);
	await finish(task, await png());
	const rest: Frame[] = [];
	for await (const { frame } of stream) rest.push(frame);
	expect(numbers(rest)).toEqual(upTo(8, 2));
	expect(rest.some((frame) => frame.type === "progress" && frame.percent === 50)).toBe(true);
	expect(rest.at(-1)).toMatchObject({ type: "job", status: "succeeded" });
});

test("P8 whoever comes back with any Last-Event-ID gets exactly what follows, without gap or double", async () => {
	const account = await makeAccount();
	const { job } = await succeededJob(account, await makeWorker());
	for (const last of upTo(job.version, 0)) {
		const frames = await sse(account, job.id, "", { "last-event-id": String(last) });
		expect(frames[0]).toMatchObject({ type: "hello", head: job.version });
		expect(numbers(frames), `after ${last}`).toEqual(upTo(job.version, last + 1));
		expect(numbers(await sse(account, job.id, `?after=${last}`))).toEqual(upTo(job.version, last + 1));
	}
});

test("P8 a browser that reconnects to an address with ?after= goes on from its Last-Event-ID", async () => {
	const account = await makeAccount();
	const { job } = await succeededJob(account, await makeWorker());
	const frames = await sse(account, job.id, "?after=1", { "last-event-id": "5" });
	expect(numbers(frames)).toEqual(upTo(job.version, 6));
});

test.each(["", "x", "-1", "1.5", "9e9e9", "9".repeat(400), "1;drop table jobs"])(
	"a Last-Event-ID that is no number (%s) means from the beginning",
	async (last) => {
		const account = await makeAccount();
		const { job } = await succeededJob(account, await makeWorker());
		expect(numbers(await sse(account, job.id, "", { "last-event-id": last }))).toEqual(upTo(job.version));
	},
);

test("P8 a stream broken off in the middle and taken up again shows every event once, also over an eviction", async () => {
	const account = await makeAccount();
	const worker = await makeWorker();
	const job = await submit(account, worker);
	const seen: number[] = [];
	const readUntil = async (count: number) => {
		const headers = { "last-event-id": String(seen.at(-1) ?? 0) };
		const response = await call("GET", `/v1/jobs/${job.id}/events`, { as: account.key, headers });
		for await (const { frame } of readSse(response)) {
			if ("seq" in frame) seen.push(frame.seq);
			if (seen.length === count) break;
		}
	};
	await readUntil(1);
	const task = await mustClaim(worker);
	await readUntil(3);
	await evictDurableObject(jobObject(env, job.id));
	await finish(task, await png());
	await readUntil(8);
	expect(seen).toEqual(upTo((await getJob(account, job.id)).version));
});

test("P8 two watchers with different places on one job each see their own rest, in order", async () => {
	const account = await makeAccount();
	const worker = await makeWorker();
	const job = await submit(account, worker);
	const task = await mustClaim(worker);
	const { version } = await getJob(account, job.id);
	const fresh = await watchJob(job.id, key(account));
	const resumed = await watchJob(job.id, key(account), `?after=${version}`);
	await finish(task, await png());
	expect(await fresh.closed).toBe(1000);
	expect(await resumed.closed).toBe(1000);
	expect(numbers(fresh.frames)).toEqual(upTo(8));
	expect(numbers(resumed.frames)).toEqual(upTo(8, version + 1));
});

test("a watcher that comes late sees where the job stands now, then what led there", async () => {
	const account = await makeAccount();
	const worker = await makeWorker();
	const job = await submit(account, worker);
	const task = await mustClaim(worker);
	await report(task, 1, 20);
	await report(task, 2, 60);
	const late = await watchJob(job.id, key(account));
	const hello = await late.until((frame) => frame.type === "hello");
	expect(hello).toMatchObject({
		status: "running",
		progress: [{ percent: 60, task: task.task_id, epoch: 1 }],
	});
	const { version } = await getJob(account, job.id);
	await late.until((frame) => "seq" in frame && frame.seq === version);
	expect(numbers(late.frames)).toEqual(upTo(version));
	late.socket.close();
});

test("previews go only to watchers that ask for them, and carry no number", async () => {
	const account = await makeAccount();
	const worker = await makeWorker();
	const job = await submit(account, worker);
	const task = await mustClaim(worker);
	const asking = await watchJob(job.id, key(account), "?previews=1");
	const plain = await watchJob(job.id, key(account), "?previews=0");
	const preview = { type: "preview", node: "6", content_type: "image/jpeg", data: "/9j/2Q==" };
	await call("POST", `${attemptPath(task)}/progress`, {
		as: task.grant,
		json: { seq: 1, events: [preview] },
	});
	await finish(task, await png());
	await asking.closed;
	await plain.closed;
	const got = asking.frames.find((frame) => frame.type === "preview");
	expect(got).toMatchObject({ data: "/9j/2Q==", task: task.task_id });
	expect(got).not.toHaveProperty("seq");
	expect(plain.frames.filter((frame) => frame.type === "preview")).toEqual([]);
	expect(numbers(asking.frames)).toEqual(numbers(plain.frames));
});

test("what a watcher says is not listened to: the socket is closed, the job goes on", async () => {
	const account = await makeAccount();
	const worker = await makeWorker();
	const job = await submit(account, worker);
	const socket = await watchJob(job.id, key(account));
	await socket.until((frame) => frame.type === "hello");
	socket.socket.send(JSON.stringify({ type: "cancel" }));
	expect(await socket.closed).toBe(1008);
	expect((await getJob(account, job.id)).status).toBe("queued");
});

test("P8 a failed attempt and its retry are all in the log: numbers without gaps over two epochs", async () => {
	const account = await makeAccount();
	const worker = await makeWorker();
	const job = await submit(account, worker, STORYBOARD);
	const first = await mustClaim(worker);
	await call("POST", `${attemptPath(first)}/release`, { as: first.grant, json: { reason: "drain" } });
	const second = await mustClaim(worker);
	await complete(second, [await upload(second, await png())]);
	const frames = await sse(account, job.id);
	const { version } = await getJob(account, job.id);
	expect(numbers(frames)).toEqual(upTo(version));
	const epochs = frames.flatMap((frame) => (frame.type === "task" ? [`${frame.epoch} ${frame.status}`] : []));
	expect(epochs).toEqual(["1 running", "1 queued", "2 running", "2 succeeded"]);
});

test("asking for the head of a stream opens none", async () => {
	const account = await makeAccount();
	const job = await submit(account, await makeWorker());
	const head = await call("HEAD", `/v1/jobs/${job.id}/events`, { as: account.key });
	expect(head.status).toBe(200);
	expect(head.headers.get("content-type")).toBe("text/event-stream");
	expect(await head.text()).toBe("");
});
