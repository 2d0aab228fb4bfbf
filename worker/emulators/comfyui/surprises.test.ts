import { readdirSync, rmSync } from "node:fs";
import path from "node:path";
import { describe, expect, test } from "vitest";
import { isRecord } from "./graph.ts";
import { fresh, probe, textToImage } from "./testing/graphs.ts";
import { Ear, emulate, get, history, json, post, submit } from "./testing/talk.ts";
import { VirtualClock } from "./testing/virtual-clock.ts";

const slow = () => probe("ProbeProgress", { steps: 40, ms: 5, preview: false });
const UUID = "0d6f6c5e-52c4-4b0c-9c8a-2f6f3d1a7e11";

describe("sockets", () => {
	test("leaves the second socket of a client deaf when the first one closes", async () => {
		const emulator = await emulate();
		const first = await Ear.open(emulator, "same");
		const second = await Ear.open(emulator, "same");
		const one = await submit(emulator, probe("ProbeSleep", { ms: 1 }), { client_id: "same" });
		await second.end(one.id);
		expect(first.of("executing")).toEqual([]);

		await first.close(emulator);
		const heard = second.messages.length;
		await submit(emulator, probe("ProbeSleep", { ms: 1 }), { client_id: "same" });
		await emulator.whenIdle();
		await second.settle(); // alive: it answers pings
		expect(second.messages.length).toBe(heard); // and hears nothing, not even the broadcasts
	});

	test("tells a client that connects in the middle which node runs, without a prompt id", async () => {
		const emulator = await emulate();
		const { id } = await submit(emulator, slow(), { client_id: "late" });
		const other = await Ear.open(emulator, "other");
		await other.hear(({ type }) => type === "status");
		const ear = await Ear.open(emulator, "late");
		await ear.end(id);
		expect(ear.messages[1]).toEqual({ type: "executing", data: { node: expect.any(String) } });
	});

	test("sends previews bare, or with metadata to who asked for it, and none by default", async () => {
		const emulator = await emulate();
		const plain = await Ear.open(emulator, "plain");
		const first = await submit(emulator, textToImage(), { client_id: "plain" });
		await plain.end(first.id);
		expect(plain.binaries).toEqual([]);
		const extra_data = { preview_method: "auto" };
		const second = await submit(emulator, textToImage(), { client_id: "plain", extra_data });
		await plain.end(second.id);
		expect(plain.binaries).toEqual([1, 1]);

		const keen = await Ear.open(emulator, "keen", { supports_preview_metadata: true });
		const third = await submit(emulator, textToImage(), { client_id: "keen", extra_data });
		await keen.end(third.id);
		expect(keen.binaries).toEqual([4, 4]);
	});
});

describe("interrupts", () => {
	test("loses one that comes between dequeue and start", async () => {
		const clock = new VirtualClock();
		const emulator = await emulate({ clock, dequeueGapMs: 10 });
		const { id } = await submit(emulator, probe("ProbeSleep", { ms: 1 }));
		await clock.whenParked(); // taken off the queue, not started
		await post(emulator, "/interrupt", { prompt_id: id });
		clock.advance();
		await clock.whenParked();
		clock.advance();
		await emulator.whenIdle();
		expect((await history(emulator, id))?.status.status_str).toBe("success");
	});

	test("ends a run at the next step, and shows as an error in history", async () => {
		const emulator = await emulate();
		const ear = await Ear.open(emulator, "me");
		const { id } = await submit(emulator, slow(), { client_id: "me" });
		await ear.hear(({ type }) => type === "progress");
		await post(emulator, "/interrupt", { prompt_id: UUID }); // not running: nothing happens
		await post(emulator, "/interrupt", { prompt_id: id });
		await ear.end(id);
		const entry = await history(emulator, id);
		expect(entry?.status).toMatchObject({ status_str: "error", completed: false });
		expect(entry?.status.messages.at(-1)?.[0]).toBe("execution_interrupted");
	});

	test("never reaches into the next prompt", async () => {
		const emulator = await emulate();
		await fetch(`${emulator.url}/interrupt`, { method: "POST" });
		const { id } = await submit(emulator, probe("ProbeSleep", { ms: 1 }));
		await emulator.whenIdle();
		expect((await history(emulator, id))?.status.status_str).toBe("success");
	});

	test("can be aimed at waiting and running prompts through the job routes", async () => {
		const emulator = await emulate();
		const running = await submit(emulator, slow());
		const waiting = await submit(emulator, slow());
		const cancel = async (id: string) => json(await post(emulator, `/api/jobs/${id}/cancel`, {}));
		expect(await cancel(waiting.id)).toEqual({ cancelled: true });
		expect(await cancel(running.id)).toEqual({ cancelled: true });
		await emulator.whenIdle();
		expect(await cancel(running.id)).toEqual({ cancelled: false });
		expect(await get(emulator, `/api/jobs/${running.id}`)).toMatchObject({ status: "cancelled" });
		expect(await history(emulator, waiting.id)).toBeUndefined();
	});
});

