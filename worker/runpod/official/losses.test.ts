import { expect, onTestFinished, test } from "vitest";
import { workerEnvironment } from "../../emulators/runpod/environment.ts";
import { RunpodEmulator } from "../../emulators/runpod/server.ts";
import { slowPicture } from "../../testing/graphs.ts";
import { until } from "../../testing/until.ts";
import { useProcess } from "../../testing/use-process.ts";
import { PICTURE } from "../../testing/use-rig.ts";

const world = useProcess();

// The official worker's signs of life come from a process of their own, which outlives it and names its last request for ever.
test("a worker that is killed leaves nothing that says it lives: its request goes to another", async () => {
	const runpod = new RunpodEmulator({ queue: { heartbeatMs: 1_500, onLoss: "requeue" } });
	await runpod.listen();
	onTestFinished(() => runpod.close());
	const worker = world.launch({
		...workerEnvironment(runpod.url, { worker: "w1", key: runpod.workerKey }),
		RUNPOD_PING_INTERVAL: "100",
		QUALITY_CHECKS: "off",
	});
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
