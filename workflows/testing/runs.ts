import { inject } from "vitest";

declare module "vitest" {
	interface ProvidedContext {
		thorough: boolean;
	}
}

/**
 * How many of `whole` random cases a test tries: a fifth of them in everyday runs, or as many as `everyday` says,
 * which find what a change breaks, and all of them with `npm test -- --thorough`.
 */
export function runs(whole: number, everyday = Math.ceil(whole / 5)): number {
	return inject("thorough") ? whole : everyday;
}
