import { stat, statfs } from "node:fs/promises";
import { homedir } from "node:os";
import { join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { sleep } from "../process/clock.ts";
import { DownloadError, download, sha256Of } from "./download.ts";
import { type LockedFile, type ModelsLock, neededBy, pathOf } from "./lock.ts";

const USAGE = `The model files of the library: which there are, and how a machine gets them.

  list                 one line per file: path, size, licence, workflows
  fetch                fetches what is not there yet; goes on where it was interrupted
  check                reads what is there and says what is missing or another file

  --workflow ID        only what this workflow needs; may be given several times
  --to FOLDER          ComfyUI's models folder (default: models in COMFYUI_DIR, or MODELS_DIR)
  --dry-run            with fetch: says what would be fetched, and how much

Files whose licence has to be accepted need HF_TOKEN in the environment. Licences are those of the files' publishers;
some allow no commercial use.
`;

const GIB = 2 ** 30;
/** Between two lines about a file on its way; milliseconds. */
const TELL_MS = 2_000;
const LONGEST_PAUSE_MS = 60_000;

/** Carries out a command on these files. Results go to stdout, everything else to stderr. Resolves with the exit code. */
export async function models(lock: ModelsLock, args: string[], env: NodeJS.ProcessEnv): Promise<number> {
	try {
		const { values, positionals } = parseArgs({
			args,
			allowPositionals: true,
			options: {
				workflow: { type: "string", multiple: true, default: [] },
				to: { type: "string" },
				"dry-run": { type: "boolean", default: false },
				help: { type: "boolean", default: false },
			},
		});
		const [command, ...rest] = positionals;
		if (values.help || command === undefined || rest.length > 0) {
			process.stdout.write(USAGE);
			return values.help ? 0 : 2;
		}
		const files = neededBy(lock, values.workflow);
		if (command === "list") return list(files);
		const folder = resolve(values.to ?? env.MODELS_DIR ?? join(env.COMFYUI_DIR ?? homedir(), "models"));
		if (command === "fetch") return await fetchAll(files, folder, values["dry-run"], env.HF_TOKEN ?? null);
		if (command === "check") return await check(files, folder);
		throw new Error(`There is no command ${command}; --help lists them`);
	} catch (error) {
		process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
		return 2;
	}
}

function list(files: readonly LockedFile[]): number {
	for (const file of files)
		process.stdout.write(
			`${pathOf(file)}\t${sized(file.bytes)}\t${file.licence}\t${file.workflows.join(",")}\n`,
		);
	return 0;
}

async function fetchAll(
	files: readonly LockedFile[],
	folder: string,
	dry: boolean,
	token: string | null,
): Promise<number> {
	const missing = await whichAreMissing(files, folder);
	const known = missing.reduce((sum, { bytes }) => sum + (bytes ?? 0), 0);
	const unknown = missing.filter(({ bytes }) => bytes === null).length;
	say(
		`${missing.length} of ${files.length} files are missing in ${folder}: ${sized(known)}${unknown > 0 ? ` and ${unknown} of unknown size` : ""}`,
	);
	if (dry) {
		for (const file of missing) process.stdout.write(`${pathOf(file)}\t${file.url ?? "by hand"}\n`);
		return 0;
	}
	await roomFor(known, folder);
	let failed = 0;
	for (const [at, file] of missing.entries()) {
		const name = `${at + 1}/${missing.length} ${pathOf(file)}`;
		let toldAt = Date.now();
		try {
			const { bytes, sha256 } = await download(file, join(folder, file.folder, file.file), {
				token,
				fetch,
				pause: (tries, after) =>
					sleep(after === null ? Math.min(1_000 * 2 ** tries, LONGEST_PAUSE_MS) : after * 1_000),
				onProgress: (done, total) => {
					if (Date.now() - toldAt < TELL_MS) return;
					toldAt = Date.now();
					say(
						`${name}: ${sized(done)}${total === null ? "" : ` of ${sized(total)}, ${Math.floor((done / total) * 100)} %`}`,
					);
				},
			});
			say(`${name}: there, ${sized(bytes)}, SHA-256 ${sha256}${file.sha256 === null ? " (not locked)" : ""}`);
		} catch (error) {
			if (!(error instanceof DownloadError)) throw error;
			failed++;
			say(`${name}: ${error.message}`);
		}
	}
	return failed === 0 ? 0 : 1;
}

async function check(files: readonly LockedFile[], folder: string): Promise<number> {
	const missing = await whichAreMissing(files, folder);
	for (const file of missing) process.stdout.write(`missing\t${pathOf(file)}\n`);
	let bad = missing.length;
	for (const file of files.filter((one) => !missing.includes(one))) {
		const path = join(folder, file.folder, file.file);
		const { size } = await stat(path);
		const other =
			(file.bytes !== null && file.bytes !== size) ||
			(file.sha256 !== null && (await sha256Of(path)) !== file.sha256);
		if (other) bad++;
		const verdict = other ? "another file" : file.sha256 === null ? "not locked" : "good";
		process.stdout.write(`${verdict}\t${pathOf(file)}\n`);
	}
	return bad === 0 ? 0 : 1;
}

async function whichAreMissing(files: readonly LockedFile[], folder: string): Promise<LockedFile[]> {
	const there = await Promise.all(
		files.map((file) => stat(join(folder, file.folder, file.file)).catch(() => null)),
	);
	return files.filter((_, at) => there[at] === null);
}

async function roomFor(bytes: number, folder: string): Promise<void> {
	const room = await statfs(folder).catch(() => null);
	const free = room === null ? Number.POSITIVE_INFINITY : room.bavail * room.bsize;
	if (free < bytes)
		throw new Error(
			`${sized(bytes)} are to be fetched and ${sized(free)} are free in ${folder}; choose with --workflow`,
		);
}

function sized(bytes: number | null): string {
	return bytes === null ? "?" : `${(bytes / GIB).toFixed(2)} GiB`;
}

function say(line: string): void {
	process.stderr.write(`${line}\n`);
}
