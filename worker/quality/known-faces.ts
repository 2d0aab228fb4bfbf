import { buffer } from "node:stream/consumers";
import type { ClaimedFile } from "../../edge/contract/workers/workers.ts";
import { type Person, personOf } from "../../workflows/quality/checks/face-checks.ts";
import type { Opener } from "../../workflows/quality/examine/opener.ts";
import type { Faces } from "../../workflows/quality/faces/found.ts";
import type { FaceWish } from "../../workflows/quality/faces/wish.ts";
import type { AttemptClient } from "../edge-api/client.ts";

/** Pictures whose faces are remembered: jobs about one character come one after the other. */
const MOST_KNOWN = 200;
/** Larger pictures of a person are not fetched, in bytes. */
const MOST_BYTES = 64 * 1024 * 1024;

/**
 * The faces of people that pictures are compared with, by the hash of their picture: each is fetched and looked at once.
 * Never rejects: a picture that cannot be fetched or read is one without a face.
 */
export class KnownFaces {
	private readonly known = new Map<string, Promise<Faces>>();
	private readonly opener: Opener;
	readonly wish: FaceWish;

	constructor(opener: Opener, wish: FaceWish) {
		this.opener = opener;
		this.wish = wish;
	}

	/** Whom a task's pictures are to show; null: nobody. */
	async person(
		files: readonly ClaimedFile[],
		edge: Pick<AttemptClient, "download">,
		signal: AbortSignal,
	): Promise<Person | null> {
		if (files.length === 0) return null;
		return personOf(await Promise.all(files.map((file) => this.facesOf(file, edge, signal))));
	}

	private async facesOf(
		file: ClaimedFile,
		edge: Pick<AttemptClient, "download">,
		signal: AbortSignal,
	): Promise<Faces> {
		const known = this.known.get(file.sha256) ?? this.look(file, edge, signal);
		this.known.set(file.sha256, known);
		const [oldest] = this.known.keys();
		if (this.known.size > MOST_KNOWN && oldest !== undefined) this.known.delete(oldest);
		try {
			return await known;
		} catch (error) {
			// Perhaps the next attempt can fetch it.
			this.known.delete(file.sha256);
			return { how: "failed", why: error instanceof Error ? error.message : String(error) };
		}
	}

	private async look(
		file: ClaimedFile,
		edge: Pick<AttemptClient, "download">,
		signal: AbortSignal,
	): Promise<Faces> {
		if (file.size > MOST_BYTES) throw new Error(`${file.filename} is too large to be looked at`);
		const bytes = await buffer(await edge.download(file, signal));
		const { faces } = await this.opener.examine(bytes, { faces: this.wish });
		return faces;
	}
}
