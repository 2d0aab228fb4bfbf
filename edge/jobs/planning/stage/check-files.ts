import {
	hasTooManyPixels,
	MAX_INPUT_PIXELS,
	MAX_PICTURE_PIXELS,
} from "../../../../workflows/media/picture-size.ts";
import { filesOfEveryForm } from "../../../../workflows/plan/files.ts";
import type { JobPlan, TaskInput } from "../../../../workflows/plan/plan.ts";
import type { ProblemItem } from "../../../contract/problem.ts";
import type { assets } from "../../../db/schema.ts";

/** What is known of a file that a task is to read. */
export type StoredFile = Pick<typeof assets.$inferSelect, "id" | "kind" | "width" | "height">;

/** Why the file cannot stand where a task wants one; null: it can. Pure. */
export function problemOf(
	{ asset_id, kind }: Pick<TaskInput, "asset_id" | "kind">,
	asset: StoredFile | undefined,
): Omit<ProblemItem, "pointer"> | null {
	if (!asset) {
		return { code: "missing_asset", message: `there is no asset ${asset_id}, or it is not yours` };
	}
	if (hasTooManyPixels(asset)) {
		const message = `asset ${asset_id} has ${asset.width} x ${asset.height} pixels; at most ${MAX_PICTURE_PIXELS} pixels are read, so make it smaller`;
		return { code: "invalid_parameter", message };
	}
	if (asset.kind === storedKind(kind)) return null;
	return { code: "invalid_parameter", message: `asset ${asset_id} is ${asset.kind}, not ${kind}` };
}

function storedKind(kind: TaskInput["kind"]): StoredFile["kind"] {
	if (kind === "mask") return "image";
	return kind === "lora" ? "file" : kind;
}

/** Why these files are too much for one task; null: they are not. One that is loaded in many places is in memory as often. */
export function tooMuchAtOnce(read: StoredFile[]): string | null {
	const pictures = read.filter(({ kind }) => kind === "image");
	const pixels = pictures.reduce((sum, { width, height }) => sum + (width ?? 0) * (height ?? 0), 0);
	if (pixels <= MAX_INPUT_PIXELS) return null;
	return `the ${pictures.length} pictures have ${pixels} pixels together; one prompt reads at most ${MAX_INPUT_PIXELS}, so send fewer or smaller ones`;
}

/** Why the tasks of a stage cannot read the files that they are planned with; null: they can. Pure. */
export function troubleWithFiles(
	{ tasks }: Pick<JobPlan, "tasks">,
	stored: ReadonlyMap<string, StoredFile>,
): Omit<ProblemItem, "pointer"> | null {
	for (const file of tasks.flatMap(filesOfEveryForm)) {
		const problem = problemOf(file, stored.get(file.asset_id));
		if (problem !== null) return problem;
	}
	for (const task of tasks) {
		const message = tooMuchAtOnce(task.inputs.flatMap(({ asset_id }) => stored.get(asset_id) ?? []));
		if (message !== null) return { code: "invalid_parameter", message };
	}
	return null;
}
