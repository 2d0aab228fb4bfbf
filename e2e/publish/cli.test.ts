import { type ExecFileException, execFile } from "node:child_process";
import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { createServer, type IncomingMessage, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import os from "node:os";
import path from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, expect, test } from "vitest";
import { COMMANDS } from "../../client/commands.ts";
import { root } from "../stack/processes.ts";
import { buildCli } from "./cli.ts";

const run = promisify(execFile);

let folder: string;
let project: string;
let server: Server;
const asked: IncomingMessage[] = [];

/** The package as it would be published, installed into an empty project, and something that it can ask. */
beforeAll(async () => {
	folder = await mkdtemp(path.join(os.tmpdir(), "darkroom-cli-"));
	project = path.join(folder, "project");
	const built = path.join(folder, "built");
	await buildCli(built);
	// No package is fetched here: what is optional is left out.
	const npm = (args: string[], cwd: string) =>
		run("npm", [...args, "--offline", "--no-audit", "--no-fund"], { cwd });
	const { stdout } = await npm(["pack", built, "--json"], folder);
	const [packed] = JSON.parse(stdout) as { filename: string }[];
	await mkdir(project);
	await writeFile(path.join(project, "package.json"), JSON.stringify({ private: true }));
	await npm(["install", "--omit=optional", path.join(folder, packed?.filename ?? "")], project);
	server = createServer((request, response) => {
		asked.push(request);
		response.writeHead(200, { "content-type": "application/json" });
		response.end(JSON.stringify({ data: [], has_more: false, next_cursor: null }));
	});
	await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
});
afterAll(async () => {
	server.close();
	await rm(folder, { recursive: true, force: true });
});

/** Runs the program as somebody would who installed it, with nothing of this repository around. */
async function darkroom(args: string[], env: Record<string, string> = {}) {
	const program = path.join(project, "node_modules/.bin/darkroom");
	const given = { PATH: process.env.PATH ?? "", HOME: folder, NODE_COMPILE_CACHE: folder, ...env };
	try {
		const { stdout, stderr } = await run(process.execPath, [program, ...args], { cwd: project, env: given });
		return { code: 0, stdout, stderr };
	} catch (error) {
		const { code, stdout = "", stderr = "" } = error as ExecFileException;
		return { code, stdout, stderr };
	}
}

test("the package is one program; its list of commands is told by what is loaded before any of them", async () => {
	const own = path.join(project, "node_modules/@darkroom/cli");
	const { bin, dependencies } = JSON.parse(await readFile(path.join(own, "package.json"), "utf8"));
	expect(bin).toEqual({ darkroom: "darkroom.mjs" });
	expect(dependencies).toBeUndefined();
	const { code, stderr } = await darkroom(["--help"]);
	expect(code).toBe(0);
	expect(stderr).toMatch(/^Usage: darkroom \[options\] \[command\]/);
	for (const { name } of COMMANDS) expect(stderr).toContain(`  ${name} `);
	// Nothing of this machine's checkout is in it.
	const text = await readFile(path.join(own, "darkroom.mjs"), "utf8");
	expect(text.length).toBeLessThan(2_000);
	expect(text).toMatch(/^#!\/usr\/bin\/env node\n/);
});

test("installed, it keeps a key, asks with it, looks at the library, and says what is missing", async () => {
	const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
	const config = path.join(folder, ".config/darkroom/config.json");
	await mkdir(path.dirname(config), { recursive: true });
	await writeFile(config, JSON.stringify({ url, key: "dk_live_x" }));
	expect(await darkroom(["jobs", "list", "--json"])).toEqual({ code: 0, stdout: "[]\n", stderr: "" });
	expect(asked.at(-1)?.headers.authorization).toBe("Bearer dk_live_x");
	const strange = await darkroom(["jobs", "show", "job_x"]);
	expect(strange).toMatchObject({ code: 4, stderr: expect.stringContaining("is no Darkroom") });
	const { stdout } = await darkroom(["workflows", "show", "z-image-turbo-base-image"]);
	expect(stdout).toContain("# Base image");
	await writeFile(path.join(project, "a.png"), await readFile(path.join(root, "e2e/fixtures/reference.png")));
	const looked = await darkroom(["qa", "a.png", "--json"]);
	expect(looked.code).toBe(6);
	expect(looked.stdout).toContain("sharp");
	expect(await darkroom(["jobs", "list"], { DARKROOM_URL: "http://127.0.0.1:9", DARKROOM_KEY: "x" })).toEqual(
		{
			code: 4,
			stdout: "",
			stderr: expect.stringContaining("does not answer"),
		},
	);
	expect((await darkroom(["frobnicate"])).code).toBe(2);
});
