import { sha256 } from "@noble/hashes/sha2.js";
import { LORA_PARTS_BYTES, MOST_BYTES } from "./limits.ts";

/** What keeps a file from being a LoRA, as far as its first bytes say; the edge looks at all of its header again. */
export type Fault = "not_safetensors" | "pickle" | "cut_off" | "no_lora" | "too_large" | "empty";

/** The number before the header. */
const LENGTH_BYTES = 8;
/** Longer headers are those of no LoRA, in bytes. */
const MOST_HEADER = 4 * 1024 * 1024;
/** What names of tensors of a LoRA, or of its kin, have in them. */
const LORA_TENSOR = /(\.|_)(lora_|lora\.(down|up)|hada_w1|lokr_w1|oft_|dora_scale)/;

/** Looks at the beginning of a file, before any of it is sent. Null: nothing speaks against it. */
export async function faultOf(file: Blob): Promise<Fault | null> {
	if (file.size === 0) return "empty";
	if (file.size > MOST_BYTES) return "too_large";
	const head = new Uint8Array(await file.slice(0, LENGTH_BYTES).arrayBuffer());
	// Pickles begin so, and so do the archives that newer ones are kept in.
	if (head[0] === 0x80 || (head[0] === 0x50 && head[1] === 0x4b)) return "pickle";
	if (head.length < LENGTH_BYTES) return "not_safetensors";
	const length = Number(new DataView(head.buffer).getBigUint64(0, true));
	if (length > MOST_HEADER) return "not_safetensors";
	if (LENGTH_BYTES + length > file.size) return "cut_off";
	try {
		const header: unknown = JSON.parse(await file.slice(LENGTH_BYTES, LENGTH_BYTES + length).text());
		if (typeof header !== "object" || header === null) return "not_safetensors";
		return Object.keys(header).some((name) => LORA_TENSOR.test(name)) ? null : "no_lora";
	} catch {
		return "not_safetensors";
	}
}

/** The SHA-256 of a file in hex, piece by piece: all of it at once would not fit on a phone. `onBytes`: how many were read. */
export async function hashOf(file: Blob, onBytes: (bytes: number) => void): Promise<string> {
	const hash = sha256.create();
	const reader = file.stream().getReader();
	for (let bytes = 0; ; ) {
		const { done, value } = await reader.read();
		if (done) break;
		hash.update(value);
		bytes += value.length;
		onBytes(bytes);
	}
	return [...hash.digest()].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** The parts of a file, as storage joins them: all of one size but the last. Pure. */
export function partsOf(file: Blob): Blob[] {
	const count = Math.ceil(file.size / LORA_PARTS_BYTES);
	return Array.from({ length: count }, (_, part) =>
		file.slice(part * LORA_PARTS_BYTES, (part + 1) * LORA_PARTS_BYTES, "application/octet-stream"),
	);
}

/** A name for it, of the file's: what a name may hold of that. Pure. */
export function nameFrom(filename: string): string {
	return filename
		.replace(/\.safetensors$/i, "")
		.toLowerCase()
		.replaceAll(/[^a-z0-9_-]+/g, "_")
		.replace(/^[_-]+/, "")
		.slice(0, 64);
}
