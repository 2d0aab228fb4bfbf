import { documentLimits } from "../document/limits.ts";
import { fittingRole } from "./family-ranges.ts";
import { familyOf } from "./guesses.ts";
import { passName } from "./passes.ts";
import { type Context, type Draft, named, type Place, shortName, titleName } from "./roles/context.ts";
import { snakeCase } from "./roles/names.ts";
import { commonKind, type Kind, kindOf, parameterOf } from "./roles/numbers.ts";
import { type Role, ranks } from "./roles/roles.ts";
import type { TextUse } from "./texts/texts.ts";

/** Places that one parameter sets together. */
interface Group<T> {
	of: T;
	places: [Place, ...Place[]];
}

const slotsOf = (places: readonly Place[]) => places.map(({ id, input }) => ({ node: id, input }));

/** The parameters for numbers and choices: where it is the same thing with the same value today, one for all. */
export function valueDrafts(context: Context, found: readonly { role: Role; place: Place }[]): Draft[] {
	const groups: Group<{ role: Role; kind: Kind }>[] = [];
	const family = familyOf(context.graph, context.info);
	for (const { role, place } of found) {
		const fitting = fittingRole(context, family, role, place);
		const kind = kindOf(place.node.inputs[place.input], fitting, place.spec);
		if (kind === null) continue;
		const joins = groups.find(
			({ of, places }) =>
				role.shared &&
				of.role === role &&
				places.length < documentLimits.slots &&
				commonKind(of.kind, kind) !== null,
		);
		if (joins === undefined) {
			groups.push({ of: { role, kind }, places: [place] });
			continue;
		}
		joins.places.push(place);
		joins.of.kind = commonKind(joins.of.kind, kind) ?? joins.of.kind;
	}
	return groups.map(({ of: { role, kind }, places }) => ({
		rank: role.rank,
		base: role.name,
		title: titleName(context, places[0].node) || passOf(context, groups, role, places),
		make: (name, { alone }) => ({
			parameters: [
				parameterOf(kind, {
					name,
					description:
						alone || role.about.includes(namesOf(places))
							? `${role.about}.`
							: `${role.about} (${namesOf(places)}).`,
					slots: slotsOf(places),
				}),
			],
		}),
	}));
}

/** Which pass of several it is of, where it is about sampling. */
function passOf(
	context: Context,
	groups: readonly Group<{ role: Role }>[],
	role: Role,
	places: readonly [Place, ...Place[]],
): string {
	if (!/^(steps|cfg|guidance|sampler|scheduler|denoise)$/.test(role.name)) return "";
	const alike = groups.filter(({ of }) => of.role.name === role.name);
	const ids = alike.map((group) => group.places[0].id);
	return passName(context, ids, ids.indexOf(places[0].id));
}

/** The nodes, each once, and not too many. */
function namesOf(places: readonly Place[]): string {
	const names = [...new Set(places.map(({ node }) => named(node)))];
	return names.length > 3 ? `${names.slice(0, 3).join(", ")} and others` : names.join(", ");
}

const base = { prompt: "prompt", negative: "negative_prompt", tags: "tags", lyrics: "lyrics" } as const;

/** A text that is no words for a model is called like its input, unless that says only that it is a text. */
function baseOf(use: TextUse, [{ input }]: readonly [Place, ...Place[]]): string {
	if (use !== "text") return base[use];
	const name = snakeCase(shortName(input));
	return name === "" || /^(value|string)$/.test(name) ? "text" : name;
}

/** The parameters for texts: equal words of the same sign are one. The first prompt must be sent. */
export function textDrafts(
	context: Context,
	found: readonly { use: TextUse; text: string; place: Place }[],
): Draft[] {
	const groups: Group<{ use: TextUse; text: string }>[] = [];
	for (const { use, text, place } of found) {
		const joins = groups.find(
			({ of, places }) =>
				use !== "text" && of.use === use && of.text === text && places.length < documentLimits.slots,
		);
		if (joins === undefined) groups.push({ of: { use, text }, places: [place] });
		else joins.places.push(place);
	}
	const main = groups.find(({ of }) => of.use === "prompt") ?? groups.find(({ of }) => of.use === "tags");
	return groups.map((group) => {
		const { use, text } = group.of;
		const max = Math.max(documentLimits.standardText, text.length);
		return {
			rank: ranks[use],
			base: baseOf(use, group.places),
			title: titleName(context, group.places[0].node),
			...(use === "text" ? { titled: true } : {}),
			make: (name, { alone }) => ({
				parameters: [
					{
						type: "text",
						name,
						description: about(group, alone),
						...(group === main ? { required: true } : { default: text }),
						...(max === documentLimits.standardText ? {} : { max_length: max }),
						slots: slotsOf(group.places),
					},
				],
				...(group === main
					? { example: { [name]: text.trim() === "" ? "A lighthouse at dusk, calm sea" : text } }
					: {}),
			}),
		};
	});
}

function about({ of: { use }, places }: Group<{ use: TextUse; text: string }>, alone: boolean): string {
	const what = {
		prompt: "What is wanted, in words",
		negative: "What is not wanted",
		tags: "Style, instruments and mood, in words with commas between",
		lyrics: "Words that are sung, line by line; empty for an instrumental piece",
		text: `Text for ${namesOf(places)}`,
	}[use];
	if (use === "text") return `${what}.`;
	return alone ? `${what}.` : `${what} (${namesOf(places)}).`;
}
