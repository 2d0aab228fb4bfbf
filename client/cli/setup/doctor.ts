import * as z from "zod";
import type { Options } from "../../../workflows/command-line/shape.ts";
import { CliError, type ExitName } from "../command.ts";
import { connect, connectionOf, readLocal } from "../connection.ts";
import { URL_OPTION } from "../options.ts";
import { type AskedPart, print, printJson, soloCommand } from "../parts.ts";

const options = {
	json: { says: "what was looked at, whether it is well, and what was found, as JSON" },
	url: URL_OPTION,
} as const satisfies Options;

export const doctor = soloCommand(
	{
		name: "doctor",
		about:
			"Looks whether everything is there that a first job needs: a Darkroom that answers, a key that it knows, a workflow that some worker can run. What a ComfyUI lacks: workflows doctor.",
		ends: { ok: "all is well", failed: "something is not" },
		// A Darkroom that does not answer is what it tells of.
		key: null,
		options,
	},
	{ examples: ["--url https://darkroom.example.workers.dev"], run: examine },
);

/** Of a release before, the edge says nothing: everything went through it. */
const readinessSchema = z.object({ large_files: z.enum(["storage", "edge"]).default("edge") });

/** One thing that was looked at. */
interface Finding {
	what: string;
	ok: boolean;
	/** What was found, and what to do where it is not well. */
	says: string;
}

async function examine({ values, env }: AskedPart<typeof options>): Promise<ExitName> {
	const findings: Finding[] = [];
	const look = async (what: string, how: () => Promise<string>): Promise<boolean> => {
		try {
			findings.push({ what, ok: true, says: await how() });
			return true;
		} catch (error) {
			findings.push({ what, ok: false, says: error instanceof Error ? error.message : String(error) });
			return false;
		}
	};
	const connection = () => connectionOf(values.url, env, readLocal());
	const client = () => connect(connection());
	const known = await look("address and key", async () => connection().url);
	const there =
		known &&
		(await look("Darkroom knows the key", async () => {
			const { id, max_running } = await client().account();
			return `account ${id}, ${max_running} jobs at once`;
		}));
	if (there)
		await look("a worker can run something", async () => {
			const { data } = await client().workflows({ owner: "library", limit: 200 });
			for (const { id } of data) {
				const { example } = await client().workflow(id);
				const estimate = await client()
					.estimate(id, example)
					.catch(() => null);
				if (estimate !== null) return `${id}: about ${Math.round(estimate.seconds)} s`;
			}
			throw new CliError("failed", "no workflow can be run: is a worker running beside a ComfyUI?");
		});
	if (there)
		await look("large files of workers", async () => {
			const reply = await fetch(new URL("/readyz", connection().url));
			const { large_files } = readinessSchema.parse(await reply.json());
			return large_files === "storage"
				? "go straight to storage"
				: "go through the edge; OPERATE.md says how they need not";
		});
	if (values.json) printJson(findings);
	else for (const { what, ok, says } of findings) print(`${ok ? "ok  " : "FAIL"}  ${what}: ${says}`);
	return findings.every(({ ok }) => ok) ? "ok" : "failed";
}
