import { USAGE_BY } from "../../../edge/contract/usage.ts";
import type { DarkroomClient } from "../../client.ts";
import { CliError, type Command, type ExitName, OPERATOR_KEY, say } from "../command.ts";
import { connect, connectionOf, readLocal } from "../connection.ts";
import { gather } from "../gather.ts";
import { type AskedPart, type PartShape, readPart } from "../parts.ts";
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
	workersTable,
} from "./text.ts";

const USAGE = `npm run darkroom -- admin <what> [options]

For whoever runs a Darkroom. Each change is noted (actions list).

  accounts list                     all accounts with what they use
  accounts show <account>           one with its limits and retention
  accounts create <name>            a new one; prints its id and its first key, which is shown this once
  accounts limits <account> [name=value]…
                                    max_running, max_jobs, max_bytes, requests, uploads, body-bytes, open-sockets,
                                    budget_usd; none takes the configured limit, or no budget
  accounts retention <account> [kind=days]…
                                    jobs, events, attempts, outputs, uploads, ledger, deliveries, audit; keep for ever is the default
  accounts usage <account>          what its work took and cost: --by ${USAGE_BY.join(", ")}; --from, --to <day>
  accounts delete <account> --confirm <its name>
                                    with everything it has, for good
  keys list <account>               its API keys
  keys create <account> <name>      another one; it is shown this once
  keys revoke <account> <key>       also the last one
  operator-key list                 the operator's keys
  operator-key rotate               a new one in place of all others; it is shown this once. --overlap <seconds>: how long
                                    the others stay good; absent: 0
  tokens list                       worker tokens
  tokens create <pool> <name>       a new one, and the pool where it is new; it is shown this once
  tokens revoke <token>             its workers give back what they hold
  workers list                      those that are there; --all: those that are gone too
  workers drain <worker>            it finishes what it has and ends
  jobs find                         newest first: --account, --status, --error <code>, --unswept (the sweeper fails on
                                    them), --most <number>; absent: 50
  jobs show <job>                   where it stands, why it waits, what was tried
  jobs cancel <job>
  actions list                      what operators changed: --target <id>, --most <number>; absent: 50

  --json           what the API answers, as JSON
  --url <address>  where Darkroom is; also DARKROOM_URL; absent: the one npm start runs on this machine

Examples:
  npm run darkroom -- admin accounts create "first customer"
  npm run darkroom -- admin accounts limits acct_… max_running=4 budget_usd=50
  npm run darkroom -- admin jobs find --status failed --most 20

DARKROOM_ADMIN_KEY is the operator's key; of the Darkroom that npm start runs here it is known.
Ends with 0 done, 2 not understood, 4 Darkroom does not answer, 5 Darkroom refuses.`;

const options = {
	account: { type: "string" },
	status: { type: "string" },
	error: { type: "string" },
	unswept: { type: "boolean" },
	target: { type: "string" },
	most: { type: "string" },
	by: { type: "string" },
	from: { type: "string" },
	to: { type: "string" },
	all: { type: "boolean" },
	overlap: { type: "string" },
	confirm: { type: "string" },
	json: { type: "boolean" },
	url: { type: "string" },
} as const;

type Asked = Omit<AskedPart<typeof options>, "at">;

interface Part extends PartShape<keyof typeof options> {
	/** What it leaves, and the same for people; null: nothing is printed. */
	run(asked: Asked): Promise<Told>;
}
type Told = { answer: unknown; text: string } | null;

/** An answer with its text for people. */
function told<T>(answer: T, text: (answer: T) => string): Told {
	return { answer, text: text(answer) };
}

