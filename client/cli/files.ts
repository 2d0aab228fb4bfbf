import { randomUUID } from "node:crypto";
import { constants } from "node:fs";
import { copyFile, link, mkdir, open, readdir, readFile, rename, rm, stat } from "node:fs/promises";
import path from "node:path";
import { CliError } from "./command.ts";

/** Errors of the file system, in words. */
const WORDS: Readonly<Record<string, string>> = {
	ENOENT: "there is no such file",
	EISDIR: "it is a folder",
	ENOTDIR: "part of its path is a file, not a folder",
	EEXIST: "there is a file of that name",
	EACCES: "it is not allowed",
	EPERM: "it is not allowed",
	EROFS: "the disk is read-only",
	ENOSPC: "the disk is full",
};

export function codeOf(error: unknown): string {
	return error instanceof Error && "code" in error ? String(error.code) : "";
}

function failed(what: string, file: string, error: unknown): CliError {
	const why = WORDS[codeOf(error)] ?? (error instanceof Error ? error.message : String(error));
	return new CliError("files", `${file} cannot be ${what}: ${why}`, { cause: error });
}

/** A file that could not be read, in words. */
export function unreadable(file: string, error: unknown): CliError {
	return failed("read", file, error);
}

/** Larger files are none of a page; what is no file at all, such as a device, may never end. */
const MOST_BYTES = 100_000_000;

/** The bytes of a file. @throws CliError `files` */
export async function read(file: string): Promise<Uint8Array<ArrayBuffer>> {
	try {
		return await bytesOf(file);
	} catch (error) {
		throw failed("read", file, error);
	}
}

/** The same where it may be missing: then null. */
export async function readIfThere(file: string): Promise<Uint8Array<ArrayBuffer> | null> {
	try {
		return await bytesOf(file);
	} catch (error) {
		if (codeOf(error) === "ENOENT") return null;
		throw failed("read", file, error);
	}
}

async function bytesOf(file: string): Promise<Uint8Array<ArrayBuffer>> {
	const found = await stat(file);
	if (found.isDirectory()) throw new Error("it is a folder");
	if (!found.isFile()) throw new Error("it is no ordinary file");
	if (found.size > MOST_BYTES) throw new Error(`it has ${found.size} bytes; at most ${MOST_BYTES} are read`);
	return new Uint8Array(await readFile(file));
}

/** Makes folders below one that is there, each in the one before; answers with the last. @throws CliError `files` */
export async function makeFolders(base: string, names: readonly string[]): Promise<string> {
	let folder = base;
	if (!(await stat(base).catch(() => null))?.isDirectory())
		throw new CliError("files", `there is no folder ${base}: make it, or name another one`);
	// One by one: where nothing can be made, Node's own way of making several may never end.
	for (const name of names) {
		folder = path.join(folder, name);
		try {
			await mkdir(folder);
		} catch (error) {
			if (codeOf(error) !== "EEXIST") throw failed("made", folder, error);
		}
	}
	return folder;
}

/** Names of what lies in a folder. @throws CliError `files` */
export async function list(folder: string): Promise<string[]> {
	try {
		return await readdir(folder);
	} catch (error) {
		throw failed("read", folder, error);
	}
}

/** Writes a file under a name that nobody has, whole, so that another name can be given to it. */
async function temporary(file: string, bytes: Uint8Array | string): Promise<string> {
	const temp = path.join(path.dirname(file), `.${path.basename(file)}.${randomUUID()}.tmp`);
	const handle = await open(temp, "wx");
	try {
		await handle.writeFile(bytes);
		// A name that outlives a power cut must not lead to nothing.
		await handle.sync();
	} catch (error) {
		await rm(temp, { force: true });
		throw error;
	} finally {
		await handle.close();
	}
	return temp;
}

/**
 * Makes a file that is not there yet, whole or not at all. False where one of that name is there, whatever is in it.
 * @throws CliError `files`
 */
export async function create(file: string, bytes: Uint8Array | string): Promise<boolean> {
	let temp: string | null = null;
	try {
		temp = await temporary(file, bytes);
		await nameIt(temp, file);
		return true;
	} catch (error) {
		if (codeOf(error) === "EEXIST") return false;
		throw failed("written", file, error);
	} finally {
		if (temp !== null) await rm(temp, { force: true });
	}
}

/** A second name fails where the name is taken; renaming would not. Some disks know no second names. */
async function nameIt(temp: string, file: string): Promise<void> {
	try {
		await link(temp, file);
	} catch (error) {
		if (!["EPERM", "ENOTSUP", "ENOSYS", "EOPNOTSUPP"].includes(codeOf(error))) throw error;
		await copyFile(temp, file, constants.COPYFILE_EXCL);
	}
}

/** Puts other bytes into a file, all at once. @throws CliError `files` */
export async function replace(file: string, bytes: Uint8Array | string): Promise<void> {
	let temp: string | null = null;
	try {
		temp = await temporary(file, bytes);
		await rename(temp, file);
	} catch (error) {
		if (temp !== null) await rm(temp, { force: true });
		throw failed("written", file, error);
	}
}

export async function remove(file: string): Promise<void> {
	await rm(file, { force: true });
}
