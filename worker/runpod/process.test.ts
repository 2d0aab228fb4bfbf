import { expect, onTestFinished, test } from "vitest";
import { workerEnvironment } from "../emulators/runpod/environment.ts";
import { RunpodEmulator, type RunpodEmulatorOptions } from "../emulators/runpod/server.ts";
import { slowPicture } from "../testing/graphs.ts";
import { until } from "../testing/until.ts";
import { useProcess } from "../testing/use-process.ts";
import { PICTURE } from "../testing/use-rig.ts";

const world = useProcess();

/** A worker of an emulated endpoint. */
async function endpointOf(options: RunpodEmulatorOptions, more: Record<string, string>) {
	const runpod = new RunpodEmulator(options);
	await runpod.listen();
	onTestFinished(() => runpod.close());
	const env = workerEnvironment(runpod.url, { worker: "w1", key: runpod.workerKey });
	return { runpod, worker: world.launch({ ...env, QUALITY_CHECKS: "off", ...more }) };
}

// The official worker's signs of life come from a process of their own, which outlives it and names its last request for ever.
test("a worker that is killed leaves nothing that says it lives: its request goes to another", async () => {
	const { runpod, worker } = await endpointOf(
		{ queue: { heartbeatMs: 1_500, onLoss: "requeue" } },
		{ RUNPOD_PING_INTERVAL: "100" },
	);
	world.edge.submit({ graph: slowPicture(1, 10_000, 20), outputs: PICTURE });
	const request = runpod.run({ v: 1, kind: "ticket", ticket_id: "t1" });
	await until("its signs of life name the request", () =>
		runpod.calls.some(({ path, query }) => path.startsWith("ping/") && query.job_id === request.id),
	);
	worker.signal("SIGKILL");
	await worker.ended;
	await until("RunPod hears nothing of it any more", () => {
		runpod.pass();
		return request.status === "IN_QUEUE";
	});
	expect(request.retries).toBe(1);
});

test("RunPod's key is in no line of its log, though RunPod repeats it in what it answers", async () => {
	const key = "k3y-of-the-endpoint";
	const body = JSON.stringify({ error: `${key} is not known`, authorization: `Bearer ${key}` });
	const { worker } = await endpointOf(
		{ workerKey: key, faults: ["job-take", "job-stop", "ping"].map((at) => ({ at, status: 401, body })) },
		{},
	);
	const refused = () => worker.lines.filter((line) => line.includes("RunPod answered 401"));
	await until("all three are logged", () => refused().length === 3);
	expect(worker.lines.join("\n")).not.toContain(key);
	expect(refused().every((line) => line.includes("[redacted] is not known"))).toBe(true);
});
