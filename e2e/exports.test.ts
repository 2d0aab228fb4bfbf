import { expect, test } from "vitest";
import { importedBy, type Source, sources } from "./testing/sources.ts";

/** Values that something else than an import asks for, by the file they stand in. */
const ASKED_OTHERWISE: [file: RegExp, name: string, by: string][] = [
	[/^edge\/studio\/pages\/[^/]+\/route\.ts$/, "route", "the pages are collected from their folders"],
	[/^e2e\/browser\/studio\/states\/[^/]+\.ts$/, "states", "the pictures are collected from their folder"],
	[/(^|\/)prepare\.ts$/, "setup", "Vitest calls it before all tests"],
	[/^edge\/capacity\/runpod\/module-shim\.ts$/, "createRequire", "it stands for node:module"],
	[/^client\/sdk\/package\/resource\.ts$/, "Resource", "what is made of the API stands on it"],
];

const NAMED = /^(?:import|export)\s+(?:type\s+)?(?:\w+,\s*)?\{([^}]*)\}\s*from\s*"(\.[^"]+)"/gm;
/** All of a file, by a namespace, by what it hands on, or while the program runs. */
const WHOLE = /^(?:import|export)\s+\*(?:\s+as\s+\w+)?\s+from\s+"(\.[^"]+)"|\bimport\(\s*"(\.[^"]+)"/gm;
const VALUE = /^export (?:abstract )?(?:const|let|(?:async )?function\*?|class) ([\w$]+)/gm;
const TEMPLATE = /`(?:[^`\\]|\\.)*`/gs;

/** Values that are exported and that no other file imports, as `file: name`. Programs within texts do not count. */
function exportedForNobody(all: readonly Source[]): string[] {
	const wanted = new Set<string>();
	for (const { file, text } of all) {
		for (const [, names = "", from = ""] of text.matchAll(NAMED))
			for (const name of names.split(","))
				wanted.add(`${importedBy(file, from)}: ${/^(?:type )?([\w$]*)/.exec(name.trim())?.[1]}`);
		for (const [, from, later] of text.matchAll(WHOLE)) wanted.add(importedBy(file, from ?? later ?? ""));
	}
	return all.flatMap(({ file, text }) =>
		wanted.has(file)
			? []
			: [...text.replace(TEMPLATE, "``").matchAll(VALUE)]
					.filter(([, name]) => !ASKED_OTHERWISE.some(([of, what]) => what === name && of.test(file)))
					.map(([, name]) => `${file}: ${name}`)
					.filter((one) => !wanted.has(one)),
	);
}

test("what is exported is imported somewhere", () => {
	expect(exportedForNobody(sources())).toEqual([]);
});

test("an export that nobody imports is found, one that is imported under another name or handed on is not", () => {
	const of = (file: string, text: string) => ({ file, text });
	const first = of(
		"a/first.ts",
		"export const one = 1;\nexport async function two() {}\nexport class Three {}\n",
	);
	expect(exportedForNobody([first])).toEqual(["a/first.ts: one", "a/first.ts: two", "a/first.ts: Three"]);
	const second = of("b/second.ts", 'import {\n\tone as other,\n\ttype Three,\n} from "../a/first.ts";\n');
	expect(exportedForNobody([first, second])).toEqual(["a/first.ts: two"]);
	expect(exportedForNobody([first, of("a/index.ts", 'export * from "./first.ts";\n')])).toEqual([]);
	expect(exportedForNobody([first, of("a/later.ts", 'await import("./first.ts");\n')])).toEqual([]);
	expect(exportedForNobody([of("a/text.ts", "const program = `\nexport const inside = 1;\n`;\n")])).toEqual(
		[],
	);
});
