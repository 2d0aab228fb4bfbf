import { holdingFor } from "../../workflows/graph/versions.ts";
import type { Capabilities } from "../../workflows/object-info/capabilities.ts";
import { findProfile, profileProblems } from "../../workflows/plan/profiles.ts";
import { refusedTraining } from "../../workflows/plan/refused-training.ts";
import type { TaskNeeds } from "../db/stored.ts";
import { isLentFor, type Lent } from "./lent.ts";

/** What a worker can do, ready to be asked for many tasks. */
export interface Ability {
	capabilities: Capabilities;
	nodes: ReadonlySet<string>;
	/** Every model file that any loader lists. */
	files: ReadonlySet<string>;
	/** GPU memory, in bytes; 0: not known. */
	vram_bytes: number;
	/** What it was lent for; null: for everything. */
	lent: Lent | null;
}

export function abilityOf(capabilities: Capabilities, vram_bytes: number, lent: Lent | null = null): Ability {
	const lists = Object.values(capabilities.model_inputs).flatMap((inputs) => Object.values(inputs).flat());
	return { capabilities, nodes: new Set(capabilities.nodes), files: new Set(lists), vram_bytes, lent };
}

/** Whether a worker has every node class and model file that a task names, and is what it asks for besides. */
export function canRun(needs: TaskNeeds, able: Ability): boolean {
	return hasAllButModels(needs, able) && needs.models.every(({ file }) => able.files.has(file));
}

/** Model files that a worker lacks for a task; null where it lacks something else as well. */
export function lackedModels(needs: TaskNeeds, able: Ability): TaskNeeds["models"] | null {
	return hasAllButModels(needs, able) ? needs.models.filter(({ file }) => !able.files.has(file)) : null;
}

function hasAllButModels(needs: TaskNeeds, { capabilities, nodes, vram_bytes, lent }: Ability): boolean {
	const { comfyui_version, launch_flags, partner_nodes, input_directory, lora_folder } = capabilities;
	const form = holdingFor(needs.forms, comfyui_version);
	const profile = findProfile(capabilities.profile);
	return (
		(lent === null || isLentFor(lent, needs)) &&
		(form ?? needs).nodes.every((node) => nodes.has(node)) &&
		vram_bytes >= (needs.min_vram_bytes ?? 0) &&
		// What a worker does not report is not held against it.
		(needs.launch_flags ?? []).every((flag) => launch_flags?.includes(flag) !== false) &&
		!(needs.partner && partner_nodes === false) &&
		!(needs.absolute_folders && input_directory === false) &&
		!(needs.brings_lora && lora_folder === false) &&
		(needs.training === undefined || trains(needs.training, capabilities)) &&
		(profile === undefined ||
			needs.demands === undefined ||
			profileProblems(profile, needs.demands).length === 0)
	);
}

/** Whether it has the trainer and refuses nothing. One that reports none is of before there were any. */
function trains(training: NonNullable<TaskNeeds["training"]>, { trainers, profile }: Capabilities): boolean {
	const there = trainers?.find(({ trainer }) => trainer === training.trainer);
	return there !== undefined && refusedTraining(training, there.device, findProfile(profile)).length === 0;
}
