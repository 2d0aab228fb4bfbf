import { afterEach, describe, expect, test } from "vitest";
import type { ApiGraph } from "../workflows/graph/graph.ts";
import { Comfy } from "./comfyui/comfy.ts";
import { WarmModels } from "./comfyui/warm-models.ts";
import { ComfyHttp } from "./comfyui/wire/http.ts";
import { EdgeClient } from "./edge-api/client.ts";
import { startComfyEmulator } from "./emulators/comfyui/server.ts";
import { ComfyHealth } from "./presence/comfy-health.ts";
import { Registration } from "./presence/registration.ts";
import { silentLogger } from "./process/log.ts";
import { HttpPool } from "./process/request.ts";
import type { FakeTask } from "./testing/fake-attempts.ts";
import { FakeEdge } from "./testing/fake-edge.ts";
import { slowPicture } from "./testing/graphs.ts";
import { HeldClock } from "./testing/held-clock.ts";
import { identity } from "./testing/identity.ts";
import { type Rig, startRig } from "./testing/rig.ts";
import { until } from "./testing/until.ts";

/** What a worker has told the edge is what its ComfyUI has, or nobody's graph is blamed for the difference. */
const cleanups: (() => unknown)[] = [];
afterEach(async () => {
	for (const clean of cleanups.splice(0).reverse()) await clean();
});
const start = async (...args: Parameters<typeof startRig>): Promise<Rig> => {
	const rig = await startRig(...args);
	cleanups.push(async () => {
		await rig.close();
		expect(rig.edge.violations).toEqual([]);
	});
	return rig;
};
const ended = (task: FakeTask) =>
	until(`${task.id} ended`, () => task.status !== "queued" && task.status !== "running");

const loads = (ckpt_name: string): ApiGraph => ({
	"1": { class_type: "CheckpointLoaderSimple", inputs: { ckpt_name } },
	"2": { class_type: "VAEDecode", inputs: { samples: ["3", 0], vae: ["1", 2] } },
	"3": { class_type: "EmptyLatentImage", inputs: { width: 64, height: 64, batch_size: 1 } },
	"4": { class_type: "SaveImage", inputs: { images: ["2", 0], filename_prefix: "x" } },
});

describe("a ComfyUI that comes back as another one", () => {
	test("is given nothing before the edge knows what it lacks", async () => {
		const rig = await start({ env: { POLL_MS: "60000" } });
		// One when it starts and one when the doorbell hangs; then it rests until it is rung.
		await until("it has asked for work", () => rig.edge.tried.get("claim") === 2);
		await rig.comfy.crash();
		await until("it is noticed", () => rig.lines.some((line) => line.includes("socket to ComfyUI closed")));
		const task = rig.edge.submit({ graph: slowPicture(1) });
		rig.comfy.withoutClasses(["ProbeText"]);
		// Long enough for many claims, were they made before ComfyUI has said what it has.
		const slow = {
			at: "http",
			match: { route: "/object_info" },
			do: { kind: "slow_http", ms: 300 },
		} as const;
		rig.comfy.setFaults([slow]);
		await rig.comfy.restart();
		await ended(task);
		expect(task.status).toBe("succeeded");
		const order = rig.edge.seen.map(({ what }) => what);
		expect(order.indexOf("claimed")).toBeGreaterThan(order.lastIndexOf("register"));
		expect(rig.edge.registrations).toHaveLength(2);
		expect(rig.edge.registrations[1]?.capabilities.nodes).not.toContain("ProbeText");
	});

	test("cannot say what it has at first, and is asked again until it does", async () => {
		const rig = await start({ env: { POLL_MS: "60000" } });
		// One when it starts and one when the doorbell hangs; then it rests until it is rung.
		await until("it has asked for work", () => rig.edge.tried.get("claim") === 2);
		await rig.comfy.crash();
		await until("it is noticed", () => rig.lines.some((line) => line.includes("socket to ComfyUI closed")));
		const task = rig.edge.submit({ graph: slowPicture(1) });
		const broken = { kind: "http_error", status: 500 } as const;
		rig.comfy.setFaults([{ at: "http", match: { route: "/object_info" }, times: 3, do: broken }]);
		await rig.comfy.restart();
		await ended(task);
		expect(task.status).toBe("succeeded");
	});

	test("lost a model that it had: no fault of the graph, and the edge is told at once", async () => {
		const rig = await start({ comfy: { models: { checkpoints: ["a.safetensors", "b.safetensors"] } } });
		rig.comfy.removeModel("checkpoints", "a.safetensors");
		const task = rig.edge.submit({ graph: loads("a.safetensors") });
		await ended(task);
		expect(task.failure).toMatchObject({
			code: "capabilities_outdated",
			node_id: "1",
			class_type: "CheckpointLoaderSimple",
		});
		await until("the edge knows", () => rig.edge.registrations.length === 2);
		const told = rig.edge.registrations[1]?.capabilities.model_inputs.CheckpointLoaderSimple?.ckpt_name;
		expect(told).toEqual(["b.safetensors"]);
		// What it has never had, it does not promise: that is the graph's fault.
		const wrong = rig.edge.submit({ graph: loads("a.safetensors") });
		await ended(wrong);
		expect(wrong.failure?.code).toBe("missing_model");
	});
});

