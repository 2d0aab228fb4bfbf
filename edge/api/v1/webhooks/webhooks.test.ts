import { runDurableObjectAlarm } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { Webhook } from "standardwebhooks";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import type { ProblemCode } from "../../../contract/problem.ts";
import {
	type DeliveryResource,
	MAX_ENDPOINTS,
	type NewWebhook,
	type WebhookResource,
	webhookEventSchema,
} from "../../../contract/webhooks/webhooks.ts";
import { deleteAccountStep } from "../../../housekeeping/delete-account.ts";
import { webhookObject } from "../../../objects.ts";
import { makeAccount, makeKey, type TestAccount } from "../../../testing/accounts.ts";
import { png } from "../../../testing/files.ts";
import { call, jsonOf, problemOf } from "../../../testing/http.ts";
import { submit, succeededJob } from "../../../testing/jobs.ts";
import { keepSecrets } from "../../../testing/redaction.ts";
import { finish, makeWorker, mustClaim, type TestWorker } from "../../../testing/workers.ts";
import { writesNothing } from "../../../testing/writes.ts";
import { FakeInternet } from "../../../webhooks/testing/internet.ts";

let account: TestAccount;
let worker: TestWorker;
let internet: FakeInternet;
beforeAll(async () => {
	worker = await makeWorker();
});
beforeEach(async () => {
	account = await makeAccount();
	internet = new FakeInternet();
	vi.stubGlobal("fetch", internet.fetch);
});
afterEach(async () => {
	// What still waits is not sent once the real network is back.
	await env.DB.batch(
		["webhook_deliveries", "webhook_endpoints"].map((table) => env.DB.prepare(`DELETE FROM ${table}`)),
	);
});
afterAll(() => {
	vi.unstubAllGlobals();
});

const URL_OF = "https://hooks.example.com/darkroom";
const post = (path: string, json?: unknown, headers: Record<string, string> = {}) =>
	call("POST", path, { as: account.key, headers, ...(json === undefined ? {} : { json }) });

async function make(more: object = {}): Promise<NewWebhook> {
	const made = await jsonOf<NewWebhook>(await post("/v1/webhooks", { url: URL_OF, ...more }), 201);
	keepSecrets(made.secret ?? undefined);
	return made;
}

async function deliveries(
	id: string,
	query = "",
): Promise<{ data: DeliveryResource[]; next_cursor: string | null }> {
	return jsonOf(await call("GET", `/v1/webhooks/${id}/deliveries${query}`, { as: account.key }), 200);
}

/** Lets the object of a webhook do what it has to, whether or not its alarm has rung by itself. */
async function settle(id: string): Promise<DeliveryResource[]> {
	await runDurableObjectAlarm(webhookObject(env, id));
	return vi.waitFor(async () => {
		const { data } = await deliveries(id);
		expect(data.filter(({ attempts }) => attempts === 0)).toEqual([]);
		return data;
	});
}

test("P9 a job that ends is posted, signed, to whoever asked to hear of it, and to nobody else", async () => {
	const [all, failures] = [await make(), await make({ url: `${URL_OF}/failures`, events: ["job.failed"] })];
	const { job, output } = await succeededJob(account, worker);
	const [delivery] = await settle(all.id);
	expect(delivery).toMatchObject({
		webhook: all.id,
		type: "job.succeeded",
		job: job.id,
		status: "delivered",
		attempts: 1,
		response_status: 204,
		next_attempt_at: null,
		error: null,
	});
	expect((await deliveries(failures.id)).data).toEqual([]);
	const [posted] = internet.posted;
	expect(internet.posted).toHaveLength(1);
	expect(posted).toMatchObject({ url: URL_OF, id: delivery?.id });
	const body = webhookEventSchema.parse(
		new Webhook(all.secret ?? "").verify(posted?.body ?? "", posted?.headers ?? {}),
	);
	expect(body).toMatchObject({
		type: "job.succeeded",
		data: {
			job: {
				id: job.id,
				status: "succeeded",
				seq: job.version,
				workflow: job.workflow,
				metadata: {},
				error: null,
				outputs: [output.id],
				more_outputs: false,
				urls: { self: `/v1/jobs/${job.id}` },
			},
			stage: null,
		},
	});
});

test("a canceled job is told as such; what somebody else's job does is not heard", async () => {
	const webhook = await make();
	const other = await makeAccount();
	await succeededJob(other, worker);
	const { id } = await submit(account, worker, undefined, {});
	await jsonOf(await post(`/v1/jobs/${id}/cancel`), 200);
	const data = await settle(webhook.id);
	expect(data.map(({ type, job }) => [type, job])).toEqual([["job.canceled", id]]);
});

