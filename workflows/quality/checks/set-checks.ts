import { distanceOf, likenessOf, type PictureHashes } from "../pixels/hashes.ts";
import type { Measures } from "../pixels/measure.ts";
import { departures, LEAST_OF_SET, type Style } from "../pixels/style.ts";
import { type Check, passed, told } from "./check.ts";
import type { Standards } from "./standards.ts";

/** A file of a set, as far as the others are compared with it. */
export interface Member {
	name: string;
	sha256: string;
	/** Null: it was not decoded. */
	measures: Pick<Measures, "hashes" | "style" | "light"> | null;
}

/**
 * Checks each picture of a set against those before it, and all of them for their style. Pure. Answers with the checks
 * of each member, in the order of the set. Time grows with the square of the number of members.
 */
export function checkSet(members: readonly Member[], standards: Standards): Check[][] {
	const styles = stylesOf(members, standards);
	return members.map((member, i) => [
		...likenesses(member, members.slice(0, i), standards),
		...(styles[i] ?? []),
	]);
}

function likenesses(member: Member, before: readonly Member[], standards: Standards): Check[] {
	const { near_up_to } = standards;
	const same = before.find(({ sha256 }) => sha256 === member.sha256);
	if (same)
		return [
			told("duplicate_exact", "fail", `it is the same file as ${same.name}`, { where: cut(same.name) }),
		];
	const exact = passed("duplicate_exact");
	const hashes = comparable(member, standards);
	if (hashes === null) {
		const why = member.measures === null ? "there are no pixels to compare" : "it is of one colour";
		return [exact, told("duplicate_near", "skipped", why), told("duplicate_mirrored", "skipped", why)];
	}
	const others = before.flatMap((one) => {
		const of = comparable(one, standards);
		return of === null ? [] : [{ name: one.name, hashes: of }];
	});
	const check = (
		id: "duplicate_near" | "duplicate_mirrored",
		likeness: "near" | "mirrored",
		words: string,
	) => {
		const other = others.find((one) => likenessOf(one.hashes, hashes, near_up_to) === likeness);
		if (!other) return passed(id, { limit: near_up_to });
		const value = distanceOf(other.hashes, likeness === "near" ? hashes : hashes.mirror);
		return told(id, "warn", `it is ${words} ${other.name}`, {
			value,
			limit: near_up_to,
			where: cut(other.name),
		});
	};
	return [
		exact,
		check("duplicate_near", "near", "nearly the same as"),
		check("duplicate_mirrored", "mirrored", "nearly the mirror image of"),
	];
}

/** Hashes say nothing of a picture of one colour: they are those of any other. */
function comparable({ measures }: Member, { spread_from }: Standards): PictureHashes | null {
	return measures === null || measures.light.spread < spread_from ? null : measures.hashes;
}

/** What departs, in words. */
const MEMBERS: Readonly<Record<keyof Style, string>> = {
	brightness: "brightness",
	contrast: "contrast",
	saturation: "saturation",
	warmth: "warmth of the colours",
	tint: "tint",
};

function stylesOf(members: readonly Member[], { style_up_to }: Standards): Check[][] {
	const id = "set_style";
	const styles = members.flatMap(({ measures }) => measures?.style ?? []);
	const found = departures(styles);
	let at = 0;
	return members.map(({ measures }) => {
		if (measures === null) return [told(id, "skipped", "there are no pixels to compare")];
		const departure = found?.[at++];
		if (!departure) return [told(id, "skipped", `a set has ${LEAST_OF_SET} pictures at least`)];
		const value = Number(departure.distance.toFixed(2));
		if (departure.distance <= style_up_to) return [passed(id, { value, limit: style_up_to })];
		return [
			told(id, "warn", `its ${MEMBERS[departure.member]} is unlike that of the set`, {
				value,
				limit: style_up_to,
				where: departure.member,
			}),
		];
	});
}

function cut(name: string): string {
	return name.slice(-300);
}
