import { hex } from "../auth/secret.ts";

/**
 * Bodies: JSON texts that a row of D1 owns. A short one stands in the row; a long one lies in R2 under its
 * SHA-256, in a folder of its owner, and the row says where. What a row names was written before the row, and
 * nothing but that row and those of the same owner ever names it.
 */

/** Longest text that stays in its row, in bytes. */
export const INLINE_BYTES = 8192;

const MARK = "r2:";

export interface StoredBodies {
	/** What the columns hold, in the order of the texts. */
	columns: string[];
	/** Bytes that were put in R2. */
	bytes: number;
	/** Key of the one object that holds all long texts; null where all were short. */
	key: string | null;
}

/**
 * Puts the long ones of these texts into one object under `folder`, however many they are, so that it costs one
 * write. A column names its part of it.
 */
export async function storeBodies(
	bucket: R2Bucket,
	folder: string,
	texts: readonly string[],
): Promise<StoredBodies> {
	const encoder = new TextEncoder();
	const encoded = texts.map((text): [string, Uint8Array] => [text, encoder.encode(text)]);
	const long = new Map(encoded.filter(([, part]) => part.length > INLINE_BYTES));
	if (long.size === 0) return { columns: [...texts], bytes: 0, key: null };
	const whole = new Uint8Array([...long.values()].reduce((sum, part) => sum + part.length, 0));
	const places = new Map<string, string>();
	let at = 0;
	for (const [text, part] of long) {
		whole.set(part, at);
		places.set(text, `#${at}+${part.length}`);
		at += part.length;
	}
	const sha256 = hex(await crypto.subtle.digest("SHA-256", whole));
	const key = `${folder}/${sha256}`;
	await bucket.put(key, whole, { sha256, httpMetadata: { contentType: "application/json" } });
	const columns = texts.map((text) => (long.has(text) ? `${MARK}${key}${places.get(text)}` : text));
	return { columns, bytes: whole.length, key };
}

/** Whether a column names a body that lies in R2. */
export function isStored(column: string): boolean {
	return column.startsWith(MARK);
}

/** Where in R2 the body of a column lies; null where it stands in the column. */
function placeOf(column: string): { key: string; offset: number; length: number } | null {
	const match = /^r2:([^#]+)#(\d+)\+(\d+)$/.exec(column);
	return match?.[1] ? { key: match[1], offset: Number(match[2]), length: Number(match[3]) } : null;
}

/** The text of a column. Throws where the object is not there. */
export async function loadBody(bucket: R2Bucket, column: string): Promise<string> {
	const place = placeOf(column);
	if (place === null) return column;
	const { offset, length } = place;
	const object = await bucket.get(place.key, { range: { offset, length } });
	if (object === null) throw new MissingBody(place.key);
	return object.text();
}

/** The texts of many columns, in their order. Each object is read once, whatever names it. */
export async function loadBodies(bucket: R2Bucket, columns: readonly string[]): Promise<string[]> {
	const keys = new Set(columns.flatMap((column) => placeOf(column)?.key ?? []));
	const objects = new Map(
		await Promise.all(
			[...keys].map(async (key): Promise<[string, Uint8Array]> => {
				const object = await bucket.get(key);
				if (object === null) throw new MissingBody(key);
				return [key, new Uint8Array(await object.arrayBuffer())];
			}),
		),
	);
	const decoder = new TextDecoder();
	return columns.map((column) => {
		const place = placeOf(column);
		const object = place && objects.get(place.key);
		return place && object
			? decoder.decode(object.subarray(place.offset, place.offset + place.length))
			: column;
	});
}

/** A row names a body that is not in storage: somebody deleted it there by hand. */
export class MissingBody extends Error {
	constructor(key: string) {
		super(`no body under ${key}`);
		this.name = "MissingBody";
	}
}
