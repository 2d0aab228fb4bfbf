import { env } from "cloudflare:workers";
import { Webhook } from "standardwebhooks";
import { beforeEach, describe, expect, test } from "vitest";
import { newId } from "../contract/ids.ts";
import { database } from "../db/client.ts";
import { accounts, webhookDeliveries, webhookEndpoints } from "../db/schema.ts";
import { wrapD1 } from "../jobs/testing/wrapped-d1.ts";
import { resolveOverHttps } from "../outside/resolve.ts";
import { deliverDue, STEP, type World } from "./deliver.ts";
import { type DeliveryRow, type EndpointRow, findDelivery, loadDue, nextDue, sendAgain } from "./outbox.ts";
import { GIVEN_UP_AFTER_MS } from "./schedule.ts";
import { newSigningSecret, OLD_SECRET_MS, rotated, seal } from "./secrets.ts";
import { giveUpOverdue, wakeOverdue } from "./tend.ts";
import { FakeInternet } from "./testing/internet.ts";

const db = database(env.DB);
const MASTER = "a-master-of-at-least-thirty-two-characters";
const START = 1_800_000_000_000;

let internet: FakeInternet;
let clock: number;
let world: World;
beforeEach(async () => {
	await db.delete(webhookDeliveries);
	internet = new FakeInternet();
	clock = START;
	const network = {
		fetch: internet.fetch,
		resolve: resolveOverHttps("https://dns.example/dns-query", internet.fetch),
		allowLoopback: false,
	};
	world = { db, network, mailer: null, master: MASTER, now: () => clock, random: () => 0.5 };
});

async function makeEndpoint(more: Partial<EndpointRow> = {}): Promise<{ row: EndpointRow; secret: string }> {
	const account_id = newId("account");
	await db.insert(accounts).values({ id: account_id, name: "a", max_running: 1, max_jobs: 1, created_at: 0 });
	const id = newId("webhook");
	const secret = newSigningSecret();
	const row: EndpointRow = {
		id,
		account_id,
		kind: "url",
		target: "https://hooks.example.com/in",
		description: "",
		events: null,
		secrets: [{ sealed: await seal(MASTER, id, secret), until: null }],
		paused_at: null,
		pause_reason: null,
		failing_since: null,
		created_at: START,
		...more,
	};
	await db.insert(webhookEndpoints).values(row);
	return { row, secret };
}

/** An event in the outbox; `due`: it is its turn. */
async function put(
	{ id: endpoint_id, account_id }: EndpointRow,
	job: string,
	seq: number,
	due: boolean,
): Promise<DeliveryRow> {
	const row: DeliveryRow = {
		endpoint_id,
		id: newId("message"),
		account_id,
		job_id: job,
		seq,
		type: "stage.succeeded",
		body: JSON.stringify({ job, seq }),
		status: "pending",
		attempts: 0,
		due_at: due ? clock : null,
		gives_up_at: due ? clock + GIVEN_UP_AFTER_MS : null,
		created_at: clock,
		attempted_at: null,
		finished_at: null,
		response_status: null,
		error: null,
	};
	await db.insert(webhookDeliveries).values(row);
	return row;
}

/** Lets the object's alarm ring as often as it asks to, until nothing waits. Answers with when it rang. */
async function run(endpoint: EndpointRow): Promise<number[]> {
	const rang: number[] = [];
	for (let next: number | null = clock; next !== null && rang.length < 500; ) {
		clock = Math.max(clock, next);
		rang.push(clock - START);
		next = await deliverDue(world, endpoint.id);
	}
	return rang;
}

const again = (row: DeliveryRow) => findDelivery(db, row.endpoint_id, row.id);
const endpointOf = async ({ id }: EndpointRow) => (await loadDue(db, id, 0, 1)).endpoint;

test("P9 an endpoint that is down for three days is tried all the while, then paused; each time with the same id", async () => {
	const { row } = await makeEndpoint();
	const delivery = await put(row, "job_a", 1, true);
	internet.answer = () => new Response("no", { status: 500 });
	const rang = await run(row);
	expect(rang.at(-1)).toBe(GIVEN_UP_AFTER_MS);
	expect(new Set(internet.posted.map(({ id }) => id))).toEqual(new Set([delivery.id]));
	expect(await again(delivery)).toMatchObject({
		status: "failed",
		due_at: null,
		attempts: internet.posted.length,
		response_status: 500,
		error: { code: "status" },
	});
	expect(await endpointOf(row)).toMatchObject({ pause_reason: "failing", failing_since: START });
	console.log(
		`${internet.posted.length} attempts within three days, at ${rang.map((ms) => Math.round(ms / 1000))} s`,
	);
});

test("P9 one that comes back in the third day hears of it, and is not paused", async () => {
	const { row } = await makeEndpoint();
	const delivery = await put(row, "job_a", 1, true);
	internet.answer = () => new Response(null, { status: clock - START > 2.5 * 24 * 3_600_000 ? 200 : 503 });
	await run(row);
	expect(await again(delivery)).toMatchObject({ status: "delivered", error: null });
	expect(await endpointOf(row)).toMatchObject({ paused_at: null, failing_since: null });
});

