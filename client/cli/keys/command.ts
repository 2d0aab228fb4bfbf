import { SCOPES, type Scope } from "../../../edge/contract/access/scopes.ts";
import type { Options } from "../../../workflows/command-line/shape.ts";
import { CliError, type ExitName } from "../command.ts";
import { countOf } from "../count.ts";
import { JSON_OPTION } from "../options.ts";
import { type AskedPart, type Part, partedCommand, print, printJson } from "../parts.ts";
import { table } from "../table.ts";

const options = {
	scopes: {
		value: "scope,scope",
		says: `what it may do; of a key absent: all of them. ${SCOPES.join(", ")}`,
	},
	expires: { value: "seconds", says: "of a key absent: never; of a token absent: 600" },
	job: { value: "job", says: "it is good for that job only" },
	json: JSON_OPTION,
} as const satisfies Options;
type Asked = AskedPart<typeof options>;

const PARTS: Readonly<Record<string, Part<typeof options>>> = {
	list: {
		says: "one per line: id, its last four letters, name, scopes",
		options: ["json"],
		examples: [""],
		run: list,
	},
	create: {
		says: "makes a key, and prints it: it is shown this once",
		takes: ["<name>"],
		options: ["scopes", "expires", "json"],
		examples: ['"render farm" --scopes jobs:read,jobs:write'],
		run: create,
	},
	revoke: {
		says: "ends a key by its id, with all tokens and sockets that were made with it",
		takes: ["<key>"],
		examples: ["key_…"],
		run: revoke,
	},
	token: {
		says: "makes a token for a browser or an app, and prints it: it runs out by itself",
		options: ["scopes", "expires", "job", "json"],
		examples: ["--scopes jobs:read --job job_… --expires 300"],
		run: token,
	},
};

export const keys = partedCommand(
	{ name: "keys", about: "Keys of the account, and tokens that are made with one.", options },
	PARTS,
);

/** Scopes that were named. @throws CliError `usage` */
export function scopesOf(text: string): Scope[] {
	return text.split(",").map((name) => {
		const scope = SCOPES.find((one) => one === name.trim());
		if (scope === undefined)
			throw new CliError("usage", `there is no scope ${JSON.stringify(name)}: ${SCOPES.join(", ")}`);
		return scope;
	});
}

async function list({ values, client }: Asked): Promise<ExitName> {
	const all = await client.keys.list();
	if (values.json) printJson(all);
	else {
		const rows = all.map(({ id, last4, name, scopes }) => [id, `…${last4}`, name, scopes.join(",")]);
		print(table(rows, { left: true }).join("\n"));
	}
	return "ok";
}

async function create({ words: [name = ""], values, client }: Asked): Promise<ExitName> {
	const made = await client.keys.create({
		name,
		...(values.scopes !== undefined && { scopes: scopesOf(values.scopes) }),
		...(values.expires !== undefined && { expires_in_s: countOf(values.expires, "expires", 0) }),
	});
	if (values.json) printJson(made);
	else print(made.key);
	return "ok";
}

async function revoke({ words: [id = ""], client }: Asked): Promise<ExitName> {
	await client.keys.revoke(id);
	return "ok";
}

async function token({ values, client }: Asked): Promise<ExitName> {
	if (values.scopes === undefined)
		throw new CliError("usage", "token takes --scopes: what the browser or the app may do, as in jobs:read");
	const made = await client.keys.token({
		scopes: scopesOf(values.scopes),
		expires_in_s: countOf(values.expires, "expires", 600),
		...(values.job !== undefined && { job: values.job }),
	});
	if (values.json) printJson(made);
	else print(made.token);
	return "ok";
}
