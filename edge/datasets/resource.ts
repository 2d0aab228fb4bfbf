import { toAsset } from "../assets/resource.ts";
import type { DatasetItemResource } from "../contract/training/dataset-items.ts";
import type { DatasetResource, DatasetVersion } from "../contract/training/datasets.ts";
import type { WholeItem } from "./items.ts";
import type { DatasetVersionRow, WholeDataset } from "./store.ts";

/** A dataset as the API shows it. */
export function toDataset({ row, versions }: WholeDataset): DatasetResource {
	const { name, trigger_word, asymmetric, preset, class_words, note, pictures, regularisation } = row;
	return {
		name,
		trigger_word,
		asymmetric,
		preset,
		class_words,
		note,
		pictures,
		regularisation,
		changed: row.revision !== row.frozen_revision,
		regularisation_job: row.regularisation_job,
		versions: versions.map(toVersion),
		created_at: new Date(row.created_at).toISOString(),
		updated_at: new Date(row.updated_at).toISOString(),
	};
}

export function toVersion({
	account_id: _,
	name,
	created_at,
	...version
}: DatasetVersionRow): DatasetVersion {
	return {
		...version,
		reference: `${name}@${version.version}`,
		created_at: new Date(created_at).toISOString(),
	};
}

export function toItem({ row, asset }: WholeItem): DatasetItemResource {
	const { item, role, caption, framing, flip_of, hashes } = row;
	return { item, role, asset: toAsset(asset), caption, framing, flip_of, hashes };
}
