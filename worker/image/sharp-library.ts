import { execFile } from "node:child_process";
import { cp } from "node:fs/promises";
import path from "node:path";
import { promisify } from "node:util";
import manifest from "../../package.json" with { type: "json" };

const run = promisify(execFile);

/** `sharp` for Linux and x64, with what it needs: what npm installs there. */
const PACKAGES = [
	"sharp",
	"detect-libc",
	"semver",
	"@img/colour",
	"@img/sharp-linux-x64",
	"@img/sharp-libvips-linux-x64",
];

/**
 * Puts the library that makes thumbnails into a folder beside the worker, as a container imports it: what is installed
 * here where this is such a machine, else from the package registry. Without it a worker makes none.
 */
export async function copySharp(folder: string): Promise<void> {
	if (process.platform === "linux" && process.arch === "x64") {
		const here = path.resolve(import.meta.dirname, "../../node_modules");
		for (const name of PACKAGES)
			await cp(path.join(here, name), path.join(folder, "node_modules", name), { recursive: true });
		return;
	}
	const machine = ["--os=linux", "--cpu=x64", "--libc=glibc"];
	const quiet = ["--no-save", "--no-audit", "--no-fund", "--ignore-scripts"];
	const name = `sharp@${manifest.dependencies.sharp}`;
	await run("npm", ["install", "--prefix", folder, ...quiet, ...machine, name]);
}
