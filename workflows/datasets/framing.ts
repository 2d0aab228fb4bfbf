import type { Framing } from "../prompts/poses.ts";
import { readCaption } from "../prompts/trigger.ts";

/** The framings that a data set is made of, in the order in which shares of them are told. */
export const FRAMINGS = ["upper body", "portrait", "full body"] as const satisfies readonly Framing[];

/** What people write for each of them, without spaces and hyphens. */
const WORDS: Readonly<Record<Framing, readonly string[]>> = {
	"upper body": ["upperbody", "face", "bust", "bustshot", "halfbody", "mediumshot", "waistup"],
	portrait: ["portrait", "headshot", "closeup", "headandshoulders"],
	"full body": ["fullbody", "fullbodyshot", "fullshot", "wholebody", "fulllength"],
};

/** Which framing words mean; null where they mean none that is known. */
export function framingOf(words: string): Framing | null {
	const plain = words.toLowerCase().replace(/[\s_-]+/g, "");
	return FRAMINGS.find((framing) => WORDS[framing].includes(plain)) ?? null;
}

/** Which framing a caption says: that of its second part. */
export function framingInCaption(caption: string): Framing | null {
	const read = readCaption(caption);
	return read === undefined ? null : framingOf(read.framing);
}
