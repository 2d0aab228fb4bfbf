import { inject } from "vitest";

declare module "vitest" {
	interface ProvidedContext {
		thorough: boolean;
		turn: number;
	}
}

/**
 * How many of `whole` random cases a test tries: a fifth of them in everyday runs, or as many as `everyday` says,
 * which find what a change breaks, and all of them with `npm test -- --thorough`.
 */
export function runs(whole: number, everyday = Math.ceil(whole / 5)): number {
	return inject("thorough") ? whole : everyday;
}

/**
 * What an everyday run tries of cases that come in kinds: one of each kind, another one every day. With
 * `npm test -- --thorough` all. It says which, and how to try the same or all.
 */
export function inTurn<T extends string>(what: string, kinds: readonly (readonly T[])[]): T[] {
	if (inject("thorough")) return kinds.flat();
	const turn = inject("turn");
	const chosen = kinds.flatMap((kind) => kind.slice(turn % kind.length).slice(0, 1));
	console.log(
		`${what}: ${chosen.join(", ")}, of ${kinds.flat().length} (the same: DARKROOM_TURN=${turn}; all: --thorough)`,
	);
	return chosen;
}

/**
 * Which of `all` an everyday run tries at the place `at` of many: so many of them, others at each place, so that each is
 * tried somewhere. With `npm test -- --thorough` all, everywhere.
 */
export function someAt<T>(at: number, all: readonly T[], count: number): T[] {
	if (inject("thorough") || count >= all.length) return [...all];
	const from = (at * count) % all.length;
	return [...all.slice(from), ...all.slice(0, from)].slice(0, count);
}
