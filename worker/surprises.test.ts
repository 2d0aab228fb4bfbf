import { describe, expect, test } from "vitest";
import type { ApiGraph } from "../workflows/graph/graph.ts";
import { failingPicture, slowPicture } from "./testing/graphs.ts";
import { queued } from "./testing/rig.ts";
import { until } from "./testing/until.ts";
import { ended, PICTURE, progressed, useRig } from "./testing/use-rig.ts";

/** What real ComfyUI servers were seen to do, one test each. */
const rig = useRig();

const ran = () => rig.comfy.gpuLog.length;

describe("a socket that cannot be trusted", () => {
	test("a deaf socket does not lose the end of a prompt, and the next prompt is heard again", async () => {
		await rig.start();
		const task = rig.submit(slowPicture(1, 10, 20));
		await until("it runs", () => progressed(task));
		rig.comfy.inject({ kind: "deaf" });
		await ended(task);
		expect(task.status).toBe("succeeded");
		await until("the worker connected again", () => rig.logged("is deaf"));
		await until("the new socket is there", () => rig.logged("connected to ComfyUI again"));
		const next = rig.submit(slowPicture(2, 10, 20));
		await until("progress of the next one is heard", () => progressed(next));
		await ended(next);
		expect(next.status).toBe("succeeded");
	});

	test("S0-C15 S1-36 a socket that dies under a prompt does not lose its end", async () => {
		await rig.start({ timings: { socketPauseMs: 100 } });
		const task = rig.submit(slowPicture(1, 8, 20));
		await until("it runs", () => progressed(task));
		rig.comfy.inject({ kind: "drop_sockets" });
		await ended(task);
		expect(task.status).toBe("succeeded");
		expect(ran()).toBe(1);
	});

	test("a half-open socket, which answers nothing, is given up and replaced", async () => {
		await rig.start({ timings: { socketPingMs: 50 } });
		rig.comfy.inject({ kind: "half_open" });
		await until("the worker connected again", () => rig.logged("connected to ComfyUI again"));
		const task = rig.submit(slowPicture(1, 20, 20));
		await until("its progress is heard", () => progressed(task));
		await ended(task);
		expect(task.status).toBe("succeeded");
	});

	test("garbage, unknown types and frames that come twice do no harm", async () => {
		await rig.start({
			comfy: {
				faults: [
					{ at: "step", times: 0, do: { kind: "garbage_frames" } },
					{ at: "step", times: 0, do: { kind: "duplicate_frames", count: 3 } },
				],
			},
		});
		const task = rig.submit(slowPicture(1, 5, 5));
		await ended(task);
		expect(task.status).toBe("succeeded");
	});

	test("bare NaN in frames and in the history is read", async () => {
		await rig.start();
		const graph: ApiGraph = {
			"1": { class_type: "EmptyImage", inputs: { width: 64, height: 48, batch_size: 1, color: 5 } },
			"2": { class_type: "ProbeText", inputs: { image: ["1", 0], nan: true } },
		};
		const task = rig.edge.submit({ graph, outputs: [{ name: "words", node: "2", kind: "text" }] });
		await ended(task);
		expect(task.completion?.manifest).toMatchObject([
			{ name: "words", kind: "text", filename: "2.txt", content_type: "text/plain; charset=utf-8" },
		]);
		expect(task.uploads.get(0)?.bytes.toString()).toBe("a\nb");
	});
});

