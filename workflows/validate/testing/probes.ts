/**
 * Classes that the recorded servers had besides their own: probes that do nothing but take time or fail, and two
 * of the testing nodes in ComfyUI's tests. As object_info describes them; the second argument is what the newer
 * release says of every class.
 */
const image = ["IMAGE"];
const pause = (standard: number, max: number) => ["INT", { default: standard, min: 0, max }];
const seconds = ["FLOAT", { default: 1, min: 0, max: 10, step: 0.01 }];
const kinds = ["value_error", "oom", "blocker", "blocker_silent", "system_exit", "nan_ui"];

const inputs: Record<string, Record<string, unknown>> = {
	ProbeProgress: {
		image,
		steps: ["INT", { default: 5, min: 1, max: 10_000 }],
		ms: pause(100, 60_000),
		preview: ["BOOLEAN", { default: false }],
	},
	ProbeSleep: { image, ms: pause(1000, 600_000) },
	ProbeSleepOut: { image, ms: pause(1000, 600_000) },
	ProbeFail: { image, kind: [kinds] },
	ProbeText: { image, nan: ["BOOLEAN", { default: false }] },
	TestParallelSleep: {
		image1: ["IMAGE", {}],
		image2: ["IMAGE", {}],
		image3: ["IMAGE", {}],
		sleep1: seconds,
		sleep2: seconds,
		sleep3: seconds,
	},
	TestDynamicDependencyCycle: { input1: ["IMAGE", {}], input2: ["IMAGE", {}] },
};
const outputs = new Set(["ProbeSleepOut", "ProbeText", "TestParallelSleep"]);
const silent = new Set(["ProbeSleepOut", "ProbeText"]);

/** Entries of object_info for the probes. */
export function probeClasses(more: Record<string, unknown>): Record<string, unknown> {
	return Object.fromEntries(
		Object.entries(inputs).map(([name, required]) => {
			const output = silent.has(name) ? [] : ["IMAGE"];
			return [name, { input: { required }, output, output_node: outputs.has(name), ...more }];
		}),
	);
}
