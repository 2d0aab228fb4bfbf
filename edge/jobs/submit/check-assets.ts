import { and, eq, inArray } from "drizzle-orm";
import { pointer } from "../../../workflows/graph/problems.ts";
import { filesOfEveryForm } from "../../../workflows/plan/files.ts";
import type { JobPlan } from "../../../workflows/plan/plan.ts";
import type { JobRequest } from "../../contract/jobs.ts";
import type { ProblemCode, ProblemItem } from "../../contract/problem.ts";
import { type Database, listOf } from "../../db/client.ts";
import { assets } from "../../db/schema.ts";
import { ApiError } from "../../problem.ts";
import { problemOf, tooMuchAtOnce } from "../planning/check-files.ts";

/**
 * Every asset must be there, belong to the account and be of the kind its place wants. Throws ApiError with
 * pointers into the request where one does not.
 */
export async function checkAssets(
	db: Database,
	account: string,
	request: JobRequest,
	plan: JobPlan,
): Promise<void> {
	const files = plan.tasks.flatMap(filesOfEveryForm);
	const wanted = new Map(files.map((file) => [file.asset_id, file]));
	if (wanted.size === 0) return;
	const rows = await db
		.select({ id: assets.id, kind: assets.kind, width: assets.width, height: assets.height })
		.from(assets)
		.where(and(eq(assets.account_id, account), inArray(assets.id, listOf([...wanted.keys()]))));
	const stored = new Map(rows.map((row) => [row.id, row]));
	const problems = [...wanted.values()].flatMap((input) => {
		const problem = problemOf(input, stored.get(input.asset_id));
		return problem ? [{ pointer: placeOf(request, input.asset_id), ...problem }] : [];
	});
	const missing = problems.some((problem) => problem.code === "missing_asset");
	refuse(missing ? "missing_asset" : "invalid_request", problems);
	const pointer = request.graph === undefined ? "/parameters" : "/inputs";
	refuse(
		"invalid_request",
		plan.tasks.flatMap((task) => {
			const message = tooMuchAtOnce(task.inputs.flatMap(({ asset_id }) => stored.get(asset_id) ?? []));
			return message === null ? [] : [{ pointer, code: "invalid_parameter", message }];
		}),
	);
}

function refuse(code: ProblemCode, problems: ProblemItem[]): void {
	const [first] = problems;
	if (first) throw new ApiError(code, first.message, problems);
}

function placeOf(request: JobRequest, assetId: string): string {
	for (const [key, value] of Object.entries(request.parameters ?? {})) {
		if (value === assetId) return pointer("parameters", key);
		const items: unknown[] = Array.isArray(value) ? value : [];
		const at = items.findIndex(
			(item) =>
				item === assetId ||
				(typeof item === "object" && item !== null && "image" in item && item.image === assetId),
		);
		if (at >= 0) return pointer("parameters", key, at);
	}
	for (const [key, value] of Object.entries(request.inputs ?? {})) {
		if (value === assetId) return pointer("inputs", key);
	}
	return "";
}
