import { readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import type { DarkroomClient } from "../../client/client.ts";
import { watch } from "../../client/watch.ts";
import type { JobResource } from "../../edge/contract/jobs/jobs.ts";
import { sniffMedia } from "../../workflows/media/media.ts";
import { root } from "../stack/processes.ts";
import { newView, Screen, take, type View } from "./screen.ts";
import { verdictOf } from "./verdict.ts";

interface Watched {
	job: JobResource;
	marks: Record<string, number>;
	views: View[];
}

/**
 * The main job on real input: a reference picture from disk, a storyboard picture and three base images,
 * watched live by two subscribers of each, downloaded, checked, and written to `output`.
 */
export async function showMainJob(client: DarkroomClient, output: string): Promise<void> {
	const file = path.join(root, "e2e/fixtures/reference.png");
	const bytes = new Uint8Array(await readFile(file));
	const reference = await client.upload(bytes, path.basename(file));
	console.log(
		`Uploaded ${path.relative(root, file)}: ${reference.id}, ${reference.width}x${reference.height}\n`,
	);

	const screen = new Screen();
	const [storyboard, base] = await Promise.all([
		submit(client, "storyboard", {
			workflow: "storyboard-image",
			parameters: {
				prompt: "The keeper climbs the last stairs of the lighthouse as the storm breaks over the bay.",
				seed: 42,
				references: [reference.id],
			},
		}),
		submit(client, "base images", {
			workflow: "z-image-turbo-base-image",
			parameters: {
				prompt: "portrait of a lighthouse keeper, weathered face, natural light",
				seed: 7,
				variations: 3,
			},
		}),
	]);
	const all = [storyboard, base];
	const draw = () => screen.draw(all.flatMap((watched) => watched.views));
	await Promise.all(all.map((watched) => follow(client, watched, draw)));
	console.log("");
	for (const watched of all) await deliver(client, watched, output);
}

async function submit(
	client: DarkroomClient,
	label: string,
	request: Parameters<DarkroomClient["submit"]>[0],
): Promise<Watched> {
	const at = performance.now();
	const job = await client.submit(request);
	const tasks = job.stages.reduce((sum, stage) => sum + stage.tasks.length, 0);
	const views = [newView(label.padEnd(20), tasks), newView(`  ${label} (late)`.padEnd(20), tasks)];
	return { job, marks: { submitted: at, queued: performance.now() }, views };
}

/** Watches a job with two subscribers: one from the start, one that comes when the work is under way. */
async function follow(client: DarkroomClient, watched: Watched, draw: () => void): Promise<void> {
	const [first, second] = watched.views;
	if (!first || !second) return;
	let late: Promise<void> | null = null;
	for await (const frame of watch(client, watched.job.id)) {
		take(first, frame);
		const now = performance.now();
		if (frame.type === "task" && frame.status === "running") watched.marks.claimed ??= now;
		if (frame.type === "output") watched.marks.first_image ??= now;
		if (frame.type === "progress") late ??= followLate(client, watched.job.id, second, draw);
		draw();
	}
	watched.marks.done = performance.now();
	await (late ?? followLate(client, watched.job.id, second, draw));
	if (second.seen.join() !== first.seen.join()) {
		throw new Error(
			`the two subscribers of ${watched.job.id} saw different events: ${first.seen} and ${second.seen}`,
		);
	}
	if (first.seen.some((seq, i) => seq !== i + 1)) throw new Error(`events with gaps: ${first.seen}`);
}

async function followLate(client: DarkroomClient, job: string, view: View, draw: () => void): Promise<void> {
	for await (const frame of watch(client, job)) {
		take(view, frame);
		draw();
	}
}

/** Downloads a job's pictures, checks them, and writes them with their sidecar. */
async function deliver(
	client: DarkroomClient,
	{ job, marks, views }: Watched,
	output: string,
): Promise<void> {
	const ended = await client.job(job.id);
	if (ended.status !== "succeeded") {
		throw new Error(`${job.workflow} ended as ${ended.status}: ${ended.error?.code} ${ended.error?.message}`);
	}
	const name = (job.workflow ?? "job").replace("@", "-v");
	await writeFile(
		path.join(output, `${name}.json`),
		JSON.stringify(await client.sidecar(job.id), null, "\t"),
	);
	console.log(`${job.workflow}  ${job.id}, ${views[0]?.seen.length} events, both subscribers saw the same`);
	for (const [i, asset] of ended.outputs.entries()) {
		const picture = await client.download(asset);
		const media = sniffMedia(picture);
		if (media?.kind !== "image") throw new Error(`output ${asset.id} is no picture`);
		const file = path.join(output, `${name}-${i + 1}.${media.extension}`);
		await writeFile(file, picture);
		console.log(
			`  ${path.relative(root, file)}  ${media.width}x${media.height}, ${asset.size} bytes, sha256 ${asset.sha256.slice(0, 16)}… checked; quality: ${verdictOf(asset)}`,
		);
	}
	const at = (mark: string) => `${Math.round((marks[mark] ?? Number.NaN) - (marks.submitted ?? 0))} ms`;
	console.log(
		`  queued ${at("queued")} · claimed ${at("claimed")} · first image ${at("first_image")} · done ${at("done")} after submitting`,
	);
}
