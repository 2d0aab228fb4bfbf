import type { Options } from "../../../workflows/command-line/shape.ts";
import { everyPage } from "../../sdk/every-page.ts";
import type { ExitName } from "../command.ts";
import { gather } from "../gather.ts";
import { JSON_OPTION } from "../options.ts";
import { type AskedPart, type Part, partedCommand, print, printJson } from "../parts.ts";
import { readObject } from "../pipelines/parameters.ts";
import { stayWith } from "../stay.ts";
import { table } from "../table.ts";

const options = {
	description: { value: "text", says: "what it looks like" },
	settings: { value: "file", says: "settings from a JSON file" },
	json: JSON_OPTION,
} as const satisfies Options;
type Asked = AskedPart<typeof options>;

const PARTS: Readonly<Record<string, Part<typeof options>>> = {
	list: { says: "one per line: id, name", options: ["json"], examples: [""], run: list },
	show: {
		says: "what is known of it, as JSON",
		takes: ["<character>"],
		options: ["json"],
		examples: ["chr_…"],
		run: show,
	},
	create: {
		says: "makes one, and prints its id",
		takes: ["<name>"],
		options: ["description", "settings", "json"],
		examples: ['"Mia" --description "a woman of 30 with red hair"'],
		run: create,
	},
	references: {
		says: "has its reference pictures made, and shows how that gets on; Ctrl-C leaves it alone",
		takes: ["<character>"],
		options: ["json"],
		examples: ["chr_…"],
		run: references,
	},
	delete: {
		says: "deletes it with its references, for good",
		takes: ["<character>"],
		examples: ["chr_…"],
		run: remove,
	},
};

export const characters = partedCommand(
	{
		name: "characters",
		about: "Who is to look the same in many pictures.",
		ends: {
			failed: "the references were not made",
			files: "a file cannot be read",
			interrupted: "left off",
		},
		options,
	},
	PARTS,
);

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
