import type { DatasetChecks } from "../../../workflows/datasets/check.ts";
import { FRAMINGS } from "../../../workflows/datasets/framing.ts";

/**
 * Checks as lines: name, severity, code and what to do, by tabs; an item of which nothing is to be said has `ok`. What is
 * said of the set comes last, under the name `-`.
 */
export function reportOf({ items, findings }: DatasetChecks): string[] {
	const line = (name: string, finding: DatasetChecks["findings"][number] | ItemFinding) =>
		[name, finding.severity, finding.code, withOthers(finding)].join("\t");
	return [
		...items.flatMap((item) =>
			item.findings.length === 0
				? [`${item.name}\tok`]
				: item.findings.map((finding) => line(item.name, finding)),
		),
		...findings.map((finding) => line("-", finding)),
	];
}

type ItemFinding = DatasetChecks["items"][number]["findings"][number];

function withOthers({ message, others }: { message: string; others: string[] }): string {
	return others.length === 0 ? message : `${message} (${others.join(", ")})`;
}

/** The same in one line. */
export function summaryOf({ ready, pictures, flips, composition, items, findings }: DatasetChecks): string {
	const all = [...findings, ...items.flatMap((item) => item.findings)];
	const faults = all.filter(({ severity }) => severity === "fault").length;
	const made = FRAMINGS.map((framing) => `${composition[framing]} ${framing}`).join(", ");
	const copies = flips === 0 ? "" : ` and ${flips} flipped copies`;
	return `${pictures} pictures${copies} (${made}): ${ready ? "ready" : "not ready"}, ${faults} faults, ${all.length - faults} warnings`;
}
