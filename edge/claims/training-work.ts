import { and, eq, inArray } from "drizzle-orm";
import type { TaskTraining } from "../../workflows/plan/plan.ts";
import type { CheckpointFile } from "../../workflows/training/work.ts";
import { assetPath } from "../assets/resource.ts";
import type { ClaimedFile, ClaimedWork } from "../contract/workers/workers.ts";
import { type Database, listOf } from "../db/client.ts";
import { assets } from "../db/schema.ts";
import type { Task } from "../jobs/lifecycle/aggregate.ts";
import { resumableQuery } from "../jobs/store/checkpoints.ts";

type Asset = typeof assets.$inferSelect;

/** Where an attempt gets a file, and what it must find there. */
export function downloadOf(asset: Asset) {
	return {
		url: assetPath(asset.id),
		filename: asset.filename,
		content_type: asset.content_type,
		size: asset.size,
		sha256: asset.sha256,
	};
}

/** What an attempt of a training does: from where the attempts before it came to, or from the beginning. */
export async function trainingOf(
	db: Database,
	account: string,
	task: Pick<Task, "id" | "resume">,
	{ work, files }: TaskTraining,
	pictures: readonly Asset[],
): Promise<ClaimedWork> {
	const kinds = new Map(files.map(({ asset_id, kind }) => [asset_id, kind]));
	const sent = pictures.map((asset) => ({ asset, kind: kinds.get(asset.id) ?? ("image" as const) }));
	const kept = task.resume === null ? [] : await keptOf(db, account, task.id);
	const whole = kept.filter(({ whole }) => whole);
	const [resume, before] = whole.map(({ step, files }) => ({ step, files: files.map(named) }));
	const from = whole.flatMap(({ files }) => files);
	return {
		kind: "train",
		training: { ...work, resume: resume ? { ...resume, before: before ?? null } : null },
		inputs: onePerHash([
			...sent.map(({ asset, kind }) => inputOf(asset, kind)),
			...from.map(({ asset }) => inputOf(asset, "file")),
		]),
	};
}

interface Kept {
	step: number;
	files: { role: "state" | "lora" | "log"; asset: Asset }[];
	/** All that it had is still there. */
	whole: boolean;
}

/** The checkpoints that an attempt can go on from, the newest first. */
async function keptOf(db: Database, account: string, task: string): Promise<Kept[]> {
	const checkpoints = await resumableQuery(db, task);
	const ids = checkpoints.flatMap(({ files }) => files.map(({ asset }) => asset));
	const rows = await db
		.select()
		.from(assets)
		.where(and(eq(assets.account_id, account), inArray(assets.id, listOf(ids))));
	const byId = new Map(rows.map((row) => [row.id, row]));
	return checkpoints.map(({ step, files }) => {
		const there = files.flatMap(({ role, asset: id }) => {
			const asset = byId.get(id);
			return asset ? [{ role, asset }] : [];
		});
		return { step, files: there, whole: there.length === files.length };
	});
}

function named({ role, asset }: Kept["files"][number]): CheckpointFile {
	return { role, name: asset.filename, sha256: asset.sha256, bytes: asset.size };
}

function inputOf(asset: Asset, kind: ClaimedFile["kind"]): ClaimedFile {
	return { asset_id: asset.id, kind, ...downloadOf(asset) };
}

/** A worker finds files by their hash: one that is there twice is fetched once. */
function onePerHash(files: ClaimedFile[]): ClaimedFile[] {
	return [...new Map(files.map((file) => [file.sha256, file])).values()];
}
