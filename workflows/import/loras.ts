import type { PartDocument } from "../document/document.ts";
import { type GraphNode, isLink } from "../graph/graph.ts";
import type { ClassInfo } from "../object-info/read.ts";
import type { LoadedModel } from "./models.ts";
import { type Context, type Draft, type Drafted, named, titleName } from "./roles/context.ts";
import { joined } from "./roles/names.ts";
import { kindOf, parameterOf } from "./roles/numbers.ts";
import { ranks, roles } from "./roles/roles.ts";

/** Beyond it a LoRA leaves nothing of the picture; ComfyUI itself takes 100. */
const usual = { least: -2, most: 2, range: { min: -2, max: 2 } };

/** Inputs of LoRA loaders that say how strong it is. */
const strengths = ["strength_model", "strength_clip", "strength", "lora_strength"] as const;

export function isLoraStrength(input: string): boolean {
	return strengths.some((name) => name === input);
}

/**
 * A LoRA loader: the file, how strong it is, and a part that takes the node out where the strength is 0. What
 * hung on the node is linked to what the node itself was linked to.
 */
export function loraDraft(context: Context, model: LoadedModel, optional: boolean): Draft {
	const { id, node, input, file, folder } = model;
	return {
		rank: ranks.lora,
		base: "lora",
		title: titleName(context, node),
		make: (name, { take, alone }) => {
			const strength = strengthsOf(context, id, node, alone, (end) => take(joined(name, end)));
			const [first] = strength;
			const part = first === undefined || !optional ? null : partOf(context, id, node, name, first.name);
			const out = part === null ? "" : ` Where ${first?.name} is 0, the LoRA is left out.`;
			return {
				parameters: [
					{
						type: "model",
						name,
						description: `LoRA, as the workers list it${alone ? "" : `, for ${named(node)}`}.${out}`,
						default: file,
						folder,
						slots: [{ node: id, input }],
					},
					...strength,
				],
				...(part === null ? {} : { parts: [part] }),
			};
		},
	};
}

/** One strength where both are the same today, else two. */
function strengthsOf(
	context: Context,
	id: string,
	node: GraphNode,
	alone: boolean,
	nameFor: (end: string) => string,
): Drafted["parameters"] {
	const role = roles.strength === undefined ? undefined : { ...roles.strength, ...usual };
	const found = strengths.flatMap((input) => {
		const value = node.inputs[input];
		const info = context.info.get(node.class_type);
		const spec = info?.input.required?.[input] ?? info?.input.optional?.[input];
		const kind = role === undefined || !Object.hasOwn(node.inputs, input) ? null : kindOf(value, role, spec);
		return kind === null ? [] : [{ input, kind }];
	});
	const [first, second] = found;
	if (first === undefined) return [];
	const about = `How strong the LoRA${alone ? "" : ` of ${named(node)}`} is`;
	const same = found.filter(({ kind }) => kind.default === first.kind.default);
	return [
		parameterOf(first.kind, {
			name: nameFor("strength"),
			description: `${about}.`,
			slots: same.map(({ input }) => ({ node: id, input })),
		}),
		...(second === undefined || same.includes(second)
			? []
			: [
					parameterOf(second.kind, {
						name: nameFor("clip_strength"),
						description: `${about} for the text encoder.`,
						slots: [{ node: id, input: second.input }],
					}),
				]),
	];
}

function partOf(
	context: Context,
	id: string,
	node: GraphNode,
	name: string,
	strength: string,
): PartDocument | null {
	const consumers = context.consumers.get(id) ?? [];
	if (consumers.length === 0 || context.outputs.has(id)) return null;
	const rewire: PartDocument["rewire"] = [];
	for (const consumer of consumers) {
		const through = passedThrough(node, context.info.get(node.class_type), consumer.slot);
		const link = through === null ? undefined : node.inputs[through];
		if (!isLink(link)) return null;
		rewire.push({ node: consumer.node, input: consumer.input, to: [link[0], link[1]] });
	}
	return { name, when: { parameter: strength, is: 0 }, remove: [id], rewire };
}

/** The input whose counterpart an output is: of the same type, or by what loaders of LoRAs put out. */
function passedThrough(node: GraphNode, info: ClassInfo | undefined, slot: number): string | null {
	const type: unknown = info === undefined ? ["MODEL", "CLIP"][slot] : info.output[slot];
	if (typeof type !== "string") return null;
	const declared = Object.entries({ ...info?.input.required, ...info?.input.optional });
	const [input] = declared.find(([name, [of]]) => of === type && isLink(node.inputs[name])) ?? [
		type.toLowerCase(),
	];
	return input ?? null;
}
