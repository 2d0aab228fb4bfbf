import { runDurableObjectAlarm, runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { beforeAll, expect, test } from "vitest";
import { type ProjectFrame, projectFrameSchema } from "../../../contract/projects/project-events.ts";
import type { ShotResource } from "../../../contract/projects/projects.ts";
import { CLOSE, EVENTS_PROTOCOL, TICKET_PREFIX } from "../../../contract/sockets.ts";
import { projectObject } from "../../../objects.ts";
import { makeAccount, makeToken, type TestAccount } from "../../../testing/accounts.ts";
import { png } from "../../../testing/files.ts";
import { call, jsonOf, problemOf } from "../../../testing/http.ts";
import { submit } from "../../../testing/jobs.ts";
import {
	addShots,
	generateShot,
	generateShots,
	makeProject,
	watchProject,
} from "../../../testing/projects.ts";
import { readSseText } from "../../../testing/sockets.ts";
import {
	attemptPath,
	finish,
	makeWorker,
	mustClaim,
	report,
	type TestWorker,
} from "../../../testing/workers.ts";

let account: TestAccount;
let worker: TestWorker;
let headers: Record<string, string>;

beforeAll(async () => {
	account = await makeAccount();
	worker = await makeWorker();
	headers = { authorization: `Bearer ${account.key}` };
});

async function storyboard(count: number): Promise<{ id: string; shots: ShotResource[] }> {
	const { id } = await makeProject(account, worker.pool);
	return {
		id,
		shots: await addShots(
			account,
			id,
			Array.from({ length: count }, () => ({})),
		),
	};
}

const numbersOf = (frames: ProjectFrame[]) => frames.flatMap((frame) => ("seq" in frame ? [frame.seq] : []));
const upTo = (n: number) => Array.from({ length: n }, (_, i) => i + 1);
const has = (seq: number) => (frame: ProjectFrame) => "seq" in frame && frame.seq === seq;
const stub = (id: string) => projectObject(env, id);

test("S1-12, S1-23, S1-43, S1-44, S1-48 one feed tells of a picture in the words of the story: 10, 30, job_complete with its file", async () => {
	const { id, shots } = await storyboard(1);
	const [shot] = shots as [ShotResource];
	const socket = await watchProject(id, headers);
	expect(await socket.until((frame) => frame.type === "hello")).toEqual({
		type: "hello",
		projectId: id,
		head: 0,
		progress: [],
	});
	const { job } = await generateShot(account, shot);
	await socket.until(has(1));
	const task = await mustClaim(worker);
	await socket.until(has(2));
	for (const [seq, percent] of [
		[1, 4],
		[2, 50],
	] as const)
		await report(task, seq, percent);
	await socket.until((frame) => frame.type === "progress" && frame.progress === 64);
	const late = await watchProject(id, headers, "?after=2");
	const hello = await late.until((frame) => frame.type === "hello");
	await finish(task, await png());
	await Promise.all([socket.until(has(3)), late.until(has(3))]);
	const of = { projectId: id, sentenceId: shot.id, jobId: job, jobType: "image" };
	const at = expect.any(String);
	const message = "ComfyUI processing...";
	expect(socket.frames.slice(1)).toEqual([
		{ type: "job_queued", seq: 1, at, ...of },
		{
			...{ type: "progress", seq: 2, at, attempt: 1, ...of },
			...{ progress: 10, message: "Starting image generation..." },
		},
		{ type: "progress", ...of, progress: 30, message },
		{ type: "progress", ...of, progress: 64, message },
		{
			...{ type: "job_complete", seq: 3, at, ...of },
			result: {
				file: `data/projects/${id}/images/${shot.id}.png`,
				asset: expect.stringMatching(/^ast_/),
				reused: false,
			},
		},
	]);
	// Who comes late sees how far it is, and only what came after.
	expect(hello).toMatchObject({ head: 2, progress: [{ progress: 64 }] });
	expect(numbersOf(late.frames)).toEqual([3]);
	socket.socket.close();
	late.socket.close();
});

test("P8 S1-12 events of many pictures come once, in order and without a gap, across a hint that was lost and an object that was evicted", async () => {
	const { id } = await storyboard(6);
	const { data } = await generateShots(account, id);
	expect(data).toHaveLength(6);
	const socket = await watchProject(id, headers);
	await socket.until(has(6));
	await finish(await mustClaim(worker), await png());
	await socket.until(has(8));
	socket.socket.close();
	// Nobody watches: nothing is told, and D1 has it all the same.
	const failed = await mustClaim(worker);
	const failure = { code: "worker_error", message: "no" };
	await jsonOf(
		await call("POST", `${attemptPath(failed)}/fail`, { as: failed.grant, json: { failure } }),
		200,
	);
	const again = await watchProject(id, headers, "?after=8");
	await again.until(has(10));
	expect(again.frames.find(has(10))).toMatchObject({ type: "job_retry", attempt: 1, error: failure });
	// An event whose hint was lost: the next look of the object finds it.
	await env.DB.batch([
		env.DB.prepare(
			`INSERT INTO project_events SELECT project_id, 11, at, body FROM project_events WHERE project_id = ? AND seq = 10`,
		).bind(id),
		env.DB.prepare("UPDATE projects SET head = 11 WHERE id = ?").bind(id),
	]);
	expect(await runDurableObjectAlarm(stub(id))).toBe(true);
	await again.until(has(11));
	expect(numbersOf(again.frames)).toEqual([9, 10, 11]);
	again.socket.close();
	const whole = await watchProject(id, headers);
	await whole.until(has(11));
	expect(numbersOf(whole.frames)).toEqual(upTo(11));
	whole.socket.close();
});

test("the object keeps nothing once nobody watches, and begins anew for who comes then", async () => {
	const { id } = await storyboard(1);
	await generateShots(account, id);
	const socket = await watchProject(id, headers);
	await socket.until(has(1));
	socket.socket.close();
	await socket.closed;
	for (;;) {
		const open = await runInDurableObject(stub(id), (_, state) => state.getWebSockets().length);
		if (open === 0) break;
	}
	await runDurableObjectAlarm(stub(id));
	expect(await runInDurableObject(stub(id), (_, state) => state.storage.getAlarm())).toBeNull();
	const late = await watchProject(id, headers);
	await late.until(has(1));
	late.socket.close();
	await mustClaim(worker);
});

test("S1-12 the same feed as Server-Sent Events, resumed by Last-Event-ID, also by a signed URL", async () => {
	const { id } = await storyboard(3);
	await generateShots(account, id);
	const read = async (path: string, more: Record<string, string>, count: number) => {
		const found: [string | null, string][] = [];
		for await (const { id: seq, event, data } of readSseText(await call("GET", path, { headers: more }))) {
			projectFrameSchema.parse(JSON.parse(data));
			found.push([seq, event]);
			if (found.length === count) break;
		}
		return found;
	};
	const path = `/v1/projects/${id}/events`;
	const queued = (seq: number): [string, string] => [String(seq), "job_queued"];
	expect(await read(path, headers, 4)).toEqual([[null, "hello"], ...upTo(3).map(queued)]);
	expect(await read(`${path}?after=0`, { ...headers, "last-event-id": "2" }, 2)).toEqual([
		[null, "hello"],
		queued(3),
	]);
	const made = await call("POST", `${path}/url`, { as: account.key });
	const { url } = await jsonOf<{ url: string }>(made, 201);
	expect(await read(`${url}&after=1`, {}, 3)).toHaveLength(3);
	const { id: other } = await storyboard(1);
	await problemOf(await call("GET", url.replace(id, other)), "url_invalid");
	await jsonOf(await call("POST", `/v1/projects/${id}/cancel`, { as: account.key }), 200);
});

test("API1 a socket takes a ticket of this very project once; foreign, missing and wrong ones are told by close codes", async () => {
	const { id } = await storyboard(1);
	const foreign = await makeAccount();
	const made = await call("POST", `/v1/projects/${id}/tickets`, { as: account.key });
	const { ticket } = await jsonOf<{ ticket: string }>(made, 201);
	const offer = { "sec-websocket-protocol": `${EVENTS_PROTOCOL}, ${TICKET_PREFIX}${ticket}` };
	const refusal = async (project: string, given: Record<string, string>) =>
		(await watchProject(project, given)).closed;
	const job = await submit(account, worker);
	expect(await refusal(job.id, offer)).toBe(CLOSE.unauthorized);
	const socket = await watchProject(id, offer);
	expect(socket.protocol).toBe(EVENTS_PROTOCOL);
	await socket.until((frame) => frame.type === "hello");
	expect(await refusal(id, offer)).toBe(CLOSE.unauthorized);
	expect(await refusal(id, { authorization: `Bearer ${foreign.key}` })).toBe(CLOSE.notFound);
	for (const missing of ["prj_00000000000000000000000000", "x", job.id])
		expect(await refusal(missing, headers)).toBe(CLOSE.notFound);
	const token = await makeToken(account, { scopes: ["jobs:read"], job: job.id });
	expect(await refusal(id, { authorization: `Bearer ${token}` })).toBe(CLOSE.forbidden);
	expect((await call("DELETE", `/v1/projects/${id}`, { as: account.key })).status).toBe(204);
	expect(await socket.closed).toBe(CLOSE.done);
	await jsonOf(await call("POST", `/v1/jobs/${job.id}/cancel`, { as: account.key }), 200);
});
