import type { Demands } from "../../workflows/plan/profiles.ts";
import type { Check, CheckStatus } from "../../workflows/quality/checks/check.ts";
import type { Score, ScoredCheck } from "../../workflows/quality/score/score.ts";
import type { RefusableTraining } from "../../workflows/training/refusals.ts";
import type { ON_FAIL, SAFETY } from "../contract/assets/quality.ts";
import type { WorkKind } from "../contract/pools/capacity.ts";
import type { DECISIONS, VERDICTS } from "../contract/status.ts";

/** What columns hold as JSON and is none of the wire's. The folders that work with it stand on this one. */

/** A signing secret of a webhook, encrypted. */
export interface SealedSecret {
	sealed: string;
	/** When it ends, in milliseconds; null: it is the present one. */
	until: number | null;
}

/** How often a task was tried in vain, by what went wrong. */
export interface Tries {
	/** The machines failed under it; the next two kinds excepted. */
	infra: number;
	/** ComfyUI hung or died while it ran this. */
	crash: number;
	/** The GPU ran out of memory. */
	capacity: number;
	/** It was given back, not because of a drain. */
	given_back: number;
}

/** What a worker must have, and be, to run a task. Members that came later may be absent. */
export interface TaskNeeds {
	nodes: string[];
	models: { folder: string; file: string }[];
	/** Node classes for newer ComfyUIs, where the graph differs; oldest first. */
	forms?: { comfyui: string; nodes: string[] }[];
	launch_flags?: string[];
	/** It runs at a partner of Comfy. */
	partner?: boolean;
	/** It names a folder by its absolute path. */
	absolute_folders?: boolean;
	/** A LoRA comes with it. */
	brings_lora?: boolean;
	/** The program beside ComfyUI that it trains by, and what of it a machine may refuse. */
	training?: RefusableTraining;
	demands?: Demands;
	/** GPU memory that a machine must have, in bytes: smaller ones have run out of it. */
	min_vram_bytes?: number;
	/** Absent: small. */
	work?: WorkKind;
}

/** What a person is asked once the tasks of a stage are done: to approve of it all, or to pick so many outputs. */
export type Gate = { approve: true } | { pick: [least: number, most: number] };

/** What a take that is to be made is to differ in. */
export interface Retake {
	/** Places of the tasks that are made anew; null: all. */
	indexes: number[] | null;
	/** Values that a person changed for it. Nothing here depends on them. */
	changes: Record<string, unknown>;
}

/** The last word of a person about a stage. */
export interface StageDecision {
	by: string;
	at: number;
	/** The take it was about. */
	take: number;
	choice: (typeof DECISIONS)[number];
	/** What was asked of another take, to know a repeat by; null: none was asked for. */
	retake: Retake | null;
}

/** What a check thought of the outputs of a task. */
export interface Verdict {
	result: (typeof VERDICTS)[number];
	note: string;
	/** What it is compared by with other takes of its place; absent: nothing was measured, or it is not compared. */
	score?: Score;
}

/** What checks found of an output. */
export interface OutputQuality {
	/** The worst of them. */
	status: CheckStatus;
	checks: Check[];
}

/** What becomes of a stage whose outputs fail their checks. */
export interface StageQuality {
	on_fail: (typeof ON_FAIL)[number];
	/** `sfw`: what no classifier has looked at is a person's to decide. */
	safety: (typeof SAFETY)[number];
	/** So many takes are made of everything, and the best goes on; absent: one. */
	best_of?: number;
	/** The figure that counts first among them; absent: in their usual order. */
	best_by?: ScoredCheck;
}

/** The state of an attempt that another one can go on from. */
export interface Resume {
	step: number;
	/** Ids of the files that hold it. */
	assets: string[];
	/** The attempt that stored it. Absent: it was stored before this was kept, by an attempt that is older than any. */
	epoch?: number;
	/** The highest step that any attempt stored a state of. Absent: this one. */
	reached?: number;
}

/** A file of a checkpoint. */
export interface CheckpointPart {
	role: "state" | "lora" | "log";
	asset: string;
}

/** What RunPod said of an endpoint: its workers and its queue. */
export interface EndpointHealth {
	workers: { idle: number; initializing: number; ready: number; running: number; throttled: number };
	jobs: { in_queue: number; in_progress: number };
}
