import type { WorkflowDefinition } from "../../workflows/definition/define.ts";
import { fromDocument } from "../../workflows/document/compile.ts";
import type { Problem } from "../../workflows/graph/problems.ts";
import { describeWorkflow, findWorkflow } from "../../workflows/library/index.ts";
import type { NodePolicy } from "../../workflows/validate/requests/requests.ts";
import type { WorkflowResource } from "../contract/workflows/workflows.ts";
import { database } from "../db/client.ts";
import type { Env } from "../env.ts";
import { ApiError } from "../problem.ts";
import { documentOf, ownQuery, type WorkflowRow } from "./store.ts";

/** A workflow that an account can ask for. */
export interface Offered {
	workflow: WorkflowDefinition;
	/** The stored row where it is the account's own; null for one of the library. */
	own: WorkflowRow | null;
}

/** A document that was accepted when it was stored, and no longer is: rules became stricter since. */
export class OutdatedDocument extends ApiError {
	constructor(row: WorkflowRow, problems: Problem[]) {
		const first = problems[0];
		const why = first ? `${first.pointer}: ${first.message}` : "it cannot be read";
		super(
			"conflict",
			`the document of ${row.id}@${row.version} is no longer accepted (${why}); store a new version`,
		);
	}
}

/** A stored version never changes, so this isolate may keep what was made of it. */
const compiled = new Map<string, WorkflowDefinition>();
const MAX_COMPILED = 200;

/** What an account may use changes; it is looked at when a version is stored, and with every job. */
const ANYTHING: NodePolicy = { allow: null, deny: [], trusted: ["*"] };

/** Throws {@link OutdatedDocument}. */
export async function compileRow(bucket: R2Bucket, row: WorkflowRow): Promise<WorkflowDefinition> {
	const key = `${row.account_id}/${row.id}@${row.version}`;
	const known = compiled.get(key);
	if (known) return known;
	const result = fromDocument(await documentOf(bucket, row), row.version, { policy: ANYTHING });
	if (!result.ok) throw new OutdatedDocument(row, result.problems);
	if (compiled.size >= MAX_COMPILED) compiled.clear();
	compiled.set(key, result.workflow);
	return result.workflow;
}

/** The account's own workflow of that row, or else the library's of that reference; null where there is none. */
export async function offered(
	bucket: R2Bucket,
	row: WorkflowRow | undefined,
	reference: string,
): Promise<Offered | null> {
	if (row) return { workflow: await compileRow(bucket, row), own: row };
	const built = findWorkflow(reference);
	return built ? { workflow: built, own: null } : null;
}

/** What the account means by `id`, `id@version` or an alias: its own before the library's. Throws as `compileRow`. */
export async function resolveWorkflow(env: Env, account: string, reference: string): Promise<Offered | null> {
	const [row] = await ownQuery(database(env.DB), account, reference);
	return offered(env.BUCKET, row, reference);
}

/** A workflow as the API shows it. */
export function toWorkflow({ workflow, own }: Offered): WorkflowResource {
	return { ...described(workflow), ...standingOf(own) };
}

/** What a workflow itself says, whoever it belongs to. */
export function described(workflow: WorkflowDefinition) {
	const { models, custom_nodes, ...rest } = describeWorkflow(workflow);
	return {
		...rest,
		models: models.map((model) => ({ ...model })),
		custom_nodes: custom_nodes.map((pack) => ({ ...pack })),
	};
}

export function standingOf(own: Pick<WorkflowRow, "created_at" | "retired_at"> | null) {
	const at = (time: number | null) => (time === null ? null : new Date(time).toISOString());
	return {
		owner: own ? ("account" as const) : ("library" as const),
		created_at: at(own?.created_at ?? null),
		retired_at: at(own?.retired_at ?? null),
	};
}
