import { type CharacterResource, characterSchema } from "../contract/characters.ts";
import type { TestAccount } from "./accounts.ts";
import { call, jsonOf } from "./http.ts";

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
