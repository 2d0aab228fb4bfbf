import { createHash } from "node:crypto";
import { promisify } from "node:util";
import { gzip } from "node:zlib";
import { OBJECT_INFO_LIMITS } from "../../edge/contract/workers/workers.ts";

/** ComfyUI's answer to `GET /object_info` as the edge takes it: compressed, under the hash of those bytes. */
export interface PackedInfo {
	sha256: string;
	bytes: Buffer;
}

const compress = promisify(gzip);

/** Packs it; the same text gives the same bytes. Null where it is larger than the edge takes. */
export async function packInfo(raw: Buffer): Promise<PackedInfo | null> {
	if (raw.length > OBJECT_INFO_LIMITS.unpacked) return null;
	const bytes = await compress(raw);
	if (bytes.length > OBJECT_INFO_LIMITS.packed) return null;
	return { sha256: createHash("sha256").update(bytes).digest("hex"), bytes };
}
