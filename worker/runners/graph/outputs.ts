import { Readable } from "node:stream";
import type { ClaimedFile, ManifestItem } from "../../../edge/contract/workers/workers.ts";
import { standardsOf, type TaskQuality } from "../../../workflows/quality/checks/task-quality.ts";
import { filmChecksOf, type LeftFilm } from "../../../workflows/quality/examine/film.ts";
import type { Opener } from "../../../workflows/quality/examine/opener.ts";
import { AttemptFailed } from "../../attempt/errors.ts";
import type { Semaphore } from "../../attempt/semaphore.ts";
import { failure } from "../../comfyui/wire/errors.ts";
import type { FoundOutput } from "../../comfyui/wire/history.ts";
import type { ComfyHttp } from "../../comfyui/wire/http.ts";
import type { AttemptClient } from "../../edge-api/client.ts";
import { EdgeRefusal, LeaseLost } from "../../edge-api/errors.ts";
import { retrying } from "../../edge-api/retry.ts";
import { type Clock, fullJitter, sleep } from "../../process/clock.ts";
import { crashAt } from "../../process/crash-at.ts";
import { HttpError } from "../../process/request.ts";
import type { SignFile } from "../../provenance/c2pa.ts";
import { marked } from "../../provenance/mark.ts";
import type { SourceType } from "../../provenance/xmp.ts";
import type { KnownFaces } from "../../quality/known-faces.ts";
import { type LeftPicture, lookAtPicture } from "../../quality/picture-checks.ts";
import { allOrNothing } from "./all-or-nothing.ts";
import { type Declared, isOfRun, type Origin, ownership } from "./expected-outputs.ts";
import { type Identity, identify } from "./identify.ts";
import { withoutPngText } from "./png-text.ts";
import type { RecentFiles } from "./recent-files.ts";
import { type Spooled, spool } from "./spool.ts";

/**
 * What the history names is not this run's: the result came from ComfyUI's cache, and its file was cleared away
 * or is another task's. The nodes in question have to run again.
 */
export class StaleOutput extends Error {
	readonly node: string;
	constructor(found: FoundOutput, why: string) {
		super(`the file of node ${found.node} ${why}`);
		this.name = "StaleOutput";
		this.node = found.node;
	}
}

/** What looks at outputs, and what they are held against. */
export interface OutputChecks {
	opener: Opener;
	known: KnownFaces;
	quality: TaskQuality | undefined;
	/** Pictures of whom they are to show. */
	person: readonly ClaimedFile[];
	ffmpeg: () => Promise<string | null>;
}

export interface PublishParts {
	/** What tells this run's files from others'. */
	origin: Origin;
	comfy: ComfyHttp;
	edge: AttemptClient;
	clock: Clock;
	scratch: string;
	recent: RecentFiles;
	/** What pictures are held against, and what opens them; null: they are not looked at. */
	checks: OutputChecks | null;
	/** What pictures say of how they came to be; null: nothing. */
	mark: SourceType | null;
	/** What signs pictures; null or absent: nothing. */
	sign?: SignFile | null;
	/** Shared by all attempts of this worker. */
	uploads: Semaphore;
	signal: AbortSignal;
	until: () => number;
	/** How long one upload may go on failing; milliseconds. */
	patienceMs: number;
}

/**
 * Moves outputs from ComfyUI to the edge and lists them. Throws {@link StaleOutput}, AttemptFailed
 * `upload_failed` or `output_too_large`, or LeaseLost.
 */
export async function publishOutputs(
	found: readonly FoundOutput[],
	declared: readonly Declared[],
	parts: PublishParts,
): Promise<ManifestItem[]> {
	const foreign = found.find((output) => ownership(output, parts.origin) === "foreign");
	if (foreign !== undefined) throw new StaleOutput(foreign, "is one of another prompt, from ComfyUI's cache");
	return allOrNothing(found, parts.signal, (output, n, signal) =>
		parts.uploads.run(() => publish(output, n, declared, { ...parts, signal })),
	);
}

