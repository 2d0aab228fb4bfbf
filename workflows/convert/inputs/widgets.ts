import { type InputSpec, isRecord } from "../../object-info/read.ts";
import { asText } from "../read/values.ts";

/**
 * Which widgets an input has in the editor (frontend 1.49: scripts/widgets.ts and the use*Widget composables).
 * The order of widgets is the order of a node's saved values, so those that are never sent count too.
 */
export interface Widget {
	name: string;
	kind: WidgetKind;
	/** Undefined: nothing, and nothing is sent. */
	value: unknown;
	/** Has a place in `widgets_values`. */
	saved: boolean;
	/** Is part of the prompt. */
	sent: boolean;
	options: Record<string, unknown>;
	/** What a combo offers. */
	choices: readonly unknown[];
}

export type WidgetKind =
	| "int"
	| "float"
	| "text"
	/** Text of several lines: null reads as empty. */
	| "prose"
	| "boolean"
	| "combo"
	/** A combo whose choice decides which further inputs the node has. */
	| "dynamic"
	| "curve"
	/** Anything else that is taken as it is. */
	| "value"
	/** Only a running browser has the value. */
	| "browser"
	/** A view of the editor's own, which is sent as empty whatever a file says. */
	| "view"
	/** Buttons and control modes beside a widget: they take a place and send nothing. */
	| "companion";

/** Types that become a widget, not a socket: the editor's own and those of its core extensions. */
const widgetTypes: ReadonlySet<string> = new Set([
	"INT",
	"FLOAT",
	"STRING",
	"BOOLEAN",
	"COMBO",
	"MARKDOWN",
	"IMAGEUPLOAD",
	"COLOR",
	"IMAGECOMPARE",
	"BOUNDING_BOX",
	"CHART",
	"GALLERIA",
	"PAINTER",
	"COMPOSITOR",
	"TEXTAREA",
	"CURVE",
	"RANGE",
	"VIDEO_EDIT",
	"BOUNDING_BOXES",
	"COLORS",
	"COMFY_DYNAMICCOMBO_V3",
	"WEBCAM",
	"AUDIO_UI",
	"AUDIOUPLOAD",
	"AUDIO_RECORD",
	"LOAD_3D",
	"LOAD_3D_ADVANCED",
	"PREVIEW_3D",
]);

/** The type of an input as slots name it: old-style combos are of type COMBO. */
export function typeOf([type]: InputSpec): string {
	return typeof type === "string" ? type : "COMBO";
}

export function optionsOf(spec: InputSpec): Record<string, unknown> {
	return spec[1] ?? {};
}

/** The type that decides about the widget. */
export function widgetTypeOf(spec: InputSpec): string {
	const { widgetType } = optionsOf(spec);
	return typeof widgetType === "string" ? widgetType : typeOf(spec);
}

/** True where the input has a widget in the editor. */
export function hasWidget(spec: InputSpec): boolean {
	return !isTrue(optionsOf(spec).forceInput) && widgetTypes.has(widgetTypeOf(spec));
}

/** True for types of which a primitive can hold a value. */
export function isWidgetType(type: string): boolean {
	return widgetTypes.has(type);
}

/** The editor asks whether an option is true in JavaScript's sense: packs write 1 and "true". */
export function isTrue(option: unknown): boolean {
	return Boolean(option);
}

/**
 * The widgets of one input in their order, holding the values of a new node.
 *
 * @param before the widgets that the node has already
 */
