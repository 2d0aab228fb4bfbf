import { env } from "cloudflare:workers";
import { type CharacterResource, characterSchema } from "../contract/characters/characters.ts";
import { type ReferenceDataset, referenceDatasetSchema } from "../contract/documents/reference-datasets.ts";
import { makeAccount, type TestAccount } from "./accounts.ts";
import { call, jsonOf } from "./http.ts";
import { pipelineWorker, serveStage } from "./pipelines.ts";
import type { TestWorker } from "./workers.ts";

/** A new character of the account. */
export async function makeCharacter(
	account: TestAccount,
	request: Record<string, unknown> = {},
): Promise<CharacterResource> {
	const json = { name: "Mara", settings: { description: "elf warrior" }, ...request };
	const response = await call("POST", "/v1/characters", { as: account.key, json });
	return characterSchema.parse(await jsonOf(response, 201));
}

export async function getCharacter(account: TestAccount, id: string): Promise<CharacterResource> {
	return characterSchema.parse(
		await jsonOf(await call("GET", `/v1/characters/${id}`, { as: account.key }), 200),
	);
}

/** Asks for something as the account, with a JSON body where there is one. */
export const ask = (account: TestAccount, method: string, path: string, json?: object) =>
	call(method, path, { as: account.key, ...(json && { json }) });

export const VIEWS = ["avatar", "front", "side", "back"];

export const datasetPath = (character: string) => `/v1/characters/${character}/reference-dataset`;

/** Asks for the references of a character to be made, in the pool of that worker. */
export const startDataset = (
	account: TestAccount,
	character: string,
	worker: TestWorker,
	more: object = {},
) => ask(account, "POST", datasetPath(character), { pool: worker.pool, ...more });

export async function getDataset(account: TestAccount, character: string): Promise<ReferenceDataset> {
	return referenceDatasetSchema.parse(await jsonOf(await ask(account, "GET", datasetPath(character)), 200));
}

/** Makes a whole set of references. Answers with the id of its job. */
export async function makeDataset(
	account: TestAccount,
	character: string,
	worker: TestWorker,
): Promise<string> {
	const answer = await jsonOf(await startDataset(account, character, worker), 201);
	for (const view of VIEWS) await serveStage(worker, view);
	return referenceDatasetSchema.parse(answer).job?.id ?? "";
}

/** Account, worker and character, with a whole set of references. */
export async function withReferences() {
	const account = await makeAccount();
	const worker = await pipelineWorker("character-reference-dataset");
	const character = (await makeCharacter(account)).id;
	return { account, worker, character, job: await makeDataset(account, character, worker) };
}

/** Ids of the pictures of a set. */
export const idsOf = ({ references }: ReferenceDataset) => references.map(({ asset }) => asset.id);

/** Keys of all objects that begin so. */
export const keysOf = async (prefix: string) =>
	(await env.BUCKET.list({ prefix })).objects.map(({ key }) => key);
