import path from "node:path";
import type { DarkroomClient } from "../../client.ts";
import { type Command, type ExitName, folderOf } from "../command.ts";
import { connect, connectionOf, readLocal } from "../connection.ts";
import { type AskedPart, type PartShape, readPart } from "../parts.ts";
import { checkFolder, flipFolder, prepareFolder } from "./local.ts";
import { add, begin, diff, download, freeze, list, regularise, remove, report, show } from "./remote.ts";

const USAGE = `npm run darkroom -- dataset <what> [options]

Pictures with captions, from which a LoRA is trained. These read a folder of pictures, each with a .txt of the same
name, and need no server:

  check <folder>           says of each picture, and of all together, what a training would stumble over
  prepare <folder>         the same, and without faults writes --out as kohya's trainers read it: train/<repeats>_<trigger>
                           and, beside it, reg/1_<class>
  flip <folder>            writes flipped copies with their captions beside the originals (a.png gives a_flipped.png)

These work with datasets that Darkroom keeps:

  create <name>            begins one: with --trigger, and as wanted --preset, --asymmetric, --class, --note
  add <name> <folder>      adds a folder with its captions, or a .zip; instead of it --job or --character
  list                     one per line: name, trigger word, pictures, pictures beside, newest version, whether it was changed since
  show <name>              the same of one, and its versions
  report <name>            as check; pictures that nobody has decoded yet are decoded here
  regularise <name>        has --pictures of the class made by the base model without a LoRA: prints the job
  freeze <name>            makes it the next version, which never changes: prints name@version, which trainings take
  diff <name@1> <name@2>   what the second has that the first has not, and the other way round; a name alone: as it is now
  download <name@version>  as a ZIP archive: --out, or the file of its name
  delete <name@version>    that version; a name alone: all of it

  --trigger <word>         the word that captions begin with
  --preset <name>          what is asked for: any (7 or more), sheet (7 to 10), manga (15 to 20 at 512 pixels),
                           thirty (21 upper body, 6 portraits, 3 full body); absent: any
  --asymmetric             the character's sides differ: a picture whose caption says left or right is not flipped
  --reg <folder>           pictures of the class, trained beside; 100 to 200 serve
  --mend                   of check and prepare: with captions as they would be in form (the files stay as they are)
  --out <path>             of prepare: a folder that is not there yet; of download: a file
  --repeats <n>            of prepare: how often each picture is seen in an epoch; absent: 10
  --class <words>          what the pictures of the class show; absent: anime character
  --note <text>            of create: whatever is to be remembered
  --job, --character <id>  of add: what that has made, with captions by its plan
  --pictures <n>           of regularise: how many, up to 200; absent: 100
  --prompt <text>          of regularise: what they show; absent: the class
  --pool <name>            of regularise: the pool of workers
  --json                   the same as JSON
  --url <address>          where Darkroom is; also DARKROOM_URL; absent: the one npm start runs on this machine

Examples:
  npm run darkroom -- dataset check spyke --trigger spyke_plasma_v1 --preset manga
  npm run darkroom -- dataset add spyke ./pictures
  npm run darkroom -- dataset freeze spyke

DARKROOM_KEY is the API key; of the Darkroom that npm start runs here it is known.
Ends with 0 done, 2 not understood, 3 a file cannot be read or written, 4 Darkroom does not answer, 5 Darkroom refuses,
6 something has a fault or was refused.`;

const text = { type: "string" } as const;
const flag = { type: "boolean" } as const;
const options = {
	...{ trigger: text, preset: text, asymmetric: flag, reg: text, out: text, repeats: text, class: text },
	...{ note: text, job: text, character: text, pictures: text, prompt: text, pool: text },
	...{ mend: flag, json: flag, url: text },
} as const;

/** What a subcommand is given. */
interface Asked extends Omit<AskedPart<typeof options>, "client"> {
	/** The client, where a part asks for it: those that read a folder need no server. */
	readonly client: DarkroomClient;
	/** An absolute path. */
	at(file: string): string;
}

interface Part extends PartShape<keyof typeof options> {
	run(asked: Asked): Promise<ExitName>;
}

const FOLDER: readonly (keyof typeof options)[] = ["trigger", "preset", "asymmetric", "reg", "mend", "json"];

/** Further words may follow `add`: it looks at them itself. */
const PARTS: Readonly<Record<string, Part>> = {
	check: { takes: ["folder"], options: FOLDER, run: checkFolder },
	prepare: { takes: ["folder"], options: [...FOLDER, "out", "repeats", "class"], run: prepareFolder },
	flip: { takes: ["folder"], options: ["trigger", "asymmetric", "json"], run: flipFolder },
	create: {
		takes: ["name"],
		options: ["trigger", "preset", "asymmetric", "class", "note", "json"],
		run: begin,
	},
	add: { takes: ["name"], more: true, options: ["job", "character", "reg", "json"], run: add },
	list: { takes: [], options: ["json"], run: list },
	show: { takes: ["name"], options: ["json"], run: show },
	report: { takes: ["name"], options: ["json"], run: report },
	regularise: { takes: ["name"], options: ["pictures", "prompt", "pool", "json"], run: regularise },
	freeze: { takes: ["name"], options: ["json"], run: freeze },
	diff: { takes: ["name@version", "name@version"], options: ["json"], run: diff },
	download: { takes: ["name@version"], options: ["out"], run: download },
	delete: { takes: ["name@version"], options: [], run: remove },
};

export const dataset: Command = {
	usage: USAGE,
	parts: Object.keys(PARTS),
	options: Object.keys(options),
	async run(args, env) {
		const { what, words, values } = readDatasetArguments(args);
		return what.run({
			words,
			values,
			get client() {
				return connect(connectionOf(values.url, env, readLocal()));
			},
			at: (file) => path.resolve(folderOf(env), file),
		});
	},
};

/** Which part is asked for, and with what. @throws CliError `usage` */
const readDatasetArguments = (args: readonly string[]) => readPart(args, options, PARTS);
