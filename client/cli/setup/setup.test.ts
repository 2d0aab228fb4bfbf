import { spawnSync } from "node:child_process";
import { mkdtemp, rm, stat, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { helpOf, readLine } from "../../../workflows/command-line/read.ts";
import { everyCommand } from "../../commands.ts";
import { CALLED, CliError } from "../command.ts";
import { configFile, readConfigured, writeConfigured } from "../config-file.ts";
import { connectionOf } from "../connection.ts";
import { type Completed, completionOf, placesIn } from "./completion.ts";

let folder: string;
beforeAll(async () => {
	folder = await mkdtemp(path.join(os.tmpdir(), "darkroom-config-"));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

test("what is kept is read by its owner only, and counts after flags and the environment", async () => {
	const env = { DARKROOM_CONFIG: path.join(folder, "deep/config.json") };
	expect(readConfigured(env)).toBeNull();
	const file = await writeConfigured(env, { url: "https://a.example/", key: "dk_live_a" });
	expect((await stat(file)).mode & 0o077).toBe(0);
	expect(connectionOf(undefined, env, null)).toEqual({ url: "https://a.example/", key: "dk_live_a" });
	const more = { ...env, DARKROOM_KEY: "dk_live_b" };
	expect(connectionOf(undefined, more, null).key).toBe("dk_live_b");
	// A key goes nowhere but where it belongs.
	expect(() => connectionOf("https://b.example", env, null)).toThrow("set DARKROOM_KEY");
	await writeFile(file, "{");
	expect(() => connectionOf(undefined, env, null)).toThrow("run darkroom init again");
	expect(configFile({ XDG_CONFIG_HOME: "/x" })).toBe("/x/darkroom/config.json");
	expect(configFile({}, "/home/me")).toBe("/home/me/.config/darkroom/config.json");
});

/** What the command prints for a shell. */
async function scriptFor(shell: string, commands: () => Promise<readonly Completed[]>): Promise<string> {
	const written: string[] = [];
	const { write } = process.stdout;
	process.stdout.write = (text) => written.push(String(text)) > 0;
	try {
		expect(await completionOf(commands).run([shell], {})).toBe("ok");
	} finally {
		process.stdout.write = write;
	}
	return written.join("");
}

const NOTHING = { says: "", takes: [], examples: [""] };

test.each(["bash", "zsh", "fish"])("%s completes commands, parts and options", async (shell) => {
	const shape = {
		...{ name: "jobs", about: "", shared: ["url"] },
		options: { json: { says: "it's \\JSON" }, url: { value: "address", says: "where" } },
		parts: { list: { ...NOTHING, options: ["json"] }, "accounts show": { ...NOTHING, options: [] } },
	};
	const script = await scriptFor(shell, async () => [{ name: "jobs", summary: "it's all", shape }]);
	for (const word of ["jobs list", "jobs accounts show", "--json", "--url", "--help"])
		expect(script).toContain(word);
	await expect(completionOf(async () => []).run(["tcsh"], {})).rejects.toThrow("bash, zsh or fish");
});

test("bash itself completes commands, parts, and the options of each", async () => {
	const script = await scriptFor("bash", everyCommand);
	const asking = (words: string[]) =>
		`COMP_WORDS=(darkroom ${words.map((word) => `'${word}'`).join(" ")}); COMP_CWORD=${words.length}; _darkroom; echo "\${COMPREPLY[*]}"`;
	const lines = [
		...[["jo"], ["jobs", "w"], ["run", "--nd"], ["pools", "ex"], ["lora", "pro"], ["jobs", "list", "--st"]],
		...[
			["admin", "accounts", "us"],
			["qa", "rates", "--f"],
			["workflows", "pipelines", "v"],
		],
	].map(asking);
	const { status, stdout } = spawnSync("bash", ["-c", [script, ...lines].join("\n")], { encoding: "utf8" });
	expect(status).toBe(0);
	expect(stdout.split("\n")).toEqual([
		...["jobs", "watch", "--ndjson", "explain", "promote", "--status"],
		...["usage", "--from", "validate", ""],
	]);
});

const READING = { called: CALLED, refusal: (words: string) => new CliError("usage", words) };

test("every command and part has help with its options, and examples that it understands; completion knows all", async () => {
	const commands = await everyCommand();
	const places = new Map(placesIn(commands).map(({ path: at, words }) => [at, words.map(([word]) => word)]));
	for (const { name, shape } of commands) {
		expect(shape.name).toBe(name);
		for (const [path, help] of helpOf(shape, READING)) {
			const line = `${name} ${path}`.trim();
			expect(help, line).toMatch(new RegExp(`^Usage: ${CALLED} ${line}`));
			expect(help, line).toMatch(/^Examples:\n {2}npm run darkroom -- /m);
			expect(help, line).toMatch(/Ends with 0/);
		}
		for (const [part, { options, examples }] of Object.entries(shape.parts)) {
			const help = helpOf(shape, READING).get(part) ?? "";
			const line = `${name} ${part}`.trim();
			expect(examples.length, line).toBeGreaterThan(0);
			for (const option of [...options, ...shape.shared]) {
				expect(help, line).toContain(`--${option}`);
				expect(places.get(line), line).toContain(`--${option}`);
			}
			for (const example of examples) {
				const words = [...part.split(" "), ...wordsOf(example)].filter((word) => word !== "");
				expect(readLine(shape, words, READING), `${line} ${example}`).toMatchObject({ part });
			}
		}
		for (const option of Object.keys(shape.options))
			expect(
				[...shape.shared, ...Object.values(shape.parts).flatMap(({ options }) => options)],
				`${name} --${option}`,
			).toContain(option);
	}
});

/** The words of a command line as a shell gives them: without its quotes, and what it does with files. */
function wordsOf(line: string): string[] {
	const [asked = ""] = line.split(/ >>? | < /);
	return [...asked.matchAll(/(?:"[^"]*"|[^\s"])+/g)].map(([word]) => word.replaceAll('"', ""));
}