describe("outcomes that are not what they seem", () => {
	test("runs a prompt of which one output is invalid, and says so only in node_errors", async () => {
		const emulator = await emulate();
		const graph = {
			...probe("ProbeSleep", { ms: 1 }),
			"8": { class_type: "ImageInvert", inputs: {} },
			"9": { class_type: "PreviewImage", inputs: { images: ["8", 0] } },
		};
		const { status, id, body } = await submit(emulator, graph);
		expect(status).toBe(200);
		expect(body.node_errors).toMatchObject({ "8": { dependent_outputs: ["9"], class_type: "ImageInvert" } });
		await emulator.whenIdle();
		expect(Object.keys((await history(emulator, id))?.outputs ?? {})).toEqual(["3"]);
	});

	test("writes bare NaN into frames and history", async () => {
		const emulator = await emulate();
		const ear = await Ear.open(emulator, "me");
		const { "1": one } = probe("ProbeSleep", { ms: 0 });
		const graph = { "1": one, "5": { class_type: "ProbeText", inputs: { image: ["1", 0], nan: true } } };
		const { id } = await submit(emulator, graph, { client_id: "me" });
		await ear.end(id);
		const frame = ear.texts.find((text) => text.includes('"executed"')) ?? "";
		expect(frame).toContain('"value": [NaN]');
		expect(() => JSON.parse(frame)).toThrow(SyntaxError);
		const text = await (await fetch(`${emulator.url}/history/${id}`)).text();
		expect(() => JSON.parse(text)).toThrow(SyntaxError);
	});

	test("sends an execution_error for a spoken blocker, and success after it", async () => {
		const emulator = await emulate();
		const ear = await Ear.open(emulator, "me");
		const { id } = await submit(emulator, probe("ProbeFail", { kind: "blocker" }), { client_id: "me" });
		await ear.end(id);
		expect(ear.of("execution_error")[0]?.data).toMatchObject({ exception_type: "ExecutionBlocked" });
		expect(ear.of("execution_success")).toHaveLength(1);
		expect(await history(emulator, id)).toMatchObject({ outputs: {}, status: { status_str: "success" } });
	});

	test("says success without the expected output after a silent blocker", async () => {
		const emulator = await emulate();
		const ear = await Ear.open(emulator, "me");
		const graph = probe("ProbeFail", { kind: "blocker_silent" });
		const { id } = await submit(emulator, graph, { client_id: "me" });
		await ear.end(id);
		expect(ear.of("execution_error")).toEqual([]);
		expect(await history(emulator, id)).toMatchObject({ outputs: {}, status: { status_str: "success" } });
	});

	test("says success in history after a dependency cycle at run time", async () => {
		const emulator = await emulate();
		const { "1": one, "3": three } = probe("ProbeSleep", { ms: 0 });
		const cycle = {
			class_type: "TestDynamicDependencyCycle",
			inputs: { input1: ["1", 0], input2: ["1", 0] },
		};
		const { id } = await submit(emulator, { "1": one, "2": cycle, "3": three });
		await emulator.whenIdle();
		const entry = await history(emulator, id);
		expect(entry?.status).toMatchObject({ status_str: "success", completed: true });
		expect(entry?.status.messages.at(-1)?.[0]).toBe("execution_error");
	});

	test("has history ready at the last event, forty times out of forty", async () => {
		const emulator = await emulate();
		const ear = await Ear.open(emulator, "me");
		const found: Promise<boolean>[] = [];
		ear.socket.on("message", (data: Buffer) => {
			const [, id] = /"execution_success".*"prompt_id": "([^"]+)"/.exec(data.toString()) ?? [];
			if (id) found.push(history(emulator, id).then((entry) => entry !== undefined));
		});
		for (let i = 0; i < 40; i++) {
			await submit(emulator, probe("ProbeSleep", { ms: 0 }), { client_id: "me" });
		}
		await emulator.whenIdle();
		await ear.settle();
		expect(await Promise.all(found)).toEqual(Array.from({ length: 40 }, () => true));
	});
});

