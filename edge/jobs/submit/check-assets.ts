import { and, eq, inArray } from "drizzle-orm";
import { pointer } from "../../../workflows/graph/problems.ts";
import { filesOfEveryForm } from "../../../workflows/plan/files.ts";
import type { JobPlan } from "../../../workflows/plan/plan.ts";
import type { JobRequest } from "../../contract/jobs/jobs.ts";
import type { ProblemItem } from "../../contract/problem.ts";
import { type Database, listOf } from "../../db/client.ts";
import { assets } from "../../db/schema.ts";
import { ApiError } from "../../problem.ts";
import { problemOf, type StoredFile, tooMuchAtOnce } from "../planning/stage/check-files.ts";

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
	const stored = await storedFiles(db, account, plan.tasks.flatMap(filesOfEveryForm));
	const problems = assetProblems(request, plan, stored);
	const [first] = problems;
	if (!first) return;
	const missing = problems.some((problem) => problem.code === "missing_asset");
	throw new ApiError(missing ? "missing_asset" : "invalid_request", first.message, problems);
}

/** What is known of these files, as far as they are the account's. */
export async function storedFiles(
	db: Database,
	account: string,
	files: readonly { asset_id: string }[],
): Promise<ReadonlyMap<string, StoredFile>> {
	const wanted = [...new Set(files.map(({ asset_id }) => asset_id))];
	if (wanted.length === 0) return new Map();
	const rows = await db
		.select({ id: assets.id, kind: assets.kind, width: assets.width, height: assets.height })
		.from(assets)
		.where(and(eq(assets.account_id, account), inArray(assets.id, listOf(wanted))));
	return new Map(rows.map((row) => [row.id, row]));
}

/** What is wrong with the files of a request, with pointers into it. Pure. */
export function assetProblems(
	request: JobRequest,
	plan: JobPlan,
	stored: ReadonlyMap<string, StoredFile>,
): ProblemItem[] {
	const wanted = new Map(plan.tasks.flatMap(filesOfEveryForm).map((file) => [file.asset_id, file]));
	const each = [...wanted.values()].flatMap((input) => {
		const problem = problemOf(input, stored.get(input.asset_id));
		return problem ? [{ pointer: placeOf(request, input.asset_id), ...problem }] : [];
	});
	if (each.length > 0) return each;
	const pointer = request.graph === undefined ? "/parameters" : "/inputs";
	return plan.tasks.flatMap((task) => {
		const message = tooMuchAtOnce(task.inputs.flatMap(({ asset_id }) => stored.get(asset_id) ?? []));
		return message === null ? [] : [{ pointer, code: "invalid_parameter", message }];
	});
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
	const { pictures = [], regularisation } = request.training ?? {};
	const picture = pictures.findIndex(({ asset }) => asset === assetId);
	if (picture >= 0) return pointer("training", "pictures", picture, "asset");
	const other = regularisation?.pictures.indexOf(assetId) ?? -1;
	if (other >= 0) return pointer("training", "regularisation", "pictures", other);
	if (request.training?.dataset !== undefined) return pointer("training", "dataset");
	return "";
}
