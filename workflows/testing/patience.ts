/**
 * How long a test waits for what must come, in milliseconds. It is no measure of anything: it only ends tests
 * that would never end, so it is far longer than a busy machine takes.
 */
export const PATIENCE_MS = 240_000;

/** Another one every day, unless the environment says which: of what is tried in turns, whose turn it is. */
const TURN = Number(process.env.DARKROOM_TURN ?? Math.floor(Date.now() / 86_400_000));

/** What every project of tests has in common: as many files at a time as there are cores, and patience. */
export const PATIENT = {
	maxWorkers: "100%",
	testTimeout: 2 * PATIENCE_MS,
	hookTimeout: 2 * PATIENCE_MS,
	provide: { thorough: process.env.DARKROOM_THOROUGH === "1", turn: TURN },
} as const;

/**
 * Of projects whose files Node itself can load: it strips the types and keeps what it has compiled for the next process,
 * where Vite would transform every module of the house once for each project, and look up every import at each use.
 */
export const NATIVE = { experimental: { viteModuleRunner: false } } as const;

/**
 * Of projects whose tests mostly wait for processes: they come together after all others, more files at a time than
 * there may be cores. Vitest wants the same number in all projects of one group.
 */
export const WAITING = { maxWorkers: 5, sequence: { groupOrder: 1 } };
