import type { ModelFamily, WorkflowDefinition } from "../definition/define.ts";
import { LORA_FOLDER, readLoraReference } from "../definition/lora-reference.ts";
import { type Problem, pointer } from "../graph/problems.ts";

/** A LoRA that is kept, and is brought to whichever worker needs it. */
export interface KeptLora {
	name: string;
	version: number;
	/** Its bytes. */
	asset_id: string;
	sha256: string;
	/** Null: nobody could tell. */
	family: ModelFamily | null;
}

/**
 * The name under which a worker puts a LoRA with these bytes into ComfyUI's folder, and a graph loads it: by the hash,
 * so that one version never stands in for another.
 */
export function loraFileName(sha256: string): string {
	return `darkroom/${sha256}.safetensors`;
}

/** The parameters of a workflow that name a LoRA. */
export function loraParameters({ models }: Pick<WorkflowDefinition, "models">): string[] {
	return models.flatMap(({ folder, file }) =>
		folder === LORA_FOLDER && typeof file !== "string" ? [file.parameter] : [],
	);
}

/** Every `name@version` in parameters, at any depth, each once; at most `most` of them. Pure. */
export function referencesIn(value: unknown, most: number): string[] {
	const found = new Set<string>();
	const look = (inside: unknown) => {
		if (found.size >= most) return;
		if (typeof inside === "string" && readLoraReference(inside) !== null) found.add(inside);
		else if (typeof inside === "object" && inside !== null) Object.values(inside).forEach(look);
	};
	look(value);
	return [...found];
}

/**
 * The kept LoRA of each parameter that names one, or what keeps it from being used: there is no such LoRA, or it was
 * trained for another family of models. Pure; pointers are into `/parameters`.
 */
export function chosenLoras(
	workflow: WorkflowDefinition,
	values: Readonly<Record<string, unknown>>,
	kept: readonly KeptLora[],
): { chosen: ReadonlyMap<string, KeptLora>; problems: Problem[] } {
	const chosen = new Map<string, KeptLora>();
	const problems: Problem[] = [];
	for (const parameter of loraParameters(workflow)) {
		const value = values[parameter];
		const reference = typeof value === "string" ? readLoraReference(value) : null;
		if (reference === null) continue;
		const { name, version } = reference;
		const refuse = (code: Problem["code"], message: string) =>
			problems.push({ pointer: pointer("parameters", parameter), code, message });
		const lora = kept.find((one) => one.name === name && one.version === version);
		if (lora === undefined)
			refuse("unknown_lora", `there is no LoRA ${name}@${version}; GET /v1/loras lists those there are`);
		else if (lora.family !== null && lora.family !== workflow.family)
			refuse(
				"lora_family_differs",
				`the LoRA ${name}@${version} is for ${lora.family}, and the workflow ${workflow.id} runs ${workflow.family}: choose a LoRA for ${workflow.family}, or a workflow that runs ${lora.family}`,
			);
		else chosen.set(parameter, lora);
	}
	return { chosen, problems };
}