describe("memory", () => {
	test("names a cached file that is gone, and does not save it again", async () => {
		const emulator = await emulate();
		const graph = textToImage();
		const ear = await Ear.open(emulator, "me");
		const first = await submit(emulator, graph, { client_id: "me" });
		await ear.end(first.id);
		const folder = path.join(emulator.dataDir, "output", "test");
		for (const name of readdirSync(folder)) rmSync(path.join(folder, name));

		const again = await submit(emulator, graph, { client_id: "me" });
		await ear.end(again.id);
		const cached = ear.of("execution_cached").at(-1)?.data.nodes;
		expect(cached).toEqual(Object.keys(graph));
		expect(ear.of("executed")).toHaveLength(2);
		const files = (await history(emulator, again.id))?.outputs["10"]?.images;
		expect(files).toEqual((await history(emulator, first.id))?.outputs["10"]?.images);
		const { filename = "", subfolder = "" } = files?.[0] ?? {};
		const view = await fetch(`${emulator.url}/view?filename=${filename}&subfolder=${subfolder}`);
		expect(view.status).toBe(404);
	});

	test("keeps results of earlier prompts in the newer release, of the last prompt in the older", async () => {
		for (const [version, kept] of [
			["0.33.0", 9],
			["0.3.64", 6],
		] as const) {
			const emulator = await emulate({ version });
			const first = textToImage({ seed: 1 });
			for (const graph of [first, textToImage({ seed: 2 }), first]) await submit(emulator, graph);
			await emulator.whenIdle();
			const entries = Object.values(await get(emulator, "/history?max_items=1"));
			const [last] = entries.filter(isRecord);
			const messages = isRecord(last?.status) ? last.status.messages : undefined;
			const cached = Array.isArray(messages) ? messages[1][1].nodes : [];
			expect(cached).toHaveLength(kept);
		}
	});

	test("empties the cache on request", async () => {
		const emulator = await emulate();
		const graph = textToImage();
		await submit(emulator, graph);
		await emulator.whenIdle();
		await post(emulator, "/free", { free_memory: true, unload_models: true });
		const { id } = await submit(emulator, graph);
		await emulator.whenIdle();
		expect((await history(emulator, id))?.status.messages[1]?.[1].nodes).toEqual([]);
	});

	test("forgets an accepted prompt when it restarts; files stay", async () => {
		const emulator = await emulate();
		const done = await submit(emulator, textToImage());
		await emulator.whenIdle();
		const running = await submit(emulator, slow());
		const waiting = await submit(emulator, slow());
		await emulator.crash();
		await expect(fetch(`${emulator.url}/prompt`)).rejects.toThrow();
		await emulator.restart();
		for (const { id } of [done, running, waiting]) expect(await history(emulator, id)).toBeUndefined();
		expect(await get(emulator, "/queue")).toEqual({ queue_running: [], queue_pending: [] });
		expect(readdirSync(path.join(emulator.dataDir, "output", "test"))).toHaveLength(1);
		const next = await submit(emulator, textToImage());
		expect(next.body.number).toBe(0);
	});

	test("runs two prompts with one id, and remembers the second", async () => {
		const emulator = await emulate();
		const ear = await Ear.open(emulator, "me");
		const [one, two] = [probe("ProbeSleep", { ms: 1 }), probe("ProbeSleep", { ms: 1 })];
		for (const graph of [one, two]) await submit(emulator, graph, { prompt_id: UUID, client_id: "me" });
		await emulator.whenIdle();
		await ear.settle();
		expect(ear.of("execution_success")).toHaveLength(2);
		expect((await history(emulator, UUID))?.prompt[2]).toEqual(two);
	});

	test("goes on answering HTTP when the executing thread is dead", async () => {
		const emulator = await emulate();
		const ear = await Ear.open(emulator, "me");
		const { id } = await submit(emulator, probe("ProbeFail", { kind: "system_exit" }), { client_id: "me" });
		await ear.hear(({ type, data }) => type === "executing" && data.node === "2");
		await post(emulator, "/interrupt", { prompt_id: id });
		await submit(emulator, probe("ProbeSleep", { ms: 1 }));
		expect(emulator.zombie).toBe(true);
		expect(await get(emulator, "/prompt")).toEqual({ exec_info: { queue_remaining: 2 } });
		expect(await history(emulator, id)).toBeUndefined();
		await ear.settle();
		expect(ear.of("execution_interrupted")).toEqual([]);
	});
});

