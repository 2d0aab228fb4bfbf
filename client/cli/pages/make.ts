import path from "node:path";
import type { JobResource } from "../../../edge/contract/jobs/jobs.ts";
import { isTerminal } from "../../../edge/contract/status.ts";
import type { DarkroomClient } from "../../client.ts";
import { DarkroomError } from "../../sdk/errors.ts";
import { CliError, say } from "../command.ts";
import { Unreachable } from "../connection.ts";
import { create, makeFolders, read } from "../files.ts";
import { follow, whyNot } from "../follow.ts";
import { addToLog, loadLog } from "./keep-log.ts";
import { namesIn } from "./log.ts";
import { chapterFolder, pageStem } from "./names.ts";
import type { GenerateOptions } from "./options.ts";
import { begin, type Run } from "./runs.ts";
import { type Source, sourceOf } from "./source.ts";
import { settingsOf, workflowOf } from "./workflow-file.ts";

/**
 * Makes a page, and answers with the path of its picture; null where it was interrupted. Whatever keeps it from that
 * leaves no file behind, but for the mark of a job that goes on.
 */
export async function makePage(
	options: GenerateOptions,
	client: DarkroomClient,
	interrupted: AbortSignal,
): Promise<string | null> {
	const source = await sourceOf(options);
	const chapter = path.join(options.project, "output", chapterFolder(options.place));
	const log = path.join(chapter, "generation-log.json");
	const raw = await makeFolders(options.project, ["output", chapterFolder(options.place), "raw"]);
	// A log that cannot be added to is told of before anything is made.
	const given = namesIn(await loadLog(log));
	let run = await begin({ folder: raw, place: options.place, given }, source.request, say);
	/** A job goes on, or its picture was not written: the next run takes it from here. */
	let unfinished = false;
	try {
		const id = await jobOf(client, run, source);
		unfinished = true;
		if (run.job !== id) await run.remember(id);
		say(`${run.stem}: ${id}`);
		await follow(client, id, interrupted);
		if (interrupted.aborted && !(await hasEnded(client, id))) {
			unfinished = !(await cancel(client, id));
			return null;
		}
		const job = await client.job(id);
		unfinished = job.status === "succeeded";
		if (job.status !== "succeeded") throw new CliError("failed", whyNot(job));
		const { bytes, workflow } = await fetchPage(client, job, options, source);
		const settings = settingsOf(workflow);
		if (settings === null) throw new CliError("failed", `the graph of ${id} is none of a page`);
		run = await write(run, raw, bytes, `${JSON.stringify(workflow, null, 2)}\n`);
		await addToLog(log, {
			imageFile: `${run.stem}.png`,
			promptFile: path.relative(options.project, source.file),
			promptHash: source.hash,
			timestamp: job.finished_at ?? job.created_at,
			version: run.version,
			approved: false,
			...settings,
		});
		unfinished = false;
		return path.join(raw, `${run.stem}.png`);
	} catch (error) {
		// It may have arrived all the same.
		unfinished ||= error instanceof Unreachable && error.sent;
		throw error;
	} finally {
		if (!unfinished) await run.end();
	}
}

/** The job of the run that this one goes on with, if it is of use still; else a new one. */
async function jobOf(client: DarkroomClient, run: Run, source: Source): Promise<string> {
	if (run.job !== null) {
		if (await isOfUse(client, run.job)) {
			say(`going on with ${run.stem}, which a run that was killed had asked for`);
			return run.job;
		}
		await run.anew();
	}
	const { id, status } = await source.submit(client, run.key);
	if (status === "succeeded" || !isTerminal(status)) return id;
	// A run that was killed had submitted it, and it has come to nothing since.
	await run.anew();
	return (await source.submit(client, run.key)).id;
}

async function isOfUse(client: DarkroomClient, id: string): Promise<boolean> {
	try {
		const { status } = await client.job(id);
		return status === "succeeded" || !isTerminal(status);
	} catch (error) {
		if (error instanceof DarkroomError && error.status === 404) return false;
		throw error;
	}
}

async function hasEnded(client: DarkroomClient, id: string): Promise<boolean> {
	return client.job(id).then(
		({ status }) => isTerminal(status),
		() => false,
	);
}

/** Cancels a job, and says what became of it. True where it will never end in a picture. */
async function cancel(client: DarkroomClient, id: string): Promise<boolean> {
	try {
		await client.cancel(id);
		say(`interrupted: ${id} is canceled`);
		return true;
	} catch (error) {
		const why = error instanceof Error ? error.message : String(error);
		say(`interrupted, but ${id} could not be canceled (${why}); the same command goes on with it`);
		return false;
	}
}

async function fetchPage(
	client: DarkroomClient,
	job: JobResource,
	{ place }: GenerateOptions,
	source: Source,
) {
	const asset = job.outputs.find(({ name }) => name === "image") ?? job.outputs[0];
	const [task] = (await client.sidecar(job.id)).tasks;
	if (asset?.content_type !== "image/png" || !task)
		throw new CliError(
			"failed",
			`${job.id} left ${asset?.content_type ?? "nothing"}, which is no page as PNG`,
		);
	const bytes = await client.download(asset);
	return { bytes, workflow: workflowOf(task, source.nameOf, pageStem(place)) };
}

/** Writes picture and workflow, under the next version where somebody else has taken the names meanwhile. */
async function write(run: Run, raw: string, bytes: Uint8Array, workflow: string): Promise<Run> {
	const picture = path.join(raw, `${run.stem}.png`);
	if (!(await create(picture, bytes)) && !isSame(await read(picture), bytes))
		return write(await run.another(), raw, bytes, workflow);
	const beside = path.join(raw, `${run.stem}.workflow.json`);
	if (!(await create(beside, workflow)) && new TextDecoder().decode(await read(beside)) !== workflow)
		throw new CliError(
			"files",
			`${beside} is there and says something else: move it away and run this again`,
		);
	return run;
}

function isSame(one: Uint8Array, other: Uint8Array): boolean {
	return Buffer.compare(one, other) === 0;
}
