import { FAILURE_CODES } from "../../../edge/contract/failures.ts";
import { PROBLEM_CODES } from "../../../edge/contract/problem.ts";
import { type ErrorWords, FAILURE_WORDS, PROBLEM_WORDS } from "./error-words.ts";

const WHAT_FOLLOWS: Record<string, string> = {
	user: "never tried again: the request is to change",
	graph: "never tried again: the graph, or what the machine has, is to change",
	capacity: "once more, on a larger machine",
	infra: "up to three attempts, with growing random pauses",
	limit: "never tried again",
	canceled: "never tried again",
};

/** The page of all error codes, as Markdown. */
export function errorsPage(): string {
	const problems = Object.entries(PROBLEM_CODES).map(([code, { status, title }]) =>
		entry(code, `${status}: ${title}.`, PROBLEM_WORDS[code as keyof typeof PROBLEM_CODES]),
	);
	const failures = Object.entries(FAILURE_CODES).map(([code, kind]) =>
		entry(
			code,
			`Class \`${kind}\`: ${WHAT_FOLLOWS[kind]}.`,
			FAILURE_WORDS[code as keyof typeof FAILURE_CODES],
		),
	);
	return `# Error codes

Both lists are closed: a program may switch over them.

- A **refusal** is the answer to a request, \`application/problem+json\` with \`code\`, \`detail\`, and \`errors\` that point to each place.
- A **failure** is the end of a job, in its \`error\`: \`code\`, \`message\`, \`whose_fault\`, and the node where it was one.

## Refusals

${problems.join("\n\n")}

## Failures

${failures.join("\n\n")}
`;
}

function entry(code: string, what: string, [cause, remedy]: ErrorWords): string {
	return `### ${code}\n\n${what}\n\n- **Why**: ${cause}\n- **What to do**: ${remedy}`;
}
