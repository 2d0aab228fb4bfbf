import { AUDIT_ACTIONS, type AuditEntry } from "../../../edge/contract/operator/audit.ts";
import type { Options } from "../../../workflows/command-line/shape.ts";
import { CliError, type ExitName } from "../command.ts";
import { countOf } from "../count.ts";
import { gather } from "../gather.ts";
import { mostOption } from "../options.ts";
import { type AskedPart, type Part, partedCommand, print, printJson } from "../parts.ts";
import { table } from "../table.ts";

const options = {
	action: { value: "action", says: "only what was done so, as in api_key.create" },
	target: { value: "id", says: "only what was done to this" },
	by: { value: "id", says: "only what was done with this key, or by this subject of an identity provider" },
	most: mostOption(50),
	json: { says: "what the API answers, as JSON: before and after too" },
} as const satisfies Options;

const PARTS: Readonly<Record<string, Part<typeof options>>> = {
	list: {
		says: "one per line, newest first: when, what, on what, by whom, from where",
		options: ["action", "target", "by", "most", "json"],
		examples: ["--action api_key.create", "--most 1 --json"],
		run: list,
	},
};

export const audit = partedCommand(
	{
		name: "audit",
		about:
			"What was changed of the account: keys, budgets, issuers, webhooks, node policy, deletions; by operators too. The key needs the scope keys:write.",
		options,
	},
	PARTS,
);

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
