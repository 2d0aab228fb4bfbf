import { type SQL, sql } from "drizzle-orm";
import type { BatchItem } from "drizzle-orm/batch";
import { subjectQuery } from "../characters/subject.ts";
import type { ShotEvent } from "../contract/projects/project-events.ts";
import type { Generated } from "../contract/projects/projects.ts";
import { type Database, database } from "../db/client.ts";
import { shots } from "../db/schema.ts";
import type { Env } from "../env.ts";
import { type IdempotencyKey, rememberKey } from "../idempotency/once.ts";
import { eventStatements } from "../jobs/consequences/shots.ts";
import { workflowOf } from "../jobs/planning/request/plan-request.ts";
import { type Known, lookUp } from "../jobs/submit/known.ts";
import { type OneOfMany, submitMany } from "../jobs/submit/submit-many.ts";
import { imageFile } from "../storage/keys.ts";
import { blamed } from "./blame.ts";
import { chosenSeed, pictureParameters, pictureRequest } from "./picture.ts";
import type { ProjectRow } from "./projects.ts";
import { type MadeBefore, madeBefore, reuseKey } from "./reuse.ts";
import type { ShotRow } from "./shots.ts";

export interface Generating {
	account: string;
	project: ProjectRow;
	/** They have prompts, and as far as is known nothing makes their pictures. */
	shots: readonly ShotRow[];
	/** Pictures that were asked for in just this way are taken instead of made. */
	reuse: boolean;
	key: IdempotencyKey | null;
	/** What the key names from then on. */
	resource(made: readonly Generated[]): string;
	/** Where in the request a shot stands, for what is wrong with it. */
	at(shot: ShotRow): string;
}

export interface Made {
	data: Generated[];
	/** The pool whose workers are to be woken; null: nothing is to be made. */
	pool: string | null;
	/** Shots that have a picture at once. */
	reused: string[];
}

/**
 * Has pictures made for shots, in one transaction: jobs, shots and feed together, or nothing. Throws ApiError with
 * what is wrong with any of them, and what D1 throws: conflict `event` or `feed` where a shot was changed, or another
 * request was faster.
 */
export async function generate(env: Env, generating: Generating): Promise<Made> {
	const { account, project, reuse } = generating;
	const db = database(env.DB);
	const { settings } = project;
	const asked = { workflow: settings.workflow, ...(settings.pool !== null && { pool: settings.pool }) };
	const request = { ...asked, priority: 0, deadline_s: 1, metadata: {} };
	const whom = [...new Set(generating.shots.flatMap(({ character_id }) => character_id ?? []))];
	const [known, subjects] = await Promise.all([
		lookUp(db, { account, request, idempotency: null }, Date.now()),
		whom.length === 0 ? [] : subjectQuery(db, account, ...whom),
	]);
	const found = await workflowOf(env.BUCKET, { request, retry_of: null }, known.own);
	if (!found) throw new Error("a project without a workflow");
	const { workflow } = found;
	const characters = new Map(
		subjects.map((one) => [one.id, { ...one, references: JSON.parse(one.references) as string[] }]),
	);
	const wanted = await Promise.all(
		generating.shots.map(async (shot) => {
			const character = characters.get(shot.character_id ?? "") ?? null;
			const parameters = pictureParameters(workflow.parameters, settings, pictureOf(shot), character);
			return { shot, parameters, key: await reuseKey(`${workflow.id}@${workflow.version}`, parameters) };
		}),
	);
	const before = reuse
		? await madeBefore(
				db,
				account,
				wanted.map(({ key }) => key),
			)
		: new Map();
	const there = wanted.flatMap(({ shot, key }) => {
		const made = before.get(key);
		return made ? [{ shot, made }] : [];
	});
	const fresh = wanted.filter(({ key }) => !before.has(key));
	const list = fresh.map(({ shot, parameters, key }): OneOfMany => {
		const seeded = shot.seed === null ? { ...parameters, seed: chosenSeed(Math.random()) } : parameters;
		return {
			request: pictureRequest({ id: project.id, ...settings }, shotOf(shot), seeded),
			shot: {
				project: project.id,
				shot: shot.id,
				reuse_key: key,
				backoff_ms: settings.retry_backoff_s * 1000,
			},
			blame: (problem) => blamed(problem, generating.at(shot)),
		};
	});
	return write(env, db, known, generating, { list, fresh, there });
}

