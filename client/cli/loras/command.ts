import { openAsBlob } from "node:fs";
import path from "node:path";
import { type LoraResource, loraRequestSchema } from "../../../edge/contract/loras.ts";
import { LORA_NAME, readLoraReference } from "../../../workflows/definition/lora-reference.ts";
import { CliError, type ExitName } from "../command.ts";
import { unreadable } from "../files.ts";
import { type AskedPart, type Part, partedCommand, print, readPart } from "../parts.ts";

const USAGE = `npm run darkroom -- loras <what> [options]

LoRAs that jobs name as name@version, and every worker can be given.

  add <file>               uploads a .safetensors file as a LoRA, or as the next version of the one of its name
  list                     one version per line: reference, family, bytes, whether it is promoted
  show <name>              what is noted of it, and its versions
  promote <name@version>   recommends that version from now on
  delete <name>            deletes all its versions; name@version: that one, which must not be the promoted one

  --name <name>            of add: what it is called; absent: as the file, in lower case
  --family <family>        of add: family of its base model, where the file does not say
  --trigger <word>         of add: the word it was trained on
  --licence <text>         of add: terms of use
  --note <text>            of add: whatever is to be remembered
  --promote                of add: recommends the new version
  --json                   what the API answers, as JSON
  --url <address>          where Darkroom is; also DARKROOM_URL; absent: the one npm start runs on this machine

Examples:
  npm run darkroom -- loras add mia.safetensors --name mia --trigger "ohwx mia"
  npm run darkroom -- loras promote mia@2

DARKROOM_KEY is the API key; of the Darkroom that npm start runs here it is known.
Ends with 0 done, 2 not understood, 3 the file cannot be read, 4 Darkroom does not answer, 5 Darkroom refuses.`;

const options = {
	name: { type: "string" },
	family: { type: "string" },
	trigger: { type: "string" },
	licence: { type: "string" },
	note: { type: "string" },
	promote: { type: "boolean" },
	json: { type: "boolean" },
	url: { type: "string" },
} as const;

type Asked = AskedPart<typeof options>;

const PARTS: Readonly<Record<string, Part<typeof options>>> = {
	add: {
		takes: ["file"],
		options: ["name", "family", "trigger", "licence", "note", "promote", "json"],
		run: add,
	},
	list: { takes: [], options: ["json"], run: list },
	show: { takes: ["name"], options: ["json"], run: show },
	promote: { takes: ["name@version"], options: ["json"], run: promote },
	delete: { takes: ["name"], options: [], run: remove },
};

export const loras = partedCommand({ usage: USAGE }, options, PARTS);

/** Which part is asked for, and with what. @throws CliError `usage` */
export const readLoraArguments = (args: readonly string[]) => readPart(args, options, PARTS);

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

async function remove({ words: [what = ""], client }: Asked): Promise<ExitName> {
	const found = readLoraReference(what);
	if (found === null && what.includes("@")) throw new CliError("usage", `${what} is no name@version`);
	await client.loras.delete(found?.name ?? what, found?.version);
	print(what);
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
