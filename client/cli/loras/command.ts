import { openAsBlob } from "node:fs";
import path from "node:path";
import { type LoraResource, loraRequestSchema } from "../../../edge/contract/training/loras.ts";
import type { Options } from "../../../workflows/command-line/shape.ts";
import { LORA_NAME, readLoraReference } from "../../../workflows/definition/lora-reference.ts";
import { CliError, type ExitName } from "../command.ts";
import { unreadable } from "../files.ts";
import { JSON_OPTION } from "../options.ts";
import { type AskedPart, type Part, partedCommand, print } from "../parts.ts";

const options = {
	name: { value: "name", says: "what it is called; absent: as the file, in lower case" },
	family: { value: "family", says: "family of its base model, where the file does not say" },
	trigger: { value: "word", says: "the word it was trained on" },
	licence: { value: "text", says: "terms of use" },
	note: { value: "text", says: "whatever is to be remembered" },
	promote: { says: "recommends the new version" },
	json: JSON_OPTION,
} as const satisfies Options;
type Asked = AskedPart<typeof options>;

const PARTS: Readonly<Record<string, Part<typeof options>>> = {
	add: {
		says: "uploads a .safetensors file as a LoRA, or as the next version of the one of its name",
		takes: ["<file>"],
		options: ["name", "family", "trigger", "licence", "note", "promote", "json"],
		examples: ['mia.safetensors --name mia --trigger "ohwx mia"'],
		run: add,
	},
	list: {
		says: "one version per line: reference, family, bytes, whether it is promoted",
		options: ["json"],
		examples: [""],
		run: list,
	},
	show: {
		says: "what is noted of it, and its versions",
		takes: ["<name>"],
		options: ["json"],
		examples: ["mia"],
		run: show,
	},
	promote: {
		says: "recommends that version from now on",
		takes: ["<name@version>"],
		options: ["json"],
		examples: ["mia@2"],
		run: promote,
	},
	delete: {
		says: "deletes all its versions; name@version: that one, which must not be the promoted one",
		takes: ["<name>"],
		options: ["json"],
		examples: ["mia@1"],
		run: remove,
	},
};

export const loras = partedCommand(
	{
		name: "loras",
		about: "LoRAs that jobs name as name@version, and every worker can be given.",
		ends: { files: "the file cannot be read" },
		options,
	},
	PARTS,
);

async function add({ words: [file = ""], values, client, at }: Asked): Promise<ExitName> {
	const { family, trigger, licence, note, promote = false } = values;
	const name = values.name ?? nameOfFile(file);
	const given = {
		name,
		promote,
		...(trigger !== undefined && { trigger_word: trigger }),
		...(licence !== undefined && { licence }),
		...(note !== undefined && { note }),
		...(family !== undefined && { family: familyOf(family) }),
	};
	const bytes = await openAsBlob(at(file)).catch((error: unknown) => {
		throw unreadable(file, error);
	});
	const lora = await client.loras.upload(bytes, given);
	tell(lora, values.json, () => lora.versions[0]?.reference ?? lora.name);
	return "ok";
}

/** What a LoRA is called where nobody says: its file's name. @throws CliError `usage` */
export function nameOfFile(file: string): string {
	const stem = path.basename(file).replace(/\.safetensors$/i, "");
	const name = stem
		.toLowerCase()
		.replace(/[^a-z0-9_-]+/g, "-")
		.slice(0, 64)
		.replace(/^[_-]+|[_-]+$/g, "");
	if (!LORA_NAME.test(name)) throw new CliError("usage", `${file} gives no name; say one with --name`);
	return name;
}

function familyOf(word: string) {
	const read = loraRequestSchema.shape.family.unwrap().safeParse(word);
	if (read.success) return read.data;
	throw new CliError(
		"usage",
		`--family ${word}: ${loraRequestSchema.shape.family.unwrap().options.join(", ")}`,
	);
}

async function list({ values, client }: Asked): Promise<ExitName> {
	const all: LoraResource[] = [];
	for await (const lora of client.loras.list()) all.push(lora);
	if (values.json) print(JSON.stringify(all, null, 2));
	else if (all.length > 0) print(all.map(linesOf).join("\n"));
	return "ok";
}

async function show({ words: [name = ""], values, client }: Asked): Promise<ExitName> {
	const lora = await client.loras.get(name);
	tell(lora, values.json, () => textOf(lora));
	return "ok";
}

async function promote({ words: [reference = ""], values, client }: Asked): Promise<ExitName> {
	const found = readLoraReference(reference);
	if (found === null) throw new CliError("usage", `${reference} is no name@version`);
	const lora = await client.loras.change(found.name, { promoted: found.version });
	tell(lora, values.json, () => `${lora.name}@${lora.promoted}`);
	return "ok";
}

async function remove({ words: [what = ""], values, client }: Asked): Promise<ExitName> {
	const found = readLoraReference(what);
	if (found === null && what.includes("@")) throw new CliError("usage", `${what} is no name@version`);
	await client.loras.delete(found?.name ?? what, found?.version);
	print(values.json ? JSON.stringify({ deleted: what }, null, 2) : what);
	return "ok";
}

function tell(lora: LoraResource, json: boolean | undefined, text: () => string): void {
	print(json ? JSON.stringify(lora, null, 2) : text());
}

/** A version per line: reference, family, bytes, and whether it is the promoted one. */
export function linesOf({ promoted, versions }: LoraResource): string {
	return versions
		.map(({ reference, version, family, size }) =>
			[reference, family, size, version === promoted ? "promoted" : ""].join("\t").trimEnd(),
		)
		.join("\n");
}

function textOf(lora: LoraResource): string {
	const { name, trigger_word, licence, note } = lora;
	const noted = Object.entries({ name, trigger_word, licence, note }).filter(([, value]) => value !== null);
	return [...noted.map(([what, value]) => `${what}\t${value}`), linesOf(lora)].join("\n");
}
