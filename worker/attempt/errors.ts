import type { Failure } from "../../edge/contract/failures.ts";
import type { ReleaseCause } from "../../edge/contract/workers/workers.ts";

/** An attempt that failed, with what the edge is to be told. */
export class AttemptFailed extends Error {
	readonly failure: Failure;
	constructor(failure: Failure) {
		super(`${failure.code}: ${failure.message}`);
		this.name = "AttemptFailed";
		this.failure = failure;
	}
}

/** An attempt that is given back unharmed. */
export class AttemptReleased extends Error {
	readonly releaseCause: ReleaseCause;
	constructor(reason: string, cause: ReleaseCause) {
		super(reason);
		this.name = "AttemptReleased";
		this.releaseCause = cause;
	}
}
