import { createHash } from "node:crypto";
import path from "node:path";
import type { JobResource } from "../../../edge/contract/jobs/jobs.ts";
import type { DarkroomClient } from "../../client.ts";
import { CliError } from "../command.ts";
import { read } from "../files.ts";
import { chapterFolder, pageStem } from "./names.ts";
import type { GenerateOptions } from "./options.ts";
import { readPrompt } from "./prompt.ts";
import { readWorkflow, replayOf, settingsOf } from "./workflow-file.ts";

/** What a page is made from. */
export interface Source {
	/** The prompt, or the workflow that is run again. */
	file: string;
	/** SHA-256 of that file, in hex. */
	hash: string;
	/** The same where the same page would be asked for. */
	request: string;
	/** Submits it and answers with the job. The same key gives the same job. */
	submit(client: DarkroomClient, key: string): Promise<Pick<JobResource, "id" | "status">>;
	/** What an uploaded picture that it reads is called here. */
	nameOf(asset: string): string;
}

/** Reads everything that a page is made from. @throws CliError `files` where something cannot be used */
export async function sourceOf(options: GenerateOptions): Promise<Source> {
	const pose =
		options.pose === null ? null : { name: path.basename(options.pose), bytes: await read(options.pose) };
	return options.replay === null
		? fromPrompt(options, pose)
		: fromWorkflow(options.replay, options.pool, pose);
}

type Pose = { name: string; bytes: Uint8Array<ArrayBuffer> } | null;

async function fromPrompt(
	{ place, project, promptFile, settings, pool }: GenerateOptions,
	pose: Pose,
): Promise<Source> {
	const file = promptFile ?? path.join(project, "prompts", chapterFolder(place), `${pageStem(place)}.txt`);
	const bytes = await read(file).catch((error: unknown) => {
		if (promptFile !== null || !(error instanceof CliError)) throw error;
		const hint = "write it there, name another file with --prompt, or your project with --project";
		throw new CliError("files", `${error.message}; ${hint}`, { cause: error });
	});
	const prompt = readPrompt(bytes);
	if (!prompt.ok) throw new CliError("files", `the prompt ${file} ${prompt.why}`);
	const body = { prompt: prompt.prompt, ...settings, ...(pool !== undefined && { pool }) };
	return {
		file,
		hash: sha256(bytes),
		request: sha256(JSON.stringify([body, pose && sha256(pose.bytes)])),
		submit: async (client, key) => {
			const poseImagePath = await upload(client, pose, key);
			// The edge looks at what the options said.
			return client.pages.submit({ ...body, ...(poseImagePath && { poseImagePath }) }, key);
		},
		nameOf: (asset) => pose?.name ?? `${asset}.png`,
	};
}

async function fromWorkflow(file: string, pool: string | undefined, pose: Pose): Promise<Source> {
	const bytes = await read(file);
	const found = readWorkflow(new TextDecoder().decode(bytes));
	if (!found.ok) throw new CliError("files", `${file} ${found.why}`);
	const { workflow } = found;
	if (settingsOf(workflow) === null)
		throw new CliError("files", `${file} is not the workflow of a page: it has no checkpoint or no sampler`);
	const before = Object.values(workflow).flatMap((node) => Object.values(node._meta?.darkroom ?? {}));
	const known = Object.fromEntries(before.map(({ asset, filename }) => [asset, filename]));
	return {
		file,
		hash: sha256(bytes),
		request: sha256(JSON.stringify([sha256(bytes), pool, pose && sha256(pose.bytes)])),
		submit: async (client, key) => {
			const again = replayOf(workflow, await upload(client, pose, key));
			return client.submitGraph({ ...again, ...(pool !== undefined && { pool }) }, key);
		},
		nameOf: (asset) => pose?.name ?? known[asset] ?? `${asset}.png`,
	};
}

/** Id of the uploaded pose; undefined where there is none. */
async function upload(client: DarkroomClient, pose: Pose, key: string): Promise<string | undefined> {
	return pose === null ? undefined : (await client.upload(pose.bytes, pose.name, { idempotencyKey: key })).id;
}

function sha256(bytes: Uint8Array | string): string {
	return createHash("sha256").update(bytes).digest("hex");
}
