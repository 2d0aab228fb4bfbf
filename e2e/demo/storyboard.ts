import { writeFile } from "node:fs/promises";
import path from "node:path";
import type { DarkroomClient } from "../../client/client.ts";
import type { ProjectEvent, ShotProgress } from "../../edge/contract/projects/project-events.ts";
import type { ShotResource } from "../../edge/contract/projects/projects.ts";
import { promptIdOf } from "../../worker/comfyui/prompt-id.ts";
import { sniffMedia } from "../../workflows/media/media.ts";
import { root } from "../stack/processes.ts";
import { setFaults } from "../testing/comfyui.ts";

/** A script of twelve sentences, and what is to be seen with each. */
const SCRIPT: readonly [string, string][] = [
	["The lighthouse has been dark for a year.", "a dark lighthouse on a cliff at dusk, wide shot"],
	["Mara comes back on the last boat.", "a woman on the bow of a small ferry, grey sea, seen from behind"],
	["Nobody waits at the pier.", "an empty wooden pier in fog, a single lamp"],
	["The key still turns.", "close-up of a hand turning an iron key in an old door"],
	["Dust lies on the stairs.", "a spiral staircase covered in dust, light from above"],
	["She finds her father's logbook.", "an open logbook with handwriting on a wooden desk, lantern light"],
	["The last entry is of the night of the storm.", "a storm over a dark sea seen through a window"],
	["The lamp is cracked, but it is there.", "a large cracked fresnel lens in a lamp room"],
	["She works until her hands hurt.", "a woman repairing a brass mechanism, tools on the floor"],
	["Far out, a ship is off its course.", "a cargo ship in high waves near rocks, night"],
	["The light turns.", "a lighthouse beam sweeping over a stormy sea"],
	["In the morning, the pier is full of people.", "villagers waving on a pier in morning light, wide shot"],
];
/** The sentence whose picture fails twice, counted from 1. */
const UNLUCKY = 5;
/** Wait before the second attempt, in seconds; a project that says nothing waits thirty. */
const BACKOFF_S = 3;

/**
 * Twelve shots of a script, queued by one request and watched on one feed. With the emulator one of them fails twice
 * and recovers. Every picture is downloaded, checked and written to `output`.
 */
export async function showStoryboard(
	client: DarkroomClient,
	output: string,
	comfyui: { url: string; emulated: boolean },
): Promise<void> {
	const project = await client.projects.create({ name: "The light", retry_backoff_s: BACKOFF_S });
	const shots = await client.projects.addShots(
		project.id,
		SCRIPT.map(([sentence, image_prompt], i) => ({ sentence, image_prompt, seed: i })),
	);
	console.log(`${project.name}  ${project.id}: ${shots.length} sentences, made by ${project.workflow}`);
	const { data } = await client.projects.generate(project.id);
	console.log(`One request has queued ${data.length} pictures; this is the feed of the project:\n`);
	const unlucky = data[UNLUCKY - 1];
	if (comfyui.emulated && unlucky) await failTwice(client, comfyui.url, unlucky.job);
	const failures = await follow(client, project.id, shots);
	if (comfyui.emulated && failures !== 2) throw new Error(`${failures} attempts failed; two were to`);

	console.log("");
	let n = 0;
	for await (const shot of client.projects.shots(project.id)) await keep(client, shot, output, ++n);
	const again = await client.projects.generate(project.id);
	if (again.data.length > 0)
		throw new Error(`${again.data.length} shots are dirty though nothing was changed`);
	console.log("\nNothing is dirty: asked once more, nothing is made.");
}

/** The first two attempts of a job's only task are interrupted, whenever they come. */
async function failTwice(client: DarkroomClient, comfyui: string, job: string): Promise<void> {
	const task = (await client.job(job)).stages[0]?.tasks[0];
	if (!task) throw new Error(`the job ${job} has no task`);
	await setFaults(
		comfyui,
		[1, 2].map((epoch) => ({
			at: "step",
			match: { prompt_id: promptIdOf(task.id, epoch), step: 2 },
			do: { kind: "interrupt" },
		})),
	);
}

/** Watches until every shot has ended well; answers with how many attempts failed. */
async function follow(
	client: DarkroomClient,
	project: string,
	shots: readonly ShotResource[],
): Promise<number> {
	const waiting = new Set(shots.map(({ id }) => id));
	const places = new Map(shots.map(({ id }, i) => [id, i + 1]));
	let failures = 0;
	let seen = 0;
	for await (const frame of client.projects.watch(project)) {
		if (frame.type === "progress" && frame.progress === 30) say(places.get(frame.sentenceId) ?? 0, frame);
		if (!("seq" in frame)) continue;
		if (frame.seq !== ++seen) throw new Error(`event ${frame.seq} came where ${seen} was to`);
		say(places.get(frame.sentenceId) ?? 0, frame);
		if (frame.type === "job_retry") failures += 1;
		if (frame.type === "job_failed" || frame.type === "job_canceled")
			throw new Error(`shot ${places.get(frame.sentenceId)} ended as ${frame.type}`);
		if (frame.type === "job_complete") waiting.delete(frame.sentenceId);
		if (waiting.size === 0) return failures;
	}
	throw new Error("the feed ended early");
}

function say(place: number, event: ProjectEvent | ShotProgress): void {
	const line = [
		`  ${("seq" in event ? String(event.seq) : "").padStart(3)}`,
		`shot ${String(place).padStart(2)}`,
		event.type.padEnd(12),
		wordsOf(event),
	];
	console.log(line.join("  ").trimEnd());
}

function wordsOf(event: ProjectEvent | ShotProgress): string {
	switch (event.type) {
		case "progress":
			return `${event.progress} %  ${event.message}`;
		case "job_retry":
			return `attempt ${event.attempt} of 3: ${event.error.code}; again at ${event.retryAt.slice(11, 19)}`;
		case "job_complete":
			return event.result.file;
		case "job_queued":
		case "job_failed":
		case "job_canceled":
			return "";
	}
}

/** Downloads the picture of a shot, checks that it is one of 1920x1080, and writes it. */
async function keep(client: DarkroomClient, shot: ShotResource, output: string, n: number): Promise<void> {
	if (shot.is_image_dirty || shot.status !== "completed")
		throw new Error(`shot ${n} is ${shot.status} and ${shot.is_image_dirty ? "dirty" : "clean"}`);
	const bytes = await client.projects.image(shot.project, shot.id);
	const media = sniffMedia(bytes);
	if (media?.content_type !== "image/png" || media.width !== 1920 || media.height !== 1080)
		throw new Error(`the picture of shot ${n} is no PNG of 1920x1080`);
	const file = path.join(output, `storyboard-${String(n).padStart(2, "0")}.png`);
	await writeFile(file, bytes);
	console.log(`  ${path.relative(root, file)}  ${media.width}x${media.height}  ${shot.sentence}`);
}
