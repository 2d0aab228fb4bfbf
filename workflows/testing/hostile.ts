import { Dice } from "../validate/testing/random.ts";
import { wild } from "../validate/testing/wild.ts";

/**
 * Requests that are small to send and meant to be expensive to answer. Deterministic: the same seed and size, the
 * same request. Each shape makes one thing large or steep; which, and how far, the dice say.
 */

/** About how large a request may be, in characters of its JSON. */
export interface Scale {
	characters: number;
}

type Json = Record<string, unknown>;
export interface GraphAttack {
	graph: unknown;
	object_info: Json;
}

const range = (count: number) => Array.from({ length: Math.max(1, Math.floor(count)) }, (_, i) => i);
const named = (count: number, make: (i: number) => unknown, prefix = ""): Json =>
	Object.fromEntries(range(count).map((i) => [`${prefix}${i}`, make(i)]));
const described = (required: Json, more: Json = {}): Json => ({
	input: { required },
	output: ["IMAGE"],
	output_node: true,
	is_input_list: false,
	...more,
});
const nodes = (count: number, inputs: (i: number) => Json = () => ({})): Json =>
	named(count, (i) => ({ class_type: "X", inputs: inputs(i) }), "n");

/** Texts that are slow to read, or grow when they are written. */
const signs = ["1", "1_", "٣", "\u0001", "\ud800", "'", "\\", '"', "𝟗", "x", "a,", ".", "-", "\u2028", "é"];

/** A class whose inputs depend on the values, so that nothing of it can be remembered. */
const dynamic = (inputs: Json, choices = 1): unknown => [
	"COMFY_DYNAMICCOMBO_V3",
	{ options: range(choices).map((i) => ({ key: `k${i}`, inputs: { required: inputs } })) },
];
const v3 = { deprecated: false, experimental: false, output_matchtypes: null };

