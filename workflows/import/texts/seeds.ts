import { maxSeed } from "../../definition/parameters.ts";
import { documentLimits } from "../../document/limits.ts";
import type { GraphValue } from "../../graph/graph.ts";
import type { InputSpec } from "../../object-info/read.ts";
import { type Context, type Draft, type Place, shortName } from "../roles/context.ts";
import { ranks } from "../roles/roles.ts";

/** True where an input of that name is a seed. */
export function isSeedName(input: string): boolean {
	return /^((noise|image|model|texture|rand|random|master|global)_)?seed$/i.test(input);
}

/**
 * True where the input is a seed. That of a pass that adds no noise is one too: samplers that add noise as they
 * go take theirs from it.
 */
export function isSeed({ node, input, spec }: Place): boolean {
	if (!isWhole(node.inputs[input], spec)) return false;
	const random = spec?.[1]?.control_after_generate;
	return isSeedName(shortName(input)) || (spec?.[0] === "INT" && random !== undefined && random !== false);
}

/** Seeds of 64 bits are text, which ComfyUI reads exactly. */
function isWhole(value: GraphValue | undefined, spec: InputSpec | undefined): boolean {
	const text = typeof value === "string" && /^\d{16,20}$/.test(value);
	return typeof value === "number" || (text && (spec === undefined || spec[0] === "INT"));
}

/** The seed of the workflow: one for all its seeds, as large as all of them take, at random where none is sent. */
export function seedDrafts({ notes }: Context, places: readonly Place[]): Draft[] {
	const [first] = places;
	if (first === undefined) return [];
	const counting = places.filter(({ node }) => node.inputs.add_noise !== "disable");
	const today = (counting.length === 0 ? places : counting).map(({ node, input }) => node.inputs[input]);
	const [value] = today;
	if (new Set(today).size > 1)
		notes.push(
			`Nodes ${places.map(({ id }) => id).join(", ")} had seeds of their own; one parameter now sets them all, which gives other pictures.`,
		);
	if (places.length > documentLimits.slots)
		notes.push(`There are ${places.length} seeds; the parameter sets the first ${documentLimits.slots}.`);
	for (const { node, input } of places) node.inputs[input] = 0;
	const max = Math.min(...places.map(largest));
	const usable = typeof value === "number" && Number.isSafeInteger(value) && value >= 0 && value <= max;
	return [
		{
			rank: ranks.seed,
			base: "seed",
			title: "",
			make: (name) => ({
				parameters: [
					{
						type: "seed",
						name,
						description: "The same seed and parameters give the same result. Chosen at random when absent.",
						...(max === maxSeed ? {} : { max }),
						slots: places.map(({ id, input }) => ({ node: id, input })).slice(0, documentLimits.slots),
					},
				],
				...(usable ? { example: { [name]: value } } : {}),
			}),
		},
	];
}

/** The largest seed that the input takes. */
function largest({ spec }: Place): number {
	const max = spec?.[1]?.max;
	return typeof max === "number" && max >= 1 ? Math.min(Math.floor(max), maxSeed) : maxSeed;
}
