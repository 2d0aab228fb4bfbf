import { access, mkdir, readdir, readFile, rm, rmdir, stat, utimes, writeFile } from "node:fs/promises";
import { dirname, join, resolve, sep } from "node:path";
import type { Comfy } from "../../comfyui/comfy.ts";
import { OWN_FOLDER } from "../../comfyui/own-folder.ts";
import { promptIdOf } from "../../comfyui/prompt-id.ts";
import { type NamedFile, verdictOf } from "../../comfyui/wire/history.ts";
import { type Clock, sleep } from "../../process/clock.ts";
import type { Logger } from "../../process/log.ts";
import { isOfRun, namedElsewhere, originOf } from "./expected-outputs.ts";
import {
	type AttemptName,
	attemptOfMarker,
	isLeftBehind,
	markerName,
	type Owner,
	ownerSchema,
	TOUCH_MS,
} from "./leftovers.ts";
import { attemptFolder, MAX_RUNS } from "./prepare-graph.ts";

const SIDES = ["input", "output", "temp"] as const;
type Side = (typeof SIDES)[number];
type Directories = Record<Side, string>;

/** Where markers lie, in ComfyUI's output folder: beside the attempts' folders, which ComfyUI itself makes. */
const MARKERS = ".darkroom";
/** Between two looks for files of workers that are gone; milliseconds. */
const SWEEP_MS = 600_000;

/**
 * What attempts leave in ComfyUI's folders and in its history. ComfyUI has no request to delete a file, so files
 * go only where its disk can be reached (COMFYUI_DIR); elsewhere they stay. While an attempt goes on, a marker
 * says whose it is; the files of one whose worker was killed are removed by whoever finds them. Nothing here
 * throws: a file that stays is logged, and no reason to fail.
 */
export class AttemptFiles {
	private readonly comfy: Comfy;
	private readonly self: Owner;
	private readonly times: { againMs: number };
	private readonly clock: Clock;
	private readonly log: Logger;
	private readonly signal: AbortSignal;
	private readonly held = new Set<string>();
	private touching: NodeJS.Timeout | undefined;

	/**
	 * @param times `againMs`: between two looks at files that a prompt still holds; milliseconds
	 * @param signal ends the sweeping
	 */
	constructor(
		comfy: Comfy,
		self: Owner,
		times: { againMs: number },
		clock: Clock,
		log: Logger,
		signal: AbortSignal,
	) {
		this.comfy = comfy;
		this.self = self;
		this.times = times;
		this.clock = clock;
		this.log = log;
		this.signal = signal;
	}

	/** Marks an attempt as this worker's, before any file of it is there. */
	async hold(task: string, epoch: number): Promise<void> {
		const at = await this.directories();
		if (at === null) return;
		const marker = join(at.output, MARKERS, markerName({ task, epoch }));
		try {
			await mkdir(dirname(marker), { recursive: true });
			await writeFile(marker, JSON.stringify(this.self));
			this.held.add(marker);
			this.touching ??= setInterval(() => this.touch(), TOUCH_MS).unref();
		} catch (error) {
			this.log.warn("an attempt could not be marked in ComfyUI's output folder", { marker, error });
		}
	}

	/** Removes what an attempt left: its folders, what its prompts wrote elsewhere, their history, its marker. */
	async release(task: string, epoch: number, prompts: readonly string[]): Promise<void> {
		const at = await this.directories();
		if (at === null) this.log.debug("files stay in ComfyUI's folders: COMFYUI_DIR is not set", { task });
		await this.remove(at, { task, epoch }, prompts);
		if (at === null) return;
		const marker = join(at.output, MARKERS, markerName({ task, epoch }));
		this.held.delete(marker);
		if (this.held.size === 0) {
			clearInterval(this.touching);
			this.touching = undefined;
		}
		// A prompt that ComfyUI has not let go of may still write: then the marker is left to the next sweep.
		const busy = await this.inQueue(prompts);
		await (busy
			? writeFile(marker, JSON.stringify({ ...this.self, instance: "" }))
			: rm(marker, { force: true })
		).catch((error: unknown) => this.log.debug("a marker was left behind", { marker, error }));
	}

	/** Removes files of workers that are gone, now and every ten minutes, until the signal comes. */
	async sweeping(): Promise<void> {
		while (!this.signal.aborted) {
			const waiting = await this.sweep().catch((error: unknown) => {
				this.log.warn("files of earlier attempts could not be looked for", { error });
				return false;
			});
			this.log.debug("looked for files of earlier attempts", { waiting });
			await sleep(waiting ? this.times.againMs : SWEEP_MS, this.signal);
		}
	}

	/** One look. True: files are left for later, because a prompt of a dead worker is still in the queue. */
	private async sweep(): Promise<boolean> {
		const at = await this.directories();
		if (at === null) return false;
		let waiting = false;
		// First what is there, then whose it is: a marker is made before the files, and goes after them.
		const there = await attemptsIn(at);
		const { running, pending } = await this.comfy.http.queue();
		const queued = new Set([...running, ...pending]);
		for (const attempt of there) {
			const { owner, touchedAt } = await ownerOf(at, attempt);
			if (!isLeftBehind(owner, touchedAt, this.self, this.clock.now())) continue;
			const prompts = promptsOf(attempt);
			if (prompts.some((id) => queued.has(id))) {
				waiting = true;
				continue;
			}
			this.log.info("removing the files of an attempt whose worker is gone", { ...attempt });
			await this.remove(at, attempt, prompts);
			await rm(join(at.output, MARKERS, markerName(attempt)), { force: true });
		}
		return waiting;
	}

