import { compareScores, whyBetter } from "../../../workflows/quality/score/score.ts";
import { currentTasks, type JobAggregate, lostATake, type Stage, type Task, tasksOf } from "./aggregate.ts";
import type { Draft } from "./draft.ts";

/**
 * Whether the next take of a stage is one of those that the best is chosen of. Nobody makes more of them once a take
 * came to nothing or a person has had a word, nor where no worker measures anything that they could be chosen by.
 */
export function wantsAnother(state: JobAggregate, stage: Stage): boolean {
	const { quality, take, decision } = stage;
	if (quality?.best_of === undefined || take === 0 || take >= quality.best_of || decision !== null)
		return false;
	if (lostATake(state, stage.key)) return false;
	return currentTasks(state, stage.key).some(({ verdict }) => verdict?.score !== undefined);
}

/**
 * Lets the better one of each place stand once a take is over that nobody but this gate, or a failed check, asked for:
 * the other one is kept, and says what outdid it. Of takes that are alike the earlier one stands.
 */
export function keepBetter(draft: Draft, stage: Stage): void {
	const { quality, decision, take } = stage;
	if (quality?.best_of === undefined || take < 2) return;
	// What a person asked for stands, however it measures.
	if (decision?.choice === "retake" && decision.take === take - 1) return;
	const tasks = tasksOf(draft.state, stage.key);
	for (const newer of tasks.filter((task) => task.take === take)) {
		const older = standingBefore(draft.state, tasks, newer);
		if (older === undefined) continue;
		const found = compareScores(older.verdict?.score ?? null, newer.verdict?.score ?? null, quality.best_by);
		if (found.order > 0) outdo(draft, older, whyBetter(found, newer.take));
		else {
			const turned = { ...found, figures: [found.figures[1], found.figures[0]] as typeof found.figures };
			outdo(draft, newer, whyBetter(turned, older.take));
		}
	}
}

/** What stood at the place of a task before its take. */
function standingBefore(state: JobAggregate, tasks: readonly Task[], newer: Task): Task | undefined {
	const before = { ...state, tasks: tasks.filter(({ take }) => take < newer.take) };
	return currentTasks(before, newer.stage).find(({ index }) => index === newer.index);
}

function outdo(draft: Draft, task: Task, note: string): void {
	const score = task.verdict?.score;
	task.verdict = { result: "outdone", note, ...(score && { score }) };
	draft.changes.push({ type: "verdict", task: task.id, verdict: task.verdict });
}
