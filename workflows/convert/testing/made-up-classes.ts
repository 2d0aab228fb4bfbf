import { type Choices, junk, name, reserved, sane, special, type, types } from "./made-up.ts";
import { classes } from "./sketch.ts";

/** Classes whose inputs grow, beside those of the other tests. */
const growing = {
	CustomCombo: { input: { required: { choice: ["COMBO", { options: [] }] } }, output: ["STRING"] },
	Grow: {
		input: {
			required: {
				grow: [
					"COMFY_AUTOGROW_V3",
					{ template: { input: { required: { x: ["IMAGE"] } }, prefix: "x", min: 1, max: 9 } },
				],
			},
		},
		output: ["IMAGE"],
	},
	Mode: {
		input: {
			required: {
				mode: [
					"COMFY_DYNAMICCOMBO_V3",
					{
						options: [
							{ key: "a", inputs: { required: { n: ["INT"] } } },
							{ key: "{a|b}", inputs: { optional: { m: ["MODEL"] } } },
						],
					},
				],
			},
		},
		output: ["INT"],
	},
};

function spec(c: Choices, level = 0): unknown {
	const inner = () =>
		Object.fromEntries(c.many(3, () => [c.of(["n", "m", "x", "__proto__"]), spec(c, level + 1)]));
	const kind = c.below(level > 2 ? 10 : 14);
	if (kind < 9)
		return [
			c.of<unknown>([
				"INT",
				"FLOAT",
				"STRING",
				"BOOLEAN",
				"COMBO",
				"IMAGE",
				"*",
				"CURVE",
				"BOUNDING_BOX",
				"LOAD_3D",
				"WEBCAM",
				["a", "b"],
				[],
				7,
			]),
			Object.fromEntries(c.many(4, () => [c.of(options), junk(c)])),
		];
	if (kind === 9) return junk(c);
	if (kind === 10)
		return [
			"COMFY_MATCHTYPE_V3",
			{
				template: {
					allowed_types: c.of<unknown>(["*", "INT", "COMFY_MATCHTYPE_V3", "COMFY_AUTOGROW_V3", 5]),
				},
			},
		];
	if (kind === 11)
		return [
			"COMFY_DYNAMICCOMBO_V3",
			{
				options: c.many(3, () => ({
					key: c.of(["a", "1", "__proto__"]),
					inputs: { required: inner(), optional: junk(c) },
				})),
			},
		];
	return [
		"COMFY_AUTOGROW_V3",
		{
			template: {
				input: { required: inner() },
				prefix: c.of<unknown>(["x", "", 5]),
				min: c.of<unknown>([0, 1, 1e9, -3, "2", null]),
				max: c.of<unknown>([5, 1e9, -1, null]),
				...(c.rarely(3) ? { names: c.of<unknown>([["a", "b"], [], 5]) } : {}),
			},
		},
	];
}

const options = [
	"default",
	"min",
	"max",
	"step",
	"round",
	"forceInput",
	"defaultInput",
	"control_after_generate",
	"multiline",
	"dynamicPrompts",
	"options",
	"remote",
	"widgetType",
	"socketless",
	"multi_select",
	"image_upload",
];

/** An answer of `GET /object_info`, more or less: the classes of the tests, some of them made up anew. */
export function madeUpClasses(c: Choices): unknown {
	if (c.rarely(20)) return junk(c);
	const own = c.many(5, (): [string, unknown] => [
		c.of([...types, ...special, ...reserved]),
		sane(c, () => ({
			input: {
				required: Object.fromEntries(c.many(4, () => [c.rarely(6) ? "grow" : name(c), spec(c)])),
				optional: sane(c, () => Object.fromEntries(c.many(2, () => [name(c), spec(c)]))),
			},
			input_order: c.rarely(3) ? { required: c.many(4, () => name(c)) } : undefined,
			output: sane(c, () => c.many(3, () => type(c))),
			python_module: c.of<unknown>(["nodes", "custom_nodes.x", 4]),
		})),
	]);
	return { ...classes, ...growing, ...(c.rarely(3) ? Object.fromEntries(own) : {}) };
}