export function widgetsOf(name: string, spec: InputSpec, before: readonly Widget[] = []): Widget[] {
	const options = optionsOf(spec);
	const fallback = options.default;
	const own = (kind: WidgetKind, value: unknown, more: Partial<Widget> = {}): Widget => ({
		name,
		kind,
		value,
		saved: true,
		sent: true,
		options,
		choices: [],
		...more,
	});
	const inner = isRecord(options.options) ? options.options : {};
	switch (widgetTypeOf(spec)) {
		case "INT":
			return [own("int", fallback ?? 0), ...controls(options.control_after_generate ?? isSeed(name), 1)];
		case "FLOAT":
			return [own("float", fallback ?? 0), ...controls(options.control_after_generate, 1)];
		case "BOOLEAN":
			return [own("boolean", fallback ?? false)];
		case "STRING":
			return [own(isTrue(options.multiline) ? "prose" : "text", asText(fallback))];
		case "COMBO":
			return comboWidgets(spec, own);
		case "COMFY_DYNAMICCOMBO_V3": {
			const choices = [...dynamicOptions(spec).keys()];
			return [own("dynamic", choices[0], { choices })];
		}
		case "MARKDOWN":
			return [own("prose", asText(fallback))];
		case "TEXTAREA":
			return [own("text", asText(inner.default))];
		case "COLOR":
			return [own("value", fallback ?? inner.default ?? "#000000")];
		case "PAINTER":
			return [own("value", fallback ?? "")];
		case "COMPOSITOR":
			return [own("value", isRecord(fallback) ? fallback : {})];
		case "VIDEO_EDIT":
			return [own("value", fallback ?? wholeVideo(options.features))];
		case "BOUNDING_BOXES":
		case "COLORS":
			return [own("value", fallback ?? [])];
		case "CHART":
			return [own("value", inner.data || {})];
		case "GALLERIA":
			return [own("value", inner.images || [])];
		case "RANGE":
			return [own("value", fallback ?? { min: 0, max: 1 })];
		case "CURVE":
			return [own("curve", fallback ?? straightLine)];
		case "BOUNDING_BOX":
			return [own("value", fallback ?? { x: 0, y: 0, width: 512, height: 512 }), ...companions(4)];
		case "WEBCAM":
			return [own("browser", undefined)];
		case "AUDIO_RECORD":
			// Nothing recorded reads as no name.
			return [own("browser", ""), ...companions(1)];
		case "LOAD_3D":
			// Its buttons are sent too, and none of them is declared.
			return [
				...(before.some((widget) => widget.name === "model_file") ? sceneButtons() : []),
				own("browser", undefined),
			];
		case "LOAD_3D_ADVANCED":
			return [own("browser", undefined)];
		case "PREVIEW_3D":
			return [own("view", "")];
		case "IMAGECOMPARE":
			// The pictures of a run, of which there is none before it.
			return [own("value", ["", ""], { saved: false })];
		case "AUDIO_UI":
			return [own("companion", undefined, { saved: false, sent: false })];
		default:
			return companions(1);
	}
}

/** A widget that no class declares: its value is sent as it is. */
export function plainWidget(name: string, value: unknown): Widget {
	return { name, kind: "value", value, saved: true, sent: true, options: {}, choices: [] };
}

function comboWidgets(
	spec: InputSpec,
	own: (kind: WidgetKind, value: unknown, more?: Partial<Widget>) => Widget,
): Widget[] {
	const options = optionsOf(spec);
	const choices = typeof spec[0] === "string" ? options.options : spec[0];
	const list: readonly unknown[] = Array.isArray(choices) ? choices : [];
	const control = options.control_after_generate;
	if (isTrue(options.multi_select)) return [own("value", []), ...controls(control, 1)];
	const value = options.default || list[0];
	const remote = options.remote;
	return [
		own("combo", value ?? (isTrue(remote) ? "Loading..." : undefined), { choices: list }),
		// The switch for automatic refreshing, and the button.
		...(isTrue(remote) ? companions(isRecord(remote) && isTrue(remote.refresh_button) ? 2 : 1) : []),
		// The mode, and the filter for the list.
		...controls(control, 2),
	];
}

function controls(wanted: unknown, count: number): Widget[] {
	return isTrue(wanted) ? companions(count) : [];
}

function companions(count: number): Widget[] {
	return Array.from({ length: count }, () => ({
		name: "",
		kind: "companion",
		value: undefined,
		saved: true,
		sent: false,
		options: {},
		choices: [],
	}));
}

