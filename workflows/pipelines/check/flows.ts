import type { AssetKind } from "../../definition/define.ts";
import { exampleAsset } from "../../document/example.ts";
import { documentLimits } from "../../document/limits.ts";
import { isFile, rangeOf } from "../../document/parameter-schemas.ts";
import type { Sure } from "../definition/conditions.ts";
import type { PipelineParameter } from "../definition/document.ts";
import { isRequired, listOf, standardOf } from "../definition/parameters.ts";
import type { SingleSource, Source } from "../definition/sources.ts";
import { kindOfOutput, type StageShape } from "./shapes.ts";

/** What may come out of a source, told without any values. */
export interface Flow {
	/** `unknown`: nobody can say yet; what a trainer leaves, for example. */
	kind: AssetKind | "value" | "unknown";
	/** How many items, where it is a list. */
	list: { least: number; most: number } | null;
	/** There may be nothing. */
	maybeAbsent: boolean;
	/** Values at the edges of what it may give: single ones, or the items of a list. */
	edges: readonly unknown[];
}

/** What sources are looked up in. */
export interface Surroundings {
	parameters: ReadonlyMap<string, PipelineParameter>;
	/** Earlier stages by key. */
	shapes: ReadonlyMap<string, StageShape>;
	/** What the conditions of this stage promise. */
	sure: Sure;
	/** The item of the fan-out, where there is one. */
	item: Flow | null;
}

/** A name that leads nowhere is told elsewhere; here it is null. A text says what does not fit together. */
export type FlowRead = Flow | string | null;

/**
 * What a source gives.
 *
 * @param list whether what takes it takes a list
 */
export function flowOf(source: Source, around: Surroundings, list: boolean): FlowRead {
	if ("join" in source) {
		if (!list) return "it takes one value, and `join` makes a list. Use `first_of`, or leave `join` out";
		return joined(source.join.map((one) => flowOf(one, around, true)));
	}
	if ("first_of" in source) return firstOf(source.first_of.map((one) => flowOfSingle(one, around, list)));
	return flowOfSingle(source, around, list);
}

function flowOfSingle(source: SingleSource, around: Surroundings, list: boolean): FlowRead {
	if ("value" in source) return flowOfConstant(source.value);
	if ("item" in source)
		return (
			around.item ?? "there is no item: the stage has no `each`. Add it, or take the value from elsewhere"
		);
	if ("parameter" in source) {
		const parameter = around.parameters.get(source.parameter);
		return parameter === undefined ? null : flowOfParameter(parameter, around.sure);
	}
	const shape = around.shapes.get(source.stage);
	return shape === undefined ? null : flowOfStage(source, shape, around, list);
}

function flowOfConstant(value: Extract<SingleSource, { value: unknown }>["value"]): Flow {
	return Array.isArray(value)
		? {
				kind: "value",
				list: { least: value.length, most: value.length },
				maybeAbsent: value.length === 0,
				edges: value,
			}
		: { kind: "value", list: null, maybeAbsent: false, edges: [value] };
}

function flowOfParameter(parameter: PipelineParameter, sure: Sure): Flow {
	const given = sure.parameters.has(parameter.name);
	const always = given || isRequired(parameter) || standardOf(parameter) !== undefined;
	const kind = isFile(parameter) ? parameter.type : "value";
	const items = listOf(parameter);
	const edges = edgesOf(parameter).filter((edge) => !given || edge !== "");
	if (items === null) return { kind, list: null, maybeAbsent: !always, edges };
	const least = given ? Math.max(1, items.least) : items.least;
	return { kind, list: { least, most: items.most }, maybeAbsent: !always || least === 0, edges };
}

/** How a LoRA is named that a stage trained. */
const EXAMPLE_LORA = "mia@1";

function flowOfStage(
	source: Extract<SingleSource, { stage: string }>,
	shape: StageShape,
	{ sure }: Surroundings,
	list: boolean,
): FlowRead {
	const maybeAbsent = shape.maybeAbsent && !sure.stages.has(source.stage);
	if (shape.outputs === null) return { kind: "unknown", list: null, maybeAbsent, edges: [] };
	if (shape.lora) return { kind: "value", list: null, maybeAbsent, edges: [EXAMPLE_LORA] };
	const kind = kindOfOutput(source.output, shape);
	if (kind === null) return null;
	if (kind === "text" || kind === "latent" || kind === "file")
		return `the stage ${source.stage} leaves a ${kind} there, which no parameter takes`;
	const count = source.of === "chosen" ? shape.chosen : shape.all;
	const { at } = source;
	if (at !== undefined && at >= count.most)
		return `there is no file at ${at}: the stage ${source.stage} leaves at most ${count.most}, counted from 0`;
	const edges = [exampleAsset];
	if (at === undefined && list) return { kind, list: count, maybeAbsent, edges };
	const short = (at ?? 0) >= count.least;
	return { kind, list: list ? { least: 1, most: 1 } : null, maybeAbsent: maybeAbsent || short, edges };
}

