import type { ClaimedFile } from "../../../edge/contract/workers/workers.ts";
import { AttemptFailed } from "../../attempt/errors.ts";
import { failure } from "../../comfyui/wire/errors.ts";
import { type AttemptClient, isPassing } from "../../edge-api/client.ts";
import { EdgeRefusal, LeaseLost } from "../../edge-api/errors.ts";
import { type Clock, sleep } from "../../process/clock.ts";
import { HttpError } from "../../process/request.ts";
import type { RecentFiles } from "./recent-files.ts";
import { type Spooled, spool } from "./spool.ts";

export interface FetchParts {
	edge: AttemptClient;
	clock: Clock;
	scratch: string;
	recent: RecentFiles;
	signal: AbortSignal;
}

const TRIES = 4;

/** The bytes, checked against the hash the edge has on record; a damaged copy is fetched again. Throws
 * {@link AttemptFailed} `download_failed` or `missing_asset` naming `node`, and LeaseLost. */
export async function fetchFile(input: ClaimedFile, node: string, parts: FetchParts): Promise<Spooled> {
	const known = parts.recent.find(input);
	if (known !== null) return known;
	let last: unknown = null;
	for (let attempt = 0; attempt < TRIES && !parts.signal.aborted; attempt++) {
		try {
			const file = await spool(await parts.edge.download(input, parts.signal), parts.scratch);
			if (file.sha256 === input.sha256 && file.size === input.size) {
				parts.recent.keep(file);
				return file;
			}
			await file.dispose();
			last = new Error("the bytes that came do not have the recorded hash");
		} catch (error) {
			if (error instanceof LeaseLost) throw error;
			if (error instanceof EdgeRefusal && [403, 404, 410].includes(error.status))
				throw new AttemptFailed(failure("missing_asset", `${input.filename} is not there any more`, node));
			if (error instanceof HttpError && error.kind === "aborted") throw error;
			// What breaks in the middle of a body carries no kind of ours; it is a broken connection as well.
			if (error instanceof EdgeRefusal && !isPassing(error)) {
				last = error;
				break;
			}
			last = error;
		}
		await sleep(parts.clock.random() * 250 * 2 ** attempt, parts.signal);
	}
	if (parts.signal.aborted) throw new HttpError("aborted", "given up");
	const why = last instanceof Error ? last.message : String(last);
	throw new AttemptFailed(failure("download_failed", `${input.filename}: ${why}`, node));
}
