import type { PipelineDefinition } from "../definition/document.ts";

type Stage = PipelineDefinition["stages"][number];
/** The stage of that key. */
export const stage = (pipeline: PipelineDefinition, key: string): Stage => {
	const found = pipeline.stages.find((one) => one.key === key);
	if (found === undefined) throw new Error(`no stage ${key}`);
	return found;
};

/** What is done to the small pipeline, and what is said of it. */
export const mistakes: [string, (p: PipelineDefinition) => void, string[]][] = [
	[
		"an unknown workflow",
		(p) => {
			stage(p, "base").run = { workflow: "nothing@1" };
		},
		["/stages/0/run/workflow unknown_workflow"],
	],
	[
		"an unknown version",
		(p) => {
			stage(p, "base").run = { workflow: "flux-base-image@99" };
		},
		["/stages/0/run/workflow unknown_workflow"],
	],
	[
		"an unknown stage",
		(p) => {
			stage(p, "enhance").with.image = { stage: "bass", of: "all" };
		},
		["/stages/1/with/image/stage unknown_stage"],
	],
	[
		"an unknown stage in a condition",
		(p) => {
			stage(p, "enhance").when = { all: [{ outputs_of: "bass" }, { present: "enhance" }] };
		},
		["/stages/1/when/all/0/outputs_of unknown_stage"],
	],
	[
		"an unknown need",
		(p) => {
			stage(p, "enhance").needs = ["bass"];
		},
		["/stages/1/needs/0 unknown_stage"],
	],
	[
		"an unknown output",
		(p) => {
			stage(p, "enhance").with.image = { stage: "base", output: "film", of: "all" };
		},
		["/stages/1/with/image/output unknown_output"],
	],
	[
		"an unknown parameter",
		(p) => {
			stage(p, "base").with.prompt = { first_of: [{ parameter: "promt" }, { parameter: "prompt" }] };
		},
		["/stages/0/with/prompt/first_of/0/parameter unknown_parameter"],
	],
	[
		"a parameter the workflow does not have",
		(p) => {
			stage(p, "base").with.promt = { value: "x" };
		},
		["/stages/0/with/promt unknown_parameter"],
	],
	[
		"a required parameter that nothing fills",
		(p) => {
			stage(p, "scenes").with = { prompt: { item: true } };
		},
		["/stages/2/with missing_parameter"],
	],
	[
		"a required parameter that may get nothing",
		(p) => {
			stage(p, "scenes").with.face = { stage: "enhance", of: "chosen" };
		},
		["/stages/2/with/face missing_parameter"],
	],
	[
		"a parameter that nobody uses",
		(p) => {
			p.parameters.push({ type: "boolean", name: "idle", description: "Nothing." });
		},
		["/parameters/5/name invalid_parameter"],
	],
	[
		"two parameters of one name",
		(p) => {
			p.parameters.push({ type: "boolean", name: "count", description: "Again." });
		},
		["/parameters/5/name invalid_parameter", "/stages/0/with/variations invalid_parameter"],
	],
	[
		"two stages of one key",
		(p) => {
			stage(p, "train").key = "base";
		},
		["/stages/3/key invalid_parameter"],
	],
	[
		"a circle",
		(p) => {
			stage(p, "base").needs = ["scenes"];
		},
		["/stages/0 invalid_parameter"],
	],
	[
		"a stage that waits for itself",
		(p) => {
			stage(p, "enhance").needs = ["enhance"];
		},
		["/stages/1 invalid_parameter"],
	],
	[
		"a picture where a text is wanted",
		(p) => {
			stage(p, "enhance").with.prompt = { stage: "base", of: "chosen" };
		},
		["/stages/1/with/prompt invalid_parameter"],
	],
	[
		"a text where a picture is wanted",
		(p) => {
			stage(p, "enhance").with.image = { parameter: "prompt" };
		},
		["/stages/1/with/image invalid_parameter"],
	],
	[
		"a constant where a picture is wanted",
		(p) => {
			stage(p, "enhance").with.image = { value: "ast_0123456789abcdefghijklmnop" };
		},
		["/stages/1/with/image invalid_parameter"],
	],
	[
		"a film where a picture is wanted",
		(p) => {
			stage(p, "base").run = { workflow: "wan-2-2-text-to-video@1" };
			stage(p, "base").with = { prompt: { parameter: "prompt" }, seed: { parameter: "seed" } };
			p.parameters.splice(2, 1);
		},
		["/stages/1/with/image invalid_parameter", "/stages/2/with/face invalid_parameter"],
	],
	[
		"a list where one value is wanted",
		(p) => {
			stage(p, "base").with.prompt = { parameter: "scenes" };
		},
		["/stages/0/with/prompt invalid_parameter", "/parameters/0/name invalid_parameter"],
	],
	[
		"one value where a list is wanted",
		(p) => {
			stage(p, "scenes").each = { parameter: "prompt" };
		},
		["/stages/2/each invalid_parameter", "/parameters/1/name invalid_parameter"],
	],
	[
		"a join where one value is wanted",
		(p) => {
			stage(p, "enhance").with.image = { join: [{ stage: "base", of: "all" }] };
		},
		["/stages/1/with/image invalid_parameter"],
	],
	[
		"an item without a fan-out",
		(p) => {
			stage(p, "base").with.realism = { item: true };
		},
		["/stages/0/with/realism invalid_parameter"],
	],
	[
		"a fan-out whose item nobody takes",
		(p) => {
			stage(p, "scenes").with.prompt = { parameter: "prompt" };
		},
		["/stages/2/each invalid_parameter"],
	],
	[
		"a constant beyond the workflow's limits",
		(p) => {
			stage(p, "base").with.steps = { value: 999 };
		},
		["/stages/0/with/steps invalid_parameter"],
	],
	[
		"a parameter beyond the workflow's limits",
		(p) => {
			p.parameters[2] = {
				type: "integer",
				name: "count",
				description: "How many.",
				default: 2,
				min: 1,
				max: 9,
			};
		},
		["/stages/0/with/variations invalid_parameter"],
	],
	[
		"a text that may be empty where one is needed",
		(p) => {
			p.parameters[0] = { type: "text", name: "prompt", description: "What.", default: "x" };
		},
		["/stages/0/with/prompt invalid_parameter"],
	],
	[
		"more tasks than a stage may have",
		(p) => {
			p.parameters[1] = {
				type: "text",
				name: "scenes",
				description: "Where.",
				list: { least: 1, most: 129, default: ["x"] },
			};
		},
		["/stages/2/each over_size_limit"],
	],
	[
		"a pick of more than there are",
		(p) => {
			stage(p, "base").gate = { pick: [5, 6] };
		},
		["/stages/0/gate/pick invalid_parameter"],
	],
	[
		"a pick of more than there may be",
		(p) => {
			stage(p, "base").gate = { pick: [2, 2] };
		},
		["/stages/0/gate/pick invalid_parameter"],
	],
	[
		"a pick of at least more than at most",
		(p) => {
			stage(p, "base").gate = { pick: [2, 1] };
		},
		["/stages/0/gate/pick invalid_parameter"],
	],
	[
		"a place behind the last file",
		(p) => {
			stage(p, "enhance").with.image = { stage: "base", of: "chosen", at: 1 };
		},
		["/stages/1/with/image invalid_parameter"],
	],
	[
		"a place that is not always there",
		(p) => {
			stage(p, "enhance").with.image = { stage: "base", of: "all", at: 1 };
		},
		["/stages/1/with/image missing_parameter"],
	],
	[
		"a condition that never holds",
		(p) => {
			stage(p, "enhance").when = { parameter: "enhance", is: "yes" };
		},
		["/stages/1/when invalid_parameter"],
	],
	[
		"a trainer that jobs cannot do without",
		(p) => {
			delete stage(p, "train").optional;
		},
		["/stages/3/run/trainer unknown_workflow"],
	],
	[
		"a training for each of a list",
		(p) => {
			const train = stage(p, "train");
			delete train.optional;
			train.run = { trainer: "sd-scripts" };
			train.each = { parameter: "scenes" };
			train.with = {
				...{ pictures: { stage: "scenes", of: "all" }, trigger: { value: "ohwx" } },
				...{
					output_name: { value: "mia" },
					family: { value: "sd15" },
					base_model: { value: "a.safetensors" },
				},
			};
		},
		// And of four pictures nothing is learned.
		["/stages/3/each invalid_parameter", "/stages/3/with/pictures invalid_parameter"],
	],
	[
		"a check that nobody makes",
		(p) => {
			stage(p, "base").check = { id: "face", retakes: 2 };
		},
		["/stages/0/check/id unknown_workflow"],
	],
	[
		"an alternative that is never reached",
		(p) => {
			stage(p, "base").run = {
				first_of: [{ workflow: "z-image-turbo-base-image" }, { workflow: "flux-base-image" }],
			};
		},
		["/stages/0/run/first_of/1 invalid_parameter"],
	],
	[
		"a default that is not accepted",
		(p) => {
			p.parameters[2] = {
				type: "integer",
				name: "count",
				description: "How many.",
				default: 9,
				min: 1,
				max: 4,
			};
		},
		["/parameters/2/default invalid_parameter"],
	],
	[
		"a default of a list outside the list",
		(p) => {
			p.parameters[1] = {
				type: "text",
				name: "scenes",
				description: "Where.",
				default: "x",
				list: { least: 1, most: 4 },
			};
		},
		["/parameters/1/default invalid_parameter"],
	],
	[
		"an example that is not accepted",
		(p) => {
			p.example = { prompt: "x", count: 7, more: 1 };
		},
		["/example/more unknown_parameter", "/example/count invalid_parameter"],
	],
	[
		"an example that only together is not accepted",
		(p) => {
			stage(p, "base").with.width = { value: 512 };
		},
		["/stages/0 invalid_parameter"],
	],
];
