import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import path from "node:path";

const root = path.resolve(import.meta.dirname, "../..");

export interface Source {
	/** From the root of the repository. */
	file: string;
	text: string;
}

let read: readonly Source[] | undefined;

/** Every program of the repository, tracked and new, as it stood when it was first asked for. */
export function sources(): readonly Source[] {
	read ??= execFileSync("git", ["ls-files", "-co", "--exclude-standard", "*.ts", "*.tsx", "*.mjs"], {
		cwd: root,
		encoding: "utf8",
	})
		.split("\n")
		.filter((file) => file !== "" && existsSync(path.join(root, file)))
		.map((file) => ({ file, text: readFileSync(path.join(root, file), "utf8") }));
	return read;
}

/** Tests and their helpers may look at anything from anywhere. */
export const isProduct = (file: string) => !/\.test\.ts$|(^|\/)testing(\/|\.)|vitest/.test(file);

/** The file that a relative import leads to, from the root; a package stays what it is called. */
export function importedBy(file: string, specifier: string): string {
	return specifier.startsWith(".") ? path.join(path.dirname(file), specifier) : specifier;
}
