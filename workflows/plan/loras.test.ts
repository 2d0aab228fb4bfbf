import { expect, test } from "vitest";
import { library } from "../library/index.ts";
import { chosenLoras, type KeptLora, loraParameters, referencesIn } from "./loras.ts";
import { missingFrom } from "./missing.ts";
import { planWorkflow } from "./plan.ts";

const kept: KeptLora = {
	name: "mia",
	version: 2,
	asset_id: `ast_${"0".repeat(26)}`,
	sha256: "a".repeat(64),
	family: "sd15",
};
const taking = library.filter((workflow) => loraParameters(workflow).length > 0);
const parametersOf = (workflow: (typeof library)[number]) => ({
	...workflow.example,
	...Object.fromEntries(loraParameters(workflow).map((name) => [name, "mia@2"])),
});

test.each(taking.map((workflow) => [workflow.id, workflow] as const))(
	"S0-A47 %s takes a kept LoRA: every task of every form brings it, and asks no worker for it",
	(_, workflow) => {
		const loras = [{ ...kept, family: workflow.family }];
		const planned = planWorkflow(workflow, parametersOf(workflow), { seed: () => 1, loras });
		if (!planned.ok) throw new Error(JSON.stringify(planned.problems));
		for (const task of planned.plan.tasks) {
			expect(task.models.filter(({ file }) => file.includes("mia") || file.includes(kept.sha256))).toEqual(
				[],
			);
			for (const { graph, inputs } of [task, ...(task.forms ?? [])]) {
				const brought = inputs.filter(({ kind }) => kind === "lora");
				expect(brought.length).toBeGreaterThan(0);
				for (const { node, input, asset_id } of brought)
					expect([asset_id, graph[node]?.inputs[input]]).toEqual([
						kept.asset_id,
						`darkroom/${kept.sha256}.safetensors`,
					]);
			}
			const [{ node, input } = { node: "", input: "" }] = task.inputs.filter(({ kind }) => kind === "lora");
			const lister = task.graph[node]?.class_type ?? "";
			const bare = {
				comfyui_version: workflow.comfyui,
				nodes: [lister],
				model_inputs: { [lister]: { [input]: ["other.safetensors"] } },
				file_inputs: {},
			};
			const lacks = missingFrom(bare, task).filter(
				({ pointer }) => pointer === `/graph/${node}/inputs/${input}`,
			);
			expect(lacks).toEqual([]);
			const settings = missingFrom({ ...bare, lora_folder: false }, task).map(({ code }) => code);
			expect(settings).toContain("missing_setting");
		}
		// What the job shows is what was asked for, so that it can be asked for again.
		expect(planned.plan.parameters).toMatchObject(
			Object.fromEntries(loraParameters(workflow).map((name) => [name, "mia@2"])),
		);
	},
);

const [workflow] = taking;
test("one for another family, and one that is not there, are said so at their parameter", () => {
	if (!workflow) throw new Error("no workflow takes a LoRA");
	const [parameter = ""] = loraParameters(workflow);
	const codes = (loras: KeptLora[]) =>
		chosenLoras(workflow, { [parameter]: "mia@2" }, loras).problems.map(({ code, pointer }) => [
			code,
			pointer,
		]);
	expect(codes([])).toEqual([["unknown_lora", `/parameters/${parameter}`]]);
	expect(codes([{ ...kept, version: 1, family: workflow.family }])).toEqual([
		["unknown_lora", `/parameters/${parameter}`],
	]);
	expect(codes([{ ...kept, family: "ace-step" }])).toEqual([
		["lora_family_differs", `/parameters/${parameter}`],
	]);
	expect(codes([{ ...kept, family: workflow.family }])).toEqual([]);
	expect(chosenLoras(workflow, { [parameter]: "ink.safetensors" }, []).problems).toEqual([]);
});

test("references are found at any depth, names of files and much else are none, and their number is bounded", () => {
	const value = {
		a: "mia@2",
		b: [{ c: "leo@10" }, "ink.safetensors", "a@b.c", "Mia@1", "mia@0", "@1", "mia@2"],
		d: null,
	};
	expect(referencesIn(value, 10)).toEqual(["mia@2", "leo@10"]);
	expect(referencesIn(value, 1)).toEqual(["mia@2"]);
});
