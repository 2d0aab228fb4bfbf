import type { Asset } from "../../../edge/contract/assets/assets.ts";
import type { AssetChecks } from "../../../edge/contract/assets/quality.ts";
import type { Review, ReviewQueue, Reviews } from "../../../edge/contract/assets/reviews.ts";
import { inWords } from "../../../workflows/quality/report/html.ts";
import { table } from "../table.ts";

/** A picture per line: id, why it waits, its job, and what is worst about it. Pure. */
export function queueTable(queue: ReviewQueue["data"]): string {
	const rows = queue.map(({ asset, reason }) => [
		asset.id,
		reason,
		asset.job ?? "",
		asset.quality?.checks[0]?.reason ?? "",
	]);
	return table(rows, { left: true }).join("\n");
}

/** What checks and people say of a picture. Pure. */
export function lookedAt(asset: Asset, quality: AssetChecks, { checklist, data }: Reviews): string {
	const told = quality.checks.filter(({ status }) => status !== "pass" && status !== "skipped");
	const count = (status: string) => quality.checks.filter((check) => check.status === status).length;
	const size = asset.width === null ? "" : `, ${asset.width}x${asset.height}`;
	return [
		`${asset.id}  ${asset.filename}${size}${asset.job === null ? "" : `  of ${asset.job}`}`,
		`checks: ${quality.status}, ${count("pass")} passed, ${count("skipped")} skipped`,
		...told.map((check) => `  ${inWords(check)}`),
		...(data.length === 0 ? ["nobody has said anything of it"] : data.flatMap((one) => said(one, checklist))),
	].join("\n");
}

/** What is kept of one person. Pure. */
export function reviewLine({ asset, verdict, points, of }: Review): string {
	return `${asset}\t${verdict ?? "-"}\t${points} of ${of}`;
}

function said(
	{ by, at, verdict, answers, note, points, of }: Review,
	checklist: Reviews["checklist"],
): string[] {
	const fails = checklist.filter(({ id }) => new Map(Object.entries(answers)).get(id) === false);
	return [
		`${by}  ${at}  ${verdict ?? "no verdict"}, ${points} of ${of} points hold${note === "" ? "" : `: ${note}`}`,
		...fails.map(({ text }) => `  not: ${text}`),
	];
}
