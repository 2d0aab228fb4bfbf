import { assertNever, isTerminal } from "../../contract/status.ts";
import type { Verdict } from "../../db/stored.ts";
import { currentTasks, type JobAggregate } from "../lifecycle/aggregate.ts";
import type { Command } from "../lifecycle/commands.ts";
import { lifecycle } from "../lifecycle/lifecycle.ts";
import { claim, completion, failing, Network, newWorker, restart, type Worker } from "./actors.ts";
import { buildJob, failure, LORA, openingOf } from "./build.ts";
import { anotherTake, decisionOn } from "./decisions.ts";
import { shapeOf } from "./shapes.ts";
import { type Step, WIDE_WORKERS, WORKERS } from "./steps.ts";
import { Broken, type Decide, Unavailable, World } from "./world.ts";

/** How many there are. */
export interface Size {
	workers: number;
	/** Tasks that may hold a worker at the same time, of a larger and a smaller account. */
	limits: readonly [number, number];
}
const SMALL: Size = { workers: WORKERS, limits: [3, 1] };
export const LARGE: Size = { workers: WIDE_WORKERS, limits: [40, 5] };
const JOBS = 4;
/** Rounds of a healthy time in which everything accepted must end, each this long, in milliseconds. */
const DRAIN_ROUNDS = 120;
const DRAIN_ROUND_MS = 20_000;

/** One random life of the whole system, judged as it goes. Throws `Broken` where a promise is not kept. */
export class History {
	readonly world: World;
	readonly network: Network;
	readonly workers: Worker[];
	private readonly name: string;
	private readonly accepted = new Map<string, string>();
	private submitted = 0;
	private planning = true;
	/** Jobs whose LoRA is there. */
	private readonly made = new Set<string>();

	constructor(decide: Decide = lifecycle, name = "job", { workers, limits }: Size = SMALL) {
		this.world = new World(decide, new Map(limits.map((limit, i) => [`acc_${name}_${i}`, limit])));
		this.network = new Network(this.world);
		this.name = name;
		this.workers = Array.from({ length: workers }, (_, place) => newWorker(`${name}_${place}`));
	}

	/** Takes the steps; where it is to be drained, a healthy time follows in which everything must end. */
	run(steps: readonly Step[], drained = true): this {
		for (const step of steps) this.step(step);
		if (drained) this.drain();
		return this;
	}

	private step(step: Step): void {
		try {
			this.perform(step);
			// Most often a stage is planned in the transaction that makes it ready; the sweep mends what was not.
			if (this.planning) this.plan();
		} catch (error) {
			// The caller was told that the store failed. It asks again, or gives up; both are steps of their own.
			if (!(error instanceof Unavailable)) throw error;
		}
	}

