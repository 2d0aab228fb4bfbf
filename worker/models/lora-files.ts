import { createHash, randomUUID } from "node:crypto";
import { createReadStream, createWriteStream } from "node:fs";
import { mkdir, readdir, rename, rm, stat, utimes } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import type { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { loraFileName } from "../../workflows/plan/loras.ts";
import type { Clock } from "../process/clock.ts";
import type { Logger } from "../process/log.ts";

/** One that was used within this time is not removed: another worker of the same folder may have it in use. */
const RECENT_MS = 3_600_000;

/** Something that was begun and is older than this was left behind by a process that died. */
const ABANDONED_MS = 24 * 3_600_000;

const PART = /^\..*\.part$/;
const KEPT = /^[0-9a-f]{64}\.safetensors$/;

/** A LoRA that a task needs: its bytes by their hash. */
export interface WantedLora {
	sha256: string;
	/** Bytes. */
	size: number;
}

/** There is no room for it, and nothing that may go. */
export class NoRoom extends Error {}

/**
 * LoRAs that came with tasks, in a folder of their own below that which ComfyUI loads LoRAs from. ComfyUI lists a
 * folder anew once its time has changed, so a file is seen by the next prompt, without a restart. Each is there once,
 * under its hash, and stays for later tasks; the one that was not used for longest goes where room is needed, but none
 * that a task in hand needs.
 */
export class LoraFiles {
	private readonly maxBytes: number;
	private readonly clock: Clock;
	private readonly log: Logger;
	/** By hash: the attempts that need it. */
	private readonly holders = new Map<string, Set<string>>();
	/** By hash: being put there. */
	private readonly coming = new Map<string, Promise<void>>();
	/** Those whose bytes this process has looked at. */
	private readonly checked = new Set<string>();

	/** @param maxBytes what they may have together */
	constructor(maxBytes: number, clock: Clock, log: Logger) {
		this.maxBytes = maxBytes;
		this.clock = clock;
		this.log = log;
	}

	/**
	 * Has the file in `folder`, which ComfyUI loads LoRAs from, and keeps it there until `holder` releases it. `fetch` is
	 * asked for its bytes, whose hash it has checked, where they are not there; tasks that want the same at once share
	 * that. Answers with the name under which ComfyUI finds it. Throws {@link NoRoom}, what `fetch` throws, and errors
	 * of the disk.
	 */
	async place(
		folder: string,
		lora: WantedLora,
		holder: string,
		fetch: () => Promise<Readable>,
	): Promise<string> {
		const { sha256 } = lora;
		const holders = this.holders.get(sha256) ?? new Set();
		this.holders.set(sha256, holders.add(holder));
		try {
			// Whoever began it may have been given up meanwhile; that is no reason for the next.
			for (let begun = this.coming.get(sha256); begun; begun = this.coming.get(sha256))
				await begun.catch(() => undefined);
			const work = this.put(join(folder, loraFileName(sha256)), lora, fetch);
			this.coming.set(sha256, work);
			await work.finally(() => this.coming.delete(sha256));
		} catch (error) {
			this.release(holder);
			throw error;
		}
		return loraFileName(sha256);
	}

	/** What `holder` needed may go from now on. */
	release(holder: string): void {
		for (const [sha256, holders] of this.holders) {
			holders.delete(holder);
			if (holders.size === 0) this.holders.delete(sha256);
		}
	}

	private async put(path: string, lora: WantedLora, fetch: () => Promise<Readable>): Promise<void> {
		const now = new Date(this.clock.now());
		if (await this.isThere(path, lora)) {
			await utimes(path, now, now);
			return;
		}
		const own = dirname(path);
		await mkdir(own, { recursive: true });
		await this.makeRoom(own, lora.size);
		const part = join(own, `.${basename(path)}.${randomUUID()}.part`);
		try {
			await pipeline(await fetch(), createWriteStream(part, { flush: true }));
			await utimes(part, now, now);
			await rename(part, path);
		} catch (error) {
			await rm(part, { force: true });
			throw error;
		}
		this.checked.add(lora.sha256);
	}

	/** Whether it is there whole: a disk may have lost what was written last when the machine went down. */
	private async isThere(path: string, { sha256, size }: WantedLora): Promise<boolean> {
		const found = await stat(path).catch(() => null);
		if (found === null) return false;
		if (found.size === size && (this.checked.has(sha256) || (await hashOf(path)) === sha256)) {
			this.checked.add(sha256);
			return true;
		}
		this.log.warn("a LoRA was damaged on disk and is fetched again", { path });
		return false;
	}

	/** Removes those that were not used for longest until `bytes` more fit. Throws {@link NoRoom}. */
	private async makeRoom(own: string, bytes: number): Promise<void> {
		const now = this.clock.now();
		const files: { path: string; size: number; usedAt: number; mayGo: boolean }[] = [];
		for (const name of await readdir(own)) {
			const path = join(own, name);
			const found = await stat(path).catch(() => null);
			if (found === null) continue;
			const usedAt = found.mtimeMs;
			if (PART.test(name) && now - usedAt > ABANDONED_MS) await rm(path, { force: true });
			else if (KEPT.test(name)) {
				const held = this.holders.has(name.slice(0, 64));
				files.push({ path, size: found.size, usedAt, mayGo: !held && now - usedAt > RECENT_MS });
			}
		}
		const going = whatGoes(files, this.maxBytes - bytes);
		if (going === null)
			throw new NoRoom(
				`LoRAs may have ${this.maxBytes} bytes together, and those in use leave no room for ${bytes} more; raise LORA_DISK_GB`,
			);
		for (const path of going) {
			this.log.info("a LoRA goes that was not used for longest", { path });
			this.checked.delete(basename(path).slice(0, 64));
			await rm(path, { force: true });
		}
	}
}

/**
 * Which files go so that those that stay have at most `maxBytes`: first those that were not used for longest. Null
 * where not enough of them may go. Pure.
 */
export function whatGoes(
	files: readonly { path: string; size: number; usedAt: number; mayGo: boolean }[],
	maxBytes: number,
): string[] | null {
	let bytes = files.reduce((sum, { size }) => sum + size, 0);
	const going: string[] = [];
	for (const file of files.filter(({ mayGo }) => mayGo).sort((a, b) => a.usedAt - b.usedAt)) {
		if (bytes <= maxBytes) break;
		going.push(file.path);
		bytes -= file.size;
	}
	return bytes <= maxBytes ? going : null;
}

async function hashOf(path: string): Promise<string> {
	const hash = createHash("sha256");
	for await (const chunk of createReadStream(path)) hash.update(chunk as Buffer);
	return hash.digest("hex");
}
