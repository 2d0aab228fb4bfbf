import { chmod, mkdir, readFile, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import { join } from "node:path";
import { expect, inject, test } from "vitest";
import { workerEnvironment } from "./emulators/runpod/environment.ts";
import { RunpodEmulator } from "./emulators/runpod/server.ts";
import { slowPicture } from "./testing/graphs.ts";
import type { WorkerProcess } from "./testing/process.ts";
import { startRig } from "./testing/rig.ts";
import { until } from "./testing/until.ts";
import { useProcess } from "./testing/use-process.ts";

/** What a worker does about the machine it is on: before its first task, and when the machine stood still. */

const around = useProcess();
const { launch } = around;

const told = (of: WorkerProcess, message: string) =>
	of.lines.findIndex((line) => line.includes(`"message":"${message}"`));

test("a ComfyUI that never comes up ends the worker, with what it wrote last", async () => {
	await around.comfy.crash();
	const process = launch({ COMFYUI_COMMAND: "echo 'RuntimeError: no kernel image' >&2; exit 1" });
	expect(await process.ended).toBe(6);
	expect(process.lines.join("\n")).toMatch(/does not stay up \(exit 1\).*no kernel image/);
	expect(around.edge.registrations).toEqual([]);
});

test("a machine without a driver is no worker, and RunPod is told which check it did not pass", async () => {
	const runpod = new RunpodEmulator();
	await runpod.listen();
	try {
		const process = launch({
			...workerEnvironment(runpod.url, { worker: "unfit-1", key: runpod.workerKey }),
			PREFLIGHT: "disk,gpu",
			PATH: around.scratch,
		});
		expect(await process.ended).toBe(7);
		expect(process.lines.join("\n")).toMatch(/"this machine cannot work".*nvidia-smi/);
		const pings = runpod.calls.filter(({ path }) => path.startsWith("ping"));
		expect(pings.map(({ query }) => query)).toEqual([
			expect.objectContaining({ status: "unhealthy", check: "gpu" }),
		]);
		expect(around.edge.registrations).toEqual([]);
	} finally {
		await runpod.close();
	}
});

test("what is not understood of the settings for it is said before anything starts", async () => {
	expect(await launch({ PREFLIGHT: "gpu,moon" }).ended).toBe(2);
	const process = launch({ WARM_UP: join(around.scratch, "none.json") });
	expect(await process.ended).toBe(2);
	expect(process.lines.join("\n")).toContain("WARM_UP: ");
});

test("it is warmed up before the first task is asked for, and what came of that is forgotten", async () => {
	const task = around.edge.submit({ graph: slowPicture(1) });
	const process = launch({ WARM_UP: "1" });
	await until("the task is over", () => task.status === "succeeded");
	expect(told(process, "warmed up")).toBeGreaterThan(-1);
	expect(told(process, "warmed up")).toBeLessThan(told(process, "serving"));
});

test("a warm-up that fails makes a worker slow, not useless", async () => {
	const graph = join(around.scratch, "graph.json");
	await writeFile(graph, JSON.stringify({ "1": { class_type: "NoSuchNode", inputs: {} } }));
	const task = around.edge.submit({ graph: slowPicture(1) });
	const process = launch({ WARM_UP: graph });
	await until("the task is over", () => task.status === "succeeded");
	expect(told(process, "could not be warmed up")).toBeGreaterThan(-1);
});

test("`auto` starts ComfyUI with the Python of its folder, on loopback", async () => {
	await around.comfy.crash();
	const folder = join(around.scratch, "ComfyUI");
	const bin = join(folder, "venv", "bin");
	await mkdir(bin, { recursive: true });
	await writeFile(join(folder, "main.py"), "");
	const port = new URL(around.comfy.url).port;
	// A stand-in for Python: it writes down what it was called with, and is an emulated ComfyUI.
	const python = `#!/bin/sh\necho "$@" > "${folder}/called"\nexec "${process.execPath}" "${inject("programs").emulator}" --port ${port} --probes\n`;
	await writeFile(join(bin, "python"), python);
	await chmod(join(bin, "python"), 0o755);
	const running = launch({
		COMFYUI_COMMAND: "auto",
		COMFYUI_DIR: folder,
		COMFYUI_FLAGS: "--cache-none --reserve-vram 1",
	});
	const task = around.edge.submit({ graph: slowPicture(1) });
	await until("the task is over", () => task.status === "succeeded");
	const called = await readFile(join(folder, "called"), "utf8");
	expect(called).toContain("main.py");
	expect(called).toContain(`--listen 127.0.0.1 --port ${port} `);
	expect(called.trim()).toMatch(/--cache-none --reserve-vram 1$/);
	running.signal("SIGTERM");
	expect(await running.ended).toBe(0);
});

test("a pod that nobody needs for a while says goodbye, has RunPod end it, asking once more where that failed, and tells no key", async () => {
	const asked: {
		method?: string | undefined;
		url?: string | undefined;
		key?: string | undefined;
		body: string;
	}[] = [];
	const runpod = createServer((request, response) => {
		const chunks: Buffer[] = [];
		request.on("data", (chunk: Buffer) => chunks.push(chunk));
		request.on("end", () => {
			const { method, url, headers } = request;
			asked.push({ method, url, key: headers.authorization, body: Buffer.concat(chunks).toString() });
			response.writeHead(asked.length === 1 ? 503 : 200).end(`{"key":"${headers.authorization}"}`);
		});
	});
	await new Promise<void>((resolve) => runpod.listen(0, "127.0.0.1", resolve));
	try {
		const address = runpod.address();
		if (address === null || typeof address === "string") throw new Error("no port");
		const process = launch({
			RUNPOD_POD_ID: "pod1",
			RUNPOD_API_KEY: "a-key-of-this-pod",
			RUNPOD_MANAGEMENT_URL: `http://127.0.0.1:${address.port}/v2`,
			IDLE_STOP_AFTER: "1",
		});
		expect(await process.ended).toBe(0);
		expect(around.edge.timeOf("bye")).toBeDefined();
		const ask = { method: "POST", url: "/v2/pods/pod1/action", body: '{"action":"stop"}' };
		expect(asked).toEqual([
			{ ...ask, key: "Bearer a-key-of-this-pod" },
			{ ...ask, key: "Bearer a-key-of-this-pod" },
		]);
		expect(told(process, "RunPod ends this pod")).toBeGreaterThan(told(process, "drained"));
		expect(process.lines.join("\n")).not.toContain("a-key-of-this-pod");
	} finally {
		runpod.close();
	}
});

test("after it stood still it connects anew, and work goes on", async () => {
	const rig = await startRig();
	try {
		const first = rig.edge.submit({ graph: slowPicture(1) });
		await until("the first is over", () => first.status === "succeeded");
		const opened = rig.edge.greetings;
		rig.worker.thawed();
		await until("the doorbell hangs again", () => rig.edge.greetings > opened);
		const second = rig.edge.submit({ graph: slowPicture(2) });
		await until("the second is over", () => second.status === "succeeded");
	} finally {
		await rig.close();
	}
});
