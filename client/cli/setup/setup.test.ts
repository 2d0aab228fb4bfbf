import { mkdtemp, rm, stat, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { configFile, readConfigured, writeConfigured } from "../config-file.ts";
import { connectionOf } from "../connection.ts";
import { completionOf } from "./completion.ts";

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

test.each(["bash", "zsh", "fish"])("%s completes commands, parts and options", async (shell) => {
	const written: string[] = [];
	const { write } = process.stdout;
	process.stdout.write = (text) => written.push(String(text)) > 0;
	try {
		const all = () => [
			{ name: "jobs", summary: "it's all", parts: ["list", "accounts show"], options: ["json"] },
		];
		expect(await completionOf(all).run([shell], {})).toBe("ok");
	} finally {
		process.stdout.write = write;
	}
	expect(written.join("")).toContain("list accounts --json --help");
	await expect(completionOf(() => []).run(["tcsh"], {})).rejects.toThrow("bash, zsh or fish");
});
