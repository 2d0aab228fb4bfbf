import { isTerminal } from "../../contract/status.ts";
import type { Verdict } from "../../db/stored.ts";
import { NO_TRIES } from "../lifecycle/aggregate.ts";
import { mutant, named, twisted } from "./mutant.ts";
import type { Decide } from "./world.ts";

const AGAIN: Verdict = { result: "again", note: "" };

/** Mistakes with takes, verdicts, decisions, checkpoints and the clock. */
export const TAKE_MUTANTS: Readonly<Record<string, Decide>> = {
	approvalSkipped: mutant((aggregate) => {
		for (const stage of aggregate.stages) stage.gate = null;
		return undefined;
	}),
	anythingIsPicked: mutant((aggregate, command) => {
		for (const stage of aggregate.stages) if (stage.gate) stage.gate = { pick: [0, 99] };
		const own = aggregate.tasks.find(({ stage }) => "stage" in command && stage === command.stage);
		if (command.type !== "decide" || !("pick" in command.choice) || !own) return undefined;
		return {
			...command,
			choice: { pick: command.choice.pick.map(({ asset }) => ({ asset, task: own.id })) },
		};
	}),
	approvalPicksNothing: mutant((aggregate) => {
		for (const stage of aggregate.stages) if (stage.gate) stage.gate = { approve: true };
		return undefined;
	}),
	decidedTwice: mutant((aggregate, command) => {
		if (command.type !== "decide" || isTerminal(aggregate.job.status)) return undefined;
		for (const stage of aggregate.stages) {
			if (stage.key !== command.stage || stage.gate === null || stage.status !== "succeeded") continue;
			stage.status = "awaiting_approval";
			stage.decision = null;
		}
		return undefined;
	}),
	openedTwice: mutant((aggregate, command) => {
		if (command.type !== "open" || isTerminal(aggregate.job.status)) return undefined;
		for (const stage of aggregate.stages) {
			if (stage.key !== command.stage || stage.status !== "queued" || stage.take !== command.take) continue;
			stage.status = "ready";
			stage.take -= 1;
		}
		return undefined;
	}),
	openedAfterTheEnd: mutant((aggregate, command) => {
		if (command.type !== "open") return undefined;
		for (const stage of aggregate.stages) {
			if (stage.key === command.stage && stage.status === "canceled" && stage.take === 0)
				stage.status = "ready";
		}
		return undefined;
	}),
	takesWithoutEnd: mutant((aggregate) => {
		for (const stage of aggregate.stages) if (stage.judged) stage.retakes_left = 9;
		return undefined;
	}),
	takesAreNotCounted: twisted(({ state }, _, before) => {
		for (const [i, stage] of state.stages.entries())
			stage.retakes_left = before.stages[i]?.retakes_left ?? stage.retakes_left;
	}),
	verdictsIgnored: mutant((aggregate) => {
		for (const stage of aggregate.stages) stage.judged = false;
		return undefined;
	}),
	onlyOneIsJudged: mutant((aggregate) => {
		if (!aggregate.tasks.some(({ verdict }) => verdict !== null)) return undefined;
		for (const task of aggregate.tasks) task.verdict ??= { result: "pass", note: "" };
		return undefined;
	}),
	everyTakeCounts: mutant((aggregate) => {
		for (const task of aggregate.tasks) if (task.verdict?.result === "again") task.index += 1000;
		return undefined;
	}),
	worseGoesOn: twisted(({ state }) => {
		const places = Map.groupBy(state.tasks, ({ stage, index }) => `${stage} ${index}`);
		for (const [one, other, more] of places.values()) {
			if (!one?.verdict || !other?.verdict || more || one.verdict.score === other.verdict.score) continue;
			if ([one, other].filter(({ verdict }) => verdict?.result === "outdone").length !== 1) continue;
			const [a, b] = [one.verdict, other.verdict];
			one.verdict = { ...a, result: b.result };
			other.verdict = { ...b, result: a.result };
		}
	}),
	moreTakesThanWanted: mutant((aggregate) => {
		for (const stage of aggregate.stages)
			if (stage.quality?.best_of !== undefined) stage.quality = { ...stage.quality, best_of: 9 };
		return undefined;
	}),
	newestOfSeveralGoesOn: mutant((aggregate) => {
		for (const stage of aggregate.stages)
			if (stage.take > 1 && stage.quality?.best_of !== undefined)
				stage.quality = { on_fail: stage.quality.on_fail, safety: stage.quality.safety };
		return undefined;
	}),
	failedTakeEndsStage: mutant((aggregate, command) => {
		if (command.type !== "fail" && command.type !== "sweep") return undefined;
		for (const stage of aggregate.stages) if (stage.take > 1) stage.gate = null;
		for (const task of aggregate.tasks) if (task.status === "succeeded") task.verdict = AGAIN;
		return undefined;
	}),
	unplannedTakeEndsStage: mutant((aggregate, command) => {
		if (command.type !== "open" || !("failure" in command.opening)) return undefined;
		for (const stage of aggregate.stages) stage.gate = null;
		for (const task of aggregate.tasks) if (task.status === "succeeded") task.verdict = AGAIN;
		return undefined;
	}),
	failedTakeIsNotTold: twisted(({ state }, command) => {
		if (command.type !== "fail") return;
		for (const stage of state.stages) if (stage.status === "awaiting_approval") stage.error = null;
	}),
	errorOutlivesApproval: twisted(({ state }, command, before) => {
		if (command.type !== "decide") return;
		for (const [i, stage] of state.stages.entries())
			if (stage.status === "succeeded") stage.error = before.stages[i]?.error ?? null;
	}),
	oldPlacesStand: mutant((aggregate) => {
		for (const task of aggregate.tasks) task.whole = task.take === 1;
		return undefined;
	}),
	optionalIsRequired: mutant((aggregate) => {
		for (const stage of aggregate.stages) stage.optional = false;
		return undefined;
	}),
	requiredIsOptional: mutant((aggregate) => {
		for (const stage of aggregate.stages) stage.optional = true;
		return undefined;
	}),
	clockDoesNotStop: twisted(({ state: { job } }, _, before) => {
		if (before.job.left_ms !== null || job.left_ms === null) return;
		job.deadline_at = before.job.deadline_at;
		job.left_ms = null;
	}),
	clockStartsAnew: twisted(({ state: { job } }, _, before) => {
		if (before.job.left_ms !== null && job.left_ms === null && !isTerminal(job.status)) job.deadline_at -= 1;
	}),
	checkpointCosts: twisted(({ state }, command, before) => {
		const was = named(before, command);
		const task = named(state, command);
		if (command.type !== "checkpoint" || !was || !task) return;
		task.tries = was.tries;
		task.attempts = was.attempts;
	}),
	checkpointGoesBack: mutant((aggregate, command) => {
		const task = named(aggregate, command);
		if (command.type === "checkpoint" && task) task.resume = null;
		return undefined;
	}),
	checkpointAfterFallBackIsLost: mutant((aggregate, command) => {
		const task = named(aggregate, command);
		if (command.type === "checkpoint" && task?.resume) task.resume = { ...task.resume, epoch: task.epoch };
		return undefined;
	}),
	fallingBackIsFree: twisted(({ state, changes }, command) => {
		const task = named(state, command);
		if (command.type !== "checkpoint" || !task || changes.length === 0) return;
		task.tries = NO_TRIES;
		task.attempts = 1;
	}),
	checkpointOfAnybody: mutant((aggregate, command) => {
		const task = named(aggregate, command);
		return command.type === "checkpoint" && task ? { ...command, epoch: task.epoch } : undefined;
	}),
};
