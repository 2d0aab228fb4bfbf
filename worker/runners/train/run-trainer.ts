import type { Dialect, TrainerLaunch, TrainingPlaces } from "../../../workflows/training/dialect/dialect.ts";
import type { Trouble } from "../../../workflows/training/dialect/lines.ts";
import type { TrainingWork } from "../../../workflows/training/work.ts";
import type { Logger } from "../../process/log.ts";
import type { KnownTrainer } from "../../trainers/known-trainers.ts";
import { type TrainerEnd, TrainerProcess } from "./trainer-process.ts";
import type { TrainingFolder } from "./training-folder.ts";
import { trainerPidFile } from "./training-folder.ts";

/** The folders of an absolute path. */
const ABSOLUTE = /(?<![\w.…:/])\/(?:[\w@.+-]+\/)+/g;

/** Where a training stands by what its trainer prints. */
export interface TrainingStand {
	/** Steps done of the whole training. */
	step: number;
	loss: number | null;
	learning_rate: number | null;
	seconds_per_step: number | null;
}

export interface RunTrainerParts {
	trainer: KnownTrainer;
	dialect: Dialect;
	work: TrainingWork;
	places: TrainingPlaces;
	/** What `dialect` made of the places; its files must have been written. */
	launch: TrainerLaunch;
	folder: TrainingFolder;
	scratch: string;
	silenceMs: number;
	log: Logger;
	onStand(stand: TrainingStand): void;
	/** The state of a step is whole. */
	onSaved(step: number): void;
}

/** How it went. */
export interface TrainerStory {
	end: TrainerEnd;
	/** What it said that it died of. */
	trouble: { trouble: Trouble; words: string } | null;
	/** What it trains on, where that is not what it was to train on. */
	wrongDevice: string | null;
	/** What it printed last, with no path of this machine. */
	lines: string[];
}

/** One trainer while it runs: what it prints is read, and a device that is not the one asked for ends it. */
export class TrainerRun {
	/** Never rejects. */
	readonly ended: Promise<TrainerStory>;
	private readonly parts: RunTrainerParts;
	private readonly child: TrainerProcess;
	private trouble: TrainerStory["trouble"] = null;
	private wrongDevice: string | null = null;

	constructor(parts: RunTrainerParts) {
		this.parts = parts;
		const { args, env } = parts.launch;
		this.child = new TrainerProcess({
			command: parts.trainer.command,
			args,
			env,
			cwd: parts.trainer.folder,
			pidFile: trainerPidFile(parts.scratch),
			silenceMs: parts.silenceMs,
			log: parts.log,
			onLine: (line) => this.heard(line),
		});
		this.ended = this.child.ended.then((end) => ({
			end,
			trouble: this.trouble && { ...this.trouble, words: this.withoutPaths(this.trouble.words) },
			wrongDevice: this.wrongDevice,
			lines: this.child.printed.map((line) => this.withoutPaths(line)),
		}));
	}

	end(): void {
		this.child.end();
	}

	/** See {@link TrainerProcess.hold}. */
	hold(held: boolean): void {
		this.child.hold(held);
	}

	private heard(line: string): void {
		const { dialect, work, places, onStand, onSaved } = this.parts;
		const said = dialect.read(line);
		if (said === null) return;
		if (said.type === "trouble") this.trouble ??= said;
		else if (said.type === "saved") onSaved(said.step);
		else if (said.type === "device") {
			if (said.device.split(":")[0] === places.device) return;
			this.wrongDevice = said.device;
			this.end();
		} else {
			const { loss, learning_rate, seconds_per_step } = said;
			onStand({ step: dialect.stepsDone(said, work.recipe.steps), loss, learning_rate, seconds_per_step });
		}
	}

	/** What people are shown says nothing of where things lie on this machine. */
	private withoutPaths(line: string): string {
		const { folder, places, trainer } = this.parts;
		const base = places.base.slice(0, places.base.lastIndexOf("/"));
		const known = [folder.root, base, trainer.folder].reduce(
			(text, path) => text.replaceAll(path, "…"),
			line,
		);
		// What a link leads to, and what is cached elsewhere. Its logs are filled up to the width of a terminal.
		return known.replaceAll(ABSOLUTE, "…/").replaceAll(/ {3,}/g, "  ");
	}
}
