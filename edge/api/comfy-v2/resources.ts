import { assetPath } from "../../assets/resource.ts";
import { issueLink } from "../../auth/links.ts";
import type { AccountPrincipal } from "../../auth/principal.ts";
import { watcherOf } from "../../auth/watcher.ts";
import type { Asset } from "../../contract/assets/assets.ts";
import type { ComfyAsset, ComfyJob, ComfyOutput } from "../../contract/comfyui/comfy-v2.ts";
import type { JobResource } from "../../contract/jobs/jobs.ts";
import type { assets } from "../../db/schema.ts";
import type { AppContext } from "../../http/app.ts";
import { toProgress } from "./translation.ts";

/** How long the address of a file is good, in seconds. */
const URL_S = 3600;
const DAY_MS = 24 * 60 * 60 * 1000;
/** The last moment that RFC 3339 can say: what is kept is not deleted before. */
const NEVER = "9999-12-31T23:59:59.000Z";

/** For how many days an account keeps what; null: until it is deleted. */
export interface Kept {
	jobs: number | null;
	outputs: number | null;
	uploads: number | null;
}

/** When something goes that is kept for so many days from then on; null: never. Pure. */
function goesAt(days: number | null, from: number): string | null {
	return days === null ? null : new Date(from + days * DAY_MS).toISOString();
}

/** Where the bytes of an asset are read without a key, by whoever asks now. */
async function placeOf(c: AppContext, principal: AccountPrincipal, asset: string) {
	const now = Date.now();
	const url = new URL(assetPath(asset), c.req.url);
	// Whoever may not read files is told their address, which wants a key that may.
	if (!principal.scopes.includes("assets:read"))
		return { url: url.href, url_expires_at: new Date(now + URL_S * 1000).toISOString() };
	const { ticket, expires_at } = await issueLink(c.env, watcherOf(principal), { asset }, URL_S, now);
	url.searchParams.set("ticket", ticket);
	return { url: url.href, url_expires_at: new Date(expires_at).toISOString() };
}

const hashOf = (blake3: string | null) => (blake3 === null ? null : `blake3:${blake3}`);

export async function toComfyAsset(
	c: AppContext,
	principal: AccountPrincipal,
	row: typeof assets.$inferSelect,
	kept: Kept,
): Promise<ComfyAsset> {
	return {
		id: row.id,
		hash: hashOf(row.blake3),
		size_bytes: row.size,
		content_type: row.content_type,
		file_path: row.filename,
		created_at: new Date(row.created_at).toISOString(),
		...(await placeOf(c, principal, row.id)),
		expires_at: goesAt(row.job_id === null ? kept.uploads : kept.outputs, row.created_at),
		job_id: row.job_id,
	};
}

/** `job`: the one that made it. */
export async function toComfyOutput(
	c: AppContext,
	principal: AccountPrincipal,
	job: string,
	asset: Asset,
): Promise<ComfyOutput> {
	return {
		node_id: asset.name ?? "",
		name: asset.filename,
		type: asset.kind,
		content_type: asset.content_type,
		size_bytes: asset.size,
		id: asset.id,
		hash: null,
		...(await placeOf(c, principal, asset.id)),
		job_id: job,
	};
}

export async function toComfyJob(
	c: AppContext,
	principal: AccountPrincipal,
	job: JobResource,
	kept: Kept,
): Promise<ComfyJob> {
	const at = (text: string | null) => (text === null ? null : Date.parse(text));
	const [created, started, finished] = [Date.parse(job.created_at), at(job.started_at), at(job.finished_at)];
	const outputs = await Promise.all(job.outputs.map((asset) => toComfyOutput(c, principal, job.id, asset)));
	const self = `/api/v2/jobs/${job.id}`;
	return {
		id: job.id,
		status: job.status,
		created_at: job.created_at,
		started_at: job.started_at,
		completed_at: job.finished_at,
		expires_at: goesAt(kept.jobs, finished ?? Date.parse(job.deadline_at)) ?? NEVER,
		queue_position: job.status === "queued" ? job.queue_ahead : null,
		progress: job.progress[0] ? toProgress(job.progress[0]) : null,
		outputs,
		error: job.error && {
			code: job.error.code,
			message: job.error.message,
			node_id: job.error.node_id,
			class_type: job.error.class_type,
			traceback: null,
		},
		metrics: {
			queue_ms: started === null ? null : started - created,
			execution_ms: started === null || finished === null ? null : finished - started,
		},
		urls: { self, events: `${self}/events`, cancel: `${self}/cancel` },
	};
}
