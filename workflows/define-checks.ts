import type { Slot, WorkflowDefinition } from "./define.ts";
import { nodeOf, readGraph } from "./graph.ts";
import { lookUp } from "./known-nodes.ts";
import { combinations, danglingLinks, withoutParts } from "./parts.ts";

/** Everything that is wrong with a definition, each as a short sentence; empty where it is sound. */
export function checkDefinition(of: WorkflowDefinition): string[] {
	const read = readGraph(of.graph);
	if (!read.ok) return read.problems.map((p) => `graph${p.pointer}: ${p.message}`);
	return [
		...identity(of),
		...parameters(of),
		...slots(of),
		...parts(of),
		...presets(of),
		...outputs(of),
		...models(of),
		...example(of),
	];
}

function identity(of: WorkflowDefinition): string[] {
	const mistakes: string[] = [];
	if (!/^[a-z0-9]+(-[a-z0-9]+)*$/.test(of.id)) mistakes.push("the id must be lower case words with hyphens");
	if (!Number.isSafeInteger(of.version) || of.version < 1)
		mistakes.push("the version must be an integer from 1");
	if (of.parameters.def.catchall?._zod.def.type !== "never")
		mistakes.push("parameters must be a strict object");
	return mistakes;
}

const isParameter = (of: WorkflowDefinition, name: string) => Object.hasOwn(of.parameters.shape, name);
const isOptional = (of: WorkflowDefinition, name: string) => {
	const schema = lookUp(of.parameters.shape, name);
	return schema !== undefined && "safeParse" in schema && schema.safeParse(undefined).success;
};

/** Every parameter is used, and every name used is a parameter. */
function parameters(of: WorkflowDefinition): string[] {
	const chosen = (of.presets ?? []).map((preset) => preset.parameter);
	const used = new Set([
		...Object.keys(of.slots),
		...Object.keys(of.assets),
		...of.parts.map((part) => part.when.absent),
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
	const all = Object.entries(of.slots).flatMap(([name, to]) => to.map((slot) => [name, slot] as const));
	const assets = Object.entries(of.assets);
	const places = [...all, ...assets].map(([, slot]) => `${slot.node}.${slot.input}`);
	return [
		...[...all, ...assets].flatMap(([name, slot]) => missingSlot(of, `parameter ${name}`, slot)),
		...places.filter((place, i) => places.indexOf(place) !== i).map((place) => `two parameters set ${place}`),
		...assets.flatMap(([name, { node, input }]) => [
			// A file that the template came with is nobody's to use.
			...(nodeOf(of.graph, node)?.inputs[input] === "" ? [] : [`${node}.${input} must be "" in the graph`]),
			...(isOptional(of, name) && !of.parts.some((p) => p.when.absent === name && p.remove.includes(node))
				? [`asset ${name} is optional, but no part removes node ${node} without it`]
				: []),
		]),
	];
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
	return [...combinations(of.parts)].flatMap((absent) => {
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
