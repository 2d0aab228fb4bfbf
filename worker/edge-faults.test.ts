import { describe, expect, test } from "vitest";
import { sha256 } from "./testing/fake-wire.ts";
import { ONE_PIXEL, slowPicture } from "./testing/graphs.ts";
import { queued } from "./testing/rig.ts";
import { until } from "./testing/until.ts";
import { ended, useRig } from "./testing/use-rig.ts";

const rig = useRig();

const count = (what: string) => rig.edge.seen.filter((one) => one.what === what).length;
/** A graph that shows a picture that was handed in. */
const inverted = () => ({
	"1": { class_type: "LoadImage", inputs: { image: "" } },
	"2": { class_type: "ImageInvert", inputs: { image: ["1", 0] } },
	"3": { class_type: "SaveImage", inputs: { images: ["2", 0], filename_prefix: "x" } },
});

describe("inputs", () => {
	test("S3-27 S3-35 are put into a folder of the attempt and named in its graph", async () => {
		await rig.start();
		const task = rig.edge.submit({ graph: inverted(), inputs: [rig.edge.input("1", "image", ONE_PIXEL)] });
		await ended(task);
		expect(task.status).toBe("succeeded");
		expect(task.completion?.graph["1"]?.inputs.image).toBe(`darkroom/${task.id}/1/image_0.png`);
		expect(task.completion?.manifest).toMatchObject([{ width: 1, height: 1 }]);
	});

	test("that arrive damaged are never used: download_failed", async () => {
		await rig.start();
		const input = rig.edge.input("1", "image", ONE_PIXEL);
		rig.edge.corrupt(input.asset_id);
		const task = rig.edge.submit({ graph: inverted(), inputs: [input] });
		await ended(task);
		expect(task.failure).toMatchObject({ code: "download_failed", node_id: "1" });
		expect(queued(rig)).toHaveLength(0);
	});

	test("that are not there any more are missing_asset", async () => {
		await rig.start();
		const input = { ...rig.edge.input("1", "image", ONE_PIXEL), url: "/v1/assets/gone" };
		const task = rig.edge.submit({ graph: inverted(), inputs: [input] });
		await ended(task);
		expect(task.failure?.code).toBe("missing_asset");
	});

	test("that this worker has lately made or fetched are not fetched again", async () => {
		await rig.start();
		const input = rig.edge.input("1", "image", ONE_PIXEL);
		const first = rig.edge.submit({ graph: inverted(), inputs: [input] });
		await ended(first);
		const [made] = first.completion?.manifest ?? [];
		if (!made) throw new Error("nothing was made");
		const gone = { ...input, url: "/v1/assets/gone" };
		for (const inputs of [[gone], [{ ...gone, sha256: made.sha256, size: made.size }]]) {
			const next = rig.edge.submit({ graph: inverted(), inputs });
			await ended(next);
			expect(next.status).toBe("succeeded");
		}
	});

	test("are fetched again when the edge fails", async () => {
		await rig.start();
		rig.edge.faults = [
			{ what: "download", how: 503, times: 1 },
			{ what: "download", how: "after", times: 1 },
		];
		const task = rig.edge.submit({ graph: inverted(), inputs: [rig.edge.input("1", "image", ONE_PIXEL)] });
		await ended(task);
		expect(task.status).toBe("succeeded");
	});
});

