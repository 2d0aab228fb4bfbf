import { expect, test } from "vitest";
import { EXIT } from "./process/exit.ts";
import { slowPicture } from "./testing/graphs.ts";
import { startRig } from "./testing/rig.ts";
import { until } from "./testing/until.ts";

test("a worker whose token is revoked while it works ends, and tells in a sentence why and what to do", async () => {
	const rig = await startRig();
	try {
		const task = rig.edge.submit({ graph: slowPicture(1, 100, 50) });
		await until("it works", () => task.status === "running");
		rig.edge.revoked = true;
		await expect(rig.worker.ended).rejects.toMatchObject({
			exitCode: EXIT.token,
			message: expect.stringContaining("it was revoked"),
		});
		const told = rig.lines.filter((line) => line.includes("giving up"));
		expect(told).toHaveLength(1);
		expect(told[0]).toContain("giving up: the edge does not accept this worker's token: it was revoked");
		expect(told[0]).toContain("goes to other workers");
		expect(told[0]).toContain("WORKER_TOKEN");
	} finally {
		await rig.close();
	}
});
