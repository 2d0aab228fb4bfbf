import { mendedCaption } from "../../workflows/datasets/captions.ts";
import { sceneOf } from "../../workflows/datasets/scenes.ts";
import { contentOf } from "../characters/labels.ts";
import { findCharacter, referencesQuery } from "../characters/store.ts";
import type { JobResource } from "../contract/jobs/jobs.ts";
import { database } from "../db/client.ts";
import type { Env } from "../env.ts";
import { readJob } from "../jobs/show/resource.ts";
import { notFound } from "../problem.ts";
import type { NewItem } from "./items.ts";

/** What varies in each view of a character, as far as its prompt says: where it stands is not among it. */
const VIEWS: Readonly<Record<string, string>> = {
	AVATAR: "portrait, headshot",
	FRONT: "full body, standing, front view",
	SIDE: "full body, standing, side view",
	BACK: "full body, standing, back view",
};

const picture = (asset: string, caption: string | null): NewItem => ({
	asset,
	role: "picture",
	caption,
	framing: null,
	flip_of: null,
	hashes: null,
});

/** The base picture and the references of a character. Throws ApiError `not_found` where the account has no such one. */
export async function itemsOfCharacter(
	env: Pick<Env, "DB">,
	account: string,
	id: string,
	trigger: string,
): Promise<NewItem[]> {
	const db = database(env.DB);
	const [character, references] = await Promise.all([
		findCharacter(db, account, id),
		referencesQuery(db, account, id),
	]);
	if (character === null) throw notFound("character");
	const views = references.map(({ label, asset }) => {
		const scene = VIEWS[contentOf(label)];
		return picture(asset.id, scene === undefined ? null : mendedCaption(scene, trigger));
	});
	const { base_asset_id } = character;
	return base_asset_id === null ? views : [picture(base_asset_id, null), ...views];
}

/** The pictures that a job made. Throws ApiError `not_found` where the account has no such job. */
export async function itemsOfJob(
	env: Env,
	account: string,
	id: string,
	stages: readonly string[] | undefined,
	trigger: string,
): Promise<NewItem[]> {
	const job = await (await readJob(env, account, id))?.show();
	if (job === undefined) throw notFound("job");
	return picturesMade(job, stages).map(({ asset, scene }) =>
		picture(asset, scene === null ? null : mendedCaption(scene, trigger)),
	);
}

/** The pictures of a job that count, with what varies in each: what somebody picked, else the newest take of each place. Pure. */
export function picturesMade(
	job: Pick<JobResource, "workflow" | "pipeline" | "parameters" | "stages">,
	only: readonly string[] | undefined,
): { asset: string; scene: string | null }[] {
	return job.stages
		.filter(({ key }) => only === undefined || only.includes(key))
		.flatMap(({ key, chosen, tasks }) => {
			const standing = tasks.filter(({ verdict }) => verdict?.result !== "outdone");
			const newest = new Map(standing.toSorted((a, b) => a.take - b.take).map((task) => [task.index, task]));
			const counting = chosen === null ? [...newest.values()] : tasks;
			return counting.flatMap((task) =>
				task.outputs
					.filter((output) => output.kind === "image" && (chosen === null || chosen.includes(output.id)))
					.map((output) => ({ asset: output.id, scene: sceneOf(job, key, task.index) })),
			);
		});
}
