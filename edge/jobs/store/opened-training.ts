import type { BatchItem } from "drizzle-orm/batch";
import type { ModelFamily } from "../../../workflows/definition/define.ts";
import type { Trainer } from "../../../workflows/training/work.ts";
import type { Database } from "../../db/client.ts";
import { datasetItems, datasets, datasetVersions, trainings } from "../../db/schema.ts";
import { insertRows } from "./insert-rows.ts";

/** What a stage that trains brings beside its task. Plain data. */
export interface OpenedTraining {
	output_name: string;
	trainer: Trainer;
	family: ModelFamily;
	base_model: string;
	steps: number;
	trigger_word: string;
	/** What it learns from: a dataset of its own, frozen as its first version. */
	dataset: {
		name: string;
		class_words: string;
		items: { asset: string; caption: string | null; role: "picture" | "regularisation" }[];
	};
}

/** The row of the training that a stage of a job is, and the dataset that it learns from, frozen. */
export function trainingRows(
	db: Database,
	job: { id: string; account_id: string },
	{ dataset, trigger_word, ...row }: OpenedTraining,
	now: number,
): BatchItem<"sqlite">[] {
	const { account_id } = job;
	const { name, class_words, items } = dataset;
	const count = (role: string) => items.filter((item) => item.role === role).length;
	const terms = { trigger_word, asymmetric: true, preset: "any" as const, class_words };
	const common = { account_id, name, ...terms, created_at: now };
	const pictures = count("picture");
	const training = { ...row, trigger_word, pictures, dataset: `${name}@1`, promote: "last" as const };
	const rows = [0, 1].flatMap((version) =>
		items.map(({ asset, caption, role }, i) => ({
			...{ account_id, name, version, role, item: i + 1, asset_id: asset, caption },
			...{ framing: null, flip_of: null, hashes: null },
		})),
	);
	return [
		db
			.insert(trainings)
			.values({ job_id: job.id, account_id, ...training })
			.onConflictDoUpdate({ target: trainings.job_id, set: training }),
		db.insert(datasets).values({
			...common,
			...{ note: null, revision: 1, frozen_revision: 1, latest: 1, last_item: items.length, updated_at: now },
		}),
		...insertRows(db, datasetItems, rows),
		db
			.insert(datasetVersions)
			.values({ ...common, version: 1, pictures, regularisation: count("regularisation") }),
	];
}
