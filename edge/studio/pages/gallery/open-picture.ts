import { listAssets } from "../assets.ts";

/** Larger files are not read here, in bytes: they go on to where workflows are read. */
const MOST_BYTES = 100_000_000;

/**
 * The account's own file with these bytes, by their hash: pictures that were made here carry nothing else that says what
 * made them. Null where there is none among its newest.
 */
export async function ownFileOf(file: File): Promise<string | null> {
	if (file.size > MOST_BYTES) return null;
	const hash = new Uint8Array(await crypto.subtle.digest("SHA-256", await file.arrayBuffer()));
	const sha256 = [...hash].map((byte) => byte.toString(16).padStart(2, "0")).join("");
	const { data } = await listAssets({ sha256, include_hidden: "true", limit: 1 });
	return data[0]?.id ?? null;
}
