/** What strings that name files may look like. ComfyUI checks some of them itself, custom nodes often do not. */

const modelExtension = /\.(safetensors|sft|ckpt|pt2?|pth|bin|pkl|gguf|onnx|engine|torchscript)$/i;
const mediaExtension =
	/\.(png|jpe?g|webp|gif|bmp|tiff?|avif|heic|mp4|m4v|mov|webm|mkv|avi|wav|mp3|flac|ogg|opus|m4a|aac|latent)$/i;
const annotation = /\[(input|output|temp)\]\s*$/i;

const hasControlCharacter = (name: string) => [...name].some((letter) => letter < " " || letter === "\u007f");

/** True where the name ends with an annotation of a folder, which ComfyUI cuts off whatever stands before it. */
export function isAnnotated(name: string): boolean {
	return annotation.test(name);
}

/** True where the name ends like a file of model weights. */
export function isModelFile(name: string): boolean {
	return modelExtension.test(name);
}

/** True where the name, less an ` [input]` annotation, ends like a picture, film or sound file. */
export function isMediaFile(name: string): boolean {
	return mediaExtension.test(name.replace(annotation, "").trimEnd());
}

/**
 * Why a relative file name must not reach ComfyUI, or null where it may. The reason completes the sentence
 * "the name ...". A `\` inside is allowed: ComfyUI on Windows lists files in subfolders that way.
 */
export function pathTrouble(name: string): string | null {
	if (hasControlCharacter(name)) return "has control characters in it";
	if (/^\s*([/\\]|~[/\\]?)/.test(name) || /^\s*[a-z]:/i.test(name)) return "is an absolute path";
	if (name.includes("://")) return "is a URL";
	if (/%(2e|2f|5c|00|25)/i.test(name)) return "hides characters of a path behind % escapes";
	if (name.split(/[/\\]/).some((part) => part.trim() === "..")) return "leaves its folder with “..”";
	if (annotation.test(name)) return "chooses a folder with an annotation such as “[output]”";
	return null;
}

/** Why a string is no acceptable name of a model file, or null. Stricter than {@link pathTrouble}: no `\`. */
export function modelNameTrouble(name: string): string | null {
	if (name.includes("\\")) return "has a backslash in it (use / for subfolders)";
	// Drives and, on Windows, streams inside a file.
	if (name.includes(":")) return "has a colon in it";
	const trouble = pathTrouble(name);
	if (trouble !== null) return trouble;
	if (name.split("/").some((part) => part.trim() === "" || part === "."))
		return "has an empty part in its path";
	if (!isModelFile(name)) return "does not end like a model file (.safetensors, .gguf, .ckpt, .pt, ...)";
	return null;
}
