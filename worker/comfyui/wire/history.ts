import * as z from "zod";
import { type ExecutionError, executionErrorSchema } from "./frames.ts";

const statusSchema = z.object({
	status_str: z.string().nullish(),
	completed: z.boolean().nullish(),
	messages: z.array(z.tuple([z.string(), z.unknown()]).rest(z.unknown())).catch([]),
});

/** One entry of `/history`. */
export const historyEntrySchema = z.object({
	outputs: z.record(z.string(), z.unknown()).catch({}),
	status: statusSchema.nullish(),
	/** For nodes that were made while the prompt ran: the node of the graph they belong to. */
	meta: z
		.record(z.string(), z.object({ display_node: z.string().nullish() }))
		.nullish()
		.catch(null),
});
export type HistoryEntry = z.infer<typeof historyEntrySchema>;

/** How a prompt ended. Times are ComfyUI's clock in milliseconds. */
export type Verdict = {
	startedAt: number | null;
	endedAt: number | null;
} & ({ result: "success" } | { result: "error"; error: ExecutionError } | { result: "interrupted" });

const eventSchema = z.object({ timestamp: z.number().nullish() });

/**
 * How a prompt ended, by the last terminal message of its entry. `status_str` is no help: an interrupted
 * prompt says "error", and one that died of a cycle at run time says "success". Null: the entry has no end.
 */
export function verdictOf(entry: HistoryEntry): Verdict | null {
	let startedAt: number | null = null;
	let verdict: Verdict | null = null;
	for (const [name, data] of entry.status?.messages ?? []) {
		const endedAt = eventSchema.safeParse(data).data?.timestamp ?? null;
		if (name === "execution_start") startedAt = endedAt;
		else if (name === "execution_success") verdict = { result: "success", startedAt, endedAt };
		else if (name === "execution_interrupted") verdict = { result: "interrupted", startedAt, endedAt };
		else if (name === "execution_error") {
			const error = executionErrorSchema.safeParse(data).data ?? {};
			// A blocked branch is announced like an error, but the prompt goes on.
			if (!isBlocked(error)) verdict = { result: "error", error, startedAt, endedAt };
		}
	}
	if (verdict !== null || !entry.status) return verdict;
	if (entry.status.completed === true) return { result: "success", startedAt, endedAt: null };
	return entry.status.status_str === "error"
		? { result: "error", error: {}, startedAt, endedAt: null }
		: null;
}

/** True for the `execution_error` that an ExecutionBlocker causes: a branch ends, the prompt does not. */
export function isBlocked(error: ExecutionError): boolean {
	return /(^|\.)ExecutionBlocked$/.test(error.exception_type ?? "");
}

/** Milliseconds the executor worked on the prompt. 0 where ComfyUI did not say. */
export function gpuMsOf(verdict: Verdict): number {
	if (verdict.startedAt === null || verdict.endedAt === null) return 0;
	return Math.max(0, Math.round(verdict.endedAt - verdict.startedAt));
}

/** The nodes whose results this prompt took from ComfyUI's cache: they did not run, and wrote nothing. */
export function cachedNodes(entry: HistoryEntry): ReadonlySet<string> {
	const cached = (entry.status?.messages ?? []).flatMap(([name, data]) =>
		name === "execution_cached" ? (cachedSchema.safeParse(data).data?.nodes ?? []) : [],
	);
	return new Set(cached.flatMap((id) => [id, entry.meta?.[id]?.display_node ?? id]));
}

const cachedSchema = z.object({ nodes: z.array(z.string()) });

/** A file as ComfyUI names it: in a folder below the one that its type tells. */
export interface NamedFile {
	filename: string;
	subfolder: string;
	type: string;
}

/** Every file that a node names, of whatever type: outputs, previews, and what it merely shows. */
export function namedFiles(entry: HistoryEntry): { node: string; file: NamedFile }[] {
	return Object.entries(entry.outputs).flatMap(([id, ui]) => {
		const node = entry.meta?.[id]?.display_node ?? id;
		const lists = typeof ui === "object" && ui !== null ? Object.values(ui) : [];
		return lists.flatMap((list) =>
			(Array.isArray(list) ? list : []).flatMap((item) => {
				const { data } = fileSchema.safeParse(item);
				if (data === undefined) return [];
				const { filename, subfolder, type } = data;
				return [{ node, file: { filename, subfolder: subfolder ?? "", type: type ?? "output" } }];
			}),
		);
	});
}

export type FoundKind = "image" | "video" | "audio" | "text" | "latent" | "file";

