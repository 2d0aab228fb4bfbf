import { characterPrompt } from "../../workflows/prompts/character.ts";
import type { Asset } from "../contract/assets/assets.ts";
import type { CharacterResource } from "../contract/characters/characters.ts";
import type { CharacterRow } from "./store.ts";

function characterPath(id: string): string {
	return `/v1/characters/${id}`;
}

/** A character as the API shows it. */
export function toCharacter(row: CharacterRow, portrait: Asset | null): CharacterResource {
	const self = characterPath(row.id);
	return {
		id: row.id,
		name: row.name,
		settings: row.settings,
		base_image: row.base_asset_id,
		style_lora: row.style_lora,
		metadata: row.metadata,
		portrait,
		prompt: characterPrompt(row.settings),
		budget: {
			limit_micro_usd: row.budget_micro_usd,
			spent_micro_usd: row.spent_micro_usd,
			reserved_micro_usd: row.reserved_micro_usd,
		},
		references_version: row.references_version,
		created_at: new Date(row.created_at).toISOString(),
		updated_at: new Date(row.updated_at).toISOString(),
		urls: {
			self,
			reference_dataset: `${self}/reference-dataset`,
			jobs: `/v1/jobs?character=${row.id}`,
		},
	};
}
