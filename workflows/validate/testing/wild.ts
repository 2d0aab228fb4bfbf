import { readObjectInfo } from "../../object-info/read.ts";
import { releaseOf, rulesOf } from "../rules.ts";
import { Generator } from "./generate.ts";
import { spoil } from "./mutate.ts";
import type { Dice } from "./random.ts";
import { smallServer } from "./small-server.ts";

/** Graphs and object_infos of every sort, most of them wrong: what must not bring validation down. */

const keys = [
	...[
		"1",
		"2",
		"3",
		"__proto__",
		"constructor",
		"prototype",
		"toString",
		"",
		"a.b",
		"class_type",
		"inputs",
		"_meta",
	],
	...[
		"input",
		"required",
		"optional",
		"output",
		"output_node",
		"is_input_list",
		"images",
		"format",
		"🎨",
		"9".repeat(400),
	],
];
const literals: readonly unknown[] = [
	...[
		null,
		true,
		false,
		0,
		-0,
		1,
		-1,
		0.1,
		1e308,
		Number.NaN,
		Number.NEGATIVE_INFINITY,
		2n ** 200n,
		undefined,
	],
	...["", "x", "INT", "FLOAT", "COMBO", "*", "IMAGE", "COMFY_AUTOGROW_V3", "COMFY_DYNAMICCOMBO_V3", "\ud800"],
	...["COMFY_DYNAMICSLOT_V3", "COMFY_MATCHTYPE_V3", "A,B", "MakePicture", "SaveFilm", "Save", "\u0000'\"\n"],
];

/** Any value: JSON, and now and then what only JavaScript has. */
function anything(dice: Dice, depth = 0): unknown {
	const kind = dice.below(depth > 5 ? 4 : 10);
	if (kind < 4) return dice.pick(literals);
	if (kind < 6) return [dice.pick(keys), dice.pick([0, 1, -1, 7])];
	const size = dice.below(5);
	if (kind < 8) return Array.from({ length: size }, () => anything(dice, depth + 1));
	return dictionary(dice, size, () => anything(dice, depth + 1));
}

function dictionary(dice: Dice, size: number, value: () => unknown): Record<string, unknown> {
	const members = Array.from({ length: size }, (): [string, unknown] => [dice.pick(keys), value()]);
	return Object.fromEntries(members);
}

function nested(levels: number, around: (inner: unknown) => unknown): unknown {
	let value: unknown = 1;
	for (let i = 0; i < levels; i++) value = around(value);
	return value;
}

const node = (class_type: string, inputs: Record<string, unknown>) => ({ class_type, inputs });

/** Graphs whose shape is the trouble: long, round, dense, deep. */
function shaped(dice: Dice): Record<string, unknown> {
	const size = 2 + dice.below(dice.chance(0.05) ? 500 : 40);
	const graph: Record<string, unknown> = { out: node("Save", { images: ["n0", 0] }) };
	const kind = dice.below(5);
	for (let i = 0; i < size; i++) {
		const next = `n${(i + 1) % size}`;
		const any = () => `n${dice.below(size)}`;
		if (kind === 0) graph[`n${i}`] = node("Invert", { image: [i + 1 === size ? "404" : next, 0] });
		else if (kind === 1) graph[`n${i}`] = node("Invert", { image: [next, 0] });
		else if (kind === 2) graph[`n${i}`] = node("Blend", { a: [any(), 0], b: [any(), 0], mode: "add" });
		else if (kind === 3) {
			const links = Array.from({ length: 4 }, (_, at): [string, unknown] => [
				`images.image${at}`,
				[any(), 0],
			]);
			graph[`n${i}`] = node("Batch", Object.fromEntries(links));
			if (dice.chance(0.1)) graph[`save${i}`] = node("Save", { images: [any(), 0] });
		} else {
			const deep = nested(dice.pick([1, 50, 900, 1100, 20_000]), (inner) =>
				dice.chance(0.5) ? [inner] : { __value__: inner },
			);
			graph.n0 = node("MakePicture", { width: deep, height: { __value__: deep }, note: deep });
		}
	}
	return graph;
}

/** A small server some of whose entries are spoilt. */
function spoiltServer(dice: Dice): unknown {
	const info = structuredClone(smallServer(dice.pick(["0.3.64", "0.33.0"])));
	for (let i = dice.below(4); i > 0; i--) {
		const name = dice.pick(Object.keys(info));
		const entry = info[name];
		if (typeof entry !== "object" || entry === null || dice.chance(0.3)) info[name] = anything(dice);
		else
			Object.assign(entry, {
				[dice.pick(["input", "output", "output_node", "is_input_list"])]: anything(dice),
			});
		const input = info[name];
		if (dice.chance(0.5) && typeof input === "object" && input !== null)
			Object.assign(input, {
				input: { required: dictionary(dice, 4, () => [anything(dice), anything(dice)]) },
			});
	}
	if (dice.chance(0.02)) info.Deep = { input: { required: { a: [nested(20_000, (x) => [x])] } }, output: [] };
	return dice.chance(0.05) ? anything(dice) : info;
}

/** One graph and one object_info. */
export function wild(dice: Dice): { graph: unknown; objectInfo: unknown } {
	const objectInfo = dice.chance(0.5) ? smallServer(dice.pick(["0.3.64", "0.33.0"])) : spoiltServer(dice);
	const info = readObjectInfo(objectInfo);
	const rules = rulesOf(releaseOf(objectInfo));
	const kind = dice.below(10);
	if (kind < 1) return { graph: anything(dice), objectInfo };
	if (kind < 3) {
		const graph = dictionary(dice, dice.below(8), () => ({
			class_type: dice.pick([...info.keys(), ...literals]),
			inputs: dictionary(dice, dice.below(6), () => anything(dice, 2)),
			...(dice.chance(0.2) ? { _meta: anything(dice) } : {}),
		}));
		return { graph, objectInfo };
	}
	if (kind < 5) return { graph: shaped(dice), objectInfo };
	if (info.size === 0) return { graph: shaped(dice), objectInfo };
	return { graph: spoil(new Generator(info, rules, dice).graph(), info, rules, dice).graph, objectInfo };
}
