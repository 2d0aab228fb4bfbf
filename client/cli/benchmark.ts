import type { Attempt } from "../../edge/contract/jobs.ts";
import { readArguments } from "./arguments.ts";
import { CliError, type Command, EXIT } from "./command.ts";
import { connect, connectionOf, readLocal } from "./connection.ts";
import { followToEnd, whyNot } from "./follow.ts";
import { Interrupt } from "./interrupt.ts";

/** What a machine with the profile m1-16gb must manage, in seconds: a page is twenty of these and more. */
const SECONDS = 120;

const USAGE = `npm run darkroom -- benchmark [options]

Whether a machine is fast enough to begin with: one picture of 512x512, 20 steps of Euler a with SD 1.5, in less than
two minutes of its GPU, the checkpoint being loaded included. Prints the seconds.

  --seconds <n>              another limit
  --checkpoint <file>        another checkpoint than the workflow's usual one
  --pool <name>              the pool of the machine; absent: default
  --url <address>            where Darkroom is; also DARKROOM_URL; absent: the one npm start runs on this machine

DARKROOM_KEY is the API key; of the Darkroom that npm start runs here it is known.
Ends with 0 fast enough, 1 too slow or the job failed, 2 not understood, 4 Darkroom does not answer, 5 Darkroom refuses
(no worker has the checkpoint, for example), 130 interrupted.

Example:
  npm run darkroom -- benchmark --seconds 60 --pool desk`;

const options = {
	seconds: { type: "string" },
	checkpoint: { type: "string" },
	pool: { type: "string" },
	url: { type: "string" },
} as const;

export const benchmark: Command = {
	usage: USAGE,
	options: Object.keys(options),
	async run(args, env) {
		const { values } = readArguments(args, options);
		const seconds = Number(values.seconds ?? SECONDS);
		if (!(seconds > 0)) throw new CliError("usage", "--seconds takes a number above 0");
		const client = connect(connectionOf(values.url, env, readLocal()));
		const interrupt = new Interrupt(() => process.exit(EXIT.interrupted));
		const { id } = await client.submit({
			workflow: "sd15-text-to-image",
			parameters: {
				prompt: "a lighthouse on a cliff, morning light",
				width: 512,
				height: 512,
				steps: 20,
				sampler: "euler_ancestral",
				seed: 1,
				...(values.checkpoint === undefined ? {} : { checkpoint: values.checkpoint }),
			},
			...(values.pool === undefined ? {} : { pool: values.pool }),
		});
		const job = await followToEnd(client, id, interrupt.signal).finally(() => interrupt.end());
		if (job === null) return "interrupted";
		if (job.status !== "succeeded") throw new CliError("failed", whyNot(job));
		const { fast, words } = verdictOf(await client.attempts(id), seconds);
		process.stdout.write(`${words}\n`);
		return fast ? "ok" : "failed";
	},
};

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
