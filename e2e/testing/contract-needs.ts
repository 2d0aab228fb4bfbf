import { featuresOf } from "../../worker/comfyui/wire/version.ts";

/**
 * What a ComfyUI must be started with for the contract tests to mean anything, in sentences that say what to do;
 * empty where nothing lacks. Pure.
 *
 * @param version as `GET /system_stats` says it
 * @param argv the arguments it was started with
 */
export function contractNeeds(version: string | undefined, argv: readonly string[]): string[] {
	const { version: told, promptId, previewMethod } = featuresOf(version);
	if (!promptId) return [`ComfyUI ${told} is too old for a worker: use 0.3.44 or newer`];
	const flag = argv.findIndex((arg) => arg.startsWith("--preview-method"));
	const method = argv[flag]?.split("=")[1] ?? argv[flag + 1];
	const previews = flag >= 0 ? method !== "none" : previewMethod;
	if (previews) return [];
	return flag >= 0
		? ["it was started with --preview-method none: leave that out, or choose latent2rgb"]
		: [
				`ComfyUI ${told} cannot be asked for previews prompt by prompt: start it with --preview-method latent2rgb`,
			];
}
