import fc from "fast-check";
import { smallPipeline } from "./documents.ts";

/**
 * Documents that are nearly pipelines, and documents that are meant to be expensive. A random one of either is
 * rarely sound; what is asked is that it is answered, and soon.
 */

const names = [
	"prompt",
	"scenes",
	"count",
	"enhance",
	"seed",
	"face",
	"image",
	"variations",
	"__proto__",
	"toString",
];
const keys = ["base", "enhance", "scenes", "train", "other", "constructor"];
const refs = [
	"z-image-turbo-base-image@1",
	"skin-enhance-upscale@1",
	"face-swap-flux-pulid@1",
	"character-sheet",
	"multi-ref-back@1",
	"nothing@7",
];

const scalar = fc.oneof(fc.string(), fc.integer(), fc.double(), fc.boolean());
const single = fc.oneof(
	fc.record({ value: fc.oneof(scalar, fc.array(scalar, { maxLength: 5 })) }),
	fc.record({ parameter: fc.constantFrom(...names) }),
	fc.record({ item: fc.constant(true) }),
	fc.record(
		{
			stage: fc.constantFrom(...keys),
			of: fc.constantFrom("chosen", "all"),
			output: fc.constantFrom("image", "video", "x"),
			at: fc.integer({ min: -1, max: 300 }),
		},
		{ requiredKeys: ["stage", "of"] },
	),
);
const source = fc.oneof(
	single,
	fc.record({ first_of: fc.array(single, { maxLength: 3 }) }),
	fc.record({ join: fc.array(single, { maxLength: 3 }) }),
	fc.jsonValue(),
);
const plain = fc.oneof(
	fc.record({ present: fc.constantFrom(...names) }),
	fc.record({ absent: fc.constantFrom(...names) }),
	fc.record({ parameter: fc.constantFrom(...names), is: scalar }),
	fc.record({ outputs_of: fc.constantFrom(...keys) }),
);
const condition = fc.oneof(
	plain,
	fc.record({ not: plain }),
	fc.record({ all: fc.array(plain, { maxLength: 3 }) }),
	fc.record({ any: fc.array(fc.record({ not: plain }), { maxLength: 3 }) }),
);
const values = fc.dictionary(fc.constantFrom(...names), source, { maxKeys: 4 });
const workflow = fc.constantFrom(...refs);
const run = fc.oneof(
	fc.record({ workflow }),
	fc.record({ trainer: fc.constant("character-lora") }),
	fc.record({
		first_of: fc.array(
			fc.record({ when: condition, workflow, with: values }, { requiredKeys: ["workflow"] }),
			{ maxLength: 3 },
		),
	}),
);
const stage = fc.record(
	{
		key: fc.constantFrom(...keys),
		title: fc.constant("A stage"),
		run,
		with: values,
		when: condition,
		each: source,
		needs: fc.array(fc.constantFrom(...keys), { maxLength: 3 }),
		optional: fc.constant(true),
		gate: fc.oneof(
			fc.record({ approve: fc.constant(true) }),
			fc.record({ pick: fc.tuple(fc.integer({ min: 0, max: 9 }), fc.integer({ min: 0, max: 9 })) }),
		),
	},
	{ requiredKeys: ["key", "title", "run", "with"] },
);

/** The small pipeline with some of its stages exchanged. */
export const nearlyPipelines = fc
	.array(fc.record({ at: fc.nat(3), stage }), { minLength: 1, maxLength: 3 })
	.map((changes) => {
		const { version: _, ...document } = smallPipeline();
		const stages: unknown[] = [...document.stages];
		for (const { at, stage: other } of changes) stages[at] = other;
		return { ...document, stages };
	});

/** A list made item by item. */
const many = <T>(count: number, make: (i: number) => T): T[] =>
	Array.from({ length: count }, (_, i) => make(i));
const named = <T>(count: number, make: (i: number) => T): Record<string, T> =>
	Object.fromEntries(many(count, (i) => [`p${i}`, make(i)]));

function documentWith(changes: Record<string, unknown>): unknown {
	const { version: _, ...document } = smallPipeline();
	return { ...document, ...changes };
}

function nested(depth: number): unknown {
	let when: unknown = { present: "prompt" };
	for (let i = 0; i < depth; i++) when = { not: when };
	return when;
}

const [base] = smallPipeline().stages;
const text = "x".repeat(20_000);

/** Each makes one thing large. */
export const hostileDocuments: readonly [string, unknown][] = [
	["a hundred thousand stages", documentWith({ stages: many(100_000, (i) => ({ ...base, key: `s${i}` })) })],
	[
		"thirty-two stages that wait for all others",
		documentWith({
			stages: many(32, (i) => ({ ...base, key: `s${i}`, needs: many(32, (j) => `s${j}`) })),
		}),
	],
	[
		"a condition of a hundred thousand levels",
		documentWith({ stages: [{ ...base, when: nested(100_000) }] }),
	],
	[
		"conditions side by side on every level",
		documentWith({
			stages: [
				{
					...base,
					when: {
						all: many(16, () => ({ any: many(8, () => ({ all: many(16, () => ({ present: "p" })) })) })),
					},
				},
			],
		}),
	],
	[
		"long texts in long lists, in every stage and alternative",
		documentWith({
			stages: many(32, (i) => ({
				...base,
				key: `s${i}`,
				run: {
					first_of: many(8, () => ({
						when: { present: "prompt" },
						workflow: "character-sheet@1",
					})),
				},
				with: { scenes: { value: many(30, () => text) }, prompt: { value: text } },
			})),
		}),
	],
	[
		"parameters of long texts, taken by all",
		documentWith({
			parameters: many(60, (i) => ({
				type: "text",
				name: `p${i}`,
				description: "x",
				max_length: 20_000,
				list: { least: 256, most: 256 },
			})),
			stages: many(32, (i) => ({
				...base,
				key: `s${i}`,
				run: { first_of: many(8, () => ({ workflow: "character-sheet@1" })) },
				with: { scenes: { join: many(16, (j) => ({ parameter: `p${j}` })) } },
			})),
		}),
	],
	[
		"sixty values for parameters that are not there",
		documentWith({
			stages: many(32, (i) => ({ ...base, key: `s${i}`, with: named(60, () => ({ value: 1 })) })),
		}),
	],
	[
		"a choice of five hundred, asked for everywhere",
		documentWith({
			parameters: [
				{
					type: "choice",
					name: "prompt",
					description: "x",
					choices: many(500, (i) => `c${i}${"y".repeat(190)}`),
				},
			],
			stages: many(32, (i) => ({
				...base,
				key: `s${i}`,
				run: {
					first_of: many(8, () => ({
						when: { parameter: "prompt", is: "c1" },
						workflow: "flux-base-image@1",
					})),
				},
				with: named(10, () => ({ parameter: "prompt" })),
			})),
		}),
	],
	["no object at all", many(50_000, () => null)],
	[
		"names that objects bring along",
		JSON.parse('{"__proto__": {"id": 1}, "constructor": 1, "stages": [{"key": "__proto__"}]}'),
	],
];
