import { randomBytes } from "node:crypto";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import * as z from "zod";

const secretsSchema = z.object({
	signing_secret: z.string(),
	admin_key: z.string(),
	/** Of the one account and the one pool that a local edge is used with. */
	api_key: z.string().optional(),
	worker_token: z.string().optional(),
	/** Where it was started last, for the command line. */
	url: z.string().optional(),
});
export type LocalSecrets = z.infer<typeof secretsSchema>;

const fileOf = (state: string) => path.join(state, "secrets.json");

/** Random secrets of a local edge, made once and kept beside its state, readable by this user only. */
export async function localSecrets(state: string): Promise<LocalSecrets> {
	try {
		return secretsSchema.parse(JSON.parse(await readFile(fileOf(state), "utf8")));
	} catch {
		const secrets = {
			signing_secret: randomBytes(32).toString("hex"),
			admin_key: newAdminKey(),
		};
		await keepSecrets(state, secrets);
		return secrets;
	}
}

/** A random operator's key. */
export const newAdminKey = () => randomBytes(32).toString("hex");

export async function keepSecrets(state: string, secrets: LocalSecrets): Promise<void> {
	await mkdir(state, { recursive: true });
	await writeFile(fileOf(state), JSON.stringify(secrets), { mode: 0o600 });
}