	private async remove(
		at: Directories | null,
		attempt: AttemptName,
		prompts: readonly string[],
	): Promise<void> {
		const folder = attemptFolder(attempt.task, attempt.epoch);
		for (const promptId of prompts) {
			try {
				if (at !== null) await this.removeElsewhere(at, promptId, folder);
				await this.comfy.http.forget(promptId);
			} catch (error) {
				this.log.debug("a history entry was left behind", { prompt_id: promptId, error });
			}
		}
		if (at === null) return;
		for (const side of SIDES) {
			try {
				const path = join(at[side], folder);
				await rm(path, { recursive: true, force: true });
				// The task's own folder, unless another attempt of it has files there.
				await rmdir(dirname(path)).catch(() => undefined);
			} catch (error) {
				this.log.warn("files could not be deleted", { folder, side, error });
			}
		}
	}

	private async inQueue(prompts: readonly string[]): Promise<boolean> {
		try {
			const { running, pending } = await this.comfy.http.queue();
			return [...running, ...pending].some((id) => prompts.includes(id));
		} catch {
			// It is down, or does not answer: then nobody knows.
			return prompts.length > 0;
		}
	}

	/** Previews, and what nodes wrote that take no prefix. */
	private async removeElsewhere(at: Directories, promptId: string, folder: string): Promise<void> {
		const entry = await this.comfy.http.history(promptId);
		if (entry === null) return;
		const origin = originOf(entry, folder, verdictOf(entry));
		for (const file of namedElsewhere(entry, origin)) {
			const path = pathOf(at, file);
			if (path === null) continue;
			const found = await stat(path).catch(() => null);
			// A node may show a file that it did not write, and another prompt's may lie there by now.
			if (found?.isFile() && isOfRun(found.mtimeMs, origin)) await rm(path, { force: true });
		}
	}

	private touch(): void {
		const now = new Date(this.clock.now());
		for (const marker of this.held) void utimes(marker, now, now).catch(() => undefined);
	}

	/**
	 * ComfyUI's folders as this process sees them, or null where its disk cannot be reached: where ComfyUI was
	 * told to keep them, if that is there, else below COMFYUI_DIR.
	 */
	private async directories(): Promise<Directories | null> {
		const base = this.comfy.setting.folder;
		const { profile } = this.comfy;
		if (base === null || profile === null) return null;
		const [input, output, temp] = await Promise.all([
			reachable(profile.inputDirectory, join(base, "input")),
			reachable(profile.outputDirectory, join(base, "output")),
			reachable(profile.tempDirectory, join(base, "temp")),
		]);
		return { input, output, temp };
	}
}

async function reachable(told: string | null, usual: string): Promise<string> {
	if (told === null) return usual;
	return access(told).then(
		() => told,
		() => usual,
	);
}

/** The prompts an attempt may have submitted. */
function promptsOf({ task, epoch }: AttemptName): string[] {
	return Array.from({ length: MAX_RUNS }, (_, run) => promptIdOf(task, epoch, run));
}

/** Where a file lies that a node named; null outside of ComfyUI's folders. */
function pathOf(at: Directories, { type, subfolder, filename }: NamedFile): string | null {
	if (type !== "output" && type !== "temp" && type !== "input") return null;
	const base = resolve(at[type]);
	const path = resolve(base, subfolder, filename);
	return path.startsWith(base + sep) ? path : null;
}

/** Every attempt that has a marker or a folder. */
async function attemptsIn(at: Directories): Promise<AttemptName[]> {
	const found = new Map<string, AttemptName>();
	const add = (attempt: AttemptName) => found.set(markerName(attempt), attempt);
	for (const side of SIDES) {
		const home = join(at[side], OWN_FOLDER);
		for (const task of await names(home))
			for (const epoch of await names(join(home, task))) {
				const attempt = attemptOfMarker(`${task}.${epoch}.json`);
				if (attempt !== null) add(attempt);
			}
	}
	for (const name of await names(join(at.output, MARKERS))) {
		const attempt = attemptOfMarker(name);
		if (attempt !== null) add(attempt);
	}
	return [...found.values()];
}

async function names(folder: string): Promise<string[]> {
	return readdir(folder).catch(() => []);
}

async function ownerOf(
	at: Directories,
	attempt: AttemptName,
): Promise<{ owner: Owner | null; touchedAt: number }> {
	const marker = join(at.output, MARKERS, markerName(attempt));
	try {
		const [text, { mtimeMs }] = await Promise.all([readFile(marker, "utf8"), stat(marker)]);
		return { owner: ownerSchema.parse(JSON.parse(text)), touchedAt: mtimeMs };
	} catch {
		const times = await Promise.all(
			SIDES.map((side) =>
				stat(join(at[side], attemptFolder(attempt.task, attempt.epoch))).then(
					({ mtimeMs }) => mtimeMs,
					() => 0,
				),
			),
		);
		return { owner: null, touchedAt: Math.max(...times) };
	}
}