describe("a prompt that is not what it seems", () => {
	test("S1-32 status 200 with node_errors is a failure that names the nodes, and nothing of it runs on", async () => {
		await rig.start();
		const task = rig.submit({
			...slowPicture(1, 50, 20),
			"7": {
				class_type: "ImageScale",
				inputs: { image: ["1", 0], upscale_method: "nope", width: 5, height: 5, crop: "disabled" },
			},
			"8": { class_type: "SaveImage", inputs: { images: ["7", 0], filename_prefix: "y" } },
		});
		await ended(task);
		expect(task.failure).toMatchObject({ code: "node_validation", node_id: "7", class_type: "ImageScale" });
		await rig.comfy.whenIdle();
		expect(task.uploads.size).toBe(0);
	});

	test("ExecutionBlocked is no end: the other outputs arrive", async () => {
		await rig.start();
		const graph = failingPicture(1, "blocker");
		graph["9"] = { class_type: "SaveImage", inputs: { images: ["1", 0], filename_prefix: "z" } };
		const task = rig.submit(graph, [{ name: "picture", node: "9", kind: "image" }]);
		await ended(task);
		expect(task.status).toBe("succeeded");
		expect(task.completion?.manifest.map((item) => item.node)).toEqual(["9"]);
	});

	test.each(["blocker", "blocker_silent"])(
		"success without the expected outputs (%s) is missing_output",
		async (kind) => {
			await rig.start();
			const task = rig.submit(failingPicture(1, kind));
			await ended(task);
			expect(task.failure).toMatchObject({ code: "missing_output", node_id: "3" });
		},
	);

	test("success with nothing but temporary files is missing_output, also where nothing was declared", async () => {
		await rig.start();
		const task = rig.submit(failingPicture(1, "blocker_silent"), []);
		await ended(task);
		expect(task.failure?.code).toBe("missing_output");
	});

	test("a cached run that names a file already gone is run again under a new prefix", async () => {
		await rig.start({
			comfy: { faults: [{ at: "output", match: { node_id: "3" }, do: { kind: "lose_output" } }] },
		});
		const task = rig.submit(slowPicture(1));
		await ended(task);
		expect(task.status).toBe("succeeded");
		expect(ran()).toBe(2);
		expect(task.completion?.graph["3"]?.inputs.filename_prefix).toContain("/run1/");
	});

	test("an output that is gone twice is missing_output, not an endless loop", async () => {
		await rig.start({ comfy: { faults: [{ at: "output", times: 0, do: { kind: "lose_output" } }] } });
		const task = rig.submit(slowPicture(1));
		await ended(task);
		expect(task.failure).toMatchObject({ code: "missing_output", node_id: "3" });
		expect(ran()).toBe(2);
	});

	test("the same graph twice gives each task a file of its own", async () => {
		await rig.start();
		const [one, two] = [rig.submit(slowPicture(1)), rig.submit(slowPicture(1))];
		await ended(one);
		await ended(two);
		const prefixes = [one, two].map((task) => task.completion?.graph["3"]?.inputs.filename_prefix);
		expect(new Set(prefixes).size).toBe(2);
		expect([one.status, two.status]).toEqual(["succeeded", "succeeded"]);
	});

	test("a seed of 64 bits is refused before ComfyUI sees it", async () => {
		await rig.start();
		const graph = slowPicture(1);
		const node = graph["2"];
		if (node) node.inputs.seed = 2 ** 63;
		const task = rig.submit(graph);
		await ended(task);
		expect(task.failure).toMatchObject({ code: "node_validation", node_id: "2" });
		expect(ran()).toBe(0);
	});

	test("S1-35 a node that raises is node_error, and out of memory is out_of_memory", async () => {
		await rig.start();
		const broken = rig.submit(failingPicture(1, "value_error"));
		const greedy = rig.submit(failingPicture(2, "oom"));
		await ended(broken);
		await ended(greedy);
		expect(broken.failure).toMatchObject({ code: "node_error", node_id: "2", class_type: "ProbeFail" });
		expect(greedy.failure).toMatchObject({ code: "out_of_memory", node_id: "2" });
	});

	test("an interrupt nobody asked for is `interrupted`, and may be tried again", async () => {
		await rig.start();
		const task = rig.submit(slowPicture(1, 100, 20));
		await until("it runs", () => progressed(task));
		rig.comfy.inject({ kind: "interrupt" });
		await ended(task);
		expect(task.failure?.code).toBe("interrupted");
	});
});

describe("a reply that gets lost", () => {
	test("after the prompt was accepted does not run it twice", async () => {
		const fault = { at: "http", match: { method: "POST", route: "/prompt" } } as const;
		await rig.start({ comfy: { faults: [{ ...fault, do: { kind: "drop_http", when: "after" } }] } });
		const task = rig.submit(slowPicture(1, 10, 20));
		await ended(task);
		expect(task.status).toBe("succeeded");
		await rig.comfy.whenIdle();
		expect(ran()).toBe(1);
	});

	test("before the prompt was accepted leads to a second request", async () => {
		const fault = { at: "http", match: { method: "POST", route: "/prompt" } } as const;
		await rig.start({ comfy: { faults: [{ ...fault, do: { kind: "drop_http", when: "before" } }] } });
		const task = rig.submit(slowPicture(1));
		await ended(task);
		expect(task.status).toBe("succeeded");
		expect(ran()).toBe(1);
	});
});

