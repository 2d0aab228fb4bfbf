import { runDurableObjectAlarm, runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { beforeAll, expect, test } from "vitest";
import { type AccountFrame, accountFrameSchema } from "../../../contract/jobs/account-events.ts";
import { CLOSE, EVENTS_PROTOCOL, TICKET_PREFIX } from "../../../contract/sockets.ts";
import { accountObject, jobObject } from "../../../objects.ts";
import { makeAccount, makeKey, makeToken, type TestAccount } from "../../../testing/accounts.ts";
import { png } from "../../../testing/files.ts";
import { call, jsonOf, problemOf } from "../../../testing/http.ts";
import { submit } from "../../../testing/jobs.ts";
import { keepSecrets } from "../../../testing/redaction.ts";
import { openSocket, readSseText, type TestSocket, watchJob } from "../../../testing/sockets.ts";
import {
	attemptPath,
	finish,
	makeWorker,
	mustClaim,
	report,
	type TestWorker,
} from "../../../testing/workers.ts";

const bearer = (key: string) => ({ authorization: `Bearer ${key}` });
const watch = (headers: Record<string, string>, query = ""): Promise<TestSocket<AccountFrame>> =>
	openSocket(`/v1/account/socket${query}`, headers, (text) => accountFrameSchema.parse(JSON.parse(text)));
const hello = (socket: TestSocket<AccountFrame>) => socket.until((frame) => frame.type === "hello");
const stub = ({ id }: TestAccount) => accountObject(env, id);

/** What was told of a job: the numbers of its own events, in the order they came. */
const versionsOf = (socket: TestSocket<AccountFrame>, job: string) =>
	socket.frames.flatMap((frame) =>
		frame.type === "event" && frame.event.job === job ? [frame.event.seq] : [],
	);
const upTo = (n: number) => Array.from({ length: n }, (_, i) => i + 1);
const isOver = (job: string) => (frame: AccountFrame) =>
	frame.type === "event" &&
	frame.event.job === job &&
	frame.event.type === "job" &&
	frame.event.status === "succeeded";
const headOf = (socket: TestSocket<AccountFrame>) =>
	Math.max(...socket.frames.flatMap((frame) => (frame.type === "event" ? [frame.seq] : [])));
const versionIn = async (job: string) =>
	(await env.DB.prepare("SELECT version FROM jobs WHERE id = ?").bind(job).first<number>("version")) ?? 0;

let account: TestAccount;
let worker: TestWorker;
beforeAll(async () => {
	account = await makeAccount();
	worker = await makeWorker();
});

test("one socket tells of every job of its account, each in its order, and of nobody else's", async () => {
	const own = await makeAccount();
	const before = await submit(own, worker);
	const socket = await watch(bearer(own.key));
	const other = await watch(bearer(account.key));
	expect(await hello(socket)).toMatchObject({ complete: false, progress: [] });
	await hello(other);
	const after = await submit(own, worker);
	for (let n = 0; n < 2; n++) {
		const task = await mustClaim(worker);
		await report(task, 1, 20);
		await socket.until((frame) => frame.type === "progress" && frame.job === task.job_id);
		await finish(task, await png());
		await socket.until(isOver(task.job_id));
	}
	expect(versionsOf(socket, after.id)).toEqual(upTo(await versionIn(after.id)));
	const begun = versionsOf(socket, before.id);
	expect(begun).toEqual(upTo(await versionIn(before.id)).slice(-begun.length));
	expect(begun[0]).toBe(before.version + 1);
	const numbers = socket.frames.flatMap((frame) => (frame.type === "event" ? [frame.seq] : []));
	expect(numbers).toEqual([...new Set(numbers)].sort((a, b) => a - b));
	expect(other.frames.map(({ type }) => type)).toEqual(["hello"]);
	socket.socket.close();
	other.socket.close();
});

test("whoever comes back with the last number gets what followed, once; who was away too long is told so", async () => {
	const own = await makeAccount();
	const first = await watch(bearer(own.key));
	await hello(first);
	const job = await submit(own, worker);
	await first.until((frame) => frame.type === "event" && frame.event.job === job.id);
	const seen = headOf(first);
	const versions = versionsOf(first, job.id);
	first.socket.close();
	await first.closed;
	await finish(await mustClaim(worker), await png());
	const back = await watch(bearer(own.key), `?after=${seen}`);
	expect(await hello(back)).toMatchObject({ complete: true });
	await back.until(isOver(job.id));
	expect([...versions, ...versionsOf(back, job.id)]).toEqual(upTo(await versionIn(job.id)));
	back.socket.close();
	await back.closed;
	// Nobody watches for five minutes: the object forgets, and a number of its earlier life is one of no other.
	await runInDurableObject(stub(own), async (_, state) => {
		state.storage.sql.exec("INSERT OR REPLACE INTO facts (name, value) VALUES ('left', '1')");
	});
	for (;;) if (!(await runDurableObjectAlarm(stub(own)))) break;
	await runInDurableObject(stub(own), async (_, state) => {
		expect(state.storage.sql.exec("SELECT name FROM sqlite_master WHERE name = 'events'").toArray()).toEqual(
			[],
		);
	});
	for (const after of [seen, 1, Number.MAX_SAFE_INTEGER]) {
		const late = await watch(bearer(own.key), `?after=${after}`);
		expect(await hello(late), String(after)).toMatchObject({ complete: false });
		late.socket.close();
	}
});

test("an event whose hint was lost is found at the next look, that of a job nobody told of too, and comes in its order", async () => {
	const own = await makeAccount();
	const socket = await watch(bearer(own.key));
	await hello(socket);
	// What the object had of these is taken from it, as if it had never heard.
	const [job, silent] = [await submit(own, worker), await submit(own, worker)];
	await socket.until((frame) => frame.type === "event" && frame.event.job === silent.id);
	await runInDurableObject(stub(own), async (_, state) => {
		state.storage.sql.exec("DELETE FROM jobs WHERE job = ?", silent.id);
		state.storage.sql.exec("UPDATE jobs SET version = 0 WHERE job = ?", job.id);
	});
	socket.frames.length = 1;
	expect(await runDurableObjectAlarm(stub(own))).toBe(true);
	for (const { id } of [job, silent]) {
		await socket.until((frame) => frame.type === "event" && frame.event.job === id);
		expect(versionsOf(socket, id)).toEqual(upTo(await versionIn(id)));
	}
	for (const _ of [job, silent]) await finish(await mustClaim(worker), await png());
	await Promise.all([job, silent].map(({ id }) => socket.until(isOver(id))));
	for (const { id } of [job, silent]) expect(versionsOf(socket, id)).toEqual(upTo(await versionIn(id)));
	socket.socket.close();
});

test("previews come of the jobs that are asked for, of no others, and never of another account's", async () => {
	const own = await makeAccount();
	const socket = await watch(bearer(own.key));
	await hello(socket);
	const [shown, hidden] = [await submit(own, worker), await submit(own, worker)];
	const tasks = [await mustClaim(worker), await mustClaim(worker)];
	const foreign = await watch(bearer(account.key));
	for (const one of [socket, foreign]) one.socket.send(JSON.stringify({ watch: [shown.id] }));
	expect(await socket.until((frame) => frame.type === "watching")).toEqual({
		type: "watching",
		jobs: [shown.id],
	});
	expect(await foreign.until((frame) => frame.type === "watching")).toEqual({ type: "watching", jobs: [] });
	const preview = { type: "preview", node: null, content_type: "image/jpeg", data: "AAAA" };
	const progress = {
		type: "progress",
		percent: 9,
		node: null,
		node_title: null,
		step: null,
		steps: null,
		nodes_done: 0,
		nodes_total: 1,
	};
	for (const seq of [1, 2])
		for (const task of tasks) {
			const json = { seq, events: [progress, preview] };
			const reply = await jsonOf<{ watched: boolean }>(
				await call("POST", `${attemptPath(task)}/progress`, { as: task.grant, json }),
				200,
			);
			// A worker sends previews only of what somebody looks at.
			expect(reply.watched).toBe(task.job_id === shown.id);
		}
	await socket.until((frame) => frame.type === "preview");
	await socket.until((frame) => frame.type === "progress" && frame.job === hidden.id);
	const previewed = socket.frames.flatMap((frame) => (frame.type === "preview" ? [frame.job] : []));
	expect(new Set(previewed)).toEqual(new Set([shown.id]));
	expect(foreign.frames.map(({ type }) => type)).toEqual(["hello", "watching"]);
	for (const task of tasks) await finish(task, await png());
	socket.socket.close();
	foreign.socket.close();
});

test("a socket says what to watch and nothing else: whatever else it says closes it", async () => {
	for (const said of [
		"{",
		"[]",
		'{"watch":"all"}',
		'{"watch":["x"]}',
		'{"watch":[],"more":1}',
		JSON.stringify({ watch: Array.from({ length: 21 }, () => "job_00000000000000000000000000") }),
		"x".repeat(100_000),
	]) {
		const socket = await watch(bearer(account.key));
		await hello(socket);
		socket.socket.send(said);
		expect(await socket.closed, said.slice(0, 40)).toBe(1008);
	}
});

test("API2 the feed opens to a key that may read jobs, by a ticket once, by a signed URL, and to nobody else", async () => {
	const ticket = await jsonOf<{ ticket: string }>(
		await call("POST", "/v1/account/tickets", { as: account.key }),
		201,
	);
	keepSecrets(ticket.ticket);
	const protocols = { "sec-websocket-protocol": `${EVENTS_PROTOCOL}, ${TICKET_PREFIX}${ticket.ticket}` };
	const socket = await watch(protocols);
	await hello(socket);
	expect(await (await watch(protocols)).closed).toBe(CLOSE.unauthorized);
	const job = await submit(account, worker);
	// A ticket of a job opens that job, and one of the account no job.
	expect(await (await watchJob(job.id, protocols)).closed).toBe(CLOSE.unauthorized);
	const oneJob = await makeToken(account, { scopes: ["jobs:read"], job: job.id });
	expect(await (await watch(bearer(oneJob))).closed).toBe(CLOSE.forbidden);
	const other = await makeKey(account, ["assets:read"]);
	expect(await (await watch(bearer(other.key))).closed).toBe(CLOSE.forbidden);
	expect(await (await watch({})).closed).toBe(CLOSE.unauthorized);
	expect(await (await watch({ ...bearer(account.key), origin: "https://evil.example" })).closed).toBe(
		CLOSE.forbidden,
	);
	await problemOf(await call("GET", "/v1/account/socket", { as: account.key }), "upgrade_required");
	const { url } = await jsonOf<{ url: string }>(
		await call("POST", "/v1/account/events/url", { as: account.key }),
		201,
	);
	keepSecrets(url.split("ticket=")[1]);
	const stream = readSseText(await call("GET", url));
	const first = (await stream.next()).value as { event: string };
	expect(first.event).toBe("hello");
	await finish(await mustClaim(worker), await png());
	for await (const { id, event, data } of stream) {
		if (event !== "event") continue;
		const frame = accountFrameSchema.parse(JSON.parse(data));
		expect(id).toBe(String("seq" in frame ? frame.seq : 0));
		if (isOver(job.id)(frame)) break;
	}
	const { url: ofJob } = await jsonOf<{ url: string }>(
		await call("POST", `/v1/jobs/${job.id}/events/url`, { as: account.key }),
		201,
	);
	keepSecrets(ofJob.split("ticket=")[1]);
	await problemOf(await call("GET", `/v1/account/events${ofJob.slice(ofJob.indexOf("?"))}`), "url_invalid");
	socket.socket.close();
});

test("API2 revoking a key closes what it had open with 4401 at once: account, job and project sockets, of its sessions too", async () => {
	const key = await makeKey(account, ["jobs:read"]);
	const job = await submit(account, worker);
	const project = await jsonOf<{ id: string }>(
		await call("POST", "/v1/projects", { as: account.key, json: { name: "x" } }),
		201,
	);
	const signIn = await call("POST", "/v1/sessions", { as: key.key });
	const [cookie = ""] = (signIn.headers.get("set-cookie") ?? "").split(";");
	keepSecrets(cookie.split("=")[1]);
	const session = { cookie, origin: "https://edge" };
	const doomed: TestSocket<unknown>[] = [
		await watch(bearer(key.key)),
		await watch(session),
		await watchJob(job.id, bearer(key.key)),
		await watchJob(job.id, session),
		await openSocket(`/v1/projects/${project.id}/socket`, session, String),
	];
	const stays = await watch(bearer(account.key));
	for (const socket of [...doomed, stays]) await socket.until(() => socket.frames.length > 0);
	expect((await call("DELETE", `/v1/api-keys/${key.id}`, { as: account.key })).status).toBe(204);
	for (const socket of doomed) expect(await socket.closed).toBe(CLOSE.unauthorized);
	await runDurableObjectAlarm(jobObject(env, job.id));
	await finish(await mustClaim(worker), await png());
	await stays.until(isOver(job.id));
	stays.socket.close();
});

test("API2 signing out closes the sockets of that session with 4401 before it answers, and no other's", async () => {
	const signIn = async () => {
		const answer = await call("POST", "/v1/sessions", { as: account.key });
		const [cookie = ""] = (answer.headers.get("set-cookie") ?? "").split(";");
		keepSecrets(cookie.split("=")[1]);
		return { cookie, origin: "https://edge" };
	};
	const [leaving, staying] = [await signIn(), await signIn()];
	const [gone, kept] = [await watch(leaving), await watch(staying)];
	await Promise.all([hello(gone), hello(kept)]);
	expect((await call("DELETE", "/v1/sessions/current", { headers: leaving })).status).toBe(204);
	expect(await gone.closed).toBe(CLOSE.unauthorized);
	const job = await submit(account, worker);
	await kept.until((frame) => frame.type === "event" && frame.event.job === job.id);
	expect(await (await watch(leaving)).closed).toBe(CLOSE.unauthorized);
	await finish(await mustClaim(worker), await png());
	kept.socket.close();
});

test("the object keeps a bounded number of events and of jobs", async () => {
	const own = await makeAccount();
	const socket = await watch(bearer(own.key));
	await hello(socket);
	const job = "job_7zzzzzzzzzzzzzzzzzzzzzzzzz";
	const events = upTo(4500).map((seq) => ({
		...{ type: "checkpoint", seq, job, at: new Date(0).toISOString() },
		...{ stage: "main", task: "tsk_x", index: 0, take: 1, epoch: 1, step: seq },
	}));
	await runInDurableObject(stub(own), async (object, state) => {
		const { publish } = object as unknown as { publish(account: string, events: string): Promise<boolean> };
		await publish.call(object, own.id, JSON.stringify(events));
		const { count } = state.storage.sql.exec<{ count: number }>("SELECT count(*) AS count FROM events").one();
		expect(count).toBeGreaterThanOrEqual(2000);
		expect(count).toBeLessThanOrEqual(2200);
	});
	socket.socket.close();
});
