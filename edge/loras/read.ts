import type { ModelFamily } from "../../workflows/definition/define.ts";
import { factsOf, isLora, type LoraFacts } from "../../workflows/safetensors/family.ts";
import { headerLength, LENGTH_BYTES, readHeader } from "../../workflows/safetensors/header.ts";
import { ApiError } from "../problem.ts";

/** What is known of a file that may be a LoRA. */
export type Checked = Omit<LoraFacts, "family"> & { family: ModelFamily };

/** Where the bytes of a file are: its first `bytes`, however they are stored. */
export interface Bytes {
	size: number;
	first(bytes: number): Promise<Uint8Array>;
}

/**
 * Looks at the header of a file and nothing behind it. Throws ApiError `invalid_request` where it is no LoRA, where it
 * does not say for which family of models, or another one than `asked`; `place` is where the request names the file.
 */
export async function checkLora(
	file: Bytes,
	asked: ModelFamily | undefined,
	place: "/asset" | "/upload",
): Promise<Checked> {
	const notOne = (why: string) => refused(place, "invalid_lora", `the file ${why}`);
	const length = headerLength(await file.first(Math.min(LENGTH_BYTES * 8, file.size)), file.size);
	if (!length.ok) throw notOne(length.why);
	const read = readHeader(await file.first(LENGTH_BYTES + length.bytes), file.size);
	if (!read.ok) throw notOne(read.why);
	if (!isLora(read.header))
		throw notOne("has no tensors of a LoRA: it is a whole model, or a part of one, or an embedding");
	const facts = factsOf(read.header);
	const family = facts.family ?? asked;
	if (family === undefined)
		throw refused(
			"/family",
			"missing_parameter",
			"the file does not say for which family of models it is; send `family`",
		);
	if (asked !== undefined && asked !== family)
		throw refused("/family", "lora_family_differs", `the file is a LoRA for ${family}, not for ${asked}`);
	return { ...facts, base_model: facts.base_model?.slice(0, 200) ?? null, family };
}

/** A refusal that names one place of the request. */
export function refused(pointer: string, code: string, message: string): ApiError {
	return new ApiError("invalid_request", message, [{ pointer, code, message }]);
}
