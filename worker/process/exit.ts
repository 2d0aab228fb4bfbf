/** What the process ends with. */
export const EXIT = {
	ok: 0,
	broken: 1,
	config: 2,
	token: 3,
	comfyTooOld: 4,
	forced: 5,
	comfyDead: 6,
	unfit: 7,
} as const;

/** Why a worker left that could have gone on: somebody told it to, or there was no work for it. */
export type Leaving = "told to" | "idle";

/** A reason for which going on makes no sense. `exitCode` is what the process ends with. */
export class Fatal extends Error {
	readonly exitCode: number;
	constructor(message: string, exitCode: number) {
		super(message);
		this.name = "Fatal";
		this.exitCode = exitCode;
	}
}
