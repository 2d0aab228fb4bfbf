import { afterEach, beforeEach, expect, test } from "vitest";
import { type ComfyEmulator, startComfyEmulator } from "../emulators/comfyui/server.ts";
import { silentLogger } from "../process/log.ts";
import { HttpPool } from "../process/request.ts";
import { HeldClock } from "../testing/held-clock.ts";
import { until } from "../testing/until.ts";
import { Comfy } from "./comfy.ts";
import { ComfyHttp } from "./wire/http.ts";

const TIMES = { soonMs: 200, lookMs: 2_000 };
let [clock, pool, opened] = [new HeldClock(), new HttpPool(), 0];
let emulator: ComfyEmulator;
let comfy: Comfy;

beforeEach(async () => {
	[clock, pool, opened] = [new HeldClock(), new HttpPool(), 0];
	emulator = await startComfyEmulator();
	comfy = new Comfy(
		new ComfyHttp(new URL(emulator.url), pool),
		{ folder: null, partnerKey: null, profile: "none" },
		{ pingMs: 60_000, pauseMs: 10 },
		clock,
		silentLogger,
		{ opened: () => opened++, closed: () => undefined },
	);
	comfy.socket.start();
	await until("the socket is open", () => opened === 1);
	// What the server says first is over when another prompt's frame has come: frames keep their order.
	const heard = Promise.withResolvers<void>();
	const none = () => undefined;
	const listener = { message: none, alive: heard.resolve, socketLost: none, processDied: none };
	const unsubscribe = comfy.subscribe("p", listener);
	const frame = { type: "execution_start", data: { prompt_id: "another" } };
	emulator.inject({ kind: "garbage_frames", frames: [JSON.stringify(frame)] });
	await heard.promise;
	unsubscribe();
	clock.advance(TIMES.lookMs);
});
afterEach(async () => {
	await comfy.socket.close();
	pool.close();
	await emulator.close();
});

test("a frame that was merely late, as after a cancel in a silent node, keeps the socket", async () => {
	const before = comfy.socket.lastFrameAt;
	comfy.listenAgain(TIMES, "p");
	clock.advance(TIMES.soonMs - 1);
	emulator.inject({ kind: "garbage_frames", frames: ["{}"] });
	await until("the frame is there", () => comfy.socket.lastFrameAt > before);
	clock.advance(1);
	await comfy.http.remaining();
	expect([opened, comfy.socket.isOpen]).toEqual([1, true]);
});

test("a socket that stays silent is deaf, and is replaced", async () => {
	comfy.listenAgain(TIMES, "p");
	clock.advance(TIMES.soonMs);
	await until("there is another one", () => opened === 2);
});

test("one that was heard lately is not deaf", async () => {
	emulator.inject({ kind: "garbage_frames", frames: ["{}"] });
	const at = clock.now();
	await until("the frame is there", () => comfy.socket.lastFrameAt === at);
	clock.advance(TIMES.lookMs - 1);
	comfy.listenAgain(TIMES, "p");
	expect(clock.sleeping).toBe(0);
});