/** The buttons beside a scene that takes a model file. */
function sceneButtons(): Widget[] {
	return [
		plainWidget("upload 3d model", "upload3dmodel"),
		plainWidget("upload extra resources", "uploadExtraResources"),
		plainWidget("clear", "clear"),
	];
}

/** What cuts nothing off a film. */
function wholeVideo(features: unknown): Record<string, unknown> {
	const wanted = Array.isArray(features) ? features : ["trim", "crop"];
	return {
		...(wanted.includes("trim") ? { trim: { start_time: 0, duration: 0 } } : {}),
		...(wanted.includes("crop") ? { crop: { x: 0, y: 0, width: 0, height: 0 } } : {}),
	};
}

/** Integers of these names have a control mode though nothing asks for one. */
function isSeed(name: string): boolean {
	return name === "seed" || name === "noise_seed";
}

const straightLine = {
	points: [
		[0, 0],
		[1, 1],
	],
	interpolation: "monotone_cubic",
};

/** The inputs that each choice of a dynamic combo brings, in the order the editor offers them. */
export function dynamicOptions(spec: InputSpec): ReadonlyMap<string, DynamicInputs> {
	const before = knownOptions.get(spec);
	if (before !== undefined) return before;
	const { options } = optionsOf(spec);
	const byKey: Record<string, DynamicInputs> = Object.create(null);
	for (const option of Array.isArray(options) ? options : [])
		if (isRecord(option) && typeof option.key === "string")
			byKey[option.key] = isRecord(option.inputs) ? option.inputs : {};
	// An object first, as in the editor: keys that look like numbers come in numeric order.
	const inputs = new Map(Object.entries(byKey));
	knownOptions.set(spec, inputs);
	return inputs;
}

const knownOptions = new WeakMap<InputSpec, ReadonlyMap<string, DynamicInputs>>();
export type DynamicInputs = Record<string, unknown>;

/** Sets a plain widget as the editor would; dynamic combos bring new widgets and are set by their node. */
export function setValue(widget: Widget, value: unknown): void {
	if (widget.kind === "browser" || widget.kind === "view") return;
	// A text area holds text: it has no null.
	widget.value = widget.kind === "prose" && value === null ? "" : value;
}

/**
 * The value a number widget holds after somebody changed it through the editor, as a primitive node does: it is
 * rounded to the step. Limits hold for floats only, and default to 0 and 2048.
 */
export function roundedLikeTyped(widget: Widget, value: unknown): unknown {
	if (widget.kind !== "int" && widget.kind !== "float") return value;
	// The editor rounds whatever it is given: true becomes 1, and text that is no number nothing.
	const number = typeof value === "object" && value !== null ? Number.NaN : Number(value);
	if (Number.isNaN(number)) return null;
	const { options } = widget;
	const step = numberOr(options.step, undefined);
	const min = numberOr(options.min, 0);
	if (widget.kind === "int") return roundInteger(number, step ?? 1, min);
	return roundFloat(number, step ?? 0.5, options.round, min, numberOr(options.max, 2048));
}

function roundInteger(value: number, step: number, min: number): number {
	if (step === 0 || step === 1) return Math.round(value);
	const offset = min % step;
	return Math.round((value - offset) / step) * step + offset;
}

function roundFloat(value: number, step: number, asked: unknown, min: number, max: number): number {
	const precision = Math.max(0, -Math.floor(Math.log10(step)));
	const round = typeof asked === "number" && asked !== 0 ? asked : precision > 0 ? 10 ** -precision : 0;
	if (!(round > 0) || !Number.isFinite(precision)) return value;
	const digits = Math.min(precision, 100);
	const rounded = Number((Math.round(value / round) * round).toFixed(digits));
	return Math.min(Math.max(rounded, min), max);
}

export function numberOr<T>(value: unknown, otherwise: T): number | T {
	return typeof value === "number" && !Number.isNaN(value) ? value : otherwise;
}
