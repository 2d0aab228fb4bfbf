import { findAsset } from "../../assets/find.ts";
import { assetPath } from "../../assets/resource.ts";
import { issueLink } from "../../auth/links.ts";
import type { AccountPrincipal } from "../../auth/principal.ts";
import { watcherOf } from "../../auth/watcher.ts";
import type { Asset } from "../../contract/assets/assets.ts";
import { MAX_ANSWER_BYTES, type RunStatus } from "../../contract/comfyui/worker-comfyui.ts";
import type { AppContext } from "../../http/app.ts";

/** How long the address of a file is good, in seconds. */
const URL_S = 3600;

type Image = NonNullable<RunStatus["output"]>["images"][number];

/** The files of a job, in the answer itself as long as they are small together, else by their address. */
export async function imagesOf(
	c: AppContext,
	principal: AccountPrincipal,
	outputs: readonly Asset[],
): Promise<Image[]> {
	const images: Image[] = [];
	let left = MAX_ANSWER_BYTES;
	for (const asset of outputs) {
		const { filename, size } = asset;
		const bytes = size <= left ? await bytesOf(c, principal, asset.id) : null;
		if (bytes === null)
			images.push({ filename, type: "s3_url", data: await addressOf(c, principal, asset.id) });
		else {
			left -= size;
			images.push({ filename, type: "base64", data: bytes.toBase64() });
		}
	}
	return images;
}

async function bytesOf(c: AppContext, { account }: AccountPrincipal, id: string): Promise<Uint8Array | null> {
	const object = await c.env.BUCKET.get((await findAsset(c.env, account, id)).r2_key);
	return object === null ? null : object.bytes();
}

async function addressOf(c: AppContext, principal: AccountPrincipal, asset: string): Promise<string> {
	const url = new URL(assetPath(asset), c.req.url);
	const { ticket } = await issueLink(c.env, watcherOf(principal), { asset }, URL_S, Date.now());
	url.searchParams.set("ticket", ticket);
	return url.href;
}
