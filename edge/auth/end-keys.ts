import type { Env } from "../env.ts";
import { errorName, log } from "../log.ts";
import { accountObject, jobObject, limitObject, projectObject } from "../objects.ts";
import { forgetCredential } from "./credentials.ts";

/** Objects that are told at once; those beyond look by themselves within seconds. */
const MOST = 200;

/**
 * Closes what keys of an account that have just ended had open. What cannot be reached closes it at its next look, within
 * seconds. Never throws.
 */
async function closeSockets(env: Env, account: string, keys: string[]): Promise<void> {
	try {
		const open = await limitObject(env, `account:${account}`).openAt();
		// The count of sockets is forgotten now and then; the feed of the account is what a page most likely has.
		const places = new Set([account, ...open.slice(0, MOST)]);
		await Promise.allSettled([...places].map((id) => objectAt(env, id).dismiss(keys)));
	} catch (error) {
		log.warn("sockets not closed yet", { account, error: errorName(error) });
	}
}

function objectAt(env: Env, id: string) {
	if (id.startsWith("job_")) return jobObject(env, id);
	return id.startsWith("prj_") ? projectObject(env, id) : accountObject(env, id);
}

/** What follows when keys were revoked, sessions among them: this isolate knows at once, and what they had open closes. */
export async function endKeys(env: Env, account: string, keys: readonly { id: string }[]): Promise<void> {
	for (const { id } of keys) forgetCredential(id);
	await closeSockets(
		env,
		account,
		keys.map(({ id }) => id),
	);
}
