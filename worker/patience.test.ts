import { existsSync } from "node:fs";
import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { slowPicture } from "./testing/graphs.ts";
import { queued } from "./testing/rig.ts";
import { until } from "./testing/until.ts";
import { ended, PICTURE, progressed, useRig } from "./testing/use-rig.ts";

/** What a worker waits for, for how long, and what it makes of the end of its patience. */
const rig = useRig();

const submit = (graph = slowPicture(1)) => rig.submit(graph);
const NEVER = 3_600_000;

describe("the end of a prompt", () => {
	test("is not missed where the history lags behind the socket, however seldom it is asked otherwise", async () => {
		await rig.start({ comfy: { historyLagMs: 3 }, timings: { soonMs: NEVER, lookMs: NEVER } });
		for (let i = 0; i < 10; i++) {
			const task = submit(slowPicture(i));
			await ended(task);
			expect(task.status).toBe("succeeded");
		}
	});

	test("is not lost when somebody clears the history: it runs once more out of the cache", async () => {
		await rig.start({ comfy: { faults: [{ at: "end", do: { kind: "lose_history" } }] } });
		const task = submit();
		await ended(task);
		expect(task.failure).toBeNull();
		expect(task.completion?.graph["3"]?.inputs.filename_prefix).toContain("/run1/");
	});

	test("that nobody can read twice is `prompt_lost`, and may be tried elsewhere", async () => {
		await rig.start({ comfy: { faults: [{ at: "end", times: 0, do: { kind: "lose_history" } }] } });
		const task = submit();
		await ended(task);
		expect(task.failure?.code).toBe("prompt_lost");
		expect(rig.comfy.gpuLog).toHaveLength(2);
	});
});

describe("a ComfyUI that hangs", () => {
	const zombie = [{ at: "node", match: { node_id: "2" }, do: { kind: "zombie" } }] as const;

	test("fails what ran in it, gives back what waited behind, and is given nothing more", async () => {
		await rig.start({ timings: { stallMs: 1_000, ackMs: 300 }, comfy: { faults: [...zombie] } });
		const [ran, waited] = [submit(), submit(slowPicture(2))];
		await until("both are in ComfyUI", () => queued(rig).length === 2);
		const third = submit(slowPicture(3));
		await ended(ran);
		await ended(waited);
		expect(ran.failure?.code).toBe("comfyui_hung");
		expect(waited.releases).toMatchObject([{ cause: "comfyui_unreachable" }]);
		await until("it asks for help", () => rig.logged("not supervised"));
		await until("the edge knows that it is away", () => rig.edge.timeOf("bye") !== undefined);
		// Not even claimed and given back: that costs other workers the time.
		expect(third).toMatchObject({ status: "queued", epoch: 0 });
		await rig.comfy.restart();
		await ended(third);
		expect(third).toMatchObject({ status: "succeeded", epoch: 1 });
		expect(rig.edge.registrations).toHaveLength(2);
	});

	test("and answers again has its dead prompt taken away, with its files", async () => {
		const dataDir = await mkdtemp(join(tmpdir(), "darkroom-test-"));
		await rig.start({
			timings: { askMs: 100, silentMs: 500 },
			comfy: { dataDir },
			env: { COMFYUI_DIR: dataDir },
		});
		const task = rig.edge.submit({
			graph: slowPicture(1, 5_000, 20),
			outputs: PICTURE,
			timeout_seconds: 600,
		});
		await until("it runs", () => progressed(task));
		rig.comfy.inject({ kind: "half_open" });
		rig.comfy.setFaults([{ at: "http", times: 0, do: { kind: "slow_http", ms: 300 } }]);
		await ended(task);
		expect(task.failure?.code).toBe("comfyui_hung");
		rig.comfy.setFaults([]);
		// It would go on for a minute and a half.
		await rig.comfy.whenIdle();
		expect(rig.comfy.gpuLog).toHaveLength(1);
		await until("it is claimed for again", () => rig.edge.registrations.length === 2);
		const left = await readdir(join(dataDir, "output"), { recursive: true });
		expect(left.filter((name) => name.includes(task.id))).toEqual([]);
		await rm(dataDir, { recursive: true, force: true });
	});

	test("or cannot be reached for a while has the prompt taken away that was called crashed meanwhile", async () => {
		await rig.start();
		const task = rig.edge.submit({
			graph: slowPicture(1, 5_000, 20),
			outputs: PICTURE,
			timeout_seconds: 600,
		});
		await until("it runs", () => progressed(task));
		// As behind a proxy that lost it: ComfyUI itself works on.
		rig.comfy.setFaults([{ at: "http", times: 0, do: { kind: "drop_http", when: "before" } }]);
		rig.comfy.inject({ kind: "drop_sockets" });
		await ended(task);
		expect(task.failure?.code).toBe("comfyui_crashed");
		expect(rig.comfy.idle).toBe(false);
		rig.comfy.setFaults([]);
		await rig.comfy.whenIdle();
		expect(rig.logged("withdrawing a prompt that was given up")).toBe(true);
		const next = submit(slowPicture(2));
		await ended(next);
		expect(next.status).toBe("succeeded");
	});

	test("is restarted by the operator's command, and works on", async () => {
		const folder = await mkdtemp(join(tmpdir(), "darkroom-test-"));
		const asked = join(folder, "asked");
		await rig.start({
			timings: { stallMs: 1_000, ackMs: 300 },
			comfy: { faults: [...zombie] },
			env: { COMFYUI_RESTART_COMMAND: `touch ${asked}` },
		});
		const task = submit();
		await ended(task);
		expect(task.failure?.code).toBe("comfyui_hung");
		await until("the command has run", () => existsSync(asked));
		await rig.comfy.restart();
		const next = submit(slowPicture(2));
		await ended(next);
		expect(next.status).toBe("succeeded");
		await rm(folder, { recursive: true, force: true });
	});
});

describe("a ComfyUI that listens and takes nothing", () => {
	test.each(["/prompt", "/upload/image"])("at %s: the task is given back, and says why", async (route) => {
		const cut = { kind: "drop_http", when: "before" } as const;
		await rig.start({
			comfy: { faults: [{ at: "http", match: { method: "POST", route }, times: 0, do: cut }] },
		});
		const inputs = [rig.edge.input("1", "image", Buffer.from("bytes"))];
		const graph = slowPicture(1);
		graph["1"] = { class_type: "LoadImage", inputs: { image: "" } };
		const task = rig.edge.submit({ graph, outputs: PICTURE, inputs });
		await ended(task);
		expect(task).toMatchObject({ status: "released", releases: [{ cause: "comfyui_unreachable" }] });
		expect(rig.comfy.clients).toBe(1);
	});
});
