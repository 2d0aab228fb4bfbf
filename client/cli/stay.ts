import type { JobResource } from "../../edge/contract/jobs/jobs.ts";
import { isTerminal } from "../../edge/contract/status.ts";
import type { DarkroomClient } from "../client.ts";
import { CliError, EXIT, say } from "./command.ts";
import { follow, type Showing, whyNot } from "./follow.ts";
import { Interrupt } from "./interrupt.ts";
import { printLine } from "./parts.ts";

/** How somebody stays with a job. */
interface Staying extends Showing {
	/** What is told of it goes to stdout too, a line of JSON each, and the job as it ended last, however that was. */
	ndjson?: boolean | undefined;
}

/** How to come back to a job that was left. */
function sayHowToComeBack(id: string): void {
	say(`\nthe job goes on: npm run darkroom -- watch ${id}; to end it: npm run darkroom -- jobs cancel ${id}`);
}

/**
 * Shows how a job gets on until it has ended, however that is; Ctrl-C leaves it alone, and says how to come back:
 * null then.
 */
export async function stayToEnd(
	client: DarkroomClient,
	id: string,
	{ ndjson = false, ...showing }: Staying = {},
): Promise<JobResource | null> {
	const interrupt = new Interrupt(() => {
		sayHowToComeBack(id);
		process.exit(EXIT.interrupted);
	});
	try {
		const told: Showing = ndjson ? { on: async (frame) => void printLine(frame) } : {};
		await follow(client, id, interrupt.signal, { ...showing, ...told });
		const job = await client.job(id);
		if (!isTerminal(job.status)) {
			sayHowToComeBack(id);
			return null;
		}
		if (ndjson) printLine(job);
		return job;
	} finally {
		interrupt.end();
	}
}

/** The same. @throws CliError `failed` where it did not succeed */
export async function stayWith(
	client: DarkroomClient,
	id: string,
	staying: Staying = {},
): Promise<JobResource | null> {
	const job = await stayToEnd(client, id, staying);
	if (job !== null && job.status !== "succeeded") throw new CliError("failed", whyNot(job));
	return job;
}
