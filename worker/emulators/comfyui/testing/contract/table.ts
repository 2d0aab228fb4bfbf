import { fileRows } from "./files.ts";
import { pageRows } from "./pages.ts";
import { promptRows } from "./prompts.ts";
import type { AskRow } from "./rows.ts";

export { runRows } from "./graphs.ts";
export type { Answer, Ask, Part } from "./rows.ts";

/**
 * Requests whose answers are easy to get wrong, with what real servers answer: 0.33.0, and 0.3.64 where nothing
 * else is said. `tag` is new for each server, so that names mean the same on one that has been used before.
 */
export function askRows(tag: string): AskRow[] {
	return [...promptRows(tag), ...fileRows(tag), ...pageRows(tag)];
}
