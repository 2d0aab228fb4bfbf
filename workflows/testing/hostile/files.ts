import { Dice } from "../../validate/testing/random.ts";
import { described, dynamic, type Json, named, range, type Scale, v3, words } from "./making.ts";

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
	"long names of words": (dice, n, m) => {
		const word = dice.pick(words);
		const long = `${word.repeat(m / word.length)}!`;
		const slot = { name: dice.chance(0.5) ? `a.${long}` : long, type: "IMAGE", link: 1 };
		const grows = ["COMFY_AUTOGROW_V3", { template: { prefix: "p", input: { required: { b: ["IMAGE"] } } } }];
		return {
			ui: {
				nodes: [
					{ id: 0, type: "X", outputs: [{ name: long, type: "IMAGE", links: [1] }] },
					{ id: 1, type: dice.pick(["X", long]), title: long, inputs: [slot], widgets_values: [long] },
					...range(n).map((i) => ({ id: i + 2, type: "X" })),
				],
				links: [[1, 0, 0, 1, 0, "IMAGE"]],
			},
			object_info: {
				X: described({ a: grows, c: ["STRING"] }, v3),
				[long]: described({ [long]: ["IMAGE"] }),
			},
		};
	},
	"choices within choices": (_, n, m) => ({
		ui: { nodes: range(n).map((id) => ({ id, type: "X", widgets_values: ["k0", "k0", "k0"] })), links: [] },
		object_info: {
			X: described({ a: dynamic({ b: dynamic(named(m / 40, () => ["INT"])) }) }, v3),
		},
	}),
};
const uiAttackNames = Object.keys(uiShapes);

export function uiAttack(seed: number, scale: Scale): { ui: Json; object_info: Json; shape: string } {
	const dice = new Dice(seed);
	const shape = uiAttackNames[seed % uiAttackNames.length] ?? "";
	const make = uiShapes[shape];
	if (make === undefined) throw new RangeError(shape);
	const size = dice.chance(0.1) ? scale.characters : Math.ceil(scale.characters ** dice.next());
	return { ...make(dice, dice.pick([1, 20, 480]), Math.max(1, size / dice.pick([12, 40]))), shape };
}