async function publish(
	found: FoundOutput,
	n: number,
	declared: readonly Declared[],
	parts: PublishParts,
): Promise<ManifestItem> {
	const { signal } = parts;
	if (signal.aborted) throw new HttpError("aborted", "given up");
	crashAt("before_upload");
	const file = await fetchOutput(found, parts);
	try {
		const output = declared.find((one) => one.node === found.node);
		const real = await identify(found, file, output);
		const name = output?.name ?? found.node.slice(0, 200);
		const filename = nameOf(found).slice(-300);
		const looked = lookAt({ n, output: name, filename, file }, real, parts);
		const body = { size: file.size, sha256: file.sha256, contentType: real.contentType, open: file.open };
		await retrying(
			() => parts.edge.upload(n, { ...body, onFirstBytes: () => crashAt("mid_upload") }, signal),
			{ clock: parts.clock, until: parts.until, patienceMs: parts.patienceMs, signal },
		);
		parts.recent.keep(file);
		return {
			upload: n,
			name,
			node: found.node.slice(0, 200),
			kind: real.kind,
			filename,
			content_type: real.contentType,
			size: file.size,
			sha256: file.sha256,
			width: real.width,
			height: real.height,
			duration_ms: real.duration_ms,
			...(looked && (await looked)),
		};
	} catch (error) {
		if (error instanceof LeaseLost || signal.aborted) throw error;
		if (error instanceof EdgeRefusal && error.status === 413)
			throw new AttemptFailed(
				failure("output_too_large", `${file.size} bytes are more than the edge takes`, found.node),
			);
		if (error instanceof HttpError || error instanceof EdgeRefusal)
			throw new AttemptFailed(failure("upload_failed", error.message, found.node));
		throw error;
	} finally {
		await file.dispose();
	}
}

/** What is found in a picture or a film, beside its upload; null where nobody looks. */
function lookAt(
	left: LeftPicture & Pick<LeftFilm, "file">,
	real: Identity,
	{ checks, scratch, edge, signal }: PublishParts,
) {
	if (checks === null) return null;
	const { known, opener, quality } = checks;
	const person = () => known.person(checks.person, edge, signal);
	if (real.kind === "image") return lookAtPicture(left, quality, opener, { wish: known.wish, person });
	if (real.kind !== "video") return null;
	const wanted = quality?.films[left.output];
	const compared = { wish: known.wish, opener, person, standards: standardsOf(quality) };
	return filmChecksOf({ ...left, ...real }, wanted, scratch, checks.ffmpeg, compared).then((found) => ({
		checks: found,
	}));
}

/** A file as it is delivered: without the prompt, and with a word of how it came to be. */
function delivered(reply: AsyncIterable<Buffer>, { mark, sign }: PublishParts): AsyncIterable<Buffer> {
	return mark === null ? withoutPngText(reply) : marked(reply, mark, withoutPngText, sign ?? null);
}

function nameOf(found: FoundOutput): string {
	return "file" in found ? (found.deliveredAs ?? found.file.filename) : found.filename;
}

function notThere(found: FoundOutput): StaleOutput | AttemptFailed {
	if (!("file" in found) || found.deliveredAs === undefined) return new StaleOutput(found, "is not there");
	const message = `ComfyUI reports success, but node ${found.node} left no file ${nameOf(found)}`;
	return new AttemptFailed(failure("missing_output", message, found.node));
}

/** A ComfyUI that is being restarted still has the files of finished prompts; milliseconds. */
const FETCH_PATIENCE_MS = 60_000;

async function fetchOutput(found: FoundOutput, parts: PublishParts): Promise<Spooled> {
	if (!("file" in found)) return spool(Readable.from([Buffer.from(found.text, "utf8")]), parts.scratch);
	const until = Math.min(parts.clock.now() + FETCH_PATIENCE_MS, parts.until());
	for (let attempt = 0; ; attempt++) {
		try {
			const reply = await parts.comfy.view(found.file, parts.signal);
			const writtenAt = Date.parse(reply.headers["last-modified"] ?? "");
			const ours = ownership(found, parts.origin) === "own" || isOfRun(writtenAt, parts.origin);
			if (reply.statusCode === 200 && ours)
				return await spool(Readable.from(delivered(reply, parts)), parts.scratch);
			// What is left of it is of no use, and may be long.
			if (reply.statusCode === 200) reply.destroy();
			else reply.resume();
			if (reply.statusCode === 200)
				throw new StaleOutput(found, "was written before or after this prompt ran, outside its folder");
			if (reply.statusCode === 404) throw notThere(found);
			throw new AttemptFailed(
				failure("worker_error", `ComfyUI answered /view with ${reply.statusCode}`, found.node),
			);
		} catch (error) {
			if (error instanceof StaleOutput || error instanceof AttemptFailed || parts.signal.aborted) throw error;
			if (parts.clock.now() >= until)
				throw new AttemptFailed(
					failure("comfyui_crashed", "ComfyUI went away before its outputs were fetched"),
				);
			await sleep(fullJitter(attempt, parts.clock.random(), 200, 2_000), parts.signal);
		}
	}
}
