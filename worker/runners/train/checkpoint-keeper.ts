import { constants } from "node:fs";
import { copyFile, mkdir, rm, writeFile } from "node:fs/promises";
import { basename, join } from "node:path";
import { MAX_OUTPUTS } from "../../../edge/contract/workers/workers.ts";
import type { Dialect, WrittenCheckpoint } from "../../../workflows/training/dialect/dialect.ts";
import { type CheckpointRole, mostRepeated, type TrainingWork } from "../../../workflows/training/work.ts";
import { EdgeRefusal, LeaseLost } from "../../edge-api/errors.ts";
import { retrying } from "../../edge-api/retry.ts";
import { crashAt } from "../../process/crash-at.ts";
import type { Logger } from "../../process/log.ts";
import { HttpError } from "../../process/request.ts";
import { allOrNothing } from "../graph/all-or-nothing.ts";
import type { Losses } from "./losses.ts";
import { type StoreParts, storeFile } from "./store-file.ts";
import { type TrainingFolder, writtenIn } from "./training-folder.ts";

export interface KeeperParts extends StoreParts {
	dialect: Dialect;
	work: TrainingWork;
	folder: TrainingFolder;
	losses: Losses;
	log: Logger;
	/** The trainer has come so far that it must wait until a state is stored, or need not any more. */
	onWait(waits: boolean): void;
	/** The edge gave the task to somebody else. */
	onLost(error: LeaseLost): void;
}

/** The last of an attempt's numbers for uploads stay for what it delivers. */
const FOR_DELIVERY = 10;

/**
 * Stores checkpoints while the trainer goes on: finds those that are whole, copies them before the trainer removes its
 * own, uploads their files one checkpoint after the other, and tells the edge. Where storage is slow the trainer waits for
 * it, before it is further from the last that is there than may be lost. One that cannot be stored is left out: the
 * training goes on, and would be resumed from the one before. However the trainer ends, all that it had written whole is
 * stored before its attempt ends; only where the worker itself is killed, or has lost the task, is that under way given up.
 */
export class CheckpointKeeper {
	/** Steps of the checkpoints that the edge has. */
	readonly stored: number[] = [];
	private readonly parts: KeeperParts;
	/** Steps up to this one have been taken care of. */
	private seen: number;
	private looking: Promise<void> = Promise.resolve();
	private sending: Promise<void> = Promise.resolve();
	private upload = 0;
	/** Steps of the last checkpoint that is stored, or was given up. */
	private settledAt: number;
	/** Where the trainer stands. */
	private at: number;
	/** Checkpoints that were found and are neither stored nor given up. */
	private underWay = 0;
	private waits = false;

	constructor(parts: KeeperParts) {
		this.parts = parts;
		this.seen = parts.work.resume?.step ?? 0;
		this.settledAt = this.seen;
		this.at = this.seen;
	}

	/** The number of the next upload. */
	nextUpload(): number {
		return this.upload++;
	}

	/** So many steps are done. */
	reached(step: number): void {
		this.at = step;
		this.weigh();
		this.look(step);
	}

	/** The bar stands at `step`, or might: takes what has become whole. Cheap where nothing can have. */
	look(step: number, ended = false): void {
		const { save_every } = this.parts.work.recipe;
		if (!ended && step <= this.seen - (this.seen % save_every) + save_every) return;
		this.looking = this.looking
			.then(() => this.take(step, ended))
			.catch((error: unknown) => {
				this.parts.log.warn("checkpoints could not be looked at", { error });
			});
	}

	/** Resolves when all that was found is stored, or was given up. */
	async settled(): Promise<void> {
		await this.looking;
		await this.sending;
	}

	private async take(step: number, ended: boolean): Promise<void> {
		const { dialect, work, folder, signal, log } = this.parts;
		if (signal.aborted) return;
		const found = dialect.checkpoints(work, await writtenIn(folder.output), { step, ended });
		for (const checkpoint of found) {
			// After the last step there is nothing to go on with: its weights are delivered as such.
			if (checkpoint.step <= this.seen || checkpoint.step >= work.recipe.steps) continue;
			this.seen = checkpoint.step;
			this.underWay++;
			this.weigh();
			const copies = await this.copy(checkpoint).catch((error: unknown) => {
				log.warn("a checkpoint went before it was copied", { step: checkpoint.step, error });
				return null;
			});
			if (copies === null) this.settle(checkpoint.step);
			else
				this.sending = this.sending
					.then(() => this.send(checkpoint.step, copies))
					.finally(() => this.settle(checkpoint.step));
		}
	}

	private settle(step: number): void {
		this.settledAt = step;
		this.underWay--;
		this.weigh();
	}

	/** Whether the trainer must wait: only while something is on its way that its waiting is for. */
	private weigh(): void {
		const { work, onWait, log } = this.parts;
		const waits = this.underWay > 0 && this.at >= this.settledAt + mostRepeated(work.recipe);
		if (waits === this.waits) return;
		this.waits = waits;
		log.info(waits ? "the trainer waits until its state is stored" : "the trainer goes on", {
			step: this.at,
		});
		onWait(waits);
	}

	private async copy({
		step,
		lora,
		state,
	}: WrittenCheckpoint): Promise<{ role: CheckpointRole; path: string }[]> {
		const { folder, losses } = this.parts;
		const own = join(folder.kept, String(step));
		await mkdir(join(own, "state"), { recursive: true });
		const files: { role: CheckpointRole; from: string; path: string }[] = [
			...state.map(({ path, name }) => ({
				role: "state" as const,
				from: path,
				path: join(own, "state", name),
			})),
			{ role: "lora", from: lora, path: join(own, basename(lora)) },
		];
		for (const { from, path } of files)
			await copyFile(join(folder.output, from), path, constants.COPYFILE_FICLONE);
		const log = join(own, "losses.jsonl");
		const text = losses.text(step);
		await writeFile(log, text);
		return text === "" ? files : [...files, { role: "log", path: log }];
	}

	private async send(step: number, files: readonly { role: CheckpointRole; path: string }[]): Promise<void> {
		const { log, signal, losses, edge, clock, until, patienceMs, folder, onLost } = this.parts;
		try {
			if (signal.aborted) return;
			if (this.upload + files.length > MAX_OUTPUTS - FOR_DELIVERY) {
				log.warn("an attempt can store no more files: this checkpoint is left out", { step });
				return;
			}
			const kept = await allOrNothing(files, signal, async ({ role, path }, _, signal) => {
				const type = role === "log" ? "text/plain; charset=utf-8" : "application/octet-stream";
				const stored = await storeFile(path, this.nextUpload(), type, { ...this.parts, signal });
				crashAt("mid_upload");
				return {
					role,
					name: basename(path),
					upload: stored.upload,
					bytes: stored.size,
					sha256: stored.sha256,
				};
			});
			const how = { clock, until, patienceMs, signal };
			await retrying(() => edge.checkpoint({ step, loss: losses.at(step), files: kept }), how);
			this.stored.push(step);
			log.info("a checkpoint is stored", { step, files: kept.length });
		} catch (error) {
			if (error instanceof LeaseLost) onLost(error);
			else if (signal.aborted) return;
			else if (error instanceof EdgeRefusal || error instanceof HttpError)
				log.warn("a checkpoint could not be stored; the training goes on", { step, why: error.message });
			else log.error("a checkpoint could not be stored; the training goes on", { step, error });
		} finally {
			await rm(join(folder.kept, String(step)), { recursive: true, force: true });
		}
	}
}
