import { lookUp } from "../../graph/known-nodes.ts";
import { type Context, named, type Place, shortName, titleName } from "../roles/context.ts";
import { type Role, ranks, roles } from "../roles/roles.ts";
import { destinationsOf, isCarried } from "./destinations.ts";
import { isSeedName } from "./seeds.ts";

/** What a value that a node hands on is for. */
export type Carried =
	| { as: "seed"; place: Place }
	| { as: "value"; role: Role; place: Place }
	/** It is no value for a client to choose; a text is looked at as one. */
	| { as: "other" };

/**
 * What the value of a node such as PrimitiveInt is for: told by the inputs it ends up in, whose ranges then
 * count, else by what somebody called the node. Null where the input is no such value.
 */
export function carriedValue(context: Context, place: Place): Carried | null {
	if (!isCarried(context, place)) return null;
	const value = place.node.inputs[place.input];
	const into = destinationsOf(context, place.id);
	if (typeof value !== "string" && into.some(({ input }) => isSeedName(shortName(input))))
		return {
			as: "seed",
			place: { ...place, spec: tightest(into.filter(({ input }) => isSeedName(shortName(input)))) },
		};
	const found = into.flatMap((to) => {
		const role = lookUp(roles, shortName(to.input));
		return role === undefined ? [] : [{ role, to }];
	});
	const [first] = found;
	if (first !== undefined && found.every(({ role }) => role === first.role))
		return { as: "value", role: first.role, place: { ...place, spec: tightest(found.map(({ to }) => to)) } };
	if (typeof value === "string") return { as: "other" };
	const role = byTitle(context, place);
	return role === null ? { as: "other" } : { as: "value", role, place: { ...place, spec: undefined } };
}

/** The declaration with the smallest maximum; a node that hands a value on would take any. */
function tightest(places: readonly Place[]): Place["spec"] {
	const maxOf = ({ spec }: Place) => {
		const max = spec?.[1]?.max;
		return typeof max === "number" ? max : Number.POSITIVE_INFINITY;
	};
	return [...places].sort((a, b) => maxOf(a) - maxOf(b))[0]?.spec;
}

/** What somebody called a value is what it is: “Duration (seconds)” of a sum that makes frames of it. */
function byTitle(context: Context, { node, input }: Place): Role | null {
	const name = titleName(context, node);
	const value = node.inputs[input];
	if (name === "") return null;
	const word = name.split("_").find((part) => Object.hasOwn(roles, part));
	const known = word === undefined ? undefined : lookUp(roles, word);
	if (
		known !== undefined &&
		typeof value === "number" &&
		(known.type === "integer" || known.type === "number")
	)
		return known;
	const common = { name, shared: false, rank: ranks.titled, about: `Value of ${named(node)}` };
	if (typeof value === "boolean")
		return { ...common, type: "boolean", about: `Whether ${named(node)} is on` };
	if (typeof value !== "number") return null;
	const reach = Math.max(1, Math.abs(value) * 10);
	return {
		...common,
		type: Number.isInteger(value) && !/float/i.test(node.class_type) ? "integer" : "number",
		range: { min: value < 0 ? -reach : 0, max: reach },
	};
}
