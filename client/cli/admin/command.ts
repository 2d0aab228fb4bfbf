import { USAGE_BY } from "../../../edge/contract/usage/usage.ts";
import type { Options } from "../../../workflows/command-line/shape.ts";
import type { DarkroomClient } from "../../client.ts";
import { CliError, OPERATOR_KEY, say } from "../command.ts";
import { gather } from "../gather.ts";
import { FROM_DAY_OPTION, mostOption, TO_DAY_OPTION } from "../options.ts";
import { type AskedPart, type Part, partedCommand } from "../parts.ts";
import { usageQuery } from "../usage/query.ts";
import { usageTable } from "../usage/text.ts";
import { limitsChange, retentionChange } from "./changes.ts";
import {
	accountsTable,
	accountText,
	actionsTable,
	jobsTable,
	jobText,
	keysTable,
	operatorKeysTable,
	tokensTable,
} from "./text.ts";
import { printed, silent, type Told, told } from "./told.ts";
import { createToken, drainWorker, listWorkers, WORKER_OPTIONS } from "./workers.ts";

const options = {
	account: { value: "account", says: "only those of this account" },
	status: { value: "status", says: "only those, as in failed" },
	error: { value: "code", says: "only those that ended with it" },
	unswept: { says: "only those that the sweeper fails on" },
	target: { value: "id", says: "only what was done to this" },
	most: mostOption(50),
	by: { value: "what", says: USAGE_BY.join(", ") },
	from: FROM_DAY_OPTION,
	to: TO_DAY_OPTION,
	overlap: { value: "seconds", says: "how long the others stay good; absent: 0" },
	confirm: { value: "name", says: "the name of the account, which says that this is meant" },
	...WORKER_OPTIONS,
} as const satisfies Options;
type Asked = AskedPart<typeof options>;

const PARTS: Readonly<Record<string, Part<typeof options>>> = {
	"accounts list": {
		says: "all accounts with what they use",
		options: ["json"],
		examples: [""],
		run: printed(async ({ client }: Asked) => told(await gather(client.operator.accounts()), accountsTable)),
	},
	"accounts show": {
		says: "one with its limits and retention",
		takes: ["<account>"],
		options: ["json"],
		examples: ["acct_…"],
		run: printed(async ({ words: [id = ""], client }: Asked) => told(await client.account(id), accountText)),
	},
	"accounts create": {
		says: "a new one; prints its id and its first key, which is shown this once",
		takes: ["<name>"],
		options: ["json"],
		examples: ['"first customer"'],
		run: printed(async ({ words: [name = ""], client }: Asked) =>
			told(await client.operator.createAccount(name), ({ id, api_key }) => `${id}\t${api_key.key}`),
		),
	},
	"accounts limits": {
		says: "max_running, max_jobs, max_bytes, requests, uploads, body-bytes, open-sockets, budget_usd; none takes the configured limit, or no budget",
		takes: ["<account>", "[name=value...]"],
		options: ["json"],
		examples: ["acct_… max_running=4 budget_usd=50"],
		run: printed(({ words: [id = "", ...pairs], client }: Asked) =>
			change(client, id, pairs.length > 0, limitsChange(pairs)),
		),
	},
	"accounts retention": {
		says: "jobs, events, attempts, outputs, uploads, ledger, deliveries, audit; keep for ever is the default",
		takes: ["<account>", "[kind=days...]"],
		options: ["json"],
		examples: ["acct_… jobs=30 outputs=keep"],
		run: printed(({ words: [id = "", ...pairs], client }: Asked) =>
			change(client, id, pairs.length > 0, retentionChange(pairs)),
		),
	},
	"accounts usage": {
		says: "what its work took and cost",
		takes: ["<account>"],
		options: ["by", "from", "to", "json"],
		examples: ["acct_… --by workflow"],
		run: printed(async ({ words: [id = ""], values, client }: Asked) =>
			told(await client.operator.usage(id, usageQuery(values)), usageTable),
		),
	},
	"accounts delete": {
		says: "with everything it has, for good",
		takes: ["<account>"],
		options: ["confirm"],
		examples: ['acct_… --confirm "first customer"'],
		run: printed(deleteAccount),
	},
	"keys list": {
		says: "the API keys of an account",
		takes: ["<account>"],
		options: ["json"],
		examples: ["acct_…"],
		run: printed(async ({ words: [id = ""], client }: Asked) =>
			told(await client.operator.accountKeys(id), keysTable),
		),
	},
	"keys create": {
		says: "another one; it is shown this once",
		takes: ["<account>", "<name>"],
		options: ["json"],
		examples: ['acct_… "render farm"'],
		run: printed(async ({ words: [account = "", name = ""], client }: Asked) =>
			told(await client.operator.createAccountKey(account, { name }), ({ id, key }) => `${id}\t${key}`),
		),
	},
	"keys revoke": {
		says: "also the last one",
		takes: ["<account>", "<key>"],
		examples: ["acct_… key_…"],
		run: printed(({ words: [account = "", key = ""], client }: Asked) =>
			silent(client.operator.revokeAccountKey(account, key)),
		),
	},
	"operator-key list": {
		says: "the operator's keys",
		options: ["json"],
		examples: [""],
		run: printed(async ({ client }: Asked) => told(await client.operator.keys(), operatorKeysTable)),
	},
	"operator-key rotate": {
		says: "a new one in place of all others; it is shown this once",
		options: ["overlap", "json"],
		examples: ["--overlap 3600"],
		run: printed(rotate),
	},
	"tokens list": {
		says: "worker tokens",
		options: ["json"],
		examples: [""],
		run: printed(async ({ client }: Asked) =>
			told(await gather(client.operator.workerTokens()), tokensTable),
		),
	},
	"tokens create": createToken,
	"tokens revoke": {
		says: "its workers give back what they hold",
		takes: ["<token>"],
		examples: ["wtk_…"],
		run: printed(({ words: [id = ""], client }: Asked) => silent(client.operator.revokeWorkerToken(id))),
	},
	"workers list": listWorkers,
	"workers drain": drainWorker,
	"jobs find": {
		says: "newest first",
		options: ["account", "status", "error", "unswept", "most", "json"],
		examples: ["--status failed --most 20"],
		run: printed(findJobs),
	},
	"jobs show": {
		says: "where it stands, why it waits, what was tried",
		takes: ["<job>"],
		options: ["json"],
		examples: ["job_…"],
		run: printed(async ({ words: [id = ""], client }: Asked) => told(await client.operator.job(id), jobText)),
	},
	"jobs cancel": {
		says: "cancels it",
		takes: ["<job>"],
		options: ["json"],
		examples: ["job_…"],
		run: printed(async ({ words: [id = ""], client }: Asked) =>
			told(await client.operator.cancelJob(id), (job) => `${job.id}\t${job.status}`),
		),
	},
	"actions list": {
		says: "what operators changed",
		options: ["target", "most", "json"],
		examples: ["--target acct_…"],
		run: printed(async ({ values: { target, most }, client }: Asked) => {
			const count = countOf("most", most, 50);
			const query = { limit: Math.min(count, 200), ...(target !== undefined && { target }) };
			return told(await gather(client.operator.actions(query), count), actionsTable);
		}),
	},
};

