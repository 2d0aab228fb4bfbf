import { nodeOf, readGraph } from "../graph/graph.ts";
import { lookUp } from "../graph/known-nodes.ts";
import { compareVersions } from "../graph/versions.ts";
import { type AssetSlot, formFor, type Slot, slotsOf, type WorkflowDefinition } from "./define.ts";
import { combinations, danglingLinks, decidedBy, withoutParts } from "./parts.ts";
import { withPresets } from "./read-parameters.ts";

/** Everything that is wrong with a definition, each as a short sentence; empty where it is sound. */
export function checkDefinition(of: WorkflowDefinition): string[] {
	return [
		...identity(of),
		...checkForm(of),
		...(of.forms ?? []).flatMap((form) =>
			checkForm(formFor(of, form.comfyui)).map((mistake) => `from ComfyUI ${form.comfyui}: ${mistake}`),
		),
		...forms(of),
		...presets(of),
		...example(of),
	];
}

function checkForm(of: WorkflowDefinition): string[] {
	const read = readGraph(of.graph);
	if (!read.ok) return read.problems.map((p) => `graph${p.pointer}: ${p.message}`);
	return [
		...parameters(of),
		...slots(of),
		...optionalAssets(of),
		...parts(of),
		...outputs(of),
		...models(of),
		...computed(of),
	];
}

function identity(of: WorkflowDefinition): string[] {
	const mistakes: string[] = [];
	const names = [of.id, ...(of.aliases ?? []).map((alias) => alias.name)];
	if (!names.every((name) => /^[a-z0-9]+(-[a-z0-9]+)*$/.test(name)))
		mistakes.push("the id must be lower case words with hyphens");
	if (!Number.isSafeInteger(of.version) || of.version < 1)
		mistakes.push("the version must be an integer from 1");
	if (of.parameters.def.catchall?._zod.def.type !== "never")
		mistakes.push("parameters must be a strict object");
	return mistakes;
}

/** Forms follow one another, and leave outputs of the same names: a job's outputs do not depend on the worker. */
function forms(of: WorkflowDefinition): string[] {
	const names = (outputs: WorkflowDefinition["outputs"]) =>
		outputs.map(({ name, kind }) => `${name} (${kind})`).join(", ");
	return (of.forms ?? []).flatMap((form, i) => {
		const before = of.forms?.[i - 1]?.comfyui ?? of.comfyui;
		return [
			...(compareVersions(form.comfyui, before) > 0
				? []
				: [`the form from ComfyUI ${form.comfyui} must come before that from ${before}`]),
			...(names(form.outputs) === names(of.outputs)
				? []
				: [`the form from ComfyUI ${form.comfyui} has other outputs`]),
		];
	});
}

const isParameter = (of: WorkflowDefinition, name: string) => Object.hasOwn(of.parameters.shape, name);
const isOptional = (of: WorkflowDefinition, name: string) => accepts(of, name, undefined);

/** Every parameter is used, and every name used is a parameter. */
function parameters(of: WorkflowDefinition): string[] {
	const chosen = (of.presets ?? []).map((preset) => preset.parameter);
	const used = new Set([
		...Object.keys(of.slots),
		...Object.keys(of.assets),
		...Object.keys(of.folders ?? {}),
		...of.parts.map((part) => decidedBy(part.when)),
		...(of.computed ?? []).flatMap((value) => value.from),
		...(of.unused ?? []).flatMap(({ parameter, unless }) => [
			parameter,
			...(unless === undefined ? [] : [unless.parameter]),
		]),
		...chosen,
		...[of.seed, of.variations?.parameter, of.variations?.seed].filter((name) => name !== undefined),
	]);
	return [
		...[...used]
			.filter((name) => !isParameter(of, name))
			.map((name) => `${name} is used but is no parameter`),
		...Object.keys(of.parameters.shape)
			.filter((name) => !used.has(name))
			.map((name) => `parameter ${name} goes nowhere`),
		...(of.variations !== undefined && of.variations.seed !== of.seed
			? ["variations.seed must be the seed"]
			: []),
		...(of.seed !== undefined && !isOptional(of, of.seed) ? ["the seed must be optional"] : []),
	];
}

function missingSlot(of: WorkflowDefinition, what: string, { node, input }: Slot): string[] {
	const found = nodeOf(of.graph, node);
	if (found === undefined) return [`${what} names node ${node}, which is not in the graph`];
	return Object.hasOwn(found.inputs, input)
		? []
		: [`${what} names input ${input}, which node ${node} does not have`];
}

