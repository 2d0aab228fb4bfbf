import type { Answer, Question } from "./messages.ts";

/**
 * The process that opens files of unknown worth. It has no settings, writes nothing, and ends when whoever started it
 * does.
 */
const loading = import("./examine.ts").catch((error: unknown) => String(error));

process.on("disconnect", () => process.exit(0));
process.on("message", async (question: Question) => {
	process.send?.(await answerTo(question));
});

async function answerTo({ id, bytes, thumbnail }: Question): Promise<Answer> {
	const loaded = await loading;
	if (typeof loaded === "string") return { id, cannot: "sharp, which decodes pictures, is not installed" };
	try {
		return { id, found: await loaded.examine(bytes, { thumbnail }) };
	} catch (error) {
		return { id, broke: String(error) };
	}
}
