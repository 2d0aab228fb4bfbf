import { spawn } from "node:child_process";
import { type Clock, fullJitter } from "../../process/clock.ts";
import type { Logger } from "../../process/log.ts";
import { signalGroup, withoutSecrets } from "./child.ts";

/** What brings a new ComfyUI up in place of one that is of no use. */
export interface Restarter {
	/** Asks for it. `needed` says whether it still is: what failed is tried again while it holds. */
	restart(why: string, needed: () => boolean): void;
}

/** A restart that takes longer than this is ended; milliseconds. */
const LONGEST_MS = 120_000;
/** Between a restart that brought nothing and the next, at least and at most; milliseconds. */
const PAUSE_MS = 60_000;
const LONGEST_PAUSE_MS = 600_000;

/** Has somebody else's ComfyUI restarted, by a command line such as `systemctl restart comfyui`. */
export class RestartCommand implements Restarter {
	private readonly command: string;
	private readonly clock: Clock;
	private readonly log: Logger;
	private readonly signal: AbortSignal;
	private busy = false;
	/** Ends the pause between two tries. */
	private pause = new AbortController();

	constructor(command: string, clock: Clock, log: Logger, signal: AbortSignal) {
		this.command = command;
		this.clock = clock;
		this.log = log;
		this.signal = signal;
	}

	restart(why: string, needed: () => boolean): void {
		this.pause.abort();
		if (!this.busy) void this.run(why, needed);
	}

	private async run(why: string, needed: () => boolean): Promise<void> {
		this.busy = true;
		for (let tries = 0; needed() && !this.signal.aborted; tries++) {
			this.log.warn("having ComfyUI restarted", { why, tries });
			const end = await this.once();
			if (end !== "exit 0") this.log.error("the restart command failed", { end });
			this.pause = new AbortController();
			const signal = AbortSignal.any([this.pause.signal, this.signal]);
			await this.clock.sleep(
				PAUSE_MS + fullJitter(tries, this.clock.random(), PAUSE_MS, LONGEST_PAUSE_MS),
				signal,
			);
		}
		this.busy = false;
	}

	private once(): Promise<string> {
		return new Promise((resolve) => {
			const child = spawn(this.command, {
				shell: true,
				detached: true,
				stdio: "ignore",
				env: withoutSecrets(),
			});
			const timer = setTimeout(() => signalGroup(child.pid, "SIGKILL"), LONGEST_MS);
			const done = (end: string) => {
				clearTimeout(timer);
				resolve(end);
			};
			child.once("error", (error) => done(error.message));
			child.once("exit", (code, signal) => done(signal ?? `exit ${code}`));
		});
	}
}
