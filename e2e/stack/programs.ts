import path from "node:path";
import type { Programs } from "../../worker/testing/prepare.ts";
import { PREPARED } from "./prepare.ts";

/** What to start with Node for the worker and the emulated ComfyUI: one file each where tests have prepared them. */
export function programs(): Programs {
	const prepared = process.env[PREPARED];
	if (prepared === undefined)
		return { worker: "worker/main.ts", emulator: "worker/emulators/comfyui/main.ts" };
	return { worker: path.join(prepared, "worker.mjs"), emulator: path.join(prepared, "emulator.mjs") };
}
