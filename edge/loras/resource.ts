import type { LoraResource } from "../contract/training/loras.ts";
import type { WholeLora } from "./store.ts";

/** A LoRA as the API shows it. */
export function toLora({ row, versions }: WholeLora): LoraResource {
	const { name, promoted, awaits, trigger_word, licence, note } = row;
	return {
		name,
		promoted,
		awaits,
		trigger_word,
		licence,
		note,
		versions: versions.map(({ version, asset_id, sha256, size, family, base_model, created_at }) => ({
			version,
			reference: `${name}@${version}`,
			asset: asset_id,
			sha256,
			size,
			family,
			base_model,
			created_at: new Date(created_at).toISOString(),
		})),
		created_at: new Date(row.created_at).toISOString(),
		updated_at: new Date(row.updated_at).toISOString(),
	};
}
