import path from "node:path";
import { checkDataset, type DatasetChecks } from "../../../workflows/datasets/check.ts";
import type { DatasetItem, DatasetTerms } from "../../../workflows/datasets/items.ts";
import { MOST_REGULARISATION, PRESET_NAMES, type PresetName } from "../../../workflows/datasets/presets.ts";
import { USUAL_REPEATS } from "../../../workflows/datasets/trainer-folder.ts";
import { CliError, type ExitName, say } from "../command.ts";
import { toFlip, writeFlip } from "./flip.ts";
import { picturesIn, readDatasetFolder } from "./folder.ts";
import { mended, prepare } from "./prepare.ts";
import { reportOf, summaryOf } from "./report.ts";

/** What these take of the command line. */
export interface LocalValues {
	trigger?: string | undefined;
	preset?: string | undefined;
	asymmetric?: boolean | undefined;
	reg?: string | undefined;
	out?: string | undefined;
	repeats?: string | undefined;
	class?: string | undefined;
	mend?: boolean | undefined;
	json?: boolean | undefined;
}

interface Local {
	words: readonly string[];
	values: LocalValues;
	/** An absolute path. */
	at(file: string): string;
}

/** Checks a folder, without any server. */
export async function checkFolder(asked: Local): Promise<ExitName> {
	const { checks } = await look(asked);
	tell(checks, asked.values.json);
	return checks.ready ? "ok" : "gate";
}

/** Writes a folder as a trainer reads it, if it has no faults. */
export async function prepareFolder(asked: Local): Promise<ExitName> {
	const { words, values, at } = asked;
	if (values.out === undefined) throw new CliError("usage", "say with --out which folder is to be made");
	const repeats = readRepeats(values.repeats);
	const { checks, items, terms, beside } = await look(asked);
	if (!checks.ready) {
		tell(checks, false);
		say("nothing was written: mend the faults first, with --mend what captions lack in form");
		return "gate";
	}
	const written = await prepare({
		from: at(words[0] ?? ""),
		to: at(values.out),
		trigger: terms.trigger,
		repeats,
		class_words: values.class ?? "anime character",
		items,
		beside,
	});
	say(summaryOf(checks));
	print(values.json ? JSON.stringify(written, null, 2) : written.join("\n"));
	return "ok";
}

/** Writes flipped copies beside the originals. */
export async function flipFolder({ words, values, at }: Local): Promise<ExitName> {
	const folder = at(words[0] ?? "");
	const terms = termsOf(values);
	const { items } = await readDatasetFolder(folder);
	const captions = new Map(items.map(({ name, caption }) => [name, caption ?? ""]));
	const all = toFlip(items, terms);
	for (const one of all) {
		if ("copy" in one) await writeFlip(folder, one, captions.get(one.name) ?? "", terms.trigger);
		if (!values.json)
			print("copy" in one ? `${one.name}\t${one.copy}` : `${one.name}\trefused\t${one.refused}`);
	}
	if (values.json) print(JSON.stringify(all, null, 2));
	return all.some((one) => "refused" in one) ? "gate" : "ok";
}

async function look({ words: [folder = ""], values, at }: Local) {
	const terms = termsOf(values);
	const preset = presetOf(values.preset);
	const { items: found, rest } = await readDatasetFolder(at(folder));
	const items: DatasetItem[] = values.mend ? mended(found, terms.trigger) : found;
	const reg = values.reg === undefined ? null : at(values.reg);
	const names = reg === null ? [] : await picturesIn(reg, MOST_REGULARISATION);
	const checks = checkDataset(items, terms, preset, { ...rest, regularisation: names.length });
	return { checks, items, terms, beside: { folder: reg ?? path.dirname(at(folder)), names } };
}

function tell(checks: DatasetChecks, json: boolean | undefined): void {
	print(json ? JSON.stringify(checks, null, 2) : reportOf(checks).join("\n"));
	if (!json) say(summaryOf(checks));
}

/** @throws CliError `usage` */
export function termsOf({ trigger, asymmetric = false }: LocalValues): DatasetTerms {
	if (trigger === undefined || trigger.trim() === "")
		throw new CliError("usage", "say with --trigger which word the captions begin with");
	return { trigger, asymmetric };
}

function print(text: string): void {
	process.stdout.write(`${text}\n`);
}

/** @throws CliError `usage` */
export function presetOf(word: string | undefined): PresetName {
	const found = PRESET_NAMES.find((name) => name === (word ?? "any"));
	if (found === undefined)
		throw new CliError("usage", `there is no preset ${JSON.stringify(word)}: ${PRESET_NAMES.join(", ")}`);
	return found;
}

function readRepeats(word = String(USUAL_REPEATS)): number {
	if (!/^[1-9]\d{0,2}$/.test(word)) throw new CliError("usage", "--repeats is a whole number from 1 to 999");
	return Number(word);
}