function joined(parts: readonly FlowRead[]): FlowRead {
	const flows = readAll(parts);
	if (!Array.isArray(flows)) return flows;
	const ends = flows.map(({ list, maybeAbsent }) => ({
		least: maybeAbsent ? 0 : (list?.least ?? 1),
		most: list?.most ?? 1,
	}));
	const least = ends.reduce((sum, end) => sum + end.least, 0);
	const most = ends.reduce((sum, end) => sum + end.most, 0);
	return combined(flows, { list: { least, most }, maybeAbsent: least === 0 });
}

function firstOf(parts: readonly FlowRead[]): FlowRead {
	const read = readAll(parts);
	if (!Array.isArray(read)) return read;
	// An empty text is passed over like one that is absent.
	const flows = read.map((flow) =>
		flow.edges.includes("")
			? { ...flow, maybeAbsent: true, edges: flow.edges.filter((edge) => edge !== "") }
			: flow,
	);
	// What stands behind one that is always there is never reached, and does no harm.
	const lists = flows.flatMap(({ list }) => (list === null ? [] : [list]));
	if (lists.length !== 0 && lists.length !== flows.length && flows.every(({ kind }) => kind !== "unknown"))
		return "some of `first_of` are lists and some are single values. Make them alike";
	return combined(flows, {
		list:
			lists.length === 0
				? null
				: {
						least: Math.min(...lists.map(({ least }) => least)),
						most: Math.max(...lists.map(({ most }) => most)),
					},
		maybeAbsent: flows.every(({ maybeAbsent }) => maybeAbsent),
	});
}

function readAll(parts: readonly FlowRead[]): Flow[] | string | null {
	const flows: Flow[] = [];
	for (const part of parts) {
		if (part === null || typeof part === "string") return part;
		flows.push(part);
	}
	return flows;
}

function combined(flows: readonly Flow[], what: Pick<Flow, "list" | "maybeAbsent">): FlowRead {
	const kinds = [...new Set(flows.map(({ kind }) => (kind === "mask" ? "image" : kind)))].filter(
		(kind) => kind !== "unknown",
	);
	const [kind = "unknown", other] = kinds;
	if (other !== undefined) return `it mixes ${wordFor(kind)} and ${wordFor(other)}`;
	return { ...what, kind, edges: flows.flatMap(({ edges }) => edges) };
}

/** What a kind is called in messages. */
export function wordFor(kind: Flow["kind"]): string {
	switch (kind) {
		case "image":
		case "mask":
			return "a picture";
		case "video":
			return "a film";
		case "audio":
			return "a sound";
		case "value":
			return "a value";
		case "unknown":
			return "something unknown";
	}
}

/** Values at the edges of what a parameter takes: what is beyond a workflow's limits shows there. */
function edgesOf(parameter: PipelineParameter): unknown[] {
	switch (parameter.type) {
		case "text": {
			const most = parameter.max_length ?? documentLimits.standardText;
			const empty = parameter.required !== true && parameter.list === undefined;
			return ["x".repeat(most), "x", ...(empty ? [""] : [])];
		}
		case "integer": {
			const { min, max } = rangeOf(parameter);
			const step = parameter.step ?? 1;
			const last = min + Math.floor((max - min) / step) * step;
			return [...new Set([min, min + step, last - step, last])].filter((n) => n >= min && n <= max);
		}
		case "number": {
			const { min, max } = rangeOf(parameter);
			return [...new Set([min, (min + max) / 2, max])];
		}
		case "boolean":
			return [false, true];
		case "choice":
			return parameter.choices;
		case "seed":
			return [0, parameter.max ?? Number.MAX_SAFE_INTEGER];
		case "model":
			return [parameter.default ?? "model.safetensors"];
		case "image":
		case "mask":
		case "video":
		case "audio":
			return [exampleAsset];
	}
}
