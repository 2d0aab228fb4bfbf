import { documentLimits } from "../document/limits.ts";
import { type Context, type Draft, named, type Place, titleName } from "./context.ts";
import { commonKind, type Kind, kindOf, parameterOf } from "./numbers.ts";
import { type Role, ranks } from "./roles.ts";
import type { TextUse } from "./texts.ts";

/** Places that one parameter sets together. */
interface Group<T> {
	of: T;
	places: [Place, ...Place[]];
}

const slotsOf = (places: readonly Place[]) => places.map(({ id, input }) => ({ node: id, input }));

/** The parameters for numbers and choices: where it is the same thing with the same value today, one for all. */
export function valueDrafts(context: Context, found: readonly { role: Role; place: Place }[]): Draft[] {
	const groups: Group<{ role: Role; kind: Kind }>[] = [];
	for (const { role, place } of found) {
		const kind = kindOf(place.node.inputs[place.input], role, place.spec);
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
		title: titleName(context, places[0].node),
		make: (name, { alone }) => ({
			parameters: [
				parameterOf(kind, {
					name,
					description: alone ? `${role.about}.` : `${role.about} (${namesOf(places)}).`,
					slots: slotsOf(places),
				}),
			],
		}),
	}));
}

/** The nodes, each once, and not too many. */
function namesOf(places: readonly Place[]): string {
	const names = [...new Set(places.map(({ node }) => named(node)))];
	return names.length > 3 ? `${names.slice(0, 3).join(", ")} and others` : names.join(", ");
}

const base = { prompt: "prompt", negative: "negative_prompt", text: "text" } as const;

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
	const main = groups.find(({ of }) => of.use === "prompt");
	return groups.map((group) => {
		const { use, text } = group.of;
		const max = Math.max(documentLimits.standardText, text.length);
		return {
			rank: ranks[use],
			base: base[use],
			title: titleName(context, group.places[0].node),
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
	const what = { prompt: "What is wanted, in words", negative: "What is not wanted", text: "Text" }[use];
	return alone ? `${what}.` : `${what} (${namesOf(places)}).`;
}
