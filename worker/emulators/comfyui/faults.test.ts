import { statSync } from "node:fs";
import path from "node:path";
import { describe, expect, test } from "vitest";
import { decodeImage } from "./render/decode.ts";
import type { FaultScript } from "./server.ts";
import { probe, textToImage } from "./testing/graphs.ts";
import { Ear, emulate, get, history, post, submit } from "./testing/talk.ts";
import { VirtualClock } from "./testing/virtual-clock.ts";

const quick = () => probe("ProbeSleep", { ms: 0 }, "SaveImage");
const atSampler = { class_type: "KSampler" };

describe("connections", () => {
	test("drops sockets in the middle of a run, and the run goes on", async () => {
		const emulator = await emulate({ faults: [{ at: "step", do: { kind: "drop_sockets" } }] });
		const ear = await Ear.open(emulator, "me");
		const closed = new Promise((resolve) => ear.socket.once("close", resolve));
		const { id } = await submit(emulator, textToImage(), { client_id: "me" });
		expect(await closed).toBe(1006);
		await emulator.whenIdle();
		expect((await history(emulator, id))?.status.status_str).toBe("success");
	});

	test("closes sockets with a code", async () => {
		const emulator = await emulate();
		const ear = await Ear.open(emulator, "me");
		const closed = new Promise((resolve) => ear.socket.once("close", resolve));
		emulator.inject({ kind: "drop_sockets", code: 1012 });
		expect(await closed).toBe(1012);
	});

	test("leaves sockets half open: nothing comes, not even a pong", async () => {
		const emulator = await emulate();
		const ear = await Ear.open(emulator, "me");
		let ponged = false;
		ear.socket.on("pong", () => {
			ponged = true;
		});
		emulator.inject({ kind: "half_open" });
		ear.socket.ping();
		const other = await Ear.open(emulator, "other");
		const { id } = await submit(emulator, quick(), { client_id: "me" });
		await emulator.whenIdle();
		await other.settle();
		expect(await history(emulator, id)).toBeDefined();
		expect(ear.messages).toHaveLength(1);
		expect(ponged).toBe(false);
		expect(ear.socket.readyState).toBe(ear.socket.OPEN);
	});

	test("makes sockets deaf: pongs come, events do not", async () => {
		const emulator = await emulate();
		const ear = await Ear.open(emulator, "me");
		emulator.inject({ kind: "deaf" });
		await submit(emulator, quick(), { client_id: "me" });
		await emulator.whenIdle();
		await ear.settle();
		expect(ear.messages).toHaveLength(1);
	});

	test("sends garbage between the frames of a run", async () => {
		const emulator = await emulate({
			faults: [{ at: "node", match: { node_id: "2" }, do: { kind: "garbage_frames" } }],
		});
		const ear = await Ear.open(emulator, "me");
		const { id } = await submit(emulator, quick(), { client_id: "me" });
		await ear.end(id);
		expect(ear.texts).toContain("not json at all");
		expect(ear.binaries).toEqual([-1, -1, 1, 4, 3, 99]);
	});

	test("sends frames twice", async () => {
		const emulator = await emulate({
			faults: [{ at: "start", do: { kind: "duplicate_frames", count: 1000 } }],
		});
		const ear = await Ear.open(emulator, "me");
		const { id } = await submit(emulator, quick(), { client_id: "me" });
		await ear.end(id);
		expect(ear.of("execution_success")).toHaveLength(2);
	});

	test("cuts a request before it is handled, or only its answer", async () => {
		const emulator = await emulate();
		const match = { method: "POST", route: "/prompt" };
		emulator.setFaults([{ at: "http", match, do: { kind: "drop_http", when: "before" } }]);
		await expect(submit(emulator, quick())).rejects.toThrow();
		emulator.setFaults([{ at: "http", match, do: { kind: "drop_http", when: "after" } }]);
		await expect(submit(emulator, quick())).rejects.toThrow();
		await emulator.whenIdle();
		expect(Object.keys(await get(emulator, "/history"))).toHaveLength(1);
	});

	test("answers with an error, late, or the nth time only", async () => {
		const clock = new VirtualClock();
		const emulator = await emulate({ clock });
		const match = { route: "/queue" };
		emulator.setFaults([
			{ at: "http", match, nth: 2, times: 2, do: { kind: "http_error", status: 502, body: "bad gateway" } },
			{ at: "http", match: { route: "/system*" }, times: 0, do: { kind: "slow_http", ms: 60_000 } },
		]);
		const statuses: number[] = [];
		for (let i = 0; i < 4; i++) statuses.push((await fetch(`${emulator.url}/api/queue`)).status);
		expect(statuses).toEqual([200, 502, 502, 200]);
		const late = fetch(`${emulator.url}/system_stats`);
		await clock.whenParked();
		clock.advance();
		expect((await late).status).toBe(200);
	});

	test("refuses a socket", async () => {
		const emulator = await emulate({
			faults: [{ at: "http", match: { route: "/ws" }, do: { kind: "http_error", status: 503 } }],
		});
		await expect(Ear.open(emulator, "me")).rejects.toThrow("503");
		await Ear.open(emulator, "me");
	});
});

