import type { GraphNode } from "../../graph/graph.ts";
import { type Conversion, type ConvertOptions, convert } from "../convert.ts";

/**
 * Workflows of our own making for the tests, written down as what is linked to what. The classes are made up,
 * but for those whose names the editor treats in a way of their own.
 */
export const classes = {
	Source: {
		input: { required: { file: [["a.bin", "b.bin"]] } },
		output: ["MODEL", "CLIP", "IMAGE"],
		display_name: "The Source",
	},
	Sampler: {
		input: {
			required: {
				model: ["MODEL"],
				seed: ["INT", { default: 0, max: 1000 }],
				steps: ["INT", { default: 20, min: 1, max: 100 }],
				scale: ["FLOAT", { default: 8, step: 0.1, round: 0.01, max: 100 }],
				sampler: ["COMBO", { options: ["euler", "heun"] }],
				fast: ["BOOLEAN", { default: true }],
			},
			optional: { image: ["IMAGE"], note: ["STRING", { default: "none" }] },
		},
		output: ["IMAGE"],
	},
	Text: {
		input: { required: { text: ["STRING", { multiline: true, dynamicPrompts: true }], clip: ["CLIP"] } },
		output: ["CONDITIONING"],
	},
	Patch: {
		input: { required: { clip: ["CLIP"], model: ["MODEL"], strength: ["FLOAT", { default: 1 }] } },
		output: ["MODEL", "CLIP"],
	},
	Blend: {
		input: {
			required: { one: ["IMAGE"], other: ["IMAGE"] },
			optional: { amount: ["FLOAT", { default: 0.5 }] },
		},
		output: ["IMAGE"],
	},
	Any: { input: { required: { any: ["*"] } }, output: ["*"] },
	Number: { input: { required: { value: ["INT", { default: 3 }] } }, output: ["INT"] },
	SaveImage: {
		input: { required: { images: ["IMAGE"], filename_prefix: ["STRING", { default: "out" }] } },
		output: [],
		output_node: true,
	},
};

/** `[node, output]`, or nothing. With `widget` the slot belongs to the widget of its name. */
export type Wire = [from: number | string, slot: number | string] | null | { widget: Wire };

export interface Sketch {
	id: number | string;
	type: string;
	mode?: number;
	title?: string;
	in?: Record<string, Wire>;
	/** Types of the outputs. */
	out?: string[];
	values?: unknown;
	properties?: Record<string, unknown>;
	[member: string]: unknown;
}

/** The classes, for a conversion. Others may be added. */
export function info(more: Record<string, unknown> = {}): Record<string, unknown> {
	return { ...classes, ...more };
}

const slotTypes: Record<string, string> = {
	model: "MODEL",
	clip: "CLIP",
	image: "IMAGE",
	images: "IMAGE",
	one: "IMAGE",
	other: "IMAGE",
	text: "STRING",
	seed: "INT",
	steps: "INT",
	value: "INT",
};

/** Nodes and links in the editor's format, schema 0.4 with links as lists. */
export function graphOf(sketches: readonly Sketch[], firstLink = 1) {
	const links: [number, number | string, number | string, number | string, number, string][] = [];
	const nodes = sketches.map(({ in: inputs = {}, out = [], values, ...node }) => ({
		mode: 0,
		properties: {},
		...node,
		...(values === undefined ? {} : { widgets_values: values }),
		inputs: Object.entries(inputs).map(([name, wire], slot) => {
			const widget = wire !== null && !Array.isArray(wire);
			const from = wire === null || Array.isArray(wire) ? wire : wire.widget;
			const type = slotTypes[name] ?? "*";
			const base = { name, type, ...(widget ? { widget: { name } } : {}) };
			if (from === null || !Array.isArray(from)) return { ...base, link: null };
			const id = firstLink + links.length;
			links.push([id, from[0], from[1], node.id, slot, type]);
			return { ...base, link: id };
		}),
		outputs: out.map((type, slot) => ({ name: type, type, slot, links: [] as number[] })),
	}));
	for (const [id, from, slot] of links)
		nodes.find((node) => node.id === from)?.outputs[Number(slot)]?.links.push(id);
	return { nodes, links };
}

