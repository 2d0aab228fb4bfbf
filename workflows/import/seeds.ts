import type { GraphValue } from "../graph/graph.ts";
import type { InputSpec } from "../object-info/read.ts";
import { RANDOM_SEED_LIMIT } from "../plan/plan.ts";
import { type Context, type Draft, named, type Place, titleName } from "./context.ts";
import { kindOf, parameterOf } from "./numbers.ts";
import { type Role, ranks } from "./roles.ts";

const smallSeed: Role = {
	name: "seed",
	type: "integer",
	shared: false,
	rank: ranks.seed,
	about: "Seed",
};

/** True where the input is a seed that counts: a later pass that adds no noise has one that does not. */
export function isSeed({ node, input, spec }: Place): boolean {
	if (!isWhole(node.inputs[input], spec) || node.inputs.add_noise === "disable") return false;
	const options = spec?.[1] ?? {};
	const random = options.control_after_generate;
	return /^(noise_)?seed$/.test(input) || (spec?.[0] === "INT" && random !== undefined && random !== false);
}

/** Seeds of 64 bits are text, which ComfyUI reads exactly. */
function isWhole(value: GraphValue | undefined, spec: InputSpec | undefined): boolean {
	const text = typeof value === "string" && /^\d{16,20}$/.test(value);
	return typeof value === "number" || (text && (spec === undefined || spec[0] === "INT"));
}

/** The seed of the workflow, and an integer for each seed that does not take as large ones as are chosen. */
export function seedDrafts(context: Context, places: readonly Place[]): Draft[] {
	const large = places.filter(({ spec }) => {
		const max = spec?.[1]?.max;
		return typeof max !== "number" || max >= RANDOM_SEED_LIMIT - 1;
	});
	const small = places.filter((place) => !large.includes(place));
	return [...mainSeed(context, large), ...small.flatMap((place) => ownSeed(context, place))];
}

function mainSeed({ notes }: Context, places: readonly Place[]): Draft[] {
	const [first] = places;
	if (first === undefined) return [];
	const today = places.map(({ node, input }) => node.inputs[input]);
	const [value] = today;
	if (new Set(today).size > 1)
		notes.push(
			`Nodes ${places.map(({ id }) => id).join(", ")} had seeds of their own; one parameter now sets them all, which gives other pictures.`,
		);
	for (const { node, input } of places) node.inputs[input] = 0;
	const usable = typeof value === "number" && Number.isSafeInteger(value) && value >= 0;
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
						slots: places.map(({ id, input }) => ({ node: id, input })).slice(0, 50),
					},
				],
				...(usable ? { example: { [name]: value } } : {}),
			}),
		},
	];
}

function ownSeed(context: Context, { id, node, input, spec }: Place): Draft[] {
	const kind = kindOf(node.inputs[input], smallSeed, spec);
	if (kind === null) return [];
	return [
		{
			rank: ranks.seed,
			base: "seed",
			title: titleName(context, node),
			make: (name) => ({
				parameters: [
					parameterOf(kind, {
						name,
						description: `Seed of ${named(node)}, which takes only smaller ones.`,
						slots: [{ node: id, input }],
					}),
				],
			}),
		},
	];
}
