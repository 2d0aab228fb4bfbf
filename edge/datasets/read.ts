import { readLoraReference } from "../../workflows/definition/lora-reference.ts";
import { database } from "../db/client.ts";
import type { Env } from "../env.ts";
import { notFound } from "../problem.ts";
import { itemsQuery, type WholeItem } from "./items.ts";
import { type DatasetVersionRow, findDataset } from "./store.ts";

/** A picture as a training takes it. */
export interface TrainingPicture {
	asset_id: string;
	/** Of its bytes, in hex. */
	sha256: string;
	/** Their number. */
	bytes: number;
	/** Such as `image/png`. */
	content_type: string;
	/** Empty for pictures of the class: their folder's name is their caption. */
	caption: string;
}

/** A version of a dataset as a training takes it: it never changes, so asking again gives the same. */
export interface TrainingDataset {
	name: string;
	version: number;
	trigger_word: string;
	/** What the pictures beside it show. */
	class_words: string;
	/** In the order of the dataset. */
	pictures: TrainingPicture[];
	/** Pictures of the class; none: nothing is trained beside. */
	regularisation: TrainingPicture[];
}

/**
 * The version of an account's dataset that is named as `name@version`. Throws ApiError `not_found` where there is none,
 * or the name is not one. What a training was given of it should be noted as its inputs: deleting the version lets the
 * pictures go.
 */
export async function datasetForTraining(
	env: Pick<Env, "DB">,
	account: string,
	reference: string,
): Promise<TrainingDataset> {
	const named = readLoraReference(reference);
	if (named === null) throw notFound("version of a dataset");
	const { row, items } = await readVersion(env, account, named.name, named.version);
	const of = (role: WholeItem["row"]["role"]) => items.filter((one) => one.row.role === role).map(toPicture);
	return {
		name: row.name,
		version: row.version,
		trigger_word: row.trigger_word,
		class_words: row.class_words,
		pictures: of("picture"),
		regularisation: of("regularisation"),
	};
}

/** A version with all its items. @throws ApiError `not_found` */
export async function readVersion(
	env: Pick<Env, "DB">,
	account: string,
	name: string,
	version: number,
): Promise<{ row: DatasetVersionRow; items: WholeItem[] }> {
	const db = database(env.DB);
	const [whole, items] = await Promise.all([
		findDataset(db, account, name),
		itemsQuery(db, account, name, { version }),
	]);
	const row = whole?.versions.find((one) => one.version === version);
	if (row === undefined) throw notFound("version of a dataset");
	return { row, items };
}

function toPicture({ row, asset }: WholeItem): TrainingPicture {
	return {
		asset_id: asset.id,
		sha256: asset.sha256,
		bytes: asset.size,
		content_type: asset.content_type,
		caption: row.role === "picture" ? (row.caption ?? "") : "",
	};
}
