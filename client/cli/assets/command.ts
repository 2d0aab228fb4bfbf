import type { Provenance, ProvenanceFound } from "../../../edge/contract/jobs/provenance.ts";
import type { Options } from "../../../workflows/command-line/shape.ts";
import { tellingHash } from "../../../workflows/quality/checks/examination.ts";
import { Examiner } from "../../../workflows/quality/examine/examiner.ts";
import type { ExitName } from "../command.ts";
import { CliError, say } from "../command.ts";
import { countOf } from "../count.ts";
import { read } from "../files.ts";
import { deliver } from "../jobs/deliver.ts";
import { JSON_OPTION, mostOption, OUT_OPTION } from "../options.ts";
import { type AskedPart, type Part, partedCommand, print, printJson } from "../parts.ts";
import { table } from "../table.ts";
import { uploadShown } from "../uploading.ts";

const options = {
	kind: { value: "kind", says: "only those of it: image, video, audio, text, latent or file" },
	job: { value: "job", says: "only what that job made" },
	most: mostOption(20),
	out: OUT_OPTION,
	sidecar: { says: "beside each file one more, with its hash and the job that made it" },
	distance: { value: "bits", says: "bits of 64 in which a picture may differ, 0 to 11; absent: 7" },
	json: JSON_OPTION,
} as const satisfies Options;
type Asked = AskedPart<typeof options>;

const PARTS: Readonly<Record<string, Part<typeof options>>> = {
	list: {
		says: "one per line, newest first: id, kind, bytes, name",
		options: ["kind", "job", "most", "json"],
		examples: ["--kind image --most 5"],
		run: list,
	},
	show: {
		says: "its record, which is JSON",
		takes: ["<asset>"],
		options: ["json"],
		examples: ["ast_…"],
		run: show,
	},
	upload: {
		says: "uploads pictures, films and sounds, and prints their ids",
		takes: ["<file...>"],
		options: ["json"],
		examples: ["photo.png"],
		run: upload,
	},
	download: {
		says: "writes them into --out, and prints the paths",
		takes: ["<asset...>"],
		options: ["out", "sidecar", "json"],
		examples: ["ast_… --out pictures --sidecar"],
		run: download,
	},
	whose: {
		says: "which of the account's jobs made a file: by its bytes, and of a picture by what it looks like",
		takes: ["<file>"],
		options: ["distance", "json"],
		examples: ["found.png --distance 4"],
		run: whose,
	},
	url: {
		says: "an address that shows it without a key, for an hour",
		takes: ["<asset>"],
		options: ["json"],
		examples: ["ast_…"],
		run: url,
	},
	delete: { says: "deletes it, for good", takes: ["<asset>"], examples: ["ast_…"], run: remove },
};

export const assets = partedCommand(
	{
		name: "assets",
		about: "Files of the account: uploaded, or made by jobs.",
		ends: { files: "a file cannot be read or written" },
		options,
	},
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
		const asset = await uploadShown(client, at(file));
		made.push(asset);
		if (!values.json) print(asset.id);
	}
	if (values.json) printJson(made);
	return "ok";
}

async function download({ words, values, client, at }: Asked): Promise<ExitName> {
	if (values.out === undefined) throw new CliError("usage", "download takes --out <folder>");
	const found = await Promise.all(words.map((id) => client.assets.get(id)));
	const files = await deliver(client, found, at(values.out), { sidecar: values.sidecar ?? false });
	if (values.json) printJson(files);
	else for (const file of files) print(file);
	return "ok";
}

async function whose({ words: [file = ""], values, client, at }: Asked): Promise<ExitName> {
	const { distance } = values;
	if (distance !== undefined && !/^(?:\d|1[01])$/.test(distance))
		throw new CliError("usage", "--distance is a number from 0 to 11");
	const { sha256, phash } = await hashesOfFile(await read(at(file)));
	if (phash === null)
		say(`${file} is looked for by its bytes alone: it is no picture that can be decoded here`);
	const found = await client.assets.whose({
		sha256,
		...(phash !== null && { phash }),
		...(distance !== undefined && { distance: Number(distance) }),
	});
	if (values.json) printJson(found);
	else print(whoseText(found));
	return "ok";
}

/** Both hashes of a file; `phash` is null where it is no picture, or one of one colour. */
async function hashesOfFile(bytes: Uint8Array): Promise<{ sha256: string; phash: string | null }> {
	const examiner = new Examiner();
	try {
		const found = await examiner.examine(bytes);
		return { sha256: found.sha256, phash: tellingHash(found) };
	} finally {
		examiner.close();
	}
}

/** What was found, a line for each file. Pure. */
function whoseText({ exact, near, complete }: ProvenanceFound): string {
	const same = new Set(exact.map(({ asset }) => asset));
	const by = ({ made_by }: Provenance) => made_by?.job ?? "a job that is gone";
	const rows = [
		...exact.map((one) => ["the same bytes", one.asset, by(one), one.filename]),
		...near
			.filter(({ asset }) => !same.has(asset))
			.map((one) => [`${one.distance} of 64 bits apart`, one.asset, by(one), one.filename]),
	];
	const lines =
		rows.length === 0
			? ["no job of this account made it, as far as can be told"]
			: table(rows, { left: true });
	return [...lines, ...(complete ? [] : ["so many look alike that not all were compared"])].join("\n");
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
