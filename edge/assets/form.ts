/** Reads the one file of a multipart form (RFC 7578) as it passes, in pieces of any size, and keeps none of it. */

/** Longest head of a part, in bytes. */
const MAX_HEAD_BYTES = 8192;

export type FormEvent =
	/** A part begins; `filename` is null where it is no file. */
	| { type: "part"; name: string; filename: string | null }
	| { type: "data"; bytes: Uint8Array }
	| { type: "end" };

/** The form cannot be read: it does not keep to its boundary, or a head is too long. */
export class MalformedForm extends Error {}

/** The boundary in a content type, or null. */
export function boundaryOf(contentType: string): string | null {
	const match = /;\s*boundary=(?:"([^"]{1,70})"|([^\s;"]{1,70}))/i.exec(contentType);
	return match?.[1] ?? match?.[2] ?? null;
}

export class FormReader {
	private readonly delimiter: Uint8Array;
	private state: "preamble" | "delimiter" | "head" | "body" | "done" = "preamble";
	/** Bytes whose meaning depends on what comes next. */
	private rest: Uint8Array;

	constructor(boundary: string) {
		this.delimiter = new TextEncoder().encode(`\r\n--${boundary}`);
		// The first delimiter stands at the very beginning: as if a line had ended before.
		this.rest = new Uint8Array([13, 10]);
	}

	/** What the next bytes bring, in order; it is to be used before the next is asked for. Throws MalformedForm. */
	*push(bytes: Uint8Array): Generator<FormEvent> {
		if (this.rest.length === 0) return yield* this.read(bytes);
		// Of a large piece only the seam to the one before is copied.
		const seam = bytes.subarray(0, this.delimiter.length);
		yield* this.read(joined(this.rest, seam));
		const { length } = this.rest;
		yield* this.read(
			length <= seam.length
				? bytes.subarray(seam.length - length)
				: joined(this.rest, bytes.subarray(seam.length)),
		);
	}

	private *read(bytes: Uint8Array): Generator<FormEvent> {
		let input = bytes;
		for (let moved = true; moved && this.state !== "done"; ) {
			moved = false;
			if (this.state === "preamble" || this.state === "body") {
				const at = find(input, this.delimiter);
				// What may be the beginning of a delimiter waits for the rest of it.
				const sure = at < 0 ? Math.max(0, input.length - this.delimiter.length + 1) : at;
				if (this.state === "body" && sure > 0) yield { type: "data", bytes: input.subarray(0, sure) };
				input = input.subarray(at < 0 ? sure : at + this.delimiter.length);
				if (at < 0) break;
				if (this.state === "body") yield { type: "end" };
				this.state = "delimiter";
				moved = true;
			} else if (this.state === "delimiter") {
				if (input.length < 2) break;
				const line = String.fromCharCode(input[0] ?? 0, input[1] ?? 0);
				if (line !== "\r\n" && line !== "--") throw new MalformedForm("a boundary is followed by nonsense");
				this.state = line === "--" ? "done" : "head";
				input = input.subarray(2);
				moved = true;
			} else if (this.state === "head") {
				const end = find(input, HEAD_END);
				if (end < 0 && input.length <= MAX_HEAD_BYTES) break;
				if (end < 0 || end > MAX_HEAD_BYTES) throw new MalformedForm("the head of a part is too long");
				yield readHead(new TextDecoder().decode(input.subarray(0, end)));
				input = input.subarray(end + HEAD_END.length);
				this.state = "body";
				moved = true;
			}
		}
		// What follows the end says nothing.
		this.rest = this.state === "done" ? new Uint8Array() : input.slice();
	}

	/** Throws MalformedForm where the form has not come to its end. */
	finish(): void {
		if (this.state !== "done") throw new MalformedForm("the form has no end");
	}
}

const HEAD_END = new Uint8Array([13, 10, 13, 10]);

function readHead(text: string): FormEvent {
	const line = text.split("\r\n").find((one) => /^content-disposition:/i.test(one)) ?? "";
	const field = (name: string) => {
		const match = new RegExp(`;\\s*${name}="((?:[^"\\\\]|\\\\.)*)"`, "i").exec(line);
		return match?.[1]?.replace(/\\(.)/g, "$1").replaceAll("%22", '"') ?? null;
	};
	return { type: "part", name: field("name") ?? "", filename: field("filename") };
}

function joined(a: Uint8Array, b: Uint8Array): Uint8Array {
	if (a.length === 0) return b;
	const whole = new Uint8Array(a.length + b.length);
	whole.set(a);
	whole.set(b, a.length);
	return whole;
}

/** Where `wanted` begins in `bytes`, or -1. */
function find(bytes: Uint8Array, wanted: Uint8Array): number {
	const first = wanted[0] ?? 0;
	for (let at = bytes.indexOf(first); at >= 0; at = bytes.indexOf(first, at + 1)) {
		if (at + wanted.length > bytes.length) return -1;
		let i = 1;
		while (i < wanted.length && bytes[at + i] === wanted[i]) i += 1;
		if (i === wanted.length) return at;
	}
	return -1;
}
