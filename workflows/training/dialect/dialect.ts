import type { TrainingWork } from "../work.ts";
import type { TrainerLine } from "./lines.ts";

/** Where a training finds and leaves its files. All are absolute paths that the worker made up. */
export interface TrainingPlaces {
	/** The pictures, `0000.png` with `0000.txt` beside it. */
	pictures: string;
	/** The pictures of the class; null: there are none. */
	regularisation: string | null;
	/** What the trainer writes. */
	output: string;
	/** Configuration files are written here. */
	configs: string;
	/** The base model's file. */
	base: string;
	/** What a kept state was put into; null: it begins. */
	resume: { folder: string; step: number } | null;
	/** The other files that Flux is made of; null where the base model is none. */
	flux: { clip_l: string; t5xxl: string; ae: string } | null;
	device: "cuda" | "mps" | "cpu";
}

/** How a trainer is started. */
export interface TrainerLaunch {
	/** Arguments for the trainer's Python. */
	args: string[];
	env: Record<string, string>;
	/** What is to be written before, by the path of the file. */
	files: { path: string; text: string }[];
}

/** A file below the output folder: its path with `/`, and its size in bytes. */
export interface WrittenFile {
	path: string;
	bytes: number;
}

/** What a trainer has written at a step, by paths below the output folder. */
export interface WrittenCheckpoint {
	step: number;
	lora: string;
	/** With the names under which another attempt needs them. */
	state: { path: string; name: string }[];
}

/** What differs between the trainers; all of it pure. */
export interface Dialect {
	/** How it is started. `work.resume` is not looked at: `places.resume` says what was put there. */
	launch(work: TrainingWork, places: TrainingPlaces): TrainerLaunch;
	/** What a line that it printed says; null: nothing of interest. */
	read(line: string): TrainerLine | null;
	/** Steps of the whole training that are done, from what the bar says. */
	stepsDone(bar: { done: number; total: number }, steps: number): number;
	/**
	 * The checkpoints that are whole, oldest first. What is being written while the bar stands at `step` is left out:
	 * a trainer writes between two steps, so what belongs to an earlier one has been written.
	 *
	 * @param ended the trainer has ended by itself: what is there is whole
	 */
	checkpoints(
		work: TrainingWork,
		files: readonly WrittenFile[],
		at: { step: number; ended: boolean },
	): WrittenCheckpoint[];
	/** The LoRA after the last step, below the output folder. */
	last(work: TrainingWork): string;
	/** Where the files of a kept checkpoint go before it goes on: below the output folder or the folder of the resume. */
	restore(
		work: TrainingWork,
		file: { role: "state" | "lora" | "log"; name: string },
	): { below: "output" | "resume"; path: string } | null;
}
