import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, inject, test } from "vitest";
import { PATIENCE_MS } from "../workflows/testing/patience.ts";
import { readNoted } from "./comfyui/process/leftover.ts";
import { startedAt } from "./comfyui/process/started-at.ts";
import type { FakeTask } from "./testing/fake-attempts.ts";
import { slowPicture } from "./testing/graphs.ts";
import { startProcess, type WorkerProcess } from "./testing/process.ts";
import { startableWorker } from "./testing/rig.ts";
import { submitTraining, trainingMachine } from "./testing/trainings.ts";
import { until } from "./testing/until.ts";
import { useProcess } from "./testing/use-process.ts";

const around = useProcess();
const { launch } = around;

const run = async (env: Record<string, string> = {}) => {
	const process = launch(env);
	await until("it is registered", () => around.edge.registrations.length > 0);
	return process;
};
const over = (task: FakeTask) =>
	until(`${task.id} is over`, () => ["succeeded", "failed", "canceled", "released"].includes(task.status));
const queued = (process: WorkerProcess, count: number) =>
	until(
		"ComfyUI has it",
		() => process.lines.filter((line) => line.includes("queued in ComfyUI")).length >= count,
	);

describe("SIGTERM", () => {
	test("to an idle worker ends it with code 0, after a goodbye", async () => {
		const process = await run();
		process.signal("SIGTERM");
		expect(await process.ended).toBe(0);
		expect(around.edge.timeOf("bye")).toBeDefined();
	});

	test("lets finish what will be done in time, and gives back what has not begun", async () => {
		const process = await run();
		const first = around.edge.submit({ graph: slowPicture(1, 100, 20), watched: true });
		const second = around.edge.submit({ graph: slowPicture(2) });
		await queued(process, 2);
		await until("the first runs", () => first.reports.length > 0);
		const third = around.edge.submit({ graph: slowPicture(3) });
		process.signal("SIGTERM");
		expect(await process.ended).toBe(0);
		expect([first.status, second.status, third.status]).toEqual(["succeeded", "released", "queued"]);
		expect(first.completion?.manifest).toHaveLength(1);
	});

	test("interrupts and gives back what will not be done in time", async () => {
		const process = await run({ DRAIN_MS: "500" });
		const task = around.edge.submit({ graph: slowPicture(1, 1_000, 20), typical_seconds: 60, watched: true });
		await until("it runs", () => task.reports.length > 0);
		process.signal("SIGTERM");
		expect(await process.ended).toBe(0);
		expect(task.status).toBe("released");
		await around.comfy.whenIdle();
	});

	test("twice gives everything back at once and ends with code 5", async () => {
		const process = await run({ DRAIN_MS: "60000" });
		const task = around.edge.submit({ graph: slowPicture(1, 500, 20), typical_seconds: 1 });
		await queued(process, 1);
		process.signal("SIGTERM");
		await until("it drains", () => process.lines.some((line) => line.includes('"draining"')));
		// One that comes a moment after the first is taken for the same.
		const again = setInterval(() => process.signal("SIGTERM"), 100);
		expect(await process.ended).toBe(5);
		clearInterval(again);
		expect(task.status).toBe("released");
	});

	test("before ComfyUI is there ends it as well", async () => {
		await around.comfy.crash();
		const process = launch();
		await until("it waits", () => process.lines.some((line) => line.includes("waiting for ComfyUI")));
		process.signal("SIGTERM");
		expect(await process.ended).toBe(0);
	});
});

describe("a worker killed at any step", () => {
	// Where the killed worker stood, and whether its task was handed in before it died.
	test.each([
		["claimed", false],
		["inputs_staged", false],
		["before_prompt", false],
		["prompt_posted", false],
		["queued", false],
		["sampling", false],
		["executed", false],
		["before_upload", false],
		["mid_upload", false],
		["uploaded", false],
		["complete_sent", null],
		["completed", true],
	] as const)("at `%s` leaves a task that another worker brings to its end", async (step, handedIn) => {
		const task = around.edge.submit({ graph: slowPicture(1, 4, 10) });
		const doomed = launch({ CRASH_AT: step });
		expect(await doomed.ended).toBe("SIGKILL");
		if (handedIn !== null) expect(task.status === "succeeded").toBe(handedIn);
		if (task.status === "running") around.edge.expire(task);
		const other = startableWorker(around.edge, around.comfy.url, [], { SCRATCH_DIR: around.scratch });
		await other.start();
		await over(task);
		await other.drain();
		expect(task.status).toBe("succeeded");
	});
});

test("a worker killed in a training leaves its trainer behind, and its next life ends that as it starts", async () => {
	const machine = await trainingMachine(inject("programs").trainer);
	const env = { ...machine.env, TRAINER_STAND_IN_STEP_MS: "1000" };
	submitTraining(around.edge, { steps: 500 });
	const doomed = launch(env);
	const noted = async () => {
		const files = await readdir(around.scratch, { recursive: true }).catch(() => []);
		const file = files.find((one) => one.endsWith("trainer.pid"));
		return readNoted(file === undefined ? "" : await readFile(join(around.scratch, file), "utf8"));
	};
	await expect.poll(noted, { timeout: PATIENCE_MS }).not.toBeNull();
	const { pid = 0 } = (await noted()) ?? {};
	// One that prints ends by itself where nobody listens any more; one that is deep in a step does not.
	process.kill(pid, "SIGSTOP");
	doomed.signal("SIGKILL");
	await doomed.ended;
	expect(await startedAt(pid)).not.toBeNull();
	const next = launch(env);
	await until("it has found it", () => next.lines.some((line) => line.includes("left behind")));
	await expect.poll(() => startedAt(pid), { timeout: PATIENCE_MS }).toBeNull();
	next.signal("SIGTERM");
	expect(await next.ended).toBe(0);
	await machine.remove();
});

