import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, test } from "vitest";
import { everyCommand } from "../../client/commands.ts";
import { QUEUE_REASONS } from "../../edge/contract/jobs/queue.ts";
import { readLine } from "../../workflows/command-line/read.ts";
import { isProduct, sources } from "../testing/sources.ts";
import { commandLines } from "./command-lines.ts";

const root = path.resolve(import.meta.dirname, "../..");
const read = (file: string) => readFileSync(path.join(root, file), "utf8");
const DOCUMENTS = execFileSync("git", ["ls-files", "*.md"], { cwd: root, encoding: "utf8" })
	.split("\n")
	.filter((file) => file !== "" && file !== "CHANGELOG.md");

test("commands are found in blocks and in running text, without what a shell makes of them", () => {
	const text = [
		"Type `darkroom jobs` or:",
		"```sh",
		'id=$(npm run darkroom -- admin tokens create runpod "first hour" | cut -f1)   # prints; id',
		"darkroom pools set runpod \\",
		"  --gpu 'RTX 4090' && echo done",
		"```",
	].join("\n");
	expect(commandLines(text)).toEqual([
		{ words: ["id=$"], whole: true },
		{
			words: ["npm", "run", "darkroom", "--", "admin", "tokens", "create", "runpod", "first hour"],
			whole: true,
		},
		{ words: ["cut", "-f1"], whole: true },
		{ words: ["darkroom", "pools", "set", "runpod", "--gpu", "RTX 4090"], whole: true },
		{ words: ["echo", "done"], whole: true },
		{ words: ["darkroom", "jobs"], whole: false },
	]);
});

describe("every command of a document can be understood", async () => {
	const commands = new Map(
		(await everyCommand()).flatMap(({ name, alias, shape }) =>
			[name, ...(alias === undefined ? [] : [alias])].map((called) => [called, shape]),
		),
	);
	const { scripts } = JSON.parse(read("package.json")) as { scripts: Record<string, string> };
	/** Words behind the name of the program, or that of a script of npm; null: it is another program. */
	const askedOf = (given: readonly string[], file: string): { script: string; args: string[] } | null => {
		const [first = "", second, ...rest] = given;
		if (first === "darkroom") return { script: "darkroom", args: given.slice(1) };
		// So this document shortens it, and says so.
		if (file === "OPERATE.md" && first === "admin") return { script: "darkroom", args: [...given] };
		if (first !== "npm" || second !== "run") return null;
		const [script = "", ...args] = rest.filter((word) => !["--", "--silent", "-s"].includes(word));
		return { script, args };
	};
	/** What is wrong with it; null: nothing. */
	const wrong = (asked: readonly string[], whole: boolean): string | null => {
		const [name = "", ...args] = asked;
		if (name === "" || name === "…" || name.startsWith("-")) return null;
		const shape = commands.get(name);
		if (shape === undefined) return `there is no command ${name}`;
		try {
			readLine(shape, args, { called: "darkroom", refusal: (words) => new Error(words) });
			return null;
		} catch (error) {
			const { message } = error as Error;
			// Running text names parts of commands, and leaves out what they take.
			return !whole && /^(say (first )?what to do|[a-z- ]+ takes [<[])|argument missing/.test(message)
				? null
				: message;
		}
	};

	test.each(DOCUMENTS)("%s", (file) => {
		const found = commandLines(read(file)).flatMap(({ words, whole }) => {
			// Running text puts into brackets what may be left out.
			const asked = askedOf(whole ? words : words.map((word) => word.replaceAll(/[[\]]/g, "")), file);
			if (asked === null) return [];
			const { script, args } = asked;
			const known = script === "" || script === "…" || scripts[script] !== undefined;
			const why = known
				? script === "darkroom"
					? wrong(args, whole)
					: null
				: `there is no script ${script}`;
			return why === null ? [] : [`${words.join(" ")}: ${why}`];
		});
		expect(found).toEqual([]);
	});
});

describe("what a document names is there", () => {
	test.each(DOCUMENTS)("%s: files of the repository", (file) => {
		const named = read(file).matchAll(
			/`((?:worker|edge|client|workflows|e2e|docs|migrations)\/[\w./-]+\.(?:ts|tsx|json|md|sql))`/g,
		);
		expect(
			[...named].map(([, name = ""]) => name).filter((name) => !existsSync(path.join(root, name))),
		).toEqual([]);
	});

	test("FIRST-HOUR.md: names within files", () => {
		const text = read("worker/runpod/FIRST-HOUR.md");
		const pairs = [
			...[...text.matchAll(/`([\w/.-]+\.ts)` \(((?:`\w+`(?:, )?)+)\)/g)].map(([, file = "", names = ""]) => [
				file,
				names,
			]),
			...[...text.matchAll(/((?:`\w+`(?:, )?)+) (?:of|in) `([\w/.-]+\/[\w.-]+\.ts)`/g)].map(
				([, names = "", file = ""]) => [file, names],
			),
		];
		expect(pairs.length).toBeGreaterThan(4);
		for (const [file = "", names = ""] of pairs)
			for (const [, name = ""] of names.matchAll(/`(\w+)`/g))
				expect(read(file), `${name} of ${file}`).toContain(name);
	});

	const operate = read("OPERATE.md");
	test("OPERATE.md says what to do about each reason why a job waits", () => {
		const [, table = ""] = /\*\*Why jobs wait\*\*([\s\S]*?)\n\n\*\*/.exec(operate) ?? [];
		const told = [...table.matchAll(/^\| (`.*?) +\|/gm)].flatMap(([, cell = ""]) =>
			[...cell.matchAll(/`(\w+)`/g)].map(([, reason]) => reason),
		);
		expect(told.sort()).toEqual(Object.keys(QUEUE_REASONS).sort());
	});

	test("OPERATE.md explains every line of the log that warns, none that is not written, and figures that are told", () => {
		const [, table = ""] = /\*\*Lines of the log\*\*([\s\S]*?)\n\n\*\*/.exec(operate) ?? [];
		const lines = [...table.matchAll(/^\| (`.*?) +\|/gm)].flatMap(([, cell = ""]) =>
			[...cell.matchAll(/`([a-zA-Z0-9][^`]* [^`]*)`/g)].map(([, line = ""]) => line),
		);
		const product = sources().filter(({ file }) => file.startsWith("edge/") && isProduct(file));
		const written = (line: string) => product.some(({ text }) => text.includes(line));
		expect(lines.filter((line) => !written(line.replace(/^… /, "")))).toEqual([]);
		const alarms = product.flatMap(({ text }) =>
			[...text.matchAll(/(?:log\.(?:warn|error)|\btell)\(\s*"([^"]+ [^"]+)"/g)].map(([, line = ""]) => line),
		);
		expect(alarms.length).toBeGreaterThan(20);
		expect([...new Set(alarms)].filter((line) => !operate.includes(`\`${line}\``))).toEqual([]);
		const figures = [...operate.matchAll(/`(darkroom_\w+)/g)].map(([, name = ""]) => name);
		expect(figures.filter((name) => !written(name.replace(/^darkroom_/, "")))).toEqual([]);
	});
});