describe("numbers", () => {
	test("shows and keeps 64-bit seeds exactly", async () => {
		const emulator = await emulate();
		const info = await (await fetch(`${emulator.url}/object_info/KSampler`)).text();
		expect(info).toContain('"max": 18446744073709551615');
		const graph = textToImage({ seed: "SEED" });
		const body = (seed: string) => JSON.stringify({ prompt: graph }).replace('"SEED"', seed);
		const { id, status } = await submit(emulator, undefined, {}, body("18446744073709551615"));
		expect(status).toBe(200);
		await emulator.whenIdle();
		const text = await (await fetch(`${emulator.url}/history/${id}`)).text();
		expect(text).toContain('"seed": 18446744073709551615');
		// What JavaScript makes of that maximum is over it.
		const rounded = await submit(
			emulator,
			undefined,
			{},
			body(BigInt(Number("18446744073709551615")).toString()),
		);
		expect(rounded.status).toBe(400);
		expect(
			JSON.stringify(rounded.body, (_key, value) => (typeof value === "bigint" ? `${value}` : value)),
		).toContain("Value 18446744073709551616 bigger than max of 18446744073709551615");
		const literal = await submit(emulator, undefined, {}, body("18446744073709552000"));
		expect(literal.status).toBe(400);
	});

	test("orders the queue by number, lowest first", async () => {
		const emulator = await emulate();
		const ear = await Ear.open(emulator, "me");
		const { id: running } = await submit(emulator, slow());
		const ids: string[] = [];
		for (const more of [{}, { number: 0.5 }, { front: true }]) {
			const { id } = await submit(emulator, probe("ProbeSleep", { ms: 0 }), { client_id: "me", ...more });
			ids.push(id);
		}
		await post(emulator, "/interrupt", { prompt_id: running });
		await emulator.whenIdle();
		await ear.settle();
		const order = ear.of("execution_start").map(({ data }) => data.prompt_id);
		expect(order).toEqual([ids[2], ids[1], ids[0]]);
	});

	test("breaks on two waiting prompts with the same id and number, and keeps both", async () => {
		const emulator = await emulate();
		const { id: running } = await submit(emulator, slow());
		const again = { prompt_id: UUID, number: 7 };
		expect((await submit(emulator, probe("ProbeSleep", { ms: 0 }), again)).status).toBe(200);
		expect((await submit(emulator, probe("ProbeSleep", { ms: 0 }), again)).status).toBe(500);
		expect(await get(emulator, "/prompt")).toEqual({ exec_info: { queue_remaining: 3 } });
		await post(emulator, "/queue", { delete: [UUID, UUID] });
		await post(emulator, "/interrupt", { prompt_id: running });
		await emulator.whenIdle();
	});

	test("keeps the secrets of partner nodes out of queue and history", async () => {
		const emulator = await emulate();
		const extra_data = { api_key_comfy_org: "secret", other: fresh() };
		const { id } = await submit(emulator, probe("ProbeSleep", { ms: 0 }), { extra_data });
		await emulator.whenIdle();
		const text = JSON.stringify(await history(emulator, id));
		expect(text).toContain('"other"');
		expect(text).not.toContain("secret");
	});
});
