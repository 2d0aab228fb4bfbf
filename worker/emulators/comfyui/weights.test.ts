import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { objectInfoOf } from "../../../workflows/signatures/signatures.ts";
import { startComfyEmulator } from "./server.ts";
import { FileStore } from "./state/files.ts";

let root: string;
beforeEach(() => {
	root = mkdtempSync(path.join(tmpdir(), "emulator-weights-"));
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

/** One that a graph without a training can link to. */
const trained = {
	Trained: { input: { required: {} }, output: ["LORA_MODEL"], output_name: ["lora"], name: "Trained" },
};

test("SaveLoRA names files and counts them as the real one does, and tells nobody", async () => {
	const objectInfo = { ...objectInfoOf("0.33.0", {}), ...trained };
	const comfy = await startComfyEmulator({ objectInfo, dataDir: root });
	try {
		const save = async (steps: number | undefined) => {
			const inputs = { prefix: "loras/mia", lora: ["4", 0], ...(steps === undefined ? {} : { steps }) };
			const prompt = { "4": { class_type: "Trained", inputs: {} }, "5": { class_type: "SaveLoRA", inputs } };
			const reply = await fetch(`${comfy.url}/prompt`, { method: "POST", body: JSON.stringify({ prompt }) });
			const { prompt_id } = (await reply.json()) as { prompt_id: string };
			for (;;) {
				const history = await (await fetch(`${comfy.url}/history/${prompt_id}`)).json();
				const entry = (history as Record<string, { outputs: unknown }>)[prompt_id];
				if (entry !== undefined) return entry.outputs;
			}
		};
		expect(await save(undefined)).toEqual({});
		expect(await save(30)).toEqual({});
		// The number of steps is taken for the number of the file.
		expect(await save(7)).toEqual({});
		expect(readdirSync(path.join(root, "output/loras")).sort()).toEqual([
			"mia_00001_.safetensors",
			"mia_30_steps_00002_.safetensors",
			"mia_7_steps_00031_.safetensors",
		]);
	} finally {
		await comfy.close();
	}
});

test("a node that writes by path writes nothing outside the base folder", () => {
	const files = new FileStore(root, {});
	files.write("output/a/b.bin", Buffer.from("1"));
	files.write(path.join(root, "output/a/b.bin"), Buffer.from("2"));
	expect(readFileSync(path.join(root, "output/a/b.bin"), "utf8")).toBe("2");
	for (const outside of [`../${path.basename(root)}-beside`, `${root}x/y`]) {
		files.write(outside, Buffer.from("3"));
		expect(existsSync(path.resolve(root, outside)), outside).toBe(false);
	}
});
