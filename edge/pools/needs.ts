import type { Demands } from "../../workflows/definition/profiles.ts";

/** What a worker must have, and be, to run a task. Members that came later may be absent. */
export interface TaskNeeds {
	nodes: string[];
	models: { folder: string; file: string }[];
	/** Node classes for newer ComfyUIs, where the graph differs; oldest first. */
	forms?: { comfyui: string; nodes: string[] }[];
	launch_flags?: string[];
	/** It runs at a partner of Comfy. */
	partner?: boolean;
	/** It names a folder by its absolute path. */
	absolute_folders?: boolean;
	demands?: Demands;
}