	private perform(step: Step): void {
		const { world, network } = this;
		switch (step.do) {
			case "submit":
				this.submit(step);
				break;
			case "claim":
				this.ifIdle(step.worker, (worker) => claim(world, worker));
				break;
			case "serve":
				this.ifIdle(step.worker, (worker) => claim(world, worker));
				this.ifBusy(step.worker, ({ worker, life, held }) =>
					network.hand({ worker, life, held, command: completion(world, held, true) }),
				);
				break;
			case "spoil":
				this.ifIdle(step.worker, (worker) => claim(world, worker));
				this.ifBusy(step.worker, ({ worker, life, held }) =>
					network.hand({ worker, life, held, command: failing(held, step.code) }),
				);
				break;
			case "finish":
			case "finish_early":
				this.ifBusy(step.worker, ({ worker, held }) =>
					network.send(worker, { command: completion(world, held, step.do === "finish") }),
				);
				break;
			case "fail":
				this.ifBusy(step.worker, ({ worker, held }) =>
					network.send(worker, { command: failing(held, step.code) }),
				);
				break;
			case "release":
				this.ifBusy(step.worker, ({ worker, held: { task, epoch } }) =>
					network.send(worker, { command: { type: "release", task, epoch, cause: step.cause, gpu_ms: 3 } }),
				);
				break;
			case "renew":
				this.ifBusy(step.worker, ({ worker }) => network.send(worker, { renew: true }));
				break;
			case "dawdle":
				this.ifBusy(step.worker, ({ worker, life, held }) => {
					world.now += 3_100_000;
					network.hand({ worker, life, held, renew: true });
					this.sweep();
				});
				break;
			case "deliver":
				if (network.messages.length > 0) network.deliver(step.at % network.messages.length, step.keep);
				break;
			case "lose":
				network.messages.splice(step.at, 1);
				break;
			case "kill":
				this.withWorker(step.worker, restart);
				break;
			case "wait":
				world.now += step.ms;
				if (step.sweep) this.sweep();
				break;
			case "cancel":
				this.onJob(step.job, ({ job }) => world.change(job.id, { type: "cancel" }));
				break;
			case "decide":
				this.decide(step);
				break;
			case "another":
				for (const at of step.takes) this.another(step.worker, at);
				this.perform(
					step.code === null
						? { do: "serve", worker: step.worker }
						: { do: "spoil", worker: step.worker, code: step.code },
				);
				break;
			case "judge":
				this.onJob(step.job, (aggregate) => this.judge(aggregate, step.result));
				break;
			case "checkpoint":
				this.ifBusy(step.worker, ({ worker, life, held }) => {
					const { task, epoch } = held;
					const at = (step: number): Command => {
						return { type: "checkpoint", task, epoch, resume: { step, assets: [] } };
					};
					const [first, second] = step.steps;
					network.hand({ worker, life, held, command: at(first) });
					network.send(worker, { command: at(second) });
				});
				break;
			case "planning":
				this.planning = step.up;
				break;
			case "plan_again":
				this.onJob(step.job, ({ job, stages }) => {
					const stage = stages[step.at % stages.length];
					if (!stage) return;
					const before = { ...stage, take: Math.max(0, stage.take - 1) };
					const opening = openingOf(job.id, before, this.made.has(job.id));
					world.change(job.id, { type: "open", stage: stage.key, take: Math.max(1, stage.take), opening });
				});
				break;
			case "funds":
				if (step.up) this.raise();
				else world.funded = false;
				break;
			case "budget":
				this.onJob(step.job, ({ job, stages }) => {
					const stage = stages[step.at % stages.length];
					if (stage) world.change(job.id, { type: "budget", stage: stage.key, short: step.short });
				});
				break;
			case "lora":
				this.onJob(step.job, ({ job }) => this.lora(job.id, step.comes));
				break;
			case "break":
				world.breakNext(step.fault, step.skip);
				break;
			case "watch":
				world.watching.up = step.up;
				if (step.up) world.watching.catchUp();
				break;
			default:
				assertNever(step);
		}
	}

	private submit({ shape, account, key, body }: Extract<Step, { do: "submit" }>): void {
		if (this.world.jobs.size >= JOBS) return;
		const owner = `acc_${this.name}_${account}`;
		const id = `${this.name}_${++this.submitted}`;
		const keyed = key === null ? null : `${owner}:${key}`;
		const job = buildJob({ ...shapeOf(shape), id, account: owner, now: this.world.now });
		const made = this.world.submit(keyed, body, job);
		if (made === "key_reused") return;
		const promise = keyed === null ? made : `${keyed}:${body}`;
		const earlier = this.accepted.get(promise);
		if (earlier !== undefined && earlier !== made) throw new Broken(`one key made ${earlier} and ${made}`);
		this.accepted.set(promise, made);
	}

	private plan(): void {
		for (const aggregate of [...this.world.jobs.values()]) planReady(this.world, aggregate, this.made);
	}

	/** What waits for a LoRA hears of it; what was not planned yet finds it there. */
	private lora(job: string, comes: boolean): void {
		if (comes) this.made.add(job);
		this.world.change(job, { type: "lora", lora: LORA, failure: comes ? null : failure("lora_not_made") });
	}

	/** A budget is raised: what is in the queue waits for it no longer, and what is ready opens. */
	private raise(): void {
		this.world.funded = true;
		for (const { job, stages } of [...this.world.jobs.values()]) {
			for (const { key, status, budget_wait_since } of stages) {
				if (status === "queued" && budget_wait_since !== null)
					this.world.change(job.id, { type: "budget", stage: key, short: false });
			}
		}
	}

	/** Cron finds what is overdue; an object's alarm may sweep a job in which nothing is. */
	private sweep(): void {
		for (const [id, { job }] of this.world.jobs) {
			if (job.finished_at === null) this.world.change(id, { type: "sweep", leases_from: 0 });
		}
		this.plan();
	}

