import type { Options } from "../../../workflows/command-line/shape.ts";
import { JSON_OPTION, POOL_OPTION } from "../options.ts";
import { type Part, partedCommand } from "../parts.ts";
import { checkFolder, flipFolder, prepareFolder } from "./local.ts";
import { add, begin, diff, download, freeze, list, regularise, remove, report, show } from "./remote.ts";

const options = {
	trigger: { value: "word", says: "the word that captions begin with" },
	preset: {
		value: "name",
		says: "what is asked for: any (7 or more), sheet (7 to 10), manga (15 to 20 at 512 pixels), thirty (21 upper body, 6 portraits, 3 full body); absent: any",
	},
	asymmetric: {
		says: "the character's sides differ: a picture whose caption says left or right is not flipped",
	},
	reg: { value: "folder", says: "pictures of the class, trained beside; 100 to 200 serve" },
	mend: { says: "with captions as they would be in form (the files stay as they are)" },
	out: { value: "path", says: "of prepare: a folder that is not there yet; of download: a file" },
	repeats: { value: "n", says: "how often each picture is seen in an epoch; absent: 10" },
	class: { value: "words", says: "what the pictures of the class show; absent: anime character" },
	note: { value: "text", says: "whatever is to be remembered" },
	job: { value: "id", says: "what that job has made, with captions by its plan" },
	character: { value: "id", says: "what was made of that character, with captions by its plan" },
	pictures: { value: "n", says: "how many, up to 200; absent: 100" },
	prompt: { value: "text", says: "what they show; absent: the class" },
	pool: POOL_OPTION,
	json: JSON_OPTION,
} as const satisfies Options;

const FOLDER = ["trigger", "preset", "asymmetric", "reg", "mend", "json"] as const;
const LOCAL = "a folder, without a server:";

const PARTS: Readonly<Record<string, Part<typeof options>>> = {
	check: {
		says: `${LOCAL} says of each picture, and of all together, what a training would stumble over`,
		takes: ["<folder>"],
		options: FOLDER,
		examples: ["spyke --trigger spyke_plasma_v1 --preset manga"],
		run: checkFolder,
	},
	prepare: {
		says: `${LOCAL} the same, and without faults writes --out as kohya's trainers read it: train/<repeats>_<trigger> and, beside it, reg/1_<class>`,
		takes: ["<folder>"],
		options: [...FOLDER, "out", "repeats", "class"],
		examples: ["spyke --trigger spyke_plasma_v1 --out prepared"],
		run: prepareFolder,
	},
	flip: {
		says: `${LOCAL} writes flipped copies with their captions beside the originals (a.png gives a_flipped.png)`,
		takes: ["<folder>"],
		options: ["trigger", "asymmetric", "json"],
		examples: ["spyke --trigger spyke_plasma_v1"],
		run: flipFolder,
	},
	create: {
		says: "begins one that Darkroom keeps",
		takes: ["<name>"],
		options: ["trigger", "preset", "asymmetric", "class", "note", "json"],
		examples: ["spyke --trigger spyke_plasma_v1"],
		run: begin,
	},
	add: {
		says: "adds a folder with its captions, or a .zip; instead of it --job or --character",
		takes: ["<name>", "[folder]"],
		options: ["job", "character", "reg", "json"],
		examples: ["spyke ./pictures", "spyke --job job_…"],
		run: add,
	},
	list: {
		says: "one per line: name, trigger word, pictures, pictures beside, newest version, whether it was changed since",
		options: ["json"],
		examples: [""],
		run: list,
	},
	show: {
		says: "the same of one, and its versions",
		takes: ["<name>"],
		options: ["json"],
		examples: ["spyke"],
		run: show,
	},
	report: {
		says: "as check; pictures that nobody has decoded yet are decoded here",
		takes: ["<name>"],
		options: ["json"],
		examples: ["spyke"],
		run: report,
	},
	regularise: {
		says: "has --pictures of the class made by the base model without a LoRA: prints the job",
		takes: ["<name>"],
		options: ["pictures", "prompt", "pool", "json"],
		examples: ["spyke --pictures 100"],
		run: regularise,
	},
	freeze: {
		says: "makes it the next version, which never changes: prints name@version, which trainings take",
		takes: ["<name>"],
		options: ["json"],
		examples: ["spyke"],
		run: freeze,
	},
	diff: {
		says: "what the second has that the first has not, and the other way round; a name alone: as it is now",
		takes: ["<before>", "<after>"],
		options: ["json"],
		examples: ["spyke@1 spyke@2"],
		run: diff,
	},
	download: {
		says: "as a ZIP archive: --out, or the file of its name",
		takes: ["<name@version>"],
		options: ["out", "json"],
		examples: ["spyke@1 --out spyke.zip"],
		run: download,
	},
	delete: {
		says: "that version; a name alone: all of it",
		takes: ["<name@version>"],
		options: ["json"],
		examples: ["spyke@1"],
		run: remove,
	},
};

export const dataset = partedCommand(
	{
		name: "dataset",
		about:
			"Pictures with captions, from which a LoRA is trained. check, prepare and flip read a folder of pictures, each with a .txt of the same name, and need no server; the others work with datasets that Darkroom keeps.",
		ends: {
			files: "a file cannot be read or written",
			gate: "something has a fault or was refused",
		},
		options,
	},
	PARTS,
);
