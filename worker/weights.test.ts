import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { OUTPUT_PARTS } from "../edge/contract/workers/workers.ts";
import type { ApiGraph } from "../workflows/graph/graph.ts";
import { objectInfoOf } from "../workflows/signatures/signatures.ts";
import { runs } from "../workflows/testing/runs.ts";
import type { FaultScript } from "./emulators/comfyui/faults.ts";
import type { ComfyVersion } from "./emulators/comfyui/version.ts";
import type { FakeTask } from "./testing/fake-attempts.ts";
import { slowPicture } from "./testing/graphs.ts";
import { queued } from "./testing/rig.ts";
import { until } from "./testing/until.ts";
import { useRig } from "./testing/use-rig.ts";

/** An output of so many parts, and a bit. */
const WHOLE_PARTS = runs(2, 1);
const rig = useRig();
let dataDir: string;
beforeEach(() => {
	dataDir = mkdtempSync(join(tmpdir(), "darkroom-weights-"));
});
afterEach(() => {
	rmSync(dataDir, { recursive: true, force: true });
});

/** What comes before the nodes at hand, made up. */
const source = (name: string, output: string[]) => ({
	[name]: { input: { required: {} }, output, output_name: output, name, output_node: false },
});
const classes = (version: ComfyVersion) => ({
	...objectInfoOf(version, {}),
	...source("Trained", ["LORA_MODEL", "INT"]),
	...source("Ready", ["TRAIN_FLUX_MODELS", "JSON", "ARGS"]),
});

const core = (saver: string): ApiGraph => ({
	"4": { class_type: "Trained", inputs: {} },
	"5": { class_type: saver, inputs: { prefix: "loras/mia", lora: ["4", 0], steps: ["4", 1] } },
});

/** Every input that has a default is filled with it. */
function flux(): ApiGraph {
	const own = { output_name: "mia", output_dir: "output/loras", network_dim: 16, sample_prompts: "a" };
	const links = { flux_models: ["1", 0], dataset: ["1", 1], optimizer_settings: ["1", 2] };
	const rest = {
		...{ network_alpha: 16, learning_rate: 0.0004, max_train_steps: 9, apply_t5_attn_mask: true },
		...{ cache_latents: "memory", cache_text_encoder_outputs: "memory", blocks_to_swap: 0 },
		...{ weighting_scheme: "logit_normal", logit_mean: 0, logit_std: 1, mode_scale: 1.29 },
		...{ timestep_sampling: "shift", sigmoid_scale: 1, model_prediction_type: "raw" },
		...{ guidance_scale: 1, discrete_flow_shift: 3.1582, highvram: false, fp8_base: true },
		...{ gradient_dtype: "bf16", save_dtype: "bf16", attention_mode: "sdpa" },
	};
	return {
		"1": { class_type: "Ready", inputs: {} },
		"5": { class_type: "InitFluxLoRATraining", inputs: { ...own, ...links, ...rest } },
		"6": { class_type: "FluxTrainLoop", inputs: { network_trainer: ["5", 0], steps: 9 } },
		"7": { class_type: "FluxTrainEnd", inputs: { network_trainer: ["6", 0], save_state: false } },
	};
}

interface Case {
	graph: ApiGraph;
	node: string;
	version?: ComfyVersion;
}
const cases: [string, Case][] = [
	["SaveLoRA of 0.33.0", { graph: core("SaveLoRA"), node: "5" }],
	["SaveLoRANode of 0.3.64", { graph: core("SaveLoRANode"), node: "5", version: "0.3.64" }],
	["FluxTrainEnd", { graph: flux(), node: "7" }],
];

async function run(
	{ graph, node, version = "0.33.0" }: Case,
	env: Record<string, string> = {},
	faults: FaultScript = [],
): Promise<FakeTask> {
	await rig.start({ comfy: { objectInfo: classes(version), dataDir, version, faults }, env });
	const task = rig.edge.submit({ graph, outputs: [{ name: "lora", node, kind: "file" }] });
	await until("the task is over", () => task.status !== "queued" && task.status !== "running");
	return task;
}

