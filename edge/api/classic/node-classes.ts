import { isRecord } from "../../../workflows/object-info/read.ts";
import type { OutputKind } from "../../contract/assets/assets.ts";

/** An upload of the account, as inputs offer it. */
export interface Offered {
	filename: string;
	kind: OutputKind;
}

/** By what an input takes: the flag that ComfyUI has for it. */
const FLAGS: Partial<Record<string, OutputKind>> = {
	image_upload: "image",
	video_upload: "video",
	audio_upload: "audio",
};

/**
 * A node class as an account sees it: inputs that read an uploaded file offer the uploads of the account, in place of
 * what happens to lie on the worker, which is nobody's to see. Everything else is as ComfyUI said it. Pure; what is no
 * class stays as it is.
 *
 * @param fileInputs names of the inputs that are known to read an uploaded file; those that ComfyUI marks do as well
 */
export function withUploads(
	info: unknown,
	fileInputs: readonly string[],
	uploads: readonly Offered[],
): unknown {
	if (!isRecord(info) || !isRecord(info.input)) return info;
	return { ...info, input: withinGroups(info.input, fileInputs, uploads, 0) };
}

/** The inputs of a class, or of a choice of one of its inputs, by group. */
function withinGroups(
	groups: Record<string, unknown>,
	fileInputs: readonly string[],
	uploads: readonly Offered[],
	depth: number,
): Record<string, unknown> {
	const changed = (name: string, spec: unknown): unknown => {
		if (!Array.isArray(spec)) return spec;
		const options: unknown = spec[1];
		if (fileInputs.includes(name) || flagsOf(options).length > 0) return offering(spec, uploads);
		if (
			spec[0] !== "COMFY_DYNAMICCOMBO_V3" ||
			!isRecord(options) ||
			!Array.isArray(options.options) ||
			depth > 4
		)
			return spec;
		const choices = options.options.map((choice: unknown) =>
			isRecord(choice) && isRecord(choice.inputs)
				? { ...choice, inputs: withinGroups(choice.inputs, fileInputs, uploads, depth + 1) }
				: choice,
		);
		return [spec[0], { ...options, options: choices }];
	};
	return Object.fromEntries(
		Object.entries(groups).map(([group, specs]) => [
			group,
			isRecord(specs)
				? Object.fromEntries(Object.entries(specs).map(([name, spec]) => [name, changed(name, spec)]))
				: specs,
		]),
	);
}

/** What an input is said to take: ComfyUI marks those that read an uploaded file. */
function flagsOf(options: unknown): string[] {
	if (!isRecord(options)) return [];
	return Object.keys(options).filter((name) => name.endsWith("_upload") && options[name] === true);
}

function offering(spec: readonly unknown[], uploads: readonly Offered[]): unknown {
	const [type, options, ...rest] = spec;
	const kind = flagsOf(options)
		.map((name) => FLAGS[name])
		.find((found) => found !== undefined);
	const names = uploads.filter((one) => kind === undefined || one.kind === kind).map((one) => one.filename);
	const unique = [...new Set(names)];
	if (Array.isArray(type)) return [unique, ...(options === undefined ? [] : [options]), ...rest];
	if (type !== "COMBO" || !isRecord(options)) return spec;
	return [type, { ...options, options: unique }, ...rest];
}

/** All classes of these answers to `GET /object_info`; of a class that several have, the first one's. Pure. */
export function allClasses(infos: readonly unknown[]): Record<string, unknown> {
	return Object.fromEntries(infos.filter(isRecord).toReversed().flatMap(Object.entries));
}

/** JSON with every digit of integers that no double holds, and null in place of NaN, which only Python reads. Pure. */
export function exactJson(value: unknown): string {
	return JSON.stringify(value, (_key, item: unknown) =>
		typeof item === "bigint" ? raw(String(item)) : item,
	);
}

/** TypeScript's library does not know it yet. */
const raw = (JSON as unknown as { rawJSON(text: string): unknown }).rawJSON;