test("a file that is put there is told at once when the edge asks for a look, long before the next one is due", async () => {
	const rig = await start({
		comfy: { models: { checkpoints: ["a.safetensors"] } },
		timings: { refreshMs: 24 * 60 * 60 * 1000 },
	});
	rig.comfy.addModel("checkpoints", "b.safetensors");
	rig.edge.ring({ type: "refresh" });
	await until("the edge knows", () => rig.edge.registrations.length === 2);
	const told = rig.edge.registrations[1]?.capabilities.model_inputs.CheckpointLoaderSimple?.ckpt_name;
	expect(told).toEqual(["a.safetensors", "b.safetensors"]);
	const task = rig.edge.submit({ graph: loads("b.safetensors") });
	await ended(task);
	expect(task.status).toBe("succeeded");
});

test("what the machine cannot do is told as that, and it rests so that another one may take the task", async () => {
	const rig = await start();
	const message = "CUDA error: no kernel image is available for execution on the device";
	rig.comfy.setFaults([{ at: "node", times: 1, do: { kind: "error", type: "RuntimeError", message } }]);
	const task = rig.edge.submit({ graph: slowPicture(1) });
	await ended(task);
	expect(task.failure?.code).toBe("machine_unfit");
	await until("it says so", () => rig.lines.some((line) => line.includes("this machine is unfit")));
	const next = rig.edge.submit({ graph: slowPicture(1) });
	await ended(next);
	expect(next.status).toBe("succeeded");
});

describe("with a held clock", () => {
	async function held() {
		const [clock, pool, edge] = [new HeldClock(), new HttpPool(), new FakeEdge()];
		const stop = new AbortController();
		await edge.listen();
		const emulator = await startComfyEmulator({ models: { loras: ["old.safetensors"] } });
		const comfy: Comfy = new Comfy(
			new ComfyHttp(new URL(emulator.url), pool),
			{ folder: null, partnerKey: null, profile: "none" },
			{ pingMs: 60_000, pauseMs: 10 },
			clock,
			silentLogger,
			{ opened: (again) => health.socketOpened(again), closed: () => health.socketClosed() },
		);
		const client = new EdgeClient(new URL(edge.url), edge.token, pool);
		const none = () => undefined;
		const registration = new Registration(identity, comfy, client, clock, silentLogger, stop.signal, none);
		const health = new ComfyHealth({
			comfy,
			registration,
			restarter: null,
			warm: new WarmModels(),
			clock,
			log: silentLogger,
			workerName: "held",
			lookMs: 2_000,
			refreshMs: 30_000,
			awayMs: 10_000,
			signal: stop.signal,
			on: { well: none, closed: none, broken: none, fatal: none },
		});
		cleanups.push(async () => {
			stop.abort();
			await comfy.socket.close();
			pool.close();
			await Promise.all([edge.close(), emulator.close()]);
		});
		comfy.socket.start();
		await until("the socket is open", () => health.usable);
		await registration.register();
		return { clock, edge, emulator, registration, health };
	}
	const loras = (edge: FakeEdge) =>
		edge.registrations.at(-1)?.capabilities.model_inputs.LoraLoaderModelOnly?.lora_name;

	test("a new file, such as a LoRA just trained, is known to the edge half a minute later", async () => {
		const { clock, edge, emulator, registration, health } = await held();
		void health.keepLooking();
		clock.advance(30_000);
		await registration.refresh();
		expect(edge.registrations).toHaveLength(1);
		emulator.addModel("loras", "new.safetensors");
		await until("it waits for the next look", () => clock.sleeping === 1);
		clock.advance(29_999);
		expect(clock.sleeping).toBe(1);
		clock.advance(1);
		await until("the edge knows", () => edge.registrations.length === 2);
		expect(loras(edge)).toEqual(["new.safetensors", "old.safetensors"]);
	});

	test("and at once where somebody asks", async () => {
		const { edge, emulator, health } = await held();
		emulator.addModel("loras", "new.safetensors");
		// The first of these may have asked before the file was there; the last one has not.
		await Promise.all([health.look(), health.look(), health.look()]);
		expect(edge.registrations).toHaveLength(2);
		expect(loras(edge)).toContain("new.safetensors");
	});

	test("a ComfyUI that is gone for ten seconds is told to the edge, and that it is back as well", async () => {
		const { clock, edge, emulator, health } = await held();
		await emulator.crash();
		await until("it is noticed", () => !health.usable);
		clock.advance(9_999);
		expect(edge.timeOf("bye")).toBeUndefined();
		clock.advance(1);
		await until("the edge knows that it is gone", () => edge.timeOf("bye") !== undefined);
		await emulator.restart();
		await until("it is back", () => health.usable);
		// It is the same ComfyUI as before, but the edge must hear that it is there.
		expect(edge.registrations).toHaveLength(2);
	});
});
