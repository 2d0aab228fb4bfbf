import { guess } from "../../../workflows/media/kinds.ts";
import type { DarkroomClient } from "../../client.ts";
import { CliError } from "../command.ts";
import { read } from "../files.ts";
import { uploadShown } from "../uploading.ts";

/** What a request is given on the command line. Paths are absolute. */
export interface Given {
	/** A JSON file with parameters. */
	file: string | null;
	/** `name=value` each; these count before those of the file. */
	sets: readonly string[];
	/** `name=path` each: files to upload. */
	files: readonly (readonly [name: string, file: string])[];
}

/** An object as JSON from a file. @throws CliError `files` */
export async function readObject(file: string): Promise<Record<string, unknown>> {
	const bytes = await read(file);
	const media = guess(bytes);
	if (media !== null)
		throw new CliError(
			"files",
			`${file} is ${media.content_type}, no JSON: darkroom workflows convert takes the graph out of a picture`,
		);
	try {
		const value: unknown = JSON.parse(new TextDecoder().decode(bytes));
		if (isObject(value)) return value;
	} catch (error) {
		// What is no text is not for a terminal.
		const why = (error instanceof Error ? error.message : String(error)).replaceAll(/[\p{Cc}\uFFFD]+/gu, "?");
		throw new CliError("files", `${file} is no JSON: ${why}`, { cause: error });
	}
	throw new CliError("files", `${file} holds no JSON object`);
}

/** Parameters, but for files that have to be uploaded. @throws CliError */
export async function readParameters({ file, sets }: Given): Promise<Record<string, unknown>> {
	const own = Object.fromEntries(sets.map(assigned));
	return { ...(file === null ? {} : await readObject(file)), ...own };
}

/** Uploads files and answers with their ids by parameter, as a list where the parameter takes one. */
export async function uploadFiles(
	client: DarkroomClient,
	{ files }: Given,
	schema: Record<string, unknown>,
): Promise<Record<string, unknown>> {
	const ids = new Map<string, string[]>();
	for (const [name, file] of files) {
		const { id } = await uploadShown(client, file);
		ids.set(name, [...(ids.get(name) ?? []), id]);
	}
	return Object.fromEntries(
		[...ids].map(([name, list]) => [name, takesList(schema, name) || list.length > 1 ? list : list[0]]),
	);
}

/** `seed=7`: JSON where the value is some, else the text as it stands. @throws CliError `usage` */
export function assigned(text: string): [name: string, value: unknown] {
	const [name, value] = split(text, "--set", "value");
	try {
		return [name, JSON.parse(value)];
	} catch {
		return [name, value];
	}
}

/** `name=…` in its two parts. @throws CliError `usage` */
export function split(text: string, option: string, what: string): [name: string, rest: string] {
	const at = text.indexOf("=");
	if (at > 0) return [text.slice(0, at), text.slice(at + 1)];
	throw new CliError("usage", `${option} takes <name>=<${what}>; you gave ${JSON.stringify(text)}`);
}

function takesList(schema: Record<string, unknown>, name: string): boolean {
	const { properties } = schema;
	const property = isObject(properties) ? properties[name] : undefined;
	return isObject(property) && property.type === "array";
}

function isObject(value: unknown): value is Record<string, unknown> {
	return typeof value === "object" && value !== null && !Array.isArray(value);
}
