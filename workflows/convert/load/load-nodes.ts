import type { Budget } from "../../graph/budget.ts";
import { quote } from "../../graph/problems.ts";
import { type ClassInfo, isRecord, type ObjectInfo } from "../../object-info/read.ts";
import { ClassInputs, requiredOf, specsOf } from "../inputs/class-inputs.ts";
import { editorSpecs, viewedFrom } from "../inputs/editor-inputs.ts";
import type { LiveInput } from "../inputs/live-input.ts";
import { isTrue, optionsOf, plainWidget, type Widget } from "../inputs/widgets.ts";
import { fillCustomCombo } from "../live/custom-combo.ts";
import type { LiveNode, NodeKind } from "../live/model.ts";
import { kindOf } from "../live/virtual.ts";
import type { UiInput, UiLink, UiNode, UiPort } from "../read/read-ui.ts";
import type { Notes } from "../read/unknowns.ts";
import { listOf } from "../read/values.ts";

/** What loading nodes needs to know. */
export interface Loading {
	info: ObjectInfo;
	/** Nodes of classes that are nowhere are read by what the file alone says. */
	allowUnknown: boolean;
	budget: Budget;
	notes: Notes;
}

/** The node as the editor holds it after loading, but for what it stands for. */
export function loadNode(ui: UiNode, links: ReadonlyMap<string, UiLink>, loading: Loading): LiveNode {
	const info = loading.info.get(ui.type);
	const kind = info === undefined ? kindOf(ui.type) : "class";
	const node = bareNode(ui, kind);
	if (info === undefined)
		return kind === "unknown" && loading.allowUnknown ? unknownClass(node, loading.notes) : node;
	node.title = ui.title ?? (typeof info.display_name === "string" ? info.display_name : ui.type);
	node.outputs = mergeOutputs(
		info.output.map((type) => outputType(type)),
		ui,
	);
	const made = new ClassInputs(editorSpecs(ui.type, info), requiredOf(info), loading.budget);
	const saved = listOf(ui.values);
	const list = saved === undefined ? undefined : withoutForced(info, made.widgets, saved);
	made.inputs = mergeInputs(made.inputs, ui.inputs);
	for (let i = 0; i < made.inputs.length && i < 2_000; i++) {
		const input = made.inputs[i];
		if (input?.link !== undefined && links.has(input.link)) made.linked(input.name);
	}
	if (ui.type === "CustomCombo") fillCustomCombo(made, list ?? []);
	else if (list !== undefined) fillByPosition(made, list, node, loading.notes);
	else fillByName(made, ui, info, loading.notes);
	afterLoading(made, ui.type);
	viewedFrom(made.widgets, ui.properties);
	made.inputs = withoutStale(made.inputs, made.widgets);
	return { ...node, inputs: made.inputs, widgets: made.widgets, made };
}

/** A node of a class that is nowhere, as far as its file alone tells of it. */
function unknownClass(node: LiveNode, notes: Notes): LiveNode {
	// Without any slot it is taken for a note, as ever.
	if (node.inputs.length === 0 && node.outputs.length === 0) return node;
	const { named, unnamed } = savedByName(node.ui);
	const left = unnamed === 0 ? "" : `; ${unnamed} values that the file gives no names are left out`;
	notes.unknown(
		[...node.at, "type"],
		"class_unknown",
		`Node ${node.id} is of class ${quote(node.type)}, which this ComfyUI does not have. It was converted by what the file says: links, and ${named.length === 0 ? "no values" : `the values ${quote(named.map(([name]) => name).join(", "))}`}${left}.`,
	);
	return { ...node, kind: "class", widgets: named.map(([name, value]) => plainWidget(name, value)) };
}

/**
 * Values of a node and their names, where the file has both: an object of them, or a list as long as the inputs
 * that belong to widgets, with control modes between them.
 */
