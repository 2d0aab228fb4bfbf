import { isRecord } from "../../object-info/read.ts";

/** Members of files and class descriptions can be anything. What is here never throws, whatever it is given. */

/** The value as text where it is simple. Objects have no text: their own `toString` may be data. */
export function asText(value: unknown): string {
	if (typeof value === "string") return value;
	if (typeof value === "number" || typeof value === "boolean" || typeof value === "bigint") return `${value}`;
	return "";
}

/** True for values that say the same. Deeper than a few levels only the very same object is equal. */
export function sameValue(one: unknown, other: unknown, levels = 8): boolean {
	if (Object.is(one, other)) return true;
	if (typeof one !== "object" || typeof other !== "object" || one === null || other === null) return false;
	if (levels === 0 || Array.isArray(one) !== Array.isArray(other)) return false;
	const [members, others] = [Object.entries(one), new Map(Object.entries(other))];
	return (
		members.length === others.size &&
		members.every(([key, value]) => others.has(key) && sameValue(value, others.get(key), levels - 1))
	);
}

/** The value where it is a list. */
export function listOf(value: unknown): readonly unknown[] | undefined {
	return Array.isArray(value) ? value : undefined;
}

export function itemsOf(value: unknown): readonly unknown[] {
	return listOf(value) ?? [];
}

/** More slots than this on one node are not read. */
const MAX_SLOTS = 1_000;

/** Slots of a node. What is none stays as an empty one, because positions count. */
export function slotsOf(value: unknown): Record<string, unknown>[] {
	return itemsOf(value)
		.slice(0, MAX_SLOTS)
		.map((slot) => (isRecord(slot) ? slot : {}));
}

export function textOf(value: unknown): string | undefined {
	return typeof value === "string" ? value : undefined;
}

/** Ids are numbers in most files and text in some; here they are text. */
export function idOf(value: unknown): string | undefined {
	if (typeof value === "number") return Number.isFinite(value) ? String(value) : undefined;
	return typeof value === "string" && value !== "" && value.length <= 128 ? value : undefined;
}

export function idsOf(values: readonly unknown[]): string[] {
	return values.flatMap((value) => idOf(value) ?? []);
}

/** `*` is any type. Types may be numbers, and lists where several are accepted. */
export function slotType(value: unknown): string {
	if (Array.isArray(value)) return value.filter((type) => typeof type === "string").join(",") || "*";
	if (typeof value === "number" && value !== 0) return String(value);
	return textOf(value) || "*";
}

/** A whole number, also one that old files hold as text. */
export function wholeNumber(value: unknown): number | undefined {
	const number = typeof value === "string" ? Number.parseInt(value, 10) : value;
	return typeof number === "number" && Number.isSafeInteger(number) ? number : undefined;
}
