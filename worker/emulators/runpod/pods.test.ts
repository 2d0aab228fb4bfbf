import { afterEach, beforeEach, expect, test } from "vitest";
import { podEnvironment } from "./environment.ts";
import type { PodsOptions } from "./pods.ts";
import type { Action } from "./scheduler.ts";
import { RunpodEmulator } from "./server.ts";

/** Pods on the wire whose processes are made up. */
let runpod: RunpodEmulator;
let now: number;
let actions: Action[];
async function open(options: Partial<PodsOptions> = {}) {
	now = 0;
	actions = [];
	const templates = [
		{ id: "tpl", name: "t", image: "worker", env: { A: "1", TOKEN: "{{ RUNPOD_SECRET_x }}" } },
	];
	runpod = new RunpodEmulator({
		now: () => now,
		pods: { ...options, templates, act: (one) => actions.push(one) },
		scheduler: { act: () => undefined },
	});
	await runpod.listen();
}
beforeEach(() => open());
afterEach(() => runpod.close());

async function ask(method: string, place: string, body?: object, key = runpod.clientKey) {
	const response = await fetch(`${runpod.url}/v2/${place}`, {
		method,
		headers: { authorization: `Bearer ${key}` },
		...(body === undefined ? {} : { body: JSON.stringify(body) }),
	});
	const { status, headers } = response;
	return { status, headers, body: status === 204 ? null : Object(await response.json()) };
}
const at = (ms: number) => {
	now = ms;
	runpod.pass();
};
const NEW = { name: "mine", image: "worker", gpu: { id: "Emulated GPU", count: 1 }, env: { B: "2" } };
const act = (id: string, action: string, key?: string) => ask("POST", `pods/${id}/action`, { action }, key);

test("a pod from its creation to its end: what may be done with it when, and which seconds are paid for", async () => {
	const { status, body: made } = await ask("POST", "pods", NEW);
	expect({ status, made }).toMatchObject({
		status: 201,
		made: {
			name: "mine",
			status: "PROVISIONING",
			actions: ["stop", "terminate"],
			env: { B: "2" },
			cost: 1.116,
		},
	});
	expect((await act(made.id, "restart")).status).toBe(409);
	at(500);
	expect(actions).toEqual([{ do: "start", worker: made.id }]);
	expect((await ask("GET", "pods")).body.pods).toMatchObject([{ id: made.id, status: "RUNNING" }]);
	at(5_500);
	expect((await act(made.id, "stop")).body).toMatchObject({ status: "EXITED", cost: 0 });
	expect(actions.at(-1)).toEqual({ do: "term", worker: made.id });
	runpod.exited(made.id);
	expect((await act(made.id, "start")).body.status).toBe("PROVISIONING");
	at(6_000);
	at(8_000);
	expect((await act(made.id, "terminate")).status).toBe(204);
	at(37_999);
	expect(actions.at(-1)?.do).toBe("term");
	at(38_000);
	expect(actions.at(-1)).toEqual({ do: "kill", worker: made.id });
	runpod.exited(made.id);
	expect(runpod.pods.history()[0]?.spans).toEqual([
		{ from: 500, to: 5_500 },
		{ from: 6_000, to: 38_000 },
	]);
	expect((await act(made.id, "start")).status).toBe(409);
	at(68_000);
	expect((await ask("GET", `pods/${made.id}`)).status).toBe(404);
	expect((await ask("GET", "pods")).body).toEqual({ pods: [] });
});

test("a container that ends by itself is an exited pod; what cannot be started is refused in RunPod's words", async () => {
	await runpod.close();
	await open({ machines: 1 });
	const { body: made } = await ask("POST", "pods", NEW);
	const full = await ask("POST", "pods", NEW);
	expect(full).toMatchObject({
		status: 400,
		body: { detail: expect.stringContaining("no longer any instances") },
	});
	at(500);
	runpod.exited(made.id);
	expect((await ask("GET", `pods/${made.id}`)).body).toMatchObject({
		status: "EXITED",
		actions: ["start", "terminate"],
	});
	for (const [wrong, status] of [
		[{ ...NEW, gpu: { id: "none" } }, 400],
		[{ ...NEW, image: undefined }, 400],
		[{ ...NEW, image: undefined, templateId: "none" }, 400],
		[{ ...NEW, gpuTypeIds: ["Emulated GPU"] }, 422],
	] as const)
		expect(await ask("POST", "pods", wrong)).toMatchObject({
			status,
			body: { status, detail: expect.any(String) },
		});
	expect((await ask("POST", "pods", { ...NEW, templateId: "tpl" })).body.env).toEqual({
		...{ A: "1", TOKEN: "{{ RUNPOD_SECRET_x }}", B: "2" },
	});
	expect((await ask("POST", `pods/${made.id}/action`, { action: "reset" })).status).toBe(422);
	expect((await ask("GET", "templates/tpl")).body).toMatchObject({ image: "worker", env: { A: "1" } });
	expect((await ask("GET", "templates/none")).status).toBe(404);
});