export const admin = partedCommand(
	{
		name: "admin",
		about: "For whoever runs a Darkroom. Each change is noted (actions list).",
		key: OPERATOR_KEY,
		options,
	},
	PARTS,
);

async function change(
	client: DarkroomClient,
	id: string,
	asked: boolean,
	to: ReturnType<typeof limitsChange>,
): Promise<Told> {
	return told(asked ? await client.changeAccount(id, to) : await client.account(id), accountText);
}

async function deleteAccount({ words: [id = ""], values, client }: Asked): Promise<Told> {
	const { name } = await client.account(id);
	if (values.confirm !== name)
		throw new CliError(
			"usage",
			`everything of ${JSON.stringify(name)} (${id}) would be gone for good: repeat with --confirm ${JSON.stringify(name)}`,
		);
	await client.deleteAccount(id);
	say(`${id} is gone for everybody; its files go within minutes`);
	return null;
}

async function rotate({ values, client }: Asked): Promise<Told> {
	const made = await client.operator.rotateKey(countOf("overlap", values.overlap, 0));
	say(`the other keys of the operator end at ${made.others_end_at}; DARKROOM_ADMIN_KEY is from now on:`);
	return told(made, ({ key }) => key);
}

async function findJobs({ values, client }: Asked): Promise<Told> {
	const { account, status, error, unswept, most } = values;
	const count = countOf("most", most, 50);
	const found = client.operator.jobs({
		limit: Math.min(count, 200),
		...(account !== undefined && { account }),
		...(status !== undefined && { status }),
		...(error !== undefined && { error }),
		...(unswept && { unswept }),
	});
	return told(await gather(found, count), jobsTable);
}

function countOf(option: string, text: string | undefined, otherwise: number): number {
	const least = otherwise === 0 ? 0 : 1;
	const value = text === undefined ? otherwise : Number(text);
	if (!Number.isSafeInteger(value) || value < least || text === "")
		throw new CliError("usage", `--${option} takes a whole number from ${least} on`);
	return value;
}