test("an account without webhooks writes nothing for them", async () => {
	await succeededJob(account, worker);
	const row = await env.DB.prepare("SELECT count(*) AS n FROM webhook_deliveries WHERE account_id = ?")
		.bind(account.id)
		.first<{ n: number }>();
	expect(row?.n).toBe(0);
});

describe("API7 a URL that leads inside, or cannot be posted to, is refused and leaves nothing", () => {
	const refused = async (json: object, code: ProblemCode, pointer: string) => {
		const problem = await writesNothing(async () => problemOf(await post("/v1/webhooks", json), code));
		expect(problem.errors.map((item) => item.pointer)).toEqual([pointer]);
	};
	test.each([
		"http://hooks.example.com/",
		"https://169.254.169.254/latest/meta-data",
		"https://[fd00:ec2::254]/",
		"https://0x7f000001/",
		"https://localhost/",
		"https://user:pass@hooks.example.com/",
		"https://hooks.example.com:22/",
		"nonsense",
	])("%s", (url) => refused({ url }, "webhook_url_refused", "/url"));
	test("a name that resolves inside, or not at all", async () => {
		internet.names.set("inside.example.com", ["8.8.8.8", "10.0.0.1"]);
		internet.names.set("nowhere.example.com", []);
		await refused({ url: "https://inside.example.com/" }, "webhook_url_refused", "/url");
		await refused({ url: "https://nowhere.example.com/" }, "webhook_url_refused", "/url");
		const { id } = await make();
		const answer = await call("PATCH", `/v1/webhooks/${id}`, {
			as: account.key,
			json: { url: "https://inside.example.com/" },
		});
		await problemOf(answer, "webhook_url_refused");
	});
	test("neither, both, an event that there is not, a field that there is not, e-mail where there is none", async () => {
		await refused({}, "invalid_request", "/url");
		await refused({ url: URL_OF, email: "a@example.com" }, "invalid_request", "/url");
		await refused({ url: URL_OF, events: ["job.exploded"] }, "invalid_request", "/events/0");
		await refused({ url: URL_OF, secret: "mine" }, "invalid_request", "/secret");
		await refused({ email: "no address" }, "invalid_request", "/email");
		await refused({ email: "team@example.com" }, "email_not_configured", "/email");
		await problemOf(await call("GET", "/v1/webhooks?stauts=x", { as: account.key }), "unknown_parameter");
	});
});

test("a secret is shown once; a rotation shows the next one, and an idempotent repeat the same", async () => {
	const key = { "idempotency-key": crypto.randomUUID() };
	const made = await jsonOf<NewWebhook>(await post("/v1/webhooks", { url: URL_OF }, key), 201);
	const repeated = await jsonOf<NewWebhook>(await post("/v1/webhooks", { url: URL_OF }, key), 201);
	expect(repeated).toEqual(made);
	expect(made.secret).toMatch(/^whsec_[\w+/]{43}=$/);
	const shown = await call("GET", `/v1/webhooks/${made.id}`, { as: account.key });
	expect(await shown.text()).not.toContain("whsec_");
	const stored = await env.DB.prepare("SELECT secrets FROM webhook_endpoints WHERE id = ?")
		.bind(made.id)
		.first<string>("secrets");
	expect(stored).not.toContain(made.secret?.slice(6, 30));
	const next = await jsonOf<NewWebhook>(await post(`/v1/webhooks/${made.id}/rotate-secret`), 200);
	expect(next.secret).not.toBe(made.secret);
	expect(next.old_secrets_until).not.toBeNull();
	keepSecrets(made.secret ?? undefined, next.secret ?? undefined);
	for (let i = 0; i < 3; i++) await jsonOf(await post(`/v1/webhooks/${made.id}/rotate-secret`), 200);
	await problemOf(await post(`/v1/webhooks/${made.id}/rotate-secret`), "conflict");
});

