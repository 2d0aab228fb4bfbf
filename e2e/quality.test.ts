import { afterAll, beforeAll, expect, test } from "vitest";
import type { FaultAction } from "../worker/emulators/comfyui/faults.ts";
import { type Stack, startStack } from "./stack/stack.ts";
import { setFaults } from "./testing/comfyui.ts";
import { follow } from "./testing/follow.ts";
import { assertInvariants } from "./testing/invariants.ts";

/** What becomes of pictures that are spoilt, from ComfyUI to whoever watches. The ComfyUI is the emulated one. */
let stack: Stack;

beforeAll(async () => {
	stack = await startStack({
		emulator: ["--step-ms", "1"],
		workerEnv: { QUALITY_CHECKS: "on", POLL_MS: "1000" },
	});
});
afterAll(() => stack.stop());

const submit = (seed: number, more: object = {}) =>
	stack.client.submit({
		workflow: "z-image-turbo-base-image",
		parameters: { prompt: "a lighthouse", seed, width: 512, height: 768, variations: 1 },
		...more,
	});

test.each<[string, FaultAction["kind"], string, number]>([
	["black", "blacken_output", "image_blank", 1],
	["cut off", "truncate_output", "file_decodable", 2],
	["of another size", "shrink_output", "image_dimensions", 3],
])(
	"S0-D33 a picture that is %s is found, taken again with another seed, and the job ends right",
	async (_, kind, check, seed) => {
		await setFaults(stack.comfyui.url, [{ at: "output", do: { kind } as FaultAction }]);
		const { id } = await submit(seed * 100);
		const { events } = await follow(stack.client, id);
		const job = await stack.client.job(id);
		expect(job.status).toBe("succeeded");
		expect(job.stages).toMatchObject([{ status: "succeeded", take: 2, retakes_left: 0 }]);
		const [first, second] = job.stages[0]?.tasks ?? [];
		expect(first).toMatchObject({ status: "succeeded", verdict: { result: "again" } });
		expect(second).toMatchObject({ status: "succeeded", verdict: { result: "pass" } });
		// The spoilt one is kept, and says what is wrong with it.
		const [spoilt] = first?.outputs ?? [];
		expect(spoilt?.quality?.status).toBe("fail");
		expect(spoilt?.quality?.checks.map((one) => one.id)).toContain(check);
		expect(second?.outputs[0]?.quality?.status).not.toBe("fail");
		expect(events.filter(({ type }) => type === "verdict")).toMatchObject([
			{ result: "again" },
			{ result: "pass" },
		]);
		const { tasks } = await stack.client.sidecar(id);
		expect(tasks.map((task) => task.seed)).toEqual([
			seed * 100,
			expect.not.toSatisfy((own) => own === seed * 100),
		]);
		await assertInvariants(stack, [id]);
	},
);

test("what a job asks for counts: told only, failed at once, or left to a person", async () => {
	const spoilt = async (seed: number, quality: object) => {
		await setFaults(stack.comfyui.url, [{ at: "output", do: { kind: "blacken_output" } }]);
		return submit(seed, { quality });
	};
	const told = await spoilt(1_000, { on_fail: "flag" });
	await follow(stack.client, told.id);
	expect(await stack.client.job(told.id)).toMatchObject({
		status: "succeeded",
		outputs: [{ quality: { status: "fail" } }],
	});
	const failed = await spoilt(2_000, { on_fail: "fail" });
	await follow(stack.client, failed.id);
	expect(await stack.client.job(failed.id)).toMatchObject({
		status: "failed",
		error: { code: "quality_rejected", message: expect.stringContaining("the picture is black") },
	});
	const asked = await spoilt(3_000, { on_fail: "ask" });
	await expect
		.poll(async () => (await stack.client.job(asked.id)).awaiting?.stage, { timeout: 60_000 })
		.toBe("main");
	await stack.client.cancel(asked.id);
	await follow(stack.client, asked.id);
	await assertInvariants(stack, [told.id, failed.id, asked.id]);
});
