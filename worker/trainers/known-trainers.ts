import { access, readFile } from "node:fs/promises";
import { join } from "node:path";
import type { Trainer } from "../../workflows/training/work.ts";
import type { Config } from "../process/config.ts";

/** A trainer that this machine has. */
export interface KnownTrainer {
	trainer: Trainer;
	version: string;
	/** Its own folder, which its scripts lie in. */
	folder: string;
	/** Its Python, with what stands before its arguments. */
	command: readonly [string, ...string[]];
}

export type TrainerSetting = Pick<Config, "SD_SCRIPTS_DIR" | "AI_TOOLKIT_DIR" | "TRAINER_COMMAND">;

/** The trainers of this machine, as it is configured. Never throws. */
export async function knownTrainers(setting: TrainerSetting): Promise<KnownTrainer[]> {
	const folders: [Trainer, string | null][] = [
		["sd-scripts", setting.SD_SCRIPTS_DIR],
		["sd-scripts-flux", setting.SD_SCRIPTS_DIR],
		["ai-toolkit", setting.AI_TOOLKIT_DIR],
	];
	const found = folders.map(async ([trainer, folder]): Promise<KnownTrainer[]> => {
		if (folder === null) return [];
		const command = setting.TRAINER_COMMAND ?? [await pythonIn(folder)];
		return [{ trainer, folder, command, version: await versionOf(folder) }];
	});
	return (await Promise.all(found)).flat();
}

/** The Python of an environment in the folder, or the machine's. */
async function pythonIn(folder: string): Promise<string> {
	for (const environment of ["venv", ".venv"]) {
		const python = join(folder, environment, "bin", "python");
		const found = await access(python).then(
			() => true,
			() => false,
		);
		if (found) return python;
	}
	return "python3";
}

/** The commit that a checkout stands at: neither trainer says a version. */
async function versionOf(folder: string): Promise<string> {
	const read = (file: string) => readFile(join(folder, ".git", file), "utf8").catch(() => "");
	const head = (await read("HEAD")).trim();
	const branch = /^ref: (refs\/[\w./-]+)$/.exec(head)?.[1];
	const commit = branch === undefined ? head : (await read(branch)).trim();
	return /^[0-9a-f]{40}$/.test(commit) ? commit.slice(0, 8) : "unknown";
}
