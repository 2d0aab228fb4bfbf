import { PROBLEM_WORDS } from "../../../docs/site/reference/error-words.ts";
import { PROBLEM_CODES, type ProblemCode } from "../../../edge/contract/problem.ts";
import { docstring, pascal, quoted } from "./names.ts";

/** The kind of a refusal by its status, as `kinds.py` has them. */
function kindOf(status: number): string {
	if (status === 401) return "AuthenticationError";
	if (status === 403) return "PermissionDeniedError";
	if (status === 404 || status === 410) return "NotFoundError";
	if (status === 409) return "ConflictError";
	if (status === 429) return "RateLimitError";
	return status >= 500 ? "ServerError" : "InvalidRequestError";
}

const KINDS = [
	"Authentication",
	"PermissionDenied",
	"NotFound",
	"Conflict",
	"InvalidRequest",
	"RateLimit",
	"Server",
];

/** The source of a class for every code that a refusal may have. */
export function problemsSource(): string {
	const codes = Object.entries(PROBLEM_CODES) as [ProblemCode, { status: number; title: string }][];
	// A code that is called as its whole kind is that kind.
	const classOf = (code: string) => `${pascal(code)}Error`;
	const isKind = (code: string) => KINDS.includes(pascal(code));
	const classes = codes
		.filter(([code]) => !isKind(code))
		.map(([code, { status, title }]) => {
			const [cause, remedy] = PROBLEM_WORDS[code];
			const about = docstring(`${title}: ${status}, \`${code}\`. ${cause}`);
			return `class ${classOf(code)}(${kindOf(status)}):\n    ${about}\n\n    hint = ${quoted(remedy)}\n`;
		});
	const table = codes.map(([code]) => `    ${quoted(code)}: ${classOf(code)},`).join("\n");
	const kinds = [...KINDS.map((kind) => `${kind}Error`), "DarkroomError"].sort();
	return `"""A class for every code of the closed list of refusals. Made of the API's own list; not to be changed by hand."""

from ..kinds import (
${kinds.map((kind) => `    ${kind} as ${kind},`).join("\n")}
)


${classes.join("\n\n")}

PROBLEMS: dict[str, type[DarkroomError]] = {
${table}
}
"""Every code, and what is raised for it."""
`;
}
