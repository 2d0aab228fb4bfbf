import type { DatasetChecksResource } from "../../../contract/training/dataset-items.ts";
import { Icon } from "../../ui/icon.tsx";
import { words } from "./words.ts";

export type Finding = DatasetChecksResource["findings"][number] | ItemFinding;
type ItemFinding = DatasetChecksResource["items"][number]["findings"][number];

/** What is said of each: several codes that are mended alike have the same words. */
const WORDS = {
	undecodable: "f_unreadable",
	too_small: "f_small",
	caption_missing: "f_no_caption",
	caption_empty: "f_no_caption",
	no_trigger: "f_caption",
	caption_long: "f_caption",
	caption_lines: "f_caption",
	caption_gap: "f_caption",
	caption_parts: "f_caption",
	trigger_not_first: "f_trigger",
	trigger_repeated: "f_trigger",
	framing_unknown: "f_framing",
	duplicate: "f_twice",
	near_duplicate: "f_alike",
	flipped_twin: "f_flipped",
	flip_says_side: "f_flipped",
	flip_of_asymmetric: "f_flipped",
	original_missing: "f_flipped",
	not_compared: "f_unseen",
	too_few: "f_few",
	too_many: "f_many",
	composition: "f_shares",
	caption_without_picture: "f_no_caption",
	regularisation_count: "f_class",
} as const satisfies Record<Finding["code"], string>;

/** Verdicts as icon and words, faults first; a pointer is told more, in the edge's words. */
export function Findings({ findings }: { findings: readonly Finding[] }) {
	const say = words.use();
	const sorted = findings.toSorted((a, b) => Number(a.severity !== "fault") - Number(b.severity !== "fault"));
	return (
		<ul className="space-y-1 text-sm empty:hidden">
			{sorted.map(({ code, severity, message, others }) => (
				<li
					key={code}
					data-finding={code}
					title={message}
					className={`flex items-start gap-1.5 font-medium ${severity === "fault" ? "text-bad" : "text-warn"}`}
				>
					<Icon name="warning" className="mt-0.5 size-4 shrink-0" />
					<span>
						{say(WORDS[code])}
						{others.length > 0 && <bdi> {others.map((item) => `#${item}`).join(", ")}</bdi>}
					</span>
				</li>
			))}
		</ul>
	);
}