/** Graphs with descriptions of their classes. `n` nodes, and `m` of what is multiplied by them. */
const graphShapes: Record<string, (dice: Dice, n: number, m: number) => GraphAttack> = {
	"missing inputs": (_, n, m) => ({
		graph: nodes(n),
		object_info: { X: described(named(m, () => ["INT"])) },
	}),
	"missing inputs of long names": (_, n, m) => ({
		graph: nodes(n),
		object_info: { X: described(named(m / 20, () => ["INT"], "name".repeat(70))) },
	}),
	"values that are not among many": (_, n, m) => ({
		graph: nodes(n, () => ({ a: "no" })),
		object_info: { X: described({ a: [range(m).map((i) => `o${i}`)] }) },
	}),
	"objects that are not among many": (_, n, m) => ({
		graph: nodes(n, () => ({ a: { __value__: [1, 2] } })),
		object_info: { X: described({ a: ["COMBO", { options: range(m).map((i) => [1, 3, i]) }] }) },
	}),
	"a few long choices": (_, n, m) => ({
		graph: nodes(n, () => ({ a: 1 })),
		object_info: { X: described({ a: [range(10).map(() => "c".repeat(m))] }) },
	}),
	"long texts where numbers belong": (dice, n, m) => ({
		graph: nodes(n, () => ({ a: `${dice.pick(signs).repeat(m / n + 1)}x`, b: dice.pick(signs).repeat(9) })),
		object_info: { X: described({ a: [dice.pick(["INT", "FLOAT"])], b: ["BOOLEAN"] }) },
	}),
	"long limits": (_, n, m) => ({
		graph: nodes(n, () => ({ a: "a" })),
		object_info: { X: described({ a: ["STRING", { min: "b".repeat(m), tooltip: "t".repeat(m) }] }) },
	}),
	"a wide tooltip": (_, n, m) => ({
		graph: nodes(n, () => ({ a: "a" })),
		object_info: { X: described({ a: ["INT", { tooltip: named(m, (i) => i) }] }) },
	}),
	"long unions of types": (_, n, m) => ({
		graph: nodes(n, (i) => ({ a: [`n${(i + 1) % n}`, 0] })),
		object_info: {
			X: described({ a: [range(m).join(",")] }, { output: [range(m).join(";,")] }),
		},
	}),
	"lists for types": (_, n, m) => ({
		graph: nodes(n, (i) => ({ a: i === 0 ? "x" : ["n0", 0] })),
		object_info: { X: described({ a: [range(m)] }, { output: [[...range(m), "z"]] }) },
	}),
	circles: (dice, n, m) => ({
		graph: nodes(n, (i) => ({
			b: "x".repeat(m / n),
			a: [`n${dice.chance(0.5) ? (i + 1) % n : dice.below(n)}`, 0],
		})),
		object_info: {
			X: described({ b: ["INT"], a: ["IMAGE"] }, dice.chance(0.5) ? {} : { is_input_list: undefined }),
		},
	}),
	"long ids": (_, n, m) => ({
		graph: named(n, () => ({ class_type: "X", inputs: {} }), "i".repeat(m / n)),
		object_info: { X: described({ a: ["INT"] }) },
	}),
	"links to long ids": (_, n, m) => ({
		graph: nodes(n, () => ({ a: ["z".repeat(m / n), 0] })),
		object_info: { X: described({ a: ["IMAGE"] }) },
	}),
	"choices that bring many inputs": (_, n, m) => ({
		graph: nodes(n, () => ({ a: "k0" })),
		object_info: { X: described({ a: dynamic(named(m, () => ["INT"])) }, v3) },
	}),
	"many choices that bring inputs": (_, n, m) => ({
		graph: nodes(n, () => ({ a: "none" })),
		object_info: { X: described({ a: dynamic({ b: ["INT"] }, m / 4) }, v3) },
	}),
	"choices within choices": (_, n, m) => {
		const deep = range(Math.min(28, m)).reduce<unknown>((inner) => dynamic({ a: inner }), ["INT"]);
		const inputs = Object.fromEntries(
			range(28).map((i) => [
				Array(i + 1)
					.fill("a")
					.join("."),
				"k0",
			]),
		);
		return { graph: nodes(n, () => inputs), object_info: { X: described({ a: deep }, v3) } };
	},
	"inputs that grow": (_, n, m) => ({
		graph: nodes(n),
		object_info: {
			X: described(
				named(m / 10, () => [
					"COMFY_AUTOGROW_V3",
					{ template: { prefix: "p".repeat(900), min: 1e9, max: 1e9, input: { required: { a: ["INT"] } } } },
				]),
				v3,
			),
		},
	}),
	"names that grow": (_, n, m) => ({
		graph: nodes(n),
		object_info: {
			X: described(
				{
					a: [
						"COMFY_AUTOGROW_V3",
						{ template: { names: range(m), min: 9e9, input: { required: { a: ["INT"] } } } },
					],
				},
				v3,
			),
		},
	}),
	"many nodes": (_, n, m) => ({ graph: nodes(n * m), object_info: { X: described({ a: ["INT"] }) } }),
	"many classes": (_, n, m) => ({
		graph: named(n, (i) => ({ class_type: `C${i}`, inputs: { a: "m.safetensors" } })),
		object_info: named(
			m,
			() => described({ a: [["m.safetensors"]] }, { python_module: `custom_nodes.${"p".repeat(40)}` }),
			"C",
		),
	}),
	"models without end": (_, n, m) => ({
		graph: nodes(n, () => named(m / n, (i) => `${i}.safetensors`)),
		object_info: { X: described({}) },
	}),
	"files and paths": (dice, n, m) => ({
		graph: nodes(n, () =>
			named(
				m / n + 1,
				() => dice.pick(["../x", "a.png [input]", "/etc", "x.pngx[output]"]),
				dice.pick(["file", "image"]),
			),
		),
		object_info: { X: described({}) },
	}),
	"deep values": (_, n, m) => ({
		graph: nodes(n, () => ({
			a: range(Math.min(50, m)).reduce<unknown>((inner) => ({ __value__: [inner] }), 1),
		})),
		object_info: { X: described({ a: ["STRING"] }) },
	}),
	"values without end": (_, n, m) => ({
		graph: nodes(2, () => ({ a: { __value__: range((n * m) / 20) } })),
		object_info: { X: described({ a: ["COMBO", { options: ["a"], multiselect: true }] }) },
	}),
	anything: (dice) => {
		const { graph, objectInfo } = wild(dice);
		return {
			graph,
			object_info:
				typeof objectInfo === "object" && objectInfo !== null && !Array.isArray(objectInfo)
					? (objectInfo as Json)
					: {},
		};
	},
};

