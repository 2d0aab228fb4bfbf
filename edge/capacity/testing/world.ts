import type { AttemptStatus, TaskStatus } from "../../contract/status.ts";
import type { Ability } from "../../pools/match.ts";
import type { EndpointRow } from "../endpoints/store.ts";
import type { RemoteStatus, Runpod } from "../runpod/client.ts";
import { RunpodError, type RunpodErrorCode } from "../runpod/error.ts";
import { LIST_PAUSE_MS, Pace } from "../runpod/pace.ts";
import type { OpenRow, TicketRow } from "../tickets/store.ts";
import type { RunnableTask } from "../tickets/want.ts";
import type { CapacityStore, World } from "../world.ts";
import { FakePods } from "./fake-pods.ts";

export const START = 1_800_000_000_000;

export function endpointRow(more: Partial<EndpointRow> = {}): EndpointRow {
	return {
		id: "ept_1",
		pool_id: "pool",
		runpod_id: "rp1",
		gpu: "RTX 4090",
		vram_bytes: 24 * 2 ** 30,
		micro_usd_per_second: 310,
		max_workers: 3,
		spare: 1,
		kinds: ["small", "large", "train"],
		time_limits: {},
		daily_budget_micro_usd: null,
		spent_day: 0,
		spent_micro_usd: 0,
		paused_at: null,
		pause_reason: null,
		condition: null,
		condition_since: null,
		condition_note: null,
		hold_until: 0,
		health: null,
		checked_at: 0,
		created_at: START,
		updated_at: START,
		pod: null,
		start_failures: 0,
		...more,
	};
}

/** An endpoint of pods. */
export function podEndpointRow(more: Partial<EndpointRow> = {}): EndpointRow {
	const pod = { template: "tpl1", gpu_ids: ["A", "B"], idle_s: 300, start_s: 600 };
	return endpointRow({ runpod_id: "pods", spare: 0, pod, checked_at: START, ...more });
}

export interface FakeTask {
	id: string;
	needs: RunnableTask["needs"];
	status: TaskStatus;
	epoch: number;
	run_until: number;
	/** By epoch. */
	attempts: Map<number, AttemptStatus>;
}

interface Remote {
	id: string;
	ticket: string;
	status: RemoteStatus;
}

/** A pool with its tasks, its tickets and a RunPod, in memory: what tending goes by, without D1 and without a network. */
export class FakePool implements World {
	clock = START;
	lists = new Pace(LIST_PAUSE_MS);
	readonly endpoints: EndpointRow[];
	readonly tickets = new Map<string, TicketRow>();
	readonly tasks = new Map<string, FakeTask>();
	readonly remotes = new Map<string, Remote>();
	readonly pods = new FakePods(() => this.clock);
	/** The pool's own workers that wait for work. */
	idle: Ability[] = [];
	readonly told: { message: string; about: Record<string, unknown> }[] = [];
	/** Calls of RunPod that go wrong, by name: `after` does what was asked first. */
	faults: {
		call: keyof Runpod;
		code: RunpodErrorCode;
		after?: boolean;
		/** What is done is seen so much later, in milliseconds. */
		lateMs?: number;
		retryAfterMs?: number;
	}[] = [];
	workers = { idle: 0, initializing: 0, ready: 0, running: 0, throttled: 0 };
	management: { max_workers: number; unhealthy: number } | null = { max_workers: 3, unhealthy: 0 };
	readonly calls: string[] = [];
	private requests = 0;
	private names = 0;

	constructor(...endpoints: EndpointRow[]) {
		this.endpoints = endpoints.length > 0 ? endpoints : [endpointRow()];
	}

	now = () => this.clock;
	random = () => 0.5;
	tell = (message: string, about: Record<string, unknown>) => void this.told.push({ message, about });

	submit(needs: RunnableTask["needs"] = {}): FakeTask {
		const id = `task_${String(++this.names).padStart(4, "0")}`;
		const task: FakeTask = {
			id,
			needs,
			status: "queued",
			epoch: 0,
			run_until: 0,
			attempts: new Map<number, AttemptStatus>(),
		};
		this.tasks.set(id, task);
		return task;
	}

	get runnable(): FakeTask[] {
		return [...this.tasks.values()].filter(({ status }) => status === "queued");
	}

	get open(): TicketRow[] {
		return [...this.tickets.values()].filter(({ closed_at }) => closed_at === null);
	}

	next = async (_pool: string, count: number) =>
		this.runnable.slice(0, count).map(({ id, needs }) => ({ id, needs }));

