import { type Check, worstOf } from "../../workflows/quality/checks/check.ts";
import { scoreOf } from "../../workflows/quality/score/score.ts";
import type { OutputQuality } from "../db/stored.ts";
import type { Found } from "../jobs/lifecycle/verdicts.ts";

/** A note may be so long, in characters. */
const MOST_CHARACTERS = 1000;

/** What was found of all outputs of a task together; null where nobody looked at any of them. Pure. */
export function foundOf(outputs: readonly { name: string; quality: OutputQuality | null }[]): Found | null {
	const looked = outputs.flatMap(({ name, quality }) => (quality === null ? [] : [{ name, ...quality }]));
	if (looked.length === 0) return null;
	// One that was not looked at keeps all of them from passing.
	const status = worstOf(looked.map((one) => ({ id: "file_decodable", status: one.status })));
	const bad = looked.flatMap(({ name, checks }) =>
		checks.filter((check) => check.status === status).map((check) => inWords(name, check)),
	);
	const note = status === "pass" || status === "skipped" ? "" : bad.join("; ").slice(0, MOST_CHARACTERS);
	const score = scoreOf(outputs.map(({ quality }) => quality?.checks ?? null));
	return { status, note, score, safe: looked.length === outputs.length && looked.every(isSafe) };
}

function inWords(name: string, { id, reason }: Check): string {
	return `${name}: ${reason || id}`;
}

function isSafe({ checks }: OutputQuality): boolean {
	return checks.some(({ id, status }) => id === "safety_sfw" && status === "pass");
}
