import type { Score } from "../../../workflows/quality/score/score.ts";
import type { FailureCode } from "../../contract/failures.ts";
import { LEASE_MS } from "../../contract/workers/workers.ts";
import { findTask, type Task } from "../lifecycle/aggregate.ts";
import type { Command } from "../lifecycle/commands.ts";
import type { Found } from "../lifecycle/verdicts.ts";
import { failure } from "./build.ts";
import { Broken, type Reply, Unavailable, type World } from "./world.ts";

/** An attempt as its worker knows it. */
export interface Held {
	job: string;
	task: string;
	epoch: number;
	/** True number of the attempt, for the judge only. */
	ghost: number;
	expected: string[];
}
export interface Worker {
	id: string;
	/** Where it runs; outlives restarts. */
	place: string;
	/** Counts restarts: an answer to an earlier life is not heard. */
	life: number;
	held: Held | null;
	/** A claim that was not answered yet; it is asked again until it is. */
	claim: string | null;
	claims: number;
}
export type Message = { worker: Worker; life: number; held: Held } & ({ command: Command } | { renew: true });

export function newWorker(place: string): Worker {
	return { id: `wkr_${place}.0`, place, life: 0, held: null, claim: null, claims: 0 };
}

/** The process dies; another one starts in its place, under another name. */
export function restart(worker: Worker): void {
	worker.life += 1;
	worker.id = `wkr_${worker.place}.${worker.life}`;
	worker.held = null;
	worker.claim = null;
}

/** Asks for work as the claim route does: the task this claim was given before, else the first that goes. */
export function claim(world: World, worker: Worker): void {
	worker.claim ??= `${worker.id}.${++worker.claims}`;
	for (const aggregate of world.jobs.values()) {
		for (const task of aggregate.tasks) {
			if (task.worker_id !== worker.id || task.claim_id !== worker.claim) continue;
			// Two requests of one claim may both have looked too early; the second then claims the claimed.
			const reply = world.change(aggregate.job.id, claimOf(task, worker, worker.claim));
			if (!reply.ok && task.status === "running") throw new Broken(`${task.id} was refused to its own claim`);
			take(world, worker, aggregate.job.id, task);
			return;
		}
	}
	for (const aggregate of [...world.jobs.values()]) {
		for (const task of aggregate.tasks) {
			if (task.status !== "queued" && task.status !== "running") continue;
			if (task.status === "queued" && !world.funded) {
				world.change(aggregate.job.id, { type: "budget", stage: task.stage, short: true });
				continue;
			}
			const reply = world.change(aggregate.job.id, claimOf(task, worker, worker.claim));
			if (!reply.ok) continue;
			const taken = findTask(reply.state, task.id);
			if (!taken) throw new Broken(`${task.id} vanished when it was claimed`);
			take(world, worker, aggregate.job.id, taken);
			return;
		}
	}
	worker.claim = null;
}

function claimOf(task: Task, worker: Worker, claim_id: string): Command {
	return { type: "claim", task: task.id, worker: worker.id, claim_id, lease_ms: LEASE_MS };
}

function take(world: World, worker: Worker, job: string, task: Task): void {
	worker.claim = null;
	worker.held = {
		job,
		task: task.id,
		epoch: task.epoch,
		ghost: world.ghost(task.id),
		expected: task.expected,
	};
}

/** Uploads outputs of an attempt and says what a completion would. */
export function completion(world: World, held: Held, whole: boolean): Command {
	const names = held.expected.length > 0 ? held.expected : ["any"];
	const outputs = (whole ? names : names.slice(1)).map((name) => {
		const asset = `${held.task}/${held.epoch}/${name}`;
		world.storage.add(asset);
		return { name, asset };
	});
	const { task, epoch } = held;
	const found = FOUND[(task.length + task.charCodeAt(task.length - 1) + epoch) % FOUND.length];
	const measured = { gpu_ms: 7, spans: { cold_ms: 2 } };
	return { type: "complete", task, epoch, outputs, ...(found && { found }), ...measured };
}

const scored = (failed: number, doubtful: number, figures: Score["figures"]): Score => {
	return { failed, broken: 0, unseen: 0, doubtful, figures };
};

/** What checks find, in turn. */
const FOUND: readonly (Found | undefined)[] = [
	undefined,
	{ status: "fail", note: "made up: black", safe: true, score: scored(1, 0, {}) },
	{ status: "pass", note: "", safe: true, score: scored(0, 0, { image_sharpness: 40, video_flicker: 0.2 }) },
	{ status: "warn", note: "made up: blurred", safe: false, score: scored(0, 1, { image_sharpness: 60 }) },
];

export function failing({ task, epoch }: Held, code: FailureCode): Command {
	// Some tasks are too large for every machine there is.
	const larger = { hash: `larger than at ${epoch}`, body: { nodes: [], models: [] } };
	const memory = { had_bytes: 8 * 2 ** 30, larger: task.endsWith("0") ? null : larger };
	const short = code === "out_of_memory" ? { memory } : {};
	return { type: "fail", task, epoch, failure: failure(code), gpu_ms: 5, spans: { cold_ms: 1 }, ...short };
}

/** The messages between workers and edge. A message may come late, twice, in any order, or never. */
export class Network {
	readonly messages: Message[] = [];
	/** Completions that were answered with success; they must be answered so again. */
	private readonly completed = new Set<string>();
	private readonly world: World;

	constructor(world: World) {
		this.world = world;
	}

	send(worker: Worker, what: { command: Command } | { renew: true }): void {
		if (worker.held) this.messages.push({ worker, life: worker.life, held: worker.held, ...what });
	}

	deliver(index: number, keep: boolean): void {
		const message = this.messages[index];
		if (!message) return;
		if (!keep) this.messages.splice(index, 1);
		this.hand(message);
	}

	/** What a message does, and what its worker makes of the answer. */
	hand(message: Message): void {
		const { held, worker } = message;
		const before = this.world.job(held.job);
		const stale = this.world.ghost(held.task) !== held.ghost;
		let answer: Reply | boolean | null = null;
		try {
			answer =
				"renew" in message
					? this.world.renew(held.job, held.task, held.epoch)
					: this.world.change(held.job, message.command);
		} catch (error) {
			if (!(error instanceof Unavailable)) throw error;
		}
		const what = "renew" in message ? "renew" : message.command.type;
		if (
			stale &&
			this.world.job(held.job) !== before &&
			before.job.version !== this.world.job(held.job).job.version
		) {
			throw new Broken(
				`${what} of attempt ${held.ghost} changed ${held.task}, now at ${this.world.ghost(held.task)}`,
			);
		}
		if (what === "complete" && typeof answer === "object" && answer) this.remember(held, answer);
		const listens = worker.life === message.life && worker.held === held;
		if (!listens || answer === null) return;
		if (typeof answer === "boolean") {
			if (!answer) worker.held = null;
		} else if (what === "checkpoint" && answer.ok) return;
		else if (answer.ok || answer.code !== "outputs_missing") worker.held = null;
	}

	private remember(held: Held, answer: Reply): void {
		const key = `${held.task}/${held.ghost}`;
		if (this.completed.has(key) && !answer.ok)
			throw new Broken(`${key} completed, and was refused when it asked again`);
		if (answer.ok && findTask(answer.state, held.task)?.status === "succeeded") this.completed.add(key);
	}
}
