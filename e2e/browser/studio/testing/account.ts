import * as z from "zod";
import { DarkroomClient } from "../../../../client/client.ts";
import { signInAddress } from "../../../start/sign-in.ts";
import type { StudioStack } from "./setup.ts";

const accountSchema = z.object({ api_key: z.object({ key: z.string() }) });

/** An account of a test's own, with what its programs use and an address that signs in to its studio. */
export interface StudioAccount {
	url: string;
	client: DarkroomClient;
	key: string;
	signInAddress(): Promise<string>;
}

export async function makeAccount({
	url,
	adminKey,
}: Pick<StudioStack, "url" | "adminKey">): Promise<StudioAccount> {
	const answer = await fetch(new URL("/v1/accounts", url), {
		method: "POST",
		headers: { authorization: `Bearer ${adminKey}`, "content-type": "application/json" },
		body: JSON.stringify({ name: "studio" }),
	});
	const { key } = accountSchema.parse(await answer.json()).api_key;
	return {
		url,
		key,
		client: new DarkroomClient({ url, key }),
		signInAddress: () => signInAddress(url, key),
	};
}

/** A job that any account may ask for, of a few pictures; in the pool that all tests share unless told otherwise. */
export const submitPicture = ({ client }: StudioAccount, prompt = "a lighthouse at night", pool?: string) =>
	client.submit({
		...{ workflow: "z-image-turbo-base-image", parameters: { prompt, seed: 1 } },
		...(pool === undefined ? {} : { pool }),
	});

/** A graph of one's own that makes a black picture of this width: what its checks refuse is only told. */
export const submitBlack = ({ client }: StudioAccount, width: number) =>
	client.submitGraph({
		graph: {
			"1": { class_type: "EmptyImage", inputs: { width, height: 96, batch_size: 1, color: 0 } },
			"2": { class_type: "SaveImage", inputs: { images: ["1", 0], filename_prefix: "x" } },
		},
	});
