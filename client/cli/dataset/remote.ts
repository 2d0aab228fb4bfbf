import { openAsBlob } from "node:fs";
import path from "node:path";
import { zipSync } from "fflate";
import type {
	DatasetChecksResource,
	DatasetItemResource,
} from "../../../edge/contract/training/dataset-items.ts";
import type { DatasetResource } from "../../../edge/contract/training/datasets.ts";
import { MOST_REGULARISATION } from "../../../workflows/datasets/presets.ts";
import { readLoraReference } from "../../../workflows/definition/lora-reference.ts";
import type { DarkroomClient } from "../../client.ts";
import { CliError, type ExitName, say } from "../command.ts";
import { create, list as namesIn, read, unreadable } from "../files.ts";
import { captionName, picturesIn } from "./folder.ts";
import { type LocalValues, presetOf, termsOf } from "./local.ts";
import { decode } from "./picture.ts";
import { reportOf, summaryOf } from "./report.ts";

/** What these take of the command line beside what folders take. */
export interface RemoteValues extends LocalValues {
	note?: string | undefined;
	job?: string | undefined;
	character?: string | undefined;
	pictures?: string | undefined;
	prompt?: string | undefined;
	pool?: string | undefined;
}

interface Remote {
	words: readonly string[];
	values: RemoteValues;
	client: DarkroomClient;
	/** An absolute path. */
	at(file: string): string;
}

const print = (text: string) => process.stdout.write(`${text}\n`);

/** Prints what was asked for: as JSON where that is wanted. */
function tell(values: RemoteValues, value: unknown, text: string): ExitName {
	print(values.json ? JSON.stringify(value, null, 2) : text);
	return "ok";
}

export async function begin({ words: [name = ""], values, client }: Remote): Promise<ExitName> {
	const { trigger, asymmetric } = termsOf(values);
	const made = await client.datasets.create({
		name,
		trigger_word: trigger,
		asymmetric,
		preset: presetOf(values.preset),
		...(values.class !== undefined && { class_words: values.class }),
		...(values.note !== undefined && { note: values.note }),
	});
	return tell(values, made, made.name);
}

/** Adds a folder, an archive, or what a job or a character has. */
export async function add({ words, values, client, at }: Remote): Promise<ExitName> {
	const [name = "", from] = words;
	const { job, character } = values;
	if ([from, job, character].filter((one) => one !== undefined).length !== 1)
		throw new CliError("usage", "add takes a folder, an archive (.zip), --job or --character");
	if (from === undefined) {
		const source = job === undefined ? { character } : { job };
		const added = await client.datasets.add(name, source);
		return tell(values, added, `${added.added}`);
	}
	const archive = /\.zip$/i.test(from)
		? await openAsBlob(at(from)).catch((error: unknown) => {
				throw unreadable(from, error);
			})
		: await packed(at(from), values.reg === undefined ? null : at(values.reg));
	const added = await client.datasets.addArchive(name, archive);
	for (const text of added.loose_captions) say(`${text}: no picture goes with this text; it was left out`);
	return tell(values, added, `${added.added}`);
}

/** A folder as an archive, with pictures of the class beside it. @throws CliError `files` */
async function packed(folder: string, reg: string | null): Promise<Blob> {
	const files: Record<string, Uint8Array> = {};
	const texts = new Set(await namesIn(folder));
	for (const name of await picturesIn(folder)) {
		files[`set/${name}`] = await read(path.join(folder, name));
		const text = captionName(name);
		if (texts.has(text)) files[`set/${text}`] = await read(path.join(folder, text));
	}
	for (const name of reg === null ? [] : await picturesIn(reg, MOST_REGULARISATION))
		files[`reg/${name}`] = await read(path.join(reg ?? "", name));
	// Pictures are packed already.
	return new Blob([new Uint8Array(zipSync(files, { level: 0 }))], { type: "application/zip" });
}

export async function list({ values, client }: Remote): Promise<ExitName> {
	const all: DatasetResource[] = [];
	for await (const one of client.datasets.list()) all.push(one);
	if (values.json || all.length > 0) tell(values, all, all.map(lineOf).join("\n"));
	return "ok";
}

/** One line: name, trigger word, pictures, pictures beside, newest version. */
function lineOf({
	name,
	trigger_word,
	pictures,
	regularisation,
	versions,
	changed,
}: DatasetResource): string {
	const newest = versions[0]?.reference ?? "";
	return [name, trigger_word, pictures, regularisation, newest, changed ? "changed" : ""]
		.join("\t")
		.trimEnd();
}

