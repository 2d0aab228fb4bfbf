import { execFile } from "node:child_process";
import { copyFile, cp, mkdir, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { promisify } from "node:util";
import { bundleProgram } from "../../workflows/bundle/program.ts";
import type { ModelsLock } from "../models/lock.ts";
import { copyFaces } from "./face-packages.ts";
import { extraModelPaths } from "./model-paths.ts";
import type { Pinned } from "./nodes-lock.ts";
import { copySharp } from "./sharp-library.ts";

const run = promisify(execFile);

export interface ContextParts {
	comfyui: Pinned;
	nodes: readonly Pinned[];
	models: ModelsLock;
	/** Where the models lie in a container, mostly on a volume. */
	volume: string;
	/** Checkouts that are there already, by name; nothing is fetched for these. */
	local: ReadonlyMap<string, string>;
	/** The program that containers run: Node for linux-x64. */
	node: string;
	say(line: string): void;
}

/** Writes everything that `worker/Dockerfile` copies into a folder, which is emptied first. */
export async function writeContext(folder: string, parts: ContextParts): Promise<void> {
	const { comfyui, nodes, models, volume, local, node, say } = parts;
	await rm(folder, { recursive: true, force: true });
	await mkdir(path.join(folder, "nodes"), { recursive: true });
	const worker = path.resolve(import.meta.dirname, "..");
	say("bundling the worker");
	await bundleProgram(path.join(worker, "main.ts"), folder, "worker", "beside");
	const examine = path.resolve(worker, "../workflows/quality/examine/main.ts");
	await bundleProgram(examine, folder, "examine", "beside");
	await copySharp(folder);
	await copyFaces(folder);
	await bundleProgram(path.join(worker, "models/main.ts"), folder, "models");
	await copyFile(node, path.join(folder, "node"));
	await writeFile(path.join(folder, "extra_model_paths.yaml"), extraModelPaths(models.files, volume));
	for (const pinned of [comfyui, ...nodes]) {
		const to = path.join(folder, pinned === comfyui ? "comfyui" : path.join("nodes", pinned.name));
		const here = local.get(pinned.name);
		if (here !== undefined) await cp(here, to, { recursive: true, filter: (from) => !isGit(from) });
		else {
			say(`${pinned.name} at ${pinned.commit.slice(0, 7)} from ${pinned.source}`);
			await checkOut(pinned, to);
		}
	}
}

/** One commit of a repository, without its history. */
async function checkOut({ source, commit }: Pinned, to: string): Promise<void> {
	await mkdir(to, { recursive: true });
	const git = (...args: string[]) => run("git", ["-C", to, ...args]);
	await git("init", "--quiet");
	await git("fetch", "--quiet", "--depth", "1", "--", source, commit);
	await git("-c", "advice.detachedHead=false", "checkout", "--quiet", commit);
	await rm(path.join(to, ".git"), { recursive: true, force: true });
}

function isGit(file: string): boolean {
	return path.basename(file) === ".git";
}
