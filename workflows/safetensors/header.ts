import * as z from "zod";

/** Bytes of one element, of every type that the format knows; those below a byte by their bits. */
const BITS: Readonly<Record<string, number>> = {
	BOOL: 8,
	F4: 4,
	F6_E2M3: 6,
	F6_E3M2: 6,
	U8: 8,
	I8: 8,
	F8_E5M2: 8,
	F8_E4M3: 8,
	F8_E8M0: 8,
	F8_E4M3FNUZ: 8,
	F8_E5M2FNUZ: 8,
	I16: 16,
	U16: 16,
	F16: 16,
	BF16: 16,
	I32: 32,
	U32: 32,
	F32: 32,
	C64: 64,
	F64: 64,
	I64: 64,
	U64: 64,
};

/** The number before the header. */
export const LENGTH_BYTES = 8;

/** The longest header that is read, in bytes. The format allows 100 MB; those of LoRAs have some hundred KB. */
export const MAX_HEADER_BYTES = 4 * 1024 * 1024;

export interface Tensor {
	name: string;
	dtype: string;
	shape: number[];
}

export interface SafetensorsHeader {
	tensors: Tensor[];
	/** What its maker wrote into it. */
	metadata: Record<string, string>;
}

export type ReadHeader =
	| { ok: true; header: SafetensorsHeader }
	/** `why` completes "the file ...". */
	| { ok: false; why: string };

const tensorSchema = z.strictObject({
	dtype: z.string(),
	shape: z.array(z.int().nonnegative()).max(16),
	data_offsets: z.tuple([z.int().nonnegative(), z.int().nonnegative()]),
});
const headerSchema = z.record(z.string(), z.unknown());
const metadataSchema = z.record(z.string(), z.string());

const refuse = (why: string) => ({ ok: false, why }) as const;

/**
 * How long the header is that these first bytes announce, in bytes without the number itself; or why the file is no
 * .safetensors file. Pure.
 *
 * @param head the first bytes of the file, at least eight of them where it has as many
 * @param size bytes of the whole file
 */
export function headerLength(
	head: Uint8Array,
	size: number,
): { ok: true; bytes: number } | { ok: false; why: string } {
	const other = otherKind(head);
	if (other !== null) return refuse(`is ${other}, whatever it is called`);
	if (head.length < LENGTH_BYTES || size < LENGTH_BYTES)
		return refuse(`has ${size} bytes, and a .safetensors file begins with a number of ${LENGTH_BYTES}`);
	const announced = new DataView(head.buffer, head.byteOffset, LENGTH_BYTES).getBigUint64(0, true);
	// First what can be said of any file: a header beyond the limit is most often no header at all.
	if (announced > BigInt(MAX_HEADER_BYTES))
		return refuse(
			`announces a header of ${announced} bytes, and at most ${MAX_HEADER_BYTES} are read: it is no .safetensors file of a LoRA`,
		);
	const bytes = Number(announced);
	if (LENGTH_BYTES + bytes > size)
		return refuse(`is cut off: its header has ${bytes} bytes, and the whole file ${size}`);
	return bytes < 2 ? refuse("has an empty header") : { ok: true, bytes };
}

/**
 * Reads the header of a .safetensors file and checks it by the rules of the format: known types, offsets without gaps
 * or overlaps, each as long as type and shape say, and together exactly the rest of the file. Pure, never throws.
 *
 * @param head the first bytes of the file, with the whole header
 * @param size bytes of the whole file
 */
export function readHeader(head: Uint8Array, size: number): ReadHeader {
	const length = headerLength(head, size);
	if (!length.ok) return length;
	const text = head.subarray(LENGTH_BYTES, LENGTH_BYTES + length.bytes);
	if (text.length < length.bytes) return refuse("was not read as far as its header goes");
	let json: unknown;
	try {
		json = JSON.parse(new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(text));
	} catch {
		return refuse("has a header that is no JSON: it is damaged, or no .safetensors file");
	}
	const read = headerSchema.safeParse(json);
	if (!read.success) return refuse("has a header that is no JSON object");
	const { __metadata__: told = {}, ...entries } = read.data;
	const metadata = metadataSchema.safeParse(told);
	if (!metadata.success) return refuse("has metadata that are not texts");
	const trouble = troubleWith(entries, size - LENGTH_BYTES - length.bytes);
	if ("why" in trouble) return refuse(trouble.why);
	return { ok: true, header: { tensors: trouble.tensors, metadata: metadata.data } };
}

function troubleWith(
	entries: Record<string, unknown>,
	dataBytes: number,
): { tensors: Tensor[] } | { why: string } {
	const placed: (Tensor & { from: number; to: number })[] = [];
	for (const [name, entry] of Object.entries(entries)) {
		const called = JSON.stringify(name.slice(0, 200));
		const read = tensorSchema.safeParse(entry);
		if (!read.success) return { why: `says of the tensor ${called} what cannot be read` };
		const { dtype, shape, data_offsets } = read.data;
		const [from, to] = data_offsets;
		const bits = Object.hasOwn(BITS, dtype) ? BITS[dtype] : undefined;
		if (bits === undefined)
			return { why: `has the tensor ${called} of the unknown type ${JSON.stringify(dtype.slice(0, 50))}` };
		const bytes = (shape.reduce((product, side) => product * side, 1) * bits) / 8;
		if (to - from !== bytes)
			return { why: `gives the tensor ${called} ${to - from} bytes, and its type and shape need ${bytes}` };
		placed.push({ name, dtype, shape, from, to });
	}
	if (placed.length === 0) return { why: "has no tensors" };
	placed.sort((a, b) => a.from - b.from || a.to - b.to);
	let end = 0;
	for (const { name, from, to } of placed) {
		const called = JSON.stringify(name.slice(0, 200));
		if (from < end) return { why: `has the tensor ${called} overlap another` };
		if (from > end)
			return { why: `has ${from - end} bytes before the tensor ${called} that are no tensor's` };
		end = to;
	}
	if (end > dataBytes)
		return { why: `is cut off: its tensors need ${end} bytes, and ${dataBytes} are there` };
	if (end < dataBytes) return { why: `has ${dataBytes - end} bytes behind its last tensor` };
	return { tensors: placed.map(({ name, dtype, shape }) => ({ name, dtype, shape })) };
}

/** What else a file is by its first bytes, where that is known. */
function otherKind(head: Uint8Array): string | null {
	const begins = (...bytes: number[]) => bytes.every((byte, i) => head[i] === byte);
	const text = (words: string) => begins(...new TextEncoder().encode(words));
	// torch.save writes a zip of pickles since 1.6, and a bare pickle before: protocol 2 to 5.
	if (begins(0x50, 0x4b, 0x03, 0x04))
		return "a zip archive, as PyTorch saves pickles (.pt, .ckpt): loading one runs code. Save it as .safetensors";
	if (begins(0x80) && (head[1] ?? 0) >= 1 && (head[1] ?? 0) <= 5 && head[7] !== 0)
		return "a pickle (.pt, .ckpt, .bin): loading one runs code. Save it as .safetensors";
	if (text("GGUF")) return "a GGUF file";
	if (text("version https://git-lfs")) return "a pointer of Git LFS: the file itself was not downloaded";
	if (text("<!DOCTYPE") || text("<html") || text("<!doctype")) return "a web page: the download was refused";
	if (begins(0x89, 0x50, 0x4e, 0x47) || begins(0xff, 0xd8, 0xff)) return "a picture";
	return null;
}
