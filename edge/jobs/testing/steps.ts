import fc from "fast-check";
import type { FailureCode } from "../../contract/failures.ts";
import type { ReleaseCause } from "../../contract/workers/workers.ts";
import type { Verdict } from "../../db/stored.ts";
import { DECISION_MS } from "../lifecycle/settle.ts";
import { SHAPES, WIDE, WIDE_SHAPES } from "./shapes.ts";
import type { Fault } from "./world.ts";

/** One thing that happens in a history. Plain data: a failing history can be read, shortened and replayed. */
export type Step =
	| { do: "submit"; shape: number; account: number; key: number | null; body: number }
	| { do: "claim"; worker: number }
	/** Claim, run, upload, complete, with nothing lost on the way. */
	| { do: "serve"; worker: number }
	/** Claim and fail, with nothing lost on the way. */
	| { do: "spoil"; worker: number; code: FailureCode }
	| { do: "finish"; worker: number }
	| { do: "finish_early"; worker: number }
	| { do: "fail"; worker: number; code: FailureCode }
	| { do: "release"; worker: number; cause: ReleaseCause }
	| { do: "renew"; worker: number }
	/** It reports for most of an hour and never ends; then comes a sweep. */
	| { do: "dawdle"; worker: number }
	| { do: "deliver"; at: number; keep: boolean }
	| { do: "lose"; at: number }
	| { do: "kill"; worker: number }
	| { do: "wait"; ms: number; sweep: boolean }
	| { do: "cancel"; job: number }
	/** A person says something of a stage; `at` chooses what. */
	| { do: "decide"; job: number; at: number; by: number }
	/** A person wants other takes of a stage that waits, or soon does; a worker fails at the last one, or does it. */
	| { do: "another"; worker: number; takes: number[]; code: FailureCode | null }
	/** What a check thinks of the outputs that were not judged yet. */
	| { do: "judge"; job: number; result: Verdict["result"] }
	/** One that arrives, and one that may be late. */
	| { do: "checkpoint"; worker: number; steps: [number, number] }
	/** Planning works, or crashes: then a stage stays ready until a sweep plans it. */
	| { do: "planning"; up: boolean }
	/** Somebody who planned a stage at the same time comes late with it. */
	| { do: "plan_again"; job: number; at: number }
	/** Budgets are used up, so that nothing new begins; or somebody raised them. */
	| { do: "funds"; up: boolean }
	/** Somebody who asked a budget a while ago comes late with the answer. */
	| { do: "budget"; job: number; at: number; short: boolean }
	/** The LoRA that a job waits for is there, or will not come. */
	| { do: "lora"; job: number; comes: boolean }
	| { do: "break"; fault: Fault; skip: number }
	| { do: "watch"; up: boolean };

const at = fc.nat(7);
const job = fc.nat(3);

const result = fc.constantFrom<Verdict["result"][]>("pass", "pass", "again", "again", "fail", "ask");
const cause = fc.constantFrom<ReleaseCause[]>("drain", "comfyui_unreachable", "other");
const anyCode = fc.constantFrom<FailureCode[]>(
	"comfyui_crashed",
	"worker_error",
	"out_of_memory",
	"out_of_memory",
	"node_error",
	"invalid_input",
	"canceled",
	"runtime_exceeded",
);

/** What happens more often than it does by itself, and how many times as often. */
type Often = Readonly<Partial<Record<Step["do"], number>>>;

/** What happens to so many workers, with jobs of these shapes. */
function stepWith(
	worker: fc.Arbitrary<number>,
	shape: fc.Arbitrary<number>,
	often: Often = {},
	code: fc.Arbitrary<FailureCode> = anyCode,
): fc.Arbitrary<Step> {
	const weighed = <T>(kind: Step["do"], weight: number, arbitrary: fc.Arbitrary<T>) => {
		return { weight: weight * (often[kind] ?? 1), arbitrary };
	};
	return fc.oneof(
		weighed(
			"submit",
			4,
			fc.record({
				do: fc.constant("submit" as const),
				shape,
				account: fc.nat(1),
				key: fc.option(fc.nat(1), { freq: 2 }),
				body: fc.nat(1),
			}),
		),
		weighed("claim", 7, fc.record({ do: fc.constant("claim" as const), worker })),
		weighed("serve", 4, fc.record({ do: fc.constant("serve" as const), worker })),
		weighed("spoil", 2, fc.record({ do: fc.constant("spoil" as const), worker, code })),
		weighed("finish", 4, fc.record({ do: fc.constant("finish" as const), worker })),
		weighed("finish_early", 2, fc.record({ do: fc.constant("finish_early" as const), worker })),
		weighed("fail", 3, fc.record({ do: fc.constant("fail" as const), worker, code })),
		weighed("release", 2, fc.record({ do: fc.constant("release" as const), worker, cause })),
		weighed("renew", 2, fc.record({ do: fc.constant("renew" as const), worker })),
		weighed("dawdle", 2, fc.record({ do: fc.constant("dawdle" as const), worker })),
		weighed("deliver", 8, fc.record({ do: fc.constant("deliver" as const), at, keep: fc.boolean() })),
		weighed("lose", 1, fc.record({ do: fc.constant("lose" as const), at })),
		weighed("kill", 2, fc.record({ do: fc.constant("kill" as const), worker })),
		weighed(
			"wait",
			6,
			fc.record({
				do: fc.constant("wait" as const),
				ms: fc.constantFrom(1_000, 5_000, 31_000, 31_000, 61_000, 120_000),
				sweep: fc.boolean(),
			}),
		),
		weighed("cancel", 2, fc.record({ do: fc.constant("cancel" as const), job })),
		weighed(
			"decide",
			3,
			fc.record({ do: fc.constant("decide" as const), job, at: fc.nat(7), by: fc.nat(1) }),
		),
		weighed(
			"another",
			2,
			fc.record({
				do: fc.constant("another" as const),
				worker,
				takes: fc.array(fc.nat(2), { minLength: 1, maxLength: 2 }),
				code: fc.option(fc.constantFrom<FailureCode[]>("node_error", "node_error", "canceled"), { freq: 3 }),
			}),
		),
		weighed("judge", 4, fc.record({ do: fc.constant("judge" as const), job, result })),
		weighed(
			"checkpoint",
			4,
			fc.record({
				do: fc.constant("checkpoint" as const),
				worker,
				steps: fc.tuple(fc.nat(3), fc.nat(3)),
			}),
		),
		weighed("planning", 1, fc.record({ do: fc.constant("planning" as const), up: fc.boolean() })),
		weighed("plan_again", 2, fc.record({ do: fc.constant("plan_again" as const), job, at: fc.nat(7) })),
		weighed("wait", 1, fc.constant({ do: "wait" as const, ms: DECISION_MS, sweep: true })),
		weighed("funds", 2, fc.record({ do: fc.constant("funds" as const), up: fc.boolean() })),
		weighed(
			"budget",
			2,
			fc.record({
				do: fc.constant("budget" as const),
				job,
				at: fc.nat(7),
				short: fc.boolean(),
			}),
		),
		weighed("lora", 1, fc.record({ do: fc.constant("lora" as const), job, comes: fc.boolean() })),
		weighed(
			"break",
			3,
			fc.record({
				do: fc.constant("break" as const),
				fault: fc.constantFrom<Fault[]>("before", "after"),
				skip: fc.nat(1),
			}),
		),
		weighed("watch", 1, fc.record({ do: fc.constant("watch" as const), up: fc.boolean() })),
	);
}

