import { once } from "node:events";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { Webhook } from "standardwebhooks";
import { afterAll, beforeAll, expect, test } from "vitest";
import { webhookEventSchema } from "../edge/contract/webhooks/webhooks.ts";
import { until } from "../worker/testing/until.ts";
import { runs } from "../workflows/testing/runs.ts";
import { type Stack, startStack } from "./stack/stack.ts";
import { ended } from "./testing/follow.ts";
import { invertedColour } from "./testing/graphs.ts";
import { assertInvariants } from "./testing/invariants.ts";

/**
 * A receiver that takes each event only at the third time, and an edge that is killed as by a power cut: once while
 * the receiver has an event in hand that nobody has written down yet, and once between two attempts.
 */
const JOBS = runs(6, 4);
const REFUSALS = 2;

let stack: Stack;
let server: Server;
let secret: string;
let webhook: string;
const submitted: string[] = [];

interface Received {
	id: string;
	type: string;
	job: string;
	answered: number;
}
const received: Received[] = [];
const times = new Map<string, number>();
/** Until then the receiver keeps the first event in hand. */
const powerIsBack = Promise.withResolvers<void>();

async function receive(request: IncomingMessage, response: ServerResponse): Promise<void> {
	let body = "";
	for await (const chunk of request) body += String(chunk);
	const headers = Object.fromEntries(
		Object.entries(request.headers).map(([name, value]) => [name, String(value)]),
	);
	const event = webhookEventSchema.parse(new Webhook(secret).verify(body, headers));
	const id = headers["webhook-id"] ?? "";
	const time = (times.get(id) ?? 0) + 1;
	times.set(id, time);
	const answered = time > REFUSALS ? 200 : 503;
	received.push({ id, type: event.type, job: event.data.job.id, answered });
	if (received.length === 1) await powerIsBack.promise;
	response.writeHead(answered).end();
}

beforeAll(async () => {
	stack = await startStack({ workers: 1, emulator: ["--probes"], workerEnv: { POLL_MS: "1000" } });
	server = createServer((request, response) => {
		receive(request, response).catch(() => response.writeHead(400).end());
	});
	server.listen(0, "127.0.0.1");
	await once(server, "listening");
	const { port } = server.address() as AddressInfo;
	const made = await stack.client.webhooks.create({ url: `http://127.0.0.1:${port}/hooks` });
	secret = made.secret ?? "";
	webhook = made.id;
	const submit = async (from: number, count: number) => {
		for (let i = from; i < from + count; i++)
			submitted.push((await stack.client.submitGraph({ graph: invertedColour(i, 16, 16) })).id);
	};
	await submit(0, JOBS / 2);
	await until("the receiver has an event in hand", () => received.length > 0);
	await stack.restartEdge();
	powerIsBack.resolve();
	await submit(JOBS / 2, JOBS / 2);
	await until("an event was refused after the power cut", () => received.length > JOBS);
	await stack.restartEdge();
	await Promise.all(submitted.map((id) => ended(stack.client, id)));
	await until("every job was told of", () => told().size === JOBS);
});
afterAll(async () => {
	powerIsBack.resolve();
	await stack.stop();
	server.close();
	server.closeAllConnections();
});

/** Jobs whose event was taken. */
function told(): Set<string> {
	return new Set(received.filter(({ answered }) => answered === 200).map(({ job }) => job));
}

test("P9 whatever is killed, every job is told of, signed, with one id however often it came", () => {
	expect(told()).toEqual(new Set(submitted));
	const ids = Map.groupBy(received, ({ job }) => job);
	for (const [job, events] of ids) {
		expect([job, new Set(events.map(({ id }) => id)).size]).toEqual([job, 1]);
		expect(events.map(({ type }) => type)).toEqual(events.map(() => "job.succeeded"));
		expect(events.length).toBeGreaterThan(REFUSALS);
	}
	console.log(`${JOBS} events through two power cuts: ${received.length} posts, ${told().size} taken`);
});

test("P9 the API shows each of them as delivered", async () => {
	const shown = await until("the last of them is written down", async () => {
		const { data } = await stack.client.webhooks.deliveries(webhook);
		return data.every(({ status }) => status === "delivered") && data;
	});
	expect(new Set(shown.map(({ job }) => job))).toEqual(new Set(submitted));
});

test("a URL inside is refused over the wire, this machine excepted", async () => {
	const refused = stack.client.webhooks.create({ url: "https://169.254.169.254/latest/meta-data" });
	await expect(refused).rejects.toMatchObject({ status: 422, code: "webhook_url_refused" });
});

test("what was stored holds together", async () => {
	await assertInvariants(stack, submitted);
});
