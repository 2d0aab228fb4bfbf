import { Dice } from "../../validate/testing/random.ts";
import { type Json, named, range, type Scale, signs } from "./making.ts";

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
const bodyAttackNames = Object.keys(bodyShapes);

export function bodyAttack(seed: number, scale: Scale): { body: Json; shape: string } {
	const dice = new Dice(seed);
	const shape = bodyAttackNames[seed % bodyAttackNames.length] ?? "";
	const make = bodyShapes[shape];
	if (make === undefined) throw new RangeError(shape);
	const size = dice.chance(0.2) ? scale.characters : Math.ceil(scale.characters ** dice.next());
	return { body: make(dice, size), shape };
}
