import { expect, test } from "vitest";
import type { Stage } from "../lifecycle/aggregate.ts";
import type { Change } from "../lifecycle/draft.ts";
import { buildJob } from "../testing/build.ts";
import { newReferences } from "./references.ts";

const built = buildJob({
	id: "job",
	stages: [
		{ key: "avatar", tasks: 1 },
		{ key: "front", tasks: 1, needs: ["avatar"] },
	],
});
const succeeded: Change = { type: "job", status: "succeeded", error: null };

function following(stages: Partial<Stage>[], changes: Change[] = [succeeded]) {
	const state = {
		...built,
		stages: built.stages.map((stage, i) => ({ ...stage, status: "succeeded" as const, ...stages[i] })),
	};
	return newReferences({
		before: built,
		decision: { ok: true, state, changes, attempts: [], effects: [] },
	});
}

test("S3-20 S3-26 a job that succeeds leaves a set: of each stage with such a label what was chosen, or the newest take", () => {
	expect(following([{ label: "REFERENCE_AVATAR", chosen: ["ast_a"] }, { label: "REFERENCE_FRONT" }])).toEqual(
		[
			{ position: 0, stage: "avatar", label: "REFERENCE_AVATAR", chosen: ["ast_a"], tasks: [] },
			{ position: 1, stage: "front", label: "REFERENCE_FRONT", chosen: [], tasks: [] },
		],
	);
	expect(following([{ label: "REFERENCE_AVATAR" }])[0]?.tasks).toEqual(["job.avatar.0"]);
});

test("S3-26 a job that ends otherwise, or is only on its way, leaves none; nor does one without such labels", () => {
	const labels = [{ label: "REFERENCE_AVATAR" }];
	for (const status of ["failed", "canceled", "expired", "running"] as const)
		expect(following(labels, [{ type: "job", status, error: null }])).toEqual([]);
	expect(following(labels, [])).toEqual([]);
	expect(following([{ label: "BODY_TYPE" }, {}])).toEqual([]);
	expect(following([{ label: "REFERENCE_AVATAR", status: "skipped" }])).toEqual([]);
});
