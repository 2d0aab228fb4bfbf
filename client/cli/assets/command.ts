import path from "node:path";
import type { ExitName } from "../command.ts";
import { CliError } from "../command.ts";
import { countOf } from "../count.ts";
import { read } from "../files.ts";
import { deliver } from "../jobs/deliver.ts";
import { type AskedPart, type Part, partedCommand, print, printJson } from "../parts.ts";
import { table } from "../table.ts";

const USAGE = `npm run darkroom -- assets <what> [options]

Files of the account: uploaded, or made by jobs.

  list                     one per line, newest first: id, kind, bytes, name
  show <asset>             its record
  upload <file>…           uploads pictures, films and sounds, and prints their ids
  download <asset>…        writes them into --out, and prints the paths
  url <asset>              an address that shows it without a key, for an hour
  delete <asset>           deletes it, for good

  --kind <kind>            of list: image, video, audio, text, latent or file
  --job <job>              of list: what that job made
  --most <number>          of list: so many at most; absent: 20
  --out <folder>           of download: nothing there is overwritten
  --json                   what the API answers, as JSON
  --url <address>          where Darkroom is; also DARKROOM_URL; absent: as darkroom init said, or npm start of this machine

DARKROOM_KEY is the API key. Ends with 0 done, 2 not understood, 3 a file cannot be read or written, 4 Darkroom does not answer,
5 Darkroom refuses.`;

const options = {
	kind: { type: "string" },
	job: { type: "string" },
	most: { type: "string" },
	out: { type: "string" },
	json: { type: "boolean" },
	url: { type: "string" },
} as const;
type Asked = AskedPart<typeof options>;

const PARTS: Readonly<Record<string, Part<typeof options>>> = {
	list: { takes: [], options: ["kind", "job", "most", "json"], run: list },
	show: { takes: ["asset"], options: ["json"], run: show },
	upload: { takes: ["file"], more: true, options: ["json"], run: upload },
	download: { takes: ["asset"], more: true, options: ["out", "json"], run: download },
	url: { takes: ["asset"], options: ["json"], run: url },
	delete: { takes: ["asset"], options: [], run: remove },
};

export const assets = partedCommand(
	{ name: "assets", summary: "uploads, lists, downloads, deletes files", usage: USAGE },
	options,
	PARTS,
);

async function list({ values, client }: Asked): Promise<ExitName> {
	const { kind, job } = values;
	const most = countOf(values.most, "most", 20);
	const query = {
		limit: Math.min(most, 200),
		...(kind !== undefined && { kind }),
		...(job !== undefined && { job }),
	};
	const found = [];
	for await (const asset of client.assets.list(query)) {
		found.push(asset);
		if (found.length === most) break;
	}
	if (values.json) printJson(found);
	else if (found.length > 0) {
		const rows = found.map(({ id, kind: what, size, filename }) => [id, what, String(size), filename]);
		print(table(rows, { left: true }).join("\n"));
	}
	return "ok";
}

async function show({ words: [id = ""], client }: Asked): Promise<ExitName> {
	printJson(await client.assets.get(id));
	return "ok";
}

async function upload({ words, values, client, at }: Asked): Promise<ExitName> {
	const made = [];
	for (const file of words) {
		const asset = await client.upload(await read(at(file)), path.basename(file));
		made.push(asset);
		if (!values.json) print(asset.id);
	}
	if (values.json) printJson(made);
	return "ok";
}

async function download({ words, values, client, at }: Asked): Promise<ExitName> {
	if (values.out === undefined) throw new CliError("usage", "download takes --out <folder>");
	const found = await Promise.all(words.map((id) => client.assets.get(id)));
	const files = await deliver(client, found, at(values.out));
	if (values.json) printJson(files);
	else for (const file of files) print(file);
	return "ok";
}

async function url({ words: [id = ""], values, client }: Asked): Promise<ExitName> {
	const signed = await client.assetUrl(id);
	if (values.json) printJson(signed);
	else print(signed.url);
	return "ok";
}

async function remove({ words: [id = ""], client }: Asked): Promise<ExitName> {
	await client.deleteAsset(id);
	return "ok";
}
