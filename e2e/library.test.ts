import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { unzipSync } from "fflate";
import { afterAll, beforeAll, describe, expect, inject, test } from "vitest";
import { main } from "../client/main.ts";
import type { WorkflowDefinition } from "../workflows/definition/define.ts";
import { library } from "../workflows/library/index.ts";
import { characterSheetPlan, sheetCaption } from "../workflows/prompts/poses.ts";
import { crossAttention, safetensors } from "../workflows/safetensors/testing/files.ts";
import { type ExampleFiles, exampleOf, uploadExampleFiles } from "./examples/parameters.ts";
import { type Stack, startStack } from "./stack/stack.ts";
import { capture } from "./testing/capture.ts";
import { ended } from "./testing/follow.ts";
import { assertInvariants } from "./testing/invariants.ts";
import { paint } from "./testing/pictures.ts";

/** Workflows of the library from a client's request to its outputs; only the GPU's work is made up. */
let stack: Stack;
let base: string;
let files: ExampleFiles;

beforeAll(async () => {
	base = await mkdtemp(path.join(os.tmpdir(), "darkroom-comfyui-"));
	stack = await startStack({
		workers: 2,
		emulator: ["--library", "--step-ms", "1", "--fp32-vae", "--base-directory", base],
		workerEnv: { COMFY_ORG_API_KEY: "a key that no partner knows", COMFYUI_DIR: base },
	});
	files = await uploadExampleFiles(stack.client);
});
afterAll(async () => {
	await stack.stop();
	await rm(base, { recursive: true, force: true });
});

/** Everyday those that make people, who are what rows ask for, and one in three of the others: other ones each day. */
const PEOPLE: readonly WorkflowDefinition["category"][] = ["character", "face"];
const IN_TURN = 3;
const turn = inject("turn");
const tried = inject("thorough")
	? library
	: library.filter(({ category }, at) => PEOPLE.includes(category) || at % IN_TURN === turn % IN_TURN);
console.log(
	`${tried.length} of ${library.length} workflows run (the same: DARKROOM_TURN=${turn}; all: --thorough)`,
);

test("S2-LORA-03 S0-A47 a LoRA that was uploaded is used by workers that never saw it, without a restart", async () => {
	const { client } = stack;
	const file = safetensors(crossAttention(768), { metadata: { note: "of this test" } });
	const lora = await client.loras.upload(new Blob([file]), { name: "mia", trigger_word: "ohwx mia" });
	const [version] = lora.versions;
	if (!version) throw new Error("a LoRA without a version");
	const submit = (seed: number) =>
		client.submit({
			workflow: "sd15-text-to-image",
			parameters: { prompt: "at the harbour", lora: version.reference, trigger_word: "ohwx mia", seed },
		});
	const jobs = await Promise.all([1, 2, 3].map(submit));
	// What was submitted keeps what it needs.
	await client.loras.delete("mia");
	for (const { id } of jobs) {
		const done = await ended(client, id);
		expect([done.status, done.error]).toEqual(["succeeded", null]);
		const [task] = (await client.sidecar(id)).tasks;
		expect(JSON.stringify(task?.graph)).toContain(`"lora_name":"darkroom/${version.sha256}.safetensors"`);
	}
	const folder = path.join(base, "models", "loras", "darkroom");
	expect(await readdir(folder)).toEqual([`${version.sha256}.safetensors`]);
	expect(await readFile(path.join(folder, `${version.sha256}.safetensors`))).toEqual(Buffer.from(file));
	await assertInvariants(
		stack,
		jobs.map(({ id }) => id),
	);
});

test("S0-A12 S2-DATA-01 S2-DATA-03a a folder becomes a dataset on the command line: its fault is found and mended, pictures of the class are made beside it, it is frozen and fetched", async () => {
	const { client, edge } = stack;
	const folder = path.join(base, "mia");
	await mkdir(folder);
	for (const [at, shown] of characterSheetPlan(7).entries()) {
		const roll = (x: number, y: number) => ((x >> 5) * (at + 3) * 31 + (y >> 5) * 17 * (at + 1)) % 256;
		const bytes = paint(256, 256, (x, y) => [roll(x, y), roll(y, x), 0]);
		await writeFile(path.join(folder, `p${at}.png`), bytes);
		await writeFile(path.join(folder, `p${at}.txt`), at === 2 ? "walking" : sheetCaption("mia_v1", shown));
	}
	const env = { DARKROOM_URL: edge.url, DARKROOM_KEY: client.key, DARKROOM_CWD: base };
	const run = async (...args: string[]) => {
		const captured = capture();
		const code = await main(["dataset", ...args], env);
		captured.end();
		return { code, said: captured.said() };
	};
	expect(await run("create", "mia", "--trigger", "mia_v1")).toEqual({ code: 0, said: "mia\n" });
	expect(await run("add", "mia", "mia")).toEqual({ code: 0, said: "7\n" });
	expect((await run("freeze", "mia")).code).toBe(5);
	const report = await run("report", "mia");
	expect(report.code).toBe(6);
	expect(report.said).toContain("3 p2.png\tfault\ttrigger_not_first");
	expect(report.said).not.toContain("not_compared");
	await client.datasets.changeItem("mia", 3, { caption: "mia_v1, full body, walking, park" });
	const begun = await run("regularise", "mia", "--pictures", "2");
	expect((await ended(client, begun.said.trim())).status).toBe("succeeded");
	expect((await run("report", "mia")).said).toContain("ready, 0 faults");
	expect(await run("freeze", "mia")).toEqual({ code: 0, said: "mia@1\n" });
	expect((await run("show", "mia")).said).toContain("mia\tmia_v1\t7\t2\tmia@1\n");
	expect(await run("diff", "mia@1", "mia")).toEqual({ code: 0, said: "" });
	expect(await run("download", "mia@1")).toEqual({ code: 0, said: "mia-1.zip\n" });
	const files = Object.keys(unzipSync(await readFile(path.join(base, "mia-1.zip"))));
	expect(files.filter((name) => name.startsWith("train/10_mia_v1/"))).toHaveLength(14);
	expect(files.filter((name) => name.startsWith("reg/1_anime_character/"))).toHaveLength(2);
	expect(await run("delete", "mia@1")).toEqual({ code: 0, said: "mia@1\n" });
	expect((await run("list")).said).toBe("mia\tmia_v1\t7\t2\t\tchanged\n");
});

describe.concurrent("S0-A02 S0-B09 S3-32 S3-83 S3-85 S0-A01 S0-A24 S0-E03 a job of", () => {
	test.each(tried.map((workflow) => [workflow.id, workflow] as const))("%s", async (_, workflow) => {
		const job = await stack.client.submit({
			workflow: `${workflow.id}@${workflow.version}`,
			parameters: exampleOf(workflow, files),
		});
		const done = await ended(stack.client, job.id);
		expect([done.status, done.error]).toEqual(["succeeded", null]);
		const expected = workflow.outputs.map(({ name, kind }) => `${name} ${kind}`).sort();
		const found = new Set(done.outputs.map(({ name, kind }) => `${name} ${kind}`));
		expect([...found].sort()).toEqual(expected);
		await assertInvariants(stack, [job.id]);
	});
});
