import { captionProblems } from "../prompts/trigger.ts";
import { fault, type ItemFinding, type SetFinding, warning } from "./findings.ts";
import { saysSide } from "./flips.ts";
import { FRAMINGS, framingInCaption } from "./framing.ts";
import type { DatasetItem, DatasetTerms } from "./items.ts";
import {
	type Composition,
	composition,
	PRESETS,
	type Preset,
	type PresetName,
	REGULARISATION,
	wantedComposition,
} from "./presets.ts";
import { twinsIn } from "./twins.ts";

/** What was looked at beside the pictures themselves. */
export interface DatasetRest {
	/** Pictures of the class that are trained beside; 0: none are. */
	regularisation: number;
	/** Texts that no picture goes with. */
	loose_captions: readonly string[];
}

export interface ItemChecks {
	name: string;
	findings: ItemFinding[];
}

export interface DatasetChecks {
	/** Whether it may be trained: no fault was found. */
	ready: boolean;
	/** Pictures without their flipped copies, and the copies. */
	pictures: number;
	flips: number;
	composition: Composition;
	/** What was found at the set. */
	findings: SetFinding[];
	/** In the order of the items. */
	items: ItemChecks[];
}

const NOTHING_ELSE: DatasetRest = { regularisation: 0, loose_captions: [] };

/** Checks a data set against what a preset asks for. The same items always get the same verdicts. Pure. */
export function checkDataset(
	items: readonly DatasetItem[],
	terms: DatasetTerms,
	preset: PresetName,
	rest: DatasetRest = NOTHING_ELSE,
): DatasetChecks {
	const asked: Preset = PRESETS[preset];
	const twins = twinsIn(items, terms.asymmetric);
	const names = new Set(items.map(({ name }) => name));
	const checked = items.map((item) => ({
		name: item.name,
		findings: [
			...pictureFindings(item, asked),
			...captionFindings(item, terms, asked),
			...flipFindings(item, terms, names),
			...(twins.get(item.name) ?? []),
		],
	}));
	const originals = items.filter(({ flip_of }) => flip_of === null);
	const made = composition((framing) => originals.filter((item) => shownFraming(item) === framing).length);
	const findings = [
		...countFindings(originals.length, asked),
		...compositionFindings(made, originals.length, asked),
		...rest.loose_captions.map((name) =>
			fault(
				"caption_without_picture" as const,
				"There is a text and no picture that goes with it: add the picture, or take the text out.",
				[name],
			),
		),
		...regularisationFindings(rest.regularisation),
	];
	const all = [...findings, ...checked.flatMap((item) => item.findings)];
	return {
		ready: all.every(({ severity }) => severity !== "fault"),
		pictures: originals.length,
		flips: items.length - originals.length,
		composition: made,
		findings,
		items: checked,
	};
}

/** The framing that counts for an item; null: none that is known. */
function shownFraming({ framing, caption }: Pick<DatasetItem, "framing" | "caption">) {
	return framing ?? framingInCaption(caption ?? "");
}

function pictureFindings({ size, hashes }: DatasetItem, { side }: Preset): ItemFinding[] {
	if (size === null)
		return [fault("undecodable", "The picture cannot be read: it is broken, cut off or of another kind.")];
	const { width, height } = size;
	return [
		...(Math.min(width, height) < side
			? [
					fault(
						"too_small" as const,
						`The picture has ${width} x ${height} pixels: its shorter side needs ${side}.`,
					),
				]
			: []),
		...(hashes === null
			? [
					warning(
						"not_compared" as const,
						"The picture has not been compared with the others: nobody has decoded it yet.",
					),
				]
			: []),
	];
}

function captionFindings(item: DatasetItem, { trigger }: DatasetTerms, asked: Preset): ItemFinding[] {
	const { caption } = item;
	if (caption === null)
		return [fault("caption_missing", "The picture has no caption: write a text of the same name.")];
	const problems = captionProblems(caption, trigger).map(({ code, message }) => fault(code, message));
	const unknown = asked.tolerance !== null && item.flip_of === null && shownFraming(item) === null;
	return unknown
		? [
				...problems,
				warning(
					"framing_unknown",
					`The caption says no framing that is known: write ${FRAMINGS.join(", ")} as its second part.`,
				),
			]
		: problems;
}

function flipFindings(
	{ flip_of, caption }: DatasetItem,
	{ trigger, asymmetric }: DatasetTerms,
	names: ReadonlySet<string>,
): ItemFinding[] {
	if (flip_of === null) return [];
	const missing = names.has(flip_of)
		? []
		: [
				warning("original_missing" as const, "It is a flipped copy, and its original is not here.", [
					flip_of,
				]),
			];
	if (!asymmetric) return missing;
	return [
		...missing,
		saysSide(caption ?? "", trigger)
			? fault(
					"flip_says_side",
					"It is a flipped copy, the sides of this character differ, and the caption says left or right: take it out.",
				)
			: warning(
					"flip_of_asymmetric",
					"It is a flipped copy, and the sides of this character differ: look whether it shows one of them.",
				),
	];
}

function countFindings(pictures: number, { least, most }: Preset): SetFinding[] {
	const range = least === most ? `${least}` : `${least} to ${most}`;
	if (pictures < least)
		return [fault("too_few", `There are ${pictures} pictures: ${range} are asked for, so add some.`)];
	if (pictures > most)
		return [fault("too_many", `There are ${pictures} pictures: ${range} are asked for, so take some out.`)];
	return [];
}

/** A share of a picture is none: what is off by less than one beyond the tolerance is as near as it can be. */
function compositionFindings(made: Composition, pictures: number, { tolerance }: Preset): SetFinding[] {
	if (tolerance === null || pictures === 0) return [];
	const wanted = wantedComposition(pictures);
	const off = FRAMINGS.filter((framing) => Math.abs(made[framing] - wanted[framing]) >= tolerance + 1);
	if (off.length === 0) return [];
	const told = (count: Composition) =>
		FRAMINGS.map((framing) => `${Math.round(count[framing])} ${framing}`).join(", ");
	return [
		warning("composition", `There are ${told(made)}: a set of this size trains best with ${told(wanted)}.`),
	];
}

function regularisationFindings(pictures: number): SetFinding[] {
	const { least, most } = REGULARISATION;
	if (pictures === 0 || (pictures >= least && pictures <= most)) return [];
	return [
		warning(
			"regularisation_count",
			`There are ${pictures} pictures of the class beside it: ${least} to ${most} serve.`,
		),
	];
}
