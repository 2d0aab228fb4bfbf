/**
 * Keys that people hold: a prefix that leak scanners can find, 32 random base 62 characters (190 bits), and
 * a checksum of six, so that a mistyped key is refused without asking the database.
 */
const BASE62 = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
const RANDOM_LENGTH = 32;
const CHECKSUM_LENGTH = 6;

export const SECRET_PREFIXES = {
	apiKey: "dk_live_",
	workerToken: "dw_live_",
	operatorKey: "do_live_",
} as const;
export type SecretKind = keyof typeof SECRET_PREFIXES;

export function newSecret(kind: SecretKind): string {
	let body = "";
	while (body.length < RANDOM_LENGTH) {
		for (const byte of crypto.getRandomValues(new Uint8Array(RANDOM_LENGTH))) {
			// 248 is the largest multiple of 62 below 256: dropping the rest keeps every character equally likely.
			if (byte < 248 && body.length < RANDOM_LENGTH) body += BASE62.charAt(byte % 62);
		}
	}
	return SECRET_PREFIXES[kind] + body + checksum(body);
}

/** Which kind of key this text is, or null where prefix, length or checksum are wrong. */
export function secretKind(text: string): SecretKind | null {
	for (const [kind, prefix] of Object.entries(SECRET_PREFIXES) as [SecretKind, string][]) {
		if (!text.startsWith(prefix)) continue;
		const body = text.slice(prefix.length, prefix.length + RANDOM_LENGTH);
		const given = text.slice(prefix.length + RANDOM_LENGTH);
		return body.length === RANDOM_LENGTH && given === checksum(body) ? kind : null;
	}
	return null;
}

/** What is stored of a key: the SHA-256, in hex. Random keys need no slow hash. */
export async function hashSecret(text: string): Promise<string> {
	return hex(await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text)));
}

export function hex(bytes: ArrayBuffer | Uint8Array): string {
	return Array.from(new Uint8Array(bytes), (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** CRC-32 (IEEE) in base 62. It finds typing errors; it protects nothing. */
function checksum(body: string): string {
	let crc = 0xffffffff;
	for (let i = 0; i < body.length; i++) {
		crc ^= body.charCodeAt(i);
		for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ 0xedb88320 : crc >>> 1;
	}
	let value = (crc ^ 0xffffffff) >>> 0;
	let text = "";
	for (let i = 0; i < CHECKSUM_LENGTH; i++) {
		text = BASE62.charAt(value % 62) + text;
		value = Math.floor(value / 62);
	}
	return text;
}
