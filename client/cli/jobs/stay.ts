import type { JobResource } from "../../../edge/contract/jobs.ts";
import { isTerminal } from "../../../edge/contract/status.ts";
import type { DarkroomClient } from "../../client.ts";
import { CliError, EXIT, say } from "../command.ts";
import { follow, whyNot } from "../follow.ts";
import { Interrupt } from "../interrupt.ts";
import { printLine } from "../parts.ts";

/**
 * Shows how a job gets on until it has ended; Ctrl-C leaves it alone, and says how to come back: null then.
 * `ndjson`: what is told of it goes to stdout too, a line of JSON each, and the job as it ended last, however that was.
 * @throws CliError `failed` where it did not succeed
 */
export async function stayWith(
	client: DarkroomClient,
	id: string,
	ndjson = false,
): Promise<JobResource | null> {
	const leave = () => {
		say(
			`\nthe job goes on: npm run darkroom -- watch ${id}; to end it: npm run darkroom -- jobs cancel ${id}`,
		);
		process.exit(EXIT.interrupted);
	};
	const interrupt = new Interrupt(leave);
	try {
		await follow(client, id, interrupt.signal, ndjson ? { on: async (frame) => void printLine(frame) } : {});
		const job = await client.job(id);
		if (!isTerminal(job.status)) return leave();
		if (ndjson) printLine(job);
		if (job.status !== "succeeded") throw new CliError("failed", whyNot(job));
		return job;
	} finally {
		interrupt.end();
	}
}
