import type { Asset } from "../../contract/assets/assets.ts";
import { ask } from "../api.ts";
import { newKey } from "../idempotency.ts";

/** Uploads a picture; the edge reads from its bytes what it is. */
export function uploadPicture(file: File): Promise<Asset> {
	const form = new FormData();
	form.set("file", file);
	return ask<Asset>("/v1/assets", { method: "POST", form, idempotencyKey: newKey() });
}
