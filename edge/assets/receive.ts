import { cutText } from "../../workflows/graph/excerpt.ts";
import type { Media } from "../../workflows/media/kinds.ts";
import { MediaReader } from "../../workflows/media/media.ts";
import { hasTooManyPixels, MAX_PICTURE_PIXELS } from "../../workflows/media/picture-size.ts";
import { type ByteSource, withTracks } from "../../workflows/media/tracks.ts";
import { hex } from "../auth/secret.ts";
import { ApiError } from "../problem.ts";
import { ObjectWriter } from "../storage/object-writer.ts";
import { boundaryOf, FormReader, MalformedForm } from "./form.ts";

/** A file that has come whole and is what is accepted. */
export interface Received {
	/** As its sender called it. */
	filename: string;
	/** Bytes. */
	size: number;
	sha256: string;
	/** What the other hash that was asked for says, in hex; "": none was. */
	otherHash: string;
	/** Texts of the form that were asked for; of several with one name the last. */
	fields: ReadonlyMap<string, string>;
	media: Media;
	/** From here on it is stored. Answers with what it is, by its tracks where it has any. */
	keep(): Promise<Media>;
	/** It is not wanted after all. */
	drop(): Promise<void>;
}

/** What is wanted of a form beside its file. */
export interface Besides {
	/** The field of the file; absent: `file`. */
	file?: string;
	/** Another hash of the file. */
	hash?: { update(bytes: Uint8Array): unknown; digest(): Uint8Array };
	/** Names of fields whose texts are kept. */
	fields?: readonly string[];
}

/** Longest text of a form that is kept, in bytes. */
const MAX_FIELD_BYTES = 1024;

/**
 * Reads the file of a form while it comes: hash, size and kind are told as it passes, and it goes on its way to
 * storage in parts, so that memory is bounded whatever its size. What is no accepted file is refused as soon as
 * that is known. Throws ApiError; nothing is stored then.
 */
export async function receiveFile(
	bucket: R2Bucket,
	key: string,
	request: Request,
	besides: Besides = {},
): Promise<Received> {
	const boundary = boundaryOf(request.headers.get("content-type") ?? "");
	if (boundary === null || request.body === null) throw malformed();
	const form = new FormReader(boundary);
	const incoming = new Incoming(bucket, key, besides);
	try {
		for await (const chunk of request.body as ReadableStream<Uint8Array>)
			for (const event of form.push(chunk)) {
				if (event.type === "part") incoming.begin(event);
				else if (event.type === "data") await incoming.take(event.bytes);
				else incoming.end();
			}
		form.finish();
		return await incoming.finish();
	} catch (error) {
		await incoming.drop();
		throw error instanceof MalformedForm ? malformed() : error;
	}
}

class Incoming {
	private readonly writer: ObjectWriter;
	private readonly reader = new MediaReader();
	private readonly digest = new crypto.DigestStream("SHA-256");
	private readonly hash = this.digest.getWriter();
	private filename: string | null = null;
	/** The field of a file that is not asked for. */
	private elsewhere: string | null = null;
	/** The field of the file is there, and is no file. */
	private isText = false;
	private inFile = false;
	/** The text that comes now, where it is wanted. */
	private field: { name: string; bytes: number[] } | null = null;
	private readonly fields = new Map<string, string>();
	private size = 0;

	private readonly bucket: R2Bucket;
	private readonly key: string;
	private readonly besides: Besides;
	private readonly wanted: string;

	constructor(bucket: R2Bucket, key: string, besides: Besides) {
		this.bucket = bucket;
		this.key = key;
		this.besides = besides;
		this.wanted = besides.file ?? "file";
		this.writer = new ObjectWriter(bucket, key);
	}

	/** Throws ApiError for a second file: which of them is meant, nobody can say. */
	begin({ name, filename }: { name: string; filename: string | null }): void {
		this.inFile = name === this.wanted && filename !== null;
		this.field = filename === null && this.besides.fields?.includes(name) ? { name, bytes: [] } : null;
		if (!this.inFile) {
			if (filename !== null) this.elsewhere ??= name;
			else if (name === this.wanted) this.isText = true;
			return;
		}
		if (this.filename !== null)
			throw refusedFile(
				"too_many_files",
				`the form has more than one file in the field \`${this.wanted}\`; send each with a request of its own`,
			);
		this.filename = filename;
	}

