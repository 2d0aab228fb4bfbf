import type { LoraResource } from "../../../contract/training/loras.ts";

/** Where a job begins with a version of a LoRA: what to make of it is chosen there; null where there is no version. Pure. */
export function newJobWith(
	{ trigger_word }: Pick<LoraResource, "trigger_word">,
	version: LoraResource["versions"][number] | undefined,
): string | null {
	if (!version) return null;
	const given = new URLSearchParams({ lora: version.reference, family: version.family });
	if (trigger_word !== null) given.set("trigger_word", trigger_word);
	return `/new?${given}`;
}