describe("the start", () => {
	test("refuses connections until its time is up", async () => {
		const clock = new VirtualClock();
		const emulator = await emulate({
			clock,
			faults: [{ at: "listen", do: { kind: "slow_start", ms: 5000 } }],
		});
		await expect(fetch(`${emulator.url}/system_stats`)).rejects.toThrow();
		clock.advance();
		await emulator.ready;
		expect((await fetch(`${emulator.url}/system_stats`)).status).toBe(200);
	});

	test("answers 503 until its time is up", async () => {
		const clock = new VirtualClock();
		const emulator = await emulate({
			clock,
			faults: [{ at: "listen", do: { kind: "slow_start", ms: 5000, how: "503" } }],
		});
		expect((await fetch(`${emulator.url}/system_stats`)).status).toBe(503);
		const waited = clock.sleep(5000);
		clock.advance();
		await waited;
		expect((await fetch(`${emulator.url}/system_stats`)).status).toBe(200);
	});
});

describe("nodes", () => {
	test("runs out of memory, and the next prompt works", async () => {
		const emulator = await emulate({ faults: [{ at: "node", match: atSampler, do: { kind: "oom" } }] });
		const ear = await Ear.open(emulator, "me");
		const first = await submit(emulator, textToImage(), { client_id: "me" });
		const second = await submit(emulator, textToImage(), { client_id: "me" });
		await ear.end(second.id);
		expect(ear.of("execution_error")[0]?.data).toMatchObject({
			exception_type: "torch.OutOfMemoryError",
			node_type: "KSampler",
			exception_message: expect.stringContaining("This error means you ran out of memory on your GPU."),
		});
		expect((await history(emulator, first.id))?.status.status_str).toBe("error");
		expect((await history(emulator, second.id))?.status.status_str).toBe("success");
	});

	test("raises any exception at any step", async () => {
		const action = {
			kind: "error",
			type: "RuntimeError",
			message: "CUDA error: device-side assert",
		} as const;
		const emulator = await emulate({ faults: [{ at: "step", match: { step: 2 }, do: action }] });
		const ear = await Ear.open(emulator, "me");
		const { id } = await submit(emulator, textToImage({ steps: 4 }), { client_id: "me" });
		await ear.end(id);
		expect(ear.of("progress")).toHaveLength(1);
		expect(ear.of("execution_error")[0]?.data.exception_type).toBe("RuntimeError");
	});

	test("hangs without looking at interrupts, for a time", async () => {
		const clock = new VirtualClock();
		const emulator = await emulate({
			clock,
			stepMs: 0,
			faults: [{ at: "step", do: { kind: "hang", ms: 600_000 } }],
		});
		const { id } = await submit(emulator, textToImage());
		await clock.whenParked();
		await post(emulator, "/interrupt", { prompt_id: id });
		expect(await get(emulator, "/prompt")).toEqual({ exec_info: { queue_remaining: 1 } });
		clock.advance();
		await emulator.whenIdle();
		expect((await history(emulator, id))?.status.messages.at(-1)?.[0]).toBe("execution_interrupted");
	});

	test("hangs for ever; only a restart helps", async () => {
		const emulator = await emulate({ faults: [{ at: "node", match: atSampler, do: { kind: "hang" } }] });
		const ear = await Ear.open(emulator, "me");
		await submit(emulator, textToImage(), { client_id: "me" });
		await ear.hear(({ type, data }) => type === "executing" && data.node === "8");
		await emulator.crash();
		await expect(fetch(`${emulator.url}/prompt`)).rejects.toThrow();
		await emulator.restart();
		const { id } = await submit(emulator, quick());
		await emulator.whenIdle();
		expect((await history(emulator, id))?.status.status_str).toBe("success");
	});

	test("loses the output, truncates it, or never makes it, and says success", async () => {
		const script: FaultScript = [
			{ at: "output", do: { kind: "lose_output" } },
			{ at: "output", nth: 2, do: { kind: "truncate_output" } },
			{ at: "node", match: { class_type: "SaveImage" }, nth: 3, do: { kind: "block" } },
		];
		const emulator = await emulate({ faults: script });
		const files: (string | undefined)[] = [];
		for (let i = 0; i < 3; i++) {
			const { id } = await submit(emulator, quick());
			await emulator.whenIdle();
			const entry = await history(emulator, id);
			expect(entry?.status.status_str).toBe("success");
			files.push(entry?.outputs["3"]?.images?.[0]?.filename);
		}
		const view = async (name: string | undefined) => {
			const response = await fetch(`${emulator.url}/view?filename=${name}`);
			return { status: response.status, bytes: Buffer.from(await response.arrayBuffer()) };
		};
		// A lost file frees its number, as it does in the real server.
		expect(files).toEqual(["probe_00001_.png", "probe_00001_.png", undefined]);
		expect((await view("probe_00002_.png")).status).toBe(404);
		const cut = await view("probe_00001_.png");
		expect(() => decodeImage(cut.bytes)).toThrow();
	});

	test("is stopped by somebody else", async () => {
		const emulator = await emulate({ faults: [{ at: "step", do: { kind: "interrupt" } }] });
		const { id } = await submit(emulator, textToImage({ steps: 5 }));
		await emulator.whenIdle();
		expect((await history(emulator, id))?.status.messages.at(-1)?.[0]).toBe("execution_interrupted");
	});
});

