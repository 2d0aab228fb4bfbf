import * as z from "zod";
import { decidedBy } from "../definition/parts.ts";
import { type ApiGraph, nodeOf } from "../graph/graph.ts";
import { type Problem, type ProblemCode, pointer, quote } from "../graph/problems.ts";
import type { ParameterDocument, WorkflowDocument } from "./document.ts";
import { documentLimits } from "./limits.ts";
import { defaultOf, isFile, isRequired, rangeOf, schemaOf, valuesOf } from "./parameter-schemas.ts";

type Path = readonly (string | number)[];

function problem(at: Path, message: string, code: ProblemCode = "invalid_parameter"): Problem {
	return { pointer: pointer(...at), code, message };
}

/** Whether everything the document names is there, and every value it gives is one that it accepts itself. */
export function soundnessProblems(document: WorkflowDocument, graph: ApiGraph): Problem[] {
	return [
		...twice(document.parameters, ["parameters"], "parameters"),
		...twice(document.parts ?? [], ["parts"], "parts"),
		...twice(document.outputs, ["outputs"], "outputs"),
		...seeds(document),
		...document.parameters.flatMap((parameter, i) =>
			ofParameter(document, parameter, ["parameters", i], graph),
		),
		...slotsTwice(document),
		...parts(document, graph),
		...outputs(document, graph),
		...models(document),
		...example(document),
	];
}

/** Names that two things share. */
function twice(named: readonly { name: string }[], at: Path, what: string): Problem[] {
	return named.flatMap(({ name }, i) =>
		named.findIndex((other) => other.name === name) < i
			? [problem([...at, i, "name"], `Two ${what} are called ${name}. Rename one.`)]
			: [],
	);
}

function seeds({ parameters }: WorkflowDocument): Problem[] {
	const [first, ...more] = parameters.flatMap(({ type }, i) => (type === "seed" ? [i] : []));
	return more.map((i) =>
		problem(
			["parameters", i, "type"],
			`There is one seed (${parameters[first ?? 0]?.name}). Give that one these slots too, or make this an integer.`,
		),
	);
}

function missingSlot(graph: ApiGraph, { node, input }: { node: string; input: string }, at: Path): Problem[] {
	const found = nodeOf(graph, node);
	if (found === undefined) return [problem(at, `There is no node ${quote(node)} in the graph.`)];
	return Object.hasOwn(found.inputs, input)
		? []
		: [
				problem(
					at,
					`Node ${node} (${found.class_type}) has no input ${quote(input)} in the graph. Add it there.`,
				),
			];
}

function ofParameter(
	document: WorkflowDocument,
	parameter: ParameterDocument,
	at: Path,
	graph: ApiGraph,
): Problem[] {
	const slots = parameter.slots.flatMap((slot, i) => missingSlot(graph, slot, [...at, "slots", i]));
	const decides = document.parts?.some(({ when }) => decidedBy(when) === parameter.name) ?? false;
	return [
		...slots,
		...(parameter.slots.length === 0 && !decides
			? [problem([...at, "slots"], `${parameter.name} goes nowhere. Give it a slot, or leave it out.`)]
			: []),
		...values(parameter, at),
		...(isFile(parameter) ? fileSlot(document, parameter, at, graph) : []),
	];
}

function values(parameter: ParameterDocument, at: Path): Problem[] {
	if (parameter.type === "integer" || parameter.type === "number") {
		const { min, max } = rangeOf(parameter);
		if (min > max)
			return [problem([...at, "max"], `The largest value ${max} is below the smallest, ${min}.`)];
	}
	if (parameter.type === "choice" && new Set(parameter.choices).size < parameter.choices.length)
		return [problem([...at, "choices"], "A choice is listed twice. List each once.")];
	const standard = defaultOf(parameter);
	if (standard === undefined) return [];
	if (isRequired(parameter))
		return [
			problem([...at, "default"], `${parameter.name} is required, so a default never counts. Leave one out.`),
		];
	const parsed = valuesOf(parameter).safeParse(standard);
	return parsed.success
		? []
		: [
				problem(
					[...at, "default"],
					`${parameter.name} does not accept its own default: ${reasonOf(parsed.error)}.`,
				),
			];
}

function reasonOf(error: z.ZodError): string {
	return error.issues.map(({ message }) => message).join("; ");
}

