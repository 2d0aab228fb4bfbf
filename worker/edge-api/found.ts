import type { HttpReply } from "../process/request.ts";

/** Characters of what somebody else answers that are shown. */
const SHOWN = 80;

/** What answers in the place of an edge, in a few words: its status, type, first words, and what it calls itself. */
export function foundInstead({ status, headers, body }: HttpReply): string {
	const text = body.subarray(0, 20_000).toString("utf8");
	const title = /<title[^>]*>([^<]*)<\/title>/i.exec(text)?.[1];
	const words = (title ?? text.replaceAll(/<[^>]*>/g, " ")).replaceAll(/\s+/g, " ").trim();
	const type = headers["content-type"]?.split(";")[0];
	const told = [
		...(type === undefined ? [] : [type]),
		...(words === "" ? [] : [`“${words.slice(0, SHOWN)}”`]),
		...(headers.server === undefined ? [] : [`server ${headers.server.slice(0, SHOWN)}`]),
	];
	return `${status}${told.length === 0 ? " and nothing else" : ` (${told.join(", ")})`}`;
}
