import type { Attempt } from "../../edge/contract/jobs/jobs.ts";
import type { Options } from "../../workflows/command-line/shape.ts";
import { CliError, EXIT, type ExitName } from "./command.ts";
import { followToEnd, whyNot } from "./follow.ts";
import { Interrupt } from "./interrupt.ts";
import { POOL_OPTION } from "./options.ts";
import { type AskedPart, print, printJson, soloCommand } from "./parts.ts";

/** What a machine with the profile m1-16gb must manage, in seconds: a page is twenty of these and more. */
const SECONDS = 120;

/** What it has a machine make. */
export const PICTURE = {
	workflow: "sd15-text-to-image",
	parameters: {
		prompt: "a lighthouse on a cliff, morning light",
		width: 512,
		height: 512,
		steps: 20,
		sampler: "euler_ancestral",
		seed: 1,
	},
} as const;

const options = {
	seconds: { value: "n", says: `another limit than ${SECONDS}` },
	checkpoint: { value: "file", says: "another checkpoint than the workflow's usual one" },
	pool: POOL_OPTION,
	json: { says: "the job, and whether it was fast enough, as JSON" },
} as const satisfies Options;

export const benchmark = soloCommand(
	{
		name: "benchmark",
		about:
			"Whether a machine is fast enough to begin with: one picture of 512x512, 20 steps of Euler a with SD 1.5, in less than two minutes of its GPU, the checkpoint being loaded included. Prints the seconds.",
		ends: {
			ok: "fast enough",
			failed: "too slow or the job failed",
			refused: "Darkroom refuses (no worker has the checkpoint, for example)",
			interrupted: "interrupted",
		},
		options,
	},
	{ examples: ["--seconds 60 --pool desk"], run: measure },
);

async function measure({ values, client }: AskedPart<typeof options>): Promise<ExitName> {
	const seconds = Number(values.seconds ?? SECONDS);
	if (!(seconds > 0)) throw new CliError("usage", "--seconds takes a number above 0");
	const interrupt = new Interrupt(() => process.exit(EXIT.interrupted));
	const { id } = await client.submit({
		workflow: PICTURE.workflow,
		parameters: {
			...PICTURE.parameters,
			...(values.checkpoint === undefined ? {} : { checkpoint: values.checkpoint }),
		},
		...(values.pool === undefined ? {} : { pool: values.pool }),
	});
	const job = await followToEnd(client, id, interrupt.signal).finally(() => interrupt.end());
	if (job === null) return "interrupted";
	if (job.status !== "succeeded") throw new CliError("failed", whyNot(job));
	const { fast, words } = verdictOf(await client.attempts(id), seconds);
	if (values.json) printJson({ fast, verdict: words, job });
	else print(words);
	return fast ? "ok" : "failed";
}

/** Whether the attempt that brought the picture was fast enough, and how that is said. */
export function verdictOf(
	attempts: readonly Pick<Attempt, "status" | "gpu_ms" | "worker">[],
	seconds: number,
): { fast: boolean; words: string } {
	const made = attempts.find(({ status }) => status === "succeeded");
	const took = made?.gpu_ms ?? null;
	if (took === null) return { fast: false, words: "no: the worker did not say how long its GPU worked" };
	const fast = took < seconds * 1_000;
	const said = `${(took / 1_000).toFixed(1)} s of ${seconds} s at ${made?.worker}`;
	return { fast, words: fast ? `yes: ${said}` : `no: ${said}; this machine is too slow to begin with` };
}
