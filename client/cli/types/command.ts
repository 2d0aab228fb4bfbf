import type { Options } from "../../../workflows/command-line/shape.ts";
import { everyPage } from "../../sdk/every-page.ts";
import { type ExitName, say } from "../command.ts";
import { replace } from "../files.ts";
import { gather } from "../gather.ts";
import { type AskedPart, soloCommand } from "../parts.ts";
import { type Schema, workflowTypes } from "./schema-to-type.ts";

const options = {
	own: { says: "only the account's own workflows" },
	out: { value: "file", says: "writes them there, in place of what was there" },
	json: { says: "the schemas that they are made of, as JSON" },
} as const satisfies Options;

export const types = soloCommand(
	{
		name: "types",
		about:
			"Prints types for TypeScript: the parameters of every workflow that the account can run, for @darkroom/sdk.",
		ends: { files: "the file cannot be written" },
		options,
	},
	{ examples: ["--out src/darkroom-workflows.d.ts"], run: printTypes },
);

async function printTypes({ values, client, at }: AskedPart<typeof options>): Promise<ExitName> {
	const all = everyPage((cursor: string | undefined) =>
		client.workflows({
			limit: 200,
			...(values.own && { owner: "account" as const }),
			...(cursor !== undefined && { cursor }),
		}),
	);
	// The library is listed with all its versions.
	const ids = new Set((await gather(all)).map(({ id }) => id));
	const found = [];
	for (const id of ids) {
		const { title, parameters } = await client.workflow(id);
		found.push({ id, title, parameters: parameters as Schema });
	}
	const text = values.json ? `${JSON.stringify(found, null, 2)}\n` : workflowTypes(found);
	if (values.out === undefined) process.stdout.write(text);
	else {
		await replace(at(values.out), text);
		say(`${found.length} workflows`);
	}
	return "ok";
}
