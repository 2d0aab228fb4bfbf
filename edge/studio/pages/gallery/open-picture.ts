import type { ProvenanceFound } from "../../../contract/jobs/provenance.ts";
import { ask } from "../../api.ts";
import { listAssets } from "../assets.ts";
import { lookAtPicture } from "../look.ts";

/** Larger files are not read here, in bytes: they go on to where workflows are read. */
const MOST_BYTES = 100_000_000;

/**
 * The account's own file that this one is: one with these bytes, or else the picture that looks most like it, which may
 * have been re-encoded or made smaller since. Pictures that were made here carry nothing else that says what made them.
 * Null where there is none.
 */
export async function ownFileOf(file: File): Promise<string | null> {
	if (file.size > MOST_BYTES) return null;
	const [bytes, looks] = await Promise.all([file.arrayBuffer(), lookAtPicture(file)]);
	const hash = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
	const sha256 = [...hash].map((byte) => byte.toString(16).padStart(2, "0")).join("");
	const query = new URLSearchParams({ sha256, limit: "1", ...(looks && { phash: looks.phash }) });
	const { exact, near } = await ask<ProvenanceFound>(`/v1/provenance?${query}`);
	if (exact[0] !== undefined) return exact[0].asset;
	const { data } = await listAssets({ sha256, include_hidden: "true", limit: 1 });
	return data[0]?.id ?? near[0]?.asset ?? null;
}
