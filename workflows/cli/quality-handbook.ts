import type { WorkflowDefinition } from "../definition/define.ts";
import { qualityLines } from "../definition/quality-lines.ts";
import { table } from "../definition/readme.ts";
import { QUALITY_TARGETS } from "../definition/targets.ts";
import { imageChecklist } from "../prompts/checklist.ts";
import { realismNegative } from "../prompts/negatives.ts";
import { realismModules, realismTags } from "../prompts/realism.ts";
import { CHECK_IDS } from "../quality/checks/check.ts";
import { LIMITS } from "../quality/checks/film-checks.ts";
import { SOURCES } from "../quality/checks/sources.ts";
import { type Standards, standardsSchema, usualStandards } from "../quality/checks/standards.ts";
import { SCORED_CHECKS } from "../quality/score/score.ts";

const percent = (share: number) => `${Math.round(share * 100)} %`;

/**
 * The plan of quality assurance, the standards and the criteria of acceptance, as one document: from the figures that
 * workers use, the checklist of the review form and the prompts. Pure.
 */
export function qualityHandbook(library: readonly WorkflowDefinition[]): string {
	const { success, pass, recovery } = QUALITY_TARGETS;
	return [
		"# Quality: plan, standards, acceptance",
		"",
		"Written by `npm run workflows -- readme` from the figures that workers use; a test keeps it current.",
		"",
		"## Plan",
		"",
		"1. **Every output is looked at** by the worker that made it, beside its upload. What could not be looked at is `skipped`, and no pass.",
		"2. **What follows** is a job's `quality`: told (`flag`), taken again with another seed (`retake`), failed (`fail`), left to a person (`ask`), or the best of several (`best_of`).",
		`3. **Several takes** are compared by the checks that failed, broke, saw nothing and were doubtful, then by figures in this order: ${SCORED_CHECKS.map((id) => `\`${id}\``).join(", ")}.`,
		"4. **A person** looks at what waits for one with the checklist below.",
		`5. **Rates** are counted as it happens: jobs that succeed (${percent(success)} wanted), outputs that pass (${percent(pass)}), jobs that succeed after a fault of ours (${percent(recovery)}). \`darkroom qa rates\` tells them.`,
		"",
		`There are ${CHECK_IDS.length} checks: ${CHECK_IDS.map((id) => `\`${id}\``).join(", ")}.`,
		"",
		"## Standards",
		"",
		table(
			["figure", "usual", "what it is", "set from"],
			Object.entries(standardsSchema.shape).map(([name, schema]) => [
				`\`${name}\``,
				JSON.stringify(usualStandards[name as keyof Standards]) ?? "",
				schema.description ?? "",
				SOURCES[name as keyof Standards],
			]),
		),
		"",
		"None was set on what a model makes: there were neither weights nor a GPU. Of films, all limits were chosen: " +
			`${percent(LIMITS.black_refused)} black is refused, ${percent(LIMITS.black_told)} black, ${percent(LIMITS.frozen_told)} that stands still and ${percent(LIMITS.flicker_told)} that flickers are told, as is sound below ${LIMITS.silent} dB. Figures of a workflow's own stand with it below.`,
		"",
		"## Acceptance, by a person",
		"",
		...imageChecklist.map(({ text }, i) => `${i + 1}. ${text}`),
		"",
		"## What prompts ask for",
		"",
		...realismModules.map(({ text }) => `- ${text}`),
		`- In short: ${realismTags.join(", ")}`,
		`- Not: ${realismNegative}`,
		"",
		"## Acceptance, by workflow",
		"",
		...library.flatMap((workflow) => {
			const lines = qualityLines(workflow);
			if (lines.length === 0) return [];
			return [
				`### ${workflow.title}`,
				"",
				`\`${workflow.id}@${workflow.version}\``,
				"",
				...lines.map((line) => `- ${line}`),
				"",
			];
		}),
	].join("\n");
}
