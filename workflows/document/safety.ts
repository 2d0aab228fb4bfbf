import { type ApiGraph, nodeOf } from "../graph/graph.ts";
import { isMediaFile, pathTrouble } from "../graph/paths.ts";
import { type Problem, pointer, quote } from "../graph/problems.ts";
import type { Capabilities } from "../object-info/capabilities.ts";
import { fileInputsOf, mayNameAFile, namesAPath } from "../plan/file-inputs.ts";
import { planGraph } from "../plan/raw.ts";
import type { NodePolicy } from "../validate/requests/requests.ts";
import type { ParameterDocument, WorkflowDocument } from "./document.ts";
import { exampleAsset } from "./example.ts";
import { isFile } from "./parameter-schemas.ts";

/**
 * Ways in which a document would let files in past the file parameters. Its graph is held to what graphs of
 * clients are held to, with the file parameters as their inputs; then no other parameter and no optional part
 * may undo that.
 */
export function fileProblems(
	document: WorkflowDocument,
	graph: ApiGraph,
	capabilities: Capabilities | null,
	policy: NodePolicy,
): Problem[] {
	return [
		...rawProblems(document, graph, capabilities, policy),
		...document.parameters.flatMap((parameter, i) =>
			isFile(parameter) ? [] : slotProblems(parameter, ["parameters", String(i)], graph, capabilities),
		),
		...rewireProblems(document, graph, capabilities),
	];
}

function rawProblems(
	document: WorkflowDocument,
	graph: ApiGraph,
	capabilities: Capabilities | null,
	policy: NodePolicy,
): Problem[] {
	const places = document.parameters.flatMap((parameter, i) =>
		isFile(parameter)
			? parameter.slots.map(({ node, input }, j) => ({
					place: `${node}.${input}`,
					at: pointer("parameters", i, "slots", j),
				}))
			: [],
	);
	const inputs = Object.fromEntries(places.map(({ place }) => [place, exampleAsset]));
	const planned = planGraph({ graph, inputs }, capabilities, policy);
	if (planned.ok) return [];
	return planned.problems.map((problem) => {
		const place = places.find((one) => pointer("inputs", one.place) === problem.pointer);
		if (place !== undefined) return { ...problem, pointer: place.at };
		if (problem.code !== "file_input_not_allowed") return problem;
		const [, , node = "", , input = ""] = problem.pointer.split("/");
		const message = `Input ${input} of node ${node} reads a file, and files come in only as parameters. Add a parameter of type image, mask, video or audio with this slot, and put "" here.`;
		return { ...problem, message };
	});
}

/** What a request could write into inputs that name files. */
function slotProblems(
	parameter: ParameterDocument,
	at: readonly string[],
	graph: ApiGraph,
	capabilities: Capabilities | null,
): Problem[] {
	return parameter.slots.flatMap(({ node, input }, i): Problem[] => {
		const className = nodeOf(graph, node)?.class_type;
		if (className === undefined) return [];
		const place = `Input ${input} of node ${node} (${className})`;
		const refuse = (code: Problem["code"], message: string): Problem[] => [
			{ pointer: pointer(...at, "slots", i), code, message },
		];
		if (fileInputsOf(className, capabilities).includes(input))
			return refuse(
				"file_input_not_allowed",
				`${place} reads a file. Make ${parameter.name} a parameter of type image, mask, video or audio.`,
			);
		if (parameter.type === "text" && mayNameAFile(input))
			return refuse(
				"file_input_not_allowed",
				`${place} is likely to read a file. Make ${parameter.name} a parameter of type image, mask, video or audio, or choose another input.`,
			);
		if (parameter.type === "text" && namesAPath(input))
			return refuse(
				"unsafe_path",
				`${place} says where files are, and that is nothing for a request to say. Leave it as it is in the graph, or make ${parameter.name} a choice.`,
			);
		if (parameter.type !== "choice") return [];
		const bad = parameter.choices.find(
			(choice) =>
				(namesAPath(input) && pathTrouble(choice) !== null) || (mayNameAFile(input) && isMediaFile(choice)),
		);
		return bad === undefined
			? []
			: refuse(
					"unsafe_path",
					`${place} would name a file by the choice ${quote(bad)}. Leave that choice out.`,
				);
	});
}

/** What a part that goes could link into inputs that name files. */
function rewireProblems(
	{ parts = [], parameters }: WorkflowDocument,
	graph: ApiGraph,
	capabilities: Capabilities | null,
): Problem[] {
	const files = new Set(
		parameters.filter(isFile).flatMap(({ slots }) => slots.map(({ node, input }) => `${node}.${input}`)),
	);
	return parts.flatMap(({ rewire }, i) =>
		rewire.flatMap(({ node, input }, j): Problem[] => {
			const className = nodeOf(graph, node)?.class_type ?? "";
			const reads =
				files.has(`${node}.${input}`) ||
				fileInputsOf(className, capabilities).includes(input) ||
				namesAPath(input);
			if (!reads) return [];
			const message = `Input ${input} of node ${node} (${className}) says where files are; a part cannot change that. Rewire another input.`;
			return [{ pointer: pointer("parts", i, "rewire", j), code: "unsafe_path", message }];
		}),
	);
}