export const graphAttackNames = Object.keys(graphShapes);

/** A graph with an object_info. About every tenth is as large as the scale allows; most are smaller. */
export function graphAttack(seed: number, scale: Scale): GraphAttack & { shape: string } {
	const dice = new Dice(seed);
	const shape = graphAttackNames[seed % graphAttackNames.length] ?? "anything";
	const make = graphShapes[shape];
	if (make === undefined) throw new RangeError(shape);
	const size = dice.chance(0.1) ? scale.characters : Math.ceil(scale.characters ** dice.next());
	const n = dice.pick([1, 20, 500]);
	return { ...make(dice, n, Math.max(1, size / dice.pick([12, 40]))), shape };
}

/** Workflows of the editor, with an object_info. */
const uiShapes: Record<string, (dice: Dice, n: number, m: number) => { ui: Json; object_info: Json }> = {
	"wide nodes": (_, n, m) => ({
		ui: { nodes: range(n).map((id) => ({ id, type: "X", widgets_values: [] })), links: [] },
		object_info: { X: described(named(m, () => ["INT", { default: 1 }])) },
	}),
	"long defaults": (_, n, m) => ({
		ui: { nodes: range(n).map((id) => ({ id, type: "X", widgets_values: [1] })), links: [] },
		object_info: { X: described({ a: ["INT"], b: ["STRING", { default: "d".repeat(m) }] }) },
	}),
	"nobody's nodes": (_, n, m) => ({
		ui: { nodes: range(n).map((id) => ({ id, type: "Y".repeat(m / n) })), links: [] },
		object_info: { X: described({}) },
	}),
	"values without end": (_, n, m) => ({
		ui: { nodes: [{ id: 1, type: "X", widgets_values: range((n * m) / 20) }], links: [] },
		object_info: { X: described({ a: ["INT"] }) },
	}),
	"links without end": (_, n, m) => ({
		ui: {
			nodes: range(n).map((id) => ({ id, type: "X" })),
			links: range(m).map((i) => [i, 1, 0, 2, 0, "*"]),
		},
		object_info: { X: described({ a: ["*"] }) },
	}),
	"groups without end": (_, n, m) => ({
		ui: {
			nodes: range(n).map((id) => ({ id, type: "workflow>G" })),
			links: [],
			extra: { groupNodes: { G: { nodes: range(m / 20).map(() => ({ type: "X" })), links: [] } } },
		},
		object_info: { X: described({ a: ["INT"] }) },
	}),
	"graphs that double": (_, n) => ({
		ui: {
			nodes: [{ id: 1, type: "d0" }],
			links: [],
			definitions: {
				subgraphs: range(Math.min(n, 30)).map((i) => ({
					id: `d${i}`,
					name: "g",
					nodes: [10, 11].map((id) => ({ id, type: `d${i + 1}` })),
					links: [],
					inputs: [],
					outputs: [],
				})),
			},
		},
		object_info: { X: described({ a: ["INT"] }) },
	}),
	"prompts of signs": (dice, n, m) => ({
		ui: {
			nodes: range(n).map((id) => ({
				id,
				type: "X",
				widgets_values: [dice.pick(["{", "{a|", "/*", "//", "\\", "%a.b%"]).repeat(m / n / 3)],
			})),
			links: [],
		},
		object_info: { X: described({ a: ["STRING", { dynamicPrompts: true }] }) },
	}),
	"choices within choices": (_, n, m) => ({
		ui: { nodes: range(n).map((id) => ({ id, type: "X", widgets_values: ["k0", "k0", "k0"] })), links: [] },
		object_info: {
			X: described({ a: dynamic({ b: dynamic(named(m / 40, () => ["INT"])) }) }, v3),
		},
	}),
};
export const uiAttackNames = Object.keys(uiShapes);

