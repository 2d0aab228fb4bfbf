import { env } from "cloudflare:workers";
import { characterSheetPlan, sheetCaption } from "../../workflows/prompts/poses.ts";
import type { DatasetAdded } from "../contract/training/dataset-items.ts";
import type { DatasetResource } from "../contract/training/datasets.ts";
import type { TestAccount } from "./accounts.ts";
import { png } from "./files.ts";
import { call, jsonOf } from "./http.ts";
import { uploadAsset } from "./jobs.ts";

export const TRIGGER = "spyke_plasma_v1";

/** A dataset without pictures. */
export async function beginDataset(
	account: TestAccount,
	name: string,
	more: Record<string, unknown> = {},
): Promise<DatasetResource> {
	const made = await call("POST", "/v1/datasets", {
		as: account.key,
		json: { name, trigger_word: TRIGGER, ...more },
	});
	return jsonOf<DatasetResource>(made, 201);
}

/** Adds what is named to a dataset. */
export const addTo = (account: TestAccount, name: string, json: object) =>
	call("POST", `/v1/datasets/${name}/items`, { as: account.key, json });

/** Adds the first pictures of a character sheet, each another one of 256 x 256 pixels, with their captions. */
export async function addSheet(
	account: TestAccount,
	name: string,
	count: number,
	first = 0,
): Promise<DatasetAdded> {
	const plan = characterSheetPlan(first + count).slice(first);
	const items = [];
	for (const [at, shown] of plan.entries()) {
		const { id } = await uploadAsset(account, await png(256, 256 + first + at));
		items.push({ asset: id, caption: sheetCaption(TRIGGER, shown) });
	}
	return jsonOf<DatasetAdded>(await addTo(account, name, { items }), 201);
}

/** A dataset with one picture and a version of its own that no checks have seen. Answers with its name. */
export async function makeDataset(account: TestAccount, name: string, asset: string): Promise<string> {
	await beginDataset(account, name);
	await jsonOf(await addTo(account, name, { items: [{ asset }] }), 201);
	await env.DB.prepare(
		`INSERT INTO dataset_versions (account_id, name, version, trigger_word, asymmetric, preset, class_words, pictures,
			regularisation, created_at) VALUES (?, ?, 1, 'x', 0, 'any', 'x', 1, 0, 0)`,
	)
		.bind(account.id, name)
		.run();
	return name;
}
