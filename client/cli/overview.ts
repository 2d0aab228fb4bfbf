import { type Listed, nearest, overviewOf } from "../../workflows/command-line/overview.ts";
import { CALLED, type ExitName, say } from "./command.ts";

/** Tells of all commands; where one was asked for that there is not, which may be meant. Loads none of them. */
export function overview(asked: string | undefined, commands: readonly Listed[]): ExitName {
	const all = {
		...{ called: CALLED, about: ABOUT, examples: EXAMPLES, commands },
		width: process.stderr.columns,
	};
	if (asked === undefined || ["help", "--help", "-h"].includes(asked)) {
		say(overviewOf(all));
		return asked === undefined ? "usage" : "ok";
	}
	const near = nearest(all, asked);
	const what = asked.startsWith("-") ? "option" : "command";
	const meant = near === null ? "" : `did you mean ${near}? `;
	say(`there is no ${what} ${JSON.stringify(asked)} (${meant}darkroom --help lists them)`);
	return "usage";
}

const ABOUT = "The command line of Darkroom. --help after a command tells its options.";
const EXAMPLES = [
	'run z-image-turbo-base-image --set prompt="a lighthouse at night" --out pictures',
	"jobs list --status failed",
	"doctor",
];