	/** Faults stop, a healthy worker and somebody who approves are there: everything accepted must end. */
	private drain(): void {
		const { world, network } = this;
		world.breakNext("none");
		this.raise();
		while (network.messages.length > 0) network.deliver(0, false);
		const healthy = newWorker(`${this.name}_healthy`);
		for (let round = 0; round < DRAIN_ROUNDS && !this.idle(); round++) {
			world.now += DRAIN_ROUND_MS;
			for (const job of world.jobs.keys()) this.lora(job, true);
			this.sweep();
			for (const aggregate of [...world.jobs.values()]) {
				this.judge(aggregate, "pass");
				for (const stage of world.job(aggregate.job.id).stages) {
					if (stage.status !== "awaiting_approval") continue;
					world.change(aggregate.job.id, decisionOn(world.job(aggregate.job.id), stage, 0, "somebody"));
				}
			}
			this.plan();
			for (claim(world, healthy); healthy.held; claim(world, healthy)) {
				const held = healthy.held;
				network.hand({ worker: healthy, life: 0, held, command: completion(world, held, true) });
				if (healthy.held === held) throw new Broken(`a healthy worker cannot finish ${held.task}`);
			}
		}
		world.watching.catchUp();
		for (const id of this.accepted.values()) {
			const { job } = world.job(id);
			if (!isTerminal(job.status)) throw new Broken(`${id} is ${job.status} for good`);
			const seen = world.watching.view(id);
			if (seen.length !== job.version || seen.some((seq, i) => seq !== i + 1)) {
				throw new Broken(`watchers of ${id} saw ${seen} of ${job.version} events`);
			}
		}
	}

	private idle(): boolean {
		return [...this.world.jobs.values()].every(({ job }) => isTerminal(job.status));
	}

	private withWorker(index: number, then: (worker: Worker) => void): void {
		const worker = this.workers[index];
		if (worker) then(worker);
	}

	private ifIdle(index: number, then: (worker: Worker) => void): void {
		this.withWorker(index, (worker) => worker.held === null && then(worker));
	}

	private ifBusy(
		index: number,
		then: (busy: Worker & { worker: Worker; held: NonNullable<Worker["held"]> }) => void,
	) {
		this.withWorker(index, (worker) => worker.held && then({ ...worker, worker, held: worker.held }));
	}

	private onJob(index: number, then: (aggregate: JobAggregate) => void): void {
		const aggregate = [...this.world.jobs.values()][index];
		if (aggregate) then(aggregate);
	}

	private decide({ job, at, by }: Extract<Step, { do: "decide" }>): void {
		this.onJob(job, (aggregate) => {
			const { stages } = aggregate;
			const stage = stages.find(({ status }) => status === "awaiting_approval") ?? stages[at % stages.length];
			if (!stage) return;
			this.world.change(aggregate.job.id, decisionOn(aggregate, stage, at, `person ${by}`));
			// Somebody else who looked at the same page says the same.
			if (at % 2 === 0)
				this.world.change(aggregate.job.id, decisionOn(aggregate, stage, at, "another person"));
		});
	}

	private another(worker: number, at: number): void {
		const waiting = () =>
			[...this.world.jobs.values()].flatMap((aggregate) =>
				aggregate.stages.flatMap((stage) =>
					stage.status === "awaiting_approval" ? [{ aggregate, stage }] : [],
				),
			);
		for (let tasks = 0; tasks < 6 && waiting().length === 0; tasks++) this.perform({ do: "serve", worker });
		const [first] = waiting();
		if (!first) return;
		const { aggregate, stage } = first;
		this.world.change(aggregate.job.id, anotherTake(aggregate, stage, at));
		if (this.planning) planReady(this.world, this.world.job(aggregate.job.id), this.made);
	}

	private judge(aggregate: JobAggregate, result: Verdict["result"]): void {
		for (const stage of aggregate.stages) {
			if (!stage.judged) continue;
			for (const { id, status, verdict } of currentTasks(aggregate, stage.key)) {
				if (status !== "succeeded" || verdict !== null) continue;
				this.world.change(aggregate.job.id, { type: "judge", task: id, verdict: { result, note: "" } });
				// One task is told apart from the others, which pass.
				if (result === "pass") continue;
				this.judge(this.world.job(aggregate.job.id), "pass");
				return;
			}
		}
	}
}

/** Plans all that is ready in a job, as the request that made it ready does, or a sweep. */
function planReady(world: World, { job, stages }: JobAggregate, made: ReadonlySet<string>): void {
	for (const stage of stages) {
		if (stage.status !== "ready") continue;
		if (!world.funded) {
			world.change(job.id, { type: "budget", stage: stage.key, short: true });
			continue;
		}
		const opening = openingOf(job.id, stage, made.has(job.id));
		world.change(job.id, { type: "open", stage: stage.key, take: stage.take + 1, opening });
	}
}
