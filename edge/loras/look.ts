import { eq } from "drizzle-orm";
import { readLoraReference } from "../../workflows/definition/lora-reference.ts";
import { database } from "../db/client.ts";
import { jobs } from "../db/schema.ts";
import type { Env } from "../env.ts";
import { settle } from "./awaited.ts";
import { fateOf, type LoraFate } from "./fate.ts";
import { keptLoras, latestOf } from "./store.ts";
import type { AwaitedLora } from "./waits.ts";

/** What becomes of those who wait for a LoRA, and the job that makes it now, if any does. */
export async function lookAtAwaited(
	env: Env,
	{ account_id, reference, training }: AwaitedLora,
): Promise<{ fate: LoraFate; training: string | null }> {
	const db = database(env.DB);
	const read = readLoraReference(reference);
	if (read === null) return { fate: { fate: "never", why: `${reference} names no LoRA` }, training };
	const { name, version } = read;
	const going = await settle(env, account_id, [name]);
	const [kept, latest, trained] = await Promise.all([
		keptLoras(db, account_id, [read]),
		latestOf(db, account_id, [name]),
		training === null ? [] : db.select({ status: jobs.status }).from(jobs).where(eq(jobs.id, training)),
	]);
	const maker = going.find((one) => one.name === name && one.next === version)?.job ?? null;
	const fate = fateOf({
		...{ reference, version, maker },
		there: kept.length > 0,
		latest: latest.get(name) ?? null,
		training: training === null ? null : { id: training, status: trained[0]?.status ?? null },
	});
	return { fate, training: maker ?? training };
}
