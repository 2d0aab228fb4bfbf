import { spawn } from "node:child_process";
import { once } from "node:events";
import path from "node:path";
import { createInterface } from "node:readline";
import { expect, onTestFinished, test } from "vitest";

test("starts alone, says what it is, takes requests, and prints what a worker of it needs", async () => {
	const program = path.join(import.meta.dirname, "main.ts");
	const child = spawn(process.execPath, [program, "--port", "0", "--worker", "w1"], {
		stdio: ["ignore", "pipe", "pipe"],
	});
	onTestFinished(() => {
		child.kill("SIGKILL");
	});
	const lines: string[] = [];
	for await (const line of createInterface({ input: child.stdout })) {
		lines.push(line);
		if (line.startsWith("RUNPOD_GPU_TYPE_ID=")) break;
	}
	expect(lines[0]).toMatch(/^RunPod emulator \(not the real thing\) listening on http:\/\/127\.0\.0\.1:\d+$/);
	const url = lines[0]?.split(" ").at(-1);
	const key = lines[1]?.split("Bearer ").at(1);
	const ask = (place: string, init: RequestInit = {}) =>
		fetch(`${url}/v2/emulated/${place}`, { ...init, headers: { authorization: `Bearer ${key}` } });
	const run = await ask("run", { method: "POST", body: JSON.stringify({ input: { n: 1 } }) });
	const { id } = (await run.json()) as { id: string };
	expect(await (await ask(`status/${id}`)).json()).toEqual({ id, status: "IN_QUEUE" });
	expect((await ask("run", { method: "POST", body: "nonsense" })).status).toBe(400);
	expect((await ask("status/unknown")).status).toBe(404);
	expect((await ask(`cancel/${id}`, { method: "POST" })).status).toBe(200);
	expect(await (await ask("health")).json()).toMatchObject({ jobs: { inQueue: 0 } });
	expect((await fetch(`${url}/v2/emulated/health`)).status).toBe(401);
	expect(lines).toContain(`RUNPOD_WEBHOOK_GET_JOB=${url}/v2/emulated/job-take/$ID?gpu=$RUNPOD_GPU_TYPE_ID`);
	child.kill("SIGTERM");
	expect(await once(child, "exit")).toEqual([0, null]);
});
