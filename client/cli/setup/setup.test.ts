import { spawnSync } from "node:child_process";
import { mkdtemp, rm, stat, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { everyCommand } from "../../commands.ts";
import { configFile, readConfigured, writeConfigured } from "../config-file.ts";
import { connectionOf } from "../connection.ts";
import { type Completed, completionOf } from "./completion.ts";

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

test.each(["bash", "zsh", "fish"])("%s completes commands, parts and options", async (shell) => {
	const all = async () => [
		{ name: "jobs", summary: "it's all", parts: ["list", "accounts show"], options: ["json"] },
	];
	expect(await scriptFor(shell, all)).toContain("list accounts --json --help");
	await expect(completionOf(async () => []).run(["tcsh"], {})).rejects.toThrow("bash, zsh or fish");
});

test("bash itself completes commands, and the parts and options of each", async () => {
	const script = await scriptFor("bash", everyCommand);
	const asking = (words: string[]) =>
		`COMP_WORDS=(darkroom ${words.map((word) => `'${word}'`).join(" ")}); COMP_CWORD=${words.length}; _darkroom; echo "\${COMPREPLY[*]}"`;
	const lines = [["jo"], ["jobs", "w"], ["run", "--nd"], ["pools", "ex"], ["lora", "pro"]].map(asking);
	const { status, stdout } = spawnSync("bash", ["-c", [script, ...lines].join("\n")], { encoding: "utf8" });
	expect(status).toBe(0);
	expect(stdout.split("\n")).toEqual(["jobs", "watch", "--ndjson", "explain", "promote", ""]);
});

test("the help of every command has its options and parts, exit codes, and an example", async () => {
	for (const { name, usage, parts = [], options = [] } of await everyCommand()) {
		for (const option of options) expect(usage, name).toContain(`--${option}`);
		for (const part of parts) expect(usage, name).toContain(part);
		expect(usage, name).toMatch(/^Examples?:$/m);
		expect(usage, name).toMatch(/Ends with 0/);
		expect(usage, name).toMatch(/^npm run darkroom -- /);
	}
});
