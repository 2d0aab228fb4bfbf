import { crossAttention, safetensors } from "../../workflows/safetensors/testing/files.ts";
import type { LoraResource } from "../contract/training/loras.ts";
import type { TestAccount } from "./accounts.ts";
import { sha256 } from "./files.ts";
import { call, jsonOf } from "./http.ts";

/** A small LoRA for SD 1.5; `note` makes it another file. */
export const loraFile = (note = "", width = 768) =>
	safetensors(crossAttention(width), { metadata: { note } });

/** Puts a part of a file that is to be a LoRA. */
export async function putPart(
	account: TestAccount,
	body: Uint8Array<ArrayBuffer>,
	whole: string,
	{ part = 0, parts = 1 } = {},
): Promise<Response> {
	return call("PUT", `/v1/lora-uploads/${whole}?part=${part}&parts=${parts}`, {
		as: account.key,
		body,
		headers: { "content-type": "application/octet-stream", "content-length": String(body.length) },
	});
}

/** Uploads a file and asks for a LoRA of it. */
export async function postLora(
	account: TestAccount,
	name: string,
	file: Uint8Array<ArrayBuffer>,
	more: Record<string, unknown> = {},
): Promise<Response> {
	const hash = await sha256(file);
	await jsonOf(await putPart(account, file, hash), 201);
	return call("POST", "/v1/loras", {
		as: account.key,
		json: { name, upload: { sha256: hash, parts: 1 }, ...more },
	});
}

export async function makeLora(
	account: TestAccount,
	name: string,
	file: Uint8Array<ArrayBuffer>,
	more: Record<string, unknown> = {},
): Promise<LoraResource> {
	return jsonOf<LoraResource>(await postLora(account, name, file, more), 201);
}