/** Files anywhere below ComfyUI's output folder. */
const left = () =>
	readdirSync(join(dataDir, "output"), { recursive: true, encoding: "utf8" }).filter((name) =>
		name.endsWith(".safetensors"),
	);

/** Names of the tensors of a .safetensors file, after checking that each lies where its header says. */
function tensors(bytes: Buffer | undefined): string[] {
	if (bytes === undefined) throw new Error("nothing was uploaded");
	const begin = 8 + Number(bytes.readBigUInt64LE(0));
	const { __metadata__: _, ...header } = JSON.parse(bytes.subarray(8, begin).toString("utf8"));
	const offsets = Object.values(header).map((tensor) =>
		tensor !== null && typeof tensor === "object" && "data_offsets" in tensor ? tensor.data_offsets : null,
	);
	expect(offsets).toEqual([
		[0, 256],
		[256, 512],
	]);
	expect(bytes.length).toBe(begin + 512);
	return Object.keys(header);
}

describe.each(cases)("S0-B02 trained weights of %s", (_, trained) => {
	test.each([
		["where the disk is shared", true],
		["where it is not", false],
	])("are uploaded like any other output, %s", async (_, shared) => {
		const task = await run(trained, shared ? { COMFYUI_DIR: dataDir } : {});
		expect(task.failure).toBeNull();
		const [item, ...others] = task.completion?.manifest ?? [];
		expect(others).toEqual([]);
		const upload = task.uploads.get(0);
		expect(item).toMatchObject({
			name: "lora",
			node: trained.node,
			kind: "file",
			filename: "mia.safetensors",
			content_type: "application/octet-stream",
			size: upload?.bytes.length,
			sha256: upload?.sha256,
		});
		expect(tensors(upload?.bytes)).toEqual(["lora_unet.lora_down.weight", "lora_unet.lora_up.weight"]);
		if (shared) await until("the file is removed", () => left().length === 0);
		else expect(left()).toEqual([expect.stringContaining(`darkroom/${task.id}/1/weights0/mia`)]);
	});

	test("that were not written are missing_output, and the training is not done again", async () => {
		const faults: FaultScript = [{ at: "node", match: { node_id: trained.node }, do: { kind: "block" } }];
		const task = await run(trained, {}, faults);
		expect(task.failure).toMatchObject({ code: "missing_output", node_id: trained.node });
		expect(task.failure?.message).toContain("mia.safetensors");
		expect(queued(rig)).toHaveLength(1);
	});
});

test("weights come along with what else a graph leaves, and no two tasks share a file", async () => {
	const graph = core("SaveLoRA");
	graph["8"] = { class_type: "PreviewAny", inputs: { source: ["4", 1] } };
	await rig.start({ comfy: { objectInfo: classes("0.33.0"), dataDir } });
	const tasks = [rig.edge.submit({ graph }), rig.edge.submit({ graph })];
	await until("both are over", () => tasks.every((task) => task.completion !== null));
	for (const task of tasks)
		expect(task.completion?.manifest.map(({ node, kind }) => [node, kind])).toEqual([
			["5", "file"],
			["8", "text"],
		]);
	expect(left()).toHaveLength(2);
});

test("S0-B02 P5 an output larger than one part goes up in parts and arrives whole", async () => {
	const whole = WHOLE_PARTS * OUTPUT_PARTS.bytes;
	await rig.start({ comfy: { outputBytes: whole + 1000 } });
	const graph = slowPicture(1);
	const task = rig.edge.submit({ graph, outputs: [{ name: "picture", node: "3", kind: "image" }] });
	await until("the task is over", () => task.status !== "queued" && task.status !== "running");
	expect(task.failure).toBeNull();
	const [item] = task.completion?.manifest ?? [];
	expect(item?.size).toBeGreaterThan(whole);
	expect([...rig.edge.parts.values()].map((part) => part.length)).toEqual([
		...Array.from({ length: WHOLE_PARTS }, () => OUTPUT_PARTS.bytes),
		(item?.size ?? 0) - whole,
	]);
	expect(task.uploads.get(0)?.sha256).toBe(item?.sha256);
});
