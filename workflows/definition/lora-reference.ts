/** The folder of ComfyUI's models that LoRAs lie in. */
export const LORA_FOLDER = "loras";

/** What the LoRAs of an account may be called. */
export const LORA_NAME = /^[a-z0-9](?:[a-z0-9_-]{0,62}[a-z0-9])?$/;

/** `name@version`, as jobs name a LoRA that is kept; null for everything else, names of files above all. */
export function readLoraReference(text: string): { name: string; version: number } | null {
	const [, name = "", number = ""] = /^([^@]+)@([1-9]\d{0,5})$/.exec(text) ?? [];
	return LORA_NAME.test(name) ? { name, version: Number(number) } : null;
}
