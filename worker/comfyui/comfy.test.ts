import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { systemClock } from "../process/clock.ts";
import { silentLogger } from "../process/log.ts";
import { HttpPool } from "../process/request.ts";
import { Comfy, gpuOf } from "./comfy.ts";
import { ComfyHttp } from "./wire/http.ts";

/** A server of an age at which `POST /interrupt` stops whatever runs. */
let server: Server;
let running: string | null;
let pending: string[];
let version: string;
let interrupts: number;
let comfy: Comfy;
const pool = new HttpPool();

beforeEach(async () => {
	interrupts = 0;
	pending = [];
	server = createServer((request, response) => {
		request.resume();
		const answers: Record<string, unknown> = {
			"/queue": {
				queue_running: running === null ? [] : [[1, running, {}, {}, []]],
				queue_pending: pending.map((id, i) => [2 + i, id, {}, {}, []]),
			},
			"/system_stats": { system: { comfyui_version: version }, devices: [] },
			"/object_info": {},
		};
		if (request.url === "/interrupt") interrupts++;
		response.end(JSON.stringify(answers[request.url ?? ""] ?? {}));
	});
	await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
	const { port } = server.address() as AddressInfo;
	const http = new ComfyHttp(new URL(`http://127.0.0.1:${port}`), pool);
	const setting = { folder: null, partnerKey: null, profile: "none" };
	const on = { opened: () => undefined, closed: () => undefined };
	comfy = new Comfy(http, setting, { pingMs: 1_000, pauseMs: 10 }, systemClock, silentLogger, on);
});
afterEach(() => {
	pool.close();
	server.closeAllConnections();
	server.close();
});

describe("stopping a prompt", () => {
	test.each([
		["0.3.55", "mine", 1],
		["0.3.55", "somebody else's", 0],
		// From here on the server looks at the id itself.
		["0.3.56", "somebody else's", 1],
	])("on ComfyUI %s while %s runs sends %i interrupts", async (ofVersion, whose, sent) => {
		[version, running] = [ofVersion, whose];
		await comfy.inspect();
		await comfy.withdraw("mine");
		expect(interrupts).toBe(sent);
	});
});

describe("a device", () => {
	test("is named without the parts that only ComfyUI needs", () => {
		const stats = (name: string) => ({
			system: { argv: [] },
			devices: [{ name, type: "cuda", vram_total: 25_000_000_000 }],
		});
		expect(gpuOf(stats("cuda:0 NVIDIA GeForce RTX 4090 : cudaMallocAsync"))).toEqual({
			name: "NVIDIA GeForce RTX 4090",
			vram_bytes: 25_000_000_000,
			type: "cuda",
		});
		expect(gpuOf({ system: { argv: [] }, devices: [] }).name).toBe("unknown");
	});
});

test("a prompt that waits behind another client's is told from one that nothing holds up", async () => {
	version = "0.33.0";
	[running, pending] = ["somebody else's", ["ours"]];
	expect(await comfy.locate("ours")).toEqual({ where: "pending", idle: false });
	running = null;
	expect(await comfy.locate("ours")).toEqual({ where: "pending", idle: true });
	expect(await comfy.locate("nobody's")).toEqual({ where: "nowhere" });
});
