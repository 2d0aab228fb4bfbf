import path from "node:path";
import type { Options } from "../../../workflows/command-line/shape.ts";
import { everyPage } from "../../sdk/every-page.ts";
import { CliError, type ExitName, say } from "../command.ts";
import { create as createFile, makeFolders, read } from "../files.ts";
import { gather } from "../gather.ts";
import { JSON_OPTION, OUT_OPTION } from "../options.ts";
import { type AskedPart, type Part, partedCommand, print, printJson } from "../parts.ts";
import { table } from "../table.ts";

const options = { out: OUT_OPTION, json: JSON_OPTION } as const satisfies Options;
type Asked = AskedPart<typeof options>;

/** Shots that one request takes. */
const AT_ONCE = 100;

const PARTS: Readonly<Record<string, Part<typeof options>>> = {
	list: { says: "one per line: id, name", options: ["json"], examples: [""], run: list },
	create: {
		says: "makes one of a text file, a shot for each line that is not empty, and prints its id",
		takes: ["<name>", "<file>"],
		options: ["json"],
		examples: ['"First film" script.txt'],
		run: create,
	},
	show: {
		says: "one shot per line: number, id, how its picture stands, its sentence",
		takes: ["<storyboard>"],
		options: ["json"],
		examples: ["prj_…"],
		run: show,
	},
	generate: {
		says: "makes the pictures of all shots that are new or were changed",
		takes: ["<storyboard>"],
		options: ["json"],
		examples: ["prj_…"],
		run: generate,
	},
	cancel: {
		says: "cancels what is being made",
		takes: ["<storyboard>"],
		options: ["json"],
		examples: ["prj_…"],
		run: cancel,
	},
	download: {
		says: "writes the pictures into --out, numbered, and prints the paths",
		takes: ["<storyboard>"],
		options: ["out", "json"],
		examples: ["prj_… --out film"],
		run: download,
	},
	delete: { says: "deletes it, for good", takes: ["<storyboard>"], examples: ["prj_…"], run: remove },
};

export const storyboards = partedCommand(
	{
		name: "storyboards",
		about: "Scripts whose sentences become pictures.",
		ends: { files: "a file cannot be read or written" },
		options,
	},
	PARTS,
);

/** The sentences of a script, one a line. Pure. */
export function sentencesOf(text: string): string[] {
	return text
		.split(/\r?\n/)
		.map((line) => line.trim())
		.filter((line) => line !== "");
}

async function list({ values, client }: Asked): Promise<ExitName> {
	const all = await gather(
		everyPage((cursor: string | undefined) => client.projects.list(cursor === undefined ? {} : { cursor })),
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

async function create({ words: [name = "", file = ""], values, client, at }: Asked): Promise<ExitName> {
	const sentences = sentencesOf(new TextDecoder().decode(await read(at(file))));
	if (sentences.length === 0) throw new CliError("usage", `${file} has no line with a sentence`);
	const project = await client.projects.create({ name });
	for (let from = 0; from < sentences.length; from += AT_ONCE) {
		const shots = sentences.slice(from, from + AT_ONCE).map((sentence) => ({ sentence }));
		await client.projects.addShots(project.id, shots);
	}
	if (values.json) printJson(project);
	else print(project.id);
	say(`${sentences.length} shots; npm run darkroom -- storyboards generate ${project.id}`);
	return "ok";
}

async function show({ words: [id = ""], values, client }: Asked): Promise<ExitName> {
	const shots = [];
	for await (const shot of client.projects.shots(id)) shots.push(shot);
	if (values.json) printJson(shots);
	else if (shots.length > 0) {
		const rows = shots.map((shot, i) => [
			String(i + 1),
			shot.id,
			`${shot.status}${shot.is_image_dirty ? " (changed)" : ""}`,
			shot.sentence.slice(0, 80),
		]);
		print(table(rows, { left: true }).join("\n"));
	}
	return "ok";
}

async function generate({ words: [id = ""], values, client }: Asked): Promise<ExitName> {
	let more = true;
	const made = [];
	while (more) {
		const page = await client.projects.generate(id);
		made.push(page);
		more = page.has_more;
	}
	if (values.json) printJson(made);
	else print(`${id} is being made; npm run darkroom -- storyboards show ${id}`);
	return "ok";
}

async function cancel({ words: [id = ""], values, client }: Asked): Promise<ExitName> {
	let canceled = 0;
	for (let more = true; more; ) {
		const page = await client.projects.cancel(id);
		canceled += page.canceled;
		more = page.has_more;
	}
	if (values.json) printJson({ canceled });
	else print(`${canceled} canceled`);
	return "ok";
}

async function download({ words: [id = ""], values, client, at }: Asked): Promise<ExitName> {
	if (values.out === undefined) throw new CliError("usage", "download takes --out <folder>");
	const out = at(values.out);
	const folder = await makeFolders(path.dirname(out), [path.basename(out)]);
	const files: string[] = [];
	let number = 0;
	for await (const shot of client.projects.shots(id)) {
		number += 1;
		if (shot.image_asset === null) continue;
		const file = path.join(folder, `${String(number).padStart(3, "0")}.png`);
		if (!(await createFile(file, await client.projects.image(id, shot.id))))
			throw new CliError("files", `${file} is there already: name another folder`);
		files.push(file);
		if (!values.json) print(file);
	}
	if (values.json) printJson(files);
	return "ok";
}

async function remove({ words: [id = ""], client }: Asked): Promise<ExitName> {
	await client.projects.delete(id);
	return "ok";
}