export function uiAttack(seed: number, scale: Scale): { ui: Json; object_info: Json; shape: string } {
	const dice = new Dice(seed);
	const shape = uiAttackNames[seed % uiAttackNames.length] ?? "";
	const make = uiShapes[shape];
	if (make === undefined) throw new RangeError(shape);
	const size = dice.chance(0.1) ? scale.characters : Math.ceil(scale.characters ** dice.next());
	return { ...make(dice, dice.pick([1, 20, 480]), Math.max(1, size / dice.pick([12, 40]))), shape };
}

/** Bodies with fields that nobody knows, and with many of what is wrong. */
const bodyShapes: Record<string, (dice: Dice, m: number) => Json> = {
	"unknown fields": (_, m) => named(m / 12, (i) => i, "u"),
	"long unknown fields": (_, m) => named(5, (i) => i, "u".repeat(m / 5)),
	"fields of signs": (dice, m) => ({ [dice.pick(signs).repeat(m / 6)]: 1 }),
	"wrong inputs": (_, m) => ({
		graph: { "1": { class_type: "X", inputs: {} } },
		inputs: named(m / 12, () => 1),
	}),
	"wrong metadata": (_, m) => ({ workflow: "storyboard-image", metadata: named(m / 12, (i) => i) }),
	"unknown parameters": (_, m) => ({
		workflow: "storyboard-image",
		parameters: named(m / 12, (i) => i, "p"),
	}),
	"long parameters": (dice, m) => ({
		workflow: "storyboard-image",
		parameters: { prompt: dice.pick(signs).repeat(m / 2), seed: dice.pick(signs).repeat(m / 6) },
	}),
	"lists of lists": (_, m) => ({
		workflow: "storyboard-image",
		parameters: { prompt: range(m / 4).map(() => []) },
	}),
	"a graph of unknown classes": (_, m) => ({
		graph: named(m / 40, (i) => ({ class_type: `U${i}`, inputs: {} })),
	}),
	"a graph of inputs": (_, m) => ({
		graph: { "1": { class_type: "X", inputs: named(m / 20, () => "../x.png", "file") } },
	}),
	"a document of mistakes": (dice, m) => ({
		document: {
			id: "x",
			parameters: range(m / 60).map((i) => ({
				type: dice.pick(["text", "seed", "none"]),
				name: `p${i}`,
				slots: [{}],
			})),
			graph: { "1": { class_type: "X", inputs: {} } },
			notes: range(m / 10),
			outputs: range(m / 30).map(() => ({ name: "a", node: "z", kind: "image" })),
		},
	}),
	"a document with unknown fields": (_, m) => ({ document: named(m / 12, (i) => i, "u") }),
};
export const bodyAttackNames = Object.keys(bodyShapes);

export function bodyAttack(seed: number, scale: Scale): { body: Json; shape: string } {
	const dice = new Dice(seed);
	const shape = bodyAttackNames[seed % bodyAttackNames.length] ?? "";
	const make = bodyShapes[shape];
	if (make === undefined) throw new RangeError(shape);
	const size = dice.chance(0.2) ? scale.characters : Math.ceil(scale.characters ** dice.next());
	return { body: make(dice, size), shape };
}
