import type { Failure, FailureCode } from "../../contract/failures.ts";
import { type JobAggregate, NO_TRIES, type Stage, type Task } from "../lifecycle/aggregate.ts";

/** Milliseconds since 1970 at which every invented world begins. */
export const START = Date.UTC(2026, 0, 1);

export interface StageShape {
	key: string;
	tasks: number;
	needs?: string[];
	approval?: boolean;
	/** Names of outputs each task must leave; none means at least one of any name. */
	expected?: string[];
}
export interface JobShape {
	id: string;
	account?: string;
	stages?: StageShape[];
	now?: number;
	/** Milliseconds from `now`. */
	deadline?: number;
	max_attempts?: number;
}

/** A job as it is when it was just accepted. */
export function buildJob(shape: JobShape): JobAggregate {
	const now = shape.now ?? START;
	const shapes = shape.stages ?? [{ key: "main", tasks: 1 }];
	return {
		job: {
			id: shape.id,
			account_id: shape.account ?? "acc_a",
			pool_id: "pool_default",
			status: "queued",
			version: 1,
			deadline_at: now + (shape.deadline ?? 3_600_000),
			started_at: null,
			finished_at: null,
			error: null,
		},
		stages: shapes.map(
			(stage, position): Stage => ({
				key: stage.key,
				position,
				status: stage.needs?.length ? "waiting" : "queued",
				needs: stage.needs ?? [],
				approval: stage.approval ?? false,
			}),
		),
		// In the order in which the store gives them back.
		tasks: shapes
			.toSorted((a, b) => (a.key < b.key ? -1 : 1))
			.flatMap((stage) =>
				Array.from(
					{ length: stage.tasks },
					(_, index): Task => ({
						id: `${shape.id}.${stage.key}.${index}`,
						stage: stage.key,
						index,
						status: stage.needs?.length ? "waiting" : "queued",
						epoch: 0,
						worker_id: null,
						claim_id: null,
						lease_until: 0,
						attempts: 0,
						max_attempts: shape.max_attempts ?? 3,
						tries: NO_TRIES,
						runtime_ms: 600_000,
						run_until: 0,
						available_at: now,
						queued_at: now,
						expected: stage.expected ?? [],
						needs_hash: "needs",
						error: null,
					}),
				),
			),
	};
}

export function failure(code: FailureCode): Failure {
	return { code, message: `made up: ${code}`, node_id: null, class_type: null };
}
