/**
 * Negative prompts. They have an effect only where the sampler's cfg is not 1: there the prediction for the
 * negative has the weight 1 - cfg, which is 0, and ComfyUI does not compute it.
 */

/** For a storyboard picture whose negative prompt was not sent (S1-28). */
export const defaultNegative = "blurry, low quality, distorted";

/** For pictures of a body type (S0-A64), word for word and line for line; some terms are there twice. */
export const bodyTypeNegative = `deformed, blurry, bad anatomy, ugly, low quality, watermark, signature,
multiple people, extra limbs, distorted face, bad hands, missing fingers,
extra fingers, mutated hands, poorly drawn hands, bad proportions,
long neck, duplicate, mutilated, disfigured, bad anatomy, out of frame,
extra limbs, bad body, gross proportions, malformed limbs, missing arms,
missing legs, extra arms, extra legs, mutated, ugly, bad face, bad eyes,
text, watermark, signature, no person, empty scene, no character`;

/** The look that generated people must not have (S0-D13), in the words of the quality standard. */
export const realismNegative = "plastic, waxy, AI look, airbrushed appearance, beauty filter effects";

/**
 * The default negative that the Wan video models are published with (`sample_neg_prompt`). They were tuned with
 * it in Chinese, so it stays Chinese: garish colours, overexposed, static, blurred details, subtitles, worst
 * quality, malformed hands and faces, cluttered background, walking backwards.
 */
export const wanNegative =
	"色调艳丽，过曝，静态，细节模糊不清，字幕，风格，作品，画作，画面，静止，整体发灰，最差质量，低质量，JPEG压缩残留，丑陋的，残缺的，多余的手指，画得不好的手部，画得不好的脸部，畸形的，毁容的，形态畸形的肢体，手指融合，静止不动的画面，杂乱的背景，三条腿，背景人很多，倒着走";
