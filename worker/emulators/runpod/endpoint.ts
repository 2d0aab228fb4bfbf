import { type Bill, billOf } from "./bill.ts";
import { podEnvironment, workerEnvironment } from "./environment.ts";
import type { Fault } from "./faults.ts";
import { Fleet, type FleetOptions } from "./fleet.ts";
import type { PodsOptions } from "./pods.ts";
import type { Template } from "./pods-api.ts";
import type { QueueOptions } from "./queue.ts";
import type { EmulatedWorker, SchedulerOptions } from "./scheduler.ts";
import { RunpodEmulator } from "./server.ts";

/** How often it is looked what time has done; milliseconds. */
const LOOK_MS = 50;
const KEPT_LINES = 200;
/** The template of pods, whose `WORKER_TOKEN` is the secret of that name. */
export const POD_TEMPLATE = "emulated-template";
const TOKEN_SECRET = "darkroom";

export interface EndpointOptions extends SchedulerOptions, Pick<FleetOptions, "programs" | "comfyui"> {
	queue?: QueueOptions;
	faults?: readonly Fault[];
	/** Price of one second of one worker, in millionths of a US dollar. Pods cost what the catalogue says. */
	price: number;
	holdMs?: number;
	pods?: Partial<PodsOptions> & {
		/** What pods are given over what their makers set. */
		env?: Record<string, string>;
	};
}

/**
 * An endpoint of RunPod on this machine and the pods of its account, not the real things: queue, scaling, real worker
 * processes with an emulated ComfyUI each, and the bill.
 */
export class EmulatedEndpoint {
	readonly runpod: RunpodEmulator;
	/** The last lines that each worker wrote. */
	readonly lines = new Map<string, string[]>();
	readonly fleet: Fleet;
	/** The processes of pods. */
	readonly rented: Fleet;
	/** What templates set in machines; to be filled in before the first is started. */
	readonly template: Record<string, string> = {};
	private readonly podEnv: Record<string, string>;
	private podToken = "";
	private readonly podTemplate: Template = {
		id: POD_TEMPLATE,
		name: "emulated",
		image: "emulated",
		env: {},
	};
	private readonly price: number;
	private readonly timer: NodeJS.Timeout;

	constructor({
		programs,
		comfyui = [],
		queue = {},
		faults = [],
		price,
		holdMs,
		pods = {},
		...scheduler
	}: EndpointOptions) {
		this.price = price;
		const { env: podEnv = {}, ...podOptions } = pods;
		this.podEnv = podEnv;
		this.runpod = new RunpodEmulator({
			queue,
			faults,
			...(holdMs === undefined ? {} : { holdMs }),
			scheduler: { ...scheduler, act: (action) => this.fleet.act(action) },
			pods: { ...podOptions, templates: [this.podTemplate], act: (action) => this.rented.act(action) },
		});
		const on = {
			exited: (worker: string) => this.runpod.exited(worker),
			line: (worker: string, line: string) => this.keep(worker, line),
			frozen: (worker: string) => this.runpod.cut(worker),
		};
		this.fleet = new Fleet({
			...{ programs, comfyui, on },
			environment: (worker) => ({
				...this.template,
				...workerEnvironment(this.runpod.url, { worker, key: this.runpod.workerKey }),
			}),
		});
		this.rented = new Fleet({ ...{ programs, comfyui, on }, environment: (pod) => this.podEnvironment(pod) });
		this.timer = setInterval(() => this.runpod.pass(), LOOK_MS);
		this.timer.unref();
	}

	/** Where requests go and endpoints are managed, and the key for both. */
	get address(): { url: string; key: string } {
		return { url: `${this.runpod.url}/v2`, key: this.runpod.clientKey };
	}

	/** Fills the templates of workers and of pods; the token of pods is a secret that theirs refers to. */
	setTemplate(env: Record<string, string>, podToken = env.WORKER_TOKEN ?? ""): void {
		Object.assign(this.template, env);
		this.podToken = podToken;
		Object.assign(this.podTemplate.env, env, { WORKER_TOKEN: `{{ RUNPOD_SECRET_${TOKEN_SECRET} }}` });
	}

	workers(): readonly EmulatedWorker[] {
		return this.runpod.scheduler?.workers() ?? [];
	}

	bill(): Bill {
		const { scheduler, queue, pods } = this.runpod;
		const machines = { workers: scheduler?.history() ?? [], runs: queue.runs, pods: pods.history() };
		return billOf(machines, this.price, Date.now());
	}

	async close(): Promise<void> {
		clearInterval(this.timer);
		await Promise.all([this.fleet.close(), this.rented.close()]);
		await this.runpod.close();
	}

	private podEnvironment(id: string): Record<string, string> {
		const pod = this.runpod.pods.history().find((one) => one.id === id);
		if (!pod) throw new Error(`there is no pod ${id}`);
		const secrets = { [TOKEN_SECRET]: this.podToken };
		return podEnvironment(this.runpod.url, { ...pod, env: { ...pod.env, ...this.podEnv } }, secrets);
	}

	private keep(worker: string, line: string): void {
		const own = this.lines.get(worker) ?? [];
		this.lines.set(worker, own);
		own.push(line);
		if (own.length > KEPT_LINES) own.shift();
	}
}
