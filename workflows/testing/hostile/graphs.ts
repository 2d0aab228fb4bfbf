import { Dice } from "../../validate/testing/random.ts";
import { wild } from "../../validate/testing/wild.ts";
import { described, dynamic, type Json, named, range, type Scale, signs, v3, words } from "./making.ts";

interface GraphAttack {
	graph: unknown;
	object_info: Json;
}

const nodes = (count: number, inputs: (i: number) => Json = () => ({})): Json =>
	named(count, (i) => ({ class_type: "X", inputs: inputs(i) }), "n");

const isJson = (value: unknown): value is Json =>
	typeof value === "object" && value !== null && !Array.isArray(value);
/** As JSON carries it: whole numbers of any length are read as numbers. What no client could write is left out. */
function asSent({ graph, objectInfo }: ReturnType<typeof wild>): { graph: unknown; object_info: unknown } {
	try {
		const text = JSON.stringify({ graph, object_info: objectInfo }, (_, value: unknown) =>
			typeof value === "bigint" ? Number(value) : value,
		);
		return JSON.parse(text);
	} catch (error) {
		// Nested too deep for it.
		if (error instanceof RangeError) return { graph: {}, object_info: {} };
		throw error;
	}
}

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
	"many nodes": (_, n, m) => ({
		graph: nodes(Math.min(n, 5) * m),
		object_info: { X: described({ a: ["INT"] }) },
	}),
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
		graph: nodes(2, () => ({ a: { __value__: range((n * m) / 40) } })),
		object_info: { X: described({ a: ["COMBO", { options: ["a"], multiselect: true }] }) },
	}),
	"long names of words": (dice, n, m) => {
		const word = dice.pick(words);
		const long = `${word.repeat(m / word.length)}!`;
		const class_type = dice.chance(0.5) ? "X" : long;
		return {
			graph: named(Math.min(n, 5), () => ({ class_type, inputs: { [long]: 1 }, _meta: { title: long } })),
			object_info: { [class_type]: described({ [long]: ["INT"] }) },
		};
	},
	"a circle behind many links": (_, n, m) => ({
		graph: nodes(n, (i) =>
			named(i < n - 2 ? m / n : 1, (j) => [`n${i < n - 2 ? Math.min(i + 1 + j, n - 1) : 2 * n - 3 - i}`, 0]),
		),
		object_info: { X: described({ a: ["IMAGE"] }) },
	}),
	anything: (dice) => {
		const { graph, object_info } = asSent(wild(dice));
		return { graph, object_info: isJson(object_info) ? object_info : {} };
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
