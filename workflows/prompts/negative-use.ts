/**
 * Whether a negative prompt has an effect at this cfg. At 1 ComfyUI does not even compute it: the prediction for
 * the negative has the weight 1 - cfg, which is 0. Flux, Z-Image-Turbo and the Lightning LoRAs run there.
 */
export function negativeCounts(cfg: number): boolean {
	// ComfyUI compares with the same tolerance.
	return Number.isFinite(cfg) && Math.abs(cfg - 1) > 1e-9 * Math.max(1, Math.abs(cfg));
}

/** What to say where a negative prompt was sent and `negativeCounts` is false. */
export const negativeNotUsed =
	"The negative prompt is not used: this workflow samples at cfg 1, where a negative has no effect. Say in the prompt what should be there instead.";
