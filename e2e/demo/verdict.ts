import type { Asset } from "../../edge/contract/assets/assets.ts";

/** What checks found of a picture, in a few words. */
export function verdictOf({ quality }: Asset): string {
	if (quality === null) return "nobody looked";
	return [quality.status, ...quality.checks.map(({ id }) => id)].join(" ");
}
