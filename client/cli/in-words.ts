import { DarkroomError } from "../sdk/errors.ts";
import { CliError, type ExitName, type KeyKind } from "./command.ts";

/** Errors of an answer that is no JSON, or another one than the API's. */
const NOT_UNDERSTOOD: ReadonlySet<string> = new Set(["ZodError", "SyntaxError"]);

/** Why a command could not be carried out, for people, and what the process ends with. Pure. */
export function inWords(error: unknown, { variable, what }: KeyKind): { exit: ExitName; message: string } {
	if (error instanceof CliError) return { exit: error.exit, message: error.message };
	if (!(error instanceof DarkroomError)) {
		const message = error instanceof Error ? error.message : String(error);
		if (error instanceof Error && NOT_UNDERSTOOD.has(error.name))
			return {
				exit: "unreachable",
				message: "what answers there is no Darkroom, or one of another release: is the address right?",
			};
		return { exit: "failed", message: `something broke: ${message}` };
	}
	if (error.status === 401)
		return {
			exit: "refused",
			message: `Darkroom does not know this key: set ${variable} to ${what} of that one`,
		};
	const request = error.requestId === null ? "" : ` (request ${error.requestId})`;
	return { exit: error.status >= 500 ? "unreachable" : "refused", message: `${error.message}${request}` };
}