/** A whole file of schema 0.4. */
export function workflow(sketches: readonly Sketch[], more: Record<string, unknown> = {}) {
	return {
		last_node_id: 50,
		last_link_id: 50,
		...graphOf(sketches),
		groups: [],
		config: {},
		extra: {},
		version: 0.4,
		...more,
	};
}

/** A port of a subgraph: its name, and what it is linked to inside. */
export interface Port {
	name: string;
	type: string;
	/** For inputs `[node, input name]`, for an output `[node, output slot]`. */
	to: [number, string | number][];
}

/** A definition of a subgraph, with links as objects as they are there. */
export function subgraph(
	id: string,
	sketches: readonly Sketch[],
	inputs: Port[],
	outputs: Port[],
	firstLink = 100,
) {
	const { nodes, links } = graphOf(sketches, firstLink);
	const rows = links.map(([link, origin_id, origin_slot, target_id, target_slot, type]) => ({
		id: link,
		origin_id,
		origin_slot,
		target_id,
		target_slot,
		type,
	}));
	let next = firstLink + 50;
	const ports = inputs.map((port, slot) => ({
		id: `${id}-${port.name}`,
		name: port.name,
		type: port.type,
		linkIds: port.to.map(([node, name]) => {
			const input = nodes.find((n) => n.id === node)?.inputs.find((i) => i.name === name);
			const link = next++;
			if (input !== undefined) input.link = link;
			rows.push({
				id: link,
				origin_id: -10,
				origin_slot: slot,
				target_id: node,
				target_slot: 0,
				type: port.type,
			});
			return link;
		}),
	}));
	const exits = outputs.map((port, slot) => ({
		id: `${id}-out-${port.name}`,
		name: port.name,
		type: port.type,
		linkIds: port.to.map(([node, output]) => {
			const link = next++;
			rows.push({
				id: link,
				origin_id: node,
				origin_slot: Number(output),
				target_id: -20,
				target_slot: slot,
				type: port.type,
			});
			return link;
		}),
	}));
	const bounding = [0, 0, 120, 60];
	return {
		id,
		name: id,
		version: 1,
		revision: 0,
		state: { lastGroupId: 0, lastNodeId: 99, lastLinkId: 999, lastRerouteId: 0 },
		config: {},
		inputNode: { id: -10, bounding },
		outputNode: { id: -20, bounding },
		nodes,
		links: rows,
		groups: [],
		inputs: ports,
		outputs: exits,
	};
}

/** The conversion, or a failed test that shows the problems. */
export function converted(
	ui: unknown,
	objectInfo: unknown = info(),
	options?: ConvertOptions,
): Extract<Conversion, { ok: true }> {
	const conversion = convert(ui, objectInfo, options);
	if (!conversion.ok) throw new Error(JSON.stringify(conversion.problems, null, 2));
	return conversion;
}

/** The inputs of a node of the converted graph. */
export function inputsAt(ui: unknown, id: string, objectInfo?: unknown, options?: ConvertOptions) {
	const node: GraphNode | undefined = converted(ui, objectInfo ?? info(), options).graph[id];
	if (node === undefined) throw new Error(`no node ${id}`);
	return node.inputs;
}

/** Pointers and codes of what was unknown. */
export function unknownsOf(ui: unknown, objectInfo?: unknown, options?: ConvertOptions): [string, string][] {
	return converted(ui, objectInfo ?? info(), options).unknowns.map(({ pointer, code }) => [pointer, code]);
}

/** Pointers and codes of a refusal, or a failed test where there is none. */
export function refusal(ui: unknown, objectInfo: unknown = info()): [string, string][] {
	const conversion = convert(ui, objectInfo);
	if (conversion.ok) throw new Error("this was expected to be refused");
	return conversion.problems.map(({ pointer, code }) => [pointer, code]);
}
