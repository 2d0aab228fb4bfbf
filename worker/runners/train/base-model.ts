import { dirname, join } from "node:path";
import { modelNameTrouble } from "../../../workflows/graph/paths.ts";
import type { TrainingPlaces } from "../../../workflows/training/dialect/dialect.ts";
import type { TrainingWork } from "../../../workflows/training/work.ts";
import { AttemptFailed } from "../../attempt/errors.ts";
import { failure } from "../../comfyui/wire/errors.ts";
import { exists } from "./stage-training.ts";

/** Names under which people have the parts of Flux, in ComfyUI's folders; the first that is there is taken. */
const FLUX = {
	clip_l: ["text_encoders/clip_l.safetensors", "clip/clip_l.safetensors"],
	t5xxl: [
		"text_encoders/t5xxl_fp16.safetensors",
		"text_encoders/t5xxl_fp8_e4m3fn.safetensors",
		"clip/t5xxl_fp16.safetensors",
		"clip/t5xxl_fp8_e4m3fn.safetensors",
	],
	ae: ["vae/ae.safetensors"],
} as const;

/**
 * Where the base model of a training lies on this machine, with the parts of Flux. Throws AttemptFailed
 * `missing_model`, or `machine_unfit` where ComfyUI's folders cannot be reached from here.
 *
 * @param loraDirectory the folder that ComfyUI loads LoRAs from, which lies beside those of other models
 */
export async function baseModel(
	{ base_model, trainer }: Pick<TrainingWork, "base_model" | "trainer">,
	loraDirectory: string | null,
): Promise<Pick<TrainingPlaces, "base" | "flux">> {
	if (loraDirectory === null)
		throw new AttemptFailed(
			failure("machine_unfit", "ComfyUI's models cannot be reached from the worker; set COMFYUI_DIR on it"),
		);
	const models = dirname(loraDirectory);
	const trouble = modelNameTrouble(base_model);
	if (trouble !== null) throw new AttemptFailed(failure("missing_model", `the base model's name ${trouble}`));
	const base = join(models, base_model);
	if (!(await exists(base)))
		throw new AttemptFailed(
			failure("missing_model", `${base_model} is not in ComfyUI's folder of models here`),
		);
	if (trainer !== "sd-scripts-flux") return { base, flux: null };
	const part = async (name: keyof typeof FLUX) => {
		for (const file of FLUX[name]) if (await exists(join(models, file))) return join(models, file);
		throw new AttemptFailed(
			failure("missing_model", `training Flux needs ${FLUX[name].join(" or ")} among ComfyUI's models`),
		);
	};
	return { base, flux: { clip_l: await part("clip_l"), t5xxl: await part("t5xxl"), ae: await part("ae") } };
}
