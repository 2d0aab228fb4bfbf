import { text } from "node:stream/consumers";
import { CliError, type ExitName, say } from "../command.ts";
import { writeConfigured } from "../config-file.ts";
import { connect } from "../connection.ts";
import { type AskedPart, printJson, soloCommand } from "../parts.ts";

const options = {
	url: { value: "address", says: "where Darkroom is, as in https://darkroom.example.workers.dev" },
	json: { says: "the address, the account and the file, as JSON" },
} as const;

export const init = soloCommand(
	{
		name: "init",
		about:
			"Asks for an API key (or reads it from a pipe), tries it, and keeps both for the commands of this user, in a file that only they can read: DARKROOM_CONFIG, else ~/.config/darkroom/config.json. --url, DARKROOM_URL and DARKROOM_KEY come before it.",
		ends: { unreachable: "Darkroom does not answer", refused: "it does not know the key" },
		key: null,
		options,
	},
	{ examples: ["--url https://darkroom.example.workers.dev < key.txt"], run: keep },
);

async function keep({ values, env }: AskedPart<typeof options>): Promise<ExitName> {
	const address = values.url ?? env.DARKROOM_URL;
	if (!address) throw new CliError("usage", "where is Darkroom? Say --url <address>");
	const url = URL.parse(address);
	if (url === null || !/^https?:$/.test(url.protocol))
		throw new CliError("usage", `${address} is no address such as https://darkroom.example.workers.dev`);
	if (process.stdin.isTTY) say("paste the API key, and end with Enter and Ctrl-D:");
	const key = (await text(process.stdin)).trim();
	if (!/^[\x21-\x7e]+$/.test(key)) throw new CliError("usage", "that is no key");
	const { id } = await connect({ url: url.href, key }).account();
	const file = await writeConfigured(env, { url: url.href, key });
	say(`${url.origin} knows the key, of account ${id}; kept in ${file}`);
	if (values.json) printJson({ url: url.href, account: id, file });
	return "ok";
}
