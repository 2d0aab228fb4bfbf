import { mkdir, mkdtemp, rm } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import type { DarkroomClient } from "../../client/client.ts";
import { readFlags } from "../stack/flags.ts";
import { root } from "../stack/processes.ts";
import { startStack } from "../stack/stack.ts";
import { showCharacter } from "./character.ts";
import { showCharacterCreation } from "./character-creation.ts";
import { showLora } from "./lora.ts";
import { showMainJob } from "./main-job.ts";
import { showRunpod } from "./runpod.ts";
import { showStoryboard } from "./storyboard.ts";

const USAGE = `npm run demo: the main job, end to end, on this machine; pictures go to demo-output/
npm run demo -- character: four views of a character, one after the other, each made like those before it
npm run demo -- storyboard: twelve shots of a script on one feed, of which one fails twice and recovers
npm run demo -- runpod: an endpoint of RunPod (an emulator) scales from none to two workers and back; what each second cost
npm run demo -- lora: from pictures to a LoRA that is used by name; the worker that trains it is killed in the middle
npm run demo -- character-creation: a character from words as one job: pictures, sheet, training (its worker is killed), checkpoints side by side, final pictures

With COMFYUI_URL in the environment a real ComfyUI makes them, without it an emulator.`;

/** Where the demos write their pictures. */
const OUTPUT = path.join(root, "demo-output");

interface Demo {
	show(client: DarkroomClient, output: string, comfyui: { url: string; emulated: boolean }): Promise<void>;
	/** How long a step of the emulator takes, in milliseconds. */
	stepMs?: number;
	/** The emulator has every node and model of the library, and folders of its own. */
	library?: true;
}
const DEMOS: Record<string, Demo> = {
	main: { show: showMainJob },
	character: { show: showCharacter, library: true },
	storyboard: { show: showStoryboard, stepMs: 30 },
};

async function main(): Promise<void> {
	const began = performance.now();
	const [name = "main", ...rest] = process.argv.slice(2).filter((word) => !word.startsWith("-"));
	readFlags(USAGE, {}, true);
	// It starts workers by itself, and makes no pictures to look at.
	if (name === "runpod" && rest.length === 0) return showRunpod();
	if (name === "lora" && rest.length === 0) return showLora(OUTPUT);
	if (name === "character-creation" && rest.length === 0) return showCharacterCreation(OUTPUT);
	const demo = Object.hasOwn(DEMOS, name) ? DEMOS[name] : undefined;
	if (!demo || rest.length > 0) {
		console.error(`there is no demo ${JSON.stringify([name, ...rest].join(" "))} (--help lists all)`);
		process.exit(2);
	}
	console.log("Starting edge (workerd with D1, R2, Durable Objects), ComfyUI and a worker…");
	const base = await mkdtemp(path.join(os.tmpdir(), "darkroom-comfyui-"));
	const library = demo.library ? ["--library", "--base-directory", base] : [];
	const stack = await startStack({
		comfyuiUrl: process.env.COMFYUI_URL,
		emulator: ["--step-ms", String(demo.stepMs ?? 120), ...library],
	});
	const since = () => `${((performance.now() - began) / 1000).toFixed(1)} s`;
	try {
		const which = stack.comfyui.emulated ? "the ComfyUI emulator, not the real thing" : "a real ComfyUI";
		console.log(`Ready after ${since()}: ${stack.edge.url}, pictures by ${which} at ${stack.comfyui.url}\n`);
		await mkdir(OUTPUT, { recursive: true });
		await demo.show(stack.client, OUTPUT, stack.comfyui);
		console.log(
			`\nEverything is in ${path.relative(process.cwd(), OUTPUT) || "."}/. The demo took ${since()}.`,
		);
	} finally {
		await stack.stop();
		await rm(base, { recursive: true, force: true });
	}
}

try {
	await main();
} catch (error) {
	console.error(`\nThe demo failed: ${error instanceof Error ? error.message : String(error)}`);
	process.exit(1);
}
