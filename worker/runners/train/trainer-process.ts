import { type ChildProcess, spawn } from "node:child_process";
import { rm } from "node:fs/promises";
import { LineCutter } from "../../../workflows/training/dialect/lines.ts";
import { signalGroup, withoutSecrets } from "../../comfyui/process/child.ts";
import { endLeftover, noteChild } from "../../comfyui/process/leftover.ts";
import type { Logger } from "../../process/log.ts";

/** Of what a trainer printed, so many lines are kept. */
const KEPT_LINES = 400;

export interface TrainerStart {
	/** The trainer's Python, with what stands before its arguments. */
	command: readonly [string, ...string[]];
	args: readonly string[];
	env: Readonly<Record<string, string>>;
	/** The trainer's own folder. */
	cwd: string;
	/** Remembers the process beyond a death of the worker, so that the next life ends it. */
	pidFile: string;
	/** Without a sign of life for this long it hangs; milliseconds. */
	silenceMs: number;
	log: Logger;
	onLine(line: string): void;
}

/** How a trainer ended. */
export interface TrainerEnd {
	code: number | null;
	signal: string | null;
	/** It was ended because it had printed nothing for too long. */
	silent: boolean;
	/** It was ended by {@link TrainerProcess.end}. */
	asked: boolean;
	/** It could not be started. */
	unstartable: string | null;
}

/** A trainer as a child in a process group of its own: what it starts ends with it. */
export class TrainerProcess {
	/** The last lines that it printed, without those of bars. */
	readonly printed: string[] = [];
	/** Never rejects. */
	readonly ended: Promise<TrainerEnd>;
	private readonly start: TrainerStart;
	private child: ChildProcess | null = null;
	private silence: NodeJS.Timeout | undefined;
	private silent = false;
	private asked = false;
	private held = false;

	constructor(start: TrainerStart) {
		this.start = start;
		this.ended = this.run();
	}

	/** Ends it and all it started, without giving it time: its files are whole or not, and known to be. */
	end(): void {
		this.asked = true;
		signalGroup(this.child?.pid, "SIGKILL");
	}

	/** Lets it stand still where it is, or go on. It may be silent meanwhile. */
	hold(held: boolean): void {
		if (this.child === null || this.held === held) return;
		this.held = held;
		signalGroup(this.child.pid, held ? "SIGSTOP" : "SIGCONT");
		this.quiet();
	}

	private async run(): Promise<TrainerEnd> {
		const { command, args, env, cwd, pidFile, log } = this.start;
		await endLeftover(pidFile, () =>
			log.warn("ending a trainer that an earlier life of this worker left behind"),
		);
		const nothing = { code: null, signal: null, silent: false, asked: true, unstartable: null };
		if (this.asked) return nothing;
		const [file, ...before] = command;
		const child = spawn(file, [...before, ...args], {
			cwd,
			env: { ...withoutSecrets(), ...env },
			detached: true,
			stdio: ["ignore", "pipe", "pipe"],
		});
		this.child = child;
		const end = new Promise<TrainerEnd>((resolve) => {
			const told = (code: number | null, signal: string | null, unstartable: string | null) =>
				resolve({ code, signal, silent: this.silent, asked: this.asked, unstartable });
			child.once("error", (error) => told(null, null, error.message));
			child.once("close", (code, signal) => told(code, signal, null));
		});
		if (child.pid !== undefined)
			await noteChild(pidFile, child.pid).catch((error: unknown) =>
				log.warn("the process id of the trainer could not be noted", { error }),
			);
		this.listen(child);
		this.quiet();
		try {
			return await end;
		} finally {
			this.child = null;
			clearTimeout(this.silence);
			// What it left behind in its group goes as well.
			signalGroup(child.pid, "SIGKILL");
			await rm(pidFile, { force: true }).catch(() => undefined);
		}
	}

	private listen(child: ChildProcess): void {
		for (const stream of [child.stdout, child.stderr]) {
			const cutter = new LineCutter();
			stream?.setEncoding("utf8");
			stream?.on("data", (piece: string) => {
				this.quiet();
				for (const line of cutter.push(piece)) this.heard(line);
			});
			stream?.on("end", () => {
				for (const line of cutter.end()) this.heard(line);
			});
		}
	}

	private heard(line: string): void {
		if (!line.includes("%|")) {
			this.printed.push(line);
			if (this.printed.length > KEPT_LINES) this.printed.shift();
		}
		this.start.onLine(line);
	}

	/** It has said something: it may be silent again for as long. */
	private quiet(): void {
		clearTimeout(this.silence);
		if (this.held) return;
		this.silence = setTimeout(() => {
			this.silent = true;
			signalGroup(this.child?.pid, "SIGKILL");
		}, this.start.silenceMs);
	}
}