export async function show({ words: [name = ""], values, client }: Remote): Promise<ExitName> {
	const found = await client.datasets.get(name);
	const versions = found.versions.map(
		({ reference, pictures, regularisation, created_at }) =>
			`${reference}\t${pictures}\t${regularisation}\t${created_at}`,
	);
	return tell(values, found, [lineOf(found), ...versions].join("\n"));
}

/** Checks a dataset; pictures that nobody has decoded are decoded here first. */
export async function report({ words: [name = ""], values, client }: Remote): Promise<ExitName> {
	const items: DatasetItemResource[] = [];
	for await (const item of client.datasets.items(name)) items.push(item);
	const checks = (await look(client, name, items)) ?? (await client.datasets.checks(name));
	const named = withNames(checks, items);
	tell(values, checks, reportOf(named).join("\n"));
	if (!values.json) say(summaryOf(named));
	return checks.ready ? "ok" : "gate";
}

/** Says what those pictures look like that have no hashes yet; null where all have. */
async function look(
	client: DarkroomClient,
	name: string,
	items: readonly DatasetItemResource[],
): Promise<DatasetChecksResource | null> {
	const hashes = [];
	for (const { item, asset } of items.filter((one) => one.hashes === null)) {
		const decoded = await decode(await client.download(asset));
		if (decoded !== null) hashes.push({ item, hashes: decoded.hashes });
	}
	let checks: DatasetChecksResource | null = null;
	for (let at = 0; at < hashes.length; at += HASHES_AT_ONCE)
		checks = await client.datasets.noteHashes(name, hashes.slice(at, at + HASHES_AT_ONCE));
	return checks;
}

const HASHES_AT_ONCE = 200;

/** Items by number and the name of their file, as people know them. */
function withNames(checks: DatasetChecksResource, items: readonly DatasetItemResource[]) {
	const names = new Map(items.map(({ item, asset }) => [item, `${item} ${asset.filename}`]));
	const nameOf = (item: number) => names.get(item) ?? String(item);
	const worded = <T extends { others: number[] }>(finding: T) => ({
		...finding,
		others: finding.others.map(nameOf),
	});
	return {
		...checks,
		findings: checks.findings.map(worded),
		items: checks.items.map(({ item, findings }) => ({
			name: nameOf(item),
			findings: findings.map(worded),
		})),
	};
}

export async function freeze({ words: [name = ""], values, client }: Remote): Promise<ExitName> {
	const version = await client.datasets.freeze(name);
	return tell(values, version, version.reference);
}

export async function download({ words: [what = ""], values, client, at }: Remote): Promise<ExitName> {
	const { name, version } = versionIn(what);
	const out = values.out ?? `${what.replace("@", "-")}.zip`;
	const response = await client.datasets.download(name, version);
	if (!(await create(at(out), new Uint8Array(await response.arrayBuffer()))))
		throw new CliError("files", `${out} is there already: name another with --out`);
	return tell(values, { file: at(out) }, out);
}

export async function diff({ words: [before = "", after = ""], values, client }: Remote): Promise<ExitName> {
	const [from, to] = [versionIn(before), versionIn(after)];
	if (from.name !== to.name) throw new CliError("usage", "versions of one dataset can be compared");
	const found = await client.datasets.diff(from.name, from.version, to.version);
	const lines = [
		...found.removed.map(({ item, caption }) => `-\t${item}\t${caption}`),
		...found.added.map(({ item, caption }) => `+\t${item}\t${caption}`),
		...found.changed.map((one) => `~\t${one.before}\t${one.after}`),
	];
	if (values.json || lines.length > 0) tell(values, found, lines.join("\n"));
	return "ok";
}

export async function regularise({ words: [name = ""], values, client }: Remote): Promise<ExitName> {
	const { pictures, prompt, pool } = values;
	if (pictures !== undefined && !/^[1-9]\d{0,2}$/.test(pictures))
		throw new CliError("usage", "--pictures is a whole number from 1 to 200");
	const found = await client.datasets.regularise(name, {
		...(pictures !== undefined && { pictures: Number(pictures) }),
		...(prompt !== undefined && { prompt }),
		...(pool !== undefined && { pool }),
	});
	return tell(values, found, found.regularisation_job ?? "");
}

export async function remove({ words: [what = ""], values, client }: Remote): Promise<ExitName> {
	const { name, version } = versionIn(what);
	await client.datasets.delete(name, version === 0 ? undefined : version);
	return tell(values, { deleted: what }, what);
}

/** `name@version`, or a name: the dataset as it is now. @throws CliError `usage` */
function versionIn(what: string): { name: string; version: number } {
	const found = readLoraReference(what);
	if (found === null && what.includes("@")) throw new CliError("usage", `${what} is no name@version`);
	return found ?? { name: what, version: 0 };
}
