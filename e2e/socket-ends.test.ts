import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { WebSocket } from "ws";
import { watch } from "../client/watch.ts";
import { newId } from "../edge/contract/ids.ts";
import { EVENTS_PROTOCOL, TICKET_PREFIX } from "../edge/contract/sockets.ts";
import { type Stack, startStack } from "./stack/stack.ts";
import { invertedColour } from "./testing/graphs.ts";

/**
 * Whoever is let go hears of it at once, not when the object falls asleep: `close` of a real client comes with the
 * end of the connection. Nothing is measured: so many requests are answered one after the other meanwhile, and the
 * close has to be heard before the last of them.
 */
const REQUESTS = 60;

let stack: Stack;
beforeAll(async () => {
	// No lease and no worker: nothing keeps an object awake but its sockets.
	stack = await startStack({ workers: 1, workerEnv: { POLL_MS: "1000" } });
});
afterAll(() => stack.stop());

interface Heard {
	socket: WebSocket;
	frames: Record<string, unknown>[];
	/** What became of the socket first. */
	end: Promise<string>;
}

function open(job: string, protocols: string[], headers: Record<string, string> = {}): Heard {
	const url = `${stack.edge.url.replace("http", "ws")}/v1/jobs/${job}/socket`;
	const socket = new WebSocket(url, [EVENTS_PROTOCOL, ...protocols], { headers });
	const frames: Record<string, unknown>[] = [];
	socket.on("message", (data) => frames.push(JSON.parse(String(data))));
	const end = new Promise<string>((resolve) => {
		socket.on("error", (error) => resolve(String(error)));
		socket.on("close", (code) => resolve(`closed with ${code}`));
	});
	return { socket, frames, end };
}

const authorized = () => ({ authorization: `Bearer ${stack.client.key}` });
const queued = async () => {
	const pool = `quiet-${newId("task")}`.slice(0, 40).replaceAll("_", "-");
	await stack.poolToken(pool);
	return (await stack.client.submitGraph({ graph: invertedColour(1), pool })).id;
};

/** What is heard of first: the end of the connection, or the last of so many answers. */
async function firstOf(end: Promise<string>): Promise<string> {
	const meanwhile = async () => {
		for (let i = 0; i < REQUESTS; i++) await (await fetch(`${stack.edge.url}/v1/openapi.json`)).text();
		return "the answers";
	};
	return Promise.race([end, meanwhile()]);
}

describe("a refused socket ends at once", () => {
	test("a page of a foreign origin: 4403", async () => {
		const { end } = open(await queued(), [], { ...authorized(), origin: "https://elsewhere.example" });
		expect(await firstOf(end)).toBe("closed with 4403");
	});

	test("a job that is not there: 4404", async () => {
		expect(await firstOf(open(newId("job"), [], authorized()).end)).toBe("closed with 4404");
	});

	test("a ticket that is none, and one that was used: 4401", async () => {
		const job = await queued();
		expect(await firstOf(open(job, [`${TICKET_PREFIX}none`]).end)).toBe("closed with 4401");
		const { ticket } = await stack.client.ticket(job);
		const first = open(job, [TICKET_PREFIX + ticket]);
		await new Promise((resolve) => first.socket.once("message", resolve));
		expect(await firstOf(open(job, [TICKET_PREFIX + ticket]).end)).toBe("closed with 4401");
		first.socket.terminate();
	});
});

describe("a job that has ended", () => {
	test("is told whole to who comes late, and the socket ends at once with 1000 (P8)", async () => {
		const { id } = await stack.client.submitGraph({ graph: invertedColour(2) });
		for await (const _ of watch(stack.client, id));
		const { version } = await stack.client.job(id);
		const late = open(id, [], authorized());
		expect(await firstOf(late.end)).toBe("closed with 1000");
		expect(late.frames.map((frame) => frame.seq ?? frame.type)).toEqual([
			"hello",
			...Array.from({ length: version }, (_, i) => i + 1),
		]);
	});

	test("ends the sockets of those who watched it at once, once they have said something", async () => {
		const job = await queued();
		const watcher = open(job, [], authorized());
		await new Promise((resolve) => watcher.socket.once("message", resolve));
		watcher.socket.removeAllListeners("message");
		const pong = new Promise<void>((resolve) => {
			watcher.socket.on("message", (data) => String(data) === "pong" && resolve());
		});
		watcher.socket.send("ping");
		await pong;
		await stack.client.cancel(job);
		expect(await firstOf(watcher.end)).toBe("closed with 1000");
	});
});

test("a socket that its client closes ends at once", async () => {
	const watcher = open(await queued(), [], authorized());
	await new Promise((resolve) => watcher.socket.once("message", resolve));
	watcher.socket.removeAllListeners("message");
	watcher.socket.send("ping");
	watcher.socket.close(1000);
	expect(await firstOf(watcher.end)).toBe("closed with 1000");
});