describe("a ComfyUI that dies, forgets or hangs", () => {
	test("a restart that forgets a waiting prompt: it is submitted again, under the same attempt", async () => {
		await rig.start();
		const first = rig.submit(slowPicture(1, 30, 20));
		const second = rig.submit(slowPicture(2));
		await until("the second waits in ComfyUI", () => queued(rig).length === 2);
		await until("the first runs", () => progressed(first));
		rig.comfy.inject({ kind: "forget" });
		await ended(first);
		await ended(second);
		expect(first.failure?.code).toBe("comfyui_crashed");
		expect(second.status).toBe("succeeded");
		expect(second.epoch).toBe(1);
	});

	test("a crash under a prompt fails it at once, and the worker serves on when ComfyUI is back", async () => {
		await rig.start();
		const task = rig.submit(slowPicture(1, 200, 20));
		await until("it runs", () => progressed(task));
		await rig.comfy.crash();
		await ended(task);
		expect(task.failure?.code).toBe("comfyui_crashed");
		const next = rig.submit(slowPicture(2));
		await rig.comfy.restart();
		await ended(next);
		expect(next.status).toBe("succeeded");
		// It is the same ComfyUI as before, so the edge still knows the worker by the same name.
		expect(rig.edge.registrations).toHaveLength(1);
	});

	test("a ComfyUI that comes back with other models is registered anew, and the doorbell moves along", async () => {
		await rig.start();
		await rig.comfy.crash();
		rig.comfy.addModel("checkpoints", "new.safetensors");
		await rig.comfy.restart();
		await until("it is registered again", () => rig.edge.registrations.length === 2);
		const models = rig.edge.registrations[1]?.capabilities.model_inputs.CheckpointLoaderSimple?.ckpt_name;
		expect(models).toContain("new.safetensors");
		await until("the old name is given up", () => rig.edge.timeOf("bye") !== undefined);
		await until("the doorbell hangs again", () => rig.edge.bells === 1);
		const task = rig.submit(slowPicture(1));
		await ended(task);
		expect(task.status).toBe("succeeded");
	});

	test("a crash gives back what had not begun, and burns no attempt for it", async () => {
		await rig.start();
		const first = rig.submit(slowPicture(1, 200, 20));
		const second = rig.submit(slowPicture(2));
		await until("the first runs", () => progressed(first));
		await until("the second is held", () => second.status === "running");
		await rig.comfy.crash();
		await ended(second);
		expect(second.status).toBe("released");
	});

	test("the zombie executor behind a healthy HTTP is found out, and nothing is claimed until it is gone", async () => {
		await rig.start({
			timings: { stallMs: 300, ackMs: 300 },
			comfy: { faults: [{ at: "node", match: { node_id: "2" }, do: { kind: "zombie" } }] },
		});
		const task = rig.submit(slowPicture(1));
		await ended(task);
		expect(task.failure?.code).toBe("comfyui_hung");
		const next = rig.submit(slowPicture(2));
		await until("it says that it needs help", () => rig.logged("not supervised"));
		expect(next.status).toBe("queued");
		await rig.comfy.restart();
		await ended(next);
		expect(next.status).toBe("succeeded");
	});

	test("a server that accepts connections and answers nothing counts as hung", async () => {
		await rig.start({ timings: { askMs: 100, silentMs: 500 } });
		const task = rig.submit(slowPicture(1, 500, 20));
		await until("it runs", () => progressed(task));
		rig.comfy.inject({ kind: "half_open" });
		rig.comfy.setFaults([{ at: "http", times: 0, do: { kind: "slow_http", ms: 300 } }]);
		await ended(task);
		expect(task.failure?.code).toBe("comfyui_hung");
		rig.comfy.setFaults([]);
	});

	test("S1-41 a ComfyUI that starts late is waited for", async () => {
		await rig.start({ before: (_edge, comfy) => comfy.crash(), idle: true });
		const started = rig.worker.start();
		await until("it waits", () => rig.logged("waiting for ComfyUI"));
		await rig.comfy.restart();
		await started;
		const task = rig.submit(slowPicture(1));
		await ended(task);
		expect(task.status).toBe("succeeded");
	});

	test("a prompt that runs longer than its task may is interrupted: runtime_exceeded", async () => {
		await rig.start();
		const task = rig.edge.submit({ graph: slowPicture(1, 500, 20), outputs: PICTURE, timeout_seconds: 0.3 });
		await ended(task);
		expect(task.failure?.code).toBe("runtime_exceeded");
		await rig.comfy.whenIdle();
	});
});
