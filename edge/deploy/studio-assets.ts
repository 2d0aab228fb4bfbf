import { execFile } from "node:child_process";
import { createHash, randomUUID } from "node:crypto";
import { mkdir, readdir, readFile, rename, rm, stat, writeFile } from "node:fs/promises";
import path from "node:path";
import { promisify } from "node:util";

const ROOT = path.resolve(import.meta.dirname, "../..");
/** What the studio is made of: itself, what it reads of the contract, how it is built, and the versions of its packages. */
const SOURCES = ["edge/studio", "edge/contract", "edge/deploy/studio-assets.ts", "package.json"];
/** Files of earlier builds stay so long, in milliseconds. */
const KEPT_MS = 24 * 60 * 60_000;

/**
 * Builds the studio into a folder's `studio/`, by default of what `wrangler.toml` serves beside the Worker. It is built
 * only where its sources have changed since.
 */
export async function makeStudioAssets(
	folder = path.join(ROOT, ".wrangler/assets"),
	{ sources = SOURCES.map((source) => path.join(ROOT, source)), build = buildStudio } = {},
): Promise<void> {
	const hash = await hashOf(sources);
	// Beside the folder: what lies in it is served.
	const stamp = `${folder}-studio.sha256`;
	if ((await readFile(stamp, "utf8").catch(() => "")) === hash) return;
	// Whoever else builds at this moment writes to a folder of their own.
	const fresh = `${folder}-studio-${randomUUID()}`;
	await build(fresh);
	await place(fresh, path.join(folder, "studio"));
	await writeFile(stamp, hash);
}

/** In a process of its own: within a test, React would be taken for one that is developed, and twice as large. */
async function buildStudio(folder: string): Promise<void> {
	const vite = path.join(ROOT, "node_modules/vite/bin/vite.js");
	const config = path.join(ROOT, "edge/studio/vite.config.ts");
	const args = ["build", "--config", config, "--outDir", folder, "--emptyOutDir", "--logLevel", "warn"];
	await promisify(execFile)(process.execPath, [vite, ...args], {
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
