import { examine } from "./examine.ts";
import type { Answer, Question } from "./messages.ts";

/**
 * The process that opens files of unknown worth. It has no settings, writes nothing, and ends when whoever started it
 * does.
 */
process.on("disconnect", () => process.exit(0));
process.on("message", (question: Question) => {
	void examine(question.bytes, { thumbnail: question.thumbnail }).then(
		(found) => process.send?.({ id: question.id, found } satisfies Answer),
		(error: unknown) => process.send?.({ id: question.id, broke: String(error) } satisfies Answer),
	);
});
