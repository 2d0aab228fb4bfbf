import { readFileSync } from "node:fs";
import { chmod, mkdir, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import * as z from "zod";
import { CliError, type Environment } from "./command.ts";

/** What `darkroom init` wrote: where Darkroom is, and the key for it. Only its owner can read it. */
const configSchema = z.object({ url: z.url(), key: z.string().min(1) });
export type Configured = z.infer<typeof configSchema>;

/** Where it lies: `DARKROOM_CONFIG`, else in the folder that the system has for settings of a user. */
export function configFile(env: Environment, home = os.homedir()): string {
	if (env.DARKROOM_CONFIG) return env.DARKROOM_CONFIG;
	return path.join(env.XDG_CONFIG_HOME || path.join(home, ".config"), "darkroom", "config.json");
}

/** What was configured; null: nothing was. @throws CliError where the file is broken */
export function readConfigured(env: Environment): Configured | null {
	const file = configFile(env);
	let text: string;
	try {
		text = readFileSync(file, "utf8");
	} catch {
		return null;
	}
	try {
		return configSchema.parse(JSON.parse(text));
	} catch (error) {
		throw new CliError("usage", `${file} cannot be understood: run darkroom init again`, { cause: error });
	}
}

export async function writeConfigured(env: Environment, configured: Configured): Promise<string> {
	const file = configFile(env);
	await mkdir(path.dirname(file), { recursive: true, mode: 0o700 });
	await writeFile(file, `${JSON.stringify(configured, null, "\t")}\n`, { mode: 0o600 });
	// It may have been there already, for others to read.
	await chmod(file, 0o600);
	return file;
}
