import { SCOPES, type Scope } from "../../../edge/contract/scopes.ts";
import { CliError, type ExitName } from "../command.ts";
import { countOf } from "../count.ts";
import { type AskedPart, type Part, partedCommand, print, printJson } from "../parts.ts";
import { table } from "../table.ts";

const USAGE = `npm run darkroom -- keys <what> [options]

Keys of the account, and tokens that are made with one.

  list                     one per line: id, its last four letters, name, scopes
  create <name>            makes a key, and prints it: it is shown this once
  revoke <key>             ends a key by its id, with all tokens and sockets that were made with it
  token                    makes a token for a browser or an app, and prints it: it runs out by itself

  --scopes <scope,scope>   of create and token; absent: all of them for a key. ${SCOPES.join(", ")}
  --expires <seconds>      of create: absent: never; of token: absent: 600
  --job <job>              of token: it is good for that job only
  --json                   what the API answers, as JSON
  --url <address>          where Darkroom is; also DARKROOM_URL; absent: as darkroom init said, or npm start of this machine

Examples:
  npm run darkroom -- keys create "render farm" --scopes jobs:read,jobs:write
  npm run darkroom -- keys token --scopes jobs:read --job job_… --expires 300

DARKROOM_KEY is the API key. Ends with 0 done, 2 not understood, 4 Darkroom does not answer, 5 Darkroom refuses.`;

const options = {
	scopes: { type: "string" },
	expires: { type: "string" },
	job: { type: "string" },
	json: { type: "boolean" },
	url: { type: "string" },
} as const;
type Asked = AskedPart<typeof options>;

const PARTS: Readonly<Record<string, Part<typeof options>>> = {
	list: { takes: [], options: ["json"], run: list },
	create: { takes: ["name"], options: ["scopes", "expires", "json"], run: create },
	revoke: { takes: ["key"], options: [], run: revoke },
	token: { takes: [], options: ["scopes", "expires", "job", "json"], run: token },
};

export const keys = partedCommand({ usage: USAGE }, options, PARTS);

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
