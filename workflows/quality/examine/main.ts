import { examine } from "./examine.ts";
import type { Answer, Question } from "./messages.ts";
import { stepBack } from "./step-back.ts";

/**
 * The process that opens files of unknown worth. It has no settings, writes nothing, and ends when whoever started it
 * does.
 */
stepBack(process.pid);
process.on("disconnect", () => process.exit(0));
process.on("message", (question: Question) => {
	const { id, bytes, thumbnail, faces } = question;
	const say = (answer: Answer) => process.send?.(answer);
	void examine(bytes, { thumbnail, faces }).then(
		(found) => say({ id, found }),
		(error: unknown) => say({ id, broke: String(error) }),
	);
});
