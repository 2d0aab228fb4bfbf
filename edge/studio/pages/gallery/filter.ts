import type { AssetQuery } from "../assets.ts";

/** Kinds of files that the gallery tells apart, in the order in which they are asked for. */
export const KINDS = ["image", "video", "audio"] as const;
export type Kind = (typeof KINDS)[number];

/** What the gallery shows. It stands in the address of the page: a link to it shows the same. */
export interface Filter {
	kind: Kind | null;
	/** `workflow:id` or `pipeline:id`. */
	made_with: string | null;
	character: string | null;
	project: string | null;
	/** Days, as `2026-11-27`, both included. */
	from: string | null;
	to: string | null;
	/** Those too that were made as references of a character. */
	references: boolean;
}

export const EVERYTHING: Filter = {
	kind: null,
	made_with: null,
	character: null,
	project: null,
	from: null,
	to: null,
	references: false,
};

/** How many filters beside the kind are on. Pure. */
export function filtersOn({ kind: _, ...others }: Filter): number {
	return Object.values(others).filter((value) => value !== null && value !== false).length;
}

/** Pure. What an address says that makes no sense is as if it said nothing. */
export function filterOf(query: URLSearchParams): Filter {
	const day = (name: string) => {
		const text = query.get(name);
		return text !== null && /^\d{4}-\d\d-\d\d$/.test(text) && !Number.isNaN(Date.parse(text)) ? text : null;
	};
	const made = query.get("made_with");
	return {
		kind: KINDS.find((kind) => kind === query.get("kind")) ?? null,
		made_with: made !== null && /^(workflow|pipeline):./.test(made) ? made : null,
		character: query.get("character"),
		project: query.get("project"),
		from: day("from"),
		to: day("to"),
		references: query.get("references") === "true",
	};
}

/** The address of the gallery with a filter, below /studio. Pure. */
export function addressOf(filter: Filter): string {
	const there = Object.entries(filter).flatMap(([name, value]) =>
		value === null || value === false ? [] : [[name, String(value)]],
	);
	return there.length === 0 ? "/gallery" : `/gallery?${new URLSearchParams(there)}`;
}

/** What the edge is asked for it. Days are those of the person who looks. Pure. */
export function assetQuery(filter: Filter): AssetQuery {
	const { kind, made_with, character, project, from, to, references } = filter;
	const [what, name] = made_with?.split(":") ?? [];
	return {
		kind: kind ?? undefined,
		workflow: what === "workflow" ? name : undefined,
		pipeline: what === "pipeline" ? name : undefined,
		character: character ?? undefined,
		project: project ?? undefined,
		created_after: from === null ? undefined : startOf(from, 0),
		created_before: to === null ? undefined : startOf(to, 1),
		include_hidden: references ? "true" : undefined,
	};
}

function startOf(day: string, later: number): string {
	const [year = 0, month = 1, date = 1] = day.split("-").map(Number);
	return new Date(year, month - 1, date + later).toISOString();
}