const PARTS: Readonly<Record<string, Part>> = {
	"accounts list": {
		takes: [],
		options: ["json"],
		run: async ({ client }) => told(await gather(client.operator.accounts()), accountsTable),
	},
	"accounts show": {
		takes: ["account"],
		options: ["json"],
		run: async ({ words: [id = ""], client }) => told(await client.account(id), accountText),
	},
	"accounts create": {
		takes: ["name"],
		options: ["json"],
		run: async ({ words: [name = ""], client }) =>
			told(await client.operator.createAccount(name), ({ id, api_key }) => `${id}\t${api_key.key}`),
	},
	"accounts limits": {
		takes: ["account"],
		more: true,
		options: ["json"],
		run: ({ words: [id = "", ...pairs], client }) =>
			change(client, id, pairs.length > 0, limitsChange(pairs)),
	},
	"accounts retention": {
		takes: ["account"],
		more: true,
		options: ["json"],
		run: ({ words: [id = "", ...pairs], client }) =>
			change(client, id, pairs.length > 0, retentionChange(pairs)),
	},
	"accounts usage": {
		takes: ["account"],
		options: ["by", "from", "to", "json"],
		run: async ({ words: [id = ""], values, client }) =>
			told(await client.operator.usage(id, usageQuery(values)), usageTable),
	},
	"accounts delete": { takes: ["account"], options: ["confirm"], run: deleteAccount },
	"keys list": {
		takes: ["account"],
		options: ["json"],
		run: async ({ words: [id = ""], client }) => told(await client.operator.accountKeys(id), keysTable),
	},
	"keys create": {
		takes: ["account", "name"],
		options: ["json"],
		run: async ({ words: [account = "", name = ""], client }) =>
			told(await client.operator.createAccountKey(account, { name }), ({ id, key }) => `${id}\t${key}`),
	},
	"keys revoke": {
		takes: ["account", "key"],
		options: [],
		run: ({ words: [account = "", key = ""], client }) =>
			silent(client.operator.revokeAccountKey(account, key)),
	},
	"operator-key list": {
		takes: [],
		options: ["json"],
		run: async ({ client }) => told(await client.operator.keys(), operatorKeysTable),
	},
	"operator-key rotate": { takes: [], options: ["overlap", "json"], run: rotate },
	"tokens list": {
		takes: [],
		options: ["json"],
		run: async ({ client }) => told(await gather(client.operator.workerTokens()), tokensTable),
	},
	"tokens create": {
		takes: ["pool", "name"],
		options: ["json"],
		run: async ({ words: [pool = "", name = ""], client }) =>
			told(await client.operator.createWorkerToken({ pool, name }), ({ id, token }) => `${id}\t${token}`),
	},
	"tokens revoke": {
		takes: ["token"],
		options: [],
		run: ({ words: [id = ""], client }) => silent(client.operator.revokeWorkerToken(id)),
	},
	"workers list": {
		takes: [],
		options: ["all", "json"],
		run: async ({ values, client }) => {
			const all = await gather(client.operator.workers());
			return told(values.all ? all : all.filter(({ gone_at }) => gone_at === null), workersTable);
		},
	},
	"workers drain": {
		takes: ["worker"],
		options: [],
		run: ({ words: [id = ""], client }) => silent(client.operator.drainWorker(id)),
	},
	"jobs find": {
		takes: [],
		options: ["account", "status", "error", "unswept", "most", "json"],
		run: findJobs,
	},
	"jobs show": {
		takes: ["job"],
		options: ["json"],
		run: async ({ words: [id = ""], client }) => told(await client.operator.job(id), jobText),
	},
	"jobs cancel": {
		takes: ["job"],
		options: ["json"],
		run: async ({ words: [id = ""], client }) =>
			told(await client.operator.cancelJob(id), (job) => `${job.id}\t${job.status}`),
	},
	"actions list": {
		takes: [],
		options: ["target", "most", "json"],
		run: async ({ values: { target, most }, client }) => {
			const count = countOf("most", most, 50);
			const query = { limit: Math.min(count, 200), ...(target !== undefined && { target }) };
			return told(await gather(client.operator.actions(query), count), actionsTable);
		},
	},
};

/** Which part is asked for, and with what. @throws CliError `usage` */
export const readAdminArguments = (args: readonly string[]) => readPart(args, options, PARTS);

export const admin: Command = {
	usage: USAGE,
	key: OPERATOR_KEY,
	parts: Object.keys(PARTS),
	options: Object.keys(options),
	async run(args, env): Promise<ExitName> {
		const { what, words, values } = readAdminArguments(args);
		const client = connect(connectionOf(values.url, env, readLocal(), OPERATOR_KEY));
		const left = await what.run({ words, values, client });
		if (left !== null)
			process.stdout.write(`${values.json ? JSON.stringify(left.answer, null, 2) : left.text}\n`);
		return "ok";
	},
};

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

async function silent(change: Promise<void>): Promise<null> {
	await change;
	return null;
}

function countOf(option: string, text: string | undefined, otherwise: number): number {
	const least = otherwise === 0 ? 0 : 1;
	const value = text === undefined ? otherwise : Number(text);
	if (!Number.isSafeInteger(value) || value < least || text === "")
		throw new CliError("usage", `--${option} takes a whole number from ${least} on`);
	return value;
}
