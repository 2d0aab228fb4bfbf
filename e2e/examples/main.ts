import { mkdtemp, rm, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { library } from "../../workflows/library/index.ts";
import { hasFfmpeg } from "../../workflows/quality/examine/ffmpeg.ts";
import { readFlags } from "../stack/flags.ts";
import { root } from "../stack/processes.ts";
import { type Stack, startStack } from "../stack/stack.ts";
import { ended } from "../testing/follow.ts";
import { type ExampleFiles, exampleOf, uploadExampleFiles } from "./parameters.ts";
import { type Example, examplesDocument } from "./table.ts";

const USAGE = `npm run examples: runs every workflow of the library with its example, and writes workflows/quality/EXAMPLES.md

With COMFYUI_URL in the environment a real ComfyUI makes them, without it an emulator.`;
const FILE = path.join(root, "workflows/quality/EXAMPLES.md");
/** Where an example says no seed, so that the next run measures the same. */
const SEED = 7;

const { COMFYUI_URL, COMFY_ORG_API_KEY } = process.env;

async function exampleRun(
	{ client }: Stack,
	files: ExampleFiles,
	workflow: (typeof library)[number],
): Promise<Example> {
	const { id, version, seed } = workflow;
	const job = await client.submit({
		workflow: `${id}@${version}`,
		parameters: { ...(seed === undefined ? {} : { [seed]: SEED }), ...exampleOf(workflow, files) },
		quality: { on_fail: "flag" },
	});
	const done = await ended(client, job.id);
	return {
		workflow: `${id}@${version}`,
		status: done.status,
		error: done.error?.message ?? null,
		outputs: await Promise.all(
			done.outputs.map(async ({ id, kind, width, height }) => ({
				...{ kind, width, height },
				checks: (await client.assets.checks(id)).checks,
			})),
		),
	};
}

readFlags(USAGE, {});
const base = await mkdtemp(path.join(os.tmpdir(), "darkroom-comfyui-"));
const stack = await startStack({
	comfyuiUrl: COMFYUI_URL,
	emulator: ["--library", "--step-ms", "1", "--fp32-vae", "--base-directory", base],
	workerEnv: {
		QUALITY_CHECKS: "on",
		...(COMFYUI_URL === undefined && { COMFYUI_DIR: base }),
		COMFY_ORG_API_KEY: COMFY_ORG_API_KEY ?? "a key that no partner knows",
	},
});
try {
	const files = await uploadExampleFiles(stack.client);
	const examples: Example[] = [];
	for (const workflow of library) {
		examples.push(await exampleRun(stack, files, workflow));
		console.log(`${examples.length} of ${library.length}: ${workflow.id}`);
	}
	await writeFile(
		FILE,
		examplesDocument(examples, { emulated: stack.comfyui.emulated, ffmpeg: await hasFfmpeg() }),
	);
	console.log(`written: ${path.relative(process.cwd(), FILE)}`);
} finally {
	await stack.stop();
	await rm(base, { recursive: true, force: true });
}
