import { execFile } from "node:child_process";
import { createHash, randomUUID } from "node:crypto";
import { mkdir, readdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { promisify } from "node:util";

const ROOT = path.resolve(import.meta.dirname, "../..");
/** What the studio is made of: itself, what it reads of the contract, how it is built, and the versions of its packages. */
const SOURCES = ["edge/studio", "edge/contract", "edge/deploy/studio-assets.ts", "package.json"];

/**
 * Builds the studio into a folder's `studio/`, by default of what `wrangler.toml` serves beside the Worker. It is built
 * only where its sources have changed since.
 */
export async function makeStudioAssets(folder = path.join(ROOT, ".wrangler/assets")): Promise<void> {
	const hash = await hashOf(SOURCES.map((source) => path.join(ROOT, source)));
	// Beside the folder: what lies in it is served.
	const stamp = `${folder}-studio.sha256`;
	if ((await readFile(stamp, "utf8").catch(() => "")) === hash) return;
	// Whoever else builds at this moment writes to a folder of their own.
	const fresh = `${folder}-studio-${randomUUID()}`;
	await build(fresh);
	await replace(fresh, path.join(folder, "studio"));
	await writeFile(stamp, hash);
}

/** In a process of its own: within a test, React would be taken for one that is developed, and twice as large. */
async function build(folder: string): Promise<void> {
	const vite = path.join(ROOT, "node_modules/vite/bin/vite.js");
	const config = path.join(ROOT, "edge/studio/vite.config.ts");
	const args = ["build", "--config", config, "--outDir", folder, "--emptyOutDir", "--logLevel", "warn"];
	await promisify(execFile)(process.execPath, [vite, ...args], {
		cwd: ROOT,
		env: { ...process.env, NODE_ENV: "production" },
	});
}

/** Puts a folder in the place of another, which a running server may read: of two who do so at once, one is last. */
async function replace(fresh: string, place: string): Promise<void> {
	await mkdir(path.dirname(place), { recursive: true });
	const old = `${fresh}-old`;
	await rename(place, old).catch(() => {});
	try {
		await rename(fresh, place);
	} catch {
		// Somebody else was first, with the same files.
		await rm(fresh, { recursive: true, force: true });
	}
	await rm(old, { recursive: true, force: true });
}

async function hashOf(places: string[]): Promise<string> {
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