function savedByName(ui: UiNode): { named: [name: string, value: unknown][]; unnamed: number } {
	const { values, namedValues } = ui;
	const byName = isRecord(values) ? values : namedValues;
	if (byName !== undefined) {
		const named = Object.entries(byName).filter(([name]) => !previews.has(name));
		return { named: named.slice(0, 500), unnamed: 0 };
	}
	const list = listOf(values) ?? [];
	const names = ui.inputs.flatMap(({ widget }) => widget ?? []);
	const modes = list.filter((value, i) => i > 0 && typeof list[i - 1] === "number" && isControl(value));
	const plain = list.filter((value, i) => !(i > 0 && typeof list[i - 1] === "number" && isControl(value)));
	const fitting =
		names.length === list.length ? list : names.length + modes.length === list.length ? plain : [];
	if (fitting.length === 0) return { named: [], unnamed: list.length };
	return { named: names.map((name, i): [string, unknown] => [name, fitting[i]]), unnamed: 0 };
}

function isControl(value: unknown): boolean {
	return (
		typeof value === "string" &&
		["fixed", "increment", "decrement", "randomize", "increment-wrap"].includes(value)
	);
}

/** A node with the slots that were saved and no widgets. */
export function bareNode(ui: UiNode, kind: NodeKind): LiveNode {
	return {
		id: ui.id,
		kind,
		type: ui.type,
		title: ui.title ?? ui.type,
		mode: ui.mode,
		inputs: ui.inputs.map(({ name, type, link, widget }) => ({ name, type, link, widget })),
		outputs: ui.outputs.map(({ type, links }) => ({ type, links })),
		widgets: [],
		made: undefined,
		properties: ui.properties,
		inner: undefined,
		ui,
		at: ui.at,
	};
}

/** A node that stands for a graph: its slots are those of the graph, in their order. */
export function hostNode(ui: UiNode, inputs: readonly UiPort[], outputs: readonly UiPort[]): LiveNode {
	const defined = inputs.map(({ name, type }) => ({ name, type, link: undefined, widget: undefined }));
	return {
		...bareNode(ui, "subgraph"),
		// Slots that the graph has no longer are dropped.
		inputs: mergeInputs(defined, ui.inputs).slice(0, defined.length),
		outputs: mergeOutputs(
			outputs.map((port) => port.type),
			ui,
		),
	};
}

/** The class's slots with the links of the saved ones, by name; then the saved ones the class does not have. */
function mergeInputs(defined: readonly LiveInput[], saved: readonly UiInput[]): LiveInput[] {
	const byName = new Map(saved.map((slot) => [slot.name, slot]));
	const names = new Set(defined.map((slot) => slot.name));
	return [
		...defined.map((slot) => ({ ...slot, link: byName.get(slot.name)?.link ?? slot.link })),
		...saved
			.filter((slot) => !names.has(slot.name))
			.map(({ name, type, link, widget }) => ({ name, type, link, widget })),
	];
}

/** Outputs may share a name, so they go by position. */
function mergeOutputs(types: readonly string[], ui: UiNode): LiveNode["outputs"] {
	const count = Math.min(Math.max(types.length, ui.outputs.length), 1_000);
	return Array.from({ length: count }, (_, i) => ({
		type: types[i] ?? ui.outputs[i]?.type ?? "*",
		links: ui.outputs[i]?.links,
	}));
}

function outputType(type: unknown): string {
	if (Array.isArray(type)) return "COMBO";
	return typeof type === "string" && type !== "COMFY_MATCHTYPE_V3" && type !== "" ? type : "*";
}

/**
 * Values of files from before frontend 1.16, which kept a place for inputs with `forceInput`. They are told by
 * their number only (litegraphUtil.ts, migrateWidgetsValues).
 */
function withoutForced(
	info: ClassInfo,
	widgets: readonly Widget[],
	values: readonly unknown[],
): readonly unknown[] {
	const names = new Set(widgets.map((widget) => widget.name));
	const forced = specsOf(info).flatMap(([name, spec]) => {
		const options = optionsOf(spec);
		const force = isTrue(options.forceInput);
		if (!names.has(name) && !force) return [];
		return isTrue(options.control_after_generate) ? [force, false] : [force];
	});
	return forced.length === values.length ? values.filter((_, i) => forced[i] !== true) : values;
}

