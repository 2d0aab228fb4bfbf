import type { Failure, FailureCode } from "../../../edge/contract/failures.ts";
import type { Trouble } from "../../../workflows/training/dialect/lines.ts";
import { failure } from "../../comfyui/wire/errors.ts";
import type { TrainerEnd } from "./trainer-process.ts";

const TROUBLES: Readonly<Record<Trouble, readonly [FailureCode, string]>> = {
	out_of_memory: ["out_of_memory", "the trainer ran out of memory"],
	disk_full: ["machine_unfit", "the disk of the worker is full"],
	no_device: ["machine_unfit", "the trainer cannot use the GPU of this machine so"],
	unreadable_picture: ["unsupported_image", "the trainer cannot read one of the pictures"],
	unreadable_model: ["machine_unfit", "the trainer cannot read the base model of this machine"],
};

/** What is known of how a trainer came to its end. */
export interface EndFacts {
	end: TrainerEnd;
	/** What it said that it died of. */
	trouble: { trouble: Trouble; words: string } | null;
	/** What it printed last, with no path of this machine. */
	lines: readonly string[];
	/** So long without a word, and it is ended; milliseconds. */
	silenceMs: number;
}

/** Why a trainer's end is a failure, or null where it ended well. Whether its files are there is another question. Pure. */
export function failureOfEnd({ end, trouble, lines, silenceMs }: EndFacts): Failure | null {
	if (end.unstartable !== null)
		return failure("machine_unfit", `the trainer cannot be started: ${end.unstartable}`);
	if (end.silent)
		return failure(
			"worker_error",
			`the trainer printed nothing for ${silenceMs / 1000} seconds, and was ended`,
		);
	if (end.code === 0) return null;
	if (trouble !== null) {
		const [code, words] = TROUBLES[trouble.trouble];
		return failure(code, `${words}: ${trouble.words}`);
	}
	// Nobody here sent it: the kernel does when memory runs out.
	if (end.signal === "SIGKILL")
		return failure(
			"out_of_memory",
			"the trainer was killed from outside, as a kernel does that has no memory left",
		);
	const how = end.signal === null ? `code ${end.code}` : `signal ${end.signal}`;
	return failure(
		"worker_error",
		`the trainer ended with ${how}: ${lines.slice(-8).join(" | ")}`.slice(0, 2000),
	);
}

/** A trainer that was to use a GPU and does not (S2-LORA-04). */
export function slowDevice(wanted: string, used: string): Failure {
	return failure(
		"machine_unfit",
		`the trainer was to train on ${wanted} and trains on ${used}: it would take days, and was ended at once. Its PyTorch does not see the GPU`,
	);
}

/** A trainer that ended well and left no weights, or none that are. `why` completes "the weights ...". */
export function noWeights(why: string): Failure {
	return failure("missing_output", `the trainer ended with code 0, and the weights ${why}`);
}

/** It took longer than an attempt may. */
export function tookTooLong(seconds: number): Failure {
	return failure(
		"runtime_exceeded",
		`the training was not done after ${seconds} seconds, which is as long as it may take`,
	);
}
