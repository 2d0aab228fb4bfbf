import type { ExitName } from "../command.ts";
import { print, printJson } from "../parts.ts";

/** What a part leaves, and the same for people; null: nothing is printed. */
export type Told = { answer: unknown; text: string } | null;

/** An answer with its text for people. */
export function told<T>(answer: T, text: (answer: T) => string): Told {
	return { answer, text: text(answer) };
}

/** How a part runs whose answer is printed, as JSON where that is wanted. */
export function printed<T extends { values: { json?: boolean | undefined } }>(
	how: (asked: T) => Promise<Told>,
): (asked: T) => Promise<ExitName> {
	return async (asked) => {
		const left = await how(asked);
		if (left === null) return "ok";
		if (asked.values.json) printJson(left.answer);
		else print(left.text);
		return "ok";
	};
}

/** A change that leaves nothing to print. */
export async function silent(change: Promise<void>): Promise<null> {
	await change;
	return null;
}
