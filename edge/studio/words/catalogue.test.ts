import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, test } from "vitest";
import { CHECK_IDS } from "../../../workflows/quality/checks/check.ts";
import { type Catalogue, placeholdersOf, sayIn } from "./catalogue.ts";
import { formatIn } from "./format.ts";
import { firstLocale, LOCALES, type Locale } from "./locale.ts";

const studio = path.resolve(import.meta.dirname, "..");
const files = import.meta.glob<Catalogue>(
	["./locales/*.ts", "./sign-in/*.ts", "./quality/*.ts", "../pages/*/words/*.ts"],
	{
		eager: true,
		import: "default",
	},
);
/** Every catalogue: the shell's and one a page, by the folder it lies in. */
const folders = [...new Set(Object.keys(files).map((file) => path.dirname(file)))];
const names = (folder: string) => Object.keys(files).filter((file) => path.dirname(file) === folder);

describe.each(folders)("the words of %s", (folder) => {
	const english = files[`${folder}/en.ts`] ?? {};

	test("S3-105 S3-106 S3-111 are there in all languages, with the same keys and placeholders", () => {
		expect(
			names(folder)
				.map((file) => path.basename(file, ".ts"))
				.sort(),
		).toEqual(Object.keys(LOCALES).sort());
		for (const file of names(folder)) {
			const words = files[file] ?? {};
			expect(Object.keys(words), file).toEqual(Object.keys(english));
			for (const [key, message] of Object.entries(words)) {
				expect(placeholdersOf(message), `${file} ${key}`).toEqual(placeholdersOf(english[key] ?? ""));
				expect(JSON.stringify(message).trim(), `${file} ${key}`).not.toBe('""');
			}
		}
	});

	test("are all said somewhere", () => {
		const said = folder.startsWith("./")
			? sources(studio)
			: sources(path.resolve(import.meta.dirname, folder, ".."));
		const orphans = Object.keys(english).filter(
			(key) => !STATUSES.includes(key) && !new RegExp(`["\`]${key}["\`]`).test(said) && !/^theme_/.test(key),
		);
		expect(orphans).toEqual([]);
	});
});

/** Said by the name of a state or a check, which no source writes down. */
const STATUSES: readonly string[] = [
	...Object.keys(files["./locales/en.ts"] ?? {}).filter((key) =>
		readFileSync(path.join(studio, "../contract/status.ts"), "utf8").includes(`"${key}"`),
	),
	...CHECK_IDS,
];

function sources(folder: string): string {
	return readdirSync(folder, { recursive: true, encoding: "utf8" })
		.filter((file) => /\.tsx?$/.test(file) && !/(^|\/)words\/|\.test\./.test(file))
		.map((file) => readFileSync(path.join(folder, file), "utf8"))
		.join("\n");
}

test("S3-105 pages and parts say nothing that stands in no catalogue", () => {
	const told =
		/^[^/*{]*>\s*([A-Z][a-z]+( [a-z]+)*)\s*<\/|(?:label|title|alt|placeholder|aria-label)="([A-Z][^"]+)"/gm;
	const found = ["pages", "app", "ui"].flatMap((folder) =>
		[...sources(path.join(studio, folder)).matchAll(told)]
			.map((match) => match[1] ?? match[3] ?? "")
			.filter((text) => text !== "Darkroom"),
	);
	expect(found).toEqual([]);
});

test("numbers choose their form of the plural and are written as the language writes them", () => {
	const words = {
		jobs: { one: "{n} задание", few: "{n} задания", many: "{n} заданий", other: "{n} задания" },
		from: "{n} / {all}",
	} as const;
	const say = sayIn<typeof words>("ru", words);
	expect([1, 3, 5, 21].map((n) => say("jobs", { n }))).toEqual([
		"1 задание",
		"3 задания",
		"5 заданий",
		"21 задание",
	]);
	expect(sayIn<typeof words>("de", words)("from", { n: 1234, all: 5 })).toBe("1.234 / 5");
});

test("the sign of a currency stays behind its letters, where lines run from right to left too", () => {
	expect(formatIn("ar").money(2_000_000)).toContain("\u2066US$\u2069");
	expect(formatIn("en").money(2_000_000)).toBe("$2.00");
});

test.each([
	[null, ["pt-PT", "en"], "pt-BR"],
	["ja", ["de"], "ja"],
	["xx", ["nl", "zh-TW"], "zh-CN"],
	[null, ["hi-IN"], "hi"],
	[null, [], "en"],
] satisfies [string | null, string[], Locale][])(
	"S3-106 who chose %s and whose browser asks for %j begins with %s",
	(chosen, asked, locale) => {
		expect(firstLocale(chosen, asked)).toBe(locale);
	},
);
