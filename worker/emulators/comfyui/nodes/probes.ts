import { solid } from "../render/canvas.ts";
import type { NodeValue } from "../values.ts";
import { ExecutorDeath, type NodeDef, NodeFailure, OutOfMemory } from "./define.ts";

/**
 * Classes without models that were installed in the recorded servers: progress, sleep, every way to fail, and
 * two that add nodes at run time. Only there when the emulator is started with `probes`.
 */
const PROBE = { module: "custom_nodes.probe_nodes", category: "probe", style: "v1" } as const;
const TESTING = { module: "custom_nodes.testing_nodes", category: "Testing/Nodes", style: "v1" } as const;
const LAZY_IMAGE = ["IMAGE", { lazy: true }] as const;
const SECONDS = ["FLOAT", { default: 1.0, min: 0.0, max: 10.0, step: 0.01 }] as const;

function blocker(message: string | null): { outputs: NodeValue[] } {
	return { outputs: [{ type: "BLOCKER", message }] };
}

export const probes: readonly NodeDef[] = [
	{
		...PROBE,
		name: "ProbeProgress",
		display: "ProbeProgress",
		required: {
			image: ["IMAGE"],
			steps: ["INT", { default: 5, min: 1, max: 10_000 }],
			ms: ["INT", { default: 100, min: 0, max: 60_000 }],
			preview: ["BOOLEAN", { default: false }],
		},
		outputs: [["IMAGE"]],
		run: async (inputs, context) => {
			const steps = inputs.number("steps");
			for (let step = 0; step < steps; step++) {
				await context.sleep(inputs.number("ms"));
				const shown = inputs.flag("preview") ? solid(64, 64, [(step * 40) % 255, 80, 120]) : undefined;
				await context.progress(step + 1, steps, shown && { canvas: shown, format: "JPEG" });
			}
			return { outputs: [inputs.need("image", "IMAGE")] };
		},
	},
	{
		...PROBE,
		name: "ProbeSleep",
		display: "ProbeSleep",
		required: { image: ["IMAGE"], ms: ["INT", { default: 1000, min: 0, max: 600_000 }] },
		outputs: [["IMAGE"]],
		run: async (inputs, context) => {
			await context.sleep(inputs.number("ms"));
			return { outputs: [inputs.need("image", "IMAGE")] };
		},
	},
	{
		...PROBE,
		name: "ProbeSleepOut",
		display: "ProbeSleepOut",
		outputNode: true,
		required: { image: ["IMAGE"], ms: ["INT", { default: 1000, min: 0, max: 600_000 }] },
		outputs: [],
		run: async (inputs, context) => {
			await context.sleep(inputs.number("ms"));
			return { outputs: [], ui: { done: [1] } };
		},
	},
	{
		...PROBE,
		name: "ProbeFail",
		display: "ProbeFail",
		required: {
			image: ["IMAGE"],
			kind: [["value_error", "oom", "blocker", "blocker_silent", "system_exit", "nan_ui"]],
		},
		outputs: [["IMAGE"]],
		run: (inputs) => {
			switch (inputs.text("kind")) {
				case "value_error":
					throw new NodeFailure("ValueError", "probe says no");
				case "oom":
					throw new OutOfMemory("probe out of memory");
				case "system_exit":
					throw new ExecutorDeath("SystemExit: 3");
				case "blocker":
					return blocker("blocked by probe");
				default:
					return blocker(null);
			}
		},
	},
	{
		...PROBE,
		name: "ProbeText",
		display: "ProbeText",
		outputNode: true,
		required: { image: ["IMAGE"], nan: ["BOOLEAN", { default: false }] },
		hidden: { unique_id: "UNIQUE_ID" },
		outputs: [],
		run: (inputs, context) => {
			context.sendText(`hello from ${context.nodeId}`);
			return { outputs: [], ui: { text: ["a", "b"], value: [inputs.flag("nan") ? Number.NaN : 1.5] } };
		},
	},
	{
		...TESTING,
		name: "TestParallelSleep",
		display: "TestParallelSleep",
		outputNode: true,
		required: {
			image1: ["IMAGE", {}],
			image2: ["IMAGE", {}],
			image3: ["IMAGE", {}],
			sleep1: SECONDS,
			sleep2: SECONDS,
			sleep3: SECONDS,
		},
		outputs: [["IMAGE"]],
		run: async (inputs, context) => {
			await context.sleep(
				1000 * Math.max(...["sleep1", "sleep2", "sleep3"].map((name) => inputs.number(name))),
			);
			return { outputs: [inputs.need("image1", "IMAGE")] };
		},
	},
	{
		...TESTING,
		name: "StubMask",
		display: "StubMask",
		required: {
			value: ["FLOAT", { default: 0.5, min: 0.0, max: 1.0, step: 0.01 }],
			width: ["INT", { default: 64, min: 1, max: 4096 }],
			height: ["INT", { default: 64, min: 1, max: 4096 }],
		},
		outputs: [["MASK"]],
		run: (inputs) => {
			const level = Math.round(inputs.number("value") * 255);
			const canvas = solid(inputs.number("width", 1), inputs.number("height", 1), [level, level, level]);
			return { outputs: [{ type: "MASK", canvas }] };
		},
	},
	{
		...TESTING,
		name: "TestLazyMixImages",
		display: "TestLazyMixImages",
		required: { mask: ["MASK"], image1: LAZY_IMAGE, image2: LAZY_IMAGE },
		outputs: [["IMAGE"]],
		needs: () => ["image1", "image2"],
		run: (inputs) => ({ outputs: [inputs.need("image1", "IMAGE")] }),
	},
	{
		...TESTING,
		name: "TestDynamicDependencyCycle",
		display: "TestDynamicDependencyCycle",
		required: { input1: ["IMAGE", {}], input2: ["IMAGE", {}] },
		outputs: [["IMAGE"]],
		run: (_inputs, context) => {
			const [mask, first, second] = ["1", "2", "3"].map((n) => `${context.childPrefix}${n}`) as [
				string,
				string,
				string,
			];
			const own = context.prompt[context.nodeId]?.inputs ?? {};
			return {
				outputs: [],
				expand: {
					graph: {
						[mask]: { class_type: "StubMask", inputs: { value: 0.5, width: 64, height: 64 } },
						// Each of the two wants the other's image: a cycle that no validation can foresee.
						[first]: {
							class_type: "TestLazyMixImages",
							inputs: { mask: [mask, 0], image1: own.input1, image2: [second, 0] },
						},
						[second]: {
							class_type: "TestLazyMixImages",
							inputs: { mask: [mask, 0], image1: [first, 0], image2: own.input2 },
						},
					},
					links: [[second, 0]],
				},
			};
		},
	},
];
