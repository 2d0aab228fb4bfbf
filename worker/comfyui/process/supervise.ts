import { type ChildProcess, spawn } from "node:child_process";
import { rm } from "node:fs/promises";
import { createInterface } from "node:readline";
import type { Readable } from "node:stream";
import { type Clock, fullJitter, sleep } from "../../process/clock.ts";
import type { Launch } from "../../process/launch.ts";
import type { Logger } from "../../process/log.ts";
import { signalGroup, withoutSecrets } from "./child.ts";
import { endLeftover, noteChild } from "./leftover.ts";
import type { Restarter } from "./restart-command.ts";

/** ComfyUI gets this long to leave by itself before it is killed; milliseconds. */
const GRACE_MS = 3_000;
/** A process that lived this long was healthy: the next start is not delayed; milliseconds. */
const HEALTHY_MS = 60_000;
const LONGEST_PAUSE_MS = 30_000;
/** Of what it wrote last, so many lines are told when it dies: they say why. */
const LAST_LINES = 8;

/** How a ComfyUI ended. */
export interface Death {
	/** A signal's name, or `exit 1`. */
	end: string;
	/** How often in a row it died within a minute of its start. */
	deaths: number;
	/** What it wrote last. */
	lines: readonly string[];
}

/** Keeps ComfyUI running: launches it, and launches it again when it dies or is told to. */
export class Supervisor implements Restarter {
	private readonly launch: () => Promise<Launch>;
	/** Remembers the process beyond a death of the worker itself. */
	private readonly pidFile: string;
	private readonly clock: Clock;
	private readonly log: Logger;
	private readonly onDeath: (death: Death) => void;
	private readonly stopped = new AbortController();
	private child: ChildProcess | null = null;
	private lines: string[] = [];
	private loop: Promise<void> | null = null;

	constructor(
		launch: () => Promise<Launch>,
		pidFile: string,
		clock: Clock,
		log: Logger,
		onDeath: (death: Death) => void,
	) {
		this.launch = launch;
		this.pidFile = pidFile;
		this.clock = clock;
		this.log = log;
		this.onDeath = onDeath;
	}

	start(): void {
		this.loop ??= this.run();
	}

	/** Ends the process, which brings up a new one. */
	restart(why: string): void {
		this.log.warn("restarting ComfyUI", { why });
		// What hangs does not listen to a polite signal, and there is nothing in it to be saved.
		signalGroup(this.child?.pid, "SIGKILL");
	}

	/** Ends the process for good, without giving it time. */
	kill(): void {
		this.stopped.abort();
		signalGroup(this.child?.pid, "SIGKILL");
	}

	async stop(): Promise<void> {
		this.stopped.abort();
		const child = this.child;
		if (child !== null) {
			signalGroup(child.pid, "SIGTERM");
			const timer = setTimeout(() => signalGroup(child.pid, "SIGKILL"), GRACE_MS);
			await this.loop;
			clearTimeout(timer);
			// What the command left behind in its group goes as well.
			signalGroup(child.pid, "SIGKILL");
			await rm(this.pidFile, { force: true });
		}
	}

	private async run(): Promise<void> {
		await endLeftover(this.pidFile, (pid) =>
			this.log.warn("ending a ComfyUI that an earlier life of this worker left behind", { pid }),
		);
		for (let deaths = 0; !this.stopped.signal.aborted; ) {
			const startedAt = this.clock.now();
			const end = await this.once(await this.launch());
			if (this.stopped.signal.aborted) return;
			deaths = this.clock.now() - startedAt >= HEALTHY_MS ? 0 : deaths + 1;
			this.log.error("ComfyUI ended", { end, deaths, lines: this.lines });
			this.onDeath({ end, deaths, lines: this.lines });
			if (deaths > 1)
				await sleep(fullJitter(deaths, this.clock.random(), 500, LONGEST_PAUSE_MS), this.stopped.signal);
		}
	}

	private once(launch: Launch): Promise<string> {
		return new Promise((resolve) => {
			const child = this.spawn(launch);
			this.child = child;
			this.lines = [];
			if (child.pid !== undefined)
				noteChild(this.pidFile, child.pid).catch((error: unknown) => {
					this.log.warn("the process id could not be noted", { error });
				});
			this.log.info("started ComfyUI", { pid: child.pid });
			for (const stream of [child.stdout, child.stderr]) this.relay(stream);
			const done = (end: string) => {
				if (this.child === child) this.child = null;
				resolve(end);
			};
			child.once("error", (error) => done(error.message));
			child.once("exit", (code, signal) => done(signal ?? `exit ${code}`));
		});
	}

	private spawn(launch: Launch) {
		// A group of its own: what the command started must go with it.
		const options = { detached: true, stdio: ["ignore", "pipe", "pipe"] as ["ignore", "pipe", "pipe"] };
		const env = withoutSecrets();
		if ("shell" in launch) return spawn(launch.shell, { ...options, env, shell: true });
		return spawn(launch.file, launch.args, { ...options, env: { ...env, ...launch.env }, cwd: launch.cwd });
	}

	private relay(stream: Readable): void {
		createInterface({ input: stream }).on("line", (line) => {
			const cut = line.slice(0, 2000);
			this.lines = [...this.lines.slice(1 - LAST_LINES), cut];
			this.log.debug("comfyui", { line: cut });
		});
	}
}
