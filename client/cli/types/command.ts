import path from "node:path";
import { everyPage } from "../../sdk/every-page.ts";
import { readArguments } from "../arguments.ts";
import { type Command, type ExitName, folderOf, say } from "../command.ts";
import { connect, connectionOf, readLocal } from "../connection.ts";
import { replace } from "../files.ts";
import { gather } from "../gather.ts";
import { type Schema, workflowTypes } from "./schema-to-type.ts";

const USAGE = `npm run darkroom -- types [options]

Prints types for TypeScript: the parameters of every workflow that the account can run, for @darkroom/sdk.

  --own                    only the account's own workflows
  --out <file>             writes them there, in place of what was there
  --url <address>          where Darkroom is; also DARKROOM_URL; absent: as darkroom init said, or npm start of this machine

Example:
  npm run darkroom -- types --out src/darkroom-workflows.d.ts

DARKROOM_KEY is the API key. Ends with 0 done, 2 not understood, 3 the file cannot be written, 4 Darkroom does not answer,
5 Darkroom refuses.`;

const options = { own: { type: "boolean" }, out: { type: "string" }, url: { type: "string" } } as const;

export const types: Command = {
	usage: USAGE,
	options: Object.keys(options),
	async run(args, env): Promise<ExitName> {
		const { values } = readArguments(args, options, { most: 0 });
		const client = connect(connectionOf(values.url, env, readLocal()));
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
		const text = workflowTypes(found);
		if (values.out === undefined) process.stdout.write(text);
		else {
			await replace(path.resolve(folderOf(env), values.out), text);
			say(`${found.length} workflows`);
		}
		return "ok";
	},
};
