import { signInLinkSchema } from "../../edge/contract/access/sessions.ts";

/** An address of the studio that signs in whoever opens it first, as the account of this key. */
export async function signInAddress(url: string, key: string): Promise<string> {
	const answer = await fetch(new URL("/v1/sessions/links", url), {
		method: "POST",
		headers: { authorization: `Bearer ${key}` },
	});
	if (!answer.ok) throw new Error(`/v1/sessions/links: ${answer.status} ${await answer.text()}`);
	return new URL(signInLinkSchema.parse(await answer.json()).url, url).href;
}
