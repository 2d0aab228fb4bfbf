import { filledRecipe } from "../recipe.ts";
import type { TrainingWork } from "../work.ts";

/** A training of `pictures` pictures with the default recipe, for tests. */
export function trainingWork(changes: Partial<TrainingWork> = {}, pictures = 2): TrainingWork {
	return {
		trainer: "sd-scripts",
		family: "sd15",
		base_model: "checkpoints/anything-v5.safetensors",
		recipe: filledRecipe(
			{ seed: 42 },
			{ trainer: changes.trainer ?? "sd-scripts", pictures, family: "sd15", device: "cuda", random: 0 },
		),
		trigger: "spyke_plasma_v1",
		output_name: "spyke_plasma_v1",
		pictures: Array.from({ length: pictures }, (_, i) => ({
			name: `img_${String(i).padStart(4, "0")}`,
			sha256: i.toString(16).padStart(64, "0"),
			bytes: 100 + i,
			caption: `spyke_plasma_v1, full body, standing, white background ${i}`,
		})),
		repeats: 10,
		regularisation: null,
		resume: null,
		...changes,
	};
}