test("P9 events of one job come in their order, however long the first takes; those of other jobs do not wait", async () => {
	const { row } = await makeEndpoint();
	await put(row, "job_a", 1, true);
	for (const seq of [2, 3]) await put(row, "job_a", seq, false);
	await put(row, "job_b", 1, true);
	let failures = 4;
	internet.answer = ({ body }) => {
		const { job, seq } = JSON.parse(body) as { job: string; seq: number };
		return new Response(null, { status: job === "job_a" && seq === 1 && failures-- > 0 ? 500 : 200 });
	};
	await run(row);
	const seen = internet.posted.map(({ body }) => JSON.parse(body) as { job: string; seq: number });
	expect(seen.filter(({ job }) => job === "job_a").map(({ seq }) => seq)).toEqual([1, 1, 1, 1, 1, 2, 3]);
	expect(seen.findIndex(({ job }) => job === "job_b")).toBeLessThan(2);
});

test("P9 the power goes between sending and writing down: it comes again with the same id", async () => {
	const { row } = await makeEndpoint();
	const delivery = await put(row, "job_a", 1, true);
	const broken = { ...world };
	internet.answer = () => {
		Object.defineProperty(broken, "db", {
			value: database(wrapD1(env.DB, { call: () => Promise.reject(new Error("the power is gone")) })),
		});
		return new Response(null, { status: 200 });
	};
	await expect(deliverDue(broken, row.id)).rejects.toThrow();
	internet.answer = () => new Response(null, { status: 200 });
	await run(row);
	expect(internet.posted.map(({ id }) => id)).toEqual([delivery.id, delivery.id]);
	expect(internet.posted[0]?.body).toBe(internet.posted[1]?.body);
	expect(await again(delivery)).toMatchObject({ status: "delivered" });
});

test("P9 signatures satisfy the verifier of Standard Webhooks, with both secrets for a day after a rotation", async () => {
	const { row, secret } = await makeEndpoint();
	const fresh = newSigningSecret();
	clock = Date.now();
	const secrets = rotated(row.secrets, await seal(MASTER, row.id, fresh), clock);
	await env.DB.prepare("UPDATE webhook_endpoints SET secrets = ? WHERE id = ?")
		.bind(JSON.stringify(secrets), row.id)
		.run();
	await put(row, "job_a", 1, true);
	await run(row);
	const [first] = internet.posted;
	for (const one of [secret, fresh])
		expect(new Webhook(one).verify(first?.body ?? "", first?.headers ?? {})).toEqual({
			job: "job_a",
			seq: 1,
		});
	expect(() => new Webhook(newSigningSecret()).verify(first?.body ?? "", first?.headers ?? {})).toThrow();
	clock += OLD_SECRET_MS;
	await put(row, "job_b", 1, true);
	await run(row);
	expect(internet.posted[1]?.headers["webhook-signature"]?.split(" ")).toHaveLength(1);
	expect(first?.headers["webhook-signature"]?.split(" ")).toHaveLength(2);
});

describe("what counts as a failure", () => {
	test.each([
		[
			"a redirect, which is not followed",
			() => new Response(null, { status: 302, headers: { location: "http://169.254.169.254/" } }),
			"redirect",
			302,
		],
		["a time-out", () => Promise.reject(new DOMException("late", "TimeoutError")), "timeout", null],
		["a broken connection", () => Promise.reject(new TypeError("connection lost")), "connection", null],
		["a 404", () => new Response("x".repeat(100_000), { status: 404 }), "status", 404],
	] as const)("%s", async (_what, answer, code, status) => {
		const { row } = await makeEndpoint();
		const delivery = await put(row, "job_a", 1, true);
		internet.answer = answer;
		await deliverDue(world, row.id);
		expect(internet.posted).toHaveLength(1);
		expect(await again(delivery)).toMatchObject({
			status: "pending",
			attempts: 1,
			response_status: status,
			error: { code },
		});
	});

	test("410 pauses the endpoint at once; nothing more is sent", async () => {
		const { row } = await makeEndpoint();
		await put(row, "job_a", 1, true);
		internet.answer = () => new Response(null, { status: 410 });
		expect(await deliverDue(world, row.id)).toBeNull();
		expect(await endpointOf(row)).toMatchObject({ pause_reason: "gone", paused_at: START });
		clock += 3_600_000;
		expect(await deliverDue(world, row.id)).toBeNull();
		expect(internet.posted).toHaveLength(1);
	});

	test("API7 a name that leads inside by now gets nothing", async () => {
		const { row } = await makeEndpoint();
		const delivery = await put(row, "job_a", 1, true);
		internet.names.set("hooks.example.com", ["8.8.8.8", "169.254.169.254"]);
		await deliverDue(world, row.id);
		expect(internet.posted).toEqual([]);
		expect(await again(delivery)).toMatchObject({ status: "pending", error: { code: "address_refused" } });
	});
});

