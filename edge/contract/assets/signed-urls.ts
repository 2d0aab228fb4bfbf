import * as z from "zod";
import { assetIdSchema } from "./assets.ts";

/** How long a signed URL is good, in seconds. */
const LIFE_S = { least: 10, usual: 3600, most: 86_400 } as const;

const expires_in_s = z
	.int()
	.min(LIFE_S.least)
	.max(LIFE_S.most)
	.default(LIFE_S.usual)
	.describe("For how many seconds the URL is good; no longer than the key or token it is asked with");
const expires_at = z.iso.datetime().describe("From when on it is refused");

export const signedUrlRequestSchema = z.strictObject({ expires_in_s }).meta({
	id: "SignedUrlRequest",
	description: "How long a signed URL is to be good. Without a body: the default",
});

/** A URL that needs no header. */
export const signedUrlSchema = z
	.object({
		url: z.string().describe("A path on this server, with its ticket: put the address of the API before it"),
		expires_at,
	})
	.meta({ id: "SignedUrl", description: "A URL that needs no `Authorization` header" });
export type SignedUrl = z.infer<typeof signedUrlSchema>;

export const assetUrlsRequestSchema = z
	.strictObject({
		assets: z.array(assetIdSchema).min(1).max(200).describe("Ids of the assets, each with the URL it gets"),
		expires_in_s,
	})
	.meta({ id: "AssetUrlsRequest", description: "Which assets are to have a signed URL, and for how long" });

export const assetUrlsSchema = z
	.object({
		data: z
			.array(
				z.object({
					asset: assetIdSchema.describe("Id of the asset"),
					url: z
						.string()
						.describe("A path on this server, with its ticket: put the address of the API before it"),
				}),
			)
			.describe("In the order they were asked for"),
		expires_at,
	})
	.meta({ id: "AssetUrls", description: "URLs that need no `Authorization` header" });
export type AssetUrls = z.infer<typeof assetUrlsSchema>;
