import type { LORA_PARTS } from "../../../contract/training/loras.ts";

/** Bytes of each part of a file but the last, and of the largest file: those of the contract. */
export const LORA_PARTS_BYTES = 50_000_000 satisfies typeof LORA_PARTS.bytes;
export const MOST_BYTES = LORA_PARTS_BYTES * 40;
