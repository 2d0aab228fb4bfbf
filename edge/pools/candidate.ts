import type { TaskNeeds } from "../db/stored.ts";

/** A queued task that the worker could run, as the queue offers it: the first few of each account. */
export interface Candidate {
	task: string;
	job: string;
	account: string;
	priority: number;
	/** Tasks of the account that hold a worker now. */
	held: number;
	/** How many more of them may. */
	room: number;
	/** When its job was submitted: a task that came back, or whose stage opened late, keeps its job's age. */
	submitted_at: number;
	needs: TaskNeeds;
}
