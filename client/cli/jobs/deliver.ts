import path from "node:path";
import type { Asset } from "../../../edge/contract/assets/assets.ts";
import type { JobResource } from "../../../edge/contract/jobs/jobs.ts";
import type { DarkroomClient } from "../../client.ts";
import { CliError } from "../command.ts";
import { create, makeFolders } from "../files.ts";

/** The outputs of a job, without those that a better take outdid. */
export function outputsToDeliver({ stages, outputs }: Pick<JobResource, "stages" | "outputs">): Asset[] {
	const outdone = new Set(
		stages.flatMap(({ tasks }) =>
			tasks.filter(({ verdict }) => verdict?.result === "outdone").map(({ id }) => id),
		),
	);
	return outputs.filter(({ task }) => task === null || !outdone.has(task));
}

/** End of the name of what says where a file comes from, beside it. */
const SIDECAR = ".provenance.json";

/**
 * Writes files into a folder, which is made where it is not there, and answers with their paths. Each keeps its name; a
 * second one of a name has its number before the ending. Nothing is overwritten. `sidecar`: beside each file one more says
 * where it comes from, with its hash. @throws CliError `files`
 */
export async function deliver(
	client: DarkroomClient,
	outputs: readonly Asset[],
	folder: string,
	{ sidecar = false } = {},
): Promise<string[]> {
	const into = await makeFolders(path.dirname(folder), [path.basename(folder)]);
	const taken = new Map<string, number>();
	const paths: string[] = [];
	for (const output of outputs) {
		const { name, ext } = path.parse(path.basename(output.filename));
		const count = (taken.get(output.filename) ?? 0) + 1;
		taken.set(output.filename, count);
		const file = path.join(into, count === 1 ? `${name}${ext}` : `${name}-${count}${ext}`);
		if (!(await create(file, await client.download(output))))
			throw new CliError("files", `${file} is there already: name another folder`);
		paths.push(file);
		if (!sidecar) continue;
		const beside = `${file}${SIDECAR}`;
		const record = await client.assets.provenance(output.id);
		if (!(await create(beside, new TextEncoder().encode(`${JSON.stringify(record, null, "\t")}\n`))))
			throw new CliError("files", `${beside} is there already: name another folder`);
		paths.push(beside);
	}
	return paths;
}
