import { and, desc, eq, gte, isNotNull, isNull, lt, type SQL, sql } from "drizzle-orm";
import { findWorkflow } from "../../workflows/library/index.ts";
import type { OutputKind } from "../contract/assets/assets.ts";
import { firstIdAt } from "../contract/ids.ts";
import type { Database } from "../db/client.ts";
import { isNamed } from "../db/names.ts";
import { cutPage, MAX_LOOKED_AT, type Page } from "../db/page.ts";
import { assets, jobs } from "../db/schema.ts";

/** What a list of assets is narrowed to. Times are milliseconds since 1970. */
interface AssetFilter {
	limit: number;
	cursor?: string | undefined;
	job?: string | undefined;
	kind?: OutputKind | undefined;
	/** What the job that made it ran: `id@version`, or `id` for every version. */
	workflow?: string | undefined;
	/** The same of pipelines. */
	pipeline?: string | undefined;
	/** Whom the job that made it is about. */
	character?: string | undefined;
	/** The storyboard it was made for. */
	project?: string | undefined;
	/** Of these bytes, in hex. */
	sha256?: string | undefined;
	/** Only what jobs made that were given this asset. */
	made_from?: string | undefined;
	/** Those too that ordinary lists leave out. */
	hidden?: boolean;
	created_after?: number | undefined;
	created_before?: number | undefined;
}

type AssetRow = typeof assets.$inferSelect;

/** Jobs that were given an asset, the newest of them: what was made from it is looked for there. */
const MOST_JOBS_FROM = 200;

/** Assets of an account, newest first. Reads a bounded number of rows, whatever the account has. */
export async function listAssetRows(
	db: Database,
	account: string,
	filter: AssetFilter,
): Promise<Page<AssetRow>> {
	const { limit, kind, sha256 } = filter;
	const inOrder = narrowed(account, filter);
	const byJob = filter.job !== undefined || filter.made_from !== undefined;
	// As they stand in four indexes: those that are shown and those that ordinary lists leave out, made by jobs and not.
	const made = (hidden: SQL) => and(inOrder, isNotNull(assets.job_id), hidden);
	const uploaded = (hidden: SQL) => (byJob ? sql`0` : and(inOrder, isNull(assets.job_id), hidden));
	const [shown, left] = [sql`${assets.hidden} = 0`, sql`${assets.hidden} = 1`];
	const about = aboutJob(filter);
	if (kind === undefined && sha256 === undefined && about === undefined) {
		const rows = () => db.select().from(assets);
		const listed = rows()
			.where(made(shown))
			.unionAll(rows().where(uploaded(shown)));
		const found = filter.hidden
			? listed.unionAll(rows().where(made(left))).unionAll(rows().where(uploaded(left)))
			: listed;
		return cutPage(await found.orderBy(desc(assets.id)).limit(limit + 1), limit);
	}
	const walk = () => {
		const ids = () => db.select({ id: assets.id, kind: assets.kind }).from(assets);
		const listed = ids()
			.where(made(shown))
			.unionAll(ids().where(uploaded(shown)));
		const found = filter.hidden
			? listed.unionAll(ids().where(made(left))).unionAll(ids().where(uploaded(left)))
			: listed;
		return found.orderBy(desc(assets.id)).limit(MAX_LOOKED_AT).as("looked_at");
	};
	const [looked, counted] = [walk(), walk()];
	const fits = sql`EXISTS (SELECT 1 FROM jobs WHERE jobs.id = ${assets.job_id} AND ${about})`;
	const [rows, [end]] = await db.batch([
		db
			.select({ row: assets })
			.from(looked)
			// A cross join keeps its order in SQLite: from the ids to their rows.
			.crossJoin(assets)
			.where(
				and(
					kind === undefined ? undefined : eq(looked.kind, kind),
					eq(assets.id, looked.id),
					sha256 === undefined ? undefined : eq(assets.sha256, sha256),
					about === undefined ? undefined : fits,
				),
			)
			.orderBy(desc(looked.id))
			.limit(limit + 1),
		db.select({ count: sql<number>`count(*)`, last: sql<string | null>`min(${counted.id})` }).from(counted),
	]);
	return cutPage(
		rows.map(({ row }) => row),
		limit,
		end,
	);
}

/** What an index serves, in the order of ids. */
function narrowed(
	account: string,
	{ cursor, job, made_from, created_after, created_before }: AssetFilter,
): SQL | undefined {
	const byJob = job !== undefined || made_from !== undefined;
	return and(
		// `+` keeps SQLite to the index of the job where one is named.
		byJob ? sql`+${assets.account_id} = ${account}` : eq(assets.account_id, account),
		job === undefined ? undefined : eq(assets.job_id, job),
		made_from === undefined ? undefined : madeFrom(made_from),
		cursor === undefined ? undefined : lt(assets.id, cursor),
		created_before === undefined ? undefined : lt(assets.id, firstIdAt("asset", created_before)),
		created_after === undefined ? undefined : gte(assets.id, firstIdAt("asset", created_after)),
	);
}

/** What came after an asset in the jobs that were given it: a job of several stages may have made it itself. */
function madeFrom(asset: string): SQL {
	return sql`${assets.job_id} IN (SELECT job_id FROM job_inputs WHERE asset_id = ${asset}
		ORDER BY job_id DESC LIMIT ${MOST_JOBS_FROM}) AND ${assets.id} > ${asset}`;
}

/** What the job that made it must be, as a condition on `jobs`; undefined: anything. */
function aboutJob({ workflow, pipeline, character, project }: AssetFilter): SQL | undefined {
	const name =
		workflow === undefined || workflow.includes("@") ? workflow : (findWorkflow(workflow)?.id ?? workflow);
	return and(
		name === undefined ? undefined : isNamed(jobs.workflow, name),
		pipeline === undefined ? undefined : and(isNotNull(jobs.pipeline), isNamed(jobs.pipeline, pipeline)),
		character === undefined ? undefined : eq(jobs.character_id, character),
		project === undefined ? undefined : eq(jobs.project_id, project),
	);
}
