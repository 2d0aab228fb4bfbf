import path from "node:path";
import { EXIT, type ExitName, folderOf, say } from "../command.ts";
import { Interrupt } from "../interrupt.ts";
import { type AskedPart, print, printJson, soloCommand } from "../parts.ts";
import { makePage } from "./make.ts";
import { GENERATE_OPTIONS, LAYOUT, readOptions } from "./options.ts";

export const generate = soloCommand(
	{
		name: "generate",
		about:
			"Makes a page of a manga with ComfyUI: reads its prompt, waits for the picture, and writes it beside the versions there are, which are never overwritten. Ctrl-C cancels the page. A run that was killed is taken up where it was by running the same command again.",
		notes: LAYOUT,
		ends: {
			failed: "the page could not be made",
			files: "a file cannot be read or written",
			interrupted: "interrupted",
		},
		options: GENERATE_OPTIONS,
	},
	{
		examples: ["--comfyui -c 1 --page 1 --seed 7", "--replay output/ch-01/raw/ch01_p001_v1.workflow.json"],
		run: makeIt,
	},
);

async function makeIt(asked: AskedPart<typeof GENERATE_OPTIONS>): Promise<ExitName> {
	const { values, at, env } = asked;
	const options = readOptions(values, at);
	// What is wrong with the options is said before a Darkroom is looked for.
	const { client } = asked;
	const interrupt = new Interrupt(() => {
		say("\nended at once; the same command goes on with the page");
		process.exit(EXIT.interrupted);
	});
	try {
		const made = await makePage(options, client, interrupt.signal);
		if (made === null) return "interrupted";
		const picture = path.relative(folderOf(env), made);
		if (values.json) printJson({ picture });
		else print(picture);
		return "ok";
	} finally {
		interrupt.end();
	}
}
