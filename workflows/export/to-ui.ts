import { specsOf } from "../convert/inputs/class-inputs.ts";
import { dynamicOptions, hasWidget, plainWidget, typeOf, widgetsOf } from "../convert/inputs/widgets.ts";
import { type ApiGraph, isLink } from "../graph/graph.ts";
import { type Problem, pointer } from "../graph/problems.ts";
import { type InputSpec, isRecord, readObjectInfo, readSpec } from "../object-info/read.ts";
import { type Placed, placeNodes } from "./layout.ts";

/** A workflow file as the ComfyUI editor opens it (schema 0.4). */
export interface UiFile {
	last_node_id: number;
	last_link_id: number;
	nodes: UiFileNode[];
	links: [id: number, from: number, fromSlot: number, to: number, toSlot: number, type: string][];
	groups: [];
	config: Record<string, never>;
	extra: Record<string, never>;
	version: 0.4;
}

interface UiFileNode extends Placed {
	id: number;
	type: string;
	title?: string;
	flags: Record<string, never>;
	order: number;
	mode: 0;
	inputs: { name: string; type: string; link: number | null; widget?: { name: string } }[];
	outputs: { name: string; type: string; links: number[] }[];
	properties: Record<string, string>;
	widgets_values: unknown[];
}

export type ToUi = { ok: true; ui: UiFile } | { ok: false; problems: Problem[] };

/**
 * Makes a file for the editor's canvas from a graph: the way back from conversion. Nodes are numbered anew
 * where their ids are no whole numbers, laid out from left to right, and set not to change their seeds.
 *
 * @param graph checked by `readGraph`
 * @param objectInfo raw JSON of `GET /object_info`; a class that it lacks is refused with `missing_node`
 */
export function toUi(graph: ApiGraph, objectInfo: unknown): ToUi {
	const classes = readObjectInfo(objectInfo);
	const problems = Object.entries(graph).flatMap(([id, { class_type }]): Problem[] =>
		classes.has(class_type)
			? []
			: [
					{
						pointer: pointer("graph", id, "class_type"),
						code: "missing_node",
						message: `The object_info has no class ${class_type}. Take one of a ComfyUI that has it.`,
					},
				],
	);
	if (problems.length > 0) return { ok: false, problems };

	const numbers = numberNodes(Object.keys(graph));
	const places = placeNodes(graph);
	const links: UiFile["links"] = [];
	const nodes = Object.entries(graph).map(([id, node], order): UiFileNode => {
		const info = classes.get(node.class_type);
		const number = numbers.get(id) ?? 0;
		const values = node.inputs;
		const declared = info === undefined ? [] : withChosen(specsOf(info), values);
		const inputs: UiFileNode["inputs"] = [];
		for (const [name, spec] of declared) {
			const value = Object.hasOwn(values, name) ? values[name] : undefined;
			const widget = hasWidget(spec);
			if (widget && !isLink(value)) continue;
			let link: number | null = null;
			if (isLink(value)) {
				const from = numbers.get(value[0]);
				if (from !== undefined) {
					link = links.length + 1;
					links.push([link, from, value[1], number, inputs.length, typeOf(spec)]);
				}
			}
			inputs.push({ name, type: typeOf(spec), link, ...(widget ? { widget: { name } } : {}) });
		}
		return {
			id: number,
			type: node.class_type,
			...(node._meta?.title === undefined ? {} : { title: node._meta.title }),
			...(places.get(id) ?? { pos: [0, 0], size: [300, 100] }),
			flags: {},
			order,
			mode: 0,
			inputs,
			outputs: (info?.output ?? []).map((type, slot) => ({
				name: String(info?.output_name?.[slot] ?? type),
				type: typeof type === "string" ? type : "COMBO",
				links: [],
			})),
			properties: { "Node name for S&R": node.class_type },
			widgets_values: declared.flatMap(([name, spec]) => savedValues(name, spec, values, declared)),
		};
	});
	for (const [link, from, slot] of links)
		nodes.find((node) => node.id === from)?.outputs[slot]?.links.push(link);
	return {
		ok: true,
		ui: {
			last_node_id: Math.max(0, ...numbers.values()),
			last_link_id: links.length,
			nodes,
			links,
			groups: [],
			config: {},
			extra: {},
			version: 0.4,
		},
	};
}

/** Ids as the editor wants them. Those that are whole numbers already stay, so that people find their nodes. */
function numberNodes(ids: readonly string[]): Map<string, number> {
	const whole = (id: string) => /^(0|[1-9]\d{0,8})$/.test(id);
	const taken = new Set(ids.filter(whole).map(Number));
	let next = 1;
	return new Map(
		ids.map((id): [string, number] => {
			if (whole(id)) return [id, Number(id)];
			while (taken.has(next)) next++;
			taken.add(next);
			return [id, next];
		}),
	);
}

type Specs = readonly [name: string, spec: InputSpec][];

/** The inputs of a class, with those that the choice of a dynamic combo brings right behind it. */
function withChosen(specs: Specs, values: Readonly<Record<string, unknown>>): [string, InputSpec][] {
	return specs.flatMap(([name, spec]): [string, InputSpec][] => {
		const chosen = dynamicOptions(spec).get(String(values[name]));
		if (chosen === undefined) return [[name, spec]];
		const inner = ["required", "optional"].flatMap((kind) => {
			const members = chosen[kind];
			return Object.entries(isRecord(members) ? members : {}).flatMap(([sub, of]): [string, InputSpec][] => {
				const read = readSpec(of);
				return read === undefined ? [] : [[`${name}.${sub}`, read]];
			});
		});
		return [[name, spec], ...withChosen(inner, values)];
	});
}

/** What the node's widgets for one input save: its value, and what stands beside it. */
function savedValues(
	name: string,
	spec: InputSpec,
	values: Readonly<Record<string, unknown>>,
	declared: Specs,
): unknown[] {
	if (!hasWidget(spec)) return [];
	const given = Object.hasOwn(values, name) ? values[name] : undefined;
	const others = declared.map(([other]) => plainWidget(other, undefined));
	return widgetsOf(name, spec, others)
		.filter((widget) => widget.saved)
		.map((widget, place) => {
			if (widget.name === name) return given === undefined || isLink(given) ? widget.value : given;
			if (widget.kind !== "companion") return widget.value;
			// The mode that leaves a seed alone after a run comes first; a filter or a button may follow.
			return place === 1 ? "fixed" : "";
		});
}
