import jsonata from "jsonata";
import { expect, test } from "vitest";
import { Budget } from "../graph/budget.ts";
import type { ApiGraph, GraphNode } from "../graph/graph.ts";
import { type ClassInfo, choicesOf, type InputSpec, isRecord, readObjectInfo } from "../object-info/read.ts";
import { recording } from "../testing/comfyui.ts";
import { declaredInputs } from "../validate/declared.ts";
import { rulesOf } from "../validate/rules.ts";
import { plain } from "./formula/testing/values.ts";
import { badgeOf, contextOf, partnerPriceOf } from "./partner-price.ts";

const rules = rulesOf("0.33.0");

/** The class of a partner's node with this formula, in the shape of a real one. */
function paid(expr: unknown, depends: Record<string, unknown> = {}, inputs: Record<string, unknown> = {}) {
	return {
		input: { required: inputs },
		output: ["IMAGE"],
		api_node: true,
		is_input_list: false,
		output_matchtypes: null,
		price_badge: {
			engine: "jsonata",
			depends_on: { widgets: [], inputs: [], input_groups: [], ...depends },
			expr,
		},
	};
}
const free = { input: {}, output: [], api_node: false };
const node = (class_type: string, inputs: GraphNode["inputs"] = {}): GraphNode => ({ class_type, inputs });

test("a graph costs what its partners' nodes cost together, and one that runs at none costs nothing there", () => {
	const info = {
		Film: paid('{"type":"usd","usd": 0.1 * widgets.seconds}', {
			widgets: [{ name: "seconds", type: "INT" }],
		}),
		Picture: paid('{"type":"range_usd","min_usd":0.01,"max_usd":0.04,"format":{"approximate":true}}'),
		KSampler: free,
	};
	const graph: ApiGraph = { 1: node("Film", { seconds: 5 }), 2: node("Picture"), 3: node("KSampler") };
	expect(partnerPriceOf(graph, info)).toEqual({ classes: ["Film", "Picture"], micro_usd: 540_000 });
	expect(partnerPriceOf({ 3: node("KSampler") }, info)).toBeNull();
	expect(partnerPriceOf(graph, undefined)).toBeNull();
});

test("what is chosen is written in small letters, what is left out is the default, and what is wired counts", () => {
	const Film = paid(
		`($rate := widgets.model = "pro [max]" ? 2 : 1;
		{"type":"usd","usd": $rate * $lookup(widgets, "model.seconds") + (inputs.first.connected ? 10 : 0) + $lookup(inputGroups, "model.images")})`,
		{
			widgets: [{ name: "model" }, { name: "model.seconds" }],
			inputs: ["first"],
			input_groups: ["model.images"],
		},
		{
			model: [
				"COMFY_DYNAMICCOMBO_V3",
				{ options: [{ key: "Pro [Max]", inputs: { required: { seconds: ["INT", { default: 3 }] } } }] },
			],
		},
	);
	const priced = (inputs: GraphNode["inputs"]) => partnerPriceOf({ 1: node("Film", inputs) }, { Film });
	expect(priced({ model: "Pro [Max]" })?.micro_usd).toBe(6_000_000);
	expect(priced({ model: "Pro [Max]", "model.seconds": 4, first: ["7", 0] })?.micro_usd).toBe(18_000_000);
	expect(
		priced({ model: "Pro [Max]", "model.images.image0": ["7", 0], "model.images.image1": ["8", 0] })
			?.micro_usd,
	).toBe(8_000_000);
	// What another node makes nobody knows beforehand.
	expect(priced({ model: "Pro [Max]", "model.seconds": ["7", 0] })?.micro_usd).toBeNull();
});

test.each([
	["by the second", '{"type":"usd","usd":0.24,"format":{"suffix":"/second"}}'],
	["by the picture", '{"type":"usd","usd":0.03,"format":{"suffix":" x images/Run"}}'],
	["by tokens", '{"type":"list_usd","usd":[0.01,0.02],"format":{"suffix":" per 1K tokens"}}'],
	["in words", '{"type":"text","text":"Token-based"}'],
	["nothing", "undefined"],
	["less than nothing", '{"type":"usd","usd":-1}'],
	["no number", '{"type":"usd","usd":"0.1"}'],
	["more than any node costs", '{"type":"usd","usd":1e300}'],
	["no end", `($f := function($n) { $f($n) + $f($n) }; {"type":"usd","usd":$f(1)})`],
	["no formula", "{{{"],
	["no text", 5],
])("a price that says %s is not known, and neither is a sum with it", (_, expr) => {
	const info = { Odd: paid(expr), Plain: paid('{"type":"usd","usd":0.05}') };
	expect(partnerPriceOf({ 1: node("Odd"), 2: node("Plain") }, info)).toEqual({
		classes: ["Odd", "Plain"],
		micro_usd: null,
	});
});

