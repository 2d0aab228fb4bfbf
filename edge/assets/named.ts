import { type SQL, sql } from "drizzle-orm";

/**
 * True where something other than who made it names the asset: an unfinished job was given it, or it is a version of a
 * LoRA, a picture of a dataset, a reference of a character or its base picture. What it names must never go.
 */
export function namedByOthers(asset: SQL): SQL {
	return sql`(EXISTS (SELECT 1 FROM job_inputs JOIN jobs AS user ON user.id = job_inputs.job_id
		WHERE job_inputs.asset_id = ${asset} AND user.finished_at IS NULL)
		OR EXISTS (SELECT 1 FROM character_references AS kept WHERE kept.asset_id = ${asset})
		OR EXISTS (SELECT 1 FROM characters AS whose WHERE whose.base_asset_id = ${asset})
		OR EXISTS (SELECT 1 FROM lora_versions AS trained WHERE trained.asset_id = ${asset})
		OR EXISTS (SELECT 1 FROM dataset_items AS shown WHERE shown.asset_id = ${asset}))`;
}
