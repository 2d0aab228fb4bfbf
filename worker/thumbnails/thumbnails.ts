import { randomUUID } from "node:crypto";
import { createWriteStream } from "node:fs";
import { mkdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { buffer } from "node:stream/consumers";
import { pipeline } from "node:stream/promises";
import type { ThumbnailChore } from "../../edge/contract/assets/thumbnails.ts";
import type { ManifestItem } from "../../edge/contract/workers/workers.ts";
import { hasFfmpeg } from "../../workflows/quality/examine/ffmpeg.ts";
import type { ThumbnailClient } from "../edge-api/thumbnail-client.ts";
import { sleep } from "../process/clock.ts";
import type { Logger } from "../process/log.ts";
import type { RecentFiles } from "../runners/graph/recent-files.ts";
import { spool } from "../runners/graph/spool.ts";
import { posterOf } from "./poster.ts";
import { canShrink, smallPictures } from "./small-pictures.ts";

/** Files that wait for their thumbnails at most: what is too much is made when somebody looks at it. */
const MOST_WAITING = 200;
/** Files larger than this have no thumbnails, in bytes. */
const MOST_BYTES = 512 * 1024 * 1024;
/** A worker that leaves makes what waits for so long yet, in milliseconds. */
const LAST_MS = 3_000;

type Wanted = ThumbnailChore & { sha256?: string };

export interface ThumbnailParts {
	/** The edge, as the worker that is registered now. */
	edge(): ThumbnailClient;
	/** What was made here lately need not be fetched. */
	recent: Pick<RecentFiles, "find">;
	scratch: string;
	log: Logger;
}

/**
 * Makes thumbnails, one file at a time and beside the jobs: of what an attempt has just handed in, and, when the worker
 * has nothing to do, of what somebody looked at that has none. No job waits for it, and none fails by it.
 */
export class Thumbnails {
	private readonly parts: ThumbnailParts;
	private readonly waiting: Wanted[] = [];
	private readonly stopping = new AbortController();
	private asked = false;
	private running: Promise<void> | null = null;
	private films: Promise<boolean> | undefined;

	constructor(parts: ThumbnailParts) {
		this.parts = parts;
	}

	/** An attempt has handed these in, and the edge calls them so. */
	made(manifest: readonly ManifestItem[], assets: readonly string[]): void {
		for (const [i, { kind, size, sha256 }] of manifest.entries()) {
			const asset = assets[i];
			if (asset === undefined || (kind !== "image" && kind !== "video")) continue;
			if (this.waiting.length < MOST_WAITING) this.waiting.push({ asset, kind, size, sha256 });
		}
		this.start();
	}

	/** The worker has nothing to do, and the edge says that thumbnails are wanted. */
	wanted(): void {
		this.asked = true;
		this.start();
	}

	/** Resolves when all that waits is made, or a short while has passed; nothing is begun after it. */
	async finish(): Promise<void> {
		await Promise.race([this.running, sleep(LAST_MS)]);
		this.stopping.abort();
		await this.running;
	}

	private start(): void {
		if (this.stopping.signal.aborted) return;
		this.running ??= this.run().finally(() => {
			this.running = null;
		});
	}

	private async run(): Promise<void> {
		const { log } = this.parts;
		if (!(await canShrink())) {
			if (this.waiting.length > 0) log.debug("no thumbnails: sharp is not installed");
			this.waiting.length = 0;
			this.asked = false;
			return;
		}
		while (!this.stopping.signal.aborted) {
			const next = this.waiting.shift();
			if (next !== undefined) await this.make(next);
			else if (this.asked) await this.take();
			else return;
		}
	}

	private async take(): Promise<void> {
		this.asked = false;
		try {
			const { chores, more } = await this.parts.edge().take(this.stopping.signal);
			this.waiting.push(...chores);
			this.asked = more;
		} catch (error) {
			this.parts.log.debug("no thumbnails were asked for", { error });
		}
	}

	/** Never rejects: what cannot be made is told in the log, and the picture itself stands in. */
	private async make(wanted: Wanted): Promise<void> {
		const { edge, log } = this.parts;
		const { asset } = wanted;
		try {
			const picture = await this.pictureOf(wanted);
			if (picture === null) return;
			for (const { size, bytes } of await smallPictures(picture))
				await edge().send(asset, size, bytes, this.stopping.signal);
			log.debug("thumbnails made", { asset });
		} catch (error) {
			if (!this.stopping.signal.aborted) log.info("no thumbnails could be made", { asset, error });
		}
	}

	/** The picture itself, or a frame of the film; null for what none are made of here. */
	private async pictureOf({ asset, kind, size, sha256 }: Wanted): Promise<Buffer | null> {
		const { edge, recent, scratch } = this.parts;
		if (size > MOST_BYTES) return null;
		this.films ??= hasFfmpeg();
		if (kind === "video" && !(await this.films)) return null;
		const here = sha256 === undefined ? null : recent.find({ sha256, size });
		const file = here ?? (await spool(await edge().source(asset, this.stopping.signal), scratch));
		try {
			if (kind === "image") return await buffer(file.open());
			await mkdir(scratch, { recursive: true });
			const film = join(scratch, `${randomUUID()}.film`);
			try {
				await pipeline(file.open(), createWriteStream(film));
				return await posterOf(film);
			} finally {
				await rm(film, { force: true });
			}
		} finally {
			if (here === null) await file.dispose();
		}
	}
}
