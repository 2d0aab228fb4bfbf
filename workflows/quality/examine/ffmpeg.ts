import { execFile } from "node:child_process";
import { promisify } from "node:util";

const run = promisify(execFile);

/** Longer than this saying its version may not take, in milliseconds. */
const TIME_MS = 30_000;

/** Whether this machine has ffmpeg. */
export async function hasFfmpeg(program = "ffmpeg"): Promise<boolean> {
	return run(program, ["-version"], { timeout: TIME_MS }).then(
		() => true,
		() => false,
	);
}
