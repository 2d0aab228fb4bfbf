import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { Comfy } from "../../comfyui/comfy.ts";
import { ComfyHttp } from "../../comfyui/wire/http.ts";
import { type ComfyEmulator, startComfyEmulator } from "../../emulators/comfyui/server.ts";
import { silentLogger } from "../../process/log.ts";
import { HttpPool } from "../../process/request.ts";
import { DEFAULT_TIMINGS } from "../../process/timings.ts";
import { slowPicture } from "../../testing/graphs.ts";
import { HeldClock } from "../../testing/held-clock.ts";
import { until } from "../../testing/until.ts";
import { GraphRun, SOCKET_WAIT_MS } from "./run-graph.ts";

let [clock, pool] = [new HeldClock(), new HttpPool()];
let emulator: ComfyEmulator;
let comfy: Comfy;
let seen: string[];

beforeEach(async () => {
	[clock, pool, seen] = [new HeldClock(), new HttpPool(), []];
	emulator = await startComfyEmulator({ probes: true });
	comfy = new Comfy(
		new ComfyHttp(new URL(emulator.url), pool),
		{ folder: null, partnerKey: null, profile: "none" },
		{ pingMs: 60_000, pauseMs: 10 },
		clock,
		silentLogger,
		{ opened: () => seen.push("socket"), closed: () => undefined },
	);
});
afterEach(async () => {
	await comfy.socket.close();
	pool.close();
	await emulator.close();
});

const graphRun = () =>
	new GraphRun({
		comfy,
		clock,
		times: { ...DEFAULT_TIMINGS, timeoutMs: 60_000 },
		log: silentLogger,
		promptId: "0b9c1a52-6f0e-4b1c-9a56-0d2f8a6b3c11",
		graph: slowPicture(1, 2, 1),
		mark: { worker: "test", task: "t", epoch: 1 },
		partner: false,
		on: {
			accepted: () => seen.push("accepted"),
			running: () => seen.push("running"),
			executed: () => seen.push("executed"),
			message: () => undefined,
		},
	});

describe("S2-GEN-02 a prompt and the socket", () => {
	test("the prompt is posted once the socket is open, and is heard from its start", async () => {
		const end = graphRun().run();
		await until("it waits for the socket", () => clock.sleeping === 1);
		clock.advance(SOCKET_WAIT_MS - 1);
		expect(emulator.gpuLog).toEqual([]);
		comfy.socket.start();
		expect(await end).toMatchObject({ how: "finished", verdict: { result: "success" } });
		expect(seen[0]).toBe("socket");
		expect(seen).toContain("running");
	});

	test("no prompt is posted blind: without a socket for ten seconds the task goes elsewhere", async () => {
		const end = graphRun().run();
		await until("it waits for the socket", () => clock.sleeping === 1);
		clock.advance(SOCKET_WAIT_MS);
		expect(await end).toEqual({ how: "unreachable", sent: false });
		expect(await comfy.http.remaining()).toBe(0);
		expect(emulator.gpuLog).toEqual([]);
	});
});
