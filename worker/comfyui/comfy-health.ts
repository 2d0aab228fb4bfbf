import { sleep } from "../process/clock.ts";
import { Fatal } from "../process/exit.ts";
import type { Logger } from "../process/log.ts";
import type { Registration } from "../registration.ts";
import type { Comfy } from "./comfy.ts";
import type { Supervisor } from "./supervise.ts";
import type { WarmModels } from "./warm-models.ts";

export interface ComfyHealthParts {
	comfy: Comfy;
	registration: Registration;
	/** Null where somebody else runs ComfyUI. */
	supervisor: Supervisor | null;
	warm: WarmModels;
	log: Logger;
	/** Marks the prompts that an earlier life of this worker left behind. */
	workerName: string;
	/** Between two looks at a prompt that ComfyUI does not let go of; milliseconds. */
	lookMs: number;
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

/** Knows whether ComfyUI can be given work, and sees to it that it can again. */
export class ComfyHealth {
	private readonly parts: ComfyHealthParts;
	private up = false;
	/** A prompt that ComfyUI does not let go of. */
	private stuckOn: string | null = null;

	constructor(parts: ComfyHealthParts) {
		this.parts = parts;
	}

	get usable(): boolean {
		return this.up && this.stuckOn === null;
	}

	/** Resolves when ComfyUI answers and has said what it is. Throws {@link Fatal} for one of no use. */
	async answering(): Promise<void> {
		const { comfy, registration, log, signal } = this.parts;
		for (let tries = 0; !signal.aborted; tries++) {
			try {
				await comfy.http.remaining();
				await registration.inspect();
				return;
			} catch (error) {
				if (error instanceof Fatal) throw error;
				if (tries % 20 === 0) log.info("waiting for ComfyUI", { error });
				await sleep(Math.min(100 * (tries + 1), 1_000), signal);
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

	/** @param again it was open before */
	socketOpened(again: boolean): void {
		this.up = true;
		// It may be another ComfyUI by now: other version, other nodes, other models, and nothing in memory.
		if (again) void this.refresh();
		else this.parts.on.well();
	}

	socketClosed(): void {
		this.up = false;
		this.parts.on.closed();
	}

	/** ComfyUI is of no use: it is started again, or left alone until it lets go of this prompt. */
	broken(why: string, promptId: string): void {
		const { log, warm, supervisor, on } = this.parts;
		log.error("ComfyUI is broken", { why, prompt_id: promptId });
		warm.clear();
		on.broken();
		if (supervisor !== null) {
			// Until the new one's socket opens.
			this.up = false;
			supervisor.restart(why);
			return;
		}
		log.error("ComfyUI is not supervised: somebody else has to restart it (see COMFYUI_COMMAND)");
		if (this.stuckOn === null) void this.waitForRelease(promptId);
	}

	private async waitForRelease(promptId: string): Promise<void> {
		const { comfy, lookMs, signal, on } = this.parts;
		this.stuckOn = promptId;
		while (this.stuckOn === promptId && !signal.aborted) {
			const { where } = await comfy.locate(promptId);
			if (where === "history" || where === "nowhere") this.stuckOn = null;
			else await sleep(lookMs, signal);
		}
		on.well();
	}

	private async refresh(): Promise<void> {
		const { registration, warm, log, on } = this.parts;
		log.info("connected to ComfyUI again");
		warm.clear();
		try {
			await registration.refresh();
		} catch (error) {
			if (error instanceof Fatal) on.fatal(error);
			else log.warn("ComfyUI could not be inspected", { error });
		}
		on.well();
	}
}
