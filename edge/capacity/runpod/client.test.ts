import { once } from "node:events";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { inspect } from "node:util";
import { afterAll, beforeAll, beforeEach, expect, test, vi } from "vitest";
import { type Runpod, runpodOf } from "./client.ts";
import { RunpodError } from "./error.ts";

const KEY = "rpa_a-key-that-must-be-seen-nowhere";
const LIMITS = { execution_ms: 600_000, ttl_ms: 3_600_000 };

let server: Server;
let runpod: Runpod;
let url: string;
let asked: { line: string; authorization: string | undefined; body: string }[];
let answer: (request: IncomingMessage, reply: ServerResponse) => void;

beforeAll(async () => {
	server = createServer(async (request, reply) => {
		let body = "";
		for await (const chunk of request) body += chunk;
		asked.push({
			line: `${request.method} ${request.url}`,
			authorization: request.headers.authorization,
			body,
		});
		answer(request, reply);
	}).listen(0, "127.0.0.1");
	await once(server, "listening");
	url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
	runpod = runpodOf({ key: KEY, url: `${url}/v2/`, managementUrl: `${url}/manage` });
});
afterAll(() => {
	server.closeAllConnections();
	server.close();
});
beforeEach(() => {
	asked = [];
});

function says(status: number, body: unknown, headers: Record<string, string> = {}): void {
	answer = (_request, reply) => {
		reply.writeHead(status, headers).end(typeof body === "string" ? body : JSON.stringify(body));
	};
}

const CALLS: Record<string, () => Promise<unknown>> = {
	run: () => runpod.run("e1", { ticket_id: "t" }, LIMITS),
	status: () => runpod.status("e1", "r1"),
	cancel: () => runpod.cancel("e1", "r1"),
	health: () => runpod.health("e1"),
	scaling: () => runpod.scaling("e1"),
	pods: () => runpod.pods(),
	template: () => runpod.template("t1"),
	createPod: () => runpod.createPod({ name: "n", gpu_id: "g", template: { env: {} }, env: {} }),
	endPod: () => runpod.endPod("p1"),
};

async function errorOf(call: () => Promise<unknown>): Promise<RunpodError> {
	const error = await call().then(
		(value) => new Error(`it answered ${JSON.stringify(value)}`),
		(error: unknown) => error,
	);
	if (error instanceof RunpodError) return error;
	throw error;
}

test("S0-C02 a ticket goes out with its times, and RunPod's id comes back", async () => {
	says(200, { id: "r-u1", status: "IN_QUEUE" });
	expect(await runpod.run("e1", { v: 1, ticket_id: "t" }, LIMITS)).toBe("r-u1");
	expect(asked.map(({ line, authorization }) => [line, authorization])).toEqual([
		["POST /v2/e1/run", `Bearer ${KEY}`],
	]);
	expect(JSON.parse(asked[0]?.body ?? "")).toEqual({
		input: { v: 1, ticket_id: "t" },
		policy: { executionTimeout: 600_000, ttl: 3_600_000 },
	});
});

test("answers are read, whatever else they hold, and what RunPod forgot is told apart", async () => {
	says(200, { id: "r1", status: "RUNNING", delayTime: 5 });
	expect(await runpod.status("e1", "r/1")).toBe("IN_PROGRESS");
	expect(asked[0]?.line).toBe("GET /v2/e1/status/r%2F1");
	says(404, { error: "no such request" });
	expect(await runpod.status("e1", "r1")).toBeNull();
	expect(await runpod.cancel("e1", "r1")).toBe(false);
	says(200, { id: "r1", status: "CANCELLED" });
	expect(await runpod.cancel("e1", "r1")).toBe(true);
	says(200, { jobs: { inQueue: 2, inProgress: 1 }, workers: { throttled: 3, running: 1 } });
	expect(await runpod.health("e1")).toEqual({
		jobs: { in_queue: 2, in_progress: 1 },
		workers: { idle: 0, initializing: 0, ready: 0, running: 1, throttled: 3 },
	});
	says(200, {
		id: "e1",
		workers: { min: 0, max: 3 },
	});
	answer = ({ url: at }, reply) =>
		reply.end(
			JSON.stringify(
				at?.endsWith("/workers")
					? { workers: [{ status: "UNHEALTHY" }, { status: "IDLE" }] }
					: { workers: { max: 0 } },
			),
		);
	expect(await runpod.scaling("e1")).toEqual({ max_workers: 0, unhealthy: 1 });
});

