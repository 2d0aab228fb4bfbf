import type { OpenPod, PodRow, PodStore } from "../pods/store.ts";
import type { RunpodPods } from "../runpod/pods-api.ts";

/** A machine at a RunPod that is none. `arrives`: when it is there, in milliseconds; before, no list has it. */
export interface FakeMachine {
	id: string;
	name: string;
	status: string;
	gpu_id: string;
	env: Record<string, string>;
	arrives: number;
}

interface FakeWorker {
	seen_at: number;
	gone_at: number | null;
	busy: boolean;
	draining: boolean;
}

/** Pods here and at RunPod, in memory. */
export class FakePods {
	readonly rows = new Map<string, PodRow>();
	readonly machines: FakeMachine[] = [];
	/** By the id of their pod. */
	readonly workers = new Map<string, FakeWorker>();
	/** The next list leaves everything out; never two in a row. */
	blind = false;
	private wasBlind = false;
	private names = 0;
	private readonly now: () => number;

	constructor(now: () => number) {
		this.now = now;
	}

	get open(): PodRow[] {
		return [...this.rows.values()].filter(({ closed_at }) => closed_at === null);
	}

	/** Machines that cost money. */
	get running(): FakeMachine[] {
		return this.machines.filter(({ status }) => status !== "TERMINATED");
	}

	loaded(): OpenPod[] {
		return this.open.map((row) => {
			const worker = this.workers.get(row.id);
			if (!worker) return { ...row, worker: null };
			const { seen_at, gone_at, busy } = worker;
			return { ...row, worker: { id: row.id, seen_at, gone_at, busy } };
		});
	}

	/** A machine's worker registers. */
	register(machine: FakeMachine): void {
		machine.status = "RUNNING";
		this.workers.set(machine.env.WORKER_NAME ?? "", {
			seen_at: this.now(),
			gone_at: null,
			busy: false,
			draining: false,
		});
	}

	create(pod: Parameters<RunpodPods["createPod"]>[0], lateMs: number): string {
		const id = `m${++this.names}`;
		const env = { ...pod.template.env, ...pod.env };
		const arrives = this.now() + lateMs;
		this.machines.push({ id, name: pod.name, status: "PROVISIONING", gpu_id: pod.gpu_id, env, arrives });
		return id;
	}

	list(): { id: string; name: string; status: string }[] {
		this.wasBlind = this.blind && !this.wasBlind;
		this.blind = false;
		if (this.wasBlind) return [];
		return this.running.filter(({ arrives }) => arrives <= this.now());
	}

	terminate(id: string): void {
		const machine = this.machines.find((one) => one.id === id);
		if (!machine) return;
		machine.status = "TERMINATED";
		this.workers.delete(machine.env.WORKER_NAME ?? "");
	}

	readonly store: Omit<PodStore, "idle"> = {
		insertPod: async (row, most) => {
			const own = this.open.filter(({ runpod_endpoint }) => runpod_endpoint === row.runpod_endpoint);
			if (own.length >= most) return false;
			this.rows.set(row.id, { ...row });
			return true;
		},
		changePod: async ({ id, status }, to) => {
			const row = this.rows.get(id);
			if (!row || row.closed_at !== null || row.status !== status) return false;
			Object.assign(row, to);
			return true;
		},
		closedPods: async (ids) => ids.filter((id) => (this.rows.get(id)?.closed_at ?? null) !== null),
		drain: async (id) => {
			const worker = this.workers.get(id);
			if (worker) worker.draining = true;
		},
	};
}
