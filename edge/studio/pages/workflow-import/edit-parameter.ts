import type { ProposedParameter } from "./requests.ts";

/** A proposed parameter while somebody edits it: all of its fields as text. */
export interface Draft {
	proposed: ProposedParameter;
	/** Asked for; otherwise what stands in the graph stays. */
	kept: boolean;
	name: string;
	description: string;
	/** Null: it takes none. */
	default: string | null;
	min: string | null;
	max: string | null;
}

const textOf = (value: unknown) => (value === undefined ? "" : String(value));

export function draftOf(proposed: ProposedParameter): Draft {
	const ranged = proposed.type === "integer" || proposed.type === "number";
	return {
		proposed,
		kept: true,
		name: proposed.name,
		description: textOf("description" in proposed ? proposed.description : undefined),
		default: ranged || proposed.type === "text" ? textOf(proposed.default) : null,
		min: ranged ? textOf(proposed.min) : null,
		max: ranged ? textOf(proposed.max) : null,
	};
}

/** Those that are kept, as the document has them. What is no number goes as it is: the edge says what is wrong. Pure. */
export function parametersOf(drafts: readonly Draft[]): unknown[] {
	return drafts.filter(({ kept }) => kept).map(parameterOf);
}

function parameterOf({ proposed, name, description, ...values }: Draft): unknown {
	const changed: Record<string, unknown> = { ...proposed, name: name.trim() };
	set(changed, "description", description.trim());
	for (const field of ["default", "min", "max"] as const) {
		const text = values[field];
		if (text !== null) set(changed, field, proposed.type === "text" ? text : numberOr(text.trim()));
	}
	return changed;
}

function set(into: Record<string, unknown>, field: string, value: unknown): void {
	if (value === "") delete into[field];
	else into[field] = value;
}

function numberOr(text: string): unknown {
	return text === "" || Number.isNaN(Number(text)) ? text : Number(text);
}
