import type { Action } from "./scheduler.ts";

export type PodStatus = "PROVISIONING" | "STARTING" | "RUNNING" | "EXITED" | "ERROR" | "TERMINATED";
export type PodAction = "start" | "stop" | "restart" | "terminate";

/** What a pod is made of, as its maker said. */
export interface PodSpec {
	name: string;
	image: string;
	env: Record<string, string>;
	gpu: { id: string; count: number };
	template: string | null;
}

/** A rented machine. Times in milliseconds. */
export interface EmulatedPod extends PodSpec {
	readonly id: string;
	/** Good for this pod alone. */
	readonly key: string;
	readonly createdAt: number;
	status: PodStatus;
	/** When it came into this status. */
	since: number;
	startedAt: number | null;
	/** Its process is there. */
	alive: boolean;
	/** When its process was told to end; null: it was not. */
	endingAt: number | null;
	killed: boolean;
	/** From each start of its process to its end: what is paid for. */
	readonly spans: { from: number; to: number | null }[];
}

export interface PodsOptions {
	/** From its creation to the start of its process: a machine is found, and the image fetched. Milliseconds. */
	startMs: number;
	/** From SIGTERM to SIGKILL; milliseconds. */
	graceMs: number;
	/** A terminated pod is listed for so long; milliseconds. RunPod does not say for how long, or whether it is. */
	listedMs: number;
	/** Machines that are free for pods. */
	machines: number;
	/** Pods on one page of a list; infinite: a list has no pages, and does not speak of any. RunPod was seen with both. */
	pageSize: number;
}

const USUAL: PodsOptions = {
	startMs: 500,
	graceMs: 30_000,
	listedMs: 60_000,
	machines: Number.POSITIVE_INFINITY,
	pageSize: Number.POSITIVE_INFINITY,
};

/** What may be done with a pod, by its status. Source: RunPod's API of version 2, August 2026. */
export const ACTIONS: Readonly<Record<PodStatus, readonly PodAction[]>> = {
	PROVISIONING: ["stop", "terminate"],
	STARTING: ["stop", "terminate"],
	RUNNING: ["stop", "restart", "terminate"],
	EXITED: ["start", "terminate"],
	ERROR: ["start", "terminate"],
	TERMINATED: [],
};

/**
 * The pods of an account. It knows no clock, no network and no processes: it is told what happens and what time it is,
 * and answers with what to do.
 */
export class Pods {
	readonly options: PodsOptions;
	private readonly all: EmulatedPod[] = [];

	constructor(options: Partial<PodsOptions> = {}) {
		this.options = { ...USUAL, ...options };
	}

	/** Every pod that there ever was, oldest first. */
	history(): readonly EmulatedPod[] {
		return this.all;
	}

	/** As they are listed. */
	list(now: number): EmulatedPod[] {
		const { listedMs } = this.options;
		return this.all.filter(({ status, since }) => status !== "TERMINATED" || now - since < listedMs);
	}

	get isFull(): boolean {
		return this.all.filter((pod) => this.isPlaced(pod)).length >= this.options.machines;
	}

	/** Null: no machine is free. */
	create(spec: PodSpec, now: number): EmulatedPod | null {
		if (this.isFull) return null;
		const id = `emulated-pod-${this.all.length + 1}`;
		const pod: EmulatedPod = {
			...{ ...spec, id, key: `key-of-${id}`, createdAt: now, status: "PROVISIONING", since: now },
			...{ startedAt: null, alive: false, endingAt: null, killed: false, spans: [] },
		};
		this.all.push(pod);
		return pod;
	}

	/** What is to be done for it; null: that cannot be done with the pod as it is. */
	act(pod: EmulatedPod, action: PodAction, now: number): Action[] | null {
		if (!ACTIONS[pod.status].includes(action)) return null;
		if (action === "start") {
			if (this.isFull) return null;
			this.enter(pod, "PROVISIONING", now);
			return [];
		}
		const to = { stop: "EXITED", terminate: "TERMINATED", restart: "STARTING" } as const;
		this.enter(pod, to[action], now);
		if (!pod.alive || pod.endingAt !== null) return [];
		pod.endingAt = now;
		return [{ do: "term", worker: pod.id }];
	}

	/** Its process has ended, by itself or since it was told to. */
	exited(id: string, now: number): void {
		const pod = this.all.find((one) => one.id === id);
		if (!pod?.alive) return;
		Object.assign(pod, { alive: false, endingAt: null, killed: false });
		const span = pod.spans.at(-1);
		if (span) span.to ??= now;
		if (pod.status === "RUNNING") this.enter(pod, "EXITED", now);
	}

	/** Lets time do what it does by now. */
	pass(now: number): Action[] {
		const { startMs, graceMs } = this.options;
		return this.all.flatMap((pod): Action[] => {
			if (pod.endingAt !== null) {
				if (pod.killed || now - pod.endingAt < graceMs) return [];
				pod.killed = true;
				return [{ do: "kill", worker: pod.id }];
			}
			if (pod.alive || (pod.status !== "PROVISIONING" && pod.status !== "STARTING")) return [];
			if (pod.status === "PROVISIONING" && now - pod.since < startMs) return [];
			this.enter(pod, "RUNNING", now);
			Object.assign(pod, { alive: true, startedAt: now });
			pod.spans.push({ from: now, to: null });
			return [{ do: "start", worker: pod.id }];
		});
	}

	private isPlaced({ status, alive }: EmulatedPod): boolean {
		return alive || status === "PROVISIONING" || status === "STARTING";
	}

	private enter(pod: EmulatedPod, status: PodStatus, now: number): void {
		pod.status = status;
		pod.since = now;
	}
}