interface Parts {
	list: readonly OneOfMany[];
	/** What the list makes, in its order. */
	fresh: readonly { shot: ShotRow }[];
	there: readonly { shot: ShotRow; made: MadeBefore }[];
}

async function write(
	env: Env,
	db: Database,
	known: Known,
	generating: Generating,
	{ list, fresh, there }: Parts,
): Promise<Made> {
	const { account, key } = generating;
	let data: Generated[] = [];
	const written = (jobs: readonly string[]) => {
		const job = new Map([
			...fresh.map(({ shot }, i): [string, string] => [shot.id, jobs[i] ?? ""]),
			...there.map(({ shot, made }): [string, string] => [shot.id, made.job]),
		]);
		const reused = new Map(there.map(({ shot, made }) => [shot.id, made]));
		data = generating.shots.map(({ id }) => ({
			shot: id,
			job: job.get(id) ?? "",
			reused: reused.has(id),
		}));
		const statements = shotStatements(db, generating, job, reused, known.now);
		return { resource: generating.resource(data), statements };
	};
	const reused = there.map(({ shot }) => shot.id);
	if (list.length > 0) {
		const pool = await submitMany(env, db, known, { account, list, key, written });
		return { data, pool, reused };
	}
	const { resource, statements } = written([]);
	const [first, ...rest] = [...statements, ...rememberKey(db, account, key, resource, known.now)];
	if (first) await db.batch([first, ...rest]);
	return { data, pool: null, reused };
}

/** The shots with their jobs, and what their feed tells of it; guarded by what the shots were when they were read. */
function shotStatements(
	db: Database,
	{ project, shots: rows }: Generating,
	jobs: ReadonlyMap<string, string>,
	reused: ReadonlyMap<string, MadeBefore>,
	now: number,
): BatchItem<"sqlite">[] {
	const list = rows.map((shot) => {
		const made = reused.get(shot.id);
		const event: ShotEvent = made
			? {
					type: "job_complete",
					result: { file: imageFile(project.id, shot.id), asset: made.asset, reused: true },
				}
			: { type: "job_queued" };
		return {
			shot: shot.id,
			revision: shot.revision,
			job: jobs.get(shot.id),
			asset: made?.asset ?? null,
			event,
		};
	});
	const given = sql`json_each(${JSON.stringify(list)}) AS given`;
	const asTheyWere: SQL = sql`(SELECT count(*) FROM ${given} JOIN shots ON shots.id = given.value ->> 'shot'
		AND shots.project_id = ${project.id} AND shots.revision = given.value ->> 'revision'
		WHERE NOT EXISTS (SELECT 1 FROM jobs WHERE jobs.id = shots.job_id AND jobs.finished_at IS NULL)
		AND (given.value ->> 'asset' IS NULL
			OR EXISTS (SELECT 1 FROM assets WHERE assets.id = given.value ->> 'asset'))) = ${list.length}`;
	return [
		// Before the shots: it looks at what they were.
		...eventStatements(
			db,
			sql`SELECT ${project.id} AS project, given.value ->> 'shot' AS shot, given.value ->> 'job' AS job,
				given.value -> 'event' AS event, given.key AS place FROM ${given}`,
			now,
			asTheyWere,
		),
		db
			.update(shots)
			.set({
				job_id: sql`new.job`,
				job_revision: sql`${shots.revision}`,
				error: null,
				status: sql`iif(new.asset IS NULL, 'queued', 'completed')`,
				image_asset: sql`coalesce(new.asset, ${shots.image_asset})`,
				is_image_dirty: sql`iif(new.asset IS NULL, ${shots.is_image_dirty}, 0)`,
				updated_at: now,
			})
			.from(
				sql`(SELECT given.value ->> 'shot' AS shot, given.value ->> 'job' AS job,
					given.value ->> 'asset' AS asset FROM ${given}) AS new`,
			)
			.where(sql`${shots.id} = new.shot`),
	];
}

const shotOf = ({ id, character_id }: ShotRow) => ({ id, character: character_id });

function pictureOf(shot: ShotRow) {
	const { seed, reference_ids, style_lora, image_prompt } = shot;
	return { seed, style_lora, references: reference_ids, prompt: image_prompt ?? "" };
}