export const WORKERS = 3;
export const WIDE_WORKERS = 48;
const step = stepWith(fc.nat(WORKERS - 1), fc.nat(2 * SHAPES.length - 1));
const wideStep = stepWith(
	fc.nat(WIDE_WORKERS - 1),
	fc.nat(WIDE_SHAPES.length - 1).map((choice) => WIDE + choice),
);

const worker = fc.nat(WORKERS - 1);
const without = (...kinds: Step["do"][]): Often => Object.fromEntries(kinds.map((kind) => [kind, 0]));
const OFTEN = 6;

const LENGTH = { minLength: 20, maxLength: 60, size: "max" } as const;

/** Histories of 20 to 60 steps: what goes wrong in few steps goes wrong in many, too. */
export const histories = fc.array(step, LENGTH);

/**
 * Histories in which one thing happens again and again (swarm testing): what needs the same rare step several times at
 * one task, with little in between, is hardly ever reached where everything is as frequent as everything else.
 */
const THEMES = {
	/** A task fails, or its ComfyUI crashes, as often as it may, and once more. */
	failures: stepWith(
		worker,
		fc.constantFrom(0, 1, 10),
		{ spoil: 4 * OFTEN, wait: OFTEN, submit: 0.5, ...without("finish_early", "kill", "cancel", "dawdle") },
		fc.constantFrom<FailureCode[]>("worker_error", "comfyui_crashed"),
	),
	/** A task is given back, again and again. */
	returns: stepWith(worker, fc.constantFrom(0, 1), {
		...{ claim: OFTEN, release: 2 * OFTEN, deliver: 3, wait: 3, submit: 0.5 },
		...without("finish_early", "fail", "spoil", "cancel", "kill", "serve", "finish", "dawdle"),
	}),
	/** A task of several runs out of memory on every machine that is given it. */
	memory: stepWith(
		worker,
		fc.constantFrom(3, 4),
		{
			...{ claim: 3, spoil: 4 * OFTEN, submit: 0.5 },
			...without("finish", "finish_early", "serve", "kill", "cancel", "dawdle", "release"),
		},
		fc.constant<FailureCode>("out_of_memory"),
	),
	/** A worker goes on for ever, while others have tasks of the same job. */
	lateness: stepWith(worker, fc.constantFrom(2, 4), {
		...{ dawdle: 2, claim: OFTEN, submit: 0.5 },
		...without("finish", "finish_early", "serve", "fail", "spoil", "cancel", "release", "checkpoint", "wait"),
	}),
	/** A worker comes late with where it stood, when another one has its task. */
	checkpoints: stepWith(worker, fc.constantFrom(0, 1), {
		...{ checkpoint: 2 * OFTEN, deliver: 3, claim: 3, wait: 3, submit: 0.5 },
		...without("finish", "finish_early", "serve", "fail", "spoil", "cancel", "dawdle", "renew"),
	}),
	/** People say something of what waits for them, and somebody else says it as well. */
	decisions: stepWith(worker, fc.constantFrom(7, 8, 9, 14, 16), {
		...{ serve: 3, decide: 2 * OFTEN, ...without("cancel", "finish_early", "dawdle", "release") },
	}),
	/** Checks want others, and judge what was made of both. */
	verdicts: stepWith(worker, fc.constantFrom(9, 11, 12, 13, 14), {
		...{ serve: 3, judge: 2 * OFTEN, ...without("cancel", "finish_early", "dawdle", "release") },
	}),
} as const;
export type Theme = keyof typeof THEMES;

export const themed = (theme: Theme) => fc.array(THEMES[theme], LENGTH);

/** Histories for where each one costs a lot: none is short. */
export const longHistories = fc.array(step, { minLength: 25, maxLength: 60, size: "max" });

/** Histories of wide jobs with many workers: most of them hold something at any moment. */
export const wideHistories = fc.array(wideStep, { minLength: 100, maxLength: 300, size: "max" });
