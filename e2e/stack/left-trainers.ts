import { glob } from "node:fs/promises";
import path from "node:path";
import { endLeftover } from "../../worker/comfyui/process/leftover.ts";
import { trainerPidFile } from "../../worker/runners/train/training-folder.ts";

/**
 * Ends the trainers that workers left behind when they were killed. One that writes ends by itself, as nobody reads; one that was
 * told to wait for its state to be stored would stand still for ever. `worker`: of the workers that are called so; all,
 * if absent. Answers with how many it ended.
 */
export async function endTrainers(scratch: string, worker = "*"): Promise<number> {
	let ended = 0;
	for await (const folder of glob(`darkroom-${worker}-*`, { cwd: scratch }))
		await endLeftover(trainerPidFile(path.join(scratch, folder)), () => {
			ended++;
		});
	return ended;
}
