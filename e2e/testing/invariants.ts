import { expect } from "vitest";
import * as z from "zod";
import type { DarkroomClient } from "../../client/client.ts";
import { failureClass, failureSchema } from "../../edge/contract/failures.ts";
import type { DurableEvent } from "../../edge/contract/jobs/events.ts";
import type { JobResource } from "../../edge/contract/jobs/jobs.ts";
import type { TaskResource } from "../../edge/contract/jobs/stages.ts";
import { isTerminal } from "../../edge/contract/status.ts";
import type { Stack } from "../stack/stack.ts";
import { type AttemptResource, attemptsOf } from "./attempts.ts";
import { follow } from "./follow.ts";
import { readStored, type Stored } from "./stored.ts";

/** Jobs looked at side by side. */
const AT_ONCE = 8;

/**
 * What must hold of jobs that have ended, whatever happened to them: asked through the API, and where the API
 * could be wrong about itself, read from D1.
 */
export async function assertInvariants(stack: Stack, jobs: readonly string[]): Promise<void> {
	const wrong: string[] = [];
	const left = [...new Set(jobs)];
	const lane = async () => {
		for (let id = left.pop(); id !== undefined; id = left.pop()) {
			const job = id;
			wrong.push(...(await ofJob(stack.client, job)).map((what) => `${job}: ${what}`));
		}
	};
	await Promise.all(Array.from({ length: AT_ONCE }, lane));
	wrong.push(...ofStore(readStored(stack), jobs));
	expect(wrong).toEqual([]);
}

async function ofJob(client: DarkroomClient, id: string): Promise<string[]> {
	const job = await client.job(id);
	if (!isTerminal(job.status)) return [`is ${job.status}, which is no end`];
	const [{ events }, attempts] = await Promise.all([follow(client, id), attemptsOf(client, id)]);
	const tasks = job.stages.flatMap((stage) => stage.tasks);
	return [
		...(job.finished_at === null ? ["has ended without a time"] : []),
		...ofEvents(job, events),
		...ofStages(job),
		...ofSucceeded(events),
		...tasks.flatMap((task) =>
			ofTask(
				task,
				attempts.filter((attempt) => attempt.task === task.id),
				events,
			),
		),
		...(await ofOutputs(client, job, tasks)),
	];
}

/** P3 and P8: numbered 1 to version, one end, which comes last, and nothing succeeds after a cancel. */
function ofEvents(job: JobResource, events: DurableEvent[]): string[] {
	const numbers = events.map((event) => event.seq);
	const wanted = Array.from({ length: job.version }, (_, i) => i + 1);
	const own = events.flatMap((event) => (event.type === "job" ? [event.status] : []));
	const ends = own.filter(isTerminal);
	const canceled = events.findIndex(
		(event) => event.type === "job" && (event.status === "canceling" || event.status === "canceled"),
	);
	const after = canceled === -1 ? [] : events.slice(canceled + 1);
	const last = events.at(-1);
	return [
		...(numbers.join() === wanted.join() ? [] : [`events ${numbers} instead of 1 to ${job.version}`]),
		...(ends.length === 1 && ends[0] === job.status ? [] : [`has the ends [${ends}] and is ${job.status}`]),
		...(last?.type === "job" && isTerminal(last.status) ? [] : ["has events after its end"]),
		...(after.some((event) => event.type === "output" || ("status" in event && event.status === "running"))
			? ["went on after it was canceled"]
			: []),
		...(canceled !== -1 && job.status === "succeeded" ? ["succeeded although it was canceled"] : []),
	];
}

/** Whether a job may succeed with the stage like this. */
function lets({ status, optional }: JobResource["stages"][number]): boolean {
	return status === "succeeded" || status === "skipped" || (optional && status === "failed");
}

function ofStages(job: JobResource): string[] {
	return job.stages.flatMap((stage) => [
		...(isTerminal(stage.status) ? [] : [`stage ${stage.key} is still ${stage.status}`]),
		...(job.status === "succeeded" && !lets(stage)
			? [`succeeded although stage ${stage.key} is ${stage.status}`]
			: []),
	]);
}

/** What has succeeded never runs again, and nothing is added to it. */
function ofSucceeded(events: readonly DurableEvent[]): string[] {
	const over = new Set<string>();
	return events.flatMap((event) => {
		if (!("stage" in event)) return [];
		const again = over.has(event.stage);
		if (event.type === "stage" && event.status === "succeeded") over.add(event.stage);
		return again ? [`stage ${event.stage} had succeeded and went on (${event.type} ${event.seq})`] : [];
	});
}