function fileSlot(
	document: WorkflowDocument,
	parameter: ParameterDocument,
	at: Path,
	graph: ApiGraph,
): Problem[] {
	const [slot] = parameter.slots;
	const node = slot === undefined ? undefined : nodeOf(graph, slot.node);
	if (slot === undefined || node === undefined) return [];
	// A file that the document came with is nobody's to use.
	if (Object.hasOwn(node.inputs, slot.input) && node.inputs[slot.input] !== "")
		return [
			problem(
				["graph", slot.node, "inputs", slot.input],
				`This input gets the file of ${parameter.name}, so it must be "" in the graph.`,
				"file_input_not_allowed",
			),
		];
	const goes = document.parts?.some(
		({ when, remove }) => "absent" in when && when.absent === parameter.name && remove.includes(slot.node),
	);
	if (isRequired(parameter) || goes === true) return [];
	const message = `A loader without a file is an error in ComfyUI, and no part removes node ${slot.node} without ${parameter.name}. Add such a part, or make the parameter required.`;
	return [problem([...at, "required"], message)];
}

function slotsTwice({ parameters }: WorkflowDocument): Problem[] {
	const seen = new Map<string, string>();
	return parameters.flatMap(({ name, slots }, i) =>
		slots.flatMap(({ node, input }, j) => {
			const place = JSON.stringify([node, input]);
			const before = seen.get(place);
			seen.set(place, name);
			if (before === undefined) return [];
			return [
				problem(
					["parameters", i, "slots", j],
					`${before} already sets input ${input} of node ${node}. Leave one out.`,
				),
			];
		}),
	);
}

function parts(document: WorkflowDocument, graph: ApiGraph): Problem[] {
	const all = document.parts ?? [];
	const found = all.flatMap(({ when, remove, rewire }, i): Problem[] => {
		const at = ["parts", i];
		const parameter = document.parameters.find(({ name }) => name === decidedBy(when));
		const value = "is" in when ? when.is : "is_not" in when ? when.is_not : undefined;
		return [
			...(parameter === undefined
				? [problem([...at, "when"], `There is no parameter ${decidedBy(when)}.`)]
				: value !== undefined && !valuesOf(parameter).safeParse(value).success
					? [problem([...at, "when"], `${parameter.name} is never ${quote(value)}.`)]
					: []),
			...remove.flatMap((id, j) =>
				nodeOf(graph, id) === undefined
					? [problem([...at, "remove", j], `There is no node ${quote(id)} in the graph.`)]
					: [],
			),
			...rewire.flatMap((slot, j) => [
				...missingSlot(graph, slot, [...at, "rewire", j]),
				...(slot.to !== null && nodeOf(graph, slot.to[0]) === undefined
					? [problem([...at, "rewire", j, "to"], `There is no node ${quote(slot.to[0])} in the graph.`)]
					: []),
			]),
		];
	});
	const count = combinationsOf(document);
	if (count > documentLimits.combinations) {
		const message = `The parts can be absent in up to ${count} combinations; at most ${documentLimits.combinations} are accepted. Let fewer parameters decide, or split the workflow.`;
		found.push(problem(["parts"], message));
	}
	return found;
}

/** How many states of the parameters that decide over parts there are to tell apart. */
function combinationsOf({ parts = [] }: WorkflowDocument): number {
	const names = [...new Set(parts.map(({ when }) => decidedBy(when)))];
	return names.reduce((product, name) => {
		const conditions = parts.map(({ when }) => when).filter((when) => decidedBy(when) === name);
		const named = conditions.filter((when) => "is" in when || "is_not" in when).length;
		return product * (1 + named + (named < conditions.length ? 1 : 0));
	}, 1);
}

function outputs({ outputs }: WorkflowDocument, graph: ApiGraph): Problem[] {
	if (outputs.length === 0)
		return [
			problem(
				["outputs"],
				"It leaves nothing. Name at least one node that does, such as a SaveImage.",
				"no_output",
			),
		];
	return outputs.flatMap(({ node }, i) =>
		nodeOf(graph, node) === undefined
			? [problem(["outputs", i, "node"], `There is no node ${quote(node)} in the graph.`)]
			: [],
	);
}

function models({ models = [], parts = [] }: WorkflowDocument): Problem[] {
	return models.flatMap(({ part }, i) =>
		part === undefined || parts.some(({ name }) => name === part)
			? []
			: [problem(["models", i, "part"], `There is no part ${part}.`)],
	);
}

function example({ example, parameters }: WorkflowDocument): Problem[] {
	if (example === undefined) return [];
	const schema = z.strictObject(Object.fromEntries(parameters.map((p) => [p.name, schemaOf(p)])));
	const parsed = schema.safeParse(example);
	return (parsed.error?.issues ?? []).map((issue) => {
		const [name] = issue.code === "unrecognized_keys" ? issue.keys : issue.path.map(String);
		return problem(
			["example", ...(name === undefined ? [] : [name])],
			`The example is not accepted: ${issue.message}.`,
		);
	});
}
