import { isTerminal } from "../../contract/status.ts";
import { type JobAggregate, lets, type Stage, type Task } from "../lifecycle/aggregate.ts";
import type { Command } from "../lifecycle/commands.ts";

/** Notes a problem where something does not hold. */
export type Demand = (right: boolean, problem: string) => void;

export function stageProblems(
	before: JobAggregate,
	after: JobAggregate,
	stage: Stage,
	command: Command,
	now: number,
	demand: Demand,
): void {
	const was = before.stages.find((other) => other.key === stage.key);
	if (!was) {
		demand(false, `made up stage ${stage.key}`);
		return;
	}
	const says = `stage ${stage.key} went from ${was.status} to ${stage.status}`;
	const fixed: (keyof Stage)[] = ["position", "gate", "optional", "judged", "adopted_from"];
	demand(
		fixed.every((key) => was[key] === stage[key]),
		`stage ${stage.key} became another one`,
	);
	if (isTerminal(was.status)) demand(same(was, stage), `${says}, or changed`);
	const named = "stage" in command && command.stage === stage.key;
	const opened =
		command.type === "open" && named && "tasks" in command.opening && command.opening.tasks.length > 0;
	demand(
		stage.take === was.take + (opened && was.status === "ready" && command.take === was.take + 1 ? 1 : 0),
		`${says}: take ${stage.take}`,
	);
	demand(stage.since === (was.status === stage.status ? was.since : now), `${says}, since ${stage.since}`);
	const asked = command.type === "budget" && named ? command : null;
	const waits = stage.budget_wait_since;
	if (was.status !== stage.status) demand(waits === null, `${says}, and still waits for a budget`);
	else if (asked === null || was.budget_wait_since === null || !asked.short)
		demand(
			waits === (asked ? (asked.short ? now : null) : was.budget_wait_since),
			`${says}, and waits for a budget since ${waits}`,
		);
	else demand(waits === was.budget_wait_since, `${says}, and waits for a budget anew`);
	const held = command.type === "open" && named && "lora" in command.opening ? command.opening.lora : null;
	if (stage.lora !== was.lora) {
		const came = command.type === "lora" && command.lora === was.lora;
		demand(
			stage.lora === null ? came || isTerminal(stage.status) : stage.lora === held && was.status === "ready",
			`${says}, and waits for the LoRA ${stage.lora} after ${was.lora}`,
		);
		if (came) demand(stage.status === (command.failure ? "failed" : "ready"), `${says} with its LoRA`);
	}
	if (command.type === "lora" && was.lora === command.lora) demand(stage.lora === null, `${says} for good`);
	if (stage.status === "waiting" && was.status !== "waiting") demand(stage.lora !== null, says);
	const decided = command.type === "decide" && named;
	if (decided && "retake" in command.choice && stage.status === "ready") {
		const places = placesOf(before, stage.key);
		demand(
			command.choice.retake.indexes?.every((index) => places.has(index)) ?? true,
			`${says} for a place that it has not`,
		);
	}
	demand(same({ at: was.decision }, { at: stage.decision }) || decided, `${says}: somebody decided`);
	demand(same({ at: was.chosen }, { at: stage.chosen }) || decided, `${says}: somebody picked`);
	if (was.status === "awaiting_approval" && stage.status !== was.status) {
		demand(decided || isTerminal(stage.status), `${says} without a decision`);
		demand(decided || stage.status !== "succeeded", `${says} without a decision`);
	}
	if (stage.status === "succeeded" && was.status !== "succeeded") {
		demand(stage.gate === null || decided, `${says} without a decision`);
		if (stage.gate !== null && "pick" in stage.gate) {
			const [least, most] = stage.gate.pick;
			const picked = stage.chosen?.length ?? 0;
			demand(picked >= least && picked <= most, `${says} with ${picked} picked`);
		}
	}
	const another = was.status === "ready" ? was.take > 0 : was.take > 1;
	const takeEnded = (command.type === "open" && named) || was.status === "queued" || was.status === "running";
	const ends = stage.status !== was.status && (stage.status === "failed" || stage.status === "canceled");
	if (another && takeEnded && ends) {
		const ended =
			/^cancel/.test(after.job.status) || now >= before.job.deadline_at || isLost(before, stage.key);
		const refused = stage.gate === null && before.tasks.some(({ verdict }) => verdict?.result === "again");
		// The best of several may be one that its checks refuse.
		const bestRefused =
			stage.quality?.best_of !== undefined && after.tasks.some(({ verdict }) => verdict?.result === "fail");
		const said = command.type === "decide" || command.type === "judge";
		demand(ended || refused || bestRefused || said, `${says}, though an earlier take stands`);
	}
	if (stage.retakes_left !== was.retakes_left) {
		demand(
			stage.retakes_left === was.retakes_left - 1 &&
				stage.retakes_left >= 0 &&
				(command.type === "judge" ||
					command.type === "complete" ||
					// What came to nothing leaves what stands, and that is looked at again.
					stage.quality?.best_of !== undefined),
			`${says} with ${stage.retakes_left} takes left of ${was.retakes_left}`,
		);
	}
	if (stage.status === "ready" && was.status !== "ready" && was.status !== "waiting") {
		demand(
			decided || stage.retakes_left === was.retakes_left - 1 || isOneOfSeveral(stage),
			`${says} without anybody who wanted another take`,
		);
	}
	if (stage.status === "skipped" && was.status !== "skipped") demand(command.type === "open" && named, says);
}

