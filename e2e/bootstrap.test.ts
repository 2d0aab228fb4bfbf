import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { createInterface } from "node:readline";
import { afterAll, beforeAll, expect, test } from "vitest";
import { root } from "./stack/processes.ts";

let folder: string;
beforeAll(async () => {
	folder = await mkdtemp(path.join(os.tmpdir(), "darkroom-bootstrap-"));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const bootstrap = path.join(root, "e2e/bootstrap.mjs");

/** Says its process id, and on a signal which one came; `ends` says how it ends then. */
async function program(ends: string): Promise<string> {
	const file = path.join(folder, `${Math.random()}.mjs`);
	await writeFile(
		file,
		`for (const signal of ["SIGTERM", "SIGINT", "SIGHUP"])
			process.on(signal, () => { console.log(signal); ${ends} });
		setInterval(() => {}, 1000);
		console.log(process.pid);`,
	);
	return file;
}

function run(command: string, args: string[], env: Record<string, string | undefined> = {}) {
	const child = spawn(command, args, {
		stdio: ["ignore", "pipe", "inherit"],
		env: { ...process.env, ...env },
	});
	const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
	return { child, next: async () => (await lines.next()).value as string | undefined };
}

const isThere = (pid: number) => {
	try {
		return process.kill(pid, 0);
	} catch {
		return false;
	}
};

test.each(["SIGTERM", "SIGINT", "SIGHUP"] as const)(
	"%s to what npm starts reaches the program, and its exit code comes back",
	async (signal) => {
		const { child, next } = run(process.execPath, [bootstrap, await program("process.exit(7)")]);
		const pid = Number(await next());
		const ended = once(child, "exit");
		child.kill(signal);
		expect(await next()).toBe(signal);
		expect(await ended).toEqual([7, null]);
		expect(isThere(pid)).toBe(false);
	},
);

test("a program that a signal ended is told as such", async () => {
	const { child, next } = run(process.execPath, [bootstrap, await program("")]);
	const pid = Number(await next());
	const ended = once(child, "exit");
	process.kill(pid, "SIGKILL");
	expect(await ended).toEqual([null, "SIGKILL"]);
});

test("a program hears where it was called: where npm was, if our own script runs, else where it is", async () => {
	const script = path.join(folder, "where.mjs");
	await writeFile(script, "console.log(process.env.DARKROOM_CWD);");
	const said = async (env: Record<string, string | undefined>) => {
		const { child, next } = run(process.execPath, [bootstrap, script], env);
		const ended = once(child, "exit");
		const line = await next();
		await ended;
		return line;
	};
	expect(await said({ npm_package_name: "darkroom", INIT_CWD: "/home/ada/manga" })).toBe("/home/ada/manga");
	expect(await said({ npm_package_name: "manga", INIT_CWD: "/home/ada/manga/story" })).toBe(process.cwd());
});

test("where npm's shell is killed the program ends too", async () => {
	const script = await program("process.exit(0)");
	const command = `"${process.execPath}" "${bootstrap}" "${script}"; true`;
	const { child, next } = run("sh", ["-c", command], { npm_lifecycle_event: "start" });
	await next();
	child.kill("SIGKILL");
	expect(await next()).toBe("SIGTERM");
	expect(await next()).toBeUndefined();
});

test("what documents say to run works on every Node the README promises: none runs our sources with the machine's own", async () => {
	const documents = execFileSync("git", ["ls-files", "-co", "--exclude-standard", "*.md"], {
		cwd: root,
		encoding: "utf8",
	});
	const wrong: string[] = [];
	for (const file of documents.split("\n").filter(Boolean))
		for (const line of (await readFile(path.join(root, file), "utf8")).split("\n"))
			if (/(?<!npx |bin\/)\bnode \S+\.ts\b/.test(line)) wrong.push(`${file}: ${line}`);
	expect(wrong).toEqual([]);
	expect(documents).toContain("worker/README.md");
});
