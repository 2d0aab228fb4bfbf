import type { DarkroomClient } from "../../../client.ts";
import { type ExitName, say } from "../../command.ts";
import { print, printLine } from "../../parts.ts";
import { bring, CannotCome } from "./bring.ts";
import type { Found, Source } from "./found.ts";

/** What becomes of one thing that was found; `would_come`: it was only looked at. */
type Line =
	| { label: string; state: "would_come"; files: number; reads: number }
	| { label: string; state: "imported" | "there"; job: string; notes: string[] }
	| { label: string; state: "passed"; why: string };

/**
 * Brings everything of a source over, or says what would come. Ends with `failed` where something could not come that
 * was to.
 */
export async function importComfyui(
	client: DarkroomClient,
	source: Source,
	{ yes, json }: { yes: boolean; json: boolean },
): Promise<ExitName> {
	const counts = { would_come: 0, imported: 0, there: 0, passed: 0 };
	let failed = false;
	for await (const found of source.all()) {
		const line =
			"why" in found ? { ...found, state: "passed" as const } : await lineOf(client, source, found, yes);
		// What is none of ComfyUI's, or left nothing, was never to come.
		failed ||= line.state === "passed" && !("why" in found);
		counts[line.state] += 1;
		if (json) printLine(line);
		else print(textOf(line));
	}
	const { would_come, imported, there, passed } = counts;
	if (!yes) say(`${would_come} would come, ${passed} cannot: --yes brings them`);
	else say(`${imported} came, ${there} were there, ${passed} cannot`);
	return failed ? "failed" : "ok";
}

async function lineOf(client: DarkroomClient, source: Source, found: Found, yes: boolean): Promise<Line> {
	const { label, outputs, inputs } = found;
	if (!yes) return { label, state: "would_come", files: outputs.length, reads: Object.keys(inputs).length };
	try {
		const { job, known, notes } = await bring(client, source, found, Date.now());
		return { label, state: known ? "there" : "imported", job, notes };
	} catch (error) {
		if (!(error instanceof CannotCome)) throw error;
		return { label, state: "passed", why: error.message };
	}
}

function textOf(line: Line): string {
	const label = line.label.replaceAll(/[\p{Cc}]/gu, "?");
	if (line.state === "passed") return `${label}  cannot come: ${line.why}`;
	if (line.state === "would_come") return `${label}  ${line.files} ${line.files === 1 ? "file" : "files"}`;
	const notes = line.notes.map((note) => `\n  ${note}`).join("");
	return `${label}  ${line.job}${line.state === "there" ? " (was there)" : ""}${notes}`;
}