test("S3-78 e-mail goes by the binding, and says what happened; without one the delivery says so", async () => {
	const { row } = await makeEndpoint({ kind: "email", target: "team@example.com", secrets: [] });
	const delivery = await put(row, "job_a", 1, true);
	const job = {
		id: "job_a",
		workflow: "w@1",
		error: null,
		outputs: ["ast_1"],
		more_outputs: false,
		urls: { self: "/v1/jobs/job_a" },
	};
	const body = JSON.stringify({
		type: "job.succeeded",
		timestamp: "2026-11-26T12:00:00.000Z",
		data: { job, stage: null },
	});
	await env.DB.prepare("UPDATE webhook_deliveries SET body = ?, type = 'job.succeeded' WHERE id = ?")
		.bind(body, delivery.id)
		.run();
	const next = await deliverDue(world, row.id);
	expect(await again(delivery)).toMatchObject({ status: "pending", error: { code: "email_not_configured" } });
	const letters: EmailMessageBuilder[] = [];
	world.mailer = { from: "darkroom@example.com", send: async (letter) => void letters.push(letter) };
	clock = next ?? clock;
	await run(row);
	expect(letters).toMatchObject([
		{ from: "darkroom@example.com", to: "team@example.com", subject: "Darkroom: job job_a succeeded" },
	]);
	expect(await again(delivery)).toMatchObject({ status: "delivered" });
});

test("a replay is the same message again, now", async () => {
	const { row } = await makeEndpoint();
	const delivery = await put(row, "job_a", 1, true);
	const behind = await put(row, "job_a", 2, false);
	expect(await sendAgain(db, behind, clock)).toBeNull();
	await run(row);
	clock += 1000;
	expect(await sendAgain(db, delivery, clock)).toMatchObject({
		status: "pending",
		attempts: 0,
		due_at: clock,
	});
	await run(row);
	expect(internet.posted.map(({ id }) => id)).toEqual([delivery.id, behind.id, delivery.id]);
});

test("what waits at a paused endpoint is given up when its time is over, one after the other", async () => {
	const { row } = await makeEndpoint({ paused_at: START });
	const [first, second] = [await put(row, "job_p", 1, true), await put(row, "job_p", 2, false)];
	clock += GIVEN_UP_AFTER_MS + 3_600_000;
	expect(await giveUpOverdue(db, clock - 1)).toBe(0);
	expect(await giveUpOverdue(db, clock)).toBe(1);
	expect(await again(first)).toMatchObject({ status: "failed", error: { code: "paused" } });
	expect(await again(second)).toMatchObject({ status: "pending", due_at: clock });
});

test("cron wakes whoever has slept over something due, and not the paused", async () => {
	const [asleep, paused] = [await makeEndpoint(), await makeEndpoint({ paused_at: START })];
	for (const { row } of [asleep, paused]) await put(row, "job_a", 1, true);
	const woken: string[] = [];
	const objects = {
		idFromName: (id: string) => id,
		get: (id: string) => ({ wake: async () => void woken.push(id) }),
	};
	const { last } = await wakeOverdue(
		{ ...env, WEBHOOKS: objects as unknown as typeof env.WEBHOOKS },
		null,
		clock + 120_000,
	);
	expect(last).toBeNull();
	expect(woken).toContain(asleep.row.id);
	expect(woken).not.toContain(paused.row.id);
});

test("with ten thousand rows in the outbox a step reads a few", async () => {
	const { row } = await makeEndpoint();
	await env.DB.prepare(
		`WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n LIMIT 10000)
		INSERT INTO webhook_deliveries (endpoint_id, id, account_id, job_id, seq, type, body, status, attempts, due_at, gives_up_at, created_at)
		SELECT ?1, 'msg_' || i, ?2, 'job_' || (i % 5000), i, 'job.failed', '{}', 'pending', 0,
			CASE WHEN i <= 5000 THEN ?3 END, CASE WHEN i <= 5000 THEN ?3 + 1000000 END, ?3 FROM n`,
	)
		.bind(row.id, row.account_id, START)
		.run();
	let read = 0;
	const counted = new Proxy(env.DB, {
		get: (target, name) => {
			if (name !== "batch") return Reflect.get(target, name).bind(target);
			return async (statements: D1PreparedStatement[]) => {
				const results = await target.batch(statements);
				for (const { meta } of results) read += meta.rows_read;
				return results;
			};
		},
	});
	world.db = database(counted);
	await deliverDue(world, row.id);
	console.log(`rows read by a step of ${STEP} deliveries with 10,000 rows in the outbox: ${read}`);
	expect(internet.posted).toHaveLength(STEP);
	expect(read).toBeGreaterThan(STEP);
	expect(read).toBeLessThan(STEP * 20);
	expect(await nextDue(db, row.id)).toBe(START);
});
