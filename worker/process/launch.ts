import { access, constants } from "node:fs/promises";
import { homedir } from "node:os";
import { join } from "node:path";
import { appleM1 } from "../../workflows/plan/profiles.ts";

/** The command that is no command line: one is made for this machine. */
export const AUTO = "auto";

/** What starts a ComfyUI: a line for the shell as somebody wrote it, or a program with its arguments. */
export type Launch =
	| { shell: string }
	| { file: string; args: readonly string[]; cwd: string; env: Readonly<Record<string, string>> };

/** What a launch line is made from. */
export interface LaunchFacts {
	/** ComfyUI's folder, with `main.py`. */
	folder: string;
	python: string;
	port: number;
	/** As Node names it: `darwin`, `linux`, `win32`. */
	platform: string;
	/** More flags, after ours: where both say something, ComfyUI takes the later one. */
	flags: readonly string[];
}

/** Where people on a Mac have it, outside of every repository. */
const APPLE_FOLDER = "tools/ComfyUI";

/**
 * The command line of a ComfyUI that only its own machine reaches. On a Mac it runs in half precision but for the
 * VAE, which turns pictures black in it, and what Metal lacks runs on the CPU.
 */
export function launchOf({ folder, python, port, platform, flags }: LaunchFacts): Launch {
	const apple = platform === "darwin";
	const args = [
		join(folder, "main.py"),
		...(apple ? appleM1.launch_flags : []),
		"--listen",
		"127.0.0.1",
		"--port",
		String(port),
		"--disable-auto-launch",
		// Pictures are handed out: the graph they were made with stays here. The sidecar of a job has it.
		"--disable-metadata",
		...flags,
	];
	return { file: python, args, cwd: folder, env: apple ? { PYTORCH_ENABLE_MPS_FALLBACK: "1" } : {} };
}

/** Where ComfyUI lies if nobody says so: on a Mac there is a usual place, elsewhere there is none. */
export function usualFolder(platform: string, home = homedir()): string | null {
	return platform === "darwin" ? join(home, APPLE_FOLDER) : null;
}

/** The Python that ComfyUI's packages were installed for: that of an environment in its folder, or the machine's. */
export async function pythonOf(folder: string): Promise<string> {
	for (const environment of ["venv", ".venv"]) {
		const python = join(folder, environment, "bin", "python");
		const found = await access(python, constants.X_OK).then(
			() => true,
			() => false,
		);
		if (found) return python;
	}
	return "python3";
}

/**
 * What starts ComfyUI here: the command line that is set, or one that is made for this machine. The folder is known
 * wherever that has to be.
 */
export async function launchFrom(config: {
	COMFYUI_COMMAND: string | null;
	COMFYUI_DIR: string | null;
	COMFYUI_URL: URL;
	COMFYUI_FLAGS: readonly string[];
}): Promise<Launch> {
	const { COMFYUI_COMMAND: command, COMFYUI_DIR: folder, COMFYUI_URL: url, COMFYUI_FLAGS: flags } = config;
	if (command !== AUTO || folder === null) return { shell: command ?? "" };
	const { platform } = process;
	return launchOf({ folder, python: await pythonOf(folder), port: Number(url.port || 80), platform, flags });
}
