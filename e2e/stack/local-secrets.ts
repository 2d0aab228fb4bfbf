import { randomBytes } from "node:crypto";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import * as z from "zod";

const secretsSchema = z.object({ signing_secret: z.string(), admin_key: z.string() });
export type LocalSecrets = z.infer<typeof secretsSchema>;

/** Random secrets of a local edge, made once and kept beside its state, readable by this user only. */
export async function localSecrets(state: string): Promise<LocalSecrets> {
	const file = path.join(state, "secrets.json");
	try {
		return secretsSchema.parse(JSON.parse(await readFile(file, "utf8")));
	} catch {
		const secrets = {
			signing_secret: randomBytes(32).toString("hex"),
			admin_key: randomBytes(32).toString("hex"),
		};
		await mkdir(state, { recursive: true });
		await writeFile(file, JSON.stringify(secrets), { mode: 0o600 });
		return secrets;
	}
}