/** Something a node left: a file to be fetched by `/view`, or a text that is nowhere but in the history. */
export type FoundOutput = { node: string; kind: FoundKind; animated: boolean; contentType: string } & (
	| {
			file: NamedFile;
			/**
			 * Set where ComfyUI did not name the file but the worker did, before it ran: the name to deliver it
			 * under. If such a file is not there, running the graph again does not bring it.
			 */
			deliveredAs?: string;
	  }
	| { text: string; filename: string }
);

const fileSchema = z.object({
	filename: z.string().min(1),
	subfolder: z.string().nullish(),
	type: z.string().nullish(),
	format: z.string().nullish(),
});

/**
 * Every output in a history entry, in the order of the entry. A file is any object with a `filename` in any
 * list of a node (`images`, `gifs`, `audio`, `3d`, ...; video arrives under `images`). Files of type `temp`
 * are previews and `input` are somebody's own: neither is an output.
 */
export function collectOutputs(entry: HistoryEntry): FoundOutput[] {
	return Object.entries(entry.outputs).flatMap(([id, ui]): FoundOutput[] => {
		const node = entry.meta?.[id]?.display_node ?? id;
		if (typeof ui !== "object" || ui === null) return [];
		const animated =
			"animated" in ui && Array.isArray(ui.animated) && ui.animated.some((flag) => flag === true);
		const files = Object.entries(ui).flatMap(([key, list]) =>
			Array.isArray(list) ? list.flatMap((item) => fileOf(node, key, item, animated)) : [],
		);
		const texts = "text" in ui && Array.isArray(ui.text) ? ui.text.filter((t) => typeof t === "string") : [];
		// A node that saves its text lists the file as well.
		if (texts.length === 0 || files.some((file) => file.kind === "text")) return files;
		return [...files, textOf(node, texts.join("\n"))];
	});
}

function textOf(node: string, text: string): FoundOutput {
	const filename = `${node.replace(/[^\w-]/g, "_")}.txt`;
	return { node, kind: "text", animated: false, contentType: "text/plain; charset=utf-8", text, filename };
}

function fileOf(node: string, key: string, item: unknown, animated: boolean): FoundOutput[] {
	const parsed = fileSchema.safeParse(item);
	if (!parsed.success) return [];
	const { filename, subfolder, format } = parsed.data;
	const type = parsed.data.type ?? "output";
	if (type !== "output") return [];
	const extension = /\.([A-Za-z0-9]+)$/.exec(filename)?.[1]?.toLowerCase() ?? "";
	const known = TYPES[extension];
	const kind = known?.[0] ?? KEYS[key] ?? (format?.startsWith("video/") ? "video" : "file");
	return [
		{
			node,
			kind,
			animated: animated || extension === "gif",
			contentType: known?.[1] ?? "application/octet-stream",
			file: { filename, subfolder: subfolder ?? "", type },
		},
	];
}

const KEYS: Record<string, FoundKind> = { images: "image", gifs: "video", audio: "audio", latents: "latent" };

const TYPES: Record<string, [FoundKind, string]> = {
	png: ["image", "image/png"],
	apng: ["image", "image/apng"],
	jpg: ["image", "image/jpeg"],
	jpeg: ["image", "image/jpeg"],
	webp: ["image", "image/webp"],
	gif: ["image", "image/gif"],
	avif: ["image", "image/avif"],
	svg: ["image", "image/svg+xml"],
	exr: ["image", "image/x-exr"],
	tif: ["image", "image/tiff"],
	tiff: ["image", "image/tiff"],
	mp4: ["video", "video/mp4"],
	m4v: ["video", "video/mp4"],
	webm: ["video", "video/webm"],
	mov: ["video", "video/quicktime"],
	mkv: ["video", "video/x-matroska"],
	flac: ["audio", "audio/flac"],
	mp3: ["audio", "audio/mpeg"],
	wav: ["audio", "audio/wav"],
	opus: ["audio", "audio/ogg"],
	ogg: ["audio", "audio/ogg"],
	m4a: ["audio", "audio/mp4"],
	txt: ["text", "text/plain; charset=utf-8"],
	md: ["text", "text/markdown; charset=utf-8"],
	srt: ["text", "application/x-subrip"],
	yaml: ["text", "application/yaml"],
	json: ["text", "application/json"],
	csv: ["text", "text/csv"],
	latent: ["latent", "application/octet-stream"],
	glb: ["file", "model/gltf-binary"],
	gltf: ["file", "model/gltf+json"],
};
