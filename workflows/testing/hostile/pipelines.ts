import { smallPipeline } from "../../pipelines/testing/documents.ts";
import { Dice } from "../../validate/testing/random.ts";
import { type Json, named, range, type Scale, signs } from "./making.ts";

const { version: _, ...small } = smallPipeline();
const [base] = small.stages;
const stages = (count: number, more: (i: number) => Json) =>
	range(count).map((i) => ({ ...base, key: `s${i}`, ...more(i) }));
const alternatives = (count: number, more: Json = {}) => ({
	first_of: range(count).map(() => ({ workflow: "character-sheet@1", ...more })),
});

/** Documents of pipelines. `n` of what is multiplied, and `m` characters or values. */
const pipelineShapes: Record<string, (dice: Dice, n: number, m: number) => Json> = {
	"stages without end": (_, __, m) => ({ stages: stages(m / 100, () => ({})) }),
	"stages that wait for all others": (_, n) => ({
		stages: stages(n, () => ({ needs: range(n).map((i) => `s${i}`) })),
	}),
	"conditions on every level": (dice, n) => {
		const deep = range(dice.pick([1, 3, 30])).reduce<unknown>((inner) => ({ not: inner }), {
			present: "prompt",
		});
		return {
			stages: stages(Math.min(n, 8), () => ({
				when: { all: range(16).map(() => ({ any: range(16).map(() => deep) })) },
			})),
		};
	},
	"long texts in all stages": (dice, n, m) => {
		const text = dice.pick(signs).repeat(m / n / 8 + 1);
		return {
			stages: stages(n, () => ({
				run: alternatives(8, { when: { present: "prompt" } }),
				with: { prompt: { value: text }, scenes: { value: range(4).map(() => text) } },
			})),
		};
	},
	"long parameters, joined everywhere": (_, n, m) => ({
		parameters: range(n).map((i) => ({
			type: "text",
			name: `p${i}`,
			description: "x",
			max_length: m,
			list: { least: 256, most: 256 },
		})),
		stages: stages(n, () => ({
			run: alternatives(8),
			with: { scenes: { join: range(16).map((i) => ({ parameter: `p${i}` })) } },
		})),
	}),
	"values for nothing": (_, n, m) => ({
		stages: stages(n, () => ({ with: named(m / n / 20, () => ({ value: 1 }), "v") })),
	}),
	"choices without end": (_, n, m) => ({
		parameters: [
			{ type: "choice", name: "prompt", description: "x", choices: range(m / 12).map((i) => `c${i}`) },
		],
		stages: stages(n, () => ({ run: alternatives(8) })),
	}),
	"fields of signs": (dice, n, m) => ({ [dice.pick(signs).repeat(m / 6)]: 1, ...named(n, (i) => i, "u") }),
};
const pipelineAttackNames = Object.keys(pipelineShapes);

export function pipelineAttack(seed: number, scale: Scale): { body: Json; shape: string } {
	const dice = new Dice(seed);
	const shape = pipelineAttackNames[seed % pipelineAttackNames.length] ?? "";
	const make = pipelineShapes[shape];
	if (make === undefined) throw new RangeError(shape);
	const size = dice.chance(0.2) ? scale.characters : Math.ceil(scale.characters ** dice.next());
	return {
		body: { document: { ...small, id: `hostile-${seed}`, ...make(dice, dice.pick([1, 8, 32]), size) } },
		shape,
	};
}
