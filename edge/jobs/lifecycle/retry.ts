import { type Failure, type FailureCode, failureClass } from "../../contract/failures.ts";
import { assertNever } from "../../contract/status.ts";
import type { TaskNeeds, Tries } from "../../db/stored.ts";
import type { Task } from "./aggregate.ts";

/** Longest wait before another try, in milliseconds. */
const BACKOFF_CAP_MS = 60_000;
/** Mean wait before the second try, in milliseconds; it doubles with each further one. */
const BACKOFF_BASE_MS = 1_000;

/** The longest that a task with a wait of its own waits, in milliseconds, but for the random part. */
const OWN_BACKOFF_CAP_MS = 30 * 60_000;

/** Tries a task gets in all when the machines fail under it. */
export const MAX_ATTEMPTS = 3;
/** Tries in all when the GPU ran out of memory: once more, on a machine that has more of it. */
const MAX_CAPACITY_TRIES = 2;
/** ComfyUIs that may hang or die under a task: after the second it is the task that is to blame. */
const MAX_CRASHES = 2;
/** Times a task may be given back without a drain before that counts as a try. */
const MAX_GIVEN_BACK = 3;
/** Beyond twice its own limit, a worker may hold a task for so long, in milliseconds: files come and go. */
const RUNTIME_SLACK_MS = 30 * 60_000;

const CRASHES: ReadonlySet<FailureCode> = new Set(["comfyui_hung", "comfyui_crashed"]);

/** The failures that count against the task, with this one. */
export function withFailure(tries: Tries, code: FailureCode): Tries {
	if (failureClass(code) === "capacity") return { ...tries, capacity: tries.capacity + 1 };
	if (failureClass(code) !== "infra") return tries;
	return CRASHES.has(code) ? { ...tries, crash: tries.crash + 1 } : { ...tries, infra: tries.infra + 1 };
}

/** What is known of the machine whose GPU memory was too small for a task, and of those that have more. */
export interface ShortMemory {
	/** What it has, in bytes; 0 where that is not known. */
	had_bytes: number;
	/** What the task needs from now on, which only machines with more meet; null: the pool has none. */
	larger: { hash: string; body: TaskNeeds } | null;
}

/**
 * Whether a task whose attempt failed like this gets another one. `task.tries` counts it already. Where memory
 * ran out, only if a machine with more of it could take the task: on the same kind it would run out again.
 */
export function mayRetry(
	failure: Failure,
	{ tries, max_attempts }: Pick<Task, "tries" | "max_attempts">,
	memory?: ShortMemory,
): boolean {
	const kind = failureClass(failure.code);
	switch (kind) {
		case "user":
		case "graph":
		case "limit":
		case "canceled":
			return false;
		case "capacity":
			return (
				memory !== undefined &&
				memory.larger !== null &&
				tries.capacity < Math.min(MAX_CAPACITY_TRIES, max_attempts)
			);
		case "infra":
			return (
				tries.infra + tries.crash < max_attempts &&
				!(CRASHES.has(failure.code) && tries.crash >= Math.min(MAX_CRASHES, max_attempts))
			);
		default:
			return assertNever(kind);
	}
}

/**
 * What a failure says once it is the last one: a task that takes ComfyUIs down is told so, and one that is too
 * large for every machine is told what they have.
 */
export function lastWord(
	failure: Failure,
	{ tries, max_attempts }: Pick<Task, "tries" | "max_attempts">,
	memory?: ShortMemory,
): Failure {
	const because = (reason: string): Failure => ({
		...failure,
		message: `${reason}: ${failure.message}`.slice(0, 4000),
	});
	if (CRASHES.has(failure.code) && tries.crash >= MAX_CRASHES) {
		return because(
			`${tries.crash} ComfyUIs hung or died while they ran this, so it is not given to another one. The last one`,
		);
	}
	if (failureClass(failure.code) !== "capacity" || memory === undefined) return failure;
	const had =
		memory.had_bytes > 0 ? `${(memory.had_bytes / 2 ** 30).toFixed(1)} GB of GPU memory` : "the GPU memory";
	if (tries.capacity >= MAX_CAPACITY_TRIES) return because(`A larger machine ran out of ${had} as well`);
	if (tries.capacity >= max_attempts || memory.larger !== null) return failure;
	return because(
		`A machine ran out of ${had}, and no worker of this pool has more, so it is not tried again; ask for less (smaller, fewer frames or pictures at once), or run it in a pool with larger machines`,
	);
}

/** Whether a task may be given back once more without that counting as a try. */
export function mayGiveBack(tries: Tries): boolean {
	return tries.given_back < MAX_GIVEN_BACK;
}

/**
 * Wait before try number `attempts + 1`, in milliseconds: full jitter over a doubling window, so that a
 * thousand tasks that failed together do not come back together. A task with a wait of its own (`base`) waits that
 * long, then twice as long, and up to a fifth more. `random` is in [0, 1).
 */
export function backoffMs(attempts: number, random: number, base: number | null = null): number {
	if (base !== null) {
		const wait = Math.min(OWN_BACKOFF_CAP_MS, base * 2 ** (attempts - 1));
		return Math.floor(wait * (1 + random / 5));
	}
	const window = Math.min(BACKOFF_CAP_MS, BACKOFF_BASE_MS * 2 ** attempts);
	return Math.floor(random * window);
}

/**
 * How long a worker may hold a task at most, in milliseconds, however often it reports: its own limit counts
 * from when the task runs, which the edge does not see.
 */
export function longestHoldMs(runtimeMs: number): number {
	return 2 * runtimeMs + RUNTIME_SLACK_MS;
}
