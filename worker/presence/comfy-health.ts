import type { Comfy } from "../comfyui/comfy.ts";
import { type GivenUpPrompt, outlast } from "../comfyui/given-up.ts";
import type { Restarter } from "../comfyui/process/restart-command.ts";
import type { WarmModels } from "../comfyui/warm-models.ts";
import type { Clock } from "../process/clock.ts";
import { Fatal } from "../process/exit.ts";
import type { Logger } from "../process/log.ts";
import type { Promised, Registration } from "./registration.ts";

export interface ComfyHealthParts {
	comfy: Comfy;
	registration: Registration;
	/** Null where somebody else has to restart ComfyUI. */
	restarter: Restarter | null;
	warm: WarmModels;
	clock: Clock;
	log: Logger;
	/** Marks the prompts that an earlier life of this worker left behind. */
	workerName: string;
	/** Between two looks at a prompt that ComfyUI does not let go of; milliseconds. */
	lookMs: number;
	/** Between two looks at whether ComfyUI has other nodes or files; milliseconds. */
	refreshMs: number;
	/** A ComfyUI that is not there for this long is told to the edge; milliseconds. */
	awayMs: number;
	/** Ends all waiting. */
	signal: AbortSignal;
	on: {
		/** It may be of use again. */
		well(): void;
		/** Its socket closed. */
		closed(): void;
		/** It is of no use: what it has not begun should go elsewhere. */
		broken(): void;
		fatal(error: Fatal): void;
	};
}

/**
 * Knows whether ComfyUI can be given work, and sees to it that it can again. It can while its socket is open,
 * what it has is what the edge was told, and it holds no prompt that hangs.
 */
export class ComfyHealth {
	private readonly parts: ComfyHealthParts;
	private connected = false;
	/** The edge knows what it has now. */
	private known = false;
	/** Prompts that it does not let go of. */
	private readonly hanging = new Set<string>();
	/** Its GPU is of no use until the process is another one. */
	private poisoned = false;
	/** Counts what made `known` doubtful: an answer from before does not settle it. */
	private doubts = 0;
	private closings = 0;

	constructor(parts: ComfyHealthParts) {
		this.parts = parts;
	}

	get usable(): boolean {
		return this.connected && this.known && !this.broken;
	}

	/** It is of no use until it has let go of a prompt, or was restarted. */
	get broken(): boolean {
		return this.poisoned || this.hanging.size > 0;
	}

	/** Resolves when ComfyUI answers and has said what it is. Throws {@link Fatal} for one of no use. */
	async answering(): Promise<void> {
		const { comfy, registration, clock, log, signal } = this.parts;
		for (let tries = 0; !signal.aborted; tries++) {
			try {
				await comfy.http.remaining();
				await registration.inspect();
				return;
			} catch (error) {
				if (error instanceof Fatal) throw error;
				if (tries % 20 === 0) log.info("waiting for ComfyUI", { error });
				await clock.sleep(Math.min(100 * (tries + 1), 1_000), signal);
			}
		}
	}

	/** Prompts of an earlier life of this worker still sit in ComfyUI; their attempts are over. */
	async clearLeftovers(): Promise<void> {
		const { comfy, log, workerName } = this.parts;
		try {
			for (const promptId of await comfy.http.promptsOf(workerName)) {
				log.info("withdrawing a prompt of an earlier life", { prompt_id: promptId });
				await comfy.withdraw(promptId);
			}
		} catch (error) {
			log.warn("ComfyUI's queue could not be read", { error });
		}
	}

	/** Looks again and again whether ComfyUI has other nodes or files, until the signal aborts. */
	async keepLooking(): Promise<void> {
		const { clock, refreshMs, signal } = this.parts;
		for (;;) {
			await clock.sleep(refreshMs, signal);
			if (signal.aborted) return;
			if (this.usable) await this.look();
		}
	}

	/**
	 * Asks ComfyUI what it has now and tells the edge of changes, beside the work. Resolves with what the edge
	 * knows then, or with null where ComfyUI did not answer.
	 */
	async look(): Promise<Promised | null> {
		const { registration, log, on } = this.parts;
		try {
			await registration.refresh();
			return registration.promised;
		} catch (error) {
			if (error instanceof Fatal) on.fatal(error);
			else log.debug("ComfyUI could not be asked what it has", { error });
			return null;
		}
	}

	/** @param again it was open before */
	socketOpened(again: boolean): void {
		const { log, warm, on } = this.parts;
		this.connected = true;
		if (!again) {
			this.known = true;
			on.well();
			return;
		}
		log.info("connected to ComfyUI again");
		// It may be another ComfyUI by now: other version, other nodes, other models, and nothing in memory.
		this.poisoned = false;
		warm.clear();
		void this.learn();
	}

	socketClosed(): void {
		const { clock, awayMs, registration, signal, on } = this.parts;
		this.connected = false;
		this.known = false;
		this.doubts++;
		const closing = ++this.closings;
		on.closed();
		void clock.sleep(awayMs, signal).then(() => {
			if (closing === this.closings && !this.connected && !signal.aborted) void registration.away();
		});
	}

	/** What the edge was told of ComfyUI has turned out not to be true: nothing is claimed until it is told anew. */
	outdated(): void {
		if (!this.broken) void this.learn();
	}

	/** The GPU is of no use to this process any more. */
	gpuBroken(why: string): void {
		this.poisoned = true;
		this.fail(why);
	}

	/** A prompt hangs: ComfyUI is started again, or left alone until it lets go of it. */
	hangs(why: string, prompt: GivenUpPrompt): void {
		this.hanging.add(prompt.promptId);
		this.fail(why);
		void outlast(prompt, this.parts).then((gone) => {
			this.hanging.delete(prompt.promptId);
			if (gone && this.connected && !this.broken) void this.learn();
		});
	}

	/** A prompt was given up and may still be in ComfyUI, which is of use otherwise. */
	givenUp(prompt: GivenUpPrompt): void {
		void outlast(prompt, this.parts);
	}

	private fail(why: string): void {
		const { log, warm, restarter, registration, on } = this.parts;
		log.error("ComfyUI is broken", { why });
		warm.clear();
		this.known = false;
		this.doubts++;
		on.broken();
		void registration.away();
		if (restarter !== null) restarter.restart(why, () => this.broken);
		else
			log.error(
				"ComfyUI is not supervised: somebody else has to restart it (see COMFYUI_COMMAND and COMFYUI_RESTART_COMMAND)",
			);
	}

	/** Has the edge know what ComfyUI has now; until then nothing is claimed. */
	private async learn(): Promise<void> {
		const { registration, clock, log, lookMs, signal, on } = this.parts;
		this.known = false;
		const doubt = ++this.doubts;
		const mine = () => doubt === this.doubts && this.connected && !this.broken && !signal.aborted;
		for (let tries = 0; mine(); tries++) {
			try {
				await registration.back();
				if (!mine()) return;
				this.known = true;
				on.well();
				return;
			} catch (error) {
				if (error instanceof Fatal) return on.fatal(error);
				if (tries === 0) log.warn("ComfyUI could not be inspected; asking again", { error });
				await clock.sleep(lookMs, signal);
			}
		}
	}
}