/** P2: attempts follow one another, at most `max_attempts` count, and exactly one made a succeeded task. */
function ofTask(task: TaskResource, attempts: AttemptResource[], events: DurableEvent[]): string[] {
	const wrong: string[] = [];
	const say = (holds: boolean, what: string) => {
		if (!holds) wrong.push(`task ${task.index} ${what}`);
	};
	const epochs = attempts.map((attempt) => attempt.epoch);
	const succeeded = attempts.filter((attempt) => attempt.status === "succeeded");
	const counted = attempts.filter((attempt) => attempt.status !== "released");
	say(isTerminal(task.status), `is still ${task.status}`);
	say(epochs.join() === epochs.map((_, i) => i + 1).join(), `has the attempts ${epochs}`);
	say(task.epoch === attempts.length, `is at attempt ${task.epoch} of ${attempts.length}`);
	say(task.attempts === counted.length, `counts ${task.attempts} attempts of ${counted.length}`);
	say(counted.length <= task.max_attempts, `had ${counted.length} of ${task.max_attempts} attempts`);
	say(succeeded.length === (task.status === "succeeded" ? 1 : 0), `has ${succeeded.length} successes`);
	say(
		succeeded.every((one) => one.epoch === task.epoch),
		"went on after a success",
	);
	for (const attempt of attempts) {
		say(attempt.status !== "running", `has attempt ${attempt.epoch} still running`);
		say(attempt.finished_at !== null, `has attempt ${attempt.epoch} without an end`);
	}
	const told = events.flatMap((event) => (event.type === "task" && event.task === task.id ? [event] : []));
	const starts = told.filter((event) => event.status === "running").map((event) => event.epoch);
	say(starts.join() === epochs.join(), `told of the attempts ${starts}, and had ${epochs}`);
	const order = told.map((event) => event.epoch);
	say(
		order.every((epoch, i) => i === 0 || epoch >= (order[i - 1] ?? 0)),
		`told of its attempts in the order ${order}`,
	);
	return wrong;
}

/** P5: every output of a succeeded job can be fetched, with the size and SHA-256 it was recorded with. */
async function ofOutputs(client: DarkroomClient, job: JobResource, tasks: TaskResource[]): Promise<string[]> {
	if (job.status !== "succeeded") return [];
	const wrong = tasks
		.filter((task) => task.outputs.length === 0)
		.map((task) => `task ${task.index} succeeded without an output`);
	for (const output of job.outputs) {
		try {
			await client.download(output);
		} catch (error) {
			wrong.push(`output ${output.id} cannot be fetched: ${error instanceof Error ? error.message : error}`);
		}
	}
	return wrong;
}

/** P11: each attempt that ended is booked once, free where we failed, and jobs count what their rows come to. */
function ofBooks(stored: Stored, jobs: readonly string[]): string[] {
	const of = <T>(rows: readonly T[], id: (row: T) => string) => rows.filter((row) => jobs.includes(id(row)));
	return [
		...of(stored.attempts, ({ job_id }) => job_id).flatMap(
			({ task_id, epoch, status, error, booked, free, charged }) => {
				const attempt = `attempt ${epoch} of ${task_id}, which is ${status},`;
				const ours = status === "released" || status === "lease_expired" || isOurs(error);
				return [
					...(booked === (status === "running" ? 0 : 1)
						? []
						: [`${attempt} is booked ${booked} times (P11)`]),
					...(ours && booked > 0 && (free !== 1 || charged !== 0)
						? [`${attempt} failed by our fault and is charged ${charged} (P11)`]
						: []),
				];
			},
		),
		...of(stored.books, ({ id }) => id).flatMap(({ id, spent_micro_usd, reserved_micro_usd, charged }) =>
			spent_micro_usd === charged && reserved_micro_usd === 0
				? []
				: [
						`${id} counts ${spent_micro_usd} as spent of ${charged}, and reserves ${reserved_micro_usd} after its end`,
					],
		),
	];
}

/** Whether a failure is ours, whoever made the graph. */
function isOurs(error: string | null): boolean {
	if (error === null) return false;
	const { code } = z.object({ code: failureSchema.shape.code }).parse(JSON.parse(error));
	return failureClass(code) === "infra" || failureClass(code) === "capacity";
}

function ofStore(stored: Stored, jobs: readonly string[]): string[] {
	const rows = new Map(stored.jobs.map((row) => [row.id, row]));
	const tasks = stored.tasks.filter((task) => jobs.includes(task.job_id));
	return [
		...ofBooks(stored, jobs),
		...jobs.flatMap((id) => {
			const row = rows.get(id);
			if (!row) return [`${id} is not stored (P1)`];
			const { version, events, last_event, finished_at } = row;
			// Seqs are unique and start at 1: as many as the last one's number means that there is no gap.
			return finished_at !== null && events === version && last_event === version
				? []
				: [
						`${id} is stored at version ${version} with ${events} events up to ${last_event}, ended ${finished_at}`,
					];
		}),
		...tasks.flatMap((task) => {
			const outputs = stored.outputs.filter((output) => output.task_id === task.id);
			const names = new Set(outputs.map((output) => output.name));
			const missing = task.status === "succeeded" ? task.expected.filter((name) => !names.has(name)) : [];
			return [
				...missing.map((name) => `${task.id} succeeded without its output ${name} (P5)`),
				...outputs
					.filter((output) => task.status !== "succeeded" || output.epoch !== task.epoch)
					.map((output) => `${output.id} is of attempt ${output.epoch}, which did not win (P2)`),
			];
		}),
	];
}