	end(): void {
		this.inFile = false;
		if (this.field === null) return;
		const { name, bytes } = this.field;
		this.fields.set(name, new TextDecoder().decode(new Uint8Array(bytes)));
		this.field = null;
	}

	async take(bytes: Uint8Array): Promise<void> {
		if (this.field !== null) return this.takeField(this.field, bytes);
		if (!this.inFile) return;
		this.size += bytes.length;
		this.reader.push(bytes);
		if (this.reader.refused) throw noMedia(this.size, this.reader.name);
		this.besides.hash?.update(bytes);
		await this.hash.write(bytes);
		await this.writer.write(bytes);
	}

	private takeField({ name, bytes: known }: { name: string; bytes: number[] }, bytes: Uint8Array): void {
		if (known.length + bytes.length > MAX_FIELD_BYTES)
			throw refusedFile("too_big", `the field \`${name}\` may have ${MAX_FIELD_BYTES} bytes`, `/${name}`);
		known.push(...bytes);
	}

	async finish(): Promise<Received> {
		const { filename, size } = this;
		if (filename === null) throw refusedFile("missing_file", this.missing());
		if (size === 0)
			throw refusedFile(
				"empty_file",
				`the file ${JSON.stringify(cutText(filename, 100))} is empty: it has 0 bytes`,
			);
		const media = this.reader.end();
		if (!media) throw noMedia(size, this.reader.name);
		if (hasTooManyPixels(media)) throw tooManyPixels(media);
		await this.hash.close();
		const sha256 = hex(await this.digest.digest);
		return {
			filename,
			size,
			sha256,
			otherHash: this.besides.hash === undefined ? "" : hex(this.besides.hash.digest()),
			fields: this.fields,
			media,
			keep: () => this.keep(media),
			drop: () => this.drop(),
		};
	}

	private missing(): string {
		if (this.isText)
			return `the field \`${this.wanted}\` is a text without a file name; send it as a file (curl: -F ${this.wanted}=@picture.png)`;
		return this.elsewhere === null
			? `the form needs a field \`${this.wanted}\` with a file in it`
			: `the form needs a field \`${this.wanted}\`; it has its file in ${JSON.stringify(cutText(this.elsewhere, 100))}`;
	}

	private async keep(media: Media): Promise<Media> {
		await this.writer.finish(media.content_type);
		try {
			return await withTracks(media, sourceOf(this.bucket, this.key, this.size));
		} catch (error) {
			await this.bucket.delete(this.key);
			throw error;
		}
	}

	async drop(): Promise<void> {
		await this.writer.abandon().catch(() => undefined);
	}
}

/** An object as what reads tracks takes it. */
function sourceOf(bucket: R2Bucket, key: string, size: number): ByteSource {
	return {
		size,
		read: async (start, end) => {
			const object = await bucket.get(key, { range: { offset: start, length: end - start } });
			if (object === null) throw new Error("what was stored just now is gone");
			return object.bytes();
		},
	};
}

function refusedFile(code: string, message: string, pointer = "/file"): ApiError {
	return new ApiError("invalid_request", message, [{ pointer, code, message }]);
}

function malformed(): ApiError {
	return new ApiError("malformed_form", "the multipart body cannot be read");
}

function tooManyPixels({ width, height }: Media): ApiError {
	const message = `a picture of ${width} x ${height} pixels; at most ${MAX_PICTURE_PIXELS} pixels are accepted, so make it smaller`;
	return new ApiError("invalid_image", message, [{ pointer: "/file", code: "invalid_image", message }]);
}

function noMedia(size: number, name: string | null): ApiError {
	const known = name === null ? "" : `the file is ${name}, whatever it is called: `;
	return new ApiError(
		"invalid_image",
		`${known}the file is no PNG, JPEG or WebP picture, video or sound that can be read whole`,
		[
			{
				pointer: "/file",
				code: "invalid_image",
				message: `${size} bytes that are no complete file of an accepted kind, with nothing behind its end, or a picture with more than 16384 pixels a side`,
			},
		],
	);
}