describe("exit codes", () => {
	test("2 for a configuration that cannot be used, also of the sources", async () => {
		const source = join(import.meta.dirname, "main.ts");
		const worker = startProcess(
			around.edge,
			around.comfy.url,
			{ COMFYUI_URL: "http://192.0.2.1:8188" },
			source,
		);
		expect(await worker.ended).toBe(2);
		expect(worker.lines.join()).toContain("ALLOW_REMOTE_COMFYUI");
	});
	test("2 for folders that are not there, with the variable and what it is for", async () => {
		const launched = [
			launch({ COMFYUI_DIR: "/nowhere/at/all" }),
			launch({ COMFYUI_DIR: join(import.meta.dirname, "process") }),
			launch({ SCRATCH_DIR: join(import.meta.dirname, "main.ts") }),
		];
		const ended = await Promise.all(launched.map((one) => one.ended));
		expect(ended).toEqual([2, 2, 2]);
		const told = launched.map((one) => one.lines.join());
		expect(told[0]).toContain("COMFYUI_DIR: there is no folder /nowhere/at/all");
		expect(told[1]).toMatch(/COMFYUI_DIR: .*process has none of input, output/);
		expect(told[2]).toContain("SCRATCH_DIR");
	});
	test("1 where something else listens at EDGE_URL, such as ComfyUI, and says what", async () => {
		const worker = launch({ EDGE_URL: around.comfy.url });
		expect(await worker.ended).toBe(1);
		expect(worker.lines.join()).toMatch(/no Darkroom edge: asked to register, it answered 40[45] \(/);
	});
	test("3 for a token the edge does not accept", async () => {
		const worker = launch({ WORKER_TOKEN: "another-token" });
		expect(await worker.ended).toBe(3);
		expect(worker.lines.join()).not.toContain("another-token");
	});
});

describe("S2-INFRA-01a a supervised ComfyUI", () => {
	const supervised = (extra = "") =>
		`exec "${process.execPath}" "${inject("programs").emulator}" --port ${new URL(around.comfy.url).port} --probes ${extra}`;

	test("that dies under a task is started again, and the next task succeeds", async () => {
		await around.comfy.crash();
		const fault = JSON.stringify([{ at: "node", match: { node_id: "9" }, do: { kind: "crash" } }]);
		const process = await run({ COMFYUI_COMMAND: supervised(`--fault '${fault}'`) });
		const deadly = slowPicture(1);
		deadly["9"] = { class_type: "PreviewImage", inputs: { images: ["1", 0] } };
		const poison = around.edge.submit({ graph: deadly });
		await over(poison);
		expect(poison.failure?.code).toBe("comfyui_crashed");
		const task = around.edge.submit({ graph: slowPicture(2) });
		await over(task);
		expect(task.status).toBe("succeeded");
		process.signal("SIGTERM");
		expect(await process.ended).toBe(0);
	});

	test("that turns into a zombie is killed and started again", async () => {
		await around.comfy.crash();
		const fault = JSON.stringify([{ at: "node", match: { node_id: "9" }, do: { kind: "zombie" } }]);
		await run({
			COMFYUI_COMMAND: supervised(`--fault '${fault}'`),
			STALL_SECONDS: "0.5",
			INTERRUPT_ACK_MS: "500",
		});
		const deadly = slowPicture(1);
		deadly["9"] = { class_type: "PreviewImage", inputs: { images: ["1", 0] } };
		const poison = around.edge.submit({ graph: deadly });
		await over(poison);
		expect(poison.failure?.code).toBe("comfyui_hung");
		const task = around.edge.submit({ graph: slowPicture(2) });
		await over(task);
		expect(task.failure).toBeNull();
		expect(task.status).toBe("succeeded");
	});

	test("that a killed worker left behind is ended, and a new one started in its place", async () => {
		await around.comfy.crash();
		const first = await run({ COMFYUI_COMMAND: supervised() });
		first.signal("SIGKILL");
		await first.ended;
		const second = launch({ COMFYUI_COMMAND: supervised() });
		const leftBehind = () => second.lines.filter((line) => line.includes("left behind"));
		await until("it tells of what was left behind", () => leftBehind().length > 0);
		const task = around.edge.submit({ graph: slowPicture(1) });
		await over(task);
		expect(task.status).toBe("succeeded");
		expect(leftBehind()).toHaveLength(1);
	});
});

describe("files", () => {
	test("of a finished attempt are gone from ComfyUI's folders and from the scratch folder", async () => {
		const process = await run({ COMFYUI_DIR: around.comfy.dataDir });
		const task = around.edge.submit({ graph: slowPicture(1) });
		await over(task);
		process.signal("SIGTERM");
		expect(await process.ended).toBe(0);
		expect(task.status).toBe("succeeded");
		expect(await readdir(join(around.comfy.dataDir, "output", "darkroom"))).toEqual([]);
		expect(await readdir(around.scratch)).toEqual([]);
	});
});
