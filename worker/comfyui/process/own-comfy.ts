import type { ApiGraph } from "../../../workflows/graph/graph.ts";
import type { Clock } from "../../process/clock.ts";
import type { Config } from "../../process/config.ts";
import { EXIT, Fatal } from "../../process/exit.ts";
import { launchFrom } from "../../process/launch.ts";
import type { Logger } from "../../process/log.ts";
import type { Comfy } from "../comfy.ts";
import { RestartCommand, type Restarter } from "./restart-command.ts";
import { type Death, Supervisor } from "./supervise.ts";
import { warmUp } from "./warm-up.ts";

/** A ComfyUI that died so often is not going to live. */
const MANY_DEATHS = 3;

export interface OwnComfyParts {
	config: Config;
	comfy: Comfy;
	/** What it is warmed up with; null: nothing. */
	warmUp: ApiGraph | null;
	/** The machine is paid for by the second: one that is of no use must end. */
	rented: boolean;
	clock: Clock;
	log: Logger;
	/** Ends all waiting. */
	signal: AbortSignal;
	/** It does not stay up. */
	onHopeless(error: Fatal): void;
}

/** The process of the ComfyUI beside this worker, as far as starting and restarting it is the worker's task. */
export class OwnComfy {
	/** What brings up a new one; null where somebody else has to. */
	readonly restarter: Restarter | null;
	private readonly parts: OwnComfyParts;
	private readonly supervisor: Supervisor | null;
	private ready = false;
	/** How often it died before it was of use. */
	private stillborn = 0;

	constructor(parts: OwnComfyParts) {
		const { config, clock, log, signal } = parts;
		const { COMFYUI_COMMAND: own, COMFYUI_RESTART_COMMAND: theirs } = config;
		this.parts = parts;
		const launch = () => launchFrom(config);
		this.supervisor =
			own === null
				? null
				: new Supervisor(launch, `${config.SCRATCH_DIR}.pid`, clock, log, (death) => this.died(death));
		this.restarter =
			this.supervisor ?? (theirs === null ? null : new RestartCommand(theirs, clock, log, signal));
	}

	start(): void {
		this.supervisor?.start();
	}

	/** Runs the graph to warm up with, if there is one. It answers by now. */
	async warmUp(): Promise<void> {
		this.ready = true;
		const { warmUp: graph, comfy, clock, log, signal } = this.parts;
		if (graph === null) return;
		const since = clock.now();
		const why = await warmUp(comfy, graph, clock, signal);
		const ms = clock.now() - since;
		if (why === null) log.info("warmed up", { ms });
		else log.warn("could not be warmed up", { ms, why });
	}

	/** Ends it, and gives it time to leave. */
	async stop(): Promise<void> {
		await this.supervisor?.stop();
	}

	/** Ends it at once. */
	kill(): void {
		this.supervisor?.kill();
	}

	private died({ end, deaths, lines }: Death): void {
		const { comfy, rented, onHopeless } = this.parts;
		comfy.died();
		if (!this.ready) this.stillborn++;
		if (this.stillborn < MANY_DEATHS && !(rented && deaths >= MANY_DEATHS)) return;
		const said = `ComfyUI does not stay up (${end}). It wrote last: ${lines.join(" / ")}`;
		onHopeless(new Fatal(said, EXIT.comfyDead));
	}
}
