import { type NodeDef, NodeFailure, type Spec } from "./define.ts";

const PRIMITIVE = {
	module: "comfy_extras.nodes_primitive",
	category: "utilities/primitive",
	style: "v3",
} as const;
const ANY = { template_id: "switch", allowed_types: "*" };
/** ComfyUI writes Python's bounds as they are; its JSON holds more digits than a double does. */
const LONG = { min: -9_223_372_036_854_775_807n, max: 9_223_372_036_854_775_807n };

function primitive(name: string, display: string, oldDisplay: string, type: string, value: Spec): NodeDef {
	return {
		...PRIMITIVE,
		name,
		display,
		oldDisplay,
		required: { value },
		outputs: [[type]],
		...(name === "PrimitiveStringMultiline" ? { extra: { essentials_category: "Basics" } } : {}),
		run: (inputs) => ({ outputs: [{ type: "SCALAR", value: inputs.raw("value") }] }),
	};
}

/** Values that other nodes take by a link, and the switch that picks one of two branches. */
export const primitives: readonly NodeDef[] = [
	primitive("PrimitiveInt", "Int", "Int", "INT", ["INT", { ...LONG, control_after_generate: "fixed" }]),
	primitive("PrimitiveFloat", "Float", "Float", "FLOAT", ["FLOAT", { ...LONG, step: 0.1 }]),
	primitive("PrimitiveString", "Text", "String", "STRING", ["STRING", { multiline: false }]),
	primitive("PrimitiveStringMultiline", "Text (Multiline)", "String (Multiline)", "STRING", [
		"STRING",
		{ multiline: true },
	]),
	primitive("PrimitiveBoolean", "Boolean", "Boolean", "BOOLEAN", ["BOOLEAN", {}]),
	{
		name: "ComfySwitchNode",
		display: "If/Else Switch",
		module: "comfy_extras.nodes_logic",
		category: "utilities/logic",
		style: "v3",
		recentOnly: true,
		extra: { experimental: true, output_matchtypes: ["switch"] },
		required: {
			switch: ["BOOLEAN", {}],
			on_false: ["COMFY_MATCHTYPE_V3", { lazy: true, template: ANY }],
			on_true: ["COMFY_MATCHTYPE_V3", { lazy: true, template: ANY }],
		},
		outputs: [["COMFY_MATCHTYPE_V3", "output"]],
		needs: (inputs) => [inputs.flag("switch") ? "on_true" : "on_false"],
		run: (inputs) => {
			const value = inputs.value(inputs.flag("switch") ? "on_true" : "on_false");
			if (value === undefined) throw new NodeFailure("TypeError", "the chosen branch gives nothing");
			return { outputs: [value] };
		},
	},
];
