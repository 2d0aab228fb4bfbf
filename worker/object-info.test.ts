import { gunzipSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import { slowPicture } from "./testing/graphs.ts";
import { startableWorker } from "./testing/rig.ts";
import { until } from "./testing/until.ts";
import { useRig } from "./testing/use-rig.ts";

const rig = useRig();

/** How often an object_info was sent. */
const sent = () => rig.edge.tried.get("object-info") ?? 0;

describe("what ComfyUI says of its nodes", () => {
	test("is sent to the edge once, as it came; a second worker of the same image sends nothing", async () => {
		await rig.start();
		await until("it was sent", () => rig.edge.objectInfos.size === 1);
		const [bytes] = rig.edge.objectInfos.values();
		const reply = await fetch(`${rig.comfy.url}/object_info`);
		expect(bytes && gunzipSync(bytes).toString()).toBe(await reply.text());

		const second = startableWorker(rig.edge, rig.comfy.url, [], { WORKER_NAME: "second" });
		await second.start();
		await until("the second one registered", () => rig.edge.registrations.length === 2);
		const [one, two] = rig.edge.registrations;
		expect(two?.object_info_sha256).toBe(one?.object_info_sha256);
		await second.drain();
		expect(sent()).toBe(1);
	});

	test.each([500, 413, "before", "after"] as const)(
		"does not keep a worker from working where the edge does not take it (%s)",
		async (how) => {
			await rig.start({
				before: (edge) => {
					edge.faults.push({ what: "object-info", how, times: 10 });
				},
			});
			const task = rig.edge.submit({ graph: slowPicture(1) });
			await until("the task succeeded", () => task.status === "succeeded");
			await until("it gave up sending", () =>
				rig.lines.some((line) => line.includes("could not send object_info")),
			);
			// The next registration tells the hash again, so the edge can ask again.
			rig.edge.faults = [];
			rig.edge.objectInfos.clear();
			rig.edge.forgetWorkers();
			await until("it was sent after all", () => rig.edge.objectInfos.size === 1);
		},
	);
});
