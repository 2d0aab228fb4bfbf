/**
 * Prefixed, sortable ids: `job_` + 26 characters of Crockford base 32, lower case: 48 bits of time in
 * milliseconds, then 80 random bits (the layout of a ULID). Sorting ids sorts by creation time.
 */
const ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz";

export const ID_PREFIXES = {
	account: "acc",
	apiKey: "key",
	asset: "ast",
	job: "job",
	pool: "pool",
	task: "tsk",
	worker: "wkr",
	workerToken: "wtk",
	operatorKey: "opk",
	operatorAction: "opa",
	operatorSession: "ops",
	audit: "aud",
	request: "req",
	character: "chr",
	project: "prj",
	shot: "sht",
	oidcIssuer: "oid",
	webhook: "whk",
	message: "msg",
	endpoint: "ept",
	ticket: "tkt",
	pod: "pod",
} as const;
export type IdKind = keyof typeof ID_PREFIXES;

/** A new id. `random` must hold 10 random bytes; `now` is in milliseconds since 1970. */
export function makeId(kind: IdKind, now: number, random: Uint8Array): string {
	let time = now;
	let head = "";
	for (let i = 0; i < 10; i++) {
		head = ALPHABET.charAt(time % 32) + head;
		time = Math.floor(time / 32);
	}
	let bits = 0;
	let value = 0;
	let tail = "";
	for (const byte of random.subarray(0, 10)) {
		value = (value << 8) | byte;
		bits += 8;
		while (bits >= 5) {
			bits -= 5;
			tail += ALPHABET.charAt((value >>> bits) & 31);
		}
	}
	return `${ID_PREFIXES[kind]}_${head}${tail}`;
}

/** A new id of `now` (milliseconds; this moment, if absent) from the platform's random source. */
export function newId(kind: IdKind, now = Date.now()): string {
	return makeId(kind, now, crypto.getRandomValues(new Uint8Array(10)));
}

/** No id of this kind that was made at `time` (milliseconds) or later sorts before it, and every earlier one does. */
export function firstIdAt(kind: IdKind, time: number): string {
	return makeId(kind, time, new Uint8Array(10));
}

/** What an id of this kind looks like, for checking input before it reaches a query. */
export function idPattern(kind: IdKind): RegExp {
	return new RegExp(`^${ID_PREFIXES[kind]}_[0-9a-hjkmnp-tv-z]{26}$`);
}
