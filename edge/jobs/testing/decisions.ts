import { currentTasks, type JobAggregate, type Stage, tasksOf } from "../lifecycle/aggregate.ts";
import type { Choice, Command } from "../lifecycle/commands.ts";

/** Another take: of all, of the first place, or of one that a take of all may have left out. */
export function anotherTake(aggregate: JobAggregate, stage: Stage, at: number): Command {
	const places = tasksOf(aggregate, stage.key).map(({ index }) => index);
	const indexes = [null, [0], [Math.max(...places)]][at] ?? null;
	return {
		type: "decide",
		stage: stage.key,
		take: stage.take,
		by: "a person",
		choice: { retake: { indexes, changes: {} } },
	};
}

/** What a person could say of a stage; 0 is what lets it go on. Some of it fits no gate. */
export function decisionOn(aggregate: JobAggregate, stage: Stage, at: number, by: string): Command {
	const tasks = currentTasks(aggregate, stage.key);
	const outputs = tasks.map((task) => ({ asset: `${task.id}/${task.epoch}/any`, task: task.id }));
	const [least] = stage.gate && "pick" in stage.gate ? stage.gate.pick : [0];
	const onward: Choice = least > 0 ? { pick: outputs.slice(0, least) } : { approve: true };
	const choices: Choice[] = [
		onward,
		onward,
		{ approve: true },
		{ pick: outputs.slice(0, 1) },
		{ retake: { indexes: null, changes: {} } },
		{ retake: { indexes: [0], changes: { seed: at } } },
		{ reject: "" },
		{ pick: [{ asset: "foreign", task: "of another stage" }] },
	];
	const choice = choices[at % choices.length] ?? onward;
	return { type: "decide", stage: stage.key, take: at % 3 === 0 ? stage.take : null, by, choice };
}
