import { and, eq, inArray } from "drizzle-orm";
import { pointer } from "../../../workflows/graph/problems.ts";
import {
	hasTooManyPixels,
	MAX_INPUT_PIXELS,
	MAX_PICTURE_PIXELS,
} from "../../../workflows/media/picture-size.ts";
import { filesOfEveryForm } from "../../../workflows/plan/files.ts";
import type { JobPlan, TaskInput } from "../../../workflows/plan/plan.ts";
import type { JobRequest } from "../../contract/jobs.ts";
import type { ProblemCode, ProblemItem } from "../../contract/problem.ts";
import { type Database, listOf } from "../../db/client.ts";
import { assets } from "../../db/schema.ts";
import { ApiError } from "../../problem.ts";

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

type Stored = Pick<typeof assets.$inferSelect, "id" | "kind" | "width" | "height">;

function problemOf(
	{ asset_id, kind }: Pick<TaskInput, "asset_id" | "kind">,
	asset: Stored | undefined,
): Omit<ProblemItem, "pointer"> | null {
	if (!asset) {
		return { code: "missing_asset", message: `there is no asset ${asset_id}, or it is not yours` };
	}
	if (hasTooManyPixels(asset)) {
		const message = `asset ${asset_id} has ${asset.width} x ${asset.height} pixels; at most ${MAX_PICTURE_PIXELS} pixels are read, so make it smaller`;
		return { code: "invalid_parameter", message };
	}
	if (asset.kind === (kind === "mask" ? "image" : kind)) return null;
	return { code: "invalid_parameter", message: `asset ${asset_id} is ${asset.kind}, not ${kind}` };
}

/** One picture that is loaded in many places is in memory as often. */
function tooMuchAtOnce(read: Stored[]): string | null {
	const pixels = read.reduce((sum, { width, height }) => sum + (width ?? 0) * (height ?? 0), 0);
	if (pixels <= MAX_INPUT_PIXELS) return null;
	return `the ${read.length} pictures have ${pixels} pixels together; one prompt reads at most ${MAX_INPUT_PIXELS}, so send fewer or smaller ones`;
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