test("a pod is given its secrets and a key of its own, which is good for that pod and nothing else", async () => {
	const [{ body: one }, { body: two }] = [await ask("POST", "pods", NEW), await ask("POST", "pods", NEW)];
	const [pod] = runpod.pods.history();
	if (!pod) throw new Error("no pod");
	const env = { TOKEN: "{{ RUNPOD_SECRET_x }}", OTHER: "{{ RUNPOD_SECRET_y }}" };
	expect(podEnvironment("http://runpod", { ...pod, env }, { x: "a secret" })).toEqual({
		...{ TOKEN: "a secret", OTHER: "{{ RUNPOD_SECRET_y }}", RUNPOD_POD_ID: one.id },
		...{ RUNPOD_API_KEY: pod.key, RUNPOD_MANAGEMENT_URL: "http://runpod/v2" },
	});
	expect((await act(two.id, "terminate", pod.key)).status).toBe(403);
	expect((await ask("GET", "pods", undefined, pod.key)).status).toBe(403);
	expect((await ask("GET", "serverless/emulated", undefined, pod.key)).status).toBe(403);
	expect((await ask("POST", "emulated/run", { input: 1 }, pod.key)).status).toBe(401);
	expect((await act(one.id, "terminate", pod.key)).status).toBe(204);
	expect((await act(one.id, "terminate", "wrong")).status).toBe(401);
});

test("the catalogue has prices, and says what is free where that is asked for as RunPod wants it", async () => {
	const { body } = await ask("GET", "catalog/gpus?include=AVAILABILITY&product=POD");
	expect(body.gpus).toContainEqual(
		expect.objectContaining({ id: "NVIDIA GeForce RTX 4090", memory: 24, availability: "HIGH" }),
	);
	const { body: one } = await ask("GET", "catalog/gpus/NVIDIA%20A40");
	expect(one).toMatchObject({ pool: "AMPERE_48", price: { secure: 0.44, serverless: 1.224 } });
	expect(one).not.toHaveProperty("availability");
	await runpod.close();
	await open({ machines: 0 });
	expect(
		(await ask("GET", "catalog/gpus/NVIDIA%20A40?include=AVAILABILITY&product=POD")).body.availability,
	).toBe("NONE");
	for (const [place, status] of [
		["gpus?include=AVAILABILITY", 400],
		["gpus?product=POD", 400],
		["gpus?include=AVAILABILITY&product=TOASTER", 422],
		["gpus/none", 404],
		["toasters", 404],
	] as const)
		expect([place, (await ask("GET", `catalog/${place}`)).status]).toEqual([place, status]);
});

test("the management API counts a minute, says what is left, and when to come again", async () => {
	const first = await ask("GET", "pods");
	expect(first.headers.get("ratelimit")).toBe(
		'"minute";r=59;t=60, "hour";r=2999;t=3600, "day";r=49999;t=86400',
	);
	for (let i = 1; i < 60; i++) await ask("GET", "serverless/emulated");
	now = 15_000;
	const refused = await ask("GET", "pods");
	expect(refused).toMatchObject({ status: 429, body: { title: "Too Many Requests", status: 429 } });
	expect(refused.headers.get("retry-after")).toBe("45");
	now = 60_000;
	expect((await ask("GET", "pods")).status).toBe(200);
});

test("pods are listed in pages where that is asked for, each once", async () => {
	await runpod.close();
	await open({ pageSize: 2 });
	const made: string[] = [];
	for (let i = 0; i < 5; i++) made.push((await ask("POST", "pods", NEW)).body.id);
	const listed: string[][] = [];
	for (let cursor: string | null = ""; cursor !== null; ) {
		const { body } = await ask("GET", `pods${cursor === "" ? "" : `?cursor=${cursor}`}`);
		listed.push(body.pods.map(({ id }: { id: string }) => id));
		cursor = body.pagination.nextCursor;
	}
	expect(listed).toEqual([made.slice(0, 2), made.slice(2, 4), made.slice(4)]);
	expect((await ask("GET", "pods?cursor=unknown")).status).toBe(400);
});
