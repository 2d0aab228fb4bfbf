import { getTableColumns, sql } from "drizzle-orm";
import { taskPlans, tasks } from "../../db/schema.ts";

/** What of a task's row a job is put together from: its plan, and the graph that ran, are long and asked for by name. */
const { plan: _plan, ran: _ran, ...taskColumns } = getTableColumns(tasks);

export { taskColumns };

export type TaskRow = Omit<typeof tasks.$inferSelect, "plan" | "ran">;

/** The plan of a task of `tasks`, as a body. That of a task from before migration 0065 has a row of its own. */
export const planOfTask = sql<string>`coalesce(${tasks.plan},
	(SELECT ${taskPlans}."plan" FROM ${taskPlans} WHERE ${taskPlans}."task_id" = ${tasks}."id"))`;

/** The graph as the successful attempt ran it, as a body; null: none has, or it ran as planned. */
export const ranOfTask = sql<string | null>`coalesce(${tasks.ran},
	(SELECT ${taskPlans}."ran" FROM ${taskPlans} WHERE ${taskPlans}."task_id" = ${tasks}."id"))`;
