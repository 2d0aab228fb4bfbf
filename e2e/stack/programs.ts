import path from "node:path";
import type { Programs } from "../../worker/testing/prepare.ts";
import { PREPARED } from "./prepare.ts";

/** What to start with Node for the worker, the emulated ComfyUI, the stand-in for a trainer and the command line: one file each where tests have prepared them. */
export function programs(): Programs & { cli: string } {
	const prepared = process.env[PREPARED];
	if (prepared === undefined)
		return {
			worker: "worker/main.ts",
			emulator: "worker/emulators/comfyui/main.ts",
			trainer: "worker/emulators/trainer/main.ts",
			cli: "client/cli.ts",
		};
	const of = (name: string) => path.join(prepared, `${name}.mjs`);
	return { worker: of("worker"), emulator: of("emulator"), trainer: of("trainer"), cli: of("cli") };
}
