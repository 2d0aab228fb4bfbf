import { spawn } from "node:child_process";
import { once } from "node:events";
import { writeFile } from "node:fs/promises";
import path from "node:path";
import { workerEnvironment } from "../../emulators/runpod/environment.ts";
import { RunpodEmulator } from "../../emulators/runpod/server.ts";
import { SCENES, type Scene } from "./scenes.ts";
import { type WireCall, wireCall } from "./wire.ts";

/**
 * Records what the official Python worker says to RunPod, on the emulated endpoint:
 * `python3 -m venv v && v/bin/pip install runpod==1.12.0 && node worker/runpod/official/record.ts v/bin/python`.
 * Each call is written once, in the order in which it was first made. What the emulator answers is ours, what the worker
 * asks is RunPod's own.
 */
const [python] = process.argv.slice(2);
if (python === undefined) {
	console.error("usage: record.ts PYTHON-THAT-HAS-RUNPOD");
	process.exit(2);
}

/** RunPod names the GPU in its addresses itself: the official worker does not. */
function filled(env: Record<string, string>): Record<string, string> {
	const gpu = encodeURIComponent(env.RUNPOD_GPU_TYPE_ID ?? "");
	return Object.fromEntries(
		Object.entries(env).map(([name, value]) => [name, value.replaceAll("$RUNPOD_GPU_TYPE_ID", gpu)]),
	);
}

async function record(scene: Scene, program: string): Promise<WireCall[]> {
	const runpod = new RunpodEmulator({ holdMs: 500 });
	await runpod.listen();
	const env = filled(workerEnvironment(runpod.url, { worker: "w 1", key: runpod.workerKey }));
	const child = spawn(program, [path.join(import.meta.dirname, "handler.py"), scene], {
		stdio: ["ignore", "inherit", "inherit"],
		// Its signs of life come from a process of their own, which outlives it: the group is ended.
		detached: true,
		env: { ...process.env, ...env, RUNPOD_SKIP_AUTO_SYSTEM_CHECKS: "true", RUNPOD_SKIP_GPU_CHECK: "true" },
	});
	const gone = once(child, "exit");
	const requests = SCENES[scene].map((input) => runpod.run(input));
	const over = () => requests.every(({ status }) => status === "COMPLETED" || status === "FAILED");
	const deadline = Date.now() + 60_000;
	while (child.exitCode === null && Date.now() < deadline && !(requests.length > 0 && over()))
		await new Promise((resolve) => setTimeout(resolve, 100));
	// One more look for what it must stop, and one more sign of life.
	await Promise.race([gone, new Promise((resolve) => setTimeout(resolve, 3_000))]);
	// One that is unfit has ended by itself, with all that it started.
	if (child.exitCode === null && child.pid !== undefined) process.kill(-child.pid, "SIGKILL");
	await gone;
	await runpod.close();
	const ids = requests.map(({ id }) => id);
	const lines = runpod.calls.map((call) => JSON.stringify(wireCall(call, ids)));
	return [...new Set(lines)].map((line) => JSON.parse(line));
}

const recorded: Record<string, WireCall[]> = {};
for (const scene of Object.keys(SCENES) as Scene[]) recorded[scene] = await record(scene, python);
const file = path.join(import.meta.dirname, "recording.json");
await writeFile(file, `${JSON.stringify(recorded, null, "\t")}\n`);
console.log(`wrote ${file}`);