test("a pod is made of its template's container and what is added; one that cannot be had is told as no capacity", async () => {
	const env = { WORKER_TOKEN: "{{ RUNPOD_SECRET_darkroom }}", EDGE_URL: "https://edge.example" };
	says(200, {
		id: "tpl1",
		name: "t",
		public: false,
		category: "NVIDIA",
		image: "i:1",
		disk: 20,
		args: null,
		env,
	});
	const template = await runpod.template("tpl1");
	says(201, { id: "pod-1", status: "PROVISIONING" });
	const pod = { name: "darkroom-pod_1", gpu_id: "NVIDIA L4", template, env: { WORKER_NAME: "pod_1" } };
	expect(await runpod.createPod(pod)).toBe("pod-1");
	expect(asked.map(({ line }) => line)).toEqual(["GET /manage/templates/tpl1", "POST /manage/pods"]);
	expect(JSON.parse(asked[1]?.body ?? "")).toEqual({
		name: "darkroom-pod_1",
		image: "i:1",
		disk: 20,
		gpu: { id: "NVIDIA L4", count: 1 },
		env: { ...env, WORKER_NAME: "pod_1" },
	});
	for (const status of [400, 500]) {
		says(status, {
			title: "x",
			detail: "There are no longer any instances available with these specifications",
		});
		const error = await errorOf(() => runpod.createPod(pod));
		expect(error).toMatchObject({ code: "no_capacity", ambiguous: false });
	}
	says(500, { detail: "internal" });
	expect(await errorOf(() => runpod.createPod(pod))).toMatchObject({ code: "unavailable", ambiguous: true });
	says(200, { id: "tpl1", image: "i:1", env: {} });
	expect((await errorOf(() => runpod.template("tpl1"))).message).toContain("has no WORKER_TOKEN");
});

test("pods are listed whatever else is told of them, and terminated, also where RunPod has none such", async () => {
	says(200, {
		pods: [
			{ id: "p1", name: "a", status: "RUNNING", cost: 1 },
			{ id: "p2", name: null, status: "NEW" },
		],
	});
	expect(await runpod.pods()).toEqual({
		pods: [
			{ id: "p1", name: "a", status: "RUNNING" },
			{ id: "p2", name: "", status: "NEW" },
		],
		pages: 1,
	});
	for (const [status, body] of [
		[200, { id: "p1", status: "TERMINATED" }],
		[204, ""],
		[404, { title: "no such pod" }],
	] as const) {
		says(status, body);
		await runpod.endPod("p/1");
	}
	expect(asked.at(-1)?.line).toBe("POST /manage/pods/p%2F1/action");
	expect(JSON.parse(asked.at(-1)?.body ?? "")).toEqual({ action: "terminate" });
	says(409, { title: "it is moving" });
	expect((await errorOf(() => runpod.endPod("p1"))).code).toBe("refused");
});

test("pods that come in pages are read to the last; a page that is missing makes it no list, and so do pages without end", async () => {
	const pod = (id: string) => ({ id, name: id, status: "RUNNING" });
	const pages: Record<string, unknown> = {
		"": { pods: [pod("p1")], pagination: { nextCursor: "a/b=" } },
		"a/b=": { pods: [], pagination: { nextCursor: "c" } },
		c: { pods: [pod("p2")], pagination: { nextCursor: null } },
	};
	answer = (request, reply) => {
		const page = pages[new URL(request.url ?? "", url).searchParams.get("cursor") ?? ""];
		reply.writeHead(page ? 200 : 500).end(JSON.stringify(page ?? {}));
	};
	expect(await runpod.pods()).toEqual({ pods: [pod("p1"), pod("p2")], pages: 3 });
	pages.c = undefined;
	expect((await errorOf(() => runpod.pods())).code).toBe("unavailable");
	says(200, { pods: [pod("p1")], pagination: { nextCursor: "again" } });
	asked = [];
	expect((await errorOf(() => runpod.pods())).code).toBe("unreadable");
	expect(asked).toHaveLength(30);
	says(200, { pods: [pod("p1")], pagination: {} });
	expect((await runpod.pods()).pages).toBe(1);
});

