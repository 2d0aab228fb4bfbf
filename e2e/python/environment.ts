import { spawn, spawnSync } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import os from "node:os";
import path from "node:path";

const PYTHONS = process.env.PYTHON ? [process.env.PYTHON] : ["python3", "python"];
/** A small package that every registry has. */
const ANY = "idna";

const has = (python: string, module: string) =>
	spawnSync(python, ["-c", `import ${module}`], { stdio: "ignore" }).status === 0;

/** The Python of this machine that makes virtual environments with pip in them, or undefined. */
const python = PYTHONS.find((name) => has(name, "venv, ensurepip, pip"));

/** What this machine lacks for these tests, in words; null: nothing. pip itself is asked, as it is configured. */
export async function missingPython(): Promise<string | null> {
	if (python === undefined) return "there is no Python with venv, ensurepip and pip (set PYTHON to its path)";
	const options = ["--quiet", "--disable-pip-version-check", "--retries", "0", "--timeout", "10"];
	const without = ["--dry-run", "--no-deps", "--ignore-installed"];
	const { code } = await runProgram(
		python,
		["-m", "pip", "install", ...options, ...without, ANY],
		os.tmpdir(),
	);
	return code === 0 ? null : "pip reaches no registry of packages";
}

/** How a program ended, and what it said. */
export interface Said {
	code: number;
	out: string;
	err: string;
}

/** A virtual environment outside the repository. */
export interface Environment {
	/** Its folder: what a test needs beside its packages may lie there. */
	folder: string;
	/** Runs its Python to the end, in its folder. `input`: what it can read. */
	run(args: string[], env?: Record<string, string>, input?: string): Promise<Said>;
	/** @throws Error with pip's words */
	install(...what: string[]): Promise<void>;
	remove(): Promise<void>;
}

export async function makeEnvironment(): Promise<Environment> {
	if (python === undefined) throw new Error("there is no Python with venv");
	const folder = await mkdtemp(path.join(os.tmpdir(), "darkroom-python-"));
	const home = path.join(folder, "venv");
	const made = await runProgram(python, ["-m", "venv", home], folder);
	if (made.code !== 0) throw new Error(`no virtual environment could be made:\n${made.err}`);
	const own = path.join(home, process.platform === "win32" ? "Scripts/python.exe" : "bin/python");
	const run: Environment["run"] = (args, env, input) => runProgram(own, args, folder, env, input);
	return {
		folder,
		run,
		async install(...what) {
			const options = ["--quiet", "--disable-pip-version-check"];
			const { code, err } = await run(["-m", "pip", "install", ...options, ...what]);
			if (code !== 0) throw new Error(`pip could not install ${what.join(", ")}:\n${err}`);
		},
		remove: () => rm(folder, { recursive: true, force: true }),
	};
}

function runProgram(
	program: string,
	args: string[],
	cwd: string,
	env: Record<string, string> = {},
	input = "",
): Promise<Said> {
	return new Promise((resolve, reject) => {
		const child = spawn(program, args, {
			cwd,
			env: { ...process.env, ...env },
			stdio: "pipe",
		});
		let [out, err] = ["", ""];
		child.stdout.on("data", (chunk: Buffer) => {
			out += chunk.toString("utf8");
		});
		child.stderr.on("data", (chunk: Buffer) => {
			err += chunk.toString("utf8");
		});
		child.once("error", reject);
		// Who does not read what it is told has ended, and says so by its code.
		child.stdin.on("error", () => undefined);
		child.stdin.end(input);
		child.once("close", (code) => resolve({ code: code ?? 1, out, err }));
	});
}
