import { Budget, BudgetSpent } from "../graph/budget.ts";
import { type ApiGraph, type GraphNode, isLink } from "../graph/graph.ts";
import { lookUp } from "../graph/known-nodes.ts";
import { type ClassInfo, isRecord, readObjectInfo } from "../object-info/read.ts";
import { declaredInputs } from "../validate/declared.ts";
import { type Rules, releaseOf, rulesOf } from "../validate/rules.ts";
import { evaluate } from "./formula/evaluate.ts";
import { type Formula, parseFormula } from "./formula/parse.ts";
import { FormulaError } from "./formula/tokens.ts";
import { isObject, type Value } from "./formula/values.ts";

/** What the partners' nodes of a graph cost when it runs once. */
export interface PartnerPrice {
	/** Classes that run at partners, in the order of the graph. */
	classes: string[];
	/** In micro-USD; of a range the most. Null: of one of them nobody can say beforehand. */
	micro_usd: number | null;
}

/** For all formulas of one graph together: a formula of a real node takes some hundreds. */
export const PRICE_STEPS = 200_000;
/** More than this is no price of one node, in USD: the formula does not say what it seems to. */
const MOST_USD = 10_000;

/**
 * What a graph costs at partners, by the price formulas in a server's object_info. An estimate: the formula is what
 * the editor shows beside the node, and the partner has the last word. Nodes that do not run at partners cost nothing
 * there. Formulas come from packs, so each is bounded and none is run as a program; one that says what is not read,
 * that gives a price per second or per thousand words, or that hangs on what another node makes, is not known.
 * Null where no node runs at a partner. Never throws. Pure.
 */
export function partnerPriceOf(
	graph: ApiGraph,
	objectInfo: unknown,
	budget = new Budget(PRICE_STEPS),
): PartnerPrice | null {
	const known = readObjectInfo(objectInfo);
	const paid = Object.values(graph).flatMap((node) => {
		const info = known.get(node.class_type);
		return info?.api_node === true ? [{ node, info }] : [];
	});
	if (paid.length === 0) return null;
	const rules = rulesOf(releaseOf(objectInfo));
	let sum: number | null = 0;
	for (const { node, info } of paid) {
		const price: number | null = sum === null ? null : priceOf(node, info, rules, budget);
		sum = sum === null || price === null ? null : sum + price;
	}
	return { classes: [...new Set(paid.map(({ node }) => node.class_type))], micro_usd: sum };
}

/** What the formula of a node comes to, as JSONata would have it; undefined where it has none or it cannot be read. */
export function badgeOf(node: GraphNode, info: ClassInfo, rules: Rules, budget: Budget): Value {
	const badge = info.price_badge;
	if (!isRecord(badge) || badge.engine !== "jsonata") return undefined;
	try {
		const formula = formulaOf(badge);
		const input = formula && contextOf(node, info, badge.depends_on, rules, budget);
		return input ? evaluate(formula, input, budget) : undefined;
	} catch (error) {
		if (error instanceof FormulaError || error instanceof BudgetSpent) return undefined;
		throw error;
	}
}

function priceOf(node: GraphNode, info: ClassInfo, rules: Rules, budget: Budget): number | null {
	const badge = badgeOf(node, info, rules, budget);
	if (!isObject(badge)) return null;
	const format = badge.get("format");
	const suffix = isObject(format) ? format.get("suffix") : undefined;
	// "/second", " x images/Run", " per 1K tokens": how many there will be the formula does not say.
	if (suffix !== undefined && suffix !== "" && suffix !== "/Run") return null;
	const usd =
		badge.get("type") === "usd"
			? badge.get("usd")
			: badge.get("type") === "range_usd"
				? badge.get("max_usd")
				: undefined;
	return typeof usd === "number" && usd >= 0 && usd <= MOST_USD ? Math.round(usd * 1_000_000) : null;
}

const read = new WeakMap<object, Formula | null>();

/** The formula of a badge, read once; null where it cannot be. */
function formulaOf(badge: Record<string, unknown>): Formula | null {
	const before = read.get(badge);
	if (before !== undefined) return before;
	let formula: Formula | null = null;
	try {
		if (typeof badge.expr === "string") formula = parseFormula(badge.expr);
	} catch (error) {
		if (!(error instanceof FormulaError)) throw error;
	}
	read.set(badge, formula);
	return formula;
}

/** What a formula may look at, as the editor gives it; null where a value comes from another node. */
export function contextOf(
	node: GraphNode,
	info: ClassInfo,
	dependsOn: unknown,
	rules: Rules,
	budget: Budget,
): ReadonlyMap<string, Value> | null {
	const names = (of: string): string[] => {
		const listed = isRecord(dependsOn) ? dependsOn[of] : undefined;
		if (!Array.isArray(listed)) return [];
		budget.need(listed.length);
		return listed.flatMap((one: unknown) => {
			const name = isRecord(one) ? one.name : one;
			return typeof name === "string" ? [name] : [];
		});
	};
	const given = Object.entries(node.inputs);
	const { inputs: declared } = declaredInputs(info, node.inputs, rules, budget);
	const widgets = new Map<string, Value>();
	for (const name of names("widgets")) {
		const sent = lookUp(node.inputs, name);
		if (isLink(sent)) return null;
		widgets.set(name, widgetOf(sent === undefined ? declared.get(name)?.spec[1]?.default : sent));
	}
	const connected = names("inputs").map((name): [string, Value] => [
		name,
		new Map([["connected", isLink(lookUp(node.inputs, name))]]),
	]);
	const groups = names("input_groups").map((name): [string, Value] => {
		budget.need(given.length);
		return [name, given.filter(([input, value]) => input.startsWith(`${name}.`) && isLink(value)).length];
	});
	return new Map<string, Value>([
		["widgets", widgets],
		["inputs", new Map(connected)],
		["inputGroups", new Map(groups)],
	]);
}

/** Formulas write what is chosen in small letters. */
function widgetOf(value: unknown): Value {
	if (typeof value === "string") return value.trim().toLowerCase();
	return typeof value === "number" || typeof value === "boolean" ? value : null;
}
