import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import * as z from "zod";
import { DarkroomClient } from "../../../client/client.ts";
import { webhookEventSchema } from "../../../edge/contract/webhooks/webhooks.ts";
import { invertedColour } from "../../testing/graphs.ts";
import { type CountingEdge, settled, startCountingEdge } from "../instruments/counting-edge.ts";
import { concurrently, spread } from "../instruments/measure.ts";

/** Jobs that end one after the other, each told of before the next. */
const ONE_BY_ONE = 50;
/** Deliveries that wait for an endpoint when it comes back. */
const AT_ONCE = 500;

const accountSchema = z.object({ api_key: z.object({ key: z.string() }) });

/** From a job's end to its delivery at a receiver of this machine, and how fast many go out, with what D1 reads for each. */
export async function webhooks(): Promise<[string, string][]> {
	const edge = await startCountingEdge({ WEBHOOKS_ALLOW_LOOPBACK: "1" });
	const receiver = await startReceiver();
	try {
		const client = await openAccount(edge);
		const { id } = await client.webhooks.create({ url: receiver.url, events: ["job.canceled"] });
		const cancelOne = async (i: number) =>
			client.cancel((await client.submitGraph({ graph: invertedColour(i) })).id);
		const waits: number[] = [];
		for (let i = 0; i < ONE_BY_ONE; i++) {
			const { id: job, finished_at } = await cancelOne(i);
			waits.push((await receiver.got(job)) - Date.parse(finished_at ?? ""));
		}
		await client.webhooks.change(id, { paused: true });
		await concurrently(AT_ONCE, 8, async (i) => void (await cancelOne(ONE_BY_ONE + i)));
		const before = await settled(edge);
		const began = performance.now();
		await client.webhooks.change(id, { paused: false });
		await receiver.counted(ONE_BY_ONE + AT_ONCE);
		const seconds = (performance.now() - began) / 1000;
		const after = await settled(edge);
		const each = (of: "rows_read" | "rows_written" | "statements") =>
			((after[of] - before[of]) / AT_ONCE).toFixed(1);
		return [
			["webhooks: a job's end to its delivery", spread(waits)],
			[
				`webhooks: ${AT_ONCE} that waited for one endpoint`,
				`${(AT_ONCE / seconds).toFixed(0)} deliveries a second`,
			],
			[
				"webhooks: D1 for each delivery",
				`${each("rows_read")} rows read, ${each("rows_written")} written, ${each("statements")} statements`,
			],
		];
	} finally {
		await edge.stop();
		receiver.stop();
	}
}

async function openAccount(edge: CountingEdge): Promise<DarkroomClient> {
	const post = (route: string, body: object) =>
		fetch(`${edge.url}${route}`, {
			method: "POST",
			headers: { authorization: `Bearer ${edge.adminKey}`, "content-type": "application/json" },
			body: JSON.stringify(body),
		});
	// The pool; nobody works in it.
	await post("/v1/worker-tokens", { name: "bench" });
	const rate_limits = { requests: 1_000_000, "body-bytes": 1e12 };
	const made = await post("/v1/accounts", { name: "bench", rate_limits });
	return new DarkroomClient({
		url: edge.url,
		key: accountSchema.parse(await made.json()).api_key.key,
	});
}

async function startReceiver() {
	const arrived = new Map<string, number>();
	let news = Promise.withResolvers<void>();
	const server = createServer(async (request, response) => {
		const at = Date.now();
		let body = "";
		for await (const chunk of request) body += String(chunk);
		response.writeHead(204).end();
		arrived.set(webhookEventSchema.parse(JSON.parse(body)).data.job.id, at);
		news.resolve();
		news = Promise.withResolvers<void>();
	}).listen(0, "127.0.0.1");
	await once(server, "listening");
	const { port } = server.address() as AddressInfo;
	return {
		url: `http://127.0.0.1:${port}/hooks`,
		/** When the event of a job came, in milliseconds since 1970; waits for it. */
		got: async (job: string): Promise<number> => {
			while (true) {
				const at = arrived.get(job);
				if (at !== undefined) return at;
				await news.promise;
			}
		},
		counted: async (count: number): Promise<void> => {
			while (arrived.size < count) await news.promise;
		},
		stop: () => server.close(),
	};
}
