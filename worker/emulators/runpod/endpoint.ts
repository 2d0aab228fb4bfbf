import { type Bill, billOf } from "./bill.ts";
import { workerEnvironment } from "./environment.ts";
import type { Fault } from "./faults.ts";
import { Fleet, type FleetOptions } from "./fleet.ts";
import type { QueueOptions } from "./queue.ts";
import type { EmulatedWorker, SchedulerOptions } from "./scheduler.ts";
import { RunpodEmulator } from "./server.ts";

/** How often it is looked what time has done; milliseconds. */
const LOOK_MS = 50;
const KEPT_LINES = 200;

export interface EndpointOptions extends SchedulerOptions, Pick<FleetOptions, "programs" | "comfyui"> {
	queue?: QueueOptions;
	faults?: readonly Fault[];
	/** Price of one second of one worker, in millionths of a US dollar. */
	price: number;
	holdMs?: number;
}

/**
 * An endpoint of RunPod on this machine, not the real thing: its queue, its scaling, real worker processes with an
 * emulated ComfyUI each, and its bill.
 */
export class EmulatedEndpoint {
	readonly runpod: RunpodEmulator;
	/** The last lines that each worker wrote. */
	readonly lines = new Map<string, string[]>();
	readonly fleet: Fleet;
	/** What the template of the endpoint sets in its workers; to be filled in before the first is started. */
	readonly template: Record<string, string> = {};
	private readonly price: number;
	private readonly timer: NodeJS.Timeout;

	constructor({
		programs,
		comfyui = [],
		queue = {},
		faults = [],
		price,
		holdMs,
		...scheduler
	}: EndpointOptions) {
		this.price = price;
		this.runpod = new RunpodEmulator({
			queue,
			faults,
			...(holdMs === undefined ? {} : { holdMs }),
			scheduler: { ...scheduler, act: (action) => this.fleet.act(action) },
		});
		this.fleet = new Fleet({
			programs,
			comfyui,
			template: this.template,
			inject: (worker) => workerEnvironment(this.runpod.url, { worker, key: this.runpod.workerKey }),
			on: {
				exited: (worker) => this.runpod.exited(worker),
				line: (worker, line) => this.keep(worker, line),
				frozen: (worker) => this.runpod.cut(worker),
			},
		});
		this.timer = setInterval(() => this.runpod.pass(), LOOK_MS);
		this.timer.unref();
	}

	/** Where requests go and endpoints are managed, and the key for both. */
	get address(): { url: string; key: string } {
		return { url: `${this.runpod.url}/v2`, key: this.runpod.clientKey };
	}

	workers(): readonly EmulatedWorker[] {
		return this.runpod.scheduler?.workers() ?? [];
	}

	bill(): Bill {
		const { scheduler, queue } = this.runpod;
		return billOf(scheduler?.history() ?? [], queue.runs, this.price, Date.now());
	}

	async close(): Promise<void> {
		clearInterval(this.timer);
		await this.fleet.close();
		await this.runpod.close();
	}

	private keep(worker: string, line: string): void {
		const own = this.lines.get(worker) ?? [];
		this.lines.set(worker, own);
		own.push(line);
		if (own.length > KEPT_LINES) own.shift();
	}
}
