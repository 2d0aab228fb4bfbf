import path from "node:path";
import { type Command, type ExitName, folderOf } from "../command.ts";
import { type AskedPart, type PartShape, readPart } from "../parts.ts";
import { checkFolder, flipFolder, prepareFolder } from "./local.ts";

const USAGE = `npm run darkroom -- dataset <what> [options]

Pictures with captions, from which a LoRA is trained. These read a folder of pictures, each with a .txt of the same
name, and need no server:

  check <folder>           says of each picture, and of all together, what a training would stumble over
  prepare <folder>         the same, and without faults writes --out as kohya's trainers read it: train/<repeats>_<trigger>
                           and, beside it, reg/1_<class>
  flip <folder>            writes flipped copies with their captions beside the originals (a.png gives a_flipped.png)

  --trigger <word>         the word that captions begin with
  --preset <name>          what is asked for: any (7 or more), sheet (7 to 10), manga (15 to 20 at 512 pixels),
                           thirty (21 upper body, 6 portraits, 3 full body); absent: any
  --asymmetric             the character's sides differ: a picture whose caption says left or right is not flipped
  --reg <folder>           pictures of the class, trained beside; 100 to 200 serve
  --mend                   of check and prepare: with captions as they would be in form (the files stay as they are)
  --out <folder>           of prepare: a folder that is not there yet
  --repeats <n>            of prepare: how often each picture is seen in an epoch; absent: 10
  --class <words>          of prepare: what the pictures of the class show; absent: anime character
  --json                   the same as JSON

Ends with 0 done, 2 not understood, 3 a file cannot be read or written, 6 something has a fault or was refused.`;

const options = {
	trigger: { type: "string" },
	preset: { type: "string" },
	asymmetric: { type: "boolean" },
	reg: { type: "string" },
	out: { type: "string" },
	repeats: { type: "string" },
	class: { type: "string" },
	mend: { type: "boolean" },
	json: { type: "boolean" },
	url: { type: "string" },
} as const;

/** What a subcommand is given. */
interface Asked extends Omit<AskedPart<typeof options>, "client"> {
	/** An absolute path. */
	at(file: string): string;
}

interface Part extends PartShape<keyof typeof options> {
	run(asked: Asked): Promise<ExitName>;
}

const PARTS: Readonly<Record<string, Part>> = {
	check: {
		takes: ["folder"],
		options: ["trigger", "preset", "asymmetric", "reg", "mend", "json"],
		run: checkFolder,
	},
	prepare: {
		takes: ["folder"],
		options: ["trigger", "preset", "asymmetric", "reg", "mend", "out", "repeats", "class", "json"],
		run: prepareFolder,
	},
	flip: { takes: ["folder"], options: ["trigger", "asymmetric", "json"], run: flipFolder },
};

export const dataset: Command = {
	name: "dataset",
	summary: "pictures with captions, from which a LoRA is trained",
	usage: USAGE,
	async run(args, env) {
		const { what, words, values } = readPart(args, options, PARTS);
		return what.run({ words, values, at: (file) => path.resolve(folderOf(env), file) });
	},
};
