import path from "node:path";
import type { JobResource } from "../../../edge/contract/jobs/jobs.ts";
import type { PipelineResource } from "../../../edge/contract/workflows/pipelines.ts";
import type { DarkroomClient } from "../../client.ts";
import { asCalled, CliError, type ExitName, say } from "../command.ts";
import { create, makeFolders } from "../files.ts";
import type { Previews, Showing } from "../follow.ts";
import { print, printJson } from "../parts.ts";
import { stayWith } from "../stay.ts";
import { type Given, readParameters, uploadFiles } from "./parameters.ts";
import { gateWords } from "./text.ts";

export interface RunOptions {
	reference: string;
	given: Given;
	character: string | undefined;
	pool: string | undefined;
	/** What it may cost; nothing: as its pipeline has it. */
	budget: { budget_micro_usd?: number };
	/** LoRAs that are not there yet are waited for. */
	waits: boolean;
	/** Where its outputs are written; null: they stay with Darkroom, and their ids are printed. */
	out: string | null;
	/** The job is printed as the API says it. */
	json: boolean;
	/** Where pictures of what develops are shown. */
	previews: Previews | null;
}

/** Submits a job of a pipeline, shows how it gets on, and prints what it made; Ctrl-C leaves it alone. */
export async function runPipeline(
	{ reference, given, character, pool, budget, waits, out, json, previews }: RunOptions,
	client: DarkroomClient,
): Promise<ExitName> {
	const pipeline = await client.pipelines.get(reference);
	const parameters = await readParameters(given);
	const folder = out === null ? null : await makeFolders(path.dirname(out), [path.basename(out)]);
	const uploaded = await uploadFiles(client, given, pipeline.parameters);
	const { id } = await client.submit({
		pipeline: reference,
		parameters: { ...parameters, ...uploaded },
		...(character !== undefined && { character }),
		...(pool !== undefined && { pool }),
		...budget,
		...(waits && { wait_for_loras: true }),
	});
	say(`${id}: ${pipeline.title}, ${pipeline.stages.length} stages`);
	const job = await stayWith(client, id, { ...showing(client, id, pipeline), previews });
	if (job === null) return "interrupted";
	if (json) printJson(job);
	else for (const line of await delivered(client, job, folder)) print(line);
	return "ok";
}

/** Stages by their titles; at a gate, what to say and what there is to choose from. */
function showing(client: DarkroomClient, id: string, { stages }: PipelineResource): Showing {
	const titles = new Map(stages.map(({ key, title }, i) => [key, `${i + 1}/${stages.length} ${title}`]));
	return {
		titleOf: (stage) => titles.get(stage) ?? stage,
		on: async (frame, progress) => {
			if (frame.type !== "stage" || frame.status !== "awaiting_approval") return;
			const gate = stages.find(({ key }) => key === frame.stage)?.gate;
			const how = asCalled(
				`npm run darkroom -- pipelines decide ${id} ${frame.stage} `,
				process.env.npm_lifecycle_event,
			);
			const choice = gate && "pick" in gate ? "pick <asset>…" : "approve";
			progress.line(`${frame.stage} ${gate ? gateWords(gate) : "waits for a person"}: ${how}${choice}`);
			for (const output of await madeBy(client, id, frame.stage)) progress.line(`  ${output}`);
		},
	};
}

/** What there is to choose from. */
async function madeBy(client: DarkroomClient, id: string, stage: string): Promise<string[]> {
	const found = (await client.job(id)).stages.find(({ key }) => key === stage);
	return (found?.tasks ?? []).flatMap(({ outputs }) =>
		outputs.map((output) => `${output.id}  ${output.filename}`),
	);
}

/** A line for each output: where it was written, or its stage and id. */
async function delivered(client: DarkroomClient, job: JobResource, folder: string | null): Promise<string[]> {
	const lines: string[] = [];
	for (const { key, tasks } of job.stages)
		for (const [i, output] of tasks.flatMap(({ outputs }) => outputs).entries()) {
			if (folder === null) lines.push([key, output.id, output.filename].join("\t"));
			else {
				const file = path.join(folder, `${key}-${i + 1}${path.extname(output.filename)}`);
				if (!(await create(file, await client.download(output))))
					throw new CliError(
						"files",
						`${file} is there already: name another folder. Nothing of ${job.id} is lost`,
					);
				lines.push(file);
			}
		}
	return lines;
}
