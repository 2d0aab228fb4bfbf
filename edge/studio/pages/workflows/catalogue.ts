import type { WorkflowSummary } from "../../../contract/workflows/workflows.ts";

/** What each kind is called: the key of its word. */
const KINDS = {
	image: "image",
	edit: "edit",
	character: "character",
	face: "face",
	upscale: "upscale",
	video: "video",
	audio: "audio",
	"3d": "three_d",
	training: "training",
	quality: "quality",
} as const;
export type KindWord = (typeof KINDS)[keyof typeof KINDS] | "other";

/** The word for a category; a newer edge may have others. Pure. */
export function kindOf(category: string): KindWord {
	return category in KINDS ? KINDS[category as keyof typeof KINDS] : "other";
}

/** The library is listed with all its versions: of each workflow the newest, in the order they came. Pure. */
export function newestOfEach(listed: readonly WorkflowSummary[]): WorkflowSummary[] {
	const newest = new Map<string, WorkflowSummary>();
	for (const one of listed) {
		const known = newest.get(one.id);
		if (!known || known.version < one.version) newest.set(one.id, one);
	}
	return [...newest.values()];
}

export interface Wanted {
	/** Words that all stand somewhere in it. */
	text: string;
	/** A kind, the account's own, or all. */
	kind: KindWord | "own" | "all";
}

/** Those of the catalogue that somebody looks for. Pure. */
export function found(catalogue: readonly WorkflowSummary[], { text, kind }: Wanted): WorkflowSummary[] {
	const parts = text.toLowerCase().split(/\s+/).filter(Boolean);
	return catalogue.filter((one) => {
		if (kind === "own" ? one.owner !== "account" : kind !== "all" && kindOf(one.category) !== kind)
			return false;
		const told = [one.id, one.title, one.purpose, one.family, ...one.aliases.map(({ name }) => name)]
			.join(" ")
			.toLowerCase();
		return parts.every((part) => told.includes(part));
	});
}

/** The kinds that the catalogue has, most workflows first. Pure. */
export function kindsIn(catalogue: readonly WorkflowSummary[]): KindWord[] {
	const counts = new Map<KindWord, number>();
	for (const { category } of catalogue) counts.set(kindOf(category), (counts.get(kindOf(category)) ?? 0) + 1);
	return [...counts].sort(([, a], [, b]) => b - a).map(([kind]) => kind);
}