function fillByPosition(made: ClassInputs, values: readonly unknown[], node: LiveNode, notes: Notes): void {
	let next = 0;
	const left: string[] = [];
	// The list grows and shrinks while a dynamic combo among the widgets is set.
	for (let i = 0; i < made.widgets.length; i++) {
		const widget = made.widgets[i];
		if (widget?.saved !== true) continue;
		if (next < values.length) made.set(widget, values[next++]);
		else if (widget.sent) left.push(widget.name);
	}
	const at = [...node.at, "widgets_values"];
	const who = `node ${node.id} (${node.type})`;
	if (left.length > 0 && values.length > 0)
		notes.unknown(
			at,
			"value_defaulted",
			`${values.length} values are saved for ${who}; ${quote(left.join(", "))} got the defaults of the class. Check them.`,
		);
	// Buttons and previews leave plain values behind; what an object says is worth a look.
	if (values.slice(next, next + 50).some((value) => typeof value === "object" && value !== null))
		notes.unknown(
			at,
			"values_left_over",
			`${values.length - next} values of ${who} belong to no widget that its class declares and are left out. Only its pack's editor code knows them: export with “Export (API)” if they matter.`,
		);
}

/** Values that packs save beside those that are sent. */
const previews: ReadonlySet<string> = new Set(["videopreview", "preview"]);

/**
 * Packs with editor code of their own save values by name, also those of widgets that this code adds. The editor
 * itself does not read such an object: the widgets of its own classes end up without any value.
 */
function fillByName(made: ClassInputs, ui: UiNode, info: ClassInfo, notes: Notes): void {
	const custom = typeof info.python_module === "string" && info.python_module.startsWith("custom_nodes");
	const values = isRecord(ui.values) ? ui.values : ui.namedValues;
	if (values === undefined) return;
	const read = custom || ui.values === undefined;
	if (!read)
		notes.unknown(
			[...ui.at, "widgets_values"],
			"values_not_read",
			`The values of node ${ui.id} (${ui.type}) are saved as an object. ComfyUI reads only a list for this class, so they are left out, as there.`,
		);
	for (let i = 0; i < made.widgets.length; i++) {
		const widget = made.widgets[i];
		if (widget?.saved !== true) continue;
		if (!read) made.set(widget, undefined);
		else if (Object.hasOwn(values, widget.name)) made.set(widget, values[widget.name]);
	}
	if (!custom) return;
	const declared = new Set([
		...specsOf(info).map(([name]) => name),
		...made.widgets.map((widget) => widget.name),
	]);
	const added = Object.entries(values).filter(([name]) => !declared.has(name) && !previews.has(name));
	for (const [name, value] of added.slice(0, 500)) made.widgets.push(plainWidget(name, value));
}

/** What the editor repairs in every file it opens (app.ts, loadGraphData). */
function afterLoading(made: ClassInputs, type: string): void {
	for (let i = 0; i < made.widgets.length; i++) {
		const widget = made.widgets[i];
		if (widget === undefined) continue;
		const combo = widget.kind === "combo" || widget.kind === "dynamic";
		if (combo && (widget.value === null || widget.value === undefined) && widget.choices.length > 0)
			made.set(widget, widget.choices[0]);
		if (
			(type === "KSampler" || type === "KSamplerAdvanced") &&
			widget.name === "sampler_name" &&
			typeof widget.value === "string" &&
			widget.value.startsWith("sample_")
		)
			widget.value = widget.value.slice("sample_".length);
	}
}

/**
 * Without the slots of widgets that the class no longer has. The editor takes them out of the list it is going
 * through, so that it passes over the slot after each.
 */
function withoutStale(inputs: readonly LiveInput[], widgets: readonly Widget[]): LiveInput[] {
	const names = new Set(widgets.map((widget) => widget.name));
	let skip = false;
	return inputs.filter((input) => {
		const stale = !skip && input.widget !== undefined && !names.has(input.widget);
		skip = stale;
		return !stale;
	});
}