test("a test event is sent once; a replay is the same message; a paused webhook sends neither until it goes on", async () => {
	const { id } = await make();
	internet.answer = () => new Response(null, { status: 500 });
	const test = await jsonOf<DeliveryResource>(await post(`/v1/webhooks/${id}/test`), 202);
	expect(await settle(id)).toMatchObject([{ id: test.id, status: "failed", error: { code: "status" } }]);
	internet.answer = () => new Response(null, { status: 200 });
	await jsonOf(await post(`/v1/webhooks/${id}/deliveries/${test.id}/replay`), 202);
	expect(await settle(id)).toMatchObject([{ id: test.id, status: "delivered", attempts: 1 }]);
	expect(internet.posted.map((posted) => posted.id)).toEqual([test.id, test.id]);

	const change = (json: object) => call("PATCH", `/v1/webhooks/${id}`, { as: account.key, json });
	expect(await jsonOf<WebhookResource>(await change({ paused: true }), 200)).toMatchObject({
		pause_reason: "requested",
	});
	await problemOf(await post(`/v1/webhooks/${id}/test`), "webhook_paused");
	await problemOf(await post(`/v1/webhooks/${id}/deliveries/${test.id}/replay`), "webhook_paused");
	const { job } = await succeededJob(account, worker);
	expect((await deliveries(id)).data[0]).toMatchObject({ job: job.id, status: "pending", attempts: 0 });
	expect(await jsonOf<WebhookResource>(await change({ paused: false }), 200)).toMatchObject({
		paused: false,
	});
	expect((await settle(id))[0]).toMatchObject({ job: job.id, status: "delivered" });
});

test("not yours reads like not there, keys need their scope, and there are so many at most", async () => {
	const { id } = await make();
	const stranger = await makeAccount();
	const paths = [
		["GET", `/v1/webhooks/${id}`],
		["PATCH", `/v1/webhooks/${id}`],
		["DELETE", `/v1/webhooks/${id}`],
		["POST", `/v1/webhooks/${id}/rotate-secret`],
		["POST", `/v1/webhooks/${id}/test`],
		["GET", `/v1/webhooks/${id}/deliveries`],
		["POST", `/v1/webhooks/${id}/deliveries/msg_01kb8x5m9zq4w7t2n6r3h0v1c8/replay`],
	] as const;
	const reader = await makeKey(account, ["webhooks:read"]);
	const nothing = await makeKey(account, ["jobs:read"]);
	for (const [method, path] of paths) {
		const json = method === "PATCH" ? { json: {} } : {};
		await problemOf(await call(method, path, { as: stranger.key, ...json }), "not_found");
		await problemOf(await call(method, path, { as: nothing.key, ...json }), "forbidden");
		const read = await call(method, path, { as: reader.key, ...json });
		if (method === "GET") expect(read.status).toBe(200);
		else await problemOf(read, "forbidden");
	}
	for (let i = 1; i < MAX_ENDPOINTS; i++) await make();
	await writesNothing(async () => problemOf(await post("/v1/webhooks", { url: URL_OF }), "webhook_limit"));
});

async function left(column: string, value: string): Promise<number> {
	const row = await env.DB.prepare(`SELECT count(*) AS n FROM webhook_deliveries WHERE ${column} = ?`)
		.bind(value)
		.first<{ n: number }>();
	return row?.n ?? -1;
}

test("what is deleted leaves nothing: a webhook, a job, an account", async () => {
	const [first, second] = [await make(), await make()];
	const { job } = await succeededJob(account, worker);
	await settle(first.id);
	await settle(second.id);
	expect((await call("DELETE", `/v1/webhooks/${first.id}`, { as: account.key })).status).toBe(204);
	await problemOf(await call("GET", `/v1/webhooks/${first.id}`, { as: account.key }), "not_found");
	expect([await left("endpoint_id", first.id), await left("endpoint_id", second.id)]).toEqual([0, 1]);
	expect((await call("DELETE", `/v1/jobs/${job.id}`, { as: account.key })).status).toBe(204);
	expect(await left("job_id", job.id)).toBe(0);
	const next = await submit(account, worker);
	await finish(await mustClaim(worker), await png());
	expect(await left("job_id", next.id)).toBe(1);
	await call("DELETE", `/v1/accounts/${account.id}`, { as: env.ADMIN_KEY });
	for (let gone = false, i = 0; !gone && i < 10; i++)
		gone = await deleteAccountStep(env, account.id, Date.now());
	expect(await left("account_id", account.id)).toBe(0);
});

test("deliveries come in pages", async () => {
	const { id } = await make();
	for (let i = 0; i < 3; i++) await jsonOf(await post(`/v1/webhooks/${id}/test`), 202);
	const page = await deliveries(id, "?limit=2");
	const rest = await deliveries(id, `?limit=2&cursor=${page.next_cursor}`);
	expect([page.data.length, rest.data.length, rest.next_cursor]).toEqual([2, 1, null]);
	expect(new Set([...page.data, ...rest.data].map((one) => one.id)).size).toBe(3);
});
