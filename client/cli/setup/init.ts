import { text } from "node:stream/consumers";
import { readArguments } from "../arguments.ts";
import { CliError, type Command, type ExitName, say } from "../command.ts";
import { writeConfigured } from "../config-file.ts";
import { connect } from "../connection.ts";

const USAGE = `npm run darkroom -- init --url <address>

Asks for an API key (or reads it from a pipe), tries it, and keeps both for the commands of this user, in a file that only they can
read: DARKROOM_CONFIG, else ~/.config/darkroom/config.json. --url, DARKROOM_URL and DARKROOM_KEY come before it.

  --url <address>          where Darkroom is, as in https://darkroom.example.workers.dev

Example:
  npm run darkroom -- init --url https://darkroom.example.workers.dev < key.txt

Ends with 0 done, 2 not understood, 4 Darkroom does not answer, 5 it does not know the key.`;

const options = { url: { type: "string" } } as const;

export const init: Command = {
	usage: USAGE,
	options: Object.keys(options),
	async run(args, env): Promise<ExitName> {
		const { values } = readArguments(args, options, { most: 0 });
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
		return "ok";
	},
};
