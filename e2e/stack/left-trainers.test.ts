import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdir, mkdtemp, rm } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { noteChild } from "../../worker/comfyui/process/leftover.ts";
import { trainerPidFile } from "../../worker/runners/train/training-folder.ts";
import { endTrainers } from "./left-trainers.ts";

test("a trainer that stands still is ended when its worker is gone, and those of other workers go on", async () => {
	const scratch = await mkdtemp(path.join(os.tmpdir(), "darkroom-left-"));
	onTestFinished(() => rm(scratch, { recursive: true, force: true }));
	const held = async (worker: string) => {
		const child = spawn("sleep", ["600"], { detached: true, stdio: "ignore" });
		await once(child, "spawn");
		const pid = child.pid ?? 0;
		const file = trainerPidFile(path.join(scratch, `darkroom-${worker}-8188`));
		await mkdir(path.dirname(file), { recursive: true });
		await noteChild(file, pid);
		process.kill(pid, "SIGSTOP");
		return { ended: once(child, "exit") };
	};
	const [first, second] = [await held("first"), await held("second")];
	expect(await endTrainers(scratch, "first")).toBe(1);
	expect(await first.ended).toEqual([null, "SIGKILL"]);
	expect(await endTrainers(scratch)).toBe(1);
	expect(await second.ended).toEqual([null, "SIGKILL"]);
	expect(await endTrainers(path.join(scratch, "nothing"))).toBe(0);
});
