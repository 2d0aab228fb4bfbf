import { everyPage } from "../../sdk/every-page.ts";
import type { ExitName } from "../command.ts";
import { gather } from "../gather.ts";
import { type AskedPart, type Part, partedCommand, print, printJson } from "../parts.ts";
import { readObject } from "../pipelines/parameters.ts";
import { stayWith } from "../stay.ts";
import { table } from "../table.ts";

const USAGE = `npm run darkroom -- characters <what> [options]

Who is to look the same in many pictures.

  list                     one per line: id, name
  show <character>         what is known of it, as JSON
  create <name>            makes one, and prints its id
  references <character>   has its reference pictures made, and shows how that gets on; Ctrl-C leaves it alone
  delete <character>       deletes it with its references, for good

  --description <text>     of create: what it looks like
  --settings <file>        of create: settings from a JSON file
  --json                   what the API answers, as JSON
  --url <address>          where Darkroom is; also DARKROOM_URL; absent: as darkroom init said, or npm start of this machine

Examples:
  npm run darkroom -- characters create "Mia" --description "a woman of 30 with red hair"
  npm run darkroom -- characters references chr_…

DARKROOM_KEY is the API key. Ends with 0 done, 1 the references were not made, 2 not understood, 3 a file cannot be read,
4 Darkroom does not answer, 5 Darkroom refuses, 130 left off.`;

const options = {
	description: { type: "string" },
	settings: { type: "string" },
	json: { type: "boolean" },
	url: { type: "string" },
} as const;
type Asked = AskedPart<typeof options>;

const PARTS: Readonly<Record<string, Part<typeof options>>> = {
	list: { takes: [], options: ["json"], run: list },
	show: { takes: ["character"], options: ["json"], run: show },
	create: { takes: ["name"], options: ["description", "settings", "json"], run: create },
	references: { takes: ["character"], options: ["json"], run: references },
	delete: { takes: ["character"], options: [], run: remove },
};

export const characters = partedCommand({ usage: USAGE }, options, PARTS);

async function list({ values, client }: Asked): Promise<ExitName> {
	const all = await gather(
		everyPage((cursor: string | undefined) => client.characters.list(cursor === undefined ? {} : { cursor })),
	);
	if (values.json) printJson(all);
	else
		for (const line of table(
			all.map(({ id, name }) => [id, name]),
			{ left: true },
		))
			print(line);
	return "ok";
}

async function show({ words: [id = ""], client }: Asked): Promise<ExitName> {
	printJson(await client.characters.get(id));
	return "ok";
}

async function create({ words: [name = ""], values, client, at }: Asked): Promise<ExitName> {
	const read = values.settings === undefined ? {} : await readObject(at(values.settings));
	const said = values.description === undefined ? {} : { description: values.description };
	const made = await client.characters.create({ name, settings: { ...read, ...said } });
	if (values.json) printJson(made);
	else print(made.id);
	return "ok";
}

async function references({ words: [id = ""], values, client }: Asked): Promise<ExitName> {
	const { job } = await client.characters.makeReferences(id);
	if (job === null) throw new Error("no job makes the references");
	const done = await stayWith(client, job.id);
	if (done === null) return "interrupted";
	if (values.json) printJson(done);
	else for (const output of done.outputs) print(`${output.id}\t${output.label ?? output.filename}`);
	return "ok";
}

async function remove({ words: [id = ""], client }: Asked): Promise<ExitName> {
	await client.characters.delete(id);
	return "ok";
}
