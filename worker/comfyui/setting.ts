import { isAbsolute, join } from "node:path";
import { profileOf } from "../../workflows/plan/profiles.ts";
import type { SystemStats } from "./wire/http.ts";

/** What this worker was told about the ComfyUI beside it, and does not find out by asking. */
export interface ComfySetting {
	/** ComfyUI's base folder, where it is known. */
	folder: string | null;
	/** Key for nodes that run at partners of Comfy. Never logged, never sent anywhere but to ComfyUI. */
	partnerKey: string | null;
	/** A hardware profile; `auto` is told by the device, `none` has no limits. */
	profile: string;
}

/** Flags of a command line, such as `--fp32-vae`, without values: those may hold paths and secrets. */
export function launchFlags(argv: readonly string[]): string[] {
	const flags = argv.filter((arg) => /^--[a-z0-9-]+/i.test(arg)).map((arg) => arg.split("=")[0] ?? arg);
	return [...new Set(flags)].map((flag) => flag.slice(0, 100)).slice(0, 200);
}

/** Where ComfyUI's input folder lies, as an absolute path on its machine, or null where that is not known. */
export function inputDirectory(argv: readonly string[], folder: string | null): string | null {
	return directory("input", argv, folder);
}

/** The same for its output folder. */
export function outputDirectory(argv: readonly string[], folder: string | null): string | null {
	return directory("output", argv, folder);
}

/** The same for its folder of previews, which ComfyUI empties when it starts. */
export function tempDirectory(argv: readonly string[], folder: string | null): string | null {
	const own = valueAfter(argv, "--temp-directory");
	const above = own === undefined ? null : absolute(own, folder);
	// Unlike the other two it is a folder below the one that is named.
	return own === undefined ? directory("temp", argv, folder) : above && join(above, "temp");
}

/**
 * The folder that ComfyUI loads LoRAs from, for this process to put some there; null where its disk cannot be reached.
 */
export function loraDirectory(argv: readonly string[], folder: string | null): string | null {
	if (folder === null) return null;
	const base = valueAfter(argv, "--base-directory");
	return join((base === undefined ? null : absolute(base, folder)) ?? folder, "models", "loras");
}

function absolute(path: string, folder: string | null): string | null {
	if (path === "") return null;
	if (isAbsolute(path)) return path;
	return folder === null ? null : join(folder, path);
}

function directory(
	side: "input" | "output" | "temp",
	argv: readonly string[],
	folder: string | null,
): string | null {
	const own = valueAfter(argv, `--${side}-directory`);
	if (own !== undefined) return absolute(own, folder);
	const base = valueAfter(argv, "--base-directory");
	const home = base === undefined ? folder : absolute(base, folder);
	return home === null ? null : join(home, side);
}

function valueAfter(argv: readonly string[], flag: string): string | undefined {
	const inline = argv.find((arg) => arg.startsWith(`${flag}=`));
	if (inline !== undefined) return inline.slice(flag.length + 1);
	const at = argv.indexOf(flag);
	return at < 0 ? undefined : argv[at + 1];
}

/** What registration says of all this. */
export function reportedSetting(
	stats: SystemStats,
	device: { type: string; vram_bytes: number },
	setting: ComfySetting,
): {
	launch_flags: string[];
	partner_nodes: boolean;
	input_directory: boolean;
	lora_folder: boolean;
	profile?: string;
} {
	const { argv } = stats.system;
	const profile = setting.profile === "auto" ? profileOf(device) : setting.profile;
	return {
		launch_flags: launchFlags(argv),
		partner_nodes: setting.partnerKey !== null,
		input_directory: inputDirectory(argv, setting.folder) !== null,
		lora_folder: loraDirectory(argv, setting.folder) !== null,
		...(profile === null || profile === "none" ? {} : { profile }),
	};
}