	/** What a claim with a ticket does. The task that it got, or null. */
	claim(id: string): FakeTask | null {
		const ticket = this.tickets.get(id);
		if (!ticket || ticket.closed_at !== null || ticket.used_task !== null) return null;
		const task = this.runnable.find(({ id: hint }) => hint === ticket.hint_task) ?? this.runnable[0] ?? null;
		if (task === null) {
			Object.assign(ticket, { status: "closed", outcome: "empty", closed_at: this.clock });
			return null;
		}
		task.status = "running";
		task.epoch += 1;
		task.run_until = this.clock + 3_600_000;
		task.attempts.set(task.epoch, "running");
		Object.assign(ticket, {
			status: "used",
			used_task: task.id,
			used_epoch: task.epoch,
			used_at: this.clock,
			due_at: this.clock + 300_000,
		});
		return task;
	}

	/** An attempt is over, and its task is with it, or back in the queue. */
	end(task: FakeTask, how: AttemptStatus, status: TaskStatus): void {
		task.attempts.set(task.epoch, how);
		task.status = status;
	}

	readonly store: CapacityStore = {
		...this.pods.store,
		idle: async () => [...this.idle],
		load: async () => ({
			pods: this.pods.loaded(),
			endpoints: this.endpoints.map((row) => ({ ...row })),
			tickets: this.open.map((row): OpenRow => {
				const task = row.used_task === null ? undefined : this.tasks.get(row.used_task);
				const attempt = task?.attempts.get(row.used_epoch ?? 0) ?? null;
				return { ...row, attempt, task: task?.status ?? null, run_until: task?.run_until ?? null };
			}),
		}),
		spent: async (tasks, since) =>
			new Map(
				tasks.map((task) => [
					task,
					[...this.tickets.values()].filter(
						({ hint_task, closed_at, used_task, outcome }) =>
							hint_task === task &&
							used_task === null &&
							outcome !== "canceled" &&
							outcome !== "refused" &&
							outcome !== "draining" &&
							(closed_at ?? 0) > since,
					).length,
				]),
			),
		insert: async (rows, caps) =>
			rows.filter((row) => {
				const open = this.open.filter(({ endpoint_id }) => endpoint_id === row.endpoint_id).length;
				if (open >= (caps.get(row.endpoint_id) ?? 0)) return false;
				this.tickets.set(row.id, { ...row });
				return true;
			}),
		change: async ({ id, status }, to) => {
			const row = this.tickets.get(id);
			if (!row || row.closed_at !== null || row.status !== status) return false;
			Object.assign(row, to);
			return true;
		},
		endpoints: async () => this.endpoints.map((row) => ({ ...row })),
		changeEndpoint: async (id, to) => {
			Object.assign(this.endpoints.find((row) => row.id === id) ?? {}, to);
		},
	};

	private async asked<T>(call: keyof Runpod, act: (lateMs: number) => T): Promise<T> {
		this.calls.push(call);
		const fault = this.faults[0]?.call === call ? this.faults.shift() : undefined;
		if (fault === undefined) return act(0);
		if (fault.after) act(fault.lateMs ?? 0);
		throw new RunpodError(fault.code, "made up", { retryAfterMs: fault.retryAfterMs ?? null });
	}

	readonly runpod: Runpod = {
		pods: () => this.asked("pods", () => ({ pods: this.pods.list(), pages: 1 })),
		template: () =>
			this.asked("template", () => ({ image: "i", env: { WORKER_TOKEN: "{{ RUNPOD_SECRET_d }}" } })),
		createPod: (pod) => this.asked("createPod", (lateMs) => this.pods.create(pod, lateMs)),
		endPod: (id) => this.asked("endPod", () => this.pods.terminate(id)),
		run: (_endpoint, input) =>
			this.asked("run", () => {
				const id = `r${++this.requests}`;
				const ticket = String(Reflect.get(input, "ticket_id"));
				this.remotes.set(id, { id, ticket, status: "IN_QUEUE" });
				return id;
			}),
		status: (_endpoint, id) => this.asked("status", () => this.remotes.get(id)?.status ?? null),
		cancel: (_endpoint, id) =>
			this.asked("cancel", () => {
				const remote = this.remotes.get(id);
				if (remote && (remote.status === "IN_QUEUE" || remote.status === "IN_PROGRESS"))
					remote.status = "CANCELLED";
				return remote !== undefined;
			}),
		health: () =>
			this.asked("health", () => ({ workers: { ...this.workers }, jobs: { in_queue: 0, in_progress: 0 } })),
		scaling: () =>
			this.asked("scaling", () => {
				if (this.management === null) throw new RunpodError("unauthorized", "not for this key");
				return this.management;
			}),
	};
}
