import { readFileSync, statSync } from "node:fs";
import { basename, extname } from "node:path";
import type { OptionShape } from "../command-line/shape.ts";
import { CommandError } from "./command.ts";

/** Larger files are not read: films, mostly, that would fill the memory. */
const MAX_FILE_BYTES = 1024 ** 3;

export const jsonOption = { says: "as JSON" } as const satisfies OptionShape;

/** A result, on stdout. */
export function print(value: unknown): void {
	process.stdout.write(`${JSON.stringify(value, null, 2)}\n`);
}

/** A line for the person at the keyboard, on stderr. */
export function say(line: string): void {
	process.stderr.write(`${line}\n`);
}

/** The bytes of a file; of stdin where it is called `-`. */
export function readBytes(file: string): Uint8Array {
	try {
		if (file === "-") return readFileSync(0);
		if (statSync(file).size > MAX_FILE_BYTES)
			throw new CommandError("unreadable", `${file} is larger than ${MAX_FILE_BYTES / 1024 ** 3} GiB.`);
		return readFileSync(file);
	} catch (error) {
		if (error instanceof CommandError) throw error;
		const code = error instanceof Error && "code" in error ? String(error.code) : String(error);
		const why = { ENOENT: "there is no such file", EISDIR: "it is a folder", EACCES: "it may not be read" }[
			code
		];
		throw new CommandError("unreadable", `${file} cannot be read: ${why ?? code}.`, { cause: error });
	}
}

/** What a file is called, without folder and ending; `Imported workflow` for stdin. */
export function nameOf(file: string): string {
	return file === "-" ? "Imported workflow" : basename(file, extname(file)).replace(/\.(api|ui)$/, "");
}
