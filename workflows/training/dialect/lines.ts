/** What a line of a trainer says. */
export type TrainerLine =
	/** Steps of its bar. `loss` is what it prints: a mean over the steps of this run, or the last one. */
	| {
			type: "bar";
			done: number;
			total: number;
			loss: number | null;
			learning_rate: number | null;
			seconds_per_step: number | null;
	  }
	/** What the model that is trained lies on: `cpu`, `mps`, `cuda:0`. */
	| { type: "device"; device: string }
	/** The state of this step has been written, all of it. */
	| { type: "saved"; step: number }
	| { type: "trouble"; trouble: Trouble; words: string };

/** What a trainer may die of and say so. */
export type Trouble = "out_of_memory" | "disk_full" | "no_device" | "unreadable_picture" | "unreadable_model";

const TROUBLES: readonly (readonly [RegExp, Trouble])[] = [
	[
		/out of memory|OutOfMemoryError|MPS backend out of memory|DefaultCPUAllocator: can't allocate|died with <Signals\.SIGKILL|exit status -9\b/i,
		"out_of_memory",
	],
	[
		/No space left on device|\[Errno 28\]|PytorchStreamWriter failed writing|enforce fail at inline_container/i,
		"disk_full",
	],
	[
		/CUDA driver version is insufficient|no CUDA-capable device|Found no NVIDIA driver|Torch not compiled with CUDA|requires a GPU/i,
		"no_device",
	],
	[/UnidentifiedImageError|cannot identify image file|image file is truncated/i, "unreadable_picture"],
	[/SafetensorError|HeaderTooLarge|InvalidHeader|Error\(s\) in loading state_dict/i, "unreadable_model"],
];

/** What a trainer says that it dies of, in a line; null: nothing that is known. Pure. */
export function troubleIn(line: string): Extract<TrainerLine, { type: "trouble" }> | null {
	const found = TROUBLES.find(([pattern]) => pattern.test(line));
	return found ? { type: "trouble", trouble: found[1], words: line.trim().slice(0, 300) } : null;
}

/** `name:  33%|███▎ | 2/6 [00:07<00:15,  3.95s/it, avr_loss=1.17]`, as tqdm draws it. */
const BAR = /^\s*(.{1,200}?):\s+\d+%\|[^|]*\|\s*(\d+)\/(\d+)\s*\[[^\],]*,\s*([^\],]*)(.*)$/u;

/** What a bar of tqdm says; null: the line is none. Pure. */
export function barIn(
	line: string,
): { name: string; done: number; total: number; seconds_per_step: number | null; rest: string } | null {
	const found = BAR.exec(line);
	if (!found) return null;
	const [, name = "", done, total, rate = "", rest = ""] = found;
	return { name, done: Number(done), total: Number(total), seconds_per_step: secondsOf(rate), rest };
}

function secondsOf(rate: string): number | null {
	const found = /([\d.]+)\s*(s\/it|it\/s)/.exec(rate);
	const value = Number(found?.[1]);
	if (!found || !(value > 0)) return null;
	return found[2] === "s/it" ? value : 1 / value;
}

/** A number as Python prints it; null for `nan`, `inf` and what is none. */
export function numberIn(text: string | undefined): number | null {
	const value = Number(text);
	return text === undefined || text === "" || !Number.isFinite(value) ? null : value;
}

/** Without what colours a terminal. */
const ESCAPES = new RegExp(`${String.fromCharCode(0x1b)}\\[[0-9;?]*[A-Za-z]`, "g");

/** A bar redrawn for long without an end of line, or a dump: more than this says no more; UTF-16 units. */
const LONGEST_LINE = 4_000;

/** Cuts what a trainer prints into lines: a bar is redrawn after a carriage return. Holds no more than one line. */
export class LineCutter {
	private left = "";

	/** The lines that have ended with this piece. */
	push(piece: string): string[] {
		const parts = (this.left + piece).split(/[\r\n]/);
		this.left = (parts.pop() ?? "").slice(-LONGEST_LINE);
		return parts.flatMap(clean);
	}

	/** What stands last, without an end. */
	end(): string[] {
		const left = this.left;
		this.left = "";
		return clean(left);
	}
}

function clean(line: string): string[] {
	const text = line.replaceAll(ESCAPES, "").trimEnd().slice(0, LONGEST_LINE);
	return text.trim() === "" ? [] : [text];
}
