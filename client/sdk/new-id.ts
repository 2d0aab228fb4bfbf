/**
 * A random UUID (RFC 9562, version 4). Pages without TLS and React Native have no `crypto.randomUUID`: it is put together
 * there, of what randomness there is. It must not come twice; nobody is kept from guessing it.
 */
export function newId(here: Partial<typeof crypto> | undefined = globalThis.crypto): string {
	if (here?.randomUUID) return here.randomUUID();
	const bytes = new Uint8Array(16);
	if (here?.getRandomValues) here.getRandomValues(bytes);
	else for (const at of bytes.keys()) bytes[at] = Math.random() * 256;
	bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x40;
	bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
	const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
	return hex.replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");
}
