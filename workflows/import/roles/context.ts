import type { ParameterDocument, PartDocument } from "../../document/document.ts";
import { type ApiGraph, type GraphNode, isLink } from "../../graph/graph.ts";
import { type ClassInfo, type InputSpec, inputsOf, type ObjectInfo } from "../../object-info/read.ts";
import { oneLine, ownTitle, snakeCase } from "./names.ts";
import { type Consumers, consumersOf } from "./polarity.ts";
import { type ProfileLimits, roomiest } from "./profile-limits.ts";

/** What a proposal is made from, and what it has to say about it. */
export interface Context {
	/** A copy: proposing changes it (files go, seeds become 0). */
	graph: ApiGraph;
	info: ObjectInfo;
	consumers: Consumers;
	/** Nodes that leave something: they never go. */
	outputs: ReadonlySet<string>;
	/** What the hardware is given. */
	limits: ProfileLimits;
	/** Sentences for the person who looks at the proposal. */
	notes: string[];
}

/** A parameter to be, before its name is known. */
export interface Draft {
	rank: number;
	/** What it is called where no other is called so. */
	base: string;
	/** What its node is called, as a name; `""` where nobody named it. */
	title: string;
	/** True where the node's name says more than what the parameter is: files. */
	titled?: boolean;
	make(name: string, naming: Naming): Drafted;
}

export interface Naming {
	/** Hands out the names of further parameters, by the wish for one. */
	take(wish: string): string;
	/** No other draft has the same base: then it need not be said which one this is. */
	alone: boolean;
}

export interface Drafted {
	parameters: ParameterDocument[];
	parts?: PartDocument[];
	/** Values for the example. */
	example?: Record<string, string | number | boolean>;
}

/** A literal of a node, with what its class says of it. */
export interface Place {
	id: string;
	node: GraphNode;
	input: string;
	spec: InputSpec | undefined;
}

export function contextOf(graph: ApiGraph, info: ObjectInfo, outputs: readonly string[]): Context {
	return {
		graph,
		info,
		consumers: consumersOf(graph),
		outputs: new Set(outputs),
		limits: roomiest([]),
		notes: [],
	};
}

/** Every literal of the graph, node by node. Names that no slot could have are passed over. */
export function placesOf({ graph, info }: Context): Place[] {
	return Object.entries(graph).flatMap(([id, node]) => {
		const specs = specsOf(info.get(node.class_type));
		return Object.entries(node.inputs).flatMap(([input, value]): Place[] =>
			isLink(value) || input === "" || input.length > 200
				? []
				: [{ id, node, input, spec: specs.get(input) }],
		);
	});
}

/** What a class says of each of its inputs, by name. */
export function specsOf(info: ClassInfo | undefined): Map<string, InputSpec> {
	return new Map(info === undefined ? [] : inputsOf(info).map(({ name, spec }) => [name, spec]));
}

/** What somebody called the node, as a name of a parameter; `""` where nobody did. */
export function titleName({ info }: Context, node: GraphNode): string {
	return snakeCase(ownTitle(node, info.get(node.class_type)) ?? "");
}

/** The node as a person knows it, for sentences. */
export function named(node: GraphNode): string {
	return `“${oneLine(node._meta?.title || node.class_type, 60)}”`;
}

/** The last part of a name: inputs that a choice brings along are called `model.duration`. */
export function shortName(input: string): string {
	return input.slice(input.lastIndexOf(".") + 1);
}
