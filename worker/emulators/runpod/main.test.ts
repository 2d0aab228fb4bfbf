import { spawn } from "node:child_process";
import { once } from "node:events";
import path from "node:path";
import { createInterface } from "node:readline";
import { text } from "node:stream/consumers";
import { expect, onTestFinished, test } from "vitest";
import { PATIENCE_MS } from "../../../workflows/testing/patience.ts";

const POLL = { timeout: PATIENCE_MS };
const program = path.join(import.meta.dirname, "main.ts");

/** Starts it, and waits for a line that begins so; answers with all lines until then, and those that come later. */
async function started(args: string[], begins: string, env: Record<string, string> = {}) {
	const child = spawn(process.execPath, [program, "--port", "0", ...args], {
		stdio: ["ignore", "pipe", "pipe"],
		env: { ...process.env, ...env },
	});
	onTestFinished(() => {
		child.kill("SIGKILL");
	});
	const lines: string[] = [];
	const { promise, resolve, reject } = Promise.withResolvers<void>();
	createInterface({ input: child.stdout }).on("line", (line) => {
		lines.push(line);
		if (line.startsWith(begins)) resolve();
	});
	child.once("exit", () => reject(new Error(`it ended before it wrote ${begins}`)));
	await promise;
	const url = lines[0]?.split(" ").at(-1);
	const key = lines[1]?.split("Bearer ").at(1);
	const ask = (place: string, init: RequestInit = {}) =>
		fetch(`${url}/v2/${place}`, { ...init, headers: { authorization: `Bearer ${key}` } });
	return { child, lines, url, ask };
}

test("starts alone, says what it is, takes requests, and prints what a worker of it needs", async () => {
	const { child, lines, url, ask: askFor } = await started(["--worker", "w1"], "RUNPOD_GPU_TYPE_ID=");
	const ask = (place: string, init?: RequestInit) => askFor(`emulated/${place}`, init);
	expect(lines[0]).toMatch(/^RunPod emulator \(not the real thing\) listening on http:\/\/127\.0\.0\.1:\d+$/);
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
	expect(await once(child, "close")).toEqual([0, null]);
});

test("alone it starts a real worker for a request and one in a pod, and prints what both cost when it ends", async () => {
	const scaling = ["--workers-max", "1", "--queue-delay", "0", "--cold-start-ms", "0"];
	// Nobody listens there: the workers go on asking.
	const env = { EDGE_URL: "http://127.0.0.1:9", WORKER_TOKEN: "a-token" };
	const { child, lines, ask } = await started(scaling, "for requests:", env);
	await ask("emulated/run", { method: "POST", body: JSON.stringify({ input: {} }) });
	const pod = { name: "mine", gpu: { id: "Emulated GPU" }, templateId: "emulated-template" };
	expect((await ask("pods", { method: "POST", body: JSON.stringify(pod) })).status).toBe(201);
	const state = async (place: string) => JSON.stringify(await (await ask(place)).json());
	await expect.poll(() => state("serverless/emulated/workers"), POLL).toContain('"INITIALIZING"');
	await expect.poll(() => state("pods"), POLL).toContain('"RUNNING"');
	child.kill("SIGTERM");
	expect(await once(child, "close")).toEqual([0, null]);
	const bill = JSON.parse(lines.at(-1) ?? "");
	expect(bill).toMatchObject({
		micro_usd_per_second: 310,
		workers: [{ worker: "emulated-worker-1", starts: 1 }],
		pods: [{ pod: "emulated-pod-1" }],
	});
	expect(bill.paid_ms).toBe(bill.workers[0].paid_ms + bill.pods[0].paid_ms);
});

test("what is missing or no number is told, with how it is used", async () => {
	const fails = async (...args: string[]) => {
		const child = spawn(process.execPath, [program, ...args], {
			stdio: ["ignore", "ignore", "pipe"],
			env: { PATH: "" },
		});
		const [said, [code]] = await Promise.all([text(child.stderr), once(child, "close")]);
		return { said, code };
	};
	for (const [args, why] of [
		[["--workers-max", "many"], "--workers-max: many is no number"],
		[["--workers-max", "1"], "EDGE_URL must be set"],
	] as const) {
		const { said, code } = await fails(...args);
		expect(code).toBe(1);
		expect(said).toContain(why);
		expect(said).toContain("It does not:");
	}
});
