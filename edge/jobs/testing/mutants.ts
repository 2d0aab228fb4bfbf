import { isTerminal } from "../../contract/status.ts";
import { BUDGET_MUTANTS } from "./budget-mutants.ts";
import { LORA_MUTANTS } from "./lora-mutants.ts";
import { isEnd, moveStage, mutant, named, twisted, untouch } from "./mutant.ts";
import { TAKE_MUTANTS } from "./take-mutants.ts";
import type { Decide } from "./world.ts";

/**
 * Mistakes that somebody could make in the lifecycle. The histories must find each of them.
 *
 * Not among them, since it changes nothing that can be seen: opening stages while the job is canceling. A
 * cancel ends every waiting stage in the same decision (`cancelDoesNotStopStages` leaves that out), so that
 * none is left to open.
 */
export const MUTANTS: Readonly<Record<string, Decide>> = {
	...TAKE_MUTANTS,
	...BUDGET_MUTANTS,
	...LORA_MUTANTS,
	noFence: mutant((aggregate, command) => {
		const task = named(aggregate, command);
		return task && "epoch" in command ? { ...command, epoch: task.epoch } : undefined;
	}),
	noEpochBump: twisted(({ state, attempts }, command, before) => {
		const was = named(before, command);
		const task = named(state, command);
		if (command.type !== "claim" || !was || !task || was.epoch === 0) return;
		task.epoch = was.epoch;
		for (const record of attempts) record.epoch = was.epoch;
	}),
	noTerminalGuard: mutant((aggregate, command) => {
		const task = named(aggregate, command);
		if (!task || !isEnd(command) || !isTerminal(task.status)) return undefined;
		task.status = "running";
		for (const stage of aggregate.stages) if (stage.key === task.stage) stage.status = "running";
		if (isTerminal(aggregate.job.status)) aggregate.job.status = "running";
		return undefined;
	}),
	cancelIgnoresEnd: mutant((aggregate, command) => {
		if (command.type === "cancel" && isTerminal(aggregate.job.status)) aggregate.job.status = "running";
		return undefined;
	}),
	noManifestCheck: mutant((aggregate, command) => {
		const task = named(aggregate, command);
		if (!task || command.type !== "complete") return undefined;
		task.expected = [];
		return command.outputs.length > 0 ? undefined : { ...command, outputs: [{ name: "", asset: "" }] };
	}),
	sweepIgnoresCancel: mutant((aggregate, command) => {
		if (command.type !== "sweep") return undefined;
		for (const task of aggregate.tasks) if (task.status === "canceling") task.status = "running";
		return undefined;
	}),
	sweepIgnoresLease: mutant((aggregate, command) => {
		if (command.type === "sweep") for (const task of aggregate.tasks) task.lease_until = 1;
		return undefined;
	}),
	sweepForgetsLeases: mutant((aggregate, command) => {
		if (command.type === "sweep")
			for (const task of aggregate.tasks) task.lease_until = Number.POSITIVE_INFINITY;
		return undefined;
	}),
	sweepTakesOne: mutant((aggregate, command) => {
		if (command.type !== "sweep") return undefined;
		const held = aggregate.tasks.filter((task) => task.worker_id !== null);
		for (const task of held.slice(1)) task.lease_until = Number.POSITIVE_INFINITY;
		return undefined;
	}),
	retryNoCap: mutant((aggregate) => {
		for (const task of aggregate.tasks) task.max_attempts = 1000;
		return undefined;
	}),
	crashesForgotten: mutant((aggregate) => {
		for (const task of aggregate.tasks) task.tries = { ...task.tries, crash: 0 };
		return undefined;
	}),
	memoryForgotten: mutant((aggregate) => {
		for (const task of aggregate.tasks) task.tries = { ...task.tries, capacity: 0 };
		return undefined;
	}),
	memoryAnywhere: mutant((_, command) =>
		command.type === "fail" && command.memory
			? {
					...command,
					memory: {
						...command.memory,
						larger: command.memory.larger ?? { hash: "as small", body: { nodes: [], models: [] } },
					},
				}
			: undefined,
	),
	needsNotRaised: twisted(({ state }, command, before) => {
		const task = named(state, command);
		const was = named(before, command);
		if (task && was) task.needs_hash = was.needs_hash;
	}),
	returnsForgotten: mutant((aggregate) => {
		for (const task of aggregate.tasks) task.tries = { ...task.tries, given_back: 0 };
		return undefined;
	}),
	returnsDoNotWait: twisted(({ state }, command) => {
		const task = named(state, command);
		if (command.type === "release" && task?.status === "queued") task.available_at = 0;
	}),
	stuckWorkerIgnored: mutant((aggregate, command) => {
		if (command.type === "sweep")
			for (const task of aggregate.tasks) task.run_until = Number.POSITIVE_INFINITY;
		return undefined;
	}),
	claimIgnoresLease: mutant((aggregate, command) => {
		const task = named(aggregate, command);
		if (command.type === "claim" && task?.status === "running" && task.claim_id !== command.claim_id) {
			task.status = "queued";
		}
		return undefined;
	}),
	claimIgnoresWait: mutant((aggregate, command) => {
		const task = named(aggregate, command);
		if (command.type === "claim" && task) task.available_at = 0;
		return undefined;
	}),
	claimIsNotRepeatable: mutant((aggregate, command) => {
		const task = named(aggregate, command);
		if (command.type === "claim" && task?.claim_id) task.claim_id = "another";
		return undefined;
	}),
	completeIsNotRepeatable: mutant((aggregate, command) => {
		const task = named(aggregate, command);
		if (command.type === "complete" && task?.status === "succeeded") task.epoch += 1000;
		return undefined;
	}),
	releaseBurns: twisted(({ state }, command) => {
		const task = named(state, command);
		if (command.type === "release" && task?.status === "queued") task.attempts += 1;
	}),
	failureNeverCounts: twisted(({ state, changes }, command) => {
		const task = named(state, command);
		if (command.type === "fail" && task?.status === "queued" && changes.length > 0) task.attempts -= 1;
	}),
	doubleAttempt: twisted(({ state, changes }, command) => {
		const task = named(state, command);
		if (command.type === "claim" && task && changes.length > 0) task.attempts += 1;
	}),
	attemptStaysOpen: twisted(({ attempts }, command) => {
		if (command.type === "sweep") attempts.length = 0;
	}),
	cancelForgetsQueuedSiblings: twisted((decision, command, before) => {
		if (command.type !== "cancel" || decision.state.job.status !== "canceling") return;
		for (const task of before.tasks) if (task.status === "queued") untouch(decision, task);
	}),
	cancelDoesNotStopStages: twisted((decision, command, before) => {
		if (command.type !== "cancel" || decision.state.job.status !== "canceling") return;
		for (const stage of decision.state.stages) {
			if (before.stages.find(({ key }) => key === stage.key)?.status !== "waiting") continue;
			stage.status = "waiting";
			decision.changes.splice(
				decision.changes.findIndex((change) => change.type === "stage" && change.stage === stage.key),
				1,
			);
			decision.state.job.version -= 1;
		}
	}),
	completeIgnoresCancel: mutant((aggregate, command) => {
		const task = named(aggregate, command);
		if (command.type === "complete" && task?.status === "canceling") task.status = "running";
		return undefined;
	}),
	jobEndsWhileTaskRuns: twisted((decision) => {
		const { job, tasks } = decision.state;
		const failed = tasks.find((task) => task.status === "failed");
		if (!failed || isTerminal(job.status) || decision.changes.length === 0) return;
		job.status = "failed";
		job.error = failed.error;
		job.finished_at = job.deadline_at;
		decision.changes.push({ type: "job", status: "failed", error: failed.error });
		job.version += 1;
	}),
	failureForgetsSiblings: twisted((decision, command, before) => {
		if (command.type !== "fail" || named(decision.state, command)?.status !== "failed") return;
		for (const task of before.tasks) {
			if (task.status === "queued" && !isTerminal(decision.state.job.status)) untouch(decision, task);
		}
	}),
	needsIgnored: mutant((aggregate) => {
		for (const stage of aggregate.stages) if (stage.status === "waiting") stage.needs = [];
		return undefined;
	}),
	stageNeverOpens: mutant((aggregate) => {
		for (const stage of aggregate.stages) if (stage.needs.length > 0) stage.needs = ["nothing"];
		return undefined;
	}),
	versionGap: twisted(({ state, changes }) => {
		if (changes.length > 1) state.job.version += 1;
	}),
	versionStuck: twisted(({ state, changes }) => {
		if (changes.length > 1) state.job.version -= 1;
	}),
	eventForgotten: twisted(({ state, changes }) => {
		if (changes.length > 2 && changes.pop()) state.job.version -= 1;
	}),
	deadlineIgnored: mutant((aggregate) => {
		aggregate.job.deadline_at = Number.POSITIVE_INFINITY;
		return undefined;
	}),
	claimIgnoresDeadline: mutant((aggregate, command) => {
		if (command.type === "claim") aggregate.job.deadline_at = Number.POSITIVE_INFINITY;
		return undefined;
	}),
	expiryForgetsApproval: twisted((decision, command, before) => {
		if (command.type !== "sweep" || decision.state.job.status !== "expired") return;
		for (const stage of decision.state.stages) {
			const was = before.stages.find(({ key }) => key === stage.key);
			if (was?.status === "awaiting_approval") moveStage(decision, stage, "awaiting_approval");
		}
	}),
	errorForgotten: twisted(({ state }) => {
		if (state.job.status === "failed") state.job.error = null;
	}),
	canceledStageLeavesRestWaiting: twisted((decision, command, before) => {
		const task = named(decision.state, command);
		if (command.type !== "fail" || task?.status !== "canceled" || before.job.status === "canceling") return;
		for (const stage of decision.state.stages) {
			const was = before.stages.find(({ key }) => key === stage.key);
			if (was?.status === "waiting") moveStage(decision, stage, "waiting");
		}
	}),
};
