import { Budget } from "../../graph/budget.ts";
import { isRecord, type ObjectInfo } from "../../object-info/read.ts";
import { declaredInputs } from "../declared.ts";
import { dumps } from "../python/python-json.ts";
import type { Rules } from "../rules.ts";
import { notAsked } from "./generate.ts";
import type { Dice } from "./random.ts";

type Graph = Record<string, unknown>;
type Node = Record<string, unknown> & { inputs: Record<string, unknown> };

/** What is at hand when a graph is spoilt. */
interface Place {
	graph: Graph;
	ids: string[];
	id: string;
	node: Node;
	inputs: Record<string, unknown>;
	/** Names of inputs that were sent. */
	names: string[];
	name: string;
	dice: Dice;
	info: ObjectInfo;
	rules: Rules;
}

const absurd: readonly unknown[] = [
	...[
		"",
		"abc",
		"12",
		" 7 ",
		"1e3",
		"1_000",
		"1__0",
		"٣٢",
		"nan",
		"-inf",
		"0x10",
		"it's",
		'a "b"',
		"line\nbreak",
	],
	...[null, true, false, {}, { a: 1, b: [null, "x"] }, [], [1], ["1"], ["1", 0, 0], [["1"], 0], [1, 0]],
	...[
		0,
		-1,
		1,
		0.5,
		-0.5,
		1e-7,
		1e20,
		2 ** 53,
		2n ** 64n,
		-(2n ** 70n),
		Number.NaN,
		Number.POSITIVE_INFINITY,
	],
	...[
		Number.NEGATIVE_INFINITY,
		{ __value__: [1, 2] },
		{ __value__: 5 },
		{ __value__: null },
		{ __value__: {} },
	],
];
const slots: readonly unknown[] = [5, 99, -1, -2, -99, 0.5, "0", null, true, false, [], {}, 2n ** 65n];
const sinks: readonly [string, string][] = [
	["PreviewImage", "images"],
	["PreviewAny", "source"],
	["SaveImage", "images"],
];

/** A number as far out of range as its specification allows to say. */
function outOfRange({ info, node, name, inputs, dice, rules }: Place): unknown {
	const described = info.get(String(node.class_type));
	const declared = described && declaredInputs(described, inputs, rules, Budget.unlimited()).inputs.get(name);
	const { min, max } = declared?.spec[1] ?? {};
	const beyond = [min, max].flatMap((limit, i): unknown[] => {
		if (typeof limit === "bigint") return [i === 0 ? limit - 1n : limit + 1n];
		if (typeof limit !== "number") return [];
		const step = Number.isInteger(limit) ? 1 : 0.25;
		return [i === 0 ? limit - step : limit + step, limit, String(limit)];
	});
	return beyond.length > 0 ? dice.pick(beyond) : "not in any list";
}

