import { AUDIT_ACTIONS, type AuditEntry } from "../../../edge/contract/audit.ts";
import { CliError, type ExitName } from "../command.ts";
import { countOf } from "../count.ts";
import { gather } from "../gather.ts";
import { type AskedPart, type Part, partedCommand, print, printJson } from "../parts.ts";
import { table } from "../table.ts";

const USAGE = `npm run darkroom -- audit list [options]

What was changed of the account: keys, budgets, issuers, webhooks, node policy, deletions; by operators too.

  list                 one per line, newest first: when, what, on what, by whom, from where

  --action <action>    only what was done so, as in api_key.create
  --target <id>        only what was done to this
  --by <id>            only what was done with this key, or by this subject of an identity provider
  --most <number>      so many at most; absent: 50
  --json               what the API answers, as JSON: before and after too
  --url <address>      where Darkroom is; also DARKROOM_URL; absent: as darkroom init said, or npm start of this machine

Examples:
  npm run darkroom -- audit list --action api_key.create
  npm run darkroom -- audit list --most 1 --json

DARKROOM_KEY is an API key with the scope keys:write. Ends with 0 done, 2 not understood, 4 Darkroom does not answer, 5 Darkroom refuses.`;

const options = {
	action: { type: "string" },
	target: { type: "string" },
	by: { type: "string" },
	most: { type: "string" },
	json: { type: "boolean" },
	url: { type: "string" },
} as const;

const PARTS: Readonly<Record<string, Part<typeof options>>> = {
	list: { takes: [], options: ["action", "target", "by", "most", "json"], run: list },
};

export const audit = partedCommand({ usage: USAGE }, options, PARTS);

async function list({ values, client }: AskedPart<typeof options>): Promise<ExitName> {
	const action = AUDIT_ACTIONS.find((one) => one === values.action);
	if (values.action !== undefined && action === undefined)
		throw new CliError(
			"usage",
			`there is no action ${JSON.stringify(values.action)}: ${AUDIT_ACTIONS.join(", ")}`,
		);
	const query = {
		...(action !== undefined && { action }),
		...(values.target !== undefined && { target: values.target }),
		...(values.by !== undefined && { by: values.by }),
	};
	const entries = await gather(client.keys.audit(query), countOf(values.most, "most", 50));
	if (values.json) printJson(entries);
	else if (entries.length > 0) print(table(entries.map(rowOf), { left: true }).join("\n"));
	return "ok";
}

function rowOf({ at, action, target, by, address }: AuditEntry): string[] {
	return [at, action, target, by.subject ?? by.key ?? "operator", address ?? ""];
}
