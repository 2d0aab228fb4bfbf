import { REVIEW_VERDICTS, type ReviewRequest } from "../../../edge/contract/assets/reviews.ts";
import { imageChecklist } from "../../../workflows/prompts/checklist.ts";
import { CliError } from "../command.ts";

/** What a person says of a picture, as it stands on the command line. */
interface Said {
	/** Points of the checklist that hold, with commas between them. */
	yes?: string | undefined;
	no?: string | undefined;
	note?: string | undefined;
}

/** The review that somebody says in words. Pure. @throws CliError `usage` */
export function reviewOf(word: string, { yes, no, note }: Said): ReviewRequest {
	const verdict = REVIEW_VERDICTS.find((one) => one === word);
	if (verdict === undefined)
		throw new CliError("usage", `there is no verdict ${JSON.stringify(word)}: ${REVIEW_VERDICTS.join(", ")}`);
	const [hold, fail] = [pointsOf(yes), pointsOf(no)];
	const both = hold.find((id) => fail.includes(id));
	if (both !== undefined) throw new CliError("usage", `${both} stands in --yes and in --no: which is meant?`);
	const answers = Object.fromEntries([
		...hold.map((id) => [id, true] as const),
		...fail.map((id) => [id, false] as const),
	]);
	return { answers, verdict, ...(note !== undefined && { note }) };
}

function pointsOf(text: string | undefined): string[] {
	if (text === undefined) return [];
	return text.split(",").map((word) => {
		const point = imageChecklist.find(({ id }) => id === word.trim());
		if (point === undefined)
			throw new CliError(
				"usage",
				`there is no point ${JSON.stringify(word)}: ${imageChecklist.map(({ id }) => id).join(", ")}`,
			);
		return point.id;
	});
}