test.each([
	[401, {}, "unauthorized", false],
	[403, {}, "unauthorized", false],
	[429, {}, "too_many_requests", false],
	[400, {}, "refused", false],
	[413, {}, "refused", false],
	[500, {}, "unavailable", true],
	[502, {}, "unavailable", true],
	[204, "", "unreadable", true],
	[202, { id: "r1" }, "unreadable", true],
	[200, "<html><body>sign in</body></html>", "unreadable", true],
	[200, { status: "IN_QUEUE" }, "unreadable", true],
	[200, "[]", "unreadable", true],
	[200, "null", "unreadable", true],
])(
	"a ticket that is answered %i %j is %s, and it is known whether RunPod may have it",
	async (status, body, code, ambiguous) => {
		says(status, body);
		expect(await errorOf(() => runpod.run("e1", {}, LIMITS))).toMatchObject({ code, ambiguous });
		expect(asked).toHaveLength(1);
	},
);

test("an endpoint that RunPod does not have is told as that, where a ticket is sent", async () => {
	says(404, { error: "endpoint not found" });
	const error = await errorOf(() => runpod.run("gone", {}, LIMITS));
	expect(error).toMatchObject({ code: "not_found", ambiguous: false });
	expect(error.message).toContain("endpoint not found");
});

test.each([
	["7", 7_000],
	["0", 0],
	// A clock, or a header, that is wrong: nobody is left alone for years.
	["999999999", 600_000],
	["Fri, 31 Dec 9999 23:59:59 GMT", 600_000],
	["Thu, 01 Jan 1970 00:00:00 GMT", 0],
	["soon", null],
	[undefined, null],
])("429 with retry-after %s waits for that long", async (header, expected) => {
	says(429, {}, header === undefined ? {} : { "retry-after": header });
	expect((await errorOf(() => runpod.run("e1", {}, LIMITS))).retryAfterMs).toBe(expected);
});

test("what only reads is asked once more where RunPod is not well; a ticket never is", async () => {
	for (const [name, times] of [
		["run", 1],
		["status", 2],
		["cancel", 2],
		["health", 2],
		["scaling", 2],
	] as const) {
		asked = [];
		says(503, {});
		await errorOf(CALLS[name] ?? fail);
		expect(asked, name).toHaveLength(times);
		asked = [];
		answer = (request) => void request.socket.destroy();
		await errorOf(CALLS[name] ?? fail);
		expect(asked, name).toHaveLength(times);
	}
});

function fail(): never {
	throw new Error("no such call");
}

test("the key is in no error and no line of a log, whatever RunPod answers", async () => {
	const lines: unknown[] = [];
	const spies = (["log", "warn", "error", "info", "debug"] as const).map((level) =>
		vi.spyOn(console, level).mockImplementation((...line) => void lines.push(line)),
	);
	const echo = { error: `Bearer ${KEY} is not known`, detail: KEY };
	for (const [name, call] of Object.entries(CALLS)) {
		const errors: RunpodError[] = [];
		for (const status of [200, 202, 204, 302, 400, 401, 403, 418, 429, 500, 503]) {
			says(status, status === 204 ? "" : echo, { location: "/elsewhere" });
			errors.push(
				...(await call().then(
					() => [],
					(error: RunpodError) => [error],
				)),
			);
		}
		says(200, `<html>${KEY}</html>`);
		errors.push(
			...(await call().then(
				() => [],
				(error: RunpodError) => [error],
			)),
		);
		answer = (request) => void request.socket.destroy();
		errors.push(await errorOf(call));
		expect(errors.length, name).toBeGreaterThan(9);
		for (const error of errors) {
			expect(error).toBeInstanceOf(RunpodError);
			const text = [
				inspect(error, { depth: 20, showHidden: true }),
				JSON.stringify(error),
				error.stack,
			].join();
			expect(text, name).not.toContain(KEY);
		}
	}
	for (const spy of spies) spy.mockRestore();
	expect(inspect(lines, { depth: 20 })).not.toContain(KEY);
});

test("an answer that does not come, or does not end, is a time-out", async () => {
	vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
	try {
		for (const hang of [
			() => undefined,
			(_request: IncomingMessage, reply: ServerResponse) => void reply.writeHead(200).write('{"id":'),
		]) {
			asked = [];
			const came = new Promise<void>((resolve) => {
				answer = (request, reply) => {
					hang(request, reply);
					resolve();
				};
			});
			const error = errorOf(() => runpod.run("e1", {}, LIMITS));
			await came;
			await new Promise((resolve) => setImmediate(resolve));
			await vi.advanceTimersByTimeAsync(11_000);
			expect(await error).toMatchObject({ code: "timeout", ambiguous: true });
		}
	} finally {
		vi.useRealTimers();
	}
});