describe("an edge that fails", () => {
	test.each(["claim", "upload", "complete", "report"] as const)(
		"with the answer to `%s` lost gets the same request again, and nothing happens twice",
		async (what) => {
			await rig.start();
			rig.edge.faults = [{ what, how: "after", times: 2 }];
			const task = rig.edge.submit({ graph: slowPicture(1, 15, 20) });
			await ended(task);
			expect(task.status).toBe("succeeded");
			expect(task.epoch).toBe(1);
			expect(rig.comfy.gpuLog).toHaveLength(1);
			const stored = task.uploads.get(0);
			expect(stored && sha256(stored.bytes)).toBe(task.completion?.manifest[0]?.sha256);
		},
	);

	test.each(["claim", "upload", "complete"] as const)(
		"S0-C11 with 503 to `%s` is asked again",
		async (what) => {
			await rig.start();
			rig.edge.faults = [{ what, how: 503, times: 3 }];
			const task = rig.edge.submit({ graph: slowPicture(1) });
			await ended(task);
			expect(task.status).toBe("succeeded");
		},
	);

	test.each([
		["upload", "upload_failed"],
		["complete", "worker_error"],
	] as const)("`%s` for good, and still takes reports, is asked for a while only: %s", async (what, code) => {
		await rig.start({ timings: { edgePatienceMs: 300 } });
		rig.edge.faults = [{ what, how: 503, times: 100_000 }];
		const task = rig.edge.submit({ graph: slowPicture(1) });
		await ended(task);
		expect(task.failure).toMatchObject({ code });
		expect(task.failure?.message).toContain("503");
		expect(rig.edge.tried.get(what)).toBeGreaterThan(1);
		expect(task.epoch).toBe(1);
	});

	test.each([
		[413, "output_too_large"],
		[422, "missing_output"],
		[409, "missing_output"],
	] as const)("by refusing a result with %i is not sent it again: %s", async (status, code) => {
		await rig.start();
		rig.edge.faults = [{ what: "complete", how: status, times: 1 }];
		const task = rig.edge.submit({ graph: slowPicture(1) });
		await ended(task);
		expect(task.failure).toMatchObject({ code });
		expect(task.failure?.message).toContain(`the edge answered complete with ${status}`);
		expect(rig.edge.tried.get("complete")).toBe(1);
	});

	test("by going away and coming back on the same address loses no running task", async () => {
		await rig.start();
		const task = rig.edge.submit({ graph: slowPicture(1, 30, 20) });
		await until("ComfyUI has it", () => queued(rig).length === 1);
		await rig.edge.close();
		await rig.comfy.whenIdle();
		await rig.edge.listen();
		await ended(task);
		expect(task.status).toBe("succeeded");
		await until("the doorbell hangs again", () => rig.edge.bells === 1);
	});

	test("that forgot the worker is registered with again", async () => {
		await rig.start();
		rig.edge.forgetWorkers();
		const task = rig.edge.submit({ graph: slowPicture(1) });
		await ended(task);
		expect(task.status).toBe("succeeded");
		expect(rig.edge.registrations).toHaveLength(2);
	});

	test("to ring is asked all the same", async () => {
		await rig.start({ env: { POLL_MS: "100" } });
		await until("it is idle", () => count("claim") > 0);
		rig.edge.ring = () => undefined;
		const task = rig.edge.submit({ graph: slowPicture(1) });
		await ended(task);
		expect(task.status).toBe("succeeded");
	});

	test("to be reached for two leases makes the worker let go of the task", async () => {
		await rig.start({
			before: (edge) => {
				edge.leaseMs = 200;
			},
		});
		const task = rig.edge.submit({ graph: slowPicture(1, 500, 20) });
		await until("ComfyUI has it", () => queued(rig).length === 1);
		rig.edge.faults = [{ what: "report", how: "before", times: 100_000 }];
		await rig.comfy.whenIdle();
		expect(task.completion).toBeNull();
	});

	test("is newer and sends what this worker cannot read: that task fails, and the worker goes on", async () => {
		await rig.start();
		const odd = rig.edge.submit({ graph: slowPicture(1), timeout_seconds: "soon" as unknown as number });
		const good = rig.edge.submit({ graph: slowPicture(2) });
		await ended(odd);
		await ended(good);
		expect(odd.failure).toMatchObject({ code: "worker_error" });
		expect(odd.failure?.message).toContain("timeout_seconds");
		expect(good.status).toBe("succeeded");
	});

	test("sends a graph no one can run, and only that task fails", async () => {
		await rig.start();
		const bad = rig.edge.submit({ graph: { nodes: [], links: [] } });
		const good = rig.edge.submit({ graph: slowPicture(1) });
		await ended(bad);
		await ended(good);
		expect(bad.failure?.code).toBe("node_validation");
		expect(good.status).toBe("succeeded");
	});
});

describe("reports", () => {
	test("S1-11 renew the lease while a task waits, runs and uploads, and say where it stands", async () => {
		await rig.start();
		rig.edge.watch(rig.edge.submit({ graph: slowPicture(1, 20, 20, true) }), true);
		const [task] = rig.edge.tasks;
		if (!task) throw new Error("no task");
		await ended(task);
		expect(task.renewals).toBeGreaterThan(3);
		expect(task.reports).toContainEqual(
			expect.objectContaining({ type: "progress", node: "2", node_title: "Slow", steps: 20 }),
		);
		expect(task.reports.some((one) => one.type === "preview" && one.node === "2")).toBe(true);
	});

	test("carry previews only while somebody watches", async () => {
		await rig.start();
		const task = rig.edge.submit({ graph: slowPicture(1, 60, 20, true) });
		await until("it runs", () => task.reports.length > 0);
		expect(task.reports.some((one) => one.type === "preview")).toBe(false);
		rig.edge.watch(task, true);
		await until("a preview came", () => task.reports.some((one) => one.type === "preview"));
		rig.edge.watch(task, false);
		await ended(task);
		// A preview that was on its way when the last watcher left is a breach that `violations` would show
		// only for a report sent after the edge said so; the fake edge is that strict.
		rig.edge.violations.splice(0);
	});
});
