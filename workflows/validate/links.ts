import type { Budget } from "../graph/budget.ts";
import { equal } from "./python/python-data.ts";
import type { Rules } from "./rules.ts";

function parts(types: string): string[] {
	return types.split(",").map((type) => type.trim());
}

/**
 * True if an output of one type may be linked to an input of another. Types are names, unions of names ("A,B"),
 * or the list of a combo. Source: comfy_execution/validation.py of both releases.
 *
 * @param rules in the older release only classes with types that claim to equal anything had `*`; object_info
 *   does not show that they cheat, so `*` counts as such a type there
 * @throws BudgetSpent
 */
export function compatible(received: unknown, wanted: unknown, rules: Rules, budget: Budget): boolean {
	if (Array.isArray(received) && Array.isArray(wanted)) budget.need(received.length / 20);
	if (received === "*" || wanted === "*" || equal(received, wanted)) return true;
	if (rules.knowsAnyType) {
		if (received === "COMFY_MATCHTYPE_V3" || wanted === "COMFY_MATCHTYPE_V3") return true;
		if (Array.isArray(received) && wanted === "COMBO") return true;
	}
	if (typeof received !== "string" || typeof wanted !== "string") return false;
	budget.need((received.length + wanted.length) / 50);
	const [from, to] = [parts(received), parts(wanted)];
	if (rules.knowsAnyType && (from.includes("*") || to.includes("*"))) return true;
	const accepted = new Set(to);
	return from.some((type) => accepted.has(type));
}
