import { readFile } from "node:fs/promises";
import path from "node:path";
import { describe, expect, test } from "vitest";
import { readConfig } from "../process/config.ts";

const root = path.resolve(import.meta.dirname, "../..");
const text = (file: string) => readFile(path.join(root, file), "utf8");
const NEEDED = { EDGE_URL: "https://edge.example", WORKER_TOKEN: "a-token" };

describe("RunPod's Hub", () => {
	interface Listing {
		config: {
			gpuCount: number;
			allowedCudaVersions: string[];
			env: { key: string; input: { default?: string; required?: boolean } }[];
		};
	}
	interface Tests {
		tests: { input: unknown; timeout: number }[];
		config: { gpuCount: number; allowedCudaVersions: string[]; env: { key: string; value: string }[] };
	}

	test("asks for what the worker cannot do without, and offers nothing that it does not know or take", async () => {
		const { config } = JSON.parse(await text(".runpod/hub.json")) as Listing;
		const required = config.env.filter(({ input }) => input.required).map(({ key }) => key);
		expect(required.sort()).toEqual(Object.keys(NEEDED).sort());
		const defaults = config.env.map(({ key, input }) => [key, input.default ?? ""]);
		// As the image sets it, which starts ComfyUI itself.
		const env = { COMFYUI_COMMAND: "auto", COMFYUI_DIR: root, ...Object.fromEntries(defaults), ...NEEDED };
		const read = readConfig(env, []) as Record<string, unknown>;
		for (const { key } of config.env) expect(Object.keys(read)).toContain(key);
	});

	test("tests the worker with a ticket, on the machine that is listed", async () => {
		const listing = JSON.parse(await text(".runpod/hub.json")) as Listing;
		const { tests, config } = JSON.parse(await text(".runpod/tests.json")) as Tests;
		for (const { input } of tests)
			expect(input).toEqual({ v: 1, kind: "ticket", ticket_id: expect.stringMatching(/.+/) });
		expect(config.allowedCudaVersions).toEqual(listing.config.allowedCudaVersions);
		expect(config.env.map(({ key }) => key).sort()).toEqual(Object.keys(NEEDED).sort());
	});

	test("starts the program that the image starts", async () => {
		const program = /\["node", "(.*?)"\]/;
		expect(program.exec(await text(".runpod/handler.py"))?.[1]).toBe(
			program.exec(await text("worker/Dockerfile"))?.[1],
		);
	});
});

test("docker compose gives the worker one GPU, what it needs, its models where the image has them, and time to drain", async () => {
	const compose = await text("worker/compose.yaml");
	for (const name of Object.keys(NEEDED)) expect(compose).toContain(`\${${name}:?`);
	expect(compose).toContain("dockerfile: ../../worker/Dockerfile");
	expect(compose).toMatch(/driver: nvidia\s+count: 1\s+capabilities: \[gpu\]/);
	expect(compose).toContain(":/runpod-volume/models");
	const grace = Number(/stop_grace_period: (\d+)s/.exec(compose)?.[1]) * 1_000;
	expect(grace).toBeGreaterThan(readConfig(NEEDED, []).DRAIN_MS);
});
