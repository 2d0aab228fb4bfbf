import type { OutputKind } from "../../../edge/contract/assets/assets.ts";
import { MAX_OUTPUTS } from "../../../edge/contract/workers/workers.ts";
import { AttemptFailed } from "../../attempt/errors.ts";
import { failure } from "../../comfyui/wire/errors.ts";
import type { ExecutionError } from "../../comfyui/wire/frames.ts";
import {
	cachedNodes,
	collectOutputs,
	type FoundOutput,
	type HistoryEntry,
	type NamedFile,
	namedFiles,
} from "../../comfyui/wire/history.ts";

export interface Declared {
	name: string;
	node: string;
	kind: OutputKind;
}

/**
 * The outputs of a finished prompt, `weights` that no history names included, in the order in which they are
 * delivered: the declared ones as they were declared, then the others by node, whatever the order in which
 * ComfyUI ran them. Pure.
 *
 * Throws AttemptFailed: `missing_output` where a declared one is not among them, because a prompt may succeed
 * and leave nothing where a blocker ended its branch; what ComfyUI said of that (`blocked`) is told.
 * `too_many_outputs` for more than a completion may list.
 */
export function expectedOutputs(
	entry: HistoryEntry,
	declared: readonly Declared[],
	weights: readonly FoundOutput[],
	blocked: readonly ExecutionError[] = [],
): FoundOutput[] {
	const found = inOrder([...collectOutputs(entry), ...weights], declared);
	const there = new Set(found.map((output) => output.node));
	const missing = declared.filter((output) => !there.has(output.node));
	const [first] = missing;
	const [blocker] = blocked;
	const why = blocked.map((error) => `\nnode ${nameOf(error)}: ${textOf(error)}`).join("");
	if (first !== undefined) {
		const names = missing.map((output) => `${output.name} (node ${output.node})`).join(", ");
		const message = `ComfyUI reports success, but these outputs are missing: ${names}${why}`;
		throw new AttemptFailed(failure("missing_output", message, first.node));
	}
	if (found.length === 0) {
		const message = `ComfyUI reports success, but the graph left no output${why}`;
		const { node_id = null, node_type = null } = blocker ?? {};
		throw new AttemptFailed(failure("missing_output", message, node_id, node_type));
	}
	if (found.length > MAX_OUTPUTS) throw new AttemptFailed(tooMany(found));
	return found;
}

/** What a completion says of branches that did not run. */
export function blockedBranches(
	blocked: readonly ExecutionError[],
): { node: string; class_type: string | null; message: string }[] {
	return blocked.slice(0, 20).map((error) => ({
		node: (error.node_id ?? "").slice(0, 200),
		class_type: error.node_type?.slice(0, 200) ?? null,
		message: textOf(error).slice(0, 500),
	}));
}

function tooMany(found: readonly FoundOutput[]) {
	const counts = new Map<string, number>();
	for (const { node } of found) counts.set(node, (counts.get(node) ?? 0) + 1);
	const [most = ["", 0]] = [...counts].sort(([, a], [, b]) => b - a);
	const [node, count] = most;
	const message = `the graph left ${found.length} outputs, ${count} of them by node ${node}; at most ${MAX_OUTPUTS} are taken. Ask for fewer at a time, or save them as one film.`;
	return failure("too_many_outputs", message, node);
}

function textOf(error: ExecutionError): string {
	// ComfyUI begins all of them with these words.
	const text = (error.exception_message ?? "").replace(/^Execution Blocked:\s*/i, "").trim();
	return failure("missing_output", text || "its execution was blocked").message;
}

function nameOf({ node_id, node_type }: ExecutionError): string {
	return `${node_id ?? "?"}${node_type ? ` (${node_type})` : ""}`;
}

const byNumber = new Intl.Collator("en", { numeric: true });

function inOrder(found: readonly FoundOutput[], declared: readonly Declared[]): FoundOutput[] {
	const place = (output: FoundOutput) => {
		const at = declared.findIndex(({ node }) => node === output.node);
		return at < 0 ? declared.length : at;
	};
	// A sort keeps the order of what a node itself has listed.
	return found.toSorted((a, b) => place(a) - place(b) || byNumber.compare(a.node, b.node));
}

/** Where and when an attempt's run wrote. Times are ComfyUI's clock in milliseconds. */
export interface Origin {
	/** The attempt's folder within ComfyUI's folders. */
	folder: string;
	/** Nodes that did not run. */
	cached: ReadonlySet<string>;
	startedAt: number | null;
	endedAt: number | null;
}

export function originOf(
	entry: HistoryEntry,
	folder: string,
	verdict: { startedAt: number | null; endedAt: number | null } | null,
): Origin {
	const { startedAt = null, endedAt = null } = verdict ?? {};
	return { folder, cached: cachedNodes(entry), startedAt, endedAt };
}

/**
 * Whether a file is the attempt's own. ComfyUI's cache names files of earlier prompts, under whose names another
 * task's may lie by now. `by_time`: its node ran, and wrote where no prefix of ours leads; the file is the
 * attempt's if it was written while the prompt ran. Pure.
 */
export function ownership(found: FoundOutput, origin: Origin): "own" | "by_time" | "foreign" {
	if (!("file" in found) || isBelow(found.file.subfolder, origin.folder)) return "own";
	return origin.cached.has(found.node) ? "foreign" : "by_time";
}

/**
 * Files of any type that the nodes of a run named outside the attempt's folder: theirs to remove if they were
 * written while it ran. What came from the cache is an earlier prompt's. Pure.
 */
export function namedElsewhere(entry: HistoryEntry, { folder, cached }: Origin): NamedFile[] {
	return namedFiles(entry).flatMap(({ node, file }) =>
		cached.has(node) || isBelow(file.subfolder, folder) ? [] : [file],
	);
}

function isBelow(subfolder: string, folder: string): boolean {
	const path = subfolder.replaceAll("\\", "/");
	return path === folder || path.startsWith(`${folder}/`);
}

/** Milliseconds: HTTP tells whole seconds. */
const RESOLUTION_MS = 1_000;

/**
 * Whether a file that was last written at that time came from this run. ComfyUI tells whole milliseconds and leaves out
 * the rest; a disk tells parts of them: what was written in the millisecond in which the run ended is the run's.
 *
 * @param writtenAt milliseconds, with a fraction where a disk told it
 */
export function isOfRun(writtenAt: number, { startedAt, endedAt }: Origin): boolean {
	if (startedAt === null || endedAt === null || Number.isNaN(writtenAt)) return false;
	return writtenAt + RESOLUTION_MS > startedAt && Math.floor(writtenAt) <= endedAt;
}