/** Ways to spoil a graph, by name. Each changes the graph it is given. */
const mutations: Readonly<Record<string, (place: Place) => void>> = {
	"drop an input": ({ inputs, name }) => {
		delete inputs[name];
	},
	"an absurd value": ({ inputs, name, dice }) => {
		inputs[name] = dice.pick(absurd);
	},
	"out of range": (place) => {
		place.inputs[place.name] = outOfRange(place);
	},
	"not in list": ({ inputs, name, dice }) => {
		inputs[name] = dice.pick(["nope", "it's not", "", 7, ["a", "b", "c"], { __value__: ["nope", "x"] }]);
	},
	"a link to nowhere": ({ inputs, name, dice }) => {
		inputs[name] = [dice.pick(["404", "", "__proto__", "constructor", 1, null, [], {}, true]), 0];
	},
	"another slot": ({ inputs, name, ids, dice }) => {
		inputs[name] = [dice.pick(ids), dice.pick(slots)];
	},
	"another node": ({ inputs, name, ids, dice }) => {
		inputs[name] = [dice.pick(ids), dice.below(3)];
	},
	"a cycle": ({ graph, id, dice }) => {
		const users = Object.entries(graph).filter(([, other]) => dumps(other).includes(`"${id}"`));
		const [user] = users.length > 0 ? dice.pick(users) : [id];
		const target = graph[id] as Node;
		const names = Object.keys(target.inputs).filter((name) => Array.isArray(target.inputs[name]));
		if (names.length > 0) target.inputs[dice.pick(names)] = [user, 0];
	},
	"a literal where a link was": ({ inputs, names, dice }) => {
		const links = names.filter((name) => Array.isArray(inputs[name]));
		if (links.length > 0) inputs[dice.pick(links)] = dice.pick([5, "text", { x: 1 }, null]);
	},
	"a class nobody has": ({ node, dice }) => {
		node.class_type = dice.pick(["NoSuchNode", "", "__proto__", "toString", null, 5, true, 1.5]);
		if (dice.chance(0.5)) node._meta = dice.pick([{ title: "Mine" }, {}, { title: null }, { title: 3 }]);
	},
	"a class of another kind": ({ node, info, dice }) => {
		node.class_type = dice.pick([...info.keys()].filter((name) => !notAsked.has(name)));
	},
	"no class at all": ({ node, dice }) => {
		delete node.class_type;
		if (dice.chance(0.5)) node._meta = dice.pick([{ title: "Mine" }, { title: "" }, {}]);
	},
	"something that is no node": ({ graph, id, dice }) => {
		graph[id] = dice.pick([null, [], ["class_type"], "class_type", "x", 5, true, {}, { class_type: [] }]);
	},
	"inputs that are none": ({ node, dice }) => {
		const bad: unknown = dice.pick([undefined, null, [], ["images"], "images", "", 5, true]);
		if (bad === undefined) delete (node as Record<string, unknown>).inputs;
		else Object.assign(node, { inputs: bad });
	},
	"one input more": ({ inputs, dice }) => {
		inputs[dice.pick(["bogus", "a.b", "images.image3", "__proto__x"])] = dice.pick([1, ["404", 0], []]);
	},
	"one output more": ({ graph, ids, dice }) => {
		const [class_type, input] = dice.pick(sinks);
		const inputs = { [input]: [dice.pick(ids), dice.below(2)], filename_prefix: "x" };
		graph[`9${ids.length}`] = { class_type, inputs };
	},
	"a good output more": ({ graph }) => {
		graph["900"] = { class_type: "EmptyImage", inputs: { width: 8, height: 8, batch_size: 1, color: 0 } };
		graph["901"] = { class_type: "PreviewImage", inputs: { images: ["900", 0] } };
	},
	"no outputs": ({ graph, info }) => {
		for (const [id, node] of Object.entries(graph)) {
			const type = (node as Partial<Node> | null)?.class_type;
			if (typeof type === "string" && info.get(type)?.output_node) delete graph[id];
		}
	},
	"a class that was renamed": ({ node, dice }) => {
		node.class_type = dice.pick(["T2IAdapterLoader", "Load3DAnimation", "ConditioningAverage "]);
		if (dice.chance(0.7)) node._meta = { title: "Old" };
		if (dice.chance(0.5)) node.inputs = { t2i_adapter_name: "x" };
	},
};

const kinds = Object.keys(mutations);

/** Spoils a copy of a graph in one to three ways. @returns the graph and what was done to it */
export function spoil(
	graph: Graph,
	info: ObjectInfo,
	rules: Rules,
	dice: Dice,
): { graph: Graph; done: string[] } {
	// Mutations set inputs and members of nodes; values themselves are not changed.
	const copy: Graph = Object.fromEntries(
		Object.entries(graph).map(([id, node]) => {
			const inputs = isRecord(node) ? node.inputs : undefined;
			return [
				id,
				isRecord(node) ? { ...node, ...(isRecord(inputs) ? { inputs: { ...inputs } } : {}) } : node,
			];
		}),
	);
	const done: string[] = [];
	for (let rounds = 1 + dice.below(dice.chance(0.3) ? 3 : 1); rounds > 0; rounds--) {
		const ids = Object.keys(copy).filter((id) => {
			const node = copy[id];
			if (typeof node !== "object" || node === null || !("inputs" in node)) return false;
			return typeof node.inputs === "object" && node.inputs !== null && !Array.isArray(node.inputs);
		});
		if (ids.length === 0) break;
		const id = dice.pick(ids);
		const node = copy[id] as Node;
		const names = Object.keys(node.inputs);
		const kind = dice.pick(kinds);
		const name = names.length > 0 ? dice.pick(names) : "input";
		const place = { graph: copy, ids, id, node, inputs: node.inputs, names, name, dice, info, rules };
		mutations[kind]?.(place);
		done.push(kind);
	}
	return { graph: copy, done };
}
