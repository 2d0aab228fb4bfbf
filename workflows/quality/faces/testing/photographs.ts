import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdir, mkdtemp, readdir, rename, rm } from "node:fs/promises";
import path from "node:path";
import { promisify } from "node:util";

const run = promisify(execFile);

/** The source package of `face_recognition` holds photographs of two men for its own tests. They are not copied here. */
const PACKAGE = "face_recognition==1.3.0";
const INSIDE = "face_recognition-1.3.0/tests/test_images";
const KEPT = path.resolve(import.meta.dirname, "../../../../.wrangler/photographs/face_recognition-1.3.0");

/** Photographs of one man, the first three, and of another one. */
export interface Photographs {
	same: [string, string, string];
	other: string;
}

/**
 * Photographs that a package of PyPI ships, fetched with pip once and kept in `.wrangler`. Null where this machine has
 * no pip or does not reach its index.
 */
export async function photographs(): Promise<Photographs | null> {
	const at = (name: string) => path.join(KEPT, name);
	const found = {
		same: [at("obama.jpg"), at("obama2.jpg"), at("obama3.jpg")],
		other: at("biden.jpg"),
	} as const;
	if (existsSync(found.other)) return { ...found, same: [...found.same] };
	await mkdir(path.dirname(KEPT), { recursive: true });
	const folder = await mkdtemp(path.join(path.dirname(KEPT), "fetching-"));
	try {
		const quiet = ["--quiet", "--disable-pip-version-check", "--retries", "1", "--timeout", "15"];
		const source = ["--no-deps", "--no-binary", ":all:", "--dest", folder];
		await run("python3", ["-m", "pip", "download", ...quiet, ...source, PACKAGE], { timeout: 60_000 });
		const [archive = ""] = await readdir(folder);
		await run("tar", ["-xzf", path.join(folder, archive), "-C", folder, INSIDE]);
		await rename(path.join(folder, INSIDE), KEPT).catch(() => undefined);
	} catch {
		return null;
	} finally {
		await rm(folder, { recursive: true, force: true });
	}
	return existsSync(found.other) ? { ...found, same: [...found.same] } : null;
}