/** Whether the take that a stage is ready for is one more to choose of. */
function isOneOfSeveral({ quality, take, decision }: Stage): boolean {
	return quality?.best_of !== undefined && take < quality.best_of && decision === null;
}

/** The places that a stage has, take by take: a take of all has its own only, and one that failed has none. */
function placesOf({ tasks }: JobAggregate, stage: string): ReadonlySet<number> {
	const takes = Map.groupBy(
		tasks.filter((task) => task.stage === stage),
		({ take }) => take,
	);
	let places = new Set<number>();
	for (const [take, made] of [...takes].toSorted(([a], [b]) => a - b)) {
		if (take > 1 && made.some(({ status }) => status !== "succeeded")) continue;
		if (made.some(({ whole }) => whole)) places = new Set();
		for (const { index } of made) places.add(index);
	}
	return places;
}

/** Whether the job cannot succeed for the sake of another stage. */
function isLost({ stages }: JobAggregate, but: string): boolean {
	return stages.some((stage) => stage.key !== but && isTerminal(stage.status) && !lets(stage));
}

/** Only a person or a budget that is waited for stops the clock, and it goes on where it stood. */
export function clockProblems(
	before: JobAggregate,
	{ job }: JobAggregate,
	now: number,
	demand: Demand,
): void {
	const was = before.job;
	if (isTerminal(job.status)) return;
	if (was.left_ms === null && job.left_ms === null)
		demand(job.deadline_at === was.deadline_at, "moved its deadline");
	if (was.left_ms === null && job.left_ms !== null)
		demand(job.left_ms === Math.max(0, was.deadline_at - now), `has ${job.left_ms} ms left`);
	if (was.left_ms !== null && job.left_ms === null)
		demand(job.deadline_at === now + was.left_ms, "lost time while it waited");
	if (was.left_ms !== null && job.left_ms !== null)
		demand(
			job.left_ms === was.left_ms && job.deadline_at === was.deadline_at,
			"its clock ran while it stood",
		);
}

/** A task that was not there before: planned for the take that was opened, new in every way. */
export function openedProblems(
	before: JobAggregate,
	state: JobAggregate,
	task: Task,
	command: Command,
	now: number,
	demand: Demand,
): void {
	const stage = before.stages.find(({ key }) => key === task.stage);
	const opening = command.type === "open" && command.stage === task.stage ? command.opening : null;
	const planned = opening && "tasks" in opening ? opening.tasks.some(({ id }) => id === task.id) : false;
	demand(planned && stage?.status === "ready", `made up task ${task.id}`);
	demand(task.take === (stage?.take ?? 0) + 1, `${task.id} is of take ${task.take}`);
	demand(
		task.status === "queued" && task.epoch === 0 && task.attempts === 0 && task.available_at === now,
		`${task.id} began as ${task.status}`,
	);
	demand(
		before.job.status !== "canceling" && !isTerminal(state.job.status),
		`${task.id} was opened too late`,
	);
}

export function same(a: object, b: object): boolean {
	return a === b || JSON.stringify(a) === JSON.stringify(b);
}
