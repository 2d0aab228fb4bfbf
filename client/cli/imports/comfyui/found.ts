import { fileInputsOf, fileKindOf } from "../../../../workflows/plan/file-inputs.ts";

/** A file of a ComfyUI, as its history and its graphs name it. */
export interface FileName {
	filename: string;
	/** With slashes; empty: the folder itself. */
	subfolder: string;
	/** The folder it lies in. */
	type: "output" | "input" | "temp";
}

/** Something that a ComfyUI ran, which can come over. */
export interface Found {
	/** What it is called where it is, for people. */
	label: string;
	graph: Record<string, unknown>;
	outputs: { file: FileName; node: string | null }[];
	/** Files that it read, by `<node>.<input>`. */
	inputs: Record<string, FileName>;
	/** Milliseconds since 1970; null: nobody wrote it down. */
	created: number | null;
	finished: number | null;
}

/** What cannot come over, and why. */
export interface Passed {
	label: string;
	why: string;
}

/** Where it comes from. */
export interface Source {
	/** What it is called, for people. */
	name: string;
	/** Everything there is, the oldest first. @throws CliError where it cannot be read at all */
	all(): AsyncGenerator<Found | Passed>;
	/** The bytes of a file; null: it is not there. */
	bytes(file: FileName): Promise<Uint8Array<ArrayBuffer> | null>;
}

export const isObject = (value: unknown): value is Record<string, unknown> =>
	typeof value === "object" && value !== null && !Array.isArray(value);

/** A file by what names it; null where the name leads out of its folder. Pure. */
export function fileNamed(filename: string, subfolder: string, type: FileName["type"]): FileName | null {
	const path = [...subfolder.split("/"), ...filename.split("/")].filter((part) => part !== "");
	const name = path.pop();
	const leads = /^\/|\\|\0|^[A-Za-z]:/.test(`${subfolder}${filename}`) || filename.startsWith("/");
	if (name === undefined || leads || [name, ...path].some((part) => part === ".." || part === "."))
		return null;
	return { filename: name, subfolder: path.join("/"), type };
}

/** Files that a graph reads, by `<node>.<input>`, as ComfyUI's loaders write them: `dogs/rex.png [output]`. Pure. */
export function filesRead(graph: Record<string, unknown>): Record<string, FileName> {
	const found: Record<string, FileName> = {};
	for (const [id, node] of Object.entries(graph)) {
		if (!isObject(node) || typeof node.class_type !== "string" || !isObject(node.inputs)) continue;
		for (const input of fileInputsOf(node.class_type, null)) {
			const value = node.inputs[input];
			if (typeof value !== "string" || fileKindOf(node.class_type, input) === null) continue;
			const [, name = "", where = "input"] = /^(.*?)(?: \[(output|input|temp)\])?$/s.exec(value) ?? [];
			const file = fileNamed(name, "", where === "output" || where === "temp" ? where : "input");
			if (file !== null) found[`${id}.${input}`] = file;
		}
	}
	return found;
}
