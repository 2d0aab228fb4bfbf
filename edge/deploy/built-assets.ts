import { execFile } from "node:child_process";
import { createHash, randomUUID } from "node:crypto";
import { mkdir, readdir, readFile, rename, rm, stat, writeFile } from "node:fs/promises";
import path from "node:path";
import { promisify } from "node:util";

export const ROOT = path.resolve(import.meta.dirname, "../..");
/** The folder that `wrangler.toml` serves beside the Worker. */
export const ASSETS = path.join(ROOT, ".wrangler/assets");
/** Files of earlier builds stay so long, in milliseconds. */
const KEPT_MS = 24 * 60 * 60_000;

/** Something that is built of sources and served as files. */
export interface Built {
	/** Where it is served, and the folder it lies in. */
	name: string;
	/** Files and folders whose change asks for another build. */
	sources: readonly string[];
	/** Writes it into an empty folder. */
	build(folder: string): Promise<void>;
}

/** Builds into a folder's `<name>/`. It is built only where its sources have changed since. */
export async function makeBuilt(folder: string, { name, sources, build }: Built): Promise<void> {
	const hash = await hashOf(sources);
	// Beside the folder: what lies in it is served.
	const stamp = `${folder}-${name}.sha256`;
	if ((await readFile(stamp, "utf8").catch(() => "")) === hash) return;
	// Whoever else builds at this moment writes to a folder of their own.
	const fresh = `${folder}-${name}-${randomUUID()}`;
	await build(fresh);
	await place(fresh, path.join(folder, name));
	await writeFile(stamp, hash);
}

/** Runs a program of Node in the repository's folder, as a process of its own. */
export async function runProgram(program: string, ...args: string[]): Promise<void> {
	await promisify(execFile)(process.execPath, [path.join(ROOT, program), ...args], {
		cwd: ROOT,
		env: { ...process.env, NODE_ENV: "production" },
	});
}

/**
 * Moves the files of a build to where a running server may read: each by itself and the page last, so that whatever the
 * page of any moment names is there. Files of earlier builds have other names and stay for a day: somebody has that page
 * open. Two who do so at once bring the same files.
 */
async function place(fresh: string, folder: string): Promise<void> {
	const files = await filesIn(fresh);
	for (const file of files.toSorted((a, b) => Number(isPage(a)) - Number(isPage(b)))) {
		await mkdir(path.dirname(path.join(folder, file)), { recursive: true });
		await rename(path.join(fresh, file), path.join(folder, file));
	}
	await rm(fresh, { recursive: true, force: true });
	const old = Date.now() - KEPT_MS;
	for (const file of (await filesIn(folder)).filter((one) => !files.includes(one))) {
		const there = await stat(path.join(folder, file)).catch(() => null);
		if (there && there.mtimeMs < old) await rm(path.join(folder, file), { force: true });
	}
}

const isPage = (file: string) => file.endsWith(".html");

async function filesIn(folder: string): Promise<string[]> {
	const entries = await readdir(folder, { recursive: true, withFileTypes: true });
	return entries
		.filter((entry) => entry.isFile())
		.map((entry) => path.relative(folder, path.join(entry.parentPath, entry.name)));
}

async function hashOf(places: readonly string[]): Promise<string> {
	const hash = createHash("sha256");
	for (const place of places) {
		const files = await readdir(place, { recursive: true, withFileTypes: true }).catch(() => null);
		const names = files
			?.filter((file) => file.isFile())
			.map((file) => path.join(file.parentPath, file.name))
			.sort();
		for (const name of names ?? [place]) hash.update(path.relative(ROOT, name)).update(await readFile(name));
	}
	return hash.digest("hex");
}