test("a class at a partner without a formula, or with one in another language, has no price that is known", () => {
	const info = {
		None: { ...free, api_node: true, price_badge: null },
		Other: { ...paid("1"), price_badge: { engine: "python", expr: "0.1", depends_on: {} } },
	};
	for (const name of Object.keys(info))
		expect(partnerPriceOf({ 1: node(name) }, info)).toEqual({ classes: [name], micro_usd: null });
});

test("five hundred nodes with formulas that take all they can end with the steps of one graph", () => {
	const doubling = `($f := function($n) { $n <= 0 ? 1 : $f($n - 1) + $f($n - 1) }; {"type":"usd","usd":$f(14)})`;
	const graph = Object.fromEntries(Array.from({ length: 500 }, (_, i) => [`${i}`, node("Film")]));
	const budget = new Budget(20_000);
	expect(partnerPriceOf(graph, { Film: paid(doubling) }, budget)?.micro_usd).toBeNull();
	expect(budget.used).toBeLessThan(21_000);
});

test("the price formulas of real nodes come to what JSONata says, for every choice of every widget", async () => {
	const info = recording("object_info/custom-0.33.0.json");
	if (info === undefined) return;
	const formulas: string[] = [];
	const unread: string[] = [];
	const totals: string[] = [];
	let compared = 0;
	for (const [name, of] of readObjectInfo(info)) {
		const badge = of.price_badge;
		if (!isRecord(badge) || typeof badge.expr !== "string") continue;
		formulas.push(name);
		const theirs = jsonata(badge.expr);
		let differs = false;
		let total = false;
		for (const inputs of choicesFor(of)) {
			const used = node(name, inputs);
			const context = contextOf(used, of, badge.depends_on, rules, Budget.unlimited());
			const said = await theirs.evaluate(plain(context ?? undefined)).catch(() => undefined);
			const ours = plain(badgeOf(used, of, rules, new Budget(20_000)));
			compared += 1;
			if (JSON.stringify(ours) !== JSON.stringify(said)) differs = true;
			total ||= typeof partnerPriceOf({ 1: used }, info)?.micro_usd === "number";
		}
		if (differs) unread.push(name);
		if (total) totals.push(name);
	}
	console.log(
		`price formulas of real nodes: ${formulas.length - unread.length} of ${formulas.length} come to what JSONata says in all of ${compared} choices, ${totals.length} of them name a whole price; not read: ${unread}`,
	);
	expect(formulas).toHaveLength(229);
	// It counts bytes with a regular expression.
	expect(unread).toEqual(["FishAudioTextToSpeech"]);
	expect(totals.length).toBeGreaterThan(100);
});

/** Inputs of a node as they are at first, and with every other choice and switch in turn. */
function choicesFor(info: ClassInfo): GraphNode["inputs"][] {
	const first: GraphNode["inputs"] = {};
	const declared = () => declaredInputs(info, first, rules, Budget.unlimited()).inputs;
	// What a dynamic combo brings is declared once it has been chosen, itself too.
	for (const [name, spec] of Object.entries(info.input.required ?? {}))
		if (spec[0] === "COMFY_DYNAMICCOMBO_V3") first[name] = firstOf(spec);
	for (let depth = 0; depth < 4; depth += 1)
		for (const [name, { spec }] of declared()) first[name] ??= firstOf(spec);
	const others = [...declared()].flatMap(([name, { spec }]) =>
		alternatives(spec).map((other) => ({ ...first, [name]: other })),
	);
	return [first, ...others];
}

function alternatives(spec: InputSpec): GraphNode["inputs"][string][] {
	const [type, options] = spec;
	if (type === "BOOLEAN") return [true, false];
	if (type === "INT" || type === "FLOAT")
		return [options?.min, options?.max].filter((one) => typeof one === "number");
	const keys =
		type === "COMFY_DYNAMICCOMBO_V3" && Array.isArray(options?.options)
			? options.options.map((one: unknown) => (isRecord(one) ? one.key : null))
			: (choicesOf(spec) ?? []);
	return keys
		.filter((one): one is string | number => typeof one === "string" || typeof one === "number")
		.slice(0, 40);
}

function firstOf(spec: InputSpec): GraphNode["inputs"][string] {
	const standard = spec[1]?.default;
	if (typeof standard === "string" || typeof standard === "number" || typeof standard === "boolean")
		return standard;
	return alternatives(spec)[0] ?? ["99", 0];
}
