import fc from "fast-check";
import { expect, test } from "vitest";
import { nearest, overviewOf } from "./overview.ts";
import { helpOf, readLine } from "./read.ts";
import type { CommandShape } from "./shape.ts";

class Refused extends Error {}
const READING = { called: "tool", refusal: (words: string) => new Refused(words) };

const SHAPE: CommandShape = {
	name: "things",
	about: "Things.",
	options: {
		json: { says: "as JSON" },
		name: { value: "name", short: "n", says: "its name" },
		set: { value: "name=value", many: true, says: "a value" },
		url: { value: "address", says: "where" },
	},
	shared: ["url"],
	parts: {
		show: { says: "shows one", takes: ["<id>"], options: ["json"], examples: ["a"] },
		"boxes make": { says: "makes", takes: ["<id>", "[more...]"], options: ["name", "set"], examples: ["a"] },
		"boxes list": { says: "lists", takes: [], options: ["json"], examples: [""] },
	},
};
const read = (...args: string[]) => readLine(SHAPE, args, READING);

test("a part is found with its words, and options wherever they stand; -- says nothing", () => {
	expect(read("--", "boxes", "make", "--set=a=-1", "x", "-n", "-5", "y", "--set", "b", "--url", "u")).toEqual(
		{
			part: "boxes make",
			words: ["x", "y"],
			values: { set: ["a=-1", "b"], name: "-5", url: "u" },
		},
	);
	expect(read("--url", "u", "show", "x", "--json")).toEqual({
		part: "show",
		words: ["x"],
		values: { json: true, url: "u" },
	});
});

test.each([
	["", "say what to do: show, boxes make, boxes list"],
	["boxes", "say what to do: boxes make, boxes list"],
	["--json show x", "say first what to do: show, boxes make, boxes list"],
	["shwo x", 'there is no "shwo" (did you mean show?): show, boxes make, boxes list'],
	["boxes mak", 'there is no "boxes mak" (did you mean make?): boxes make, boxes list'],
	["toString", 'there is no "toString": show, boxes make, boxes list'],
	["show", "show takes <id>"],
	["boxes make", "boxes make takes <id> [more...]"],
	["show a b", '"b" is too much (--help tells what is taken)'],
	["show a --name x", "show takes no --name"],
	["show a --jsn", "unknown option '--jsn' (did you mean --json? --help lists all options)"],
	["show a --json=yes", "unknown option '--json=yes' (--help lists all options)"],
	["show a -x", "unknown option '-x' (--help lists all options)"],
	["show a --json --json", "--json is there twice: which is meant?"],
	["boxes make a -n b --name c", "--name is there twice: which is meant?"],
	["boxes make a --name", "option '-n, --name <name>' argument missing (--help lists all options)"],
	[
		"boxes make a --name --set b",
		"--name takes a <name>, and --set looks like an option: --name=--set says that it is none",
	],
])("%j is refused in one line that says what to do", (line, words) => {
	expect(() => read(...line.split(" ").filter((word) => word !== ""))).toThrow(new Refused(words));
});

test("whatever is typed is understood, or refused in one line", () => {
	const word = fc.oneof(
		fc.constantFrom(
			..."show boxes make list a --json --name -n -n5 --set --url --help -h -- -1 __proto__".split(" "),
		),
		fc.string(),
	);
	fc.assert(
		fc.property(fc.array(word, { maxLength: 7 }), (args) => {
			try {
				const line = read(...args);
				if (!("help" in line)) expect(Object.keys(SHAPE.parts)).toContain(line.part);
			} catch (error) {
				expect(error).toBeInstanceOf(Refused);
			}
		}),
	);
});

test("every part has help of its own, with the options it takes and examples; parts that stand together too", () => {
	const helps = helpOf(SHAPE, { ...READING, width: 60 });
	expect([...helps.keys()]).toEqual(["", "show", "boxes", "boxes make", "boxes list"]);
	expect(helps.get("boxes make")).toMatch(/^Usage: tool things boxes make \[options\] <id> \[more\.\.\.\]\n/);
	expect(helps.get("boxes make")).toMatch(
		/-n, --name <name>[\s\S]*--url <address>[\s\S]*Examples:\n {2}tool things boxes make a$/,
	);
	expect(helps.get("boxes")).toContain("make, list");
	expect(helps.get("show")).not.toContain("--set");
});

test("a list of commands names each, and tells which was meant", () => {
	const all = {
		...{ called: "tool", about: "A tool.", examples: ["jobs"] },
		commands: [{ name: "jobs", alias: "todo", summary: "jobs" }],
	};
	expect(overviewOf(all)).toMatch(/^Usage: tool[\s\S]*\n {2}jobs +jobs\n[\s\S]*Examples:\n {2}tool jobs$/);
	expect([nearest(all, "jobz"), nearest(all, "--hlp"), nearest(all, "frobnicate")]).toEqual([
		...["jobs", "--help", null],
	]);
});
