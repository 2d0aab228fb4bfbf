import { findTask, type JobAggregate, type Task } from "../lifecycle/aggregate.ts";
import type { Command, Outcome } from "../lifecycle/commands.ts";
import type { Circumstances, Decision } from "../lifecycle/draft.ts";
import { lifecycle } from "../lifecycle/lifecycle.ts";
import type { Found } from "../lifecycle/verdicts.ts";
import { openingOf, START } from "./build.ts";
import { stateProblems } from "./invariants.ts";
import { transitionProblems } from "./transitions.ts";

/** Freezes a job to its last field: a decision that writes to what it was given fails at once. */
function frozen<T>(value: T): T {
	if (typeof value === "object" && value !== null) {
		Object.freeze(value);
		for (const field of Object.values(value)) frozen(field);
	}
	return value;
}

/** Takes one job through commands by hand, and holds every step against the invariants. */
export class Drive {
	state: JobAggregate;
	at: Circumstances = { now: START, random: 0.5 };
	last: Decision | null = null;
	/** Whether stages are planned as soon as they are ready. */
	planning = true;

	constructor(state: JobAggregate) {
		this.state = state;
	}

	/** Gives a command; the state follows where it is accepted. */
	give(command: Command): Outcome {
		const before = frozen(this.state);
		const outcome = lifecycle(before, command, this.at);
		if (!outcome.ok) return outcome;
		const problems = [
			...transitionProblems(before, command, outcome, this.at),
			...stateProblems(outcome.state),
		];
		if (problems.length > 0) throw new Error(problems.join("; "));
		this.state = outcome.state;
		this.last = outcome;
		if (this.planning && command.type !== "open") this.plan();
		return outcome;
	}

	/** Plans what is ready, and shows it as one decision with the last one. */
	plan(): this {
		const first = this.last;
		for (let stage = this.ready(); stage; stage = this.ready()) {
			const opening = openingOf(this.state.job.id, stage);
			this.give({ type: "open", stage: stage.key, take: stage.take + 1, opening });
			if (first && this.last) this.last = { ...this.last, effects: [...first.effects, ...this.last.effects] };
		}
		return this;
	}

	private ready() {
		return this.state.stages.find(({ status }) => status === "ready");
	}

	/** What became of a command: `ok`, or the code of the refusal. */
	code(command: Command): string {
		const outcome = this.give(command);
		return outcome.ok ? "ok" : outcome.code;
	}

	wait(ms: number): this {
		this.at = { ...this.at, now: this.at.now + ms };
		return this;
	}

	task(place: string): Task {
		const task = findTask(this.state, `${this.state.job.id}.${place}`);
		if (!task) throw new Error(`no task at ${place}`);
		return task;
	}

	stage(key: string): string {
		return this.state.stages.find((stage) => stage.key === key)?.status ?? "none";
	}

	/** Claims a task for a worker, 30 s. */
	claim(place: string, worker = "wkr_1", claim_id = `${worker}:${place}:${this.at.now}`): Outcome {
		return this.give({ type: "claim", task: this.task(place).id, worker, claim_id, lease_ms: 30_000 });
	}

	complete(
		place: string,
		outputs: string[] = ["image"],
		epoch = this.task(place).epoch,
		found?: Found,
	): Outcome {
		return this.give({
			type: "complete",
			task: this.task(place).id,
			epoch,
			outputs: outputs.map((name) => ({ name, asset: `${place}/${name}` })),
			gpu_ms: 10,
			...(found && { found }),
		});
	}

	/** Claims and completes. */
	serve(...places: string[]): this {
		for (const place of places) {
			this.claim(place);
			this.complete(place);
		}
		return this;
	}
}