function slots(of: WorkflowDefinition): string[] {
	const files = [
		...assetSlots(of).map(({ name, slot }) => [name, slot] as const),
		...Object.entries(of.folders ?? {}),
	];
	const all = [
		...Object.entries(of.slots).flatMap(([name, to]) => to.map((slot) => [name, slot] as const)),
		...(of.computed ?? []).flatMap((value) => value.slots.map((slot) => [value.name, slot] as const)),
		...files,
	];
	const places = all.map(([, slot]) => `${slot.node}.${slot.input}`);
	return [
		...all.flatMap(([name, slot]) => missingSlot(of, `parameter ${name}`, slot)),
		...places.filter((place, i) => places.indexOf(place) !== i).map((place) => `two parameters set ${place}`),
		// A file that the template came with is nobody's to use.
		...files
			.filter(([, { node, input }]) => nodeOf(of.graph, node)?.inputs[input] !== "")
			.map(([, { node, input }]) => `${node}.${input} must be "" in the graph`),
	];
}

/** Every place of a file, with its index where the parameter is a list. */
function assetSlots(of: WorkflowDefinition): { name: string; slot: AssetSlot; index: number | null }[] {
	return Object.entries(of.assets).flatMap(([name, to]) =>
		slotsOf(to).map((slot, index) => ({ name, slot, index: "node" in to ? null : index })),
	);
}

/** A loader without a file is an error in ComfyUI, so a loader that may have none must go. */
function optionalAssets(of: WorkflowDefinition): string[] {
	const someAsset = `ast_${"0".repeat(26)}`;
	return assetSlots(of).flatMap(({ name, slot, index }) => {
		const without = index === null ? undefined : Array.from({ length: index }, () => someAsset);
		const mayLack = accepts(of, name, without) || isOptional(of, name);
		const goes = of.parts.some(
			({ when, remove }) =>
				remove.includes(slot.node) &&
				(index === null
					? "absent" in when && when.absent === name
					: "list" in when && when.list === name && when.shorter_than > index),
		);
		if (!mayLack || goes) return [];
		return [
			index === null
				? `asset ${name} is optional, but no part removes node ${slot.node} without it`
				: `asset ${name} may have ${index} items, but no part removes node ${slot.node} then`,
		];
	});
}

function computed(of: WorkflowDefinition): string[] {
	const parsed = of.parameters.safeParse(of.example);
	return (of.computed ?? []).flatMap((value) => [
		...(isParameter(of, value.name) ? [`${value.name} is computed and a parameter`] : []),
		...(parsed.success && value.compute(withPresets(of, parsed.data), 0) === ""
			? [`${value.name} is computed as empty for the example`]
			: []),
	]);
}

function parts(of: WorkflowDefinition): string[] {
	const names = of.parts.map((part) => part.name);
	const mistakes = [
		...names.filter((name, i) => names.indexOf(name) !== i).map((name) => `two parts are called ${name}`),
		...of.parts.flatMap((part) => [
			...part.remove
				.filter((id) => nodeOf(of.graph, id) === undefined)
				.map((id) => `part ${part.name} removes node ${id}, which is not in the graph`),
			...part.rewire.flatMap((slot) => missingSlot(of, `part ${part.name}`, slot)),
		]),
	];
	if (mistakes.length > 0) return mistakes;
	return combinations(of).flatMap((absent) => {
		const graph = withoutParts(of.graph, absent);
		const without = absent.map((part) => part.name).join(", ") || "nothing";
		return [
			...danglingLinks(graph).map((link) => `without ${without} the link ${link} dangles`),
			...of.outputs
				.filter(({ node }) => nodeOf(of.graph, node) !== undefined && nodeOf(graph, node) === undefined)
				.map(({ name }) => `without ${without} the output ${name} is gone`),
		];
	});
}

function presets(of: WorkflowDefinition): string[] {
	return (of.presets ?? []).flatMap(({ parameter, choices }) =>
		Object.entries(choices).flatMap(([choice, values]) => [
			...(of.parameters.shape[parameter] !== undefined && accepts(of, parameter, choice)
				? []
				: [`preset ${parameter} does not know ${choice}`]),
			...Object.entries(values)
				.filter(([name, value]) => !accepts(of, name, value))
				.map(([name]) => `preset ${choice} sets ${name} to what it does not accept`),
		]),
	);
}

function accepts(of: WorkflowDefinition, name: string, value: unknown): boolean {
	const schema = lookUp(of.parameters.shape, name);
	return schema !== undefined && "safeParse" in schema && schema.safeParse(value).success;
}

function outputs(of: WorkflowDefinition): string[] {
	if (of.outputs.length === 0) return ["it declares no output"];
	return of.outputs
		.filter(({ node }) => nodeOf(of.graph, node) === undefined)
		.map(({ name, node }) => `output ${name} names node ${node}, which is not in the graph`);
}

function models(of: WorkflowDefinition): string[] {
	return of.models.flatMap(({ file, part }) => [
		...(typeof file === "string" || isParameter(of, file.parameter)
			? []
			: [`${file.parameter} is no parameter`]),
		...(part === undefined || of.parts.some(({ name }) => name === part) ? [] : [`there is no part ${part}`]),
	]);
}

function example(of: WorkflowDefinition): string[] {
	const parsed = of.parameters.safeParse(of.example);
	return parsed.success ? [] : [`the example is not accepted: ${parsed.error.message}`];
}