describe("the process", () => {
	test("becomes a zombie before a prompt starts", async () => {
		const emulator = await emulate({ faults: [{ at: "dequeue", do: { kind: "zombie" } }] });
		const { id } = await submit(emulator, quick());
		expect(await get(emulator, "/queue")).toMatchObject({ queue_running: [expect.arrayContaining([id])] });
		expect(emulator.zombie).toBe(true);
	});

	test("crashes in a run and comes back without memory", async () => {
		const clock = new VirtualClock();
		const emulator = await emulate({
			clock,
			stepMs: 0,
			faults: [{ at: "step", do: { kind: "crash", restart_ms: 1000 } }],
		});
		const ear = await Ear.open(emulator, "me");
		const closed = new Promise((resolve) => ear.socket.once("close", resolve));
		const { id } = await submit(emulator, textToImage(), { client_id: "me" });
		expect(await closed).toBe(1006);
		await clock.whenParked();
		await expect(fetch(`${emulator.url}/prompt`)).rejects.toThrow();
		clock.advance();
		await emulator.whenRestarted();
		expect(await history(emulator, id)).toBeUndefined();
		const next = await submit(emulator, textToImage());
		await emulator.whenIdle();
		expect((await history(emulator, next.id))?.status.status_str).toBe("success");
	});

	test("accepts a prompt and dies before it can say so", async () => {
		const emulator = await emulate({ faults: [{ at: "prompt", do: { kind: "crash" } }] });
		await expect(submit(emulator, quick())).rejects.toThrow();
		await emulator.restart();
		expect(await get(emulator, "/history")).toEqual({});
	});

	test("forgets everything without dying", async () => {
		const emulator = await emulate({ faults: [{ at: "step", do: { kind: "forget" } }] });
		const ear = await Ear.open(emulator, "me");
		const { id } = await submit(emulator, textToImage(), { client_id: "me" });
		await emulator.whenIdle();
		await ear.settle();
		expect(await history(emulator, id)).toBeUndefined();
		expect(await get(emulator, "/prompt")).toEqual({ exec_info: { queue_remaining: 0 } });
		expect(ear.of("execution_success")).toEqual([]);
	});
});

describe("the script", () => {
	test("can be written and read over HTTP, and refuses what it does not know", async () => {
		const emulator = await emulate();
		const script = [{ at: "step", do: { kind: "oom" } }];
		const stored = await (await post(emulator, "/emulator/faults", script)).json();
		expect(stored).toMatchObject([{ at: "step", nth: 1, times: 1, do: { kind: "oom" } }]);
		await submit(emulator, textToImage());
		await emulator.whenIdle();
		expect(await (await fetch(`${emulator.url}/emulator/faults`)).json()).toEqual([]);
		const bad = await post(emulator, "/emulator/faults", [{ at: "nowhere", do: { kind: "explode" } }]);
		expect(bad.status).toBe(400);
		const misplaced = await post(emulator, "/emulator/faults", [{ at: "prompt", do: { kind: "oom" } }]);
		expect(await misplaced.text()).toContain("cannot strike at this place");
		const ear = await Ear.open(emulator, "me");
		const closed = new Promise((resolve) => ear.socket.once("close", resolve));
		await post(emulator, "/emulator/faults", { inject: { kind: "drop_sockets" } });
		await closed;
	});

	test("holds a run until another script is loaded, and no other run", async () => {
		const emulator = await emulate();
		const hold = { at: "step", match: { node_id: "held", step: 2 }, do: { kind: "hold" } };
		await post(emulator, "/emulator/faults", [hold]);
		const graph = () => probe("ProbeProgress", { steps: 3, ms: 0, preview: false }, "SaveImage");
		const free = await submit(emulator, graph());
		await emulator.whenIdle();
		expect((await history(emulator, free.id))?.status.status_str).toBe("success");
		const ear = await Ear.open(emulator, "me");
		const heldGraph = JSON.parse(JSON.stringify(graph()).replaceAll('"2"', '"held"'));
		const held = await submit(emulator, heldGraph, { client_id: "me" });
		await ear.hear(({ type }) => type === "progress");
		await ear.settle();
		expect(await get(emulator, "/prompt")).toEqual({ exec_info: { queue_remaining: 1 } });
		expect(await history(emulator, held.id)).toBeUndefined();
		await post(emulator, "/emulator/faults", []);
		await emulator.whenIdle();
		expect((await history(emulator, held.id))?.status.status_str).toBe("success");
	});

	test("keeps files through everything", async () => {
		const emulator = await emulate();
		await submit(emulator, quick());
		await emulator.whenIdle();
		await emulator.restart();
		expect(statSync(path.join(emulator.dataDir, "output", "probe_00001_.png")).size).toBeGreaterThan(50);
	});
});
